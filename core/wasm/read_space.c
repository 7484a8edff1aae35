/*
 * The sections that fill index spaces (5.5.5 to 5.5.9, tags): imports first,
 * then what the module defines itself.
 */
#include "core/base/limits.h"
#include "core/wasm/reader.h"

#include <inttypes.h>

static gk_status read_import_type(struct gk_reader *r, struct gk_import *out)
{
    switch (out->kind) {
    case GK_EXTERN_FUNC:
        return gk_read_typeuse(r, &out->type);
    case GK_EXTERN_TABLE:
        return gk_read_tabletype(r, &out->u.table);
    case GK_EXTERN_MEMORY:
        return gk_read_memtype(r, &out->u.memory);
    case GK_EXTERN_GLOBAL:
        return gk_read_globaltype(r, &out->u.global);
    case GK_EXTERN_TAG:
        return gk_read_tagtype(r, &out->type);
    }
    return gk_reader_problem(r, GK_E_MALFORMED, r->at - 1,
                             "kind 0x%02x, wanted 0 to 4", (unsigned)out->kind);
}

static gk_status read_import(struct gk_reader *r, struct gk_import *out)
{
    struct gk_import import = {0};
    uint8_t kind;
    gk_status st;

    import.offset = (uint32_t)r->at;
    st = gk_read_name(r, &import.module, "module name");
    if (st == GK_OK)
        st = gk_read_name(r, &import.name, "name");
    if (st == GK_OK)
        st = gk_read_byte(r, &kind, "kind");
    if (st != GK_OK)
        return st;
    import.kind = (gk_extern_kind)kind;
    st = read_import_type(r, &import);
    if (st != GK_OK)
        return st;
    import.index = r->imported[kind]++;
    if (kind == GK_EXTERN_GLOBAL && import.u.global.mutable_)
        r->m->features |= GK_MODULE_MUTABLE_GLOBALS;
    *out = import;
    return GK_OK;
}

gk_status gk_read_imports(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count;
    gk_status st =
        gk_read_count(r, GK_MAX_IMPORTS, 4, &count, "count of imports");

    if (st != GK_OK || count == 0)
        return st;
    m->imports = gk_reader_alloc(r, count, sizeof *m->imports);
    if (m->imports == NULL)
        return GK_E_LIMIT;
    r->noun = "import";
    for (r->entry = 0; r->entry < count; r->entry++) {
        st = read_import(r, &m->imports[r->entry]);
        if (st != GK_OK)
            return st;
        m->import_count++;
    }
    return GK_OK;
}

/*
 * Begins an index space: reads how many entries the section defines (none, if
 * it is absent or its count is bad), and makes room for those and the imported
 * ones. NULL: no room. *st is the count's failure; the imported entries are to
 * be filled in all the same.
 */
static void *begin_space(struct gk_reader *r, gk_extern_kind kind, uint32_t max,
                         size_t min_bytes, size_t size, uint32_t *count,
                         gk_status *st, const char *what)
{
    uint32_t imported = r->imported[kind];

    max = imported < max ? max - imported : 0;
    *st = gk_read_count(r, max, min_bytes, count, what);
    return gk_reader_alloc(r, (size_t)imported + *count, size);
}

gk_status gk_read_functions(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t *numbers, count, n = 0;
    gk_status st;

    m->functions =
        begin_space(r, GK_EXTERN_FUNC, GK_MAX_FUNCTIONS, 1,
                    sizeof *m->functions, &count, &st, "count of functions");
    numbers = gk_reader_alloc(r, r->imported[GK_EXTERN_FUNC], sizeof *numbers);
    r->store->func_imports = numbers;
    if (m->functions == NULL || numbers == NULL)
        return GK_E_LIMIT;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_FUNC) {
            numbers[n] = i;
            m->functions[n++] = m->imports[i].type;
        }
    m->imported_functions = m->function_count = n;
    r->noun = "function";
    r->entry = n;
    while (st == GK_OK && m->function_count - n < count) {
        st = gk_read_typeuse(r, &m->functions[m->function_count]);
        if (st == GK_OK)
            r->entry = ++m->function_count;
    }
    return st;
}

gk_status gk_read_tables(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count, n = 0;
    gk_status st;

    m->tables = begin_space(r, GK_EXTERN_TABLE, GK_MAX_TABLES, 3,
                            sizeof *m->tables, &count, &st, "count of tables");
    if (m->tables == NULL)
        return GK_E_LIMIT;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_TABLE)
            m->tables[n++] = m->imports[i].u.table;
    m->imported_tables = m->table_count = n;
    r->noun = "table";
    r->entry = n;
    while (st == GK_OK && m->table_count - n < count) {
        st = gk_read_tabletype(r, &m->tables[m->table_count]);
        if (st == GK_OK)
            r->entry = ++m->table_count;
    }
    if (m->table_count > 1)
        m->features |= GK_MODULE_REFERENCE_TYPES;
    return st;
}

gk_status gk_read_memories(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count, n = 0;
    gk_status st;

    m->memories =
        begin_space(r, GK_EXTERN_MEMORY, GK_MAX_MEMORIES, 2,
                    sizeof *m->memories, &count, &st, "count of memories");
    if (m->memories == NULL)
        return GK_E_LIMIT;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_MEMORY)
            m->memories[n++] = m->imports[i].u.memory;
    m->imported_memories = m->memory_count = n;
    r->noun = "memory";
    r->entry = n;
    while (st == GK_OK && m->memory_count - n < count) {
        st = gk_read_memtype(r, &m->memories[m->memory_count]);
        if (st == GK_OK)
            r->entry = ++m->memory_count;
    }
    if (m->memory_count > 1)
        m->features |= GK_MODULE_MULTI_MEMORY;
    return st;
}

gk_status gk_read_tags(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count, n = 0;
    gk_status st;

    m->tags = begin_space(r, GK_EXTERN_TAG, GK_MAX_TAGS, 2, sizeof *m->tags,
                          &count, &st, "count of tags");
    if (m->tags == NULL)
        return GK_E_LIMIT;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_TAG)
            m->tags[n++] = m->imports[i].type;
    m->imported_tags = m->tag_count = n;
    r->noun = "tag";
    r->entry = n;
    while (st == GK_OK && m->tag_count - n < count) {
        st = gk_read_tagtype(r, &m->tags[m->tag_count]);
        if (st == GK_OK)
            r->entry = ++m->tag_count;
    }
    return st;
}

static gk_status read_global(struct gk_reader *r, struct gk_global *out)
{
    gk_status st = gk_read_globaltype(r, &out->type);

    if (st != GK_OK)
        return st;
    return gk_read_constexpr(r, out->type.valtype, &out->init);
}

gk_status gk_read_globals(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count, n = 0;
    gk_status st;

    m->globals =
        begin_space(r, GK_EXTERN_GLOBAL, GK_MAX_GLOBALS, 4, sizeof *m->globals,
                    &count, &st, "count of globals");
    if (m->globals == NULL)
        return GK_E_LIMIT;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_GLOBAL)
            m->globals[n++] = (struct gk_global){
                .type = m->imports[i].u.global,
            };
    m->imported_globals = m->global_count = n;
    r->noun = "global";
    r->entry = n;
    while (st == GK_OK && m->global_count - n < count) {
        st = read_global(r, &m->globals[m->global_count]);
        if (st == GK_OK)
            r->entry = ++m->global_count;
    }
    return st;
}
