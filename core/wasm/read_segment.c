/*
 * The sections that refer to index spaces: start, elements, data count, code,
 * data (5.5.11 to 5.5.16).
 */
#include "core/base/limits.h"
#include "core/wasm/reader.h"

#include <inttypes.h>

static uint32_t space_count(const gk_module *m, unsigned space)
{
    switch (space) {
    case GK_EXTERN_FUNC:
        return m->function_count;
    case GK_EXTERN_TABLE:
        return m->table_count;
    case GK_EXTERN_MEMORY:
        return m->memory_count;
    case GK_EXTERN_GLOBAL:
        return m->global_count;
    case GK_EXTERN_TAG:
        return m->tag_count;
    default:
        return m->type_count;
    }
}

void gk_check_index(struct gk_reader *r, unsigned space, uint32_t index,
                    size_t offset, const char *what)
{
    uint32_t count = space_count(r->m, space);

    if (index < count || r->vague & 1u << space)
        return;
    gk_reader_problem(r, GK_E_MALFORMED, offset,
                      "%s index is %" PRIu32 ", the module has %" PRIu32, what,
                      index, count);
}

gk_status gk_read_start(struct gk_reader *r)
{
    gk_module *m = r->m;
    size_t offset = r->at;
    const struct gk_functype *type;
    gk_status st = gk_read_u32(r, &m->start, "index of the start function");

    if (st != GK_OK)
        return st;
    m->has_start = true;
    gk_check_index(r, GK_EXTERN_FUNC, m->start, offset, "start function");
    type = gk_module_func_type(m, m->start);
    if (type != NULL && (type->param_count > 0 || type->result_count > 0))
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "start function %" PRIu32 " takes or returns values",
                          m->start);
    return GK_OK;
}

/* element segments' flags (5.5.12) */
enum {
    ELEMENT_NOT_ACTIVE = 1 << 0, /* passive or declared */
    ELEMENT_EXPLICIT = 1 << 1,   /* a table index; not active: declared */
    ELEMENT_EXPRESSIONS = 1 << 2
};

static gk_status read_entries(struct gk_reader *r, struct gk_element *e)
{
    size_t offset;
    gk_status st =
        gk_read_count(r, GK_MAX_ELEMENTS, 1, &e->count, "count of entries");

    e->offset = (uint32_t)r->at;
    for (uint32_t i = 0; st == GK_OK && i < e->count; i++) {
        struct gk_constexpr expr;
        uint32_t index;

        offset = r->at;
        if (e->expressions) {
            st = gk_read_constexpr(r, e->reftype, &expr);
        } else {
            st = gk_read_u32(r, &index, "function index");
            if (st == GK_OK)
                gk_check_index(r, GK_EXTERN_FUNC, index, offset, "function");
        }
    }
    e->len = (uint32_t)(r->at - e->offset);
    return st;
}

/* What the flags announce before the entries: their kind, or their type. */
static gk_status read_entry_type(struct gk_reader *r, uint32_t flags,
                                 struct gk_element *e)
{
    uint8_t kind;
    gk_status st;

    e->expressions = flags & ELEMENT_EXPRESSIONS;
    e->reftype = GK_FUNCREF;
    if (!(flags & (ELEMENT_NOT_ACTIVE | ELEMENT_EXPLICIT)))
        return GK_OK;
    if (e->expressions)
        return gk_read_reftype(r, &e->reftype, "type of entries");
    st = gk_read_byte(r, &kind, "kind of entries");
    if (st == GK_OK && kind != 0)
        return gk_reader_problem(r, GK_E_MALFORMED, r->at - 1,
                                 "kind 0x%02x of entries, wanted 0", kind);
    return st;
}

static gk_status read_table_place(struct gk_reader *r, uint32_t flags,
                                  struct gk_element *e)
{
    const gk_module *m = r->m;
    size_t offset = r->at;
    bool is64;
    gk_status st = GK_OK;

    if (flags & ELEMENT_EXPLICIT)
        st = gk_read_u32(r, &e->table, "table index");
    if (st != GK_OK)
        return st;
    gk_check_index(r, GK_EXTERN_TABLE, e->table, offset, "table");
    is64 = e->table < m->table_count && m->tables[e->table].limits.is64;
    return gk_read_constexpr(r, is64 ? GK_I64 : GK_I32, &e->where);
}

static gk_status read_element(struct gk_reader *r, struct gk_element *out)
{
    const gk_module *m = r->m;
    struct gk_element e = {0};
    size_t offset = r->at;
    uint32_t flags;
    gk_status st = gk_read_u32(r, &flags, "flags");

    if (st != GK_OK)
        return st;
    if (flags > 7)
        return gk_reader_problem(r, GK_E_MALFORMED, offset,
                                 "flags 0x%" PRIx32 ", wanted 0 to 7", flags);
    if (flags & ELEMENT_NOT_ACTIVE)
        e.mode =
            flags & ELEMENT_EXPLICIT ? GK_SEGMENT_DECLARED : GK_SEGMENT_PASSIVE;
    else
        st = read_table_place(r, flags, &e);
    if (st == GK_OK)
        st = read_entry_type(r, flags, &e);
    if (st != GK_OK)
        return st;
    if (e.mode == GK_SEGMENT_ACTIVE && e.table < m->table_count &&
        m->tables[e.table].reftype != e.reftype)
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "entries are %s, table %" PRIu32 " has %s",
                          gk_valtype_name(e.reftype), e.table,
                          gk_valtype_name(m->tables[e.table].reftype));
    if (e.mode == GK_SEGMENT_PASSIVE)
        r->m->features |= GK_MODULE_BULK_MEMORY;
    else if (flags & (ELEMENT_EXPLICIT | ELEMENT_EXPRESSIONS))
        r->m->features |= GK_MODULE_REFERENCE_TYPES;
    st = read_entries(r, &e);
    if (st == GK_OK)
        *out = e;
    return st;
}

