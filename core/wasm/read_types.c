/* Types: value, function, table, memory, global and tag types (5.3, 5.5.4). */
#include "core/base/limits.h"
#include "core/wasm/reader.h"

#include <inttypes.h>

/* limits flags: 5.3.7, threads, memory64 */
enum { LIMITS_HAS_MAX = 1 << 0, LIMITS_SHARED = 1 << 1, LIMITS_64 = 1 << 2 };

static bool is_reftype(uint8_t type)
{
    return type == GK_FUNCREF || type == GK_EXTERNREF || type == GK_EXNREF;
}

/* Notes what the type needs; false when it is no value type. */
static bool use_valtype(struct gk_reader *r, uint8_t type)
{
    switch (type) {
    case GK_I32:
    case GK_I64:
    case GK_F32:
    case GK_F64:
        return true;
    case GK_V128:
        r->m->features |= GK_MODULE_SIMD;
        return true;
    case GK_FUNCREF:
    case GK_EXTERNREF:
        r->m->features |= GK_MODULE_REFERENCE_TYPES;
        return true;
    case GK_EXNREF:
        r->m->features |= GK_MODULE_EXCEPTIONS;
        return true;
    default:
        return false;
    }
}

bool gk_type_is_later(uint8_t type)
{
    return type == 0x63 || type == 0x64 || (type >= 0x68 && type <= 0x75) ||
           type == 0x77 || type == 0x78;
}

static gk_status bad_type(struct gk_reader *r, uint8_t type, size_t offset,
                          const char *what, const char *kind)
{
    if (gk_type_is_later(type))
        return gk_reader_problem(r, GK_E_UNSUPPORTED, offset,
                                 "%s 0x%02x is of the garbage collection"
                                 " proposal",
                                 what, type);
    return gk_reader_problem(r, GK_E_MALFORMED, offset,
                             "%s 0x%02x is no %s type", what, type, kind);
}

gk_status gk_read_valtype(struct gk_reader *r, uint8_t *out, const char *what)
{
    uint8_t type;
    gk_status st = gk_read_byte(r, &type, what);

    if (st != GK_OK)
        return st;
    if (!use_valtype(r, type))
        return bad_type(r, type, r->at - 1, what, "value");
    *out = type;
    return GK_OK;
}

gk_status gk_read_reftype(struct gk_reader *r, uint8_t *out, const char *what)
{
    uint8_t type;
    gk_status st = gk_read_byte(r, &type, what);

    if (st != GK_OK)
        return st;
    if (!is_reftype(type))
        return bad_type(r, type, r->at - 1, what, "reference");
    if (type == GK_EXNREF)
        r->m->features |= GK_MODULE_EXCEPTIONS;
    else if (type == GK_EXTERNREF)
        r->m->features |= GK_MODULE_REFERENCE_TYPES;
    *out = type;
    return GK_OK;
}

/* A vector of value types stays where it is: one byte each. */
static gk_status read_valtypes(struct gk_reader *r, uint32_t max,
                               const uint8_t **at, uint32_t *count,
                               const char *what)
{
    size_t offset = r->at;
    uint32_t n;
    gk_status st = gk_read_count(r, UINT32_MAX, 1, &n, what);

    if (st != GK_OK)
        return st;
    if (n > max)
        gk_reader_problem(r, GK_E_LIMIT, offset,
                          "%s is %" PRIu32 ", at most %" PRIu32, what, n, max);
    *at = r->m->bytes + r->at;
    for (uint32_t i = 0; i < n; i++) {
        uint8_t type;

        st = gk_read_valtype(r, &type, "value type");
        if (st != GK_OK)
            return st;
    }
    *count = n;
    return GK_OK;
}

static gk_status read_functype(struct gk_reader *r, struct gk_functype *out)
{
    uint8_t form;
    gk_status st = gk_read_byte(r, &form, "form of type");

    if (st != GK_OK)
        return st;
    /* cont, sub final, sub, struct, array, rec */
    if (form == 0x5d || (form >= 0x4e && form <= 0x50) || form == 0x5e ||
        form == 0x5f)
        return gk_reader_problem(r, GK_E_UNSUPPORTED, r->at - 1,
                                 "form 0x%02x is of a proposal after 2.0",
                                 form);
    if (form != 0x60)
        return gk_reader_problem(r, GK_E_MALFORMED, r->at - 1,
                                 "form 0x%02x, wanted 0x60", form);
    st = read_valtypes(r, GK_MAX_PARAMS, &out->params, &out->param_count,
                       "count of parameters");
    if (st != GK_OK)
        return st;
    st = read_valtypes(r, GK_MAX_RESULTS, &out->results, &out->result_count,
                       "count of results");
    if (st == GK_OK && out->result_count > 1)
        r->m->features |= GK_MODULE_MULTI_VALUE;
    return st;
}

gk_status gk_read_types(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count;
    gk_status st = gk_read_count(r, GK_MAX_TYPES, 3, &count, "count of types");

    if (st != GK_OK || count == 0)
        return st;
    m->types = gk_reader_alloc(r, count, sizeof *m->types);
    if (m->types == NULL)
        return GK_E_LIMIT;
    r->noun = "type";
    for (r->entry = 0; r->entry < count; r->entry++) {
        st = read_functype(r, &m->types[r->entry]);
        if (st != GK_OK)
            return st;
        m->type_count++;
    }
    return GK_OK;
}

