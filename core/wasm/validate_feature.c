/*
 * Which proposals a module uses, and where first: those of the sections, and
 * what belongs to proposals that are not known here.
 */
#include "core/wasm/leb.h"
#include "core/wasm/reader.h"
#include "core/wasm/validate_body.h"

static void use(gk_validation *v, gk_feature feature, uint32_t function,
                uint32_t offset)
{
    struct gk_feature_use *u = &v->uses[feature];

    v->features |= 1u << feature;
    if (u->count++ == 0) {
        u->function = function;
        u->offset = offset;
    }
}

void gk_body_use(struct gk_body *b, gk_feature feature)
{
    use(b->v, feature, b->function, b->offset);
}

/* The feature a value type came with. */
static gk_feature feature_of(uint8_t type)
{
    switch (type) {
    case GK_V128:
        return GK_FEATURE_SIMD;
    case GK_FUNCREF:
    case GK_EXTERNREF:
        return GK_FEATURE_REFERENCE_TYPES;
    case GK_EXNREF:
        return GK_FEATURE_EXCEPTIONS;
    default:
        return GK_FEATURE_MVP;
    }
}

void gk_body_use_type(struct gk_body *b, uint8_t type)
{
    if (feature_of(type) != GK_FEATURE_MVP)
        gk_body_use(b, feature_of(type));
}

/* --- sections ------------------------------------------------------------ */

struct sections {
    const gk_module *m;
    gk_validation *v;
};

static void note(struct sections *s, gk_feature feature, size_t offset)
{
    use(s->v, feature, UINT32_MAX, (uint32_t)offset);
}

static size_t offset_of(const gk_module *m, uint8_t id)
{
    for (uint32_t i = 0; i < m->section_count; i++)
        if (m->sections[i].id == id)
            return m->sections[i].offset;
    return 0;
}

static void note_valtype(struct sections *s, uint8_t type, size_t offset)
{
    if (feature_of(type) != GK_FEATURE_MVP)
        note(s, feature_of(type), offset);
}

static void note_valtypes(struct sections *s, const uint8_t *types,
                          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (types[i] < GK_F64)
            note_valtype(s, types[i], (size_t)(types + i - s->m->bytes));
}

static void note_types(struct sections *s)
{
    for (uint32_t i = 0; i < s->m->type_count; i++) {
        const struct gk_functype *type = &s->m->types[i];

        if (type->result_count > 1)
            note(s, GK_FEATURE_MULTI_VALUE,
                 (size_t)(type->results - s->m->bytes));
        note_valtypes(s, type->params, type->param_count);
        note_valtypes(s, type->results, type->result_count);
    }
}

static void note_limits(struct sections *s, const struct gk_limits *limits,
                        size_t offset)
{
    if (limits->shared)
        note(s, GK_FEATURE_THREADS, offset);
    if (limits->is64)
        note(s, GK_FEATURE_MEMORY64, offset);
}

static void note_imports(struct sections *s)
{
    for (uint32_t i = 0; i < s->m->import_count; i++) {
        const struct gk_import *in = &s->m->imports[i];

        if (in->kind == GK_EXTERN_GLOBAL) {
            note_valtype(s, in->u.global.valtype, in->offset);
            if (in->u.global.mutable_)
                note(s, GK_FEATURE_MUTABLE_GLOBALS, in->offset);
        }
        if (in->kind == GK_EXTERN_TAG)
            note(s, GK_FEATURE_EXCEPTIONS, in->offset);
        if (in->kind == GK_EXTERN_MEMORY)
            note_limits(s, &in->u.memory.limits, in->offset);
        if (in->kind == GK_EXTERN_TABLE) {
            if (in->u.table.reftype != GK_FUNCREF)
                note_valtype(s, in->u.table.reftype, in->offset);
            note_limits(s, &in->u.table.limits, in->offset);
        }
    }
}

static void note_tables(struct sections *s)
{
    const gk_module *m = s->m;
    size_t offset = offset_of(m, GK_SECTION_TABLE);

    for (uint32_t i = m->imported_tables; i < m->table_count; i++) {
        if (m->tables[i].reftype != GK_FUNCREF)
            note_valtype(s, m->tables[i].reftype, offset);
        note_limits(s, &m->tables[i].limits, offset);
    }
    if (m->table_count > 1)
        note(s, GK_FEATURE_REFERENCE_TYPES, offset);
}

static void note_memories(struct sections *s)
{
    const gk_module *m = s->m;
    size_t offset = offset_of(m, GK_SECTION_MEMORY);

    for (uint32_t i = m->imported_memories; i < m->memory_count; i++)
        note_limits(s, &m->memories[i].limits, offset);
    if (m->memory_count > 1)
        note(s, GK_FEATURE_MULTI_MEMORY, offset);
}

/* ref.null and ref.func are the only constants that came later, but v128. */
static void note_init(struct sections *s, const struct gk_constexpr *init)
{
    if (init->len == 0)
        return;
    if (init->kind == GK_CONST_EXTENDED)
        note(s, GK_FEATURE_EXTENDED_CONST, init->offset);
    if (init->kind == GK_CONST_REF_NULL || init->kind == GK_CONST_REF_FUNC)
        note(s, GK_FEATURE_REFERENCE_TYPES, init->offset);
}

static void note_globals(struct sections *s)
{
    const gk_module *m = s->m;

    for (uint32_t i = m->imported_globals; i < m->global_count; i++) {
        /* The type stands two bytes before its value. */
        note_valtype(s, m->globals[i].type.valtype,
                     m->globals[i].init.offset - 2);
        note_init(s, &m->globals[i].init);
    }
    for (uint32_t i = 0; i < m->export_count; i++) {
        const struct gk_export *out = &m->exports[i];

        if (out->kind == GK_EXTERN_GLOBAL && out->index < m->global_count &&
            m->globals[out->index].type.mutable_)
            note(s, GK_FEATURE_MUTABLE_GLOBALS, out->offset);
    }
}

