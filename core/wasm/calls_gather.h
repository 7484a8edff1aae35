/*
 * calls_gather: a gk_calls being made. Private to core/wasm.
 */
#ifndef GK_CORE_WASM_CALLS_GATHER_H
#define GK_CORE_WASM_CALLS_GATHER_H

#include "core/wasm/arena.h"
#include "core/wasm/calls.h"

struct gk_gather {
    gk_calls *calls;
    gk_arena *arena;  /* holds what the calls own */
    size_t reserve;   /* bytes of the arena that targets leave free */
    uint64_t *seen;   /* bit per target: a target of the current caller */
    uint32_t cap;     /* targets allocated */
    uint32_t current; /* its first target */
    bool full;        /* no room for targets: the graph is not complete */
    bool nomem;
};

/* Finds equal types, and what sections refer to. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_gather_init(struct gk_gather *g, const gk_module *m,
                                      gk_arena *arena, size_t reserve,
                                      gk_calls *calls, gk_error *err);
/* Bodies come one after the other, from 0. */
void gk_gather_begin(struct gk_gather *g, uint32_t body);
void gk_gather_end(struct gk_gather *g);
/* A target of the current body that was not seen yet. */
void gk_gather_add(struct gk_gather *g, uint32_t target);

static inline void gk_gather_call(struct gk_gather *g, uint32_t target)
{
    if (!(g->seen[target / 64] >> (target % 64) & 1))
        gk_gather_add(g, target);
}

#endif
