#include "scanner/change/diff.h"
#include "scanner/change/entry.h"
#include "scanner/change/lock.h"

#include <string.h>

/* Of each list; the rest is counted. */
#define MOST 100u

/* A name as it is shown: the label holds it. */
static struct gk_name shown(struct gk_name name, struct gk_label *label)
{
    *label = gk_label_name(name);
    return (struct gk_name){(const uint8_t *)label->text,
                            (uint32_t)strlen(label->text)};
}

static gk_json *new_item(const struct gk_profile_item *item, bool import)
{
    struct gk_profile_item named = *item;
    struct gk_label module, name;
    gk_json *o;

    named.module = shown(item->module, &module);
    named.name = shown(item->name, &name);
    o = gk_entry_item(&named, import);
    if (item->index != UINT32_MAX)
        gk_json_set_number(o, "index", item->index);
    return o;
}

/* Pushes while there is room, else counts in "more". */
static void push(gk_json *lists, const char *key, gk_json *value)
{
    gk_json *list = gk_json_edit_get(lists, key);
    const gk_json *more = gk_json_get(lists, "more");

    if (gk_json_count(list) < MOST) {
        gk_json_push(list, value);
        return;
    }
    gk_json_free(value);
    gk_json_set_number(lists, "more", gk_json_number(more) + 1);
}

static gk_json *new_lists(void)
{
    gk_json *o = gk_json_new_object();

    gk_json_set(o, "added", gk_json_new_array());
    gk_json_set(o, "changed", gk_json_new_array());
    gk_json_set(o, "removed", gk_json_new_array());
    return o;
}

static gk_json *new_pair(gk_json *from, gk_json *to)
{
    gk_json *o = gk_json_new_object();

    gk_json_set(o, "from", from);
    gk_json_set(o, "to", to);
    return o;
}

static gk_json *new_items(const struct gk_profile_items *old,
                          const struct gk_profile_items *now, bool import)
{
    gk_json *lists = new_lists();
    gk_changes changes = {0};

    if (gk_diff_items(old, now, &changes, NULL) != GK_OK) {
        gk_json_free(lists);
        return NULL;
    }
    for (size_t i = 0; i < changes.count; i++) {
        const struct gk_change *c = &changes.at[i];

        if (c->kind == GK_CHANGE_ADDED)
            push(lists, "added", new_item(c->now, import));
        else if (c->kind == GK_CHANGE_REMOVED)
            push(lists, "removed", new_item(c->old, import));
        else
            push(lists, "changed",
                 new_pair(new_item(c->old, import), new_item(c->now, import)));
    }
    gk_changes_clear(&changes);
    return lists;
}

static gk_json *new_effect(const struct gk_profile_effect *effect)
{
    struct gk_profile_effect named = *effect;
    struct gk_label module, name;

    named.module = shown(effect->module, &module);
    named.name = shown(effect->name, &name);
    return gk_entry_effect(&named);
}

/* Effects of `from` whose import has none in `in`. */
static void put_effects(gk_json *lists, const char *key, const gk_profile *from,
                        const gk_profile *in)
{
    for (size_t i = 0; i < from->effect_count; i++) {
        const struct gk_profile_effect *e = &from->effects[i];

        if (!gk_profile_has_effect(in, e))
            push(lists, key, new_effect(e));
    }
}

static gk_json *new_effects(const gk_profile *old, const gk_profile *now)
{
    gk_json *lists = new_lists();

    gk_json_unset(lists, "changed");
    put_effects(lists, "added", now, old);
    put_effects(lists, "removed", old, now);
    return lists;
}

static gk_json *new_spaces(const struct gk_profile_spaces *old,
                           const struct gk_profile_spaces *now)
{
    gk_json *lists = new_lists();
    size_t most = old->count > now->count ? old->count : now->count;

    for (size_t i = 0; i < most; i++) {
        const struct gk_profile_space *o = i < old->count ? &old->at[i] : NULL;
        const struct gk_profile_space *n = i < now->count ? &now->at[i] : NULL;

        if (o == NULL)
            push(lists, "added", gk_entry_space(n));
        else if (n == NULL)
            push(lists, "removed", gk_entry_space(o));
        else if (gk_diff_space(o, n) != GK_GROWTH_NONE)
            push(lists, "changed",
                 new_pair(gk_entry_space(o), gk_entry_space(n)));
    }
    return lists;
}

