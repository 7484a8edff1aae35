/*
 * inspect_json: parts of the JSON that `inspect` prints.
 */
#ifndef GK_SCANNER_REPORT_INSPECT_JSON_H
#define GK_SCANNER_REPORT_INSPECT_JSON_H

#include "core/base/json.h"
#include "core/wasm/module.h"

/* Rows of one list; hostile modules have a million. */
#define GK_INSPECT_ROWS 100000u

static inline uint32_t gk_inspect_shown(uint32_t count)
{
    return count < GK_INSPECT_ROWS ? count : GK_INSPECT_ROWS;
}

/* What custom sections say of where the module comes from. Owned. */
gk_json *gk_inspect_json_origin(const gk_module *module);
gk_json *gk_inspect_json_producers(const gk_module *module);

#endif
