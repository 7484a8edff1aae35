#include "scanner/reach.h"

#include "scanner/place.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * Nodes are the functions, then one for each type: an indirect call goes to
 * its type's node, and from there to the functions of that type that are
 * referred to. The search goes forward from all entries at once, breadth
 * first, so the chain of parents is a shortest way.
 */
#define NOT_REACHED 0u
#define ENTRY_BASE                                                             \
    (UINT32_MAX - 3u) /* + gk_entry_kind: reached from outside                 \
                       */

struct search {
    gk_reach *r;
    const gk_module *m;
    uint32_t *queue;
    uint32_t head, tail;
    uint32_t *by_type;    /* functions referred to, by type */
    uint32_t *type_first; /* where a type's begin; types + 1 */
};

static void visit(struct search *s, uint32_t node, uint32_t parent)
{
    if (node >= s->r->nodes || s->r->parent[node] != NOT_REACHED)
        return;
    s->r->parent[node] = parent;
    s->queue[s->tail++] = node;
}

static uint32_t type_of(const struct search *s, uint32_t function)
{
    uint32_t type = s->m->functions[function];

    return type < s->r->calls->types ? s->r->calls->same_type[type]
                                     : UINT32_MAX;
}

/* Sorts the functions that are referred to by their types. */
static void sort_by_type(struct search *s)
{
    const gk_calls *c = s->r->calls;

    for (uint32_t f = 0; f < c->functions; f++)
        if (c->referred[f] && type_of(s, f) != UINT32_MAX)
            s->type_first[type_of(s, f) + 1]++;
    for (uint32_t t = 0; t < c->types; t++)
        s->type_first[t + 1] += s->type_first[t];
    for (uint32_t f = c->functions; f-- > 0;)
        if (c->referred[f] && type_of(s, f) != UINT32_MAX)
            s->by_type[s->type_first[type_of(s, f)]++] = f;
    /* Filling has moved each start to its end: the next one's start. */
    memmove(s->type_first + 1, s->type_first, c->types * sizeof *s->type_first);
    s->type_first[0] = 0;
}

static bool host_sees_a_table(const gk_module *m)
{
    if (m->imported_tables > 0)
        return true;
    for (uint32_t i = 0; i < m->export_count; i++)
        if (m->exports[i].kind == GK_EXTERN_TABLE)
            return true;
    return false;
}

static void visit_entries(struct search *s)
{
    const gk_module *m = s->m;

    for (uint32_t i = 0; i < m->export_count; i++)
        if (m->exports[i].kind == GK_EXTERN_FUNC &&
            m->exports[i].index < m->function_count)
            visit(s, m->exports[i].index, ENTRY_BASE + GK_ENTRY_EXPORT);
    if (m->has_start && m->start < m->function_count)
        visit(s, m->start, ENTRY_BASE + GK_ENTRY_START);
    if (host_sees_a_table(m))
        for (uint32_t f = 0; f < m->function_count; f++)
            if (s->r->calls->referred[f])
                visit(s, f, ENTRY_BASE + GK_ENTRY_TABLE);
}

static void visit_targets(struct search *s, uint32_t node)
{
    const gk_calls *c = s->r->calls;

    if (node >= c->functions) {
        uint32_t type = node - c->functions;

        for (uint32_t i = s->type_first[type]; i < s->type_first[type + 1]; i++)
            visit(s, s->by_type[i], node + 1);
        return;
    }
    if (node < s->m->imported_functions ||
        node - s->m->imported_functions >= c->codes)
        return;
    node -= s->m->imported_functions;
    for (uint32_t i = c->first[node]; i < c->first[node + 1]; i++)
        visit(s, c->targets[i], node + s->m->imported_functions + 1);
}

static gk_status search(struct search *s, gk_error *err)
{
    const gk_calls *c = s->r->calls;
    size_t n = (size_t)s->r->nodes + 1;

    s->r->parent = calloc(n, sizeof *s->r->parent);
    s->queue = calloc(n, sizeof *s->queue);
    s->by_type = calloc((size_t)c->functions + 1, sizeof *s->by_type);
    s->type_first = calloc((size_t)c->types + 2, sizeof *s->type_first);
    if (s->r->parent == NULL || s->queue == NULL || s->by_type == NULL ||
        s->type_first == NULL)
        return gk_fail_nomem(err);
    sort_by_type(s);
    visit_entries(s);
    while (s->head < s->tail)
        visit_targets(s, s->queue[s->head++]);
    return GK_OK;
}

gk_status gk_reach_build(const gk_module *module, const gk_calls *calls,
                         gk_reach *out, gk_error *err)
{
    gk_reach r = {.module = module,
                  .calls = calls,
                  .nodes = calls->functions + calls->types,
                  .complete = calls->complete};
    struct search s = {.r = &r, .m = module};
    gk_status st = search(&s, err);

    free(s.queue);
    free(s.by_type);
    free(s.type_first);
    if (st == GK_OK)
        *out = r;
    else
        gk_reach_clear(&r);
    return st;
}

void gk_reach_clear(gk_reach *reach)
{
    free(reach->parent);
    memset(reach, 0, sizeof *reach);
}

