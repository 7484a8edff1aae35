/* Operands and blocks of a body, and what is said about them. */
#include "core/base/limits.h"
#include "core/wasm/validate_body.h"

#include <inttypes.h>
#include <stdio.h>

/* Long enough for every sentence here. */
#define PROBLEM_TEXT_BYTES 320

/* --- problems ------------------------------------------------------------ */

static void keep_problem(struct gk_body *b, gk_status status, const char *text)
{
    gk_validation *v = b->v;
    size_t len = strlen(text) + 1;
    gk_status why;
    char *copy;

    if (v->problems == NULL)
        v->problems = gk_arena_resize(b->arena, NULL, GK_MAX_PROBLEMS,
                                      sizeof *v->problems, &why);
    copy = gk_arena_resize(b->arena, NULL, len, 1, &why);
    if (v->problems == NULL || copy == NULL) {
        b->nomem = true;
        return;
    }
    memcpy(copy, text, len);
    v->problems[v->problem_count++] = (struct gk_invalid){
        .status = status,
        .function = b->function,
        .offset = b->offset,
        .text = copy,
    };
}

void gk_body_problem(struct gk_body *b, gk_status status, const char *fmt, ...)
{
    char text[PROBLEM_TEXT_BYTES];
    int used = 0;
    va_list args;

    if (b->v->problem_count == GK_MAX_PROBLEMS) {
        b->v->more++;
        return;
    }
    if (b->op < GK_OP_COUNT)
        used = snprintf(text, sizeof text, "%s: ", gk_ops[b->op].name);
    va_start(args, fmt);
    vsnprintf(text + used, sizeof text - (size_t)used, fmt, args);
    va_end(args);
    keep_problem(b, status, text);
}

void gk_body_poison(struct gk_body *b)
{
    b->sp = b->base;
    gk_body_top(b)->state = GK_POISONED;
}

void gk_body_unreachable(struct gk_body *b)
{
    struct gk_frame *frame = gk_body_top(b);

    b->sp = b->base;
    if (frame->state == GK_REACHABLE)
        frame->state = GK_UNREACHABLE;
}

/* --- operands ------------------------------------------------------------ */

struct gk_types gk_one_type(uint8_t type)
{
    static const uint8_t one[] = {
        [GK_I32] = GK_I32,       [GK_I64] = GK_I64,
        [GK_F32] = GK_F32,       [GK_F64] = GK_F64,
        [GK_V128] = GK_V128,     [GK_FUNCREF] = GK_FUNCREF,
        [GK_EXNREF] = GK_EXNREF, [GK_EXTERNREF] = GK_EXTERNREF,
    };

    return (struct gk_types){one + type, 1};
}

static bool lose(struct gk_body *b, gk_status why, const char *what,
                 uint32_t max)
{
    b->lost = true;
    b->nomem = b->nomem || why == GK_E_NOMEM;
    gk_body_problem(b, GK_E_LIMIT, "over %" PRIu32 " %s", max, what);
    return false;
}

bool gk_body_room(struct gk_body *b, uint32_t count)
{
    size_t used = (size_t)(b->sp - b->stack);
    size_t base = (size_t)(b->base - b->stack);
    size_t want = used + count + sizeof(uint32_t);
    gk_status why = GK_E_LIMIT;
    uint8_t *grown;

    if (want <= b->stack_cap)
        return true;
    want += want / 2;
    grown = used + count > GK_MAX_OPERANDS
                ? NULL
                : gk_arena_resize(b->arena, b->stack, want, 1, &why);
    if (grown == NULL)
        return lose(b, why, "operands pending", GK_MAX_OPERANDS);
    b->stack = grown;
    b->stack_cap = (uint32_t)want;
    b->sp = grown + used;
    b->base = grown + base;
    b->limit = grown + want - sizeof(uint32_t);
    return true;
}

void gk_body_push(struct gk_body *b, uint8_t type)
{
    if (gk_body_room(b, 1))
        *b->sp++ = type;
}

void gk_body_push_types(struct gk_body *b, struct gk_types types)
{
    if (types.count == 0 || !gk_body_room(b, types.count))
        return;
    memcpy(b->sp, types.at, types.count);
    b->sp += types.count;
}

static const char *name_of(uint8_t type)
{
    return type == GK_BOTTOM ? "a value" : gk_valtype_name(type);
}

uint8_t gk_body_pop(struct gk_body *b, uint8_t want, uint32_t number)
{
    uint8_t found;

    if (b->sp == b->base) {
        if (gk_body_top(b)->state == GK_REACHABLE)
            gk_body_wrong(b, "operand %" PRIu32 " is missing, wanted %s",
                          number, name_of(want));
        return want;
    }
    found = *--b->sp;
    if (found == want || want == GK_BOTTOM)
        return found;
    if (found != GK_BOTTOM)
        gk_body_wrong(b, "operand %" PRIu32 " is %s, wanted %s", number,
                      gk_valtype_name(found), name_of(want));
    return want;
}

