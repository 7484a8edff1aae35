/*
 * heap: host_alloc and host_free. The documented host keeps a heap of 896 KiB;
 * the deployed one bumps a pointer, grows memory, and frees nothing.
 */
#include "host-mock/hosts/cortex/cortex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cortex_heap_clear(struct cortex_heap *heap)
{
    free(heap->blocks);
    heap->blocks = NULL;
    heap->block_count = 0;
    heap->free_count = 0;
}

void cortex_heap_reset(struct cortex_heap *heap)
{
    cortex_heap_clear(heap);
    heap->bump = CORTEX_DEPLOYED_HEAP;
    heap->used = CORTEX_HEAP_START;
    heap->top = CORTEX_HEAP_END;
}

/* (size + 7) & ~7 as JavaScript does it: in 32 bits, signed. */
static int64_t align_in_32_bits(int64_t size)
{
    return (int32_t)(((uint32_t)size + 7u) & ~7u);
}

static gk_status alloc_deployed(struct cortex *cortex, int64_t size,
                                double *out, gk_error *err)
{
    /* Taken at load and never updated, so that every call past it grows. */
    const int64_t size_at_load = (int64_t)CORTEX_INITIAL_PAGES * GK_PAGE_BYTES;
    struct cortex_heap *heap = &cortex->heap;
    int64_t end;

    *out = 0;
    if (size <= 0)
        return GK_OK;
    end = heap->bump + align_in_32_bits(size);
    if (end > size_at_load) {
        int64_t missing = end - size_at_load;
        int64_t pages = (missing + GK_PAGE_BYTES - 1) / GK_PAGE_BYTES + 16;

        cortex_meet(cortex, CORTEX_ALLOC_TRAPS);
        if (gk_vm_memory_grow(cortex->provided, (uint32_t)pages, NULL) != GK_OK)
            return gk_fail(err, GK_E_TRAP, "WASM memory grow failed for %s",
                           cortex->name);
    }
    *out = (double)heap->bump;
    heap->bump = end;
    return GK_OK;
}

static bool take_freed(struct cortex_heap *heap, uint32_t size, double *out)
{
    for (size_t i = 0; i < heap->block_count && heap->free_count > 0; i++) {
        struct cortex_block *block = &heap->blocks[i];

        if (!block->free || block->size < size)
            continue;
        block->free = false;
        heap->free_count--;
        *out = block->ptr;
        return true;
    }
    return false;
}

/* A plugin with a small memory of its own gets one that holds its blocks. */
static bool reach(struct cortex *cortex, uint32_t end)
{
    gk_vm_memory *memory = cortex_memory(cortex);
    uint32_t pages = gk_vm_memory_pages(memory);
    uint32_t wanted = (end + GK_PAGE_BYTES - 1) / GK_PAGE_BYTES;

    return wanted <= pages ||
           gk_vm_memory_grow(memory, wanted - pages, NULL) == GK_OK;
}

/* The first freed block that is large enough, else new room at the end. */
static gk_status alloc_documented(struct cortex *cortex, int64_t size,
                                  double *out, gk_error *err)
{
    struct cortex_heap *heap = &cortex->heap;
    uint32_t aligned;

    *out = 0;
    if (size <= 0 || size > CORTEX_MAX_ALLOC)
        return GK_OK;
    aligned = ((uint32_t)size + 7u) & ~7u;
    if (take_freed(heap, aligned, out) || aligned > heap->top - heap->used ||
        !reach(cortex, heap->used + aligned))
        return GK_OK;
    if ((heap->block_count & (heap->block_count - 1)) == 0) {
        size_t cap = heap->block_count == 0 ? 1 : heap->block_count * 2;
        struct cortex_block *blocks =
            reallocarray(heap->blocks, cap, sizeof *blocks);

        if (blocks == NULL)
            return gk_fail_nomem(err);
        heap->blocks = blocks;
    }
    heap->blocks[heap->block_count++] =
        (struct cortex_block){heap->used, aligned, false};
    *out = heap->used;
    heap->used += aligned;
    return GK_OK;
}

static struct cortex_block *block_at(const struct cortex_heap *heap,
                                     int64_t ptr)
{
    size_t low = 0, high = heap->block_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (heap->blocks[mid].ptr == ptr)
            return &heap->blocks[mid];
        if (heap->blocks[mid].ptr < ptr)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* What is free at the end is room again: a call's texts may go there. */
static void free_documented(struct cortex_heap *heap, int64_t ptr)
{
    struct cortex_block *block = block_at(heap, ptr);

    if (block == NULL || block->free)
        return;
    block->free = true;
    heap->free_count++;
    while (heap->block_count > 0 && heap->blocks[heap->block_count - 1].free) {
        heap->block_count--;
        heap->free_count--;
        heap->used = heap->blocks[heap->block_count].ptr;
    }
}

gk_status cortex_host_alloc(struct gk_hostcall *call, gk_error *err)
{
    struct cortex *cortex = call->host;
    int64_t size = 0;
    double ptr = 0;
    gk_status st = cortex_operand(call, 0, &size, err);

    if (st != GK_OK)
        return st;
    cortex_meet(cortex, CORTEX_HEAP_START_DIFFERS);
    st = gk_session_is_deployed(cortex->session)
             ? alloc_deployed(cortex, size, &ptr, err)
             : alloc_documented(cortex, size, &ptr, err);
    return st == GK_OK ? cortex_result(call, ptr, err) : st;
}

gk_status cortex_host_free(struct gk_hostcall *call, gk_error *err)
{
    struct cortex *cortex = call->host;
    int64_t ptr = 0;
    gk_status st;

    /* The deployed host does not even look at its argument. */
    if (gk_session_is_deployed(cortex->session))
        return cortex_no_result(call, err);
    st = cortex_number(call, 0, &ptr, err);
    if (st == GK_OK)
        free_documented(&cortex->heap, ptr);
    return st;
}
