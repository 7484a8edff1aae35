/*
 * What a component is from outside: the names it imports and exports. What its
 * core modules import and export is between its parts.
 */
#include "scanner/change/profile.h"

#include "scanner/component.h"

const char *gk_profile_kind_word(gk_profile_kind kind)
{
    static const char *const words[] = {
        "func",   "table", "memory", "global",    "tag",
        "module", "value", "type",   "component", "instance"};

    return words[kind];
}

static gk_profile_kind kind_of(gk_component_kind kind)
{
    static const gk_profile_kind kinds[] = {
        [GK_COMPONENT_KIND_MODULE] = GK_PROFILE_MODULE,
        [GK_COMPONENT_KIND_FUNC] = GK_PROFILE_FUNC,
        [GK_COMPONENT_KIND_VALUE] = GK_PROFILE_VALUE,
        [GK_COMPONENT_KIND_TYPE] = GK_PROFILE_TYPE,
        [GK_COMPONENT_KIND_COMPONENT] = GK_PROFILE_COMPONENT,
        [GK_COMPONENT_KIND_INSTANCE] = GK_PROFILE_INSTANCE,
    };

    return kinds[kind];
}

/* The strongest, as a core module's import has but one; -1: none is known. */
static int strongest(uint32_t effects)
{
    int effect = -1;

    for (int e = 0; e < GK_EFFECT_COUNT; e++)
        if (effects & 1u << e)
            effect = e;
    return effect;
}

/* Types are not decoded: an entry is its name and its kind. */
static void take(gk_profile *p, const struct gk_component_extern *from,
                 uint32_t count, bool imports, struct gk_profile_items *out,
                 gk_error *err)
{
    out->at = gk_profile_alloc(p, count, sizeof *out->at, err);
    out->count = out->at == NULL ? 0 : count;
    for (uint32_t i = 0; i < out->count; i++)
        out->at[i] = (struct gk_profile_item){
            .name = from[i].name,
            .kind = kind_of(from[i].kind),
            .effect =
                imports ? strongest(gk_interface_effects(from[i].name)) : -1,
            .index = i,
            .type = ""};
}

/* What its imports may lead to: who calls them inside is not looked at. */
static void take_effects(gk_profile *p, const gk_component *c, gk_error *err)
{
    size_t count = 0;

    for (uint32_t i = 0; i < c->import_count; i++)
        count += (size_t)__builtin_popcount(
            gk_interface_effects(c->imports[i].name));
    p->effects = gk_profile_alloc(p, count, sizeof *p->effects, err);
    for (uint32_t i = 0; p->effects != NULL && i < c->import_count; i++) {
        uint32_t bits = gk_interface_effects(c->imports[i].name);

        for (int e = 0; e < GK_EFFECT_COUNT; e++)
            if (bits & 1u << e)
                p->effects[p->effect_count++] =
                    (struct gk_profile_effect){.effect = (gk_effect)e,
                                               .name = c->imports[i].name,
                                               .path = "",
                                               .import = UINT32_MAX};
    }
}

gk_status gk_profile_component(gk_profile *profile,
                               const struct gk_facts *facts, gk_error *err)
{
    const gk_component *c = &facts->component->component;
    gk_error own = GK_ERROR_INIT;

    take(profile, c->imports, c->import_count, true, &profile->imports, &own);
    take(profile, c->exports, c->export_count, false, &profile->exports, &own);
    take_effects(profile, c, &own);
    if (own.status != GK_OK)
        return gk_fail(err, own.status, "%s", own.text);
    return GK_OK;
}
