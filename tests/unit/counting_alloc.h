/*
 * counting_alloc: a gk_alloc that counts what it gives, and gives nothing at
 * the call that a test names.
 */
#ifndef COUNTING_ALLOC_H
#define COUNTING_ALLOC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct counting {
    size_t calls;
    size_t fail_at; /* this call, from 1; 0: never */
    size_t blocks;  /* alive */
    size_t bytes;   /* alive */
    size_t peak;
};

struct counted {
    _Alignas(max_align_t) size_t size;
};

static inline void *counting_resize(void *context, void *block, size_t size)
{
    struct counting *c = context;
    struct counted *old = block == NULL ? NULL : (struct counted *)block - 1;
    size_t was = old == NULL ? 0 : old->size;
    struct counted *made;

    if (size == 0) {
        c->blocks -= old != NULL;
        c->bytes -= was;
        free(old);
        return NULL;
    }
    if (++c->calls == c->fail_at)
        return NULL;
    made = realloc(old, size + sizeof *made);
    assert_non_null(made);
    c->blocks += old == NULL;
    c->bytes += size - was;
    c->peak = c->bytes > c->peak ? c->bytes : c->peak;
    made->size = size;
    return made + 1;
}

#endif