static gk_status read_bound(struct gk_reader *r, bool is64, uint64_t *out,
                            const char *what)
{
    uint32_t narrow;
    gk_status st;

    if (is64)
        return gk_read_u64(r, out, what);
    st = gk_read_u32(r, &narrow, what);
    if (st == GK_OK)
        *out = narrow;
    return st;
}

static gk_status read_limits(struct gk_reader *r, const char *what,
                             struct gk_limits *out)
{
    struct gk_limits limits = {0};
    size_t offset = r->at;
    uint8_t flags;
    gk_status st = gk_read_byte(r, &flags, "flags of limits");

    if (st != GK_OK)
        return st;
    if (flags & ~(LIMITS_HAS_MAX | LIMITS_SHARED | LIMITS_64))
        return gk_reader_problem(r, GK_E_UNSUPPORTED, offset,
                                 "flags 0x%02x of limits, known are 0 to 7",
                                 flags);
    limits.has_max = flags & LIMITS_HAS_MAX;
    limits.shared = flags & LIMITS_SHARED;
    limits.is64 = flags & LIMITS_64;
    st = read_bound(r, limits.is64, &limits.min, "minimum");
    if (st == GK_OK && limits.has_max)
        st = read_bound(r, limits.is64, &limits.max, "maximum");
    if (st != GK_OK)
        return st;
    if (limits.has_max && limits.min > limits.max)
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "minimum %" PRIu64 " of %s is over its maximum"
                          " %" PRIu64,
                          limits.min, what, limits.max);
    if (limits.is64)
        r->m->features |= GK_MODULE_MEMORY64;
    *out = limits;
    return GK_OK;
}

gk_status gk_read_tabletype(struct gk_reader *r, struct gk_tabletype *out)
{
    size_t offset;
    gk_status st;

    /* Function references proposal: a table with an initial value. */
    if (r->at < r->end && r->m->bytes[r->at] == 0x40)
        return gk_reader_problem(r, GK_E_UNSUPPORTED, r->at,
                                 "a table with an initial value");
    st = gk_read_reftype(r, &out->reftype, "type of table entries");
    if (st != GK_OK)
        return st;
    offset = r->at;
    st = read_limits(r, "the table", &out->limits);
    if (st == GK_OK && out->limits.shared)
        gk_reader_problem(r, GK_E_UNSUPPORTED, offset, "a shared table");
    return st;
}

gk_status gk_read_memtype(struct gk_reader *r, struct gk_memtype *out)
{
    size_t offset = r->at;
    struct gk_limits *limits = &out->limits;
    gk_status st = read_limits(r, "the memory", limits);
    uint64_t pages, top;

    if (st != GK_OK)
        return st;
    pages = limits->has_max && limits->max > limits->min ? limits->max
                                                         : limits->min;
    top = limits->is64 ? UINT64_C(1) << 48 : UINT64_C(1) << 16;
    if (pages > top)
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "memory of %" PRIu64 " pages, at most %" PRIu64,
                          pages, top);
    if (limits->shared) {
        r->m->features |= GK_MODULE_THREADS;
        if (!limits->has_max)
            gk_reader_problem(r, GK_E_MALFORMED, offset,
                              "a shared memory without a maximum");
    }
    return GK_OK;
}

gk_status gk_read_globaltype(struct gk_reader *r, struct gk_globaltype *out)
{
    uint8_t flag;
    gk_status st = gk_read_valtype(r, &out->valtype, "type of the global");

    if (st == GK_OK)
        st = gk_read_byte(r, &flag, "mutability");
    if (st != GK_OK)
        return st;
    if (flag > 1)
        return gk_reader_problem(r, GK_E_MALFORMED, r->at - 1,
                                 "mutability 0x%02x, wanted 0 or 1", flag);
    out->mutable_ = flag == 1;
    return GK_OK;
}

gk_status gk_read_typeuse(struct gk_reader *r, uint32_t *out)
{
    size_t offset = r->at;
    gk_status st = gk_read_u32(r, out, "type index");

    if (st == GK_OK)
        gk_check_index(r, GK_SPACE_TYPE, *out, offset, "type");
    return st;
}

gk_status gk_read_tagtype(struct gk_reader *r, uint32_t *out)
{
    size_t offset = r->at;
    uint8_t attribute;
    gk_status st = gk_read_byte(r, &attribute, "attribute of the tag");

    if (st != GK_OK)
        return st;
    if (attribute != 0)
        return gk_reader_problem(r, GK_E_MALFORMED, offset,
                                 "attribute 0x%02x of the tag, wanted 0",
                                 attribute);
    st = gk_read_typeuse(r, out);
    if (st == GK_OK && *out < r->m->type_count &&
        r->m->types[*out].result_count != 0)
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "type %" PRIu32 " of a tag has results", *out);
    r->m->features |= GK_MODULE_EXCEPTIONS;
    return st;
}
