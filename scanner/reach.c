#include "scanner/reach.h"

#include "core/wasm/instr.h"
#include "core/wasm/leb.h"
#include "core/wasm/order.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(GK_FEATURE_COUNT <= 32, "features are bits of a u32");

/*
 * Nodes are the functions, then one for each type: an indirect call goes to
 * its type's node, and from there to the functions of that type that can be
 * called so. Edges are kept backwards, callee to callers, because what is
 * reached flows that way.
 */
struct graph {
    const gk_module *m;
    uint32_t nodes;
    uint32_t *same_type; /* the first type equal to each */
    uint8_t *callable;   /* by function: something refers to it */
    uint32_t *last;      /* by node: the caller seen last, plus 1 */
    uint32_t *first;     /* by node: where its callers begin; nodes + 1 */
    uint32_t *callers;
    uint64_t *reached;
    uint32_t *queue;
    uint8_t *queued;
    bool filling; /* the last pass: edges have been counted */
    bool late;    /* this pass met a reference that was not known before */
    bool complete;
    uint32_t features;
};

/* --- types --- */

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

static gk_status find_same_types(struct graph *g, gk_error *err)
{
    uint32_t count = g->m->type_count;
    uint32_t *order = calloc((size_t)count + 1, sizeof *order);
    uint32_t *scratch = calloc((size_t)count + 1, sizeof *scratch);
    gk_status st =
        order == NULL || scratch == NULL ? gk_fail_nomem(err) : GK_OK;

    if (st == GK_OK) {
        gk_order_sort(order, scratch, count, compare_types, g->m->types);
        /* The sort is stable: the first of equal ones has the lowest index. */
        for (uint32_t i = 0; i < count; i++)
            g->same_type[order[i]] =
                i > 0 && compare_types(order[i - 1], order[i], g->m->types) == 0
                    ? g->same_type[order[i - 1]]
                    : order[i];
    }
    free(order);
    free(scratch);
    return st;
}

/* --- edges --- */

static void edge(struct graph *g, uint32_t from, uint32_t to)
{
    if (to >= g->nodes || g->last[to] == from + 1)
        return;
    g->last[to] = from + 1;
    if (g->filling)
        g->callers[g->first[to]++] = from;
    else
        g->first[to + 1]++;
}

static void refer(struct graph *g, uint64_t function)
{
    if (function >= g->m->function_count || g->callable[function])
        return;
    g->callable[function] = 1;
    g->late = true;
}

static void call_type(struct graph *g, uint32_t from, uint32_t type)
{
    if (type < g->m->type_count)
        edge(g, from, g->m->function_count + g->same_type[type]);
}

static void look_at(struct graph *g, uint32_t from, const struct gk_instr *i)
{
    g->features |= 1u << gk_ops[i->op].feature;
    switch (i->op) {
    case GK_OP_CALL:
    case GK_OP_RETURN_CALL:
        if (i->a < g->m->function_count)
            edge(g, from, i->a);
        break;
    case GK_OP_CALL_INDIRECT:
    case GK_OP_RETURN_CALL_INDIRECT:
        call_type(g, from, i->a);
        break;
    case GK_OP_REF_FUNC:
        refer(g, i->a);
        break;
    default:
        break;
    }
}

static void walk_body(struct graph *g, uint32_t index)
{
    const struct gk_code *code = &g->m->codes[index];
    uint32_t end = code->offset + code->len;
    uint32_t locals;
    uint32_t at;

    if (gk_code_locals(g->m, code, &locals, &at, NULL) != GK_OK) {
        g->complete = false;
        return;
    }
    while (at < end) {
        struct gk_instr instr;

        if (gk_instr_decode(g->m->bytes, end, at, &instr, NULL) != GK_OK) {
            g->complete = false;
            return;
        }
        look_at(g, g->m->imported_functions + index, &instr);
        at += instr.len;
    }
}

static void walk_expressions(struct graph *g, const struct gk_element *e)
{
    uint32_t end = e->offset + e->len;
    uint32_t at = e->offset;
    struct gk_instr instr;

    while (at < end &&
           gk_instr_decode(g->m->bytes, end, at, &instr, NULL) == GK_OK) {
        if (instr.op == GK_OP_REF_FUNC)
            refer(g, instr.a);
        at += instr.len;
    }
}

static void walk_element(struct graph *g, const struct gk_element *e)
{
    size_t at = e->offset;
    uint32_t function;

    if (e->expressions) {
        walk_expressions(g, e);
        return;
    }
    for (uint32_t i = 0; i < e->count; i++) {
        if (!gk_leb_u32(g->m->bytes, (size_t)e->offset + e->len, &at,
                        &function))
            return;
        refer(g, function);
    }
}

static void walk_references(struct graph *g)
{
    for (uint32_t i = 0; i < g->m->element_count; i++)
        walk_element(g, &g->m->elements[i]);
    for (uint32_t i = 0; i < g->m->global_count; i++)
        if (g->m->globals[i].init.len > 0 &&
            g->m->globals[i].init.kind == GK_CONST_REF_FUNC)
            refer(g, g->m->globals[i].init.value);
}

