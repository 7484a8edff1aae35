/*
 * inspect: what is in a module, laid out for a person.
 *
 * A value the caller stores; it owns the mapped bytes and the module.
 */
#ifndef GK_SCANNER_INSPECT_H
#define GK_SCANNER_INSPECT_H

#include "core/base/file.h"
#include "scanner/detect.h"
#include "scanner/facts.h"
#include "scanner/reach.h"

typedef struct gk_inspection {
    const char *path; /* borrowed */
    gk_map map;
    gk_module module;
    struct gk_detected detected;
    struct gk_facts facts;
    gk_validation validation;
    gk_reach reach;
    uint64_t *sets; /* owned; see gk_reach_sets */
} gk_inspection;

/*
 * Fails: the file cannot be read, or is no core module at all (GK_E_MALFORMED,
 * GK_E_UNSUPPORTED for a component). A malformed module is shown as far as it
 * can be read.
 */
GK_NODISCARD gk_status gk_inspect_file(const char *path, const char *host,
                                       gk_inspection *out, gk_error *err);
/* Likewise for bytes in no file; borrowed until gk_inspect_clear. */
GK_NODISCARD gk_status gk_inspect_bytes(const void *bytes, size_t len,
                                        const char *host, gk_inspection *out,
                                        gk_error *err);
void gk_inspect_clear(gk_inspection *inspection);

/* Appends the report. */
gk_status gk_inspect_text(const gk_inspection *in, bool color, gk_buf *out);
gk_status gk_inspect_json(const gk_inspection *in, gk_buf *out);

/* --- shared by the two --- */

/* "func", "table", "memory", "global", "tag". */
const char *gk_extern_word(gk_extern_kind kind);
/* Appends the type of an import or export: "(i32) -> ()", "18 pages, at most
 * 512", "i32", "mut i64". */
gk_status gk_inspect_put_type(const gk_module *module, gk_extern_kind kind,
                              uint32_t index, gk_buf *out);
gk_status gk_inspect_put_limits(const struct gk_limits *limits,
                                const char *unit, gk_buf *out);
/* Number of entries in a section; false where that means nothing. */
bool gk_inspect_entries(const gk_module *module, uint8_t section,
                        uint32_t *count);
/* The value a global starts with, when it is an i32 constant. */
bool gk_inspect_global(const gk_module *module, uint32_t index,
                       uint32_t *value);
/* The stack pointer, by the habit of compilers: the first global, mutable, set
 * to an address. */
bool gk_inspect_stack(const gk_module *module, uint32_t *value);

/* Names of the features that are used; returns how many, at most `max`;
 * borrowed, static. Only the module and its validation are looked at. */
size_t gk_inspect_features(const gk_inspection *in, const char **names,
                           size_t max);

/* "functions", "locals": what a kind of the name section names. */
const char *gk_inspect_names_word(enum gk_name_kind kind);

/* The way to an imported function, when one leads there. Ways are as long as a
 * module makes them: `*steps` is what may still be walked, and is used up. */
#define GK_INSPECT_STEPS UINT64_C(10000000)
bool gk_inspect_path(const gk_inspection *in, const struct gk_import *import,
                     uint64_t *steps, struct gk_path *out);
/* Whether it is certain that nothing calls an imported function. */
bool gk_inspect_is_dead(const gk_inspection *in,
                        const struct gk_import *import);

/* Whether the module is well-formed, and its code well-typed as far as that
 * could be checked. */
bool gk_inspect_valid(const gk_inspection *in);

#endif
