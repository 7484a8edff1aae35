/*
 * The fast loop: the instructions that nearly all code is made of, where
 * nothing is wrong with them. Each `act` below checks one or says false, and
 * then gk_body_step takes it, which knows all cases and all words. So this
 * file decides nothing: without it the same modules are valid, more slowly.
 *
 * What makes it fast: operands of simple instructions are compared four bytes
 * at a time with what their row wants, integers are nearly always a byte
 * long, and reading ahead needs no check as long as the module goes on.
 */
#include "core/wasm/calls_gather.h"
#include "core/wasm/validate_body.h"

/* The loop is one function in the end: that keeps its state in registers. */
#define FAST static inline __attribute__((always_inline))

/* Longer vectors of types are left to the step. */
#define SHORT_TYPES 32u

struct run {
    struct gk_body *b;
    const uint8_t *at; /* the instruction */
    const uint8_t *p;  /* what is read of it */
    uint8_t *sp;
    uint8_t *base;
    uint8_t *limit;
    uint64_t count; /* instructions checked */
};

FAST void load(struct run *r)
{
    r->at = r->b->at;
    r->sp = r->b->sp;
    r->base = r->b->base;
    r->limit = r->b->limit;
    r->count = 0;
}

FAST void save(const struct run *r)
{
    r->b->at = r->at;
    r->b->sp = r->sp;
    r->b->base = r->base;
    r->b->v->instructions += r->count;
}

/* --- reading ------------------------------------------------------------- */

/* An integer of three bytes or more: its length in bytes above 32 bits of
 * value; 0: it is malformed. By value, so that the loop's state has no address
 * and stays in registers. */
static uint64_t long_u32(const uint8_t *p)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 5; i++) {
        value |= (uint64_t)(p[i] & 0x7f) << (7 * i);
        if (p[i] < 0x80)
            return value > UINT32_MAX ? 0 : value | (uint64_t)(i + 1) << 32;
    }
    return 0;
}

FAST bool read_u32(struct run *r, uint32_t *out)
{
    uint64_t found;

    if (r->p[0] < 0x80) {
        *out = *r->p++;
        return true;
    }
    if (r->p[1] < 0x80) {
        *out = (r->p[0] & 0x7fu) | (uint32_t)r->p[1] << 7;
        r->p += 2;
        return true;
    }
    found = long_u32(r->p);
    *out = (uint32_t)found;
    r->p += found >> 32;
    return found != 0;
}

/* Moves over an integer of at most `max` bytes; the unused bits of the last
 * one must repeat the sign, of which `mask` has the bits. */
FAST bool skip_signed(struct run *r, unsigned max, uint8_t mask)
{
    unsigned i = 0;

    while (i < max && r->p[i] >= 0x80)
        i++;
    if (i == max)
        return false;
    if (i == max - 1 && (r->p[i] & mask) != 0 && (r->p[i] & mask) != mask)
        return false;
    r->p += i + 1;
    return true;
}

/* --- operands ------------------------------------------------------------ */

FAST size_t pending(const struct run *r)
{
    return (size_t)(r->sp - r->base);
}

FAST bool push(struct run *r, uint8_t type)
{
    if (r->sp >= r->limit)
        return false;
    *r->sp++ = type;
    return true;
}

FAST bool same(const uint8_t *found, struct gk_types types)
{
    uint32_t i = 0;

    while (i < types.count && found[i] == types.at[i])
        i++;
    return i == types.count;
}

/* The top operands are those types. */
FAST bool has(const struct run *r, struct gk_types types)
{
    return types.count <= SHORT_TYPES && pending(r) >= types.count &&
           same(r->sp - types.count, types);
}

FAST bool push_types(struct run *r, struct gk_types types)
{
    if (types.count > SHORT_TYPES || (size_t)(r->limit - r->sp) < types.count)
        return false;
    for (uint32_t i = 0; i < types.count; i++)
        *r->sp++ = types.at[i];
    return true;
}

FAST bool plain(struct run *r, const struct gk_sig *s)
{
    uint32_t top;

    memcpy(&top, r->sp - sizeof top, sizeof top);
    if (((top ^ s->want) & s->mask) != 0 || pending(r) < s->pops)
        return false;
    r->sp -= s->pops;
    *r->sp = s->push; /* there is always room for one byte more */
    r->sp += s->pushes;
    return true;
}

FAST void record(struct run *r, gk_feature feature)
{
    struct gk_body *b = r->b;

    if (b->v->uses[feature].count > 0) {
        b->v->uses[feature].count++;
        return;
    }
    b->offset = (uint32_t)(r->at - b->m->bytes);
    gk_body_use(b, feature);
}

FAST bool newer(struct run *r, const struct gk_sig *s)
{
    if (!plain(r, s))
        return false;
    r->b->newer++;
    record(r, s->feature);
    return true;
}

