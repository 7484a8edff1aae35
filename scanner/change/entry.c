#include "scanner/change/entry.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void set_name(gk_json *object, const char *key, struct gk_name name)
{
    gk_json_set(object, key, gk_json_new_bytes(name.at, name.len));
}

static gk_json *new_hash(uint64_t hash)
{
    char text[17];

    snprintf(text, sizeof text, "%016" PRIx64, hash);
    return gk_json_new_string(text);
}

gk_json *gk_entry_item(const struct gk_profile_item *item, bool import)
{
    gk_json *o = gk_json_new_object();

    if (import)
        set_name(o, "module", item->module);
    set_name(o, "name", item->name);
    gk_json_set_string(o, "kind", gk_profile_kind_word(item->kind));
    if (item->type[0] != '\0')
        gk_json_set_string(o, "type", item->type);
    if (item->effect >= 0)
        gk_json_set_string(o, "effect",
                           gk_effect_word((gk_effect)item->effect));
    return o;
}

gk_json *gk_entry_effect(const struct gk_profile_effect *effect)
{
    gk_json *o = gk_json_new_object();

    gk_json_set_string(o, "effect", gk_effect_word(effect->effect));
    set_name(o, "module", effect->module);
    set_name(o, "name", effect->name);
    gk_json_set_string(o, "path", effect->path);
    return o;
}

gk_json *gk_entry_space(const struct gk_profile_space *space)
{
    gk_json *o = gk_json_new_object();

    if (space->reftype != 0)
        gk_json_set_string(o, "type", gk_valtype_name(space->reftype));
    gk_json_set_number(o, "min", (double)space->limits.min);
    if (space->limits.has_max)
        gk_json_set_number(o, "max", (double)space->limits.max);
    if (space->imported)
        gk_json_set_bool(o, "imported", true);
    if (space->limits.shared)
        gk_json_set_bool(o, "shared", true);
    if (space->limits.is64)
        gk_json_set_bool(o, "address64", true);
    return o;
}

static gk_json *new_items(const struct gk_profile_items *items, bool import)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < items->count; i++)
        gk_json_push(list, gk_entry_item(&items->at[i], import));
    return list;
}

static gk_json *new_effects(const gk_profile *p)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < p->effect_count; i++)
        gk_json_push(list, gk_entry_effect(&p->effects[i]));
    return list;
}

static gk_json *new_spaces(const struct gk_profile_spaces *spaces)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < spaces->count; i++)
        gk_json_push(list, gk_entry_space(&spaces->at[i]));
    return list;
}

static gk_json *new_customs(const gk_profile *p)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < p->customs.count; i++)
        gk_json_push(list, gk_json_new_bytes(p->customs.at[i].name.at,
                                             p->customs.at[i].name.len));
    return list;
}

static gk_json *new_producers(const gk_profile *p)
{
    gk_json *list = gk_json_new_array();

    for (size_t i = 0; i < p->producers.count; i++) {
        gk_json *o = gk_json_new_object();

        set_name(o, "field", p->producers.at[i].module);
        set_name(o, "name", p->producers.at[i].name);
        gk_json_set_string(o, "version", p->producers.at[i].type);
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_features(uint32_t features)
{
    gk_json *list = gk_json_new_array();

    for (int f = GK_FEATURE_MVP + 1; f < GK_FEATURE_COUNT; f++)
        if (features & 1u << f)
            gk_json_push(list,
                         gk_json_new_string(gk_feature_name((gk_feature)f)));
    return list;
}

static gk_json *new_functions(const gk_profile *p)
{
    gk_json *o = gk_json_new_object();

    gk_json_set_number(o, "count", p->function_count);
    gk_json_set(o, "hash", new_hash(p->functions_hash));
    return o;
}

static gk_json *new_data(const gk_profile *p)
{
    gk_json *o = gk_json_new_object();

    gk_json_set_number(o, "bytes", (double)p->data_size);
    gk_json_set(o, "hash", new_hash(p->data_hash));
    return o;
}

gk_json *gk_entry_new(const gk_profile *p)
{
    gk_json *o = gk_json_new_object();
    gk_status st = gk_json_set_number(o, "abi", p->abi);

    st |= gk_json_set(o, "customs", new_customs(p));
    st |= gk_json_set(o, "data", new_data(p));
    st |= gk_json_set(o, "effects", new_effects(p));
    st |= gk_json_set(o, "exports", new_items(&p->exports, false));
    st |= gk_json_set(o, "features", new_features(p->features));
    st |= gk_json_set(o, "functions", new_functions(p));
    st |= gk_json_set(o, "host",
                      p->host != NULL ? gk_json_new_string(p->host)
                                      : gk_json_new_null());
    st |= gk_json_set(o, "imports", new_items(&p->imports, true));
    st |= gk_json_set(o, "memories", new_spaces(&p->memories));
    st |= gk_json_set(o, "producers", new_producers(p));
    st |= gk_json_set_string(o, "sha256", p->sha256);
    st |= gk_json_set_number(o, "size", (double)p->size);
    st |= gk_json_set_bool(o, "start", p->has_start);
    st |= gk_json_set(o, "tables", new_spaces(&p->tables));
    if (st == GK_OK)
        return o;
    gk_json_free(o);
    return NULL;
}

/* --- as text --- */

/* One element a line where the elements are objects. */
static void print_value(const gk_json *value, gk_buf *out)
{
    const unsigned flags = GK_JSON_COMPACT | GK_JSON_SORTED;
    const gk_json *first = gk_json_first(value);

    if (!gk_json_is(value, GK_JSON_ARRAY) ||
        !gk_json_is(first, GK_JSON_OBJECT)) {
        gk_json_print(value, flags, out);
        return;
    }
    gk_buf_byte(out, '[');
    for (const gk_json *e = first; e != NULL; e = gk_json_next(e)) {
        gk_buf_puts(out, e == first ? "\n        " : ",\n        ");
        gk_json_print(e, flags, out);
    }
    gk_buf_puts(out, "\n      ]");
}

/* The keys, sorted: those of every entry, for gk_entry_read lets no other in.
 */
static const char *const keys[] = {
    "abi",       "customs",   "data", "effects", "exports",
    "features",  "functions", "host", "imports", "memories",
    "producers", "sha256",    "size", "start",   "tables",
};
#define KEY_COUNT (sizeof keys / sizeof *keys)

gk_status gk_entry_print(const gk_json *entry, gk_buf *out)
{
    gk_buf_byte(out, '{');
    for (size_t i = 0; i < KEY_COUNT; i++) {
        gk_buf_printf(out, "%s\n      \"%s\": ", i > 0 ? "," : "", keys[i]);
        print_value(gk_json_get(entry, keys[i]), out);
    }
    return gk_buf_puts(out, "\n    }");
}

gk_status gk_entry_differences(const gk_json *old, const gk_json *now,
                               gk_buf *out)
{
    const char *between = "";

    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (gk_json_equal(gk_json_get(old, keys[i]), gk_json_get(now, keys[i])))
            continue;
        gk_buf_printf(out, "%s%s", between, keys[i]);
        between = ", ";
    }
    return out->status;
}
