/* Memory, and the one way in which the host takes some. */
#include "private.h"

#include <stdlib.h>

void *gk_hugind_alloc(size_t size)
{
    void *block = malloc(size);

    if (block == NULL)
        __builtin_trap();
    return block;
}

void *gk_hugind_realloc(void *block, size_t size)
{
    block = realloc(block, size);
    if (block == NULL)
        __builtin_trap();
    return block;
}
