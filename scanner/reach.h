/*
 * reach: which functions can end up calling which imports.
 *
 * From the call graph: direct calls as they stand; an indirect call may reach
 * every function of its type that an element segment or a reference makes
 * callable that way. So it says too much rather than too little, except for
 * functions that a host puts into an imported or exported table.
 *
 * A value; owns its memory. Reads bodies of modules that need not be valid.
 */
#ifndef GK_SCANNER_REACH_H
#define GK_SCANNER_REACH_H

#include "core/wasm/module.h"

typedef struct gk_reach {
    uint64_t *of;   /* owned; by function: the imports it reaches, see bits */
    uint32_t count; /* functions; 0 when too big for a graph */
    bool complete;  /* every body could be decoded */
    uint32_t features; /* bit per gk_feature met in bodies (instr.h) */
} gk_reach;

/* The bit of imported function `index`. Those from 63 on share the last one. */
#define GK_REACH_SHARED 63u
static inline uint64_t gk_reach_bit(uint32_t index)
{
    return UINT64_C(1) << (index < GK_REACH_SHARED ? index : GK_REACH_SHARED);
}

/*
 * Decodes every body two or three times and holds the graph meanwhile; when
 * that would need more than a quarter of the file and 8 MiB, there is no graph
 * and `count` is 0. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_reach_build(const gk_module *module, gk_reach *out,
                                      gk_error *err);
void gk_reach_clear(gk_reach *reach);

#endif
