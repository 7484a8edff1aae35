/*
 * Constant expressions (3.3.10, 5.4.9), with what the extended-const proposal
 * adds: read and type-checked at once, as they are short.
 */
#include "core/wasm/reader.h"

#include <inttypes.h>

/* Values an expression may have pending; compilers make two or three. */
#define STACK_VALUES 64u

struct expr {
    struct gk_constexpr out;
    uint8_t stack[STACK_VALUES]; /* value types */
    uint32_t depth;
    uint32_t count; /* instructions before `end` */
    size_t opcode;  /* offset of the one being read */
    bool untyped;   /* reads a global that is not there: that was said, so
                       types are not looked at any more */
};

static gk_status push(struct gk_reader *r, struct expr *e, uint8_t type,
                      int kind, uint64_t value)
{
    e->out.kind = kind;
    e->out.value = value;
    if (e->untyped)
        return GK_OK;
    if (e->depth == STACK_VALUES)
        return gk_reader_problem(r, GK_E_LIMIT, e->opcode,
                                 "initializer stacks over %u values",
                                 STACK_VALUES);
    e->stack[e->depth++] = type;
    return GK_OK;
}

/* i32 and i64 add, sub, mul */
static gk_status binary(struct gk_reader *r, struct expr *e, uint8_t type)
{
    r->m->features |= GK_MODULE_EXTENDED_CONST;
    if (e->untyped)
        return GK_OK;
    if (e->depth < 2 || e->stack[e->depth - 1] != type ||
        e->stack[e->depth - 2] != type)
        return gk_reader_problem(r, GK_E_MALFORMED, e->opcode,
                                 "initializer: operands are not two %s",
                                 gk_valtype_name(type));
    e->depth--;
    return GK_OK;
}

static gk_status int_const(struct gk_reader *r, struct expr *e, bool wide)
{
    int64_t value;
    gk_status st = gk_read_signed(r, wide, &value, "an initializer");

    if (st != GK_OK)
        return st;
    if (wide)
        return push(r, e, GK_I64, GK_CONST_I64, (uint64_t)value);
    return push(r, e, GK_I32, GK_CONST_I32, (uint32_t)value);
}

/* f32.const, f64.const: `size` bytes, little-endian. */
static gk_status float_const(struct gk_reader *r, struct expr *e, uint8_t type,
                             int kind, size_t size)
{
    const uint8_t *at = r->m->bytes + r->at;
    gk_status st = gk_read_skip(r, size, "an initializer");
    uint64_t bits = 0;

    if (st != GK_OK)
        return st;
    for (size_t i = size; i-- > 0;)
        bits = bits << 8 | at[i];
    return push(r, e, type, kind, bits);
}

static gk_status vector_const(struct gk_reader *r, struct expr *e)
{
    uint32_t code;
    gk_status st = gk_read_u32(r, &code, "opcode of an initializer");

    if (st != GK_OK)
        return st;
    if (code != 12)
        return gk_reader_problem(
            r, GK_E_MALFORMED, e->opcode,
            "initializer: opcode 0xfd %" PRIu32 " is not constant", code);
    st = gk_read_skip(r, 16, "an initializer");
    r->m->features |= GK_MODULE_SIMD;
    return st != GK_OK ? st : push(r, e, GK_V128, GK_CONST_V128, 0);
}

/* The value of a global that is there before: in 2.0 an imported one. Engines
 * with garbage collection also take those defined before this place. */
static gk_status global_get(struct gk_reader *r, struct expr *e)
{
    const gk_module *m = r->m;
    size_t offset = r->at;
    uint32_t index;
    gk_status st = gk_read_u32(r, &index, "global index");

    if (st != GK_OK)
        return st;
    gk_check_index(r, GK_EXTERN_GLOBAL, index, offset, "global");
    if (index >= m->global_count) {
        e->untyped = true;
        return push(r, e, 0, GK_CONST_GLOBAL, index);
    }
    if (m->globals[index].type.mutable_)
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "initializer: global %" PRIu32 " is mutable", index);
    else if (index >= m->imported_globals)
        gk_reader_problem(r, GK_E_UNSUPPORTED, offset,
                          "initializer: global %" PRIu32 " is not imported",
                          index);
    return push(r, e, m->globals[index].type.valtype, GK_CONST_GLOBAL, index);
}

static gk_status ref_null(struct gk_reader *r, struct expr *e)
{
    uint8_t type;
    gk_status st = gk_read_reftype(r, &type, "type of a null");

    r->m->features |= GK_MODULE_REFERENCE_TYPES;
    return st != GK_OK ? st : push(r, e, type, GK_CONST_REF_NULL, type);
}

static gk_status ref_func(struct gk_reader *r, struct expr *e)
{
    size_t offset = r->at;
    uint32_t index;
    gk_status st = gk_read_u32(r, &index, "function index");

    if (st != GK_OK)
        return st;
    gk_check_index(r, GK_EXTERN_FUNC, index, offset, "function");
    r->m->features |= GK_MODULE_REFERENCE_TYPES;
    return push(r, e, GK_FUNCREF, GK_CONST_REF_FUNC, index);
}

static gk_status instruction(struct gk_reader *r, struct expr *e, uint8_t code)
{
    switch (code) {
    case 0x41:
        return int_const(r, e, false);
    case 0x42:
        return int_const(r, e, true);
    case 0x43:
        return float_const(r, e, GK_F32, GK_CONST_F32, 4);
    case 0x44:
        return float_const(r, e, GK_F64, GK_CONST_F64, 8);
    case 0xfd:
        return vector_const(r, e);
    case 0x23:
        return global_get(r, e);
    case 0xd0:
        return ref_null(r, e);
    case 0xd2:
        return ref_func(r, e);
    case 0x6a:
    case 0x6b:
    case 0x6c:
        return binary(r, e, GK_I32);
    case 0x7c:
    case 0x7d:
    case 0x7e:
        return binary(r, e, GK_I64);
    default:
        return gk_reader_problem(r, GK_E_MALFORMED, e->opcode,
                                 "initializer: opcode 0x%02x is not constant",
                                 code);
    }
}

static void check_result(struct gk_reader *r, const struct expr *e,
                         uint8_t want)
{
    if (e->untyped)
        return;
    if (e->depth != 1)
        gk_reader_problem(r, GK_E_MALFORMED, e->out.offset,
                          "initializer leaves %" PRIu32 " values, wanted 1",
                          e->depth);
    else if (e->stack[0] != want)
        gk_reader_problem(r, GK_E_MALFORMED, e->out.offset,
                          "initializer is %s, wanted %s",
                          gk_valtype_name(e->stack[0]), gk_valtype_name(want));
}

gk_status gk_read_constexpr(struct gk_reader *r, uint8_t want,
                            struct gk_constexpr *out)
{
    struct expr e;
    uint8_t code;
    gk_status st;

    e.out = (struct gk_constexpr){.kind = GK_CONST_EXTENDED};
    e.out.offset = (uint32_t)r->at;
    e.depth = e.count = 0;
    e.untyped = false;
    for (;;) {
        e.opcode = r->at;
        st = gk_read_byte(r, &code, "an initializer");
        if (st == GK_OK && code == 0x0b)
            break;
        if (st == GK_OK)
            st = instruction(r, &e, code);
        if (st != GK_OK)
            return st;
        e.count++;
    }
    if (e.count != 1) {
        e.out.kind = GK_CONST_EXTENDED;
        e.out.value = 0;
    }
    check_result(r, &e, want);
    e.out.len = (uint32_t)(r->at - e.out.offset);
    *out = e.out;
    return GK_OK;
}
