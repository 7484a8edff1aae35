/*
 * What each function reaches: the call graph's edges the other way round, along
 * which sets of imports flow until nothing changes. A node's set grows at most
 * 64 times, so this is linear in the edges.
 */
#include "scanner/reach.h"

#include <stdlib.h>
#include <string.h>

struct flow {
    const gk_reach *r;
    uint32_t *first;   /* nodes + 2 */
    uint32_t *callers; /* of each node */
    uint64_t *sets;
    uint32_t *queue;
    uint8_t *queued;
};

typedef void each_edge(struct flow *f, uint32_t from, uint32_t to);

static void count_edge(struct flow *f, uint32_t from, uint32_t to)
{
    (void)from;
    f->first[to + 1]++;
}

static void fill_edge(struct flow *f, uint32_t from, uint32_t to)
{
    f->callers[f->first[to]++] = from;
}

static void for_each_edge(struct flow *f, each_edge *edge)
{
    const gk_calls *c = f->r->calls;
    const gk_module *m = f->r->module;

    for (uint32_t i = 0; i < c->codes; i++)
        for (uint32_t e = c->first[i]; e < c->first[i + 1]; e++)
            edge(f, m->imported_functions + i, c->targets[e]);
    for (uint32_t i = 0; i < c->functions; i++)
        if (c->referred[i] && m->functions[i] < c->types)
            edge(f, c->functions + c->same_type[m->functions[i]], i);
}

static void give_on(struct flow *f)
{
    uint32_t size = f->r->nodes + 1; /* of the queue */
    uint32_t head = 0;
    uint32_t used = 0;

    for (uint32_t i = 0; i < f->r->module->imported_functions; i++) {
        f->sets[i] = gk_reach_bit(i);
        f->queue[used++] = i;
        f->queued[i] = 1;
    }
    for (; used > 0; used--) {
        uint32_t n = f->queue[head];

        head = (head + 1) % size;
        f->queued[n] = 0;
        for (uint32_t e = f->first[n]; e < f->first[n + 1]; e++) {
            uint32_t caller = f->callers[e];
            uint64_t both = f->sets[caller] | f->sets[n];

            if (both == f->sets[caller])
                continue;
            f->sets[caller] = both;
            if (!f->queued[caller]) {
                /* The one being looked at still counts in `used`. */
                f->queue[(head + used++ - 1) % size] = caller;
                f->queued[caller] = 1;
            }
        }
    }
}

static gk_status make_flow(struct flow *f, gk_error *err)
{
    size_t n = (size_t)f->r->nodes + 1;
    size_t edges = (size_t)f->r->calls->count + f->r->calls->functions;

    f->first = calloc(n + 1, sizeof *f->first);
    f->callers = calloc(edges + 1, sizeof *f->callers);
    f->sets = calloc(n, sizeof *f->sets);
    f->queue = calloc(n, sizeof *f->queue);
    f->queued = calloc(n, sizeof *f->queued);
    if (f->first == NULL || f->callers == NULL || f->sets == NULL ||
        f->queue == NULL || f->queued == NULL)
        return gk_fail_nomem(err);
    for_each_edge(f, count_edge);
    for (uint32_t i = 0; i < f->r->nodes; i++)
        f->first[i + 1] += f->first[i];
    for_each_edge(f, fill_edge);
    memmove(f->first + 1, f->first, f->r->nodes * sizeof *f->first);
    f->first[0] = 0;
    give_on(f);
    return GK_OK;
}

gk_status gk_reach_sets(const gk_reach *reach, uint64_t **out, gk_error *err)
{
    struct flow f = {.r = reach};
    gk_status st = make_flow(&f, err);

    if (st == GK_OK) {
        *out = f.sets;
        f.sets = NULL;
    }
    free(f.first);
    free(f.callers);
    free(f.sets);
    free(f.queue);
    free(f.queued);
    return st;
}
