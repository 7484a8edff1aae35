/*
 * entry: a profile as JSON: an entry of a lock file. No list of functions: the
 * file is to stay small, and to be read in reviews.
 *
 * docs/schema/lock.json says what stands there.
 */
#ifndef GK_SCANNER_CHANGE_ENTRY_H
#define GK_SCANNER_CHANGE_ENTRY_H

#include "core/base/json.h"
#include "scanner/change/profile.h"

/* Of a sealed profile. Owned; NULL when out of memory. */
gk_json *gk_entry_new(const gk_profile *profile);

/*
 * `where` is the JSON pointer of `entry`, for messages. *out is owned; it
 * borrows from the tree.
 * Fails: GK_E_SCHEMA ("/files/a.wasm/size: …"), GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_entry_read(const gk_json *entry, const char *where,
                                     gk_profile **out, gk_error *err);

/* Appends an entry as it stands in a lock file: keys sorted, each on a line of
 * its own, and so is each import, export and effect. */
gk_status gk_entry_print(const gk_json *entry, gk_buf *out);

/* Appends the keys in which two entries differ: "effects, imports, size". */
gk_status gk_entry_differences(const gk_json *old, const gk_json *now,
                               gk_buf *out);

/* --- shared with the report of changes; each is owned --- */
gk_json *gk_entry_item(const struct gk_profile_item *item, bool import);
gk_json *gk_entry_effect(const struct gk_profile_effect *effect);
gk_json *gk_entry_space(const struct gk_profile_space *space);

#endif
