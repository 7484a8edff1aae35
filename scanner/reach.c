#include "scanner/reach.h"

#include "scanner/place.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * Nodes are the functions, then one for each type: an indirect call goes to
 * its type's node, and from there to the functions of that type that are
 * referred to. The search goes forward, breadth first, from all exports and
 * the start function at once, so the chain of parents is a shortest way. What
 * a host can only get at through a table or a reference comes after that: a
 * way that begins with a name says more than a shorter one that does not.
 *
 * A node's parent is kept as its number + 1; no module has as many nodes as
 * there are numbers, so the last ones are free to mean "from outside".
 */
#define NOT_REACHED 0u
#define FROM_HOST   (UINT32_MAX - 3u) /* + gk_entry_kind */

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
    for (uint32_t f = 0; f < c->functions; f++)
        if (c->referred[f] && type_of(s, f) != UINT32_MAX)
            s->by_type[s->type_first[type_of(s, f)]++] = f;
    /* Filling has moved each start to its end: the next one's start. */
    memmove(s->type_first + 1, s->type_first, c->types * sizeof *s->type_first);
    s->type_first[0] = 0;
}

static bool any_function(const uint8_t *types, uint32_t count)
{
    return count > 0 && memchr(types, GK_FUNCREF, count) != NULL;
}

/* Whether the host gets at functions through table, global … `index`, which is
 * imported or exported; `out`: functions' results, not their parameters. */
static bool hands_out(const gk_module *m, gk_extern_kind kind, uint32_t index,
                      bool out)
{
    const struct gk_functype *type = NULL;

    if (kind == GK_EXTERN_TABLE)
        return index < m->table_count && m->tables[index].reftype == GK_FUNCREF;
    if (kind == GK_EXTERN_GLOBAL)
        return index < m->global_count &&
               m->globals[index].type.valtype == GK_FUNCREF;
    if (kind == GK_EXTERN_FUNC)
        type = gk_module_func_type(m, index);
    else if (kind == GK_EXTERN_TAG && index < m->tag_count &&
             m->tags[index] < m->type_count)
        type = &m->types[m->tags[index]];
    if (type == NULL)
        return false;
    return out && kind == GK_EXTERN_FUNC
               ? any_function(type->results, type->result_count)
               : any_function(type->params, type->param_count);
}

static bool host_gets_references(const gk_module *m)
{
    for (uint32_t i = 0; i < m->import_count; i++)
        if (hands_out(m, m->imports[i].kind, m->imports[i].index, false))
            return true;
    for (uint32_t i = 0; i < m->export_count; i++)
        if (hands_out(m, m->exports[i].kind, m->exports[i].index, true))
            return true;
    return false;
}

static void visit_named(struct search *s)
{
    const gk_module *m = s->m;

    for (uint32_t i = 0; i < m->export_count; i++)
        if (m->exports[i].kind == GK_EXTERN_FUNC &&
            m->exports[i].index < m->function_count)
            visit(s, m->exports[i].index, FROM_HOST + GK_ENTRY_EXPORT);
    if (m->has_start && m->start < m->function_count)
        visit(s, m->start, FROM_HOST + GK_ENTRY_START);
}

static void visit_referred(struct search *s)
{
    const gk_calls *c = s->r->calls;

    if (host_gets_references(s->m))
        for (uint32_t f = 0; f < c->functions; f++)
            if (c->referred[f])
                visit(s, f, FROM_HOST + GK_ENTRY_TABLE);
}

/* From a type to the functions of it. */
static void visit_type(struct search *s, uint32_t node)
{
    uint32_t type = node - s->r->calls->functions;

    for (uint32_t i = s->type_first[type]; i < s->type_first[type + 1]; i++)
        visit(s, s->by_type[i], node + 1);
}