static void note_segments(struct sections *s)
{
    const gk_module *m = s->m;

    for (uint32_t i = 0; i < m->element_count; i++) {
        const struct gk_element *e = &m->elements[i];

        if (e->mode == GK_SEGMENT_PASSIVE)
            note(s, GK_FEATURE_BULK_MEMORY, e->offset);
        else if (e->mode == GK_SEGMENT_DECLARED || e->expressions ||
                 e->table > 0)
            note(s, GK_FEATURE_REFERENCE_TYPES, e->offset);
        note_init(s, &e->where);
    }
    for (uint32_t i = 0; i < m->data_count; i++) {
        if (m->datas[i].mode == GK_SEGMENT_PASSIVE)
            note(s, GK_FEATURE_BULK_MEMORY, m->datas[i].offset);
        note_init(s, &m->datas[i].where);
    }
    if (m->has_data_count)
        note(s, GK_FEATURE_BULK_MEMORY, offset_of(m, GK_SECTION_DATA_COUNT));
    if (m->tag_count > m->imported_tags)
        note(s, GK_FEATURE_EXCEPTIONS, offset_of(m, GK_SECTION_TAG));
}

/* What the reader met, but no entry above shows: the section is not known. */
static void note_rest(struct sections *s)
{
    static const struct {
        enum gk_module_feature met;
        gk_feature feature;
    } rows[] = {
        {GK_MODULE_MULTI_VALUE, GK_FEATURE_MULTI_VALUE},
        {GK_MODULE_REFERENCE_TYPES, GK_FEATURE_REFERENCE_TYPES},
        {GK_MODULE_BULK_MEMORY, GK_FEATURE_BULK_MEMORY},
        {GK_MODULE_SIMD, GK_FEATURE_SIMD},
        {GK_MODULE_MUTABLE_GLOBALS, GK_FEATURE_MUTABLE_GLOBALS},
        {GK_MODULE_THREADS, GK_FEATURE_THREADS},
        {GK_MODULE_EXCEPTIONS, GK_FEATURE_EXCEPTIONS},
        {GK_MODULE_MULTI_MEMORY, GK_FEATURE_MULTI_MEMORY},
        {GK_MODULE_MEMORY64, GK_FEATURE_MEMORY64},
        {GK_MODULE_EXTENDED_CONST, GK_FEATURE_EXTENDED_CONST},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (s->m->features & rows[i].met &&
            !(s->v->features & 1u << rows[i].feature))
            note(s, rows[i].feature, 0);
}

void gk_validate_features(const gk_module *m, gk_validation *v)
{
    struct sections s = {m, v};

    note_types(&s);
    note_imports(&s);
    note_tables(&s);
    note_memories(&s);
    note_globals(&s);
    note_segments(&s);
    note_rest(&s);
}

/* --- other proposals ----------------------------------------------------- */

#define GC        "garbage collection"
#define FUNCREFS  "typed function references"
#define STRINGREF "reference-typed strings"

static const char *prefixed(uint8_t prefix, uint32_t code)
{
    if (prefix == 0xfb)
        return code >= 0x80 && code <= 0xbf ? STRINGREF : GC;
    if (prefix == 0xfc && code == 0x12)
        return "memory control";
    if (prefix == 0xfc && code >= 0x13 && code <= 0x16)
        return "wide arithmetic";
    if (prefix == 0xfd && code >= 0x120 && code <= 0x14f)
        return "half precision";
    if (prefix == 0xfe && code >= 0x4f && code <= 0x72)
        return "shared-everything threads";
    return NULL;
}

/* A type where only those of 2.0 are expected. */
static const char *proposal_of_type(const uint8_t *bytes, size_t end, size_t at)
{
    if (at >= end || !gk_type_is_later(bytes[at]))
        return NULL;
    return bytes[at] == 0x63 || bytes[at] == 0x64 ? FUNCREFS : GC;
}

static const char *proposal_of_immediate(gk_op op, const uint8_t *bytes,
                                         size_t end, size_t at)
{
    uint32_t count;

    switch (gk_ops[op].imm) {
    case GK_IMM_REFTYPE:
        if (at < end && (bytes[at] < 0x40 || bytes[at] >= 0x80))
            return FUNCREFS; /* a type index */
        return proposal_of_type(bytes, end, at);
    case GK_IMM_BLOCK:
    case GK_IMM_TRY_TABLE:
        return proposal_of_type(bytes, end, at);
    case GK_IMM_SELECT:
        if (!gk_leb_u32(bytes, end, &at, &count) || count == 0)
            return NULL;
        return proposal_of_type(bytes, end, at);
    default:
        return NULL;
    }
}

const char *gk_proposal_of(const uint8_t *bytes, size_t end, size_t at)
{
    uint8_t byte = bytes[at++];
    uint32_t code;
    gk_op op;

    if (byte >= 0xfb && byte <= 0xfe) {
        if (!gk_leb_u32(bytes, end, &at, &code))
            return NULL;
        return prefixed(byte, code);
    }
    if (byte == 0x14 || byte == 0x15 || (byte >= 0xd4 && byte <= 0xd6))
        return FUNCREFS;
    if (byte == 0xd3)
        return GC;
    if (byte >= 0xe0 && byte <= 0xe6)
        return "stack switching";
    op = gk_op_find(0, byte);
    return op == GK_OP_COUNT ? NULL : proposal_of_immediate(op, bytes, end, at);
}
