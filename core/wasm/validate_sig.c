/* What the fast loop goes by: rows of opcodes.def, made for comparisons. */
#include "core/wasm/validate_body.h"

/* Operands that a comparison covers. */
#define MAX_POPS 4u

static enum gk_action action_of(gk_op op)
{
    switch (op) {
    case GK_OP_UNREACHABLE:
        return GK_ACT_UNREACHABLE;
    case GK_OP_RETURN:
        return GK_ACT_RETURN;
    case GK_OP_BLOCK:
        return GK_ACT_BLOCK;
    case GK_OP_LOOP:
        return GK_ACT_LOOP;
    case GK_OP_IF:
        return GK_ACT_IF;
    case GK_OP_ELSE:
        return GK_ACT_ELSE;
    case GK_OP_END:
        return GK_ACT_END;
    case GK_OP_BR:
        return GK_ACT_BR;
    case GK_OP_BR_IF:
        return GK_ACT_BR_IF;
    case GK_OP_CALL:
        return GK_ACT_CALL;
    case GK_OP_CALL_INDIRECT:
        return GK_ACT_CALL_INDIRECT;
    case GK_OP_DROP:
        return GK_ACT_DROP;
    case GK_OP_SELECT:
        return GK_ACT_SELECT;
    case GK_OP_LOCAL_GET:
        return GK_ACT_LOCAL_GET;
    case GK_OP_LOCAL_SET:
        return GK_ACT_LOCAL_SET;
    case GK_OP_LOCAL_TEE:
        return GK_ACT_LOCAL_TEE;
    case GK_OP_GLOBAL_GET:
        return GK_ACT_GLOBAL_GET;
    case GK_OP_GLOBAL_SET:
        return GK_ACT_GLOBAL_SET;
    case GK_OP_I32_CONST:
        return GK_ACT_I32_CONST;
    case GK_OP_I64_CONST:
        return GK_ACT_I64_CONST;
    default:
        return GK_ACT_STEP;
    }
}

/* Of those whose row says what they take; 0xfd rows are all of one feature,
 * which is counted where the prefix is. */
static enum gk_action action_of_row(const struct gk_op_row *row)
{
    if (strpbrk(row->sig, "*r") != NULL)
        return GK_ACT_STEP;
    switch (row->imm) {
    case GK_IMM_NONE:
        return row->prefix == 0 && row->feature != GK_FEATURE_MVP
                   ? GK_ACT_NEWER
                   : GK_ACT_PLAIN;
    case GK_IMM_MEMARG:
        return GK_ACT_MEMORY;
    case GK_IMM_F32:
    case GK_IMM_F64:
    case GK_IMM_V128:
        return GK_ACT_FIXED;
    default:
        return GK_ACT_STEP;
    }
}

/* Addresses of 64 bits have a feature to be recorded: the step does. */
static bool has_narrow_memory(const gk_module *m)
{
    return m->memory_count > 0 && !m->memories[0].limits.is64;
}

static bool has_plain_table(const gk_module *m)
{
    return m->table_count > 0 && !m->tables[0].limits.is64 &&
           m->tables[0].reftype == GK_FUNCREF;
}

static void set_operands(struct gk_sig *s, const char *letters)
{
    uint8_t want[MAX_POPS] = {0}, mask[MAX_POPS] = {0};
    size_t pops = strcspn(letters, ":");

    for (size_t i = 0; i < pops; i++) {
        want[MAX_POPS - pops + i] = gk_letter_type(letters[i]);
        mask[MAX_POPS - pops + i] = 0xff;
    }
    memcpy(&s->want, want, sizeof s->want);
    memcpy(&s->mask, mask, sizeof s->mask);
    s->pops = (uint8_t)pops;
    s->pushes = letters[pops + 1] != '\0';
    s->push = s->pushes ? gk_letter_type(letters[pops + 1]) : 0;
}

static struct gk_sig make(const gk_module *m, gk_op op)
{
    const struct gk_op_row *row = &gk_ops[op];
    struct gk_sig s = {.action = (uint8_t)action_of(op),
                       .width = row->width,
                       .feature = (uint8_t)row->feature};

    if (s.action == GK_ACT_CALL_INDIRECT && !has_plain_table(m))
        s.action = GK_ACT_STEP;
    if (s.action != GK_ACT_STEP)
        return s;
    s.action = (uint8_t)action_of_row(row);
    if (s.action == GK_ACT_STEP ||
        (s.action == GK_ACT_MEMORY && !has_narrow_memory(m)))
        return (struct gk_sig){.action = GK_ACT_STEP};
    set_operands(&s, row->sig);
    if (s.action == GK_ACT_FIXED)
        s.width = row->imm == GK_IMM_V128 ? 16 : row->imm == GK_IMM_F64 ? 8 : 4;
    return s;
}

void gk_sigs_make(const gk_module *m, struct gk_sig *sigs,
                  struct gk_sig *vectors)
{
    memset(sigs, 0, GK_SIGS * sizeof *sigs);
    memset(vectors, 0, GK_SIGS * sizeof *vectors);
    for (int op = 0; op < GK_OP_COUNT; op++) {
        const struct gk_op_row *row = &gk_ops[op];

        if (row->prefix == 0)
            sigs[row->code] = make(m, (gk_op)op);
        else if (row->prefix == 0xfd && row->code < GK_SIGS)
            vectors[row->code] = make(m, (gk_op)op);
    }
    sigs[0xfd].action = GK_ACT_VECTOR;
}