static gk_json *new_features(uint32_t old, uint32_t now)
{
    gk_json *lists = new_lists();

    gk_json_unset(lists, "changed");
    for (int f = GK_FEATURE_MVP + 1; f < GK_FEATURE_COUNT; f++) {
        gk_json *name;

        if (((old ^ now) & 1u << f) == 0)
            continue;
        name = gk_json_new_string(gk_feature_name((gk_feature)f));
        push(lists, now & 1u << f ? "added" : "removed", name);
    }
    return lists;
}

static void put_names(gk_json *object, const char *key, const gk_module *m,
                      const uint32_t *at, uint32_t count)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < count && i < GK_DIFF_NAMES; i++) {
        struct gk_name name = gk_module_func_name(m, at[i]);
        gk_json *f = gk_json_new_object();

        gk_json_set_number(f, "index", at[i]);
        if (name.len > 0)
            gk_json_set_string(f, "name", gk_label_name(name).text);
        gk_json_push(list, f);
    }
    gk_json_set(object, key, list);
}

static gk_json *new_functions(const gk_profile *old, const gk_profile *now)
{
    gk_json *o = gk_json_new_object();
    gk_json *first = gk_json_new_object();
    struct gk_diff_functions d;

    if (gk_diff_functions(old, now, &d, NULL) != GK_OK) {
        gk_json_free(first);
        gk_json_free(o);
        return NULL;
    }
    gk_json_set_bool(o, "differ", d.differ);
    gk_json_set(o, "count",
                new_pair(gk_json_new_number(old->function_count),
                         gk_json_new_number(now->function_count)));
    if (!d.known) {
        gk_json_free(first);
        return o;
    }
    gk_json_set_number(o, "added", d.added);
    gk_json_set_number(o, "changed", d.changed);
    gk_json_set_number(o, "removed", d.removed);
    put_names(first, "added", now->module, d.added_at, d.added);
    put_names(first, "changed", now->module, d.changed_at, d.changed);
    put_names(first, "removed", old->module, d.removed_at, d.removed);
    gk_json_set(o, "first", first);
    return o;
}

static gk_json *new_data(const gk_profile *old, const gk_profile *now)
{
    gk_json *o = gk_json_new_object();

    gk_json_set_bool(o, "differ",
                     old->data_size != now->data_size ||
                         old->data_hash != now->data_hash);
    gk_json_set(o, "bytes",
                new_pair(gk_json_new_number((double)old->data_size),
                         gk_json_new_number((double)now->data_size)));
    return o;
}

static gk_json *new_text(const char *text)
{
    return text != NULL ? gk_json_new_string(text) : gk_json_new_null();
}

static gk_status put_changes(gk_json *o, const gk_profile *old,
                             const gk_profile *now)
{
    gk_status st = gk_json_set(o, "customs",
                               new_items(&old->customs, &now->customs, false));

    st |= gk_json_set(o, "data", new_data(old, now));
    st |= gk_json_set(o, "effects", new_effects(old, now));
    st |= gk_json_set(o, "exports",
                      new_items(&old->exports, &now->exports, false));
    st |=
        gk_json_set(o, "features", new_features(old->features, now->features));
    st |= gk_json_set(o, "functions", new_functions(old, now));
    st |= gk_json_set(o, "host",
                      new_pair(new_text(old->host), new_text(now->host)));
    st |= gk_json_set(o, "imports",
                      new_items(&old->imports, &now->imports, true));
    st |=
        gk_json_set(o, "memories", new_spaces(&old->memories, &now->memories));
    st |= gk_json_set(o, "size",
                      new_pair(gk_json_new_number((double)old->size),
                               gk_json_new_number((double)now->size)));
    st |= gk_json_set(o, "start",
                      new_pair(gk_json_new_bool(old->has_start),
                               gk_json_new_bool(now->has_start)));
    st |= gk_json_set(o, "tables", new_spaces(&old->tables, &now->tables));
    return st;
}

gk_json *gk_changes_json(const struct gk_facts *facts)
{
    const gk_profile *old = facts->older;
    gk_json *o;
    gk_status st;

    if (facts->baseline == NULL && facts->lock == NULL)
        return NULL;
    o = gk_json_new_object();
    st = gk_json_set_string(o, "against", gk_diff_old_name(facts).text);
    st |= gk_json_set_bool(o, "known",
                           facts->baseline != NULL || facts->locked != NULL);
    st |= gk_json_set_bool(o, "differ", old != NULL);
    if (old != NULL)
        st |= put_changes(o, old, facts->profile);
    if (st == GK_OK)
        return o;
    gk_json_free(o);
    return NULL;
}
