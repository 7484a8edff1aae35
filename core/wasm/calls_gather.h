/*
 * calls_gather: a gk_calls being made. Private to core/wasm.
 *
 * Parts of a module can be gathered at the same time, each by a gk_gather of
 * its own: they share what is there for types and functions, write their own
 * bodies' places in `first`, counted from the part's first target, and put
 * targets in lists of their own.
 */
#ifndef GK_CORE_WASM_CALLS_GATHER_H
#define GK_CORE_WASM_CALLS_GATHER_H

#include "core/wasm/arena.h"
#include "core/wasm/calls.h"

enum { GK_REFERRED_OUTSIDE = 1, GK_REFERRED_IN_BODY = 2 };

struct gk_gather {
    gk_calls *calls;
    gk_arena *arena;  /* holds the targets, which grow; NULL: they cannot */
    size_t reserve;   /* bytes of the arena that targets leave free */
    uint64_t *seen;   /* bit per target: a target of the current caller */
    uint32_t cap;     /* targets allocated */
    uint32_t current; /* its first target */
    bool full;        /* no room for targets: the graph is not complete */
    bool nomem;
};

/* Makes the calls without their targets: finds equal types, and what sections
 * refer to. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_calls_make(const gk_module *m, gk_arena *arena,
                                     gk_calls *calls, gk_error *err);
/* Words of gk_gather.seen; all 0 in the beginning. */
size_t gk_gather_words(const gk_calls *calls);
/* Bodies come one after the other. */
void gk_gather_begin(struct gk_gather *g, uint32_t body);
void gk_gather_end(struct gk_gather *g);
/* A target of the current body that was not seen yet. */
void gk_gather_add(struct gk_gather *g, uint32_t target);

static inline void gk_gather_call(struct gk_gather *g, uint32_t target)
{
    if (!(g->seen[target / 64] >> (target % 64) & 1))
        gk_gather_add(g, target);
}

/* A body refers to the function. Parts may say so at the same time. */
static inline void gk_gather_refer(const gk_calls *c, uint32_t function)
{
    uint8_t *place = &c->referred[function];

    if (__atomic_load_n(place, __ATOMIC_RELAXED) == 0)
        __atomic_store_n(place, (uint8_t)GK_REFERRED_IN_BODY, __ATOMIC_RELAXED);
}
static inline bool gk_gather_referred_outside(const gk_calls *c,
                                              uint32_t function)
{
    return __atomic_load_n(&c->referred[function], __ATOMIC_RELAXED) ==
           GK_REFERRED_OUTSIDE;
}

#endif