/* From a function to what its body calls; imports have none. */
static void visit_calls(struct search *s, uint32_t node)
{
    const gk_calls *c = s->r->calls;
    uint32_t imported = s->m->imported_functions;
    uint32_t body = node - imported;

    if (node < imported || body >= c->codes)
        return;
    for (uint32_t i = c->first[body]; i < c->first[body + 1]; i++)
        visit(s, c->targets[i], node + 1);
}

static void follow(struct search *s)
{
    while (s->head < s->tail) {
        uint32_t node = s->queue[s->head++];

        if (node >= s->r->calls->functions)
            visit_type(s, node);
        else
            visit_calls(s, node);
    }
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
    visit_named(s);
    follow(s);
    visit_referred(s);
    follow(s);
    return GK_OK;
}

gk_status gk_reach_build(const gk_module *module, const gk_calls *calls,
                         gk_reach *out, gk_error *err)
{
    gk_reach r = {.module = module,
                  .calls = calls,
                  .nodes = calls->functions + calls->types,
                  .complete = calls->complete &&
                              gk_module_sound(module, NULL) == GK_OK};
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
    return !reach->complete || (function < reach->calls->functions &&
                                reach->parent[function] != NOT_REACHED);
}

/* --- ways --- */

static bool is_entry(uint32_t parent)
{
    return parent >= FROM_HOST;
}

static void set_entry(const gk_module *m, uint32_t function, uint32_t parent,
                      struct gk_path *path)
{
    const struct gk_export *export = gk_module_func_export(m, function);

    path->kind = (gk_entry_kind)(parent - FROM_HOST);
    path->entry = function;
    if (path->kind == GK_ENTRY_EXPORT && export != NULL)
        path->entry = (uint32_t)(export - m->exports);
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

/* Moves to the function before `*node`; whether it calls through a table. */
static bool step_back(const gk_reach *r, uint32_t *node)
{
    uint32_t before = r->parent[*node] - 1;
    bool indirect = before >= r->calls->functions;

    *node = indirect ? r->parent[before] - 1 : before;
    return indirect;
}

bool gk_reach_path(const gk_reach *reach, uint32_t function,
                   struct gk_path *out)
{
    struct gk_path path = {0};
    uint32_t node = function;
    uint32_t total;
    uint32_t entry;

    if (reach->nodes == 0 || function >= reach->calls->functions ||
        reach->parent[function] == NOT_REACHED)
        return false;
    total = count_hops(reach, function, &entry);
    set_entry(reach->module, entry, reach->parent[entry], &path);
    path.count = total < GK_MAX_PATH ? total : GK_MAX_PATH;
    path.left_out = total - path.count;
    for (uint32_t place = total; place > 0; place--) {
        uint32_t slot = slot_of(place, total, path.count);

        if (slot < GK_MAX_PATH)
            path.at[slot] = node;
        if (place > 1 && step_back(reach, &node) && slot < GK_MAX_PATH)
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

static void put_entry(const gk_module *m, const struct gk_path *path,
                      gk_buf *out)
{
    if (path->kind == GK_ENTRY_EXPORT && path->entry < m->export_count) {
        gk_buf_puts(out, gk_label_name(m->exports[path->entry].name).text);
        return;
    }
    gk_buf_puts(out, path->kind == GK_ENTRY_START ? "start: " : "table: ");
    put_function(m, path->at[0], out);
}

gk_status gk_path_print(const gk_module *module, const struct gk_path *path,
                        gk_buf *out)
{
    uint32_t shown = path->count;

    if (shown > 1 && path->at[shown - 1] < module->imported_functions)
        shown--;
    put_entry(module, path, out);
    for (uint32_t i = 1; i < path->count; i++) {
        if (i + 1 == path->count && path->left_out > 0)
            gk_buf_puts(out, " → …");
        if (i == shown)
            break;
        gk_buf_puts(out, path->indirect & 1u << i ? " ⇢ " : " → ");
        put_function(module, path->at[i], out);
    }
    return out->status;
}
