/*
 * manifest_facts: what a module's data says about things its manifest declares.
 *
 * Pure functions of the module. What a module puts together at run time cannot
 * be seen here: that something is not found proves nothing.
 */
#ifndef GK_SCANNER_MANIFEST_FACTS_H
#define GK_SCANNER_MANIFEST_FACTS_H

#include "core/base/file.h"
#include "core/wasm/module.h"

struct gk_data_place {
    uint32_t segment; /* number of the data segment */
    uint32_t within;  /* bytes from its start */
};

/* Whether the text stands in a data segment, as UTF-8 or, being ASCII, as
 * UTF-16LE. `place` may be NULL. */
bool gk_data_holds(const gk_module *module, const char *text,
                   struct gk_data_place *place);

/*
 * Finds the first JSON object in the data whose "tools" is a list of objects
 * with names, and copies the names, at most GK_MAX_DECLARED of them. *found is
 * false when there is none. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_data_tools(const gk_module *module, bool *found,
                                     struct gk_data_place *place, gk_names *out,
                                     gk_error *err);

#endif
