/*
 * wasi_preview1: the functions of WASI preview 1, by what they let a module do.
 */
#ifndef GK_SCANNER_RULES_WASI_PREVIEW1_H
#define GK_SCANNER_RULES_WASI_PREVIEW1_H

#include "abi/abi.h"
#include "core/wasm/module.h"

/* What a user may want to know of before he grants it; the rest is ORDINARY:
 * the standard streams, clocks, random numbers, files that are open. */
enum gk_wasi_group {
    GK_WASI_ORDINARY,
    GK_WASI_ENVIRONMENT, /* sees variables of the process */
    GK_WASI_OPEN,        /* opens files and folders */
    GK_WASI_CHANGE,      /* makes, renames, removes, truncates them */
    GK_WASI_SOCKET,
    GK_WASI_SIGNAL,
    GK_WASI_GROUP_COUNT
};

/* The rows of the contract; their count is below 64. */
extern const struct gk_abi_import gk_wasi_rows[];
extern const uint32_t gk_wasi_count;

/* What row `number` lets a module do. */
enum gk_wasi_group gk_wasi_group_of(uint32_t number);

/* The import modules of preview 1 and of the snapshot before it. */
bool gk_wasi_is_module(struct gk_name module);

/* The number of its row; false: preview 1 has no such function. */
bool gk_wasi_find(struct gk_name name, uint32_t *number);

/* The name nearest to one that is none; NULL. Borrowed, static. */
const char *gk_wasi_nearest(struct gk_name name);

#endif
