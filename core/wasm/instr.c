#include "core/wasm/instr.h"

#include "core/base/limits.h"
#include "core/wasm/leb.h"

#include <inttypes.h>
#include <string.h>

const struct gk_op_row gk_ops[GK_OP_COUNT] = {
#define GK_OPCODE(id, prefix, code, name, imm, sig, feature, fuel, width)      \
    {prefix, code, name, GK_IMM_##imm, sig, GK_FEATURE_##feature, fuel, width},
#include "core/wasm/opcodes.def"
};

/* One table for all prefixes, each with room for its codes: a slot holds the
 * op + 1, so that 0 means unknown. */
#define CODES_00 0x100
#define CODES_FC 0x20
#define CODES_FD 0x120
#define CODES_FE 0x50
#define BASE_FC  CODES_00
#define BASE_FD  (BASE_FC + CODES_FC)
#define BASE_FE  (BASE_FD + CODES_FD)
#define SLOTS    (BASE_FE + CODES_FE)
#define SLOT(prefix, code)                                                     \
    ((prefix) == 0      ? (code)                                               \
     : (prefix) == 0xfc ? BASE_FC + (code)                                     \
     : (prefix) == 0xfd ? BASE_FD + (code)                                     \
                        : BASE_FE + (code))

static const uint16_t slots[SLOTS] = {
#define GK_OPCODE(id, prefix, code, name, imm, sig, feature, fuel, width)      \
    [SLOT(prefix, code)] = GK_OP_##id + 1,
#include "core/wasm/opcodes.def"
};

/* Nine of ten instructions are an opcode byte and at most one byte more: how
 * those read, by opcode. */
enum shape { LONG, BARE, INDEX, CONSTANT };
#define SHAPE(imm)                                                             \
    ((imm) == GK_IMM_NONE                              ? BARE                  \
     : (imm) == GK_IMM_LABEL || (imm) == GK_IMM_FUNC   ? INDEX                 \
     : (imm) == GK_IMM_LOCAL || (imm) == GK_IMM_GLOBAL ? INDEX                 \
     : (imm) == GK_IMM_I32 || (imm) == GK_IMM_I64      ? CONSTANT              \
                                                       : LONG)

static const uint8_t shapes[SLOTS] = {
#define GK_OPCODE(id, prefix, code, name, imm, sig, feature, fuel, width)      \
    [SLOT(prefix, code)] = SHAPE(GK_IMM_##imm),
#include "core/wasm/opcodes.def"
};

gk_op gk_op_find(uint8_t prefix, uint32_t code)
{
    uint32_t room = prefix == 0      ? CODES_00
                    : prefix == 0xfc ? CODES_FC
                    : prefix == 0xfd ? CODES_FD
                    : prefix == 0xfe ? CODES_FE
                                     : 0;
    uint32_t slot = 0;
    if (code < room)
        slot = slots[SLOT(prefix, code)];
    return slot ? (gk_op)(slot - 1) : GK_OP_COUNT;
}

const char *gk_feature_name(gk_feature feature)
{
    static const char *const names[] = {
#define GK_FEATURE(name, words) words,
        GK_FEATURE_LIST(GK_FEATURE)
#undef GK_FEATURE
    };
    return feature < GK_FEATURE_COUNT ? names[feature] : "unknown";
}

/* Where the decoder stands; the readers below move `at` and return false when
 * what they want is not there. */
struct cursor {
    const uint8_t *bytes;
    size_t end;
    size_t at;
};

static inline bool read_byte(struct cursor *c, uint8_t *out)
{
    if (c->at >= c->end)
        return false;
    *out = c->bytes[c->at++];
    return true;
}

/* Nearly every index is one byte: worth the shortcut. */
static inline bool read_u32(struct cursor *c, uint32_t *out)
{
    if (c->at < c->end && c->bytes[c->at] < 0x80) {
        *out = c->bytes[c->at++];
        return true;
    }
    return gk_leb_u32(c->bytes, c->end, &c->at, out);
}

static bool read_bytes(struct cursor *c, size_t len, const uint8_t **out)
{
    if (len > c->end - c->at)
        return false;
    *out = c->bytes + c->at;
    c->at += len;
    return true;
}

static bool read_fixed(struct cursor *c, unsigned len, uint64_t *out)
{
    const uint8_t *from;
    if (!read_bytes(c, len, &from))
        return false;
    uint64_t value = 0;
    for (unsigned i = 0; i < len; i++)
        value |= (uint64_t)from[i] << (8 * i);
    *out = value;
    return true;
}

static bool is_valtype(uint8_t byte)
{
    return (byte >= GK_V128 && byte <= GK_I32) || byte == GK_FUNCREF ||
           byte == GK_EXTERNREF || byte == GK_EXNREF;
}

/* A type index, or one byte: 0x40 for nothing, else a value type. */
static bool read_block_type(struct cursor *c, int64_t *out)
{
    size_t from = c->at;
    if (!gk_leb_s33(c->bytes, c->end, &c->at, out))
        return false;
    if (*out >= 0)
        return true;
    return c->at - from == 1 &&
           (c->bytes[from] == 0x40 || is_valtype(c->bytes[from]));
}

/* Bit 6 of the alignment says that a memory index follows (multi-memory). */
static bool read_memarg(struct cursor *c, struct gk_instr *out)
{
    uint32_t flags;
    if (!read_u32(c, &flags) || flags > 0x7f)
        return false;
    out->a = flags & 0x3f;
    out->memory_given = flags & 0x40;
    if (out->memory_given && !read_u32(c, &out->b))
        return false;
    if (c->at < c->end && c->bytes[c->at] < 0x80) {
        out->value = c->bytes[c->at++];
        return true;
    }
    return gk_leb_u64(c->bytes, c->end, &c->at, &out->value);
}

static bool read_br_table(struct cursor *c, struct gk_instr *out)
{
    uint32_t target;
    if (!read_u32(c, &out->a) || out->a >= c->end - c->at)
        return false;
    out->table = c->bytes + c->at;
    for (uint64_t i = 0; i <= out->a; i++)
        if (!read_u32(c, &target))
            return false;
    return true;
}

/* Clauses: 0 catch, 1 catch_ref, 2 catch_all, 3 catch_all_ref. */
static bool read_try_table(struct cursor *c, struct gk_instr *out)
{
    uint32_t index;
    uint8_t kind;
    if (!read_block_type(c, &out->block_type) || !read_u32(c, &out->a) ||
        out->a > c->end - c->at)
        return false;
    out->table = c->bytes + c->at;
    for (uint32_t i = 0; i < out->a; i++) {
        if (!read_byte(c, &kind) || kind > 3)
            return false;
        if (kind < 2 && !read_u32(c, &index))
            return false;
        if (!read_u32(c, &index))
            return false;
    }
    return true;
}

static bool read_select(struct cursor *c, struct gk_instr *out)
{
    if (!read_u32(c, &out->a) || !read_bytes(c, out->a, &out->bytes))
        return false;
    for (uint32_t i = 0; i < out->a; i++)
        if (!is_valtype(out->bytes[i]))
            return false;
    return true;
}

static bool read_reftype(struct cursor *c, struct gk_instr *out)
{
    uint8_t byte;
    if (!read_byte(c, &byte) ||
        (byte != GK_FUNCREF && byte != GK_EXTERNREF && byte != GK_EXNREF))
        return false;
    out->a = byte;
    return true;
}

static bool read_i32(struct cursor *c, struct gk_instr *out)
{
    int32_t value;
    if (!gk_leb_s32(c->bytes, c->end, &c->at, &value))
        return false;
    out->value = (uint64_t)(int64_t)value;
    return true;
}

static bool read_i64(struct cursor *c, struct gk_instr *out)
{
    int64_t value;
    if (!gk_leb_s64(c->bytes, c->end, &c->at, &value))
        return false;
    out->value = (uint64_t)value;
    return true;
}

static bool read_zero(struct cursor *c)
{
    uint8_t byte;
    return read_byte(c, &byte) && byte == 0;
}

static bool read_immediates(struct cursor *c, gk_imm imm, struct gk_instr *out)
{
    switch (imm) {
    case GK_IMM_NONE:
        return true;
    case GK_IMM_BLOCK:
        return read_block_type(c, &out->block_type);
    case GK_IMM_LABEL:
    case GK_IMM_FUNC:
    case GK_IMM_LOCAL:
    case GK_IMM_GLOBAL:
    case GK_IMM_TABLE:
    case GK_IMM_MEMORY:
    case GK_IMM_DATA:
    case GK_IMM_ELEM:
    case GK_IMM_TAG:
        return read_u32(c, &out->a);
    case GK_IMM_CALL_INDIRECT:
    case GK_IMM_DATA_MEMORY:
    case GK_IMM_ELEM_TABLE:
    case GK_IMM_MEMORY_MEMORY:
    case GK_IMM_TABLE_TABLE:
        return read_u32(c, &out->a) && read_u32(c, &out->b);
    case GK_IMM_BR_TABLE:
        return read_br_table(c, out);
    case GK_IMM_MEMARG:
        return read_memarg(c, out);
    case GK_IMM_MEMARG_LANE:
        return read_memarg(c, out) && read_byte(c, &out->lane);
    case GK_IMM_I32:
        return read_i32(c, out);
    case GK_IMM_I64:
        return read_i64(c, out);
    case GK_IMM_F32:
        return read_fixed(c, 4, &out->value);
    case GK_IMM_F64:
        return read_fixed(c, 8, &out->value);
    case GK_IMM_V128:
    case GK_IMM_SHUFFLE:
        return read_bytes(c, 16, &out->bytes);
    case GK_IMM_LANE:
        return read_byte(c, &out->lane);
    case GK_IMM_REFTYPE:
        return read_reftype(c, out);
    case GK_IMM_SELECT:
        return read_select(c, out);
    case GK_IMM_TRY_TABLE:
        return read_try_table(c, out);
    case GK_IMM_ZERO:
        return read_zero(c);
    }
    return false;
}

/* Says whether the bytes ended or were wrong: an instruction that would need
 * more than the bytes there is cut off. */
static gk_status fail_immediate(gk_error *err, const struct cursor *c,
                                size_t at, gk_op op)
{
    if (c->at >= c->end)
        return gk_fail(err, GK_E_EOF, "offset 0x%zx: the body ends inside '%s'",
                       at, gk_ops[op].name);
    return gk_fail(err, GK_E_MALFORMED,
                   "offset 0x%zx: '%s' has a malformed immediate at 0x%zx", at,
                   gk_ops[op].name, c->at);
}

static inline bool decode_short(const uint8_t *bytes, size_t end, size_t at,
                                struct gk_instr *out)
{
    if (at >= end)
        return false;
    uint8_t shape = shapes[bytes[at]];
    if (shape == LONG ||
        (shape != BARE && (end - at < 2 || bytes[at + 1] >= 0x80)))
        return false;
    uint8_t byte = shape == BARE ? 0 : bytes[at + 1];
    int64_t value = byte & 0x40 ? byte - 0x80 : byte;
    *out = (struct gk_instr){.op = (gk_op)(slots[bytes[at]] - 1),
                             .offset = (uint32_t)at,
                             .len = shape == BARE ? 1 : 2,
                             .a = shape == INDEX ? byte : 0,
                             .value = shape == CONSTANT ? (uint64_t)value : 0};
    return true;
}

gk_status gk_instr_decode(const uint8_t *bytes, size_t end, size_t at,
                          struct gk_instr *out, gk_error *err)
{
    if (decode_short(bytes, end, at, out))
        return GK_OK;
    struct cursor c = {bytes, end, at};
    struct gk_instr in = {.offset = (uint32_t)at};
    uint8_t prefix = 0;
    uint8_t byte;
    if (!read_byte(&c, &byte))
        return gk_fail(err, GK_E_EOF,
                       "offset 0x%zx: the body ends where an instruction "
                       "should be",
                       at);
    uint32_t code = byte;
    if (byte >= 0xfc && byte <= 0xfe) {
        prefix = byte;
        if (!read_u32(&c, &code))
            return gk_fail(err, c.at >= end ? GK_E_EOF : GK_E_MALFORMED,
                           "offset 0x%zx: prefix 0x%02x without an opcode", at,
                           prefix);
    }
    in.op = gk_op_find(prefix, code);
    if (in.op == GK_OP_COUNT)
        return prefix
                   ? gk_fail(err, GK_E_MALFORMED,
                             "offset 0x%zx: unknown opcode 0x%02x "
                             "0x%" PRIx32,
                             at, prefix, code)
                   : gk_fail(err, GK_E_MALFORMED,
                             "offset 0x%zx: unknown opcode 0x%02x", at, byte);
    if (!read_immediates(&c, gk_ops[in.op].imm, &in))
        return fail_immediate(err, &c, at, in.op);
    in.len = (uint32_t)(c.at - at);
    *out = in;
    return GK_OK;
}

gk_status gk_code_locals(const gk_module *module, const struct gk_code *code,
                         uint32_t *locals, uint32_t *body, gk_error *err)
{
    struct cursor c = {module->bytes, (size_t)code->offset + code->len,
                       code->offset};
    uint32_t groups;
    uint64_t total = 0;
    if (!read_u32(&c, &groups))
        goto malformed;
    for (uint32_t i = 0; i < groups; i++) {
        uint32_t count;
        uint8_t type;
        if (!read_u32(&c, &count) || !read_byte(&c, &type) || !is_valtype(type))
            goto malformed;
        total += count;
        if (total > GK_MAX_LOCALS)
            return gk_fail(err, GK_E_LIMIT,
                           "offset 0x%" PRIx32 ": a function with more than "
                           "%u locals",
                           code->offset, GK_MAX_LOCALS);
    }
    *locals = (uint32_t)total;
    *body = (uint32_t)c.at;
    return GK_OK;
malformed:
    return gk_fail(err, GK_E_MALFORMED,
                   "offset 0x%" PRIx32 ": malformed local declarations at "
                   "0x%zx",
                   code->offset, c.at);
}