gk_status gk_read_elements(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count;
    gk_status st = gk_read_count(r, GK_MAX_ELEMENT_SEGMENTS, 3, &count,
                                 "count of element segments");

    if (st != GK_OK || count == 0)
        return st;
    m->elements = gk_reader_alloc(r, count, sizeof *m->elements);
    if (m->elements == NULL)
        return GK_E_LIMIT;
    r->noun = "element segment";
    for (r->entry = 0; r->entry < count; r->entry++) {
        st = read_element(r, &m->elements[r->entry]);
        if (st != GK_OK)
            return st;
        m->element_count++;
    }
    return GK_OK;
}

gk_status gk_read_data_count(struct gk_reader *r)
{
    gk_module *m = r->m;
    gk_status st = gk_read_u32(r, &m->data_count_declared, "data count");

    if (st != GK_OK)
        return st;
    m->has_data_count = true;
    m->features |= GK_MODULE_BULK_MEMORY;
    return GK_OK;
}

/* Bodies are located, nothing more: whoever wants to know decodes them. */
gk_status gk_read_codes(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count;
    gk_status st =
        gk_read_count(r, GK_MAX_FUNCTIONS, 3, &count, "count of bodies");

    if (st != GK_OK || count == 0)
        return st;
    m->codes = gk_reader_alloc(r, count, sizeof *m->codes);
    if (m->codes == NULL)
        return GK_E_LIMIT;
    r->noun = "body";
    for (r->entry = 0; r->entry < count; r->entry++) {
        struct gk_code *code = &m->codes[r->entry];
        size_t offset = r->at;

        st = gk_read_u32(r, &code->len, "size");
        code->offset = (uint32_t)r->at;
        if (st == GK_OK)
            st = gk_read_skip(r, code->len, "a body");
        if (st != GK_OK)
            return st;
        if (code->len < 2)
            gk_reader_problem(r, GK_E_MALFORMED, offset,
                              "%" PRIu32 " bytes, wanted 2 or more", code->len);
        if (code->len > GK_MAX_FUNCTION_BYTES)
            gk_reader_problem(r, GK_E_LIMIT, offset,
                              "%" PRIu32 " bytes, at most %u", code->len,
                              GK_MAX_FUNCTION_BYTES);
        m->code_count++;
    }
    return GK_OK;
}

static gk_status read_memory_place(struct gk_reader *r, uint32_t flags,
                                   struct gk_data *d)
{
    const gk_module *m = r->m;
    size_t offset = r->at;
    bool is64;
    gk_status st = GK_OK;

    if (flags == 2)
        st = gk_read_u32(r, &d->memory, "memory index");
    if (st != GK_OK)
        return st;
    gk_check_index(r, GK_EXTERN_MEMORY, d->memory, offset, "memory");
    is64 = d->memory < m->memory_count && m->memories[d->memory].limits.is64;
    return gk_read_constexpr(r, is64 ? GK_I64 : GK_I32, &d->where);
}

static gk_status read_data(struct gk_reader *r, struct gk_data *out)
{
    struct gk_data d = {0};
    size_t offset = r->at;
    uint32_t flags;
    gk_status st = gk_read_u32(r, &flags, "flags");

    if (st != GK_OK)
        return st;
    if (flags > 2)
        return gk_reader_problem(r, GK_E_MALFORMED, offset,
                                 "flags 0x%" PRIx32 ", wanted 0 to 2", flags);
    if (flags != 0)
        r->m->features |= GK_MODULE_BULK_MEMORY;
    if (flags == 1)
        d.mode = GK_SEGMENT_PASSIVE;
    else
        st = read_memory_place(r, flags, &d);
    if (st == GK_OK)
        st = gk_read_u32(r, &d.len, "length");
    d.offset = (uint32_t)r->at;
    if (st == GK_OK)
        st = gk_read_skip(r, d.len, "the bytes of a segment");
    if (st == GK_OK)
        *out = d;
    return st;
}

gk_status gk_read_datas(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count;
    gk_status st = gk_read_count(r, GK_MAX_DATA_SEGMENTS, 2, &count,
                                 "count of data segments");

    if (st != GK_OK || count == 0)
        return st;
    m->datas = gk_reader_alloc(r, count, sizeof *m->datas);
    if (m->datas == NULL)
        return GK_E_LIMIT;
    r->noun = "data segment";
    for (r->entry = 0; r->entry < count; r->entry++) {
        st = read_data(r, &m->datas[r->entry]);
        if (st != GK_OK)
            return st;
        m->data_count++;
    }
    return GK_OK;
}
