/*
 * One instruction, whichever it is: decoded, counted, checked. What depends on
 * no more than the opcode is checked by its row of opcodes.def.
 */
#include "core/wasm/calls_gather.h"
#include "core/wasm/reader.h"
#include "core/wasm/validate_body.h"

#include <inttypes.h>
#include <stdio.h>

/* Pops and pushes what a row's letters say. `index` is the first operand's
 * type; 0: as it stands. */
static void apply(struct gk_body *b, const char *sig, uint8_t index)
{
    uint32_t count = (uint32_t)strcspn(sig, ":");

    for (uint32_t i = count; i > 0; i--)
        gk_body_pop(
            b, i == 1 && index != 0 ? index : gk_letter_type(sig[i - 1]), i);
    if (sig[count + 1] != '\0')
        gk_body_push(b, gk_letter_type(sig[count + 1]));
}

/* --- memory -------------------------------------------------------------- */

static void check_alignment(struct gk_body *b, const struct gk_instr *in)
{
    uint32_t width = gk_ops[in->op].width;

    if (gk_ops[in->op].feature == GK_FEATURE_THREADS && in->a != width)
        gk_body_problem(b, GK_E_SCHEMA,
                        "alignment 2^%" PRIu32 ", wanted 2^%" PRIu32, in->a,
                        width);
    else if (in->a > width)
        gk_body_problem(b, GK_E_SCHEMA,
                        "alignment 2^%" PRIu32 ", at most 2^%" PRIu32, in->a,
                        width);
}

static void check_lane(struct gk_body *b, const struct gk_instr *in)
{
    uint32_t lanes = 16u >> gk_ops[in->op].width;

    if (in->lane >= lanes)
        gk_body_problem(b, GK_E_SCHEMA, "lane %u, there are %" PRIu32, in->lane,
                        lanes);
}

static void check_access(struct gk_body *b, const struct gk_instr *in)
{
    uint8_t index = gk_body_memory(b, in->b);

    /* Even memory 0 cannot be named without the proposal. */
    if (in->memory_given && in->b == 0)
        gk_body_use(b, GK_FEATURE_MULTI_MEMORY);
    check_alignment(b, in);
    if (index == GK_I32 && in->value > UINT32_MAX)
        gk_body_problem(b, GK_E_SCHEMA,
                        "offset %" PRIu64 " in a memory of 32-bit addresses",
                        in->value);
    if (gk_ops[in->op].imm == GK_IMM_MEMARG_LANE)
        check_lane(b, in);
    apply(b, gk_ops[in->op].sig, index);
}

/* --- variables ----------------------------------------------------------- */

static void check_local(struct gk_body *b, const struct gk_instr *in)
{
    uint8_t type;

    if (in->a >= b->local_count) {
        gk_body_wrong(b, "local %" PRIu32 ", the function has %" PRIu32, in->a,
                      b->local_count);
        return;
    }
    type = gk_body_local(b, in->a);
    if (in->op != GK_OP_LOCAL_GET)
        gk_body_pop(b, type, 1);
    if (in->op != GK_OP_LOCAL_SET)
        gk_body_push(b, type);
}

static void check_global(struct gk_body *b, const struct gk_instr *in)
{
    const struct gk_globaltype *type;

    if (!gk_body_index(b, GK_EXTERN_GLOBAL, "global", in->a,
                       b->m->global_count))
        return;
    type = &b->m->globals[in->a].type;
    if (in->op == GK_OP_GLOBAL_GET) {
        gk_body_push(b, type->valtype);
        return;
    }
    if (!type->mutable_)
        gk_body_problem(b, GK_E_SCHEMA, "global %" PRIu32 " is immutable",
                        in->a);
    gk_body_pop(b, type->valtype, 1);
}

/* --- operands ------------------------------------------------------------ */

