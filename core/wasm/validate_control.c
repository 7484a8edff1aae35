/*
 * Blocks and branches (3.3.8), exceptions in both of their forms.
 */
#include "core/wasm/leb.h"
#include "core/wasm/validate_body.h"

#include <inttypes.h>

static const char *const frame_names[] = {
    [GK_FRAME_BODY] = "function",       [GK_FRAME_BLOCK] = "block",
    [GK_FRAME_LOOP] = "loop",           [GK_FRAME_IF] = "if",
    [GK_FRAME_ELSE] = "else",           [GK_FRAME_TRY] = "try",
    [GK_FRAME_CATCH] = "catch",         [GK_FRAME_CATCH_ALL] = "catch_all",
    [GK_FRAME_TRY_TABLE] = "try_table",
};

/* --- opening ------------------------------------------------------------- */

/* -0x40 stands for nothing, other negatives for a value type. */
static bool block_type(struct gk_body *b, int64_t code, struct gk_types *params,
                       struct gk_types *results)
{
    const struct gk_functype *type;

    *params = *results = (struct gk_types){NULL, 0};
    if (code == -0x40)
        return true;
    if (code < 0) {
        *results = gk_one_type((uint8_t)(code & 0x7f));
        gk_body_use_type(b, results->at[0]);
        return true;
    }
    gk_body_use(b, GK_FEATURE_MULTI_VALUE);
    type = gk_body_type(b, code > UINT32_MAX ? UINT32_MAX : (uint32_t)code);
    if (type == NULL)
        return false;
    *params = gk_params(type);
    *results = gk_results(type);
    return true;
}

/* Of a block whose type is not known nothing is known but that it is there. */
static void open_unknown(struct gk_body *b, enum gk_frame_kind kind)
{
    struct gk_types none = {NULL, 0};

    if (gk_body_enter(b, kind, none, none))
        gk_body_top(b)->state = GK_POISONED;
}

static void open_block(struct gk_body *b, enum gk_frame_kind kind,
                       const struct gk_instr *in)
{
    struct gk_types params, results;

    if (!block_type(b, in->block_type, &params, &results)) {
        open_unknown(b, kind);
        return;
    }
    if (kind == GK_FRAME_IF)
        gk_body_pop(b, GK_I32, params.count + 1);
    gk_body_pop_types(b, params);
    gk_body_enter(b, kind, params, results);
}

/* --- try_table ----------------------------------------------------------- */

static uint32_t next_u32(const struct gk_body *b, size_t *at)
{
    uint32_t value = 0;

    /* The decoder has been here: it is well-formed. */
    (void)gk_leb_u32(b->m->bytes, (size_t)(b->end - b->m->bytes), at, &value);
    return value;
}

/* Whether a label takes what a clause gives it: a tag's parameters, then a
 * reference to the exception. */
static bool clause_fits(struct gk_types gives, bool gives_ref,
                        struct gk_types takes)
{
    if (takes.count != gives.count + gives_ref)
        return false;
    if (gives_ref && takes.at[takes.count - 1] != GK_EXNREF)
        return false;
    return gives.count == 0 || memcmp(gives.at, takes.at, gives.count) == 0;
}

/* Kinds: 0 catch, 1 catch_ref, 2 catch_all, 3 catch_all_ref. */
static void check_clause(struct gk_body *b, uint32_t number, size_t *at)
{
    uint8_t kind = b->m->bytes[(*at)++];
    uint32_t tag = kind < 2 ? next_u32(b, at) : 0;
    uint32_t index = next_u32(b, at);
    struct gk_types gives = {NULL, 0};
    const struct gk_frame *label;

    if (kind < 2) {
        const struct gk_functype *type = gk_body_tag_type(b, tag);

        if (type == NULL)
            return;
        gives = gk_params(type);
    }
    label = gk_body_label(b, index, 0);
    if (label != NULL && !clause_fits(gives, kind & 1, gk_label_types(label)))
        gk_body_problem(b, GK_E_SCHEMA,
                        "label %" PRIu32 " does not take what clause %" PRIu32
                        " gives",
                        index, number);
}

static void open_try_table(struct gk_body *b, const struct gk_instr *in)
{
    size_t at = (size_t)(in->table - b->m->bytes);

    for (uint32_t i = 0; i < in->a; i++)
        check_clause(b, i + 1, &at);
    open_block(b, GK_FRAME_TRY_TABLE, in);
}

