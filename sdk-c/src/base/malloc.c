/*
 * malloc and its relatives, small rather than fast: one list of free blocks in
 * the order of their addresses, first fit, neighbours joined when freed.
 *
 * All names are in one file because whoever needs one of them must not get
 * another allocator for the rest.
 */
#include <guestkit/memory.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN 16u

/* Declared by no header of wasi-libc. */
int posix_memalign(void **out, size_t alignment, size_t size);
size_t malloc_usable_size(void *p);

/* Taken from the heap at once, so that small blocks do not each ask. */
#define HEAP_STEP 4096u

/* Before every block, free or not. 16 bytes, so that what follows is aligned
 * for every type. */
struct block {
    size_t size;        /* bytes that follow the header */
    struct block *next; /* of a free block: the next free one */
    uint32_t unused[2];
};
_Static_assert(sizeof(struct block) == ALIGN, "blocks stay aligned");

static struct block *free_list;

static char *block_end(struct block *b)
{
    return (char *)(b + 1) + b->size;
}

static struct block *block_of(void *p)
{
    return (struct block *)p - 1;
}

/* Puts a block into the list and joins it with its neighbours. */
static void block_insert(struct block *b)
{
    struct block *before = NULL, *after = free_list;
    while (after != NULL && after < b) {
        before = after;
        after = after->next;
    }
    b->next = after;
    if (before == NULL)
        free_list = b;
    else
        before->next = b;
    if (after != NULL && block_end(b) == (char *)after) {
        b->size += sizeof *b + after->size;
        b->next = after->next;
    }
    if (before != NULL && block_end(before) == (char *)b) {
        before->size += sizeof *b + b->size;
        before->next = b->next;
    }
}

/* Cuts a block that is in use to `size` bytes if the rest makes a block. */
static void block_trim(struct block *b, size_t size)
{
    if (b->size - size <= sizeof *b)
        return;
    struct block *rest = (struct block *)((char *)(b + 1) + size);
    rest->size = b->size - size - sizeof *b;
    b->size = size;
    block_insert(rest);
}

static struct block *block_from_heap(size_t size)
{
    size_t bytes = size + sizeof(struct block);
    if (bytes < HEAP_STEP)
        bytes = HEAP_STEP;
    struct block *b = gk_heap_take(bytes);
    if (b == NULL && bytes > size + sizeof *b) {
        bytes = size + sizeof *b;
        b = gk_heap_take(bytes);
    }
    if (b != NULL)
        b->size = bytes - sizeof *b;
    return b;
}

/*
 * The work of malloc and free under names that mean nothing to the compiler:
 * it knows what malloc returns, and that nothing lies before it, so that calls
 * by those names from here would let it drop the stores to headers.
 */
static void *allocate(size_t size)
{
    if (size > UINT32_MAX / 2) {
        errno = ENOMEM;
        return NULL;
    }
    size = size == 0 ? ALIGN : (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    struct block **link = &free_list;
    while (*link != NULL && (*link)->size < size)
        link = &(*link)->next;
    struct block *b = *link;
    if (b != NULL)
        *link = b->next;
    else
        b = block_from_heap(size);
    if (b == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    block_trim(b, size);
    return b + 1;
}

static void release(void *p)
{
    if (p != NULL)
        block_insert(block_of(p));
}

void *malloc(size_t size)
{
    return allocate(size);
}

void free(void *p)
{
    release(p);
}

void *calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *p = allocate(bytes);
    return p == NULL ? NULL : memset(p, 0, bytes);
}

void *realloc(void *p, size_t size)
{
    if (p == NULL)
        return allocate(size);
    struct block *b = block_of(p);
    if (size <= b->size) {
        block_trim(b, size == 0 ? ALIGN
                                : (size + ALIGN - 1) & ~(size_t)(ALIGN - 1));
        return p;
    }
    void *moved = allocate(size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, p, b->size);
    release(p);
    return moved;
}

static void *allocate_aligned(size_t alignment, size_t size)
{
    if (alignment <= ALIGN)
        return allocate(size);
    if ((alignment & (alignment - 1)) != 0 || alignment > UINT32_MAX / 4) {
        errno = EINVAL;
        return NULL;
    }
    /* Room for a header before the aligned address, which frees as any other;
     * what lies before it becomes a block of its own. */
    if (size > UINT32_MAX / 4) {
        errno = ENOMEM;
        return NULL;
    }
    char *p = allocate(size + alignment + sizeof(struct block));
    if (p == NULL || ((uintptr_t)p & (alignment - 1)) == 0)
        return p;
    uintptr_t at = ((uintptr_t)p + sizeof(struct block) + alignment - 1) &
                   ~(uintptr_t)(alignment - 1);
    struct block *b = block_of((void *)at), *lead = block_of(p);
    b->size = (size_t)(block_end(lead) - (char *)at);
    lead->size = (size_t)((char *)b - p);
    block_insert(lead);
    return (void *)at;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return allocate_aligned(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    void *p = allocate_aligned(alignment, size);
    if (p == NULL)
        return ENOMEM;
    *out = p;
    return 0;
}

size_t malloc_usable_size(void *p)
{
    return p == NULL ? 0 : block_of(p)->size;
}

/* The names by which wasi-libc calls its own. */
void *__libc_malloc(size_t) __attribute__((alias("malloc")));
void __libc_free(void *) __attribute__((alias("free")));
void *__libc_calloc(size_t, size_t) __attribute__((alias("calloc")));