/* Two of a kind, of which one stays; references need their type written. */
static void check_select(struct gk_body *b)
{
    uint8_t first, second;

    gk_body_pop(b, GK_I32, 3);
    second = gk_body_pop(b, GK_BOTTOM, 2);
    first = gk_body_pop(b, GK_BOTTOM, 1);
    if ((first != GK_BOTTOM && first < GK_V128) ||
        (second != GK_BOTTOM && second < GK_V128))
        gk_body_wrong(b, "operands are references, their type must be given");
    else if (first != second && first != GK_BOTTOM && second != GK_BOTTOM)
        gk_body_wrong(b, "operand 2 is %s, operand 1 is %s",
                      gk_valtype_name(second), gk_valtype_name(first));
    gk_body_push(b, first != GK_BOTTOM ? first : second);
}

static void check_shuffle(struct gk_body *b, const struct gk_instr *in)
{
    for (int i = 0; i < 16; i++)
        if (in->bytes[i] >= 32) {
            gk_body_problem(b, GK_E_SCHEMA, "lane %u, there are 32",
                            in->bytes[i]);
            return;
        }
}

static void check_plain(struct gk_body *b, const struct gk_instr *in)
{
    gk_imm imm = gk_ops[in->op].imm;

    if (imm == GK_IMM_LANE)
        check_lane(b, in);
    else if (imm == GK_IMM_SHUFFLE)
        check_shuffle(b, in);
    apply(b, gk_ops[in->op].sig, 0);
}

static void check_other(struct gk_body *b, const struct gk_instr *in)
{
    switch (in->op) {
    case GK_OP_LOCAL_GET:
    case GK_OP_LOCAL_SET:
    case GK_OP_LOCAL_TEE:
        check_local(b, in);
        break;
    case GK_OP_GLOBAL_GET:
    case GK_OP_GLOBAL_SET:
        check_global(b, in);
        break;
    case GK_OP_DROP:
        gk_body_pop(b, GK_BOTTOM, 1);
        break;
    case GK_OP_SELECT:
        check_select(b);
        break;
    default:
        if (gk_ops[in->op].imm == GK_IMM_MEMARG ||
            gk_ops[in->op].imm == GK_IMM_MEMARG_LANE)
            check_access(b, in);
        else
            check_plain(b, in);
    }
}

/* --- stepping ------------------------------------------------------------ */

/* Tells why; the decoder's own words stand behind the offset. */
static bool undecodable(struct gk_body *b, size_t at)
{
    const gk_module *m = b->m;
    size_t end = (size_t)(b->end - m->bytes);
    const char *proposal = at < end ? gk_proposal_of(m->bytes, end, at) : NULL;
    struct gk_instr in;
    gk_error err = GK_ERROR_INIT;
    const char *words;

    b->op = GK_OP_COUNT;
    b->gather->calls->complete = false;
    if (proposal != NULL) {
        gk_body_problem(b, GK_E_UNSUPPORTED,
                        "instruction 0x%02x is of the %s proposal",
                        m->bytes[at], proposal);
        return false;
    }
    if (gk_instr_decode(m->bytes, end, at, &in, &err) == GK_OK)
        return false;
    words = strstr(err.text, ": ");
    gk_body_problem(b, err.status, "%s", words != NULL ? words + 2 : err.text);
    return false;
}

static bool decode(struct gk_body *b, struct gk_instr *in)
{
    const gk_module *m = b->m;
    size_t at = (size_t)(b->at - m->bytes);

    b->offset = (uint32_t)at;
    if (gk_instr_decode(m->bytes, (size_t)(b->end - m->bytes), at, in, NULL) !=
        GK_OK)
        return undecodable(b, at);
    b->at += in->len;
    b->op = in->op;
    b->v->instructions++;
    if (gk_ops[in->op].feature != GK_FEATURE_MVP) {
        b->newer++;
        gk_body_use(b, gk_ops[in->op].feature);
    }
    return true;
}

bool gk_body_step(struct gk_body *b)
{
    struct gk_instr in;

    if (!decode(b, &in))
        return false;
    if (!gk_check_control(b, &in) && !gk_check_branch(b, &in) &&
        !gk_check_call(b, &in) && !gk_check_reference(b, &in) &&
        !gk_check_bulk(b, &in))
        check_other(b, &in);
    return !b->done && !b->lost && !b->nomem;
}