/* An alignment over the width is wrong, or has the flag for another memory. */
FAST bool memory(struct run *r, const struct gk_sig *s)
{
    uint32_t offset;

    return *r->p++ <= s->width && read_u32(r, &offset) && plain(r, s);
}

FAST bool fixed(struct run *r, const struct gk_sig *s)
{
    r->p += s->width;
    return push(r, s->push);
}

FAST bool drop(struct run *r)
{
    if (pending(r) < 1)
        return false;
    r->sp--;
    return true;
}

FAST bool select_one(struct run *r)
{
    if (pending(r) < 3 || r->sp[-1] != GK_I32 || r->sp[-2] != r->sp[-3] ||
        r->sp[-2] < GK_V128)
        return false;
    r->sp -= 2;
    return true;
}

/* --- variables ----------------------------------------------------------- */

FAST bool local(struct run *r, enum gk_action action)
{
    uint32_t index;

    if (!read_u32(r, &index) || index >= r->b->direct)
        return false;
    if (action == GK_ACT_LOCAL_GET)
        return push(r, r->b->locals[index]);
    if (pending(r) < 1 || r->sp[-1] != r->b->locals[index])
        return false;
    r->sp -= action == GK_ACT_LOCAL_SET;
    return true;
}

FAST bool global(struct run *r, enum gk_action action)
{
    uint32_t index;
    uint8_t type;

    if (!read_u32(r, &index) || index >= r->b->m->global_count)
        return false;
    type = r->b->global_types[index];
    if (action == GK_ACT_GLOBAL_GET)
        return push(r, type & 0x7f);
    if (pending(r) < 1 || (r->sp[-1] | 0x80) != type)
        return false;
    r->sp--;
    return true;
}

/* --- calls --------------------------------------------------------------- */

/* Nothing of a call may be done before all of it is known to be right. */
FAST bool apply(struct run *r, const struct gk_functype *type)
{
    struct gk_types params = gk_params(type), results = gk_results(type);

    if (r->p > r->b->end || !has(r, params) ||
        (size_t)(r->limit - r->sp) < results.count)
        return false;
    r->sp -= params.count;
    if (push_types(r, results))
        return true;
    r->sp += params.count;
    return false;
}

FAST bool call(struct run *r)
{
    const gk_module *m = r->b->m;
    uint32_t function, type;

    if (!read_u32(r, &function) || function >= m->function_count)
        return false;
    type = m->functions[function];
    if (type >= m->type_count || !apply(r, &m->types[type]))
        return false;
    gk_gather_call(r->b->gather, function);
    return true;
}

FAST bool call_indirect(struct run *r)
{
    const gk_module *m = r->b->m;
    uint32_t type;

    if (!read_u32(r, &type) || type >= m->type_count || *r->p++ != 0 ||
        pending(r) < 1 || r->sp[-1] != GK_I32)
        return false;
    r->sp--;
    if (!apply(r, &m->types[type])) {
        r->sp++;
        return false;
    }
    gk_gather_call(r->b->gather,
                   m->function_count + r->b->gather->calls->same_type[type]);
    return true;
}

/* --- blocks -------------------------------------------------------------- */

FAST bool enter(struct run *r, enum gk_frame_kind kind)
{
    struct gk_body *b = r->b;
    uint8_t type = *r->p++;
    struct gk_types results = {NULL, 0};

    if (type >= GK_F64 && type <= GK_I32)
        results = gk_one_type(type);
    else if (type != 0x40)
        return false;
    /* The deepest place so far is told by the step. */
    if (b->depth >= b->frame_cap || b->depth > b->v->deepest)
        return false;
    if (kind == GK_FRAME_IF) {
        if (pending(r) < 1 || r->sp[-1] != GK_I32)
            return false;
        r->sp--;
    }
    r->base = r->sp;
    b->frames[b->depth++] = (struct gk_frame){
        .results = results,
        .height = (uint32_t)(r->sp - b->stack),
        .kind = (uint8_t)kind,
        .state = GK_REACHABLE,
    };
    return true;
}

/* The operands are the block's results, and nothing else is there. */
FAST bool ends(struct run *r, const struct gk_frame *frame)
{
    size_t count = pending(r);

    if (count == 0 && frame->state != GK_REACHABLE)
        return push_types(r, frame->results);
    return count == frame->results.count && has(r, frame->results);
}

FAST bool leave(struct run *r)
{
    struct gk_body *b = r->b;
    const struct gk_frame *frame = gk_body_top(b);

    if (b->depth == 1 || !ends(r, frame) ||
        (frame->kind == GK_FRAME_IF &&
         (frame->params.count > 0 || frame->results.count > 0)))
        return false;
    b->depth--;
    r->base = b->stack + gk_body_top(b)->height;
    return true;
}

