#include <guestkit/memory.h>

#include <stdint.h>

#define PAGE  65536u
#define ALIGN 16u

extern unsigned char __heap_base; /* the linker's: end of data and stack */

static uintptr_t next;  /* first free byte */
static uintptr_t limit; /* end of the memory that is ours */

/* Makes room for `size` bytes at `next`. Pages that somebody else has added at
 * the end of memory are skipped: `next` then moves past them. */
static int heap_grow(size_t size)
{
    size_t missing = size - (limit - next);
    if (missing > UINT32_MAX - 2 * PAGE)
        return 0;
    if (__builtin_wasm_memory_size(0) * (uintptr_t)PAGE != limit)
        missing = size;
    size_t pages = (missing + PAGE - 1) / PAGE;
    size_t before = __builtin_wasm_memory_grow(0, pages);
    if (before == SIZE_MAX)
        return 0;
    uintptr_t begin = before * PAGE;
    if (begin != limit)
        next = begin;
    limit = begin + pages * PAGE;
    return 1;
}

void *gk_heap_take(size_t size)
{
    if (next == 0) {
        next = ((uintptr_t)&__heap_base + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1);
        limit = __builtin_wasm_memory_size(0) * (uintptr_t)PAGE;
        if (limit < next)
            limit = next; /* cannot happen: data and stack are in memory */
    }
    if (size > UINT32_MAX - PAGE)
        return NULL;
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (size > limit - next && !heap_grow(size))
        return NULL;
    void *block = (void *)next;
    next += size;
    return block;
}
