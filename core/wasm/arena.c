#include "core/wasm/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

/* Stands before the bytes handed out. */
struct gk_arena_block {
    alignas(max_align_t) struct gk_arena_block *previous;
    struct gk_arena_block *next;
    size_t bytes; /* header included */
};

static void *libc_resize(void *context, void *block, size_t size)
{
    (void)context;
    if (size > 0)
        return realloc(block, size);
    free(block);
    return NULL;
}

const struct gk_alloc gk_alloc_libc = {libc_resize, NULL};

void gk_arena_init(gk_arena *arena, size_t max, const struct gk_alloc *alloc)
{
    arena->first = NULL;
    arena->used = 0;
    arena->max = max;
    arena->alloc = *alloc;
}

void gk_arena_clear(gk_arena *arena)
{
    while (arena->first != NULL)
        gk_arena_free(arena, arena->first + 1);
}

static void relink(gk_arena *arena, struct gk_arena_block *block)
{
    if (block->previous != NULL)
        block->previous->next = block;
    else
        arena->first = block;
    if (block->next != NULL)
        block->next->previous = block;
}

void *gk_arena_resize(gk_arena *arena, void *block, size_t count, size_t size,
                      gk_status *why)
{
    struct gk_arena_block *old = block;
    struct gk_arena_block *made;
    size_t bytes, others;

    old = old == NULL ? NULL : old - 1;
    others = arena->used - (old == NULL ? 0 : old->bytes);
    *why = GK_E_LIMIT;
    if (count > (SIZE_MAX - sizeof *made) / size)
        return NULL;
    bytes = count * size + sizeof *made;
    if (bytes > arena->max || others > arena->max - bytes)
        return NULL;
    *why = GK_E_NOMEM;
    made = arena->alloc.resize(arena->alloc.context, old, bytes);
    if (made == NULL)
        return NULL;
    if (old == NULL) {
        made->previous = NULL;
        made->next = arena->first;
    }
    made->bytes = bytes;
    relink(arena, made);
    arena->used = others + bytes;
    *why = GK_OK;
    return made + 1;
}

void gk_arena_free(gk_arena *arena, void *block)
{
    struct gk_arena_block *old = block;

    if (old == NULL)
        return;
    old--;
    if (old->previous != NULL)
        old->previous->next = old->next;
    else
        arena->first = old->next;
    if (old->next != NULL)
        old->next->previous = old->previous;
    arena->used -= old->bytes;
    arena->alloc.resize(arena->alloc.context, old, 0);
}