static void walk_all(struct graph *g)
{
    uint32_t bodies = g->m->code_count;

    /* A malformed module may have more bodies than functions. */
    if (bodies > g->m->function_count - g->m->imported_functions)
        bodies = g->m->function_count - g->m->imported_functions;
    memset(g->last, 0, g->nodes * sizeof *g->last);
    for (uint32_t i = 0; i < bodies; i++)
        walk_body(g, i);
    for (uint32_t f = 0; f < g->m->function_count; f++)
        if (g->callable[f] && g->m->functions[f] < g->m->type_count)
            edge(g, g->m->function_count + g->same_type[g->m->functions[f]], f);
}

/* --- memory --- */

static bool fits(const struct graph *g, uint64_t edges)
{
    uint64_t node_bytes = sizeof *g->same_type + sizeof *g->last +
                          sizeof *g->first + sizeof *g->reached +
                          sizeof *g->queue + 2;

    return g->nodes * node_bytes + edges * sizeof *g->callers <=
           g->m->len / 4 + (UINT64_C(8) << 20);
}

static gk_status take_memory(struct graph *g, gk_error *err)
{
    size_t n = (size_t)g->nodes + 1;

    g->same_type = calloc(n, sizeof *g->same_type);
    g->callable = calloc(n, sizeof *g->callable);
    g->last = calloc(n, sizeof *g->last);
    g->first = calloc(n + 1, sizeof *g->first);
    g->reached = calloc(n, sizeof *g->reached);
    g->queue = calloc(n, sizeof *g->queue);
    g->queued = calloc(n, sizeof *g->queued);
    if (g->same_type == NULL || g->callable == NULL || g->last == NULL ||
        g->first == NULL || g->reached == NULL || g->queue == NULL ||
        g->queued == NULL)
        return gk_fail_nomem(err);
    return GK_OK;
}

static void give_memory(struct graph *g)
{
    free(g->same_type);
    free(g->callable);
    free(g->last);
    free(g->first);
    free(g->callers);
    free(g->reached);
    free(g->queue);
    free(g->queued);
}

/* --- both passes, then the flow --- */

/* first[n + 1] holds n's count of callers; makes first[n] where they begin,
 * and returns how many there are in all. */
static uint64_t sum_up(struct graph *g)
{
    uint64_t total = 0;

    for (uint32_t n = 0; n < g->nodes; n++) {
        total += g->first[n + 1];
        if (total > UINT32_MAX)
            return total;
        g->first[n + 1] = (uint32_t)total;
    }
    return total;
}

/* Filling has moved each first[n] to its end, which is the next one's start. */
static void move_back(struct graph *g)
{
    memmove(g->first + 1, g->first, g->nodes * sizeof *g->first);
    g->first[0] = 0;
}

static void flow(struct graph *g)
{
    size_t head = 0;
    size_t used = 0;

    for (uint32_t i = 0; i < g->m->imported_functions; i++) {
        g->reached[i] = gk_reach_bit(i);
        g->queue[used++] = i;
        g->queued[i] = 1;
    }
    while (used > 0) {
        uint32_t n = g->queue[head];

        head = (head + 1) % g->nodes;
        used--;
        g->queued[n] = 0;
        for (uint32_t e = g->first[n]; e < g->first[n + 1]; e++) {
            /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign) */
            uint32_t caller = g->callers[e]; /* filled up to first[nodes] */
            uint64_t both = g->reached[caller] | g->reached[n];

            if (both == g->reached[caller])
                continue;
            g->reached[caller] = both;
            if (!g->queued[caller]) {
                g->queue[(head + used++) % g->nodes] = caller;
                g->queued[caller] = 1;
            }
        }
    }
}

static gk_status build(struct graph *g, bool *too_big, gk_error *err)
{
    gk_status st = take_memory(g, err);
    uint64_t edges;

    if (st == GK_OK)
        st = find_same_types(g, err);
    if (st != GK_OK)
        return st;
    walk_references(g);
    /* A reference in a body makes a function callable that had its turn. */
    do {
        memset(g->first, 0, ((size_t)g->nodes + 2) * sizeof *g->first);
        g->late = false;
        walk_all(g);
    } while (g->late);
    edges = sum_up(g);
    *too_big = !fits(g, edges);
    if (*too_big)
        return GK_OK;
    g->callers = malloc(((size_t)edges + 1) * sizeof *g->callers);
    if (g->callers == NULL)
        return gk_fail_nomem(err);
    g->filling = true;
    walk_all(g);
    move_back(g);
    flow(g);
    return GK_OK;
}

gk_status gk_reach_build(const gk_module *module, gk_reach *out, gk_error *err)
{
    struct graph g = {.m = module,
                      .nodes = module->function_count + module->type_count,
                      .complete = true};
    bool too_big = !fits(&g, 0);
    gk_status st = GK_OK;

    if (!too_big && g.nodes > 0)
        st = build(&g, &too_big, err);
    if (st == GK_OK) {
        *out = (gk_reach){.complete = g.complete && !too_big,
                          .features = g.features};
        if (!too_big && g.nodes > 0) {
            out->of = g.reached;
            out->count = module->function_count;
            g.reached = NULL;
        }
    }
    give_memory(&g);
    return st;
}

void gk_reach_clear(gk_reach *reach)
{
    free(reach->of);
    memset(reach, 0, sizeof *reach);
}
