#include "core/wasm/calls_gather.h"

#include "core/wasm/instr.h"
#include "core/wasm/leb.h"
#include "core/wasm/order.h"

#include <string.h>

static int compare_types(uint32_t a, uint32_t b, const void *rows)
{
    const struct gk_functype *x = (const struct gk_functype *)rows + a;
    const struct gk_functype *y = (const struct gk_functype *)rows + b;
    int order;

    if (x->param_count != y->param_count)
        return x->param_count < y->param_count ? -1 : 1;
    if (x->result_count != y->result_count)
        return x->result_count < y->result_count ? -1 : 1;
    order =
        x->param_count == 0 ? 0 : memcmp(x->params, y->params, x->param_count);
    if (order == 0 && x->result_count > 0)
        order = memcmp(x->results, y->results, x->result_count);
    return order;
}

/* The list of equal types serves as the sort's scratch space before it is
 * filled in. */
static gk_status find_same_types(const gk_module *m, gk_arena *arena,
                                 uint32_t *same)
{
    uint32_t count = m->type_count;
    gk_status why;
    uint32_t *order =
        gk_arena_resize(arena, NULL, (size_t)count + 1, sizeof *order, &why);

    if (order == NULL)
        return why;
    gk_order_sort(order, same, count, compare_types, m->types);
    /* The sort is stable: the first of equal ones has the lowest index. */
    for (uint32_t i = 0; i < count; i++)
        same[order[i]] =
            i > 0 && compare_types(order[i - 1], order[i], m->types) == 0
                ? same[order[i - 1]]
                : order[i];
    gk_arena_free(arena, order);
    return GK_OK;
}

/* --- references ---------------------------------------------------------- */

static void refer(gk_calls *c, uint64_t function)
{
    if (function < c->functions)
        c->referred[function] = GK_REFERRED_OUTSIDE;
}

static void refer_element(gk_calls *c, const gk_module *m,
                          const struct gk_element *e)
{
    size_t end = (size_t)e->offset + e->len;
    size_t at = e->offset;
    uint32_t function;
    struct gk_instr instr;

    if (!e->expressions) {
        for (uint32_t i = 0; i < e->count; i++) {
            if (!gk_leb_u32(m->bytes, end, &at, &function))
                return;
            refer(c, function);
        }
        return;
    }
    while (at < end &&
           gk_instr_decode(m->bytes, end, at, &instr, NULL) == GK_OK) {
        if (instr.op == GK_OP_REF_FUNC)
            refer(c, instr.a);
        at += instr.len;
    }
}

static void refer_all(gk_calls *c, const gk_module *m)
{
    for (uint32_t i = 0; i < m->element_count; i++)
        refer_element(c, m, &m->elements[i]);
    for (uint32_t i = 0; i < m->global_count; i++)
        if (m->globals[i].init.len > 0 &&
            m->globals[i].init.kind == GK_CONST_REF_FUNC)
            refer(c, m->globals[i].init.value);
    for (uint32_t i = 0; i < m->export_count; i++)
        if (m->exports[i].kind == GK_EXTERN_FUNC)
            refer(c, m->exports[i].index);
}

/* --- gathering ----------------------------------------------------------- */

static void *zeroed(gk_arena *arena, size_t count, size_t size)
{
    gk_status why;
    void *made = gk_arena_resize(arena, NULL, count, size, &why);

    if (made != NULL)
        memset(made, 0, count * size);
    return made;
}

gk_status gk_calls_make(const gk_module *m, gk_arena *arena, gk_calls *calls,
                        gk_error *err)
{
    uint32_t defined = m->function_count - m->imported_functions;

    /* A malformed module may have more bodies than functions. */
    *calls = (gk_calls){
        .functions = m->function_count,
        .codes = m->code_count < defined ? m->code_count : defined,
        .types = m->type_count,
        .complete = m->code_count == defined,
    };
    calls->same_type =
        zeroed(arena, (size_t)calls->types + 1, sizeof *calls->same_type);
    if (calls->same_type == NULL ||
        find_same_types(m, arena, calls->same_type) != GK_OK)
        return gk_fail_nomem(err);
    calls->first =
        zeroed(arena, (size_t)calls->codes + 1, sizeof *calls->first);
    calls->referred = zeroed(arena, (size_t)calls->functions + 1, 1);
    if (calls->first == NULL || calls->referred == NULL)
        return gk_fail_nomem(err);
    refer_all(calls, m);
    return GK_OK;
}

size_t gk_gather_words(const gk_calls *calls)
{
    return ((size_t)calls->functions + calls->types) / 64 + 1;
}

void gk_gather_begin(struct gk_gather *g, uint32_t body)
{
    g->current = g->calls->count;
    g->calls->first[body] = g->current;
}

void gk_gather_end(struct gk_gather *g)
{
    for (uint32_t i = g->current; i < g->calls->count; i++) {
        uint32_t target = g->calls->targets[i];

        g->seen[target / 64] &= ~(UINT64_C(1) << (target % 64));
    }
}

/* Room for more targets: the list, made larger; NULL: there is none. */
static uint32_t *enlarge(const struct gk_gather *g, uint32_t cap,
                         gk_status *why)
{
    size_t old = (size_t)g->cap * sizeof *g->calls->targets;
    size_t others, room;

    *why = GK_E_LIMIT;
    if (g->arena == NULL)
        return NULL;
    others = g->arena->used - old;
    room = others < g->arena->max ? g->arena->max - others : 0;
    if (room <= g->reserve ||
        (size_t)cap * sizeof *g->calls->targets >= room - g->reserve)
        return NULL;
    return gk_arena_resize(g->arena, g->calls->targets, cap,
                           sizeof *g->calls->targets, why);
}

/* None is no failure: what calls what is then not known to its end, which
 * readers of the graph must be able to hear anyway. */
static bool grow(struct gk_gather *g)
{
    uint32_t cap = g->cap + g->cap / 2 + 1024;
    gk_status why;
    uint32_t *grown = enlarge(g, cap, &why);

    if (grown != NULL) {
        g->calls->targets = grown;
        g->cap = cap;
        return true;
    }
    g->full = true;
    g->calls->complete = false;
    g->nomem = why == GK_E_NOMEM;
    return false;
}

void gk_gather_add(struct gk_gather *g, uint32_t target)
{
    gk_calls *c = g->calls;

    if (g->full || (c->count == g->cap && !grow(g)))
        return;
    g->seen[target / 64] |= UINT64_C(1) << (target % 64);
    c->targets[c->count++] = target;
}
