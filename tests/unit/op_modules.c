#include "tests/unit/op_modules.h"

#include "core/wasm/leb.h"

#include <string.h>

int op_operands(gk_op op)
{
    const char *sig = gk_ops[op].sig;

    return sig[0] == '*' ? -1 : (int)strcspn(sig, ":");
}

static char result_of(gk_op op)
{
    return gk_ops[op].sig[op_operands(op) + 1];
}

static bool is_access(gk_op op)
{
    return gk_ops[op].imm == GK_IMM_MEMARG ||
           gk_ops[op].imm == GK_IMM_MEMARG_LANE;
}

static bool has_lane(gk_op op)
{
    return gk_ops[op].imm == GK_IMM_LANE || gk_ops[op].imm == GK_IMM_SHUFFLE ||
           gk_ops[op].imm == GK_IMM_MEMARG_LANE;
}

bool op_can(gk_op op, struct op_case what)
{
    int count = op_operands(op);

    if (count < 0)
        return false;
    switch (what.fault) {
    case OP_RIGHT:
        return true;
    case OP_OPERAND:
        return what.number >= 1 && what.number <= (uint32_t)count;
    case OP_MISSING:
        return count > 0;
    case OP_RESULT:
        return result_of(op) != '\0';
    case OP_ALIGNMENT:
        return is_access(op);
    case OP_LANE:
        return has_lane(op);
    default:
        return false;
    }
}

static uint8_t type_of(char letter)
{
    static const char letters[] = "iIfFvr";
    static const uint8_t types[] = {GK_I32, GK_I64,  GK_F32,
                                    GK_F64, GK_V128, GK_FUNCREF};

    return types[strchr(letters, letter) - letters];
}

static char another(char letter)
{
    return letter == 'i' ? 'f' : 'i';
}

uint8_t op_wanted(gk_op op, uint32_t number)
{
    return type_of(gk_ops[op].sig[number - 1]);
}

uint8_t op_found(gk_op op, uint32_t number)
{
    return type_of(another(gk_ops[op].sig[number - 1]));
}

/* An instruction that pushes a value of that type. */
static void put_value(gk_buf *out, char letter)
{
    static const uint8_t zeros[16] = {0};

    switch (letter) {
    case 'i':
        gk_buf_put(out, "\x41\0", 2);
        break;
    case 'I':
        gk_buf_put(out, "\x42\0", 2);
        break;
    case 'f':
        gk_buf_byte(out, 0x43);
        gk_buf_put(out, zeros, 4);
        break;
    case 'F':
        gk_buf_byte(out, 0x44);
        gk_buf_put(out, zeros, 8);
        break;
    case 'v':
        gk_buf_put(out, "\xfd\x0c", 2);
        gk_buf_put(out, zeros, 16);
        break;
    default:
        gk_buf_put(out, "\xd0\x70", 2);
    }
}

static void put_immediates(gk_buf *out, gk_op op, op_fault fault)
{
    const struct gk_op_row *row = &gk_ops[op];
    unsigned lanes = row->imm == GK_IMM_SHUFFLE ? 32 : 16u >> row->width;
    uint8_t lane = (uint8_t)(fault == OP_LANE ? lanes : lanes - 1);

    switch (row->imm) {
    case GK_IMM_NONE:
        break;
    case GK_IMM_MEMARG:
    case GK_IMM_MEMARG_LANE:
        gk_buf_byte(out, (uint8_t)(row->width + (fault == OP_ALIGNMENT)));
        gk_buf_byte(out, 0);
        if (row->imm == GK_IMM_MEMARG_LANE)
            gk_buf_byte(out, lane);
        break;
    case GK_IMM_LANE:
        gk_buf_byte(out, lane);
        break;
    case GK_IMM_SHUFFLE:
        gk_buf_fill(out, 0, 15);
        gk_buf_byte(out, lane);
        break;
    case GK_IMM_REFTYPE:
        gk_buf_byte(out, GK_FUNCREF);
        break;
    case GK_IMM_F32:
        gk_buf_fill(out, 0, 4);
        break;
    case GK_IMM_F64:
        gk_buf_fill(out, 0, 8);
        break;
    case GK_IMM_V128:
        gk_buf_fill(out, 0, 16);
        break;
    case GK_IMM_DATA_MEMORY:
    case GK_IMM_ELEM_TABLE:
    case GK_IMM_MEMORY_MEMORY:
    case GK_IMM_TABLE_TABLE:
        gk_buf_fill(out, 0, 2);
        break;
    default: /* an index, a number, a zero */
        gk_buf_byte(out, 0);
    }
}

static void put_body(gk_buf *out, gk_op op, struct op_case what)
{
    const struct gk_op_row *row = &gk_ops[op];
    uint32_t count = (uint32_t)op_operands(op);
    char result = result_of(op);
    char local = what.fault == OP_RESULT ? another(result) : result;

    if (result == '\0') {
        gk_buf_byte(out, 0);
    } else {
        gk_buf_put(out, "\1\1", 2);
        gk_buf_byte(out, type_of(local));
    }
    for (uint32_t i = what.fault == OP_MISSING; i < count; i++)
        put_value(out, what.fault == OP_OPERAND && what.number == i + 1
                           ? another(row->sig[i])
                           : row->sig[i]);
    gk_buf_byte(out, row->prefix == 0 ? (uint8_t)row->code : row->prefix);
    if (row->prefix != 0)
        gk_leb_put_u64(out, row->code);
    put_immediates(out, op, what.fault);
    if (result != '\0')
        gk_buf_put(out, "\x21\0", 2);
    gk_buf_byte(out, 0x0b);
}

static void put_section(gk_buf *out, uint8_t id, const void *bytes, size_t len)
{
    gk_buf_byte(out, id);
    gk_leb_put_u64(out, len);
    gk_buf_put(out, bytes, len);
}

void op_module(gk_op op, struct op_case what, gk_buf *out)
{
    gk_buf body = GK_BUF_INIT, code = GK_BUF_INIT;

    gk_buf_put(out, "\0asm\1\0\0\0", 8);
    put_section(out, 1, "\1\x60\0\0", 4);
    put_section(out, 3, "\1\0", 2);
    put_section(out, 4, "\1\x70\0\1", 4);
    put_section(out, 5, "\1\3\1\1", 4); /* shared, for atomics */
    put_section(out, 7, "\1\1f\0\0", 5);
    put_section(out, 9, "\1\1\0\1\0", 5);
    put_section(out, 12, "\1", 1);
    put_body(&body, op, what);
    gk_buf_byte(&code, 1);
    gk_leb_put_u64(&code, body.len);
    gk_buf_put(&code, body.data, body.len);
    put_section(out, 10, code.data, code.len);
    put_section(out, 11, "\1\1\0", 3);
    gk_buf_clear(&body);
    gk_buf_clear(&code);
}
