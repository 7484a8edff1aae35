/*
 * diff: what is different between an older profile and this file's.
 *
 * Pure functions; each looks at one part. A profile from a lock has no list of
 * functions, so of those only their number and whether any differs are known.
 */
#ifndef GK_SCANNER_CHANGE_DIFF_H
#define GK_SCANNER_CHANGE_DIFF_H

#include "core/base/json.h"
#include "scanner/change/profile.h"
#include "scanner/place.h"

typedef enum gk_change_kind {
    GK_CHANGE_ADDED,
    GK_CHANGE_REMOVED,
    GK_CHANGE_CHANGED /* the same name, another kind or type */
} gk_change_kind;

struct gk_change {
    gk_change_kind kind;
    const struct gk_profile_item *old; /* NULL: added */
    const struct gk_profile_item *now; /* NULL: removed */
};

typedef struct gk_changes {
    struct gk_change *at; /* owned; by name */
    size_t count;
} gk_changes;

void gk_changes_clear(gk_changes *changes);

/* Of imports, exports, custom sections or producers. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_diff_items(const struct gk_profile_items *old,
                                     const struct gk_profile_items *now,
                                     gk_changes *out, gk_error *err);

/* Which of a function's kin a list of names is about. */
struct gk_diff_functions {
    bool known;  /* both have a list, and both or neither have names */
    bool differ; /* a body is other, or there is one more or less */
    uint32_t added, removed, changed;
    /* Some of them, at most GK_DIFF_NAMES each; indices in the new module, of
     * those removed in the old one. */
#define GK_DIFF_NAMES 5
    uint32_t added_at[GK_DIFF_NAMES];
    uint32_t removed_at[GK_DIFF_NAMES];
    uint32_t changed_at[GK_DIFF_NAMES];
};

/* Functions are paired by name. Those without, and of one name, by body; of
 * what is left, as many as both have count as changed. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_diff_functions(const gk_profile *old,
                                         const gk_profile *now,
                                         struct gk_diff_functions *out,
                                         gk_error *err);

typedef enum gk_growth {
    GK_GROWTH_NONE,
    GK_GROWTH_LESS,
    GK_GROWTH_MORE
} gk_growth;

/* Whether `now` may take more than `old` in any way, or else less. A change
 * that is neither (shared, 64-bit, other references) counts as more. NULL: it
 * is not there. */
gk_growth gk_diff_space(const struct gk_profile_space *old,
                        const struct gk_profile_space *now);

/* Of this file's import or export: where it is, and what it is called. */
struct gk_place gk_diff_import_place(const struct gk_facts *facts,
                                     const struct gk_profile_item *import);
struct gk_place gk_diff_export_place(const struct gk_facts *facts,
                                     const struct gk_profile_item *export);
struct gk_label gk_diff_import_name(const struct gk_facts *facts,
                                    const struct gk_profile_item *import);

/* "old.wasm", "guestkit.lock": where the older profile comes from. */
struct gk_label gk_diff_old_name(const struct gk_facts *facts);

/*
 * All of it, for reports: an object; its form is in docs/schema/scan.json,
 * under definitions/changes. Names are printable and cut. Owned; NULL when
 * there is nothing to compare with, or out of memory.
 */
gk_json *gk_changes_json(const struct gk_facts *facts);

#endif
