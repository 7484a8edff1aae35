/*
 * reach: which functions of a module can end up being called, and how.
 *
 * From the call graph (core/wasm/calls.h): direct calls as they stand; an
 * indirect call may reach every function of its type that anything refers to.
 * So it says too much rather than too little, except for functions that a host
 * puts into a table by itself.
 *
 * Entries are what a host can call: exported functions, the start function,
 * and every function referred to, where the host can get at references: a
 * table, global or tag of functions that is exported or imported, an export
 * that returns one, an import that takes one.
 *
 * A value; owns its memory; borrows the module and its calls. Linear in the
 * number of functions, types and calls.
 */
#ifndef GK_SCANNER_REACH_H
#define GK_SCANNER_REACH_H

#include "core/wasm/calls.h"

typedef enum gk_entry_kind {
    GK_ENTRY_EXPORT,
    GK_ENTRY_START,
    GK_ENTRY_TABLE /* the host can call it through a table */
} gk_entry_kind;

typedef struct gk_reach {
    const gk_module *module; /* borrowed */
    const gk_calls *calls;   /* borrowed */
    uint32_t *parent;        /* owned; by node (function, then type): private */
    uint32_t nodes;
    bool complete; /* the module is sound, and every body could be decoded */
} gk_reach;

/* The shortest way to a function from an export or the start function; where
 * there is none, from one that the host has a reference to. */
#define GK_MAX_PATH 32u
struct gk_path {
    gk_entry_kind kind;
    uint32_t entry;           /* EXPORT: its number; else the function's */
    uint32_t at[GK_MAX_PATH]; /* functions, the entry's first, the reached one
                                 last */
    uint32_t indirect;        /* bit n: at[n] is called through a table */
    uint32_t count;
    uint32_t left_out; /* hops of a longer way, behind at[GK_MAX_PATH - 2] */
};

/* Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_reach_build(const gk_module *module,
                                      const gk_calls *calls, gk_reach *out,
                                      gk_error *err);
void gk_reach_clear(gk_reach *reach);

/* Whether an entry can end up calling `function`. True when that cannot
 * be told, because `complete` is false. */
bool gk_reach_has(const gk_reach *reach, uint32_t function);

/* False when it is not reached. Linear in the way's length. */
bool gk_reach_path(const gk_reach *reach, uint32_t function,
                   struct gk_path *out);

/* Appends "plugin_execute_tool → dispatch → beacon": printable names, "f12"
 * for functions without one; "⇢" instead of an arrow before an indirect call.
 * The reached function itself is left out when it is an import. */
gk_status gk_path_print(const gk_module *module, const struct gk_path *path,
                        gk_buf *out);

/* --- for inspect: what each function reaches --- */

/* The bit of imported function `index`. Those from 63 on share the last one. */
#define GK_REACH_SHARED 63u
static inline uint64_t gk_reach_bit(uint32_t index)
{
    return UINT64_C(1) << (index < GK_REACH_SHARED ? index : GK_REACH_SHARED);
}

/* By function: the imports it reaches; *out is owned (free()).
 * Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_reach_sets(const gk_reach *reach, uint64_t **out,
                                     gk_error *err);

#endif