static bool same(const uint8_t *found, struct gk_types types)
{
    return types.count == 0 || memcmp(found, types.at, types.count) == 0;
}

void gk_body_pop_types(struct gk_body *b, struct gk_types types)
{
    if ((size_t)(b->sp - b->base) >= types.count &&
        same(b->sp - types.count, types)) {
        b->sp -= types.count;
        return;
    }
    for (uint32_t i = types.count; i > 0; i--) {
        gk_body_pop(b, types.at[i - 1], i);
        /* The rest comes from nowhere. */
        if (b->sp == b->base && gk_body_top(b)->state != GK_REACHABLE)
            return;
    }
}

/* Eight operands at once: bytes that differ and are not GK_BOTTOM. */
static bool differ(const uint8_t *found, const uint8_t *want)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint64_t x, y;

    memcpy(&x, found, sizeof x);
    memcpy(&y, want, sizeof y);
    y ^= x;
    x = ((x & low) + low) | x;
    y = ((y & low) + low) | y;
    return (x & y & ~low) != 0;
}

/* Number of the first of `count` types that does not fit, from 1; 0: all do. */
static uint32_t misfit(const uint8_t *found, const uint8_t *want,
                       uint32_t count)
{
    uint32_t i = 0;

    while (count - i >= 8 && !differ(found + i, want + i))
        i += 8;
    for (; i < count; i++)
        if (found[i] != want[i] && found[i] != GK_BOTTOM)
            return i + 1;
    return 0;
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

bool gk_body_has(struct gk_body *b, struct gk_types types, const char *what)
{
    uint32_t have = (uint32_t)(b->sp - b->base);
    uint32_t count = have < types.count ? have : types.count;
    uint32_t first = types.count - count; /* that is there */
    uint32_t bad;
    const char *verb = what != NULL ? " ends with " : "";

    if (first == 0 && same(b->sp - count, types))
        return true;
    what = what != NULL ? what : "";
    if (first > 0 && gk_body_top(b)->state == GK_REACHABLE) {
        gk_body_wrong(b, "%s%s%" PRIu32 " value%s, wanted %" PRIu32, what, verb,
                      have, plural(have), types.count);
        return false;
    }
    bad = misfit(b->sp - count, types.at + first, count);
    if (bad == 0)
        return true;
    gk_body_wrong(b, "%s%svalue %" PRIu32 " is %s, wanted %s", what,
                  *what != '\0' ? "'s " : "", first + bad,
                  gk_valtype_name(*(b->sp - count + bad - 1)),
                  gk_valtype_name(types.at[first + bad - 1]));
    return false;
}

bool gk_body_has_only(struct gk_body *b, struct gk_types types,
                      const char *what)
{
    uint32_t have = (uint32_t)(b->sp - b->base);

    if (have > types.count && gk_body_top(b)->state != GK_POISONED) {
        gk_body_wrong(b, "%s ends with %" PRIu32 " values, wanted %" PRIu32,
                      what, have, types.count);
        return false;
    }
    return gk_body_has(b, types, what);
}

/* --- blocks -------------------------------------------------------------- */

static bool frame_room(struct gk_body *b)
{
    gk_status why = GK_E_LIMIT;
    uint32_t cap = b->frame_cap * 2 + 32;
    struct gk_frame *grown;

    if (b->depth < b->frame_cap)
        return true;
    grown = gk_arena_resize(b->arena, b->frames, cap, sizeof *grown, &why);
    if (grown == NULL)
        return lose(b, why, "nested blocks", b->depth - 1);
    b->frames = grown;
    b->frame_cap = cap;
    return true;
}

bool gk_body_enter(struct gk_body *b, enum gk_frame_kind kind,
                   struct gk_types params, struct gk_types results)
{
    if (b->depth > GK_MAX_BLOCK_DEPTH)
        return lose(b, GK_E_LIMIT, "nested blocks", GK_MAX_BLOCK_DEPTH);
    if (!frame_room(b))
        return false;
    b->frames[b->depth++] = (struct gk_frame){
        .params = params,
        .results = results,
        .height = (uint32_t)(b->sp - b->stack),
        .kind = (uint8_t)kind,
        .state = GK_REACHABLE,
    };
    b->base = b->sp;
    if (b->depth - 1 > b->v->deepest) {
        b->v->deepest = b->depth - 1;
        b->v->deepest_function = b->function;
    }
    gk_body_push_types(b, params);
    return !b->lost;
}

void gk_body_leave(struct gk_body *b)
{
    struct gk_types results = gk_body_top(b)->results;

    b->sp = b->base;
    if (--b->depth == 0) {
        b->done = true;
        return;
    }
    b->base = b->stack + gk_body_top(b)->height;
    gk_body_push_types(b, results);
}

struct gk_frame *gk_body_label(struct gk_body *b, uint32_t label, uint32_t skip)
{
    uint32_t count = b->depth - skip;

    if (label < count)
        return &b->frames[count - 1 - label];
    gk_body_wrong(b, "label %" PRIu32 ", there are %" PRIu32, label, count);
    return NULL;
}
