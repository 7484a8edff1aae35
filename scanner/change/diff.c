#include "scanner/change/diff.h"

#include "scanner/change/lock.h"
#include "scanner/component.h"

#include <stdlib.h>
#include <string.h>

void gk_changes_clear(gk_changes *changes)
{
    free(changes->at);
    memset(changes, 0, sizeof *changes);
}

/* --- items --- */

struct pairing {
    const struct gk_profile_item *old, *old_end;
    const struct gk_profile_item *now, *now_end;
    gk_changes *out; /* with room for everything */
};

static void note(struct pairing *p, gk_change_kind kind,
                 const struct gk_profile_item *old,
                 const struct gk_profile_item *now)
{
    p->out->at[p->out->count++] = (struct gk_change){kind, old, now};
}

static int order_types(const struct gk_profile_item *a,
                       const struct gk_profile_item *b)
{
    return a->kind != b->kind ? (int)a->kind - (int)b->kind
                              : strcmp(a->type, b->type);
}

/* Where the items of the same name end. */
static const struct gk_profile_item *
end_of_name(const struct gk_profile_item *from,
            const struct gk_profile_item *end)
{
    const struct gk_profile_item *at = from;

    while (at < end && gk_profile_compare(from, at) == 0)
        at++;
    return at;
}

/* Something of a name that both have: the first one from *pending on that
 * only the other side has becomes its pair. From there on all are of one side.
 */
static void note_type(struct pairing *p, size_t *pending,
                      const struct gk_profile_item *old,
                      const struct gk_profile_item *now)
{
    struct gk_change *at = &p->out->at[*pending];

    if (*pending == p->out->count || (at->old == NULL) == (old == NULL)) {
        note(p, old != NULL ? GK_CHANGE_REMOVED : GK_CHANGE_ADDED, old, now);
        return;
    }
    at->kind = GK_CHANGE_CHANGED;
    at->old = old != NULL ? old : at->old;
    at->now = now != NULL ? now : at->now;
    ++*pending;
}

static void pair_types(struct pairing *p)
{
    const struct gk_profile_item *old = p->old, *now = p->now;
    size_t pending = p->out->count;

    p->old = end_of_name(old, p->old_end);
    p->now = end_of_name(now, p->now_end);
    while (old < p->old || now < p->now) {
        int order = old == p->old   ? 1
                    : now == p->now ? -1
                                    : order_types(old, now);

        if (order == 0) {
            old++;
            now++;
        } else if (order < 0) {
            note_type(p, &pending, old++, NULL);
        } else {
            note_type(p, &pending, NULL, now++);
        }
    }
}

gk_status gk_diff_items(const struct gk_profile_items *old,
                        const struct gk_profile_items *now, gk_changes *out,
                        gk_error *err)
{
    gk_changes found = {0};
    struct pairing p = {old->at, old->at + old->count, now->at,
                        now->at + now->count, &found};

    found.at = calloc(old->count + now->count + 1, sizeof *found.at);
    if (found.at == NULL)
        return gk_fail_nomem(err);
    while (p.old < p.old_end || p.now < p.now_end) {
        int order = p.old == p.old_end   ? 1
                    : p.now == p.now_end ? -1
                                         : gk_profile_compare(p.old, p.now);

        if (order == 0)
            pair_types(&p);
        else if (order < 0)
            note(&p, GK_CHANGE_REMOVED, p.old++, NULL);
        else
            note(&p, GK_CHANGE_ADDED, NULL, p.now++);
    }
    *out = found;
    return GK_OK;
}

/* --- functions --- */

struct ranked {
    struct gk_profile_function f;
    uint32_t index;
};

static int by_name(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->f.name != y->f.name)
        return x->f.name < y->f.name ? -1 : 1;
    if (x->f.body != y->f.body)
        return x->f.body < y->f.body ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* Sorted by name and body; NULL: out of memory. */
static struct ranked *rank(const gk_profile *p)
{
    struct ranked *at = calloc((size_t)p->function_count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < p->function_count; i++)
        at[i] =
            (struct ranked){p->functions[i], p->module->imported_functions + i};
    if (at != NULL && p->function_count > 1)
        qsort(at, p->function_count, sizeof *at, by_name);
    return at;
}

static void keep(uint32_t *count, uint32_t *at, uint32_t index)
{
    if (*count < GK_DIFF_NAMES)
        at[*count] = index;
    ++*count;
}

/* Functions of one name, or of none: those whose body only one side has are
 * moved to the front of their group. Returns how many are left. */
static size_t drop_equal(struct ranked *old, size_t *old_count,
                         struct ranked *now, size_t *now_count)
{
    size_t o = 0, n = 0, old_left = 0, now_left = 0;

