/*
 * memory: where a guest gets memory from.
 *
 * All of it comes from one place, gk_heap_take, which begins where the linker
 * put the end of data and stack (__heap_base) and grows linear memory when
 * that is used up. Nothing lies below the guest's own data, and pages that the
 * host has added meanwhile are left to the host.
 *
 * Two ways to use it: the arena, for what dies with a tool call, and malloc,
 * free and their relatives, which are in this library too (a small allocator;
 * wasi-libc's larger one is then not linked).
 */
#ifndef GUESTKIT_MEMORY_H
#define GUESTKIT_MEMORY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * `size` bytes of the arena, 8-aligned, not cleared. They live until the host
 * calls the next tool; then all are taken back at once. NULL when memory
 * cannot grow.
 */
void *gk_alloc(size_t size);

/* Gives back the end of the newest block: it keeps `size` bytes. Does nothing
 * to an older block. */
void gk_alloc_shrink(void *block, size_t size);

/* Takes back all blocks of gk_alloc. plugin.h does it before each tool call. */
void gk_alloc_reset(void);

/* `size` bytes, 16-aligned, not cleared, never given back. NULL when memory
 * cannot grow. Two blocks taken in succession may be adjacent. */
void *gk_heap_take(size_t size);

#ifdef __cplusplus
}
#endif
#endif
