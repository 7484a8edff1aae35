#include <guestkit/memory.h>

#include <stdint.h>

#define ALIGN 8u
/* Few tools need more; a chunk costs one look at the heap. */
#define CHUNK_BYTES 16384u

/* Chunks are kept for ever and used again after a reset. */
struct chunk {
    struct chunk *next;
    char *end;
};

static struct chunk *first, *current;
static char *top;  /* first free byte of the current chunk */
static char *last; /* the newest block */

static char *chunk_begin(struct chunk *c)
{
    return (char *)(c + 1);
}

static void chunk_use(struct chunk *c)
{
    current = c;
    top = chunk_begin(c);
}

/* A new chunk at the end of the list; a longer last one when the heap happens
 * to continue where it ends. */
static int chunk_add(size_t size)
{
    size_t bytes = size + sizeof(struct chunk);
    if (bytes < CHUNK_BYTES)
        bytes = CHUNK_BYTES;
    struct chunk *c = gk_heap_take(bytes);
    if (c == NULL)
        return 0;
    bytes = (bytes + 15) & ~(size_t)15; /* what the heap really gave */
    if (current != NULL && current->end == (char *)c) {
        current->end += bytes;
        return 1;
    }
    c->next = NULL;
    c->end = (char *)c + bytes;
    if (current == NULL)
        first = c;
    else
        current->next = c;
    chunk_use(c);
    return 1;
}

void *gk_alloc(size_t size)
{
    if (size > UINT32_MAX / 2)
        return NULL;
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    while (current == NULL || size > (size_t)(current->end - top)) {
        if (current != NULL && current->next != NULL)
            chunk_use(current->next);
        else if (!chunk_add(size))
            return NULL;
    }
    last = top;
    top += size;
    return last;
}

void gk_alloc_shrink(void *block, size_t size)
{
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (block == last && last != NULL && size < (size_t)(top - last))
        top = last + size;
}

void gk_alloc_reset(void)
{
    last = NULL;
    if (first != NULL)
        chunk_use(first);
}