    while (o < *old_count || n < *now_count) {
        if (o < *old_count && n < *now_count && old[o].f.body == now[n].f.body)
            o++, n++;
        else if (n == *now_count ||
                 (o < *old_count && old[o].f.body < now[n].f.body))
            old[old_left++] = old[o++];
        else
            now[now_left++] = now[n++];
    }
    *old_count = old_left;
    *now_count = now_left;
    return old_left < now_left ? old_left : now_left;
}

static size_t group(const struct ranked *at, const struct ranked *end)
{
    const struct ranked *from = at;

    while (at < end && at->f.name == from->f.name)
        at++;
    return (size_t)(at - from);
}

static void compare_all(struct ranked *old, struct ranked *old_end,
                        struct ranked *now, struct ranked *now_end,
                        struct gk_diff_functions *d)
{
    while (old < old_end || now < now_end) {
        bool has_old =
            old < old_end && (now == now_end || old->f.name <= now->f.name);
        bool has_now =
            now < now_end && (old == old_end || now->f.name <= old->f.name);
        size_t old_count = has_old ? group(old, old_end) : 0;
        size_t now_count = has_now ? group(now, now_end) : 0;
        struct ranked *next_old = old + old_count, *next_now = now + now_count;
        size_t both = drop_equal(old, &old_count, now, &now_count);

        for (size_t i = 0; i < both; i++)
            keep(&d->changed, d->changed_at, now[i].index);
        for (size_t i = both; i < now_count; i++)
            keep(&d->added, d->added_at, now[i].index);
        for (size_t i = both; i < old_count; i++)
            keep(&d->removed, d->removed_at, old[i].index);
        old = next_old;
        now = next_now;
    }
}

gk_status gk_diff_functions(const gk_profile *old, const gk_profile *now,
                            struct gk_diff_functions *out, gk_error *err)
{
    struct gk_diff_functions d = {
        .known = old->functions != NULL && now->functions != NULL &&
                 old->has_names == now->has_names,
        .differ = old->function_count != now->function_count ||
                  old->functions_hash != now->functions_hash};
    struct ranked *a = NULL, *b = NULL;

    if (d.known && d.differ) {
        a = rank(old);
        b = rank(now);
        if (a == NULL || b == NULL) {
            free(a);
            free(b);
            return gk_fail_nomem(err);
        }
        compare_all(a, a + old->function_count, b, b + now->function_count, &d);
    }
    free(a);
    free(b);
    *out = d;
    return GK_OK;
}

/* --- limits --- */

gk_growth gk_diff_space(const struct gk_profile_space *old,
                        const struct gk_profile_space *now)
{
    const struct gk_limits *o, *n;

    if (old == NULL || now == NULL)
        return old == now    ? GK_GROWTH_NONE
               : old == NULL ? GK_GROWTH_MORE
                             : GK_GROWTH_LESS;
    o = &old->limits;
    n = &now->limits;
    if (n->min > o->min || (o->has_max && !n->has_max) ||
        (o->has_max && n->max > o->max) || o->shared != n->shared ||
        o->is64 != n->is64 || old->reftype != now->reftype)
        return GK_GROWTH_MORE;
    if (n->min < o->min || (n->has_max && !o->has_max) ||
        (n->has_max && n->max < o->max) || old->imported != now->imported)
        return GK_GROWTH_LESS;
    return GK_GROWTH_NONE;
}

/* --- where --- */

/* A component's entries are no imports and exports of a module. */
static struct gk_place extern_place(const struct gk_component_extern *e)
{
    return gk_place_bytes(GK_SECTION_CUSTOM, e->offset);
}

struct gk_place gk_diff_import_place(const struct gk_facts *facts,
                                     const struct gk_profile_item *import)
{
    if (facts->component != NULL)
        return extern_place(
            &facts->component->component.imports[import->index]);
    return gk_place_import(facts->module, import->index);
}

struct gk_place gk_diff_export_place(const struct gk_facts *facts,
                                     const struct gk_profile_item *export)
{
    if (facts->component != NULL)
        return extern_place(
            &facts->component->component.exports[export->index]);
    return gk_place_export(facts->module, export->index);
}

struct gk_label gk_diff_import_name(const struct gk_facts *facts,
                                    const struct gk_profile_item *import)
{
    if (facts->component != NULL)
        return gk_label_name(import->name);
    return gk_label_import(&facts->module->imports[import->index]);
}

/* --- what with --- */

struct gk_label gk_diff_old_name(const struct gk_facts *facts)
{
    const char *name = facts->baseline_name;

    if (facts->baseline == NULL && facts->lock != NULL)
        name = gk_lock_name(facts->lock);
    if (name == NULL)
        name = "the baseline";
    return gk_label_name(
        (struct gk_name){(const uint8_t *)name, (uint32_t)strlen(name)});
}
