/*
 * arena: blocks that die together, with a ceiling on their sum.
 *
 * Each block is an allocation of its own, so a big table can grow in place or
 * be given back early; gk_arena_clear frees what is left. Whoever needs to see
 * what happens when memory runs out brings his own gk_alloc.
 */
#ifndef GK_CORE_WASM_ARENA_H
#define GK_CORE_WASM_ARENA_H

#include "core/base/error.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* realloc's contract, except that size 0 frees and returns NULL. */
struct gk_alloc {
    void *(*resize)(void *context, void *block, size_t size);
    void *context; /* borrowed as long as the arena lives */
};

typedef struct gk_arena {
    struct gk_arena_block *first; /* owned */
    size_t used;                  /* bytes, each block's header included */
    size_t max;                   /* ceiling for `used` */
    struct gk_alloc alloc;
} gk_arena;

/* The C library's realloc and free. */
extern const struct gk_alloc gk_alloc_libc;

void gk_arena_init(gk_arena *arena, size_t max, const struct gk_alloc *alloc);
void gk_arena_clear(gk_arena *arena);

/*
 * Makes `block` (NULL: a new one) hold `count` items of `size` bytes, not
 * zeroed. Returns the block, which may have moved; NULL with the old block as
 * it was when memory runs out (*why GK_E_NOMEM) or the ceiling is passed
 * (GK_E_LIMIT).
 */
void *gk_arena_resize(gk_arena *arena, void *block, size_t count, size_t size,
                      gk_status *why);
/* NULL is fine. */
void gk_arena_free(gk_arena *arena, void *block);

#ifdef __cplusplus
}
#endif
#endif