bool gk_reach_has(const gk_reach *reach, uint32_t function)
{
    return reach->nodes == 0 || !reach->complete ||
           (function < reach->nodes && reach->parent[function] != NOT_REACHED);
}

/* --- ways --- */

static bool is_entry(uint32_t parent)
{
    return parent >= ENTRY_BASE;
}

static void find_entry(const gk_module *m, uint32_t function, uint32_t parent,
                       struct gk_path *path)
{
    path->kind = (gk_entry_kind)(parent - ENTRY_BASE);
    path->entry = function;
    if (path->kind != GK_ENTRY_EXPORT)
        return;
    for (uint32_t i = 0; i < m->export_count; i++)
        if (m->exports[i].kind == GK_EXTERN_FUNC &&
            m->exports[i].index == function) {
            path->entry = i;
            return;
        }
}

/* Functions on the way from an entry to `node`, both counted; the entry and
 * its parent. */
static uint32_t count_hops(const gk_reach *r, uint32_t node, uint32_t *entry)
{
    uint32_t count = 1;

    while (!is_entry(r->parent[node])) {
        node = r->parent[node] - 1;
        count += node < r->calls->functions;
    }
    *entry = node;
    return count;
}

/* Where number `place` of `total` hops is kept: the first ones and the last.
 * GK_MAX_PATH: it is left out. */
static uint32_t slot_of(uint32_t place, uint32_t total, uint32_t kept)
{
    if (place == total)
        return kept - 1;
    return place < kept ? place - 1 : GK_MAX_PATH;
}

bool gk_reach_path(const gk_reach *reach, uint32_t function,
                   struct gk_path *out)
{
    struct gk_path path = {0};
    uint32_t node = function;
    uint32_t total;
    uint32_t entry;

    if (function >= reach->nodes || reach->parent[function] == NOT_REACHED)
        return false;
    total = count_hops(reach, function, &entry);
    find_entry(reach->module, entry, reach->parent[entry], &path);
    path.count = total < GK_MAX_PATH ? total : GK_MAX_PATH;
    path.left_out = total - path.count;
    for (uint32_t place = total; place > 0; place--) {
        uint32_t slot = slot_of(place, total, path.count);
        bool indirect = false;

        if (slot < GK_MAX_PATH)
            path.at[slot] = node;
        if (!is_entry(reach->parent[node])) {
            node = reach->parent[node] - 1;
            indirect = node >= reach->calls->functions;
            if (indirect)
                node = reach->parent[node] - 1;
        }
        if (indirect && slot < GK_MAX_PATH)
            path.indirect |= 1u << slot;
    }
    *out = path;
    return true;
}

static void put_function(const gk_module *m, uint32_t function, gk_buf *out)
{
    struct gk_name name = gk_module_func_name(m, function);

    if (name.len > 0)
        gk_buf_puts(out, gk_label_name(name).text);
    else
        gk_buf_printf(out, "f%" PRIu32, function);
}

gk_status gk_path_print(const gk_module *module, const struct gk_path *path,
                        gk_buf *out)
{
    uint32_t count = path->count;

    if (count > 1 && path->at[count - 1] < module->imported_functions)
        count--;
    if (path->kind == GK_ENTRY_START)
        gk_buf_puts(out, "start: ");
    else if (path->kind == GK_ENTRY_TABLE)
        gk_buf_puts(out, "table: ");
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            gk_buf_puts(out, path->indirect & 1u << i ? " ⇢ " : " → ");
        if (i > 0 && i + 1 == path->count && path->left_out > 0)
            gk_buf_puts(out, "… → ");
        if (i == 0 && path->kind == GK_ENTRY_EXPORT)
            gk_buf_puts(out,
                        gk_label_name(module->exports[path->entry].name).text);
        else
            put_function(module, path->at[i], out);
    }
    if (path->left_out > 0 && count < path->count)
        gk_buf_puts(out, " → …");
    return out->status;
}

/* --- what each function reaches --- */

/* Callers of each node: edges the other way round, because what is reached
 * flows that way. */
struct flow {
    const gk_reach *r;
    uint32_t *first; /* nodes + 2 */
    uint32_t *callers;
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
    uint32_t nodes = f->r->nodes;
    uint32_t head = 0;
    uint32_t used = 0;

    for (uint32_t i = 0; i < f->r->module->imported_functions; i++) {
        f->sets[i] = gk_reach_bit(i);
        f->queue[used++] = i;
        f->queued[i] = 1;
    }
    for (; used > 0; used--) {
        uint32_t n = f->queue[head];

        head = (head + 1) % nodes;
        f->queued[n] = 0;
        for (uint32_t e = f->first[n]; e < f->first[n + 1]; e++) {
            uint32_t caller = f->callers[e];
            uint64_t both = f->sets[caller] | f->sets[n];

            if (both == f->sets[caller])
                continue;
            f->sets[caller] = both;
            if (!f->queued[caller]) {
                /* The one being looked at still counts in `used`. */
                f->queue[(head + used++ - 1) % nodes] = caller;
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
    gk_status st = GK_OK;

    *out = NULL;
    if (reach->nodes > 0)
        st = make_flow(&f, err);
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
