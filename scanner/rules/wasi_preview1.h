/*
 * wasi_preview1: the functions of WASI preview 1, by what they let a module do.
 */
#ifndef GK_SCANNER_RULES_WASI_PREVIEW1_H
#define GK_SCANNER_RULES_WASI_PREVIEW1_H

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

struct gk_wasi_power {
    const char *name;
    enum gk_wasi_group group;
};

#define GK_WASI_POWERS 46u
extern const struct gk_wasi_power gk_wasi_powers[GK_WASI_POWERS];

/* The import modules of preview 1 and of the snapshot before it. */
bool gk_wasi_is_module(struct gk_name module);

/* NULL: preview 1 has no such function. */
const struct gk_wasi_power *gk_wasi_power_find(struct gk_name name);

/* The name nearest to one that is none; NULL. Borrowed, static. */
const char *gk_wasi_nearest(struct gk_name name);

#endif
