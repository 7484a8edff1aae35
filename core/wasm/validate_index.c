/* Index spaces, as the instructions of a body use them. */
#include "core/base/limits.h"
#include "core/wasm/reader.h"
#include "core/wasm/validate_body.h"

#include <inttypes.h>

bool gk_body_index(struct gk_body *b, unsigned space, const char *what,
                   uint32_t index, uint32_t count)
{
    if (index < count)
        return true;
    if (b->m->vague & 1u << space)
        gk_body_poison(b);
    else
        gk_body_wrong(b, "%s %" PRIu32 ", the module has %" PRIu32, what, index,
                      count);
    return false;
}

/* The reader lets types through that are larger than the limit it reports;
 * comparing those over and over would take more than linear time. */
static const struct gk_functype *usable(struct gk_body *b, uint32_t index)
{
    const struct gk_functype *type = &b->m->types[index];

    if (type->param_count <= GK_MAX_PARAMS &&
        type->result_count <= GK_MAX_RESULTS)
        return type;
    gk_body_poison(b);
    return NULL;
}

const struct gk_functype *gk_body_type(struct gk_body *b, uint32_t index)
{
    if (!gk_body_index(b, GK_SPACE_TYPE, "type", index, b->m->type_count))
        return NULL;
    return usable(b, index);
}

/* A declared type index that is wrong was the reader's to tell. */
static const struct gk_functype *declared(struct gk_body *b, uint32_t index)
{
    if (index < b->m->type_count)
        return usable(b, index);
    gk_body_poison(b);
    return NULL;
}

const struct gk_functype *gk_body_func_type(struct gk_body *b, uint32_t index)
{
    if (!gk_body_index(b, GK_EXTERN_FUNC, "function", index,
                       b->m->function_count))
        return NULL;
    return declared(b, b->m->functions[index]);
}

const struct gk_functype *gk_body_tag_type(struct gk_body *b, uint32_t index)
{
    if (!gk_body_index(b, GK_EXTERN_TAG, "tag", index, b->m->tag_count))
        return NULL;
    return declared(b, b->m->tags[index]);
}

static uint8_t index_type(struct gk_body *b, bool is64)
{
    if (!is64)
        return GK_I32;
    gk_body_use(b, GK_FEATURE_MEMORY64);
    return GK_I64;
}

uint8_t gk_body_memory(struct gk_body *b, uint32_t index)
{
    if (index > 0)
        gk_body_use(b, GK_FEATURE_MULTI_MEMORY);
    if (!gk_body_index(b, GK_EXTERN_MEMORY, "memory", index,
                       b->m->memory_count))
        return 0;
    return index_type(b, b->m->memories[index].limits.is64);
}

uint8_t gk_body_table(struct gk_body *b, uint32_t index)
{
    if (!gk_body_index(b, GK_EXTERN_TABLE, "table", index, b->m->table_count))
        return 0;
    return index_type(b, b->m->tables[index].limits.is64);
}