FAST bool other_part(struct run *r)
{
    struct gk_frame *frame = gk_body_top(r->b);

    if (frame->kind != GK_FRAME_IF || frame->params.count > 0 ||
        !ends(r, frame))
        return false;
    r->sp = r->base;
    frame->kind = GK_FRAME_ELSE;
    frame->state = GK_REACHABLE;
    return true;
}

/* --- branches ------------------------------------------------------------ */

FAST bool leave_with(struct run *r, struct gk_types types)
{
    struct gk_frame *frame = gk_body_top(r->b);

    if (!has(r, types))
        return false;
    r->sp = r->base;
    if (frame->state == GK_REACHABLE)
        frame->state = GK_UNREACHABLE;
    return true;
}

FAST bool label_types(struct run *r, struct gk_types *out)
{
    const struct gk_body *b = r->b;
    uint32_t label;

    if (!read_u32(r, &label) || label >= b->depth)
        return false;
    *out = gk_label_types(&b->frames[b->depth - 1 - label]);
    return true;
}

FAST bool br(struct run *r)
{
    struct gk_types types;

    return label_types(r, &types) && leave_with(r, types);
}

FAST bool br_if(struct run *r)
{
    struct gk_types types;

    if (!label_types(r, &types) || pending(r) < 1 || r->sp[-1] != GK_I32)
        return false;
    r->sp--;
    if (has(r, types))
        return true;
    r->sp++;
    return false;
}

/* --- all of them --------------------------------------------------------- */

FAST bool vector(struct run *r)
{
    const struct gk_sig *s;
    uint32_t code;
    bool fine = false;

    if (!read_u32(r, &code) || code > 0xff)
        return false;
    s = &r->b->vectors[code];
    if (s->action == GK_ACT_PLAIN)
        fine = plain(r, s);
    else if (s->action == GK_ACT_MEMORY)
        fine = memory(r, s);
    else if (s->action == GK_ACT_FIXED)
        fine = fixed(r, s);
    if (!fine || r->p > r->b->end)
        return false;
    r->b->newer++;
    record(r, s->feature);
    return true;
}

FAST bool act(struct run *r, const struct gk_sig *s)
{
    switch ((enum gk_action)s->action) {
    case GK_ACT_STEP:
        return false;
    case GK_ACT_PLAIN:
        return plain(r, s);
    case GK_ACT_NEWER:
        return newer(r, s);
    case GK_ACT_MEMORY:
        return memory(r, s);
    case GK_ACT_I32_CONST:
        return skip_signed(r, 5, 0x78) && push(r, GK_I32);
    case GK_ACT_I64_CONST:
        return skip_signed(r, 10, 0x7f) && push(r, GK_I64);
    case GK_ACT_FIXED:
        return fixed(r, s);
    case GK_ACT_LOCAL_GET:
        return local(r, GK_ACT_LOCAL_GET);
    case GK_ACT_LOCAL_SET:
        return local(r, GK_ACT_LOCAL_SET);
    case GK_ACT_LOCAL_TEE:
        return local(r, GK_ACT_LOCAL_TEE);
    case GK_ACT_GLOBAL_GET:
        return global(r, GK_ACT_GLOBAL_GET);
    case GK_ACT_GLOBAL_SET:
        return global(r, GK_ACT_GLOBAL_SET);
    case GK_ACT_CALL:
        return call(r);
    case GK_ACT_CALL_INDIRECT:
        return call_indirect(r);
    case GK_ACT_BLOCK:
        return enter(r, GK_FRAME_BLOCK);
    case GK_ACT_LOOP:
        return enter(r, GK_FRAME_LOOP);
    case GK_ACT_IF:
        return enter(r, GK_FRAME_IF);
    case GK_ACT_ELSE:
        return other_part(r);
    case GK_ACT_END:
        return leave(r);
    case GK_ACT_BR:
        return br(r);
    case GK_ACT_BR_IF:
        return br_if(r);
    case GK_ACT_RETURN:
        return leave_with(r, r->b->results);
    case GK_ACT_UNREACHABLE:
        return leave_with(r, (struct gk_types){NULL, 0});
    case GK_ACT_DROP:
        return drop(r);
    case GK_ACT_SELECT:
        return select_one(r);
    case GK_ACT_VECTOR:
        return vector(r);
    }
    return false;
}

void gk_body_run(struct gk_body *b)
{
    struct run r = {.b = b};
    const uint8_t *stop = b->end < b->margin ? b->end : b->margin;
    const uint8_t *previous = b->at;

    if (b->careful)
        stop = b->at;
    load(&r);
    for (;;) {
        r.p = r.at + 1;
        if (r.at < stop && act(&r, &b->sigs[*r.at])) {
            previous = r.at;
            r.at = r.p;
            r.count++;
            continue;
        }
        /* The last one was not all there: the step says so. */
        if (r.at > b->end) {
            r.at = previous;
            r.count--;
        }
        save(&r);
        if (!gk_body_step(b))
            return;
        load(&r);
    }
}
