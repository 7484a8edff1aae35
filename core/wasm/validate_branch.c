/* What leaves its place: branches, return, throw. */
#include "core/wasm/leb.h"
#include "core/wasm/validate_body.h"

#include <inttypes.h>

static void check_br(struct gk_body *b, uint32_t label)
{
    const struct gk_frame *frame = gk_body_label(b, label, 0);

    if (frame != NULL)
        gk_body_has(b, gk_label_types(frame), NULL);
    gk_body_unreachable(b);
}

static void check_br_if(struct gk_body *b, uint32_t label)
{
    const struct gk_frame *frame = gk_body_label(b, label, 0);
    struct gk_types types;

    if (frame == NULL)
        return;
    types = gk_label_types(frame);
    gk_body_pop(b, GK_I32, types.count + 1);
    gk_body_pop_types(b, types);
    gk_body_push_types(b, types);
}

/* All labels take the same number of values as the last one, and what is on
 * the stack. A label is looked at once. */
static bool check_target(struct gk_body *b, struct gk_frame *frame,
                         uint32_t label, uint32_t count)
{
    struct gk_types types;

    if (frame == NULL)
        return false;
    if (frame->stamp == b->tables_met)
        return true;
    frame->stamp = b->tables_met;
    types = gk_label_types(frame);
    if (types.count == count)
        return gk_body_has(b, types, NULL);
    gk_body_wrong(b,
                  "label %" PRIu32 " takes %" PRIu32 " values, the default "
                  "label %" PRIu32,
                  label, types.count, count);
    return false;
}

static uint32_t default_label(const struct gk_body *b,
                              const struct gk_instr *in)
{
    const uint8_t *last = b->m->bytes + in->offset + in->len - 1;
    const uint8_t *from = last;
    uint32_t label = 0;
    size_t at;

    /* It is the last integer of the instruction: the byte before it ends
     * another one. */
    while (from > in->table && from[-1] & 0x80)
        from--;
    at = (size_t)(from - b->m->bytes);
    (void)gk_leb_u32(b->m->bytes, (size_t)(b->end - b->m->bytes), &at, &label);
    return label;
}

static void check_br_table(struct gk_body *b, const struct gk_instr *in)
{
    size_t at = (size_t)(in->table - b->m->bytes);
    size_t end = (size_t)(b->end - b->m->bytes);
    struct gk_frame *last;
    uint32_t count, label = default_label(b, in);
    bool fine;

    last = gk_body_label(b, label, 0);
    if (last != NULL) {
        b->tables_met++;
        count = gk_label_types(last).count;
        gk_body_pop(b, GK_I32, count + 1);
        fine = check_target(b, last, label, count);
        for (uint32_t i = 0; i < in->a && fine; i++)
            fine = gk_leb_u32(b->m->bytes, end, &at, &label) &&
                   check_target(b, gk_body_label(b, label, 0), label, count);
    }
    gk_body_unreachable(b);
}

static void check_throw(struct gk_body *b, uint32_t tag)
{
    const struct gk_functype *type = gk_body_tag_type(b, tag);

    if (type != NULL)
        gk_body_pop_types(b, gk_params(type));
    gk_body_unreachable(b);
}

static void check_rethrow(struct gk_body *b, uint32_t label)
{
    const struct gk_frame *frame = gk_body_label(b, label, 0);

    if (frame != NULL && frame->kind != GK_FRAME_CATCH &&
        frame->kind != GK_FRAME_CATCH_ALL)
        gk_body_wrong(b, "label %" PRIu32 " is no catch", label);
    gk_body_unreachable(b);
}

bool gk_check_branch(struct gk_body *b, const struct gk_instr *in)
{
    switch (in->op) {
    case GK_OP_BR:
        check_br(b, in->a);
        return true;
    case GK_OP_BR_IF:
        check_br_if(b, in->a);
        return true;
    case GK_OP_BR_TABLE:
        check_br_table(b, in);
        return true;
    case GK_OP_RETURN:
        gk_body_has(b, b->results, NULL);
        gk_body_unreachable(b);
        return true;
    case GK_OP_THROW:
        check_throw(b, in->a);
        return true;
    case GK_OP_RETHROW:
        check_rethrow(b, in->a);
        return true;
    case GK_OP_THROW_REF:
        gk_body_pop(b, GK_EXNREF, 1);
        gk_body_unreachable(b);
        return true;
    default:
        return false;
    }
}