/* --- closing ------------------------------------------------------------- */

/* The block's operands must be its results. */
static void check_end(struct gk_body *b)
{
    const struct gk_frame *frame = gk_body_top(b);

    gk_body_has_only(b, frame->results, frame_names[frame->kind]);
}

/* A part that stands where it cannot: blocks do not nest any more, so that
 * nothing behind it means anything. */
static void misplaced(struct gk_body *b, const char *wanted)
{
    gk_body_problem(b, GK_E_MALFORMED, "not in %s", wanted);
    b->lost = true;
}

/* Goes on with another part of the block, which gets operands of its own. */
static void next_part(struct gk_body *b, enum gk_frame_kind kind,
                      struct gk_types operands)
{
    struct gk_frame *frame = gk_body_top(b);

    check_end(b);
    b->sp = b->base;
    frame->kind = (uint8_t)kind;
    frame->state = GK_REACHABLE;
    gk_body_push_types(b, operands);
}

static void check_else(struct gk_body *b)
{
    if (gk_body_top(b)->kind != GK_FRAME_IF)
        misplaced(b, "an if");
    else
        next_part(b, GK_FRAME_ELSE, gk_body_top(b)->params);
}

static void check_catch(struct gk_body *b, enum gk_frame_kind kind,
                        uint32_t tag)
{
    const struct gk_frame *frame = gk_body_top(b);
    const struct gk_functype *type;

    if (frame->kind != GK_FRAME_TRY && frame->kind != GK_FRAME_CATCH) {
        misplaced(b, "a try");
        return;
    }
    next_part(b, kind, (struct gk_types){NULL, 0});
    if (kind == GK_FRAME_CATCH_ALL)
        return;
    type = gk_body_tag_type(b, tag);
    if (type != NULL)
        gk_body_push_types(b, gk_params(type));
}

static void check_delegate(struct gk_body *b, uint32_t label)
{
    if (gk_body_top(b)->kind != GK_FRAME_TRY) {
        misplaced(b, "a try");
        return;
    }
    check_end(b);
    /* The label is seen from outside the try. */
    (void)gk_body_label(b, label, 1);
    gk_body_leave(b);
}

/* Without an else, an if gives what it takes. */
static void check_no_else(struct gk_body *b)
{
    const struct gk_frame *frame = gk_body_top(b);

    if (frame->params.count == frame->results.count &&
        (frame->params.count == 0 ||
         memcmp(frame->params.at, frame->results.at, frame->params.count) == 0))
        return;
    gk_body_problem(b, GK_E_SCHEMA,
                    "an if without else has %" PRIu32 " results that are not "
                    "its %" PRIu32 " parameters",
                    frame->results.count, frame->params.count);
}

static void check_last_end(struct gk_body *b)
{
    if (b->done && b->at < b->end)
        gk_body_problem(b, GK_E_MALFORMED,
                        "%zu bytes after the end of the function",
                        (size_t)(b->end - b->at));
}

static void close_block(struct gk_body *b)
{
    check_end(b);
    if (gk_body_top(b)->kind == GK_FRAME_IF)
        check_no_else(b);
    gk_body_leave(b);
    check_last_end(b);
}

bool gk_check_control(struct gk_body *b, const struct gk_instr *in)
{
    switch (in->op) {
    case GK_OP_UNREACHABLE:
        gk_body_unreachable(b);
        return true;
    case GK_OP_BLOCK:
        open_block(b, GK_FRAME_BLOCK, in);
        return true;
    case GK_OP_LOOP:
        open_block(b, GK_FRAME_LOOP, in);
        return true;
    case GK_OP_IF:
        open_block(b, GK_FRAME_IF, in);
        return true;
    case GK_OP_TRY:
        open_block(b, GK_FRAME_TRY, in);
        return true;
    case GK_OP_TRY_TABLE:
        open_try_table(b, in);
        return true;
    case GK_OP_ELSE:
        check_else(b);
        return true;
    case GK_OP_CATCH:
        check_catch(b, GK_FRAME_CATCH, in->a);
        return true;
    case GK_OP_CATCH_ALL:
        check_catch(b, GK_FRAME_CATCH_ALL, 0);
        return true;
    case GK_OP_DELEGATE:
        check_delegate(b, in->a);
        return true;
    case GK_OP_END:
        close_block(b);
        return true;
    default:
        return false;
    }
}
