#include "core/wasm/validate.h"

#include "core/base/limits.h"
#include "core/wasm/calls_gather.h"
#include "core/wasm/validate_body.h"

#define MEMORY_BYTES(len) ((len) / 4 + ((size_t)8 << 20))
/* The fast loop reads no more than that much from an instruction: the longest
 * one is a v128.const whose opcode is written in five bytes. */
#define READ_AHEAD_BYTES 24u

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
            b->v->calls.referred[in.a] = 1;
        at += in.len;
    }
    if (at < end)
        b->v->calls.complete = false;
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
        b->v->calls.complete = false;
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

/* --- all of them --------------------------------------------------------- */

/* Types of globals, a byte each; 0x80 is added when they can be set. */
static uint8_t *pack_globals(const gk_module *m, gk_arena *arena)
{
    gk_status why;
    uint8_t *types =
        gk_arena_resize(arena, NULL, (size_t)m->global_count + 1, 1, &why);

    for (uint32_t i = 0; types != NULL && i < m->global_count; i++)
        types[i] = m->globals[i].type.valtype |
                   (m->globals[i].type.mutable_ ? 0x80 : 0);
    return types;
}

static gk_status check_bodies(struct gk_body *b, gk_error *err)
{
    gk_calls *calls = b->gather->calls;

    b->global_types = pack_globals(b->m, b->arena);
    if (b->global_types == NULL || !gk_body_room(b, 1024))
        return gk_fail_nomem(err);
    for (uint32_t i = 0; i < calls->codes; i++) {
        check_body(b, i);
        if (b->nomem || b->gather->nomem)
            return gk_fail_nomem(err);
    }
    calls->first[calls->codes] = calls->count;
    b->v->uses[GK_FEATURE_MVP].count = b->v->instructions - b->newer;
    return GK_OK;
}

/* Gives back what only the checking needed. */
static void forget(struct gk_body *b)
{
    gk_arena_free(b->arena, b->stack);
    gk_arena_free(b->arena, b->frames);
    gk_arena_free(b->arena, b->runs);
    gk_arena_free(b->arena, (void *)b->global_types);
    gk_arena_free(b->arena, b->gather->seen);
}

static gk_status validate(gk_arena *arena, bool careful, const gk_module *m,
                          gk_validation *v, gk_error *err)
{
    struct gk_sig sigs[GK_SIGS], vectors[GK_SIGS];
    struct gk_gather gather;
    struct gk_body b = {.m = m,
                        .v = v,
                        .arena = arena,
                        .gather = &gather,
                        .sigs = sigs,
                        .vectors = vectors,
                        .margin = m->bytes + (m->len > READ_AHEAD_BYTES
                                                  ? m->len - READ_AHEAD_BYTES
                                                  : 0),
                        .careful = careful};
    gk_status st = gk_gather_init(&gather, m, arena, GK_BODY_RESERVE_BYTES,
                                  &v->calls, err);

    if (st != GK_OK)
        return st;
    gk_validate_features(m, v);
    gk_sigs_make(m, sigs, vectors);
    st = check_bodies(&b, err);
    forget(&b);
    return st;
}

gk_status gk_validate_with(const struct gk_alloc *alloc, bool careful,
                           const gk_module *module, gk_validation *out,
                           gk_error *err)
{
    gk_validation v = {.features = 1u << GK_FEATURE_MVP,
                       .growing_function = UINT32_MAX,
                       .table_growing_function = UINT32_MAX};
    gk_arena *arena = alloc->resize(alloc->context, NULL, sizeof *arena);
    gk_status st;

    if (arena == NULL)
        return gk_fail_nomem(err);
    gk_arena_init(arena, MEMORY_BYTES(module->len), alloc);
    v.arena = arena;
    st = validate(arena, careful, module, &v, err);
    if (st == GK_OK)
        *out = v;
    else
        gk_validation_clear(&v);
    return st;
}

gk_status gk_validate(const gk_module *module, gk_validation *out,
                      gk_error *err)
{
    return gk_validate_with(&gk_alloc_libc, false, module, out, err);
}

void gk_validation_clear(gk_validation *validation)
{
    gk_arena *arena;
    struct gk_alloc alloc;

    if (validation == NULL)
        return;
    arena = validation->arena;
    if (arena != NULL) {
        alloc = arena->alloc;
        gk_arena_clear(arena);
        alloc.resize(alloc.context, arena, 0);
    }
    memset(validation, 0, sizeof *validation);
}
