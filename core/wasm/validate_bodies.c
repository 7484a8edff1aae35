#include "core/wasm/validate_bodies.h"

#include "core/base/limits.h"

/* The fast loop reads no more than that much from an instruction: the longest
 * one is a v128.const whose opcode is written in five bytes. */
#define READ_AHEAD_BYTES 24u
/* A problem's row, its text and what the arena puts before it. */
#define PROBLEM_BYTES 512u
/* Operands, nesting and locals at their limits, and all problems. */
#define PART_BYTES                                                             \
    (GK_BODY_RESERVE_BYTES + (size_t)GK_MAX_PROBLEMS * PROBLEM_BYTES)

/* --- one body ------------------------------------------------------------ */

/* The calls of a body that cannot be checked any further count all the same,
 * as long as it can be decoded. */
static void skim(struct gk_body *b)
{
    const gk_module *m = b->m;
    size_t at = (size_t)(b->at - m->bytes), end = (size_t)(b->end - m->bytes);
    struct gk_instr in;

    while (at < end && gk_instr_decode(m->bytes, end, at, &in, NULL) == GK_OK) {
        if ((in.op == GK_OP_CALL || in.op == GK_OP_RETURN_CALL) &&
            in.a < m->function_count)
            gk_gather_call(b->gather, in.a);
        if ((in.op == GK_OP_CALL_INDIRECT ||
             in.op == GK_OP_RETURN_CALL_INDIRECT) &&
            in.a < m->type_count)
            gk_gather_call(b->gather, m->function_count +
                                          b->gather->calls->same_type[in.a]);
        if (in.op == GK_OP_REF_FUNC && in.a < m->function_count)
            gk_gather_refer(b->gather->calls, in.a);
        at += in.len;
    }
    if (at < end)
        b->gather->calls->complete = false;
}

/* A function whose type is not known can only be skimmed. */
static bool enter_body(struct gk_body *b)
{
    const struct gk_functype *type = gk_module_func_type(b->m, b->function);
    bool known = type != NULL && type->param_count <= GK_MAX_PARAMS &&
                 type->result_count <= GK_MAX_RESULTS;
    struct gk_types none = {NULL, 0};

    b->results = known ? gk_results(type) : none;
    if (!gk_body_read_locals(b, known ? gk_params(type) : none)) {
        b->gather->calls->complete = false;
        return false;
    }
    if (!known) {
        skim(b);
        return false;
    }
    return gk_body_enter(b, GK_FRAME_BODY, none, b->results);
}

static void check_body(struct gk_body *b, uint32_t index)
{
    const gk_module *m = b->m;
    const struct gk_code *code = &m->codes[index];

    b->function = m->imported_functions + index;
    b->at = m->bytes + code->offset;
    b->end = b->at + code->len;
    b->done = b->lost = false;
    b->depth = 0;
    b->tables_met = 0;
    b->sp = b->base = b->stack + sizeof(uint32_t);
    gk_gather_begin(b->gather, index);
    if (enter_body(b)) {
        if (b->v->instructions == 0) {
            b->v->uses[GK_FEATURE_MVP].function = b->function;
            b->v->uses[GK_FEATURE_MVP].offset = (uint32_t)(b->at - m->bytes);
        }
        gk_body_run(b);
    }
    if (b->lost)
        skim(b);
    gk_gather_end(b->gather);
}

/* --- all of a part -------------------------------------------------------- */

void gk_bodies_init(struct gk_bodies *part, const struct gk_body_rules *rules,
                    const gk_calls *calls, const struct gk_alloc *alloc)
{
    const gk_module *m = rules->m;
    size_t words = gk_gather_words(calls);

    memset(part, 0, sizeof *part);
    gk_arena_init(&part->arena, PART_BYTES + words * sizeof(uint64_t), alloc);
    part->v.growing_function = part->v.table_growing_function = UINT32_MAX;
    part->v.uses[GK_FEATURE_MVP].function = UINT32_MAX; /* in none yet */
    part->v.calls = *calls;
    part->gather.calls = &part->v.calls;
    part->b.m = m;
    part->b.v = &part->v;
    part->b.arena = &part->arena;
    part->b.gather = &part->gather;
    part->b.sigs = rules->sigs;
    part->b.vectors = rules->vectors;
    part->b.global_types = rules->global_types;
    part->b.careful = rules->careful;
    part->b.margin =
        m->bytes + (m->len > READ_AHEAD_BYTES ? m->len - READ_AHEAD_BYTES : 0);
}

static gk_status check(struct gk_bodies *part)
{
    size_t words = gk_gather_words(&part->v.calls);
    gk_status why;

    part->gather.seen =
        gk_arena_resize(&part->arena, NULL, words, sizeof(uint64_t), &why);
    if (part->gather.seen == NULL || !gk_body_room(&part->b, 1024))
        return GK_E_NOMEM;
    memset(part->gather.seen, 0, words * sizeof(uint64_t));
    for (uint32_t i = part->first; i < part->end; i++) {
        check_body(&part->b, i);
        if (part->b.nomem || part->gather.nomem)
            return GK_E_NOMEM;
    }
    return GK_OK;
}

/* Gives back what only the checking needed: others may still be at it. */
void gk_bodies_check(struct gk_bodies *part)
{
    part->status = check(part);
    gk_arena_free(&part->arena, part->b.stack);
    gk_arena_free(&part->arena, part->b.frames);
    gk_arena_free(&part->arena, part->b.runs);
    gk_arena_free(&part->arena, part->gather.seen);
}

void gk_bodies_clear(struct gk_bodies *part)
{
    gk_arena_clear(&part->arena);
}
