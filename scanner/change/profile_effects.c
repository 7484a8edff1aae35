#include "scanner/change/profile.h"

#include <stdlib.h>

static int by_effect(const void *a, const void *b)
{
    const struct gk_profile_effect *x = a, *y = b;
    int order = (x->effect < y->effect) - (x->effect > y->effect);

    if (order == 0)
        order = gk_profile_compare_names(x->module, y->module);
    return order != 0 ? order : gk_profile_compare_names(x->name, y->name);
}

static void push(gk_profile *p, gk_effect effect, const struct gk_import *i,
                 uint32_t number, const struct gk_path *path, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;

    if (path != NULL)
        gk_path_print(p->module, path, &text);
    p->effects[p->effect_count++] =
        (struct gk_profile_effect){.effect = effect,
                                   .module = i->module,
                                   .name = i->name,
                                   .path = gk_profile_text(p, &text, err),
                                   .import = number};
    gk_buf_clear(&text);
}

static void take(gk_profile *p, const gk_effects *effects, gk_error *err)
{
    p->effects = gk_profile_alloc(p, effects->count, sizeof *p->effects, err);
    for (size_t i = 0; p->effects != NULL && i < effects->count; i++) {
        const struct gk_effect_use *use = &effects->at[i];

        if (use->reached)
            push(p, use->row->effect, &p->module->imports[use->import],
                 use->import, use->has_path ? &use->path : NULL, err);
    }
}

gk_status gk_profile_reached(gk_profile *profile, const struct gk_facts *facts,
                             gk_error *err)
{
    gk_error own = GK_ERROR_INIT;

    if (facts->effects != NULL)
        take(profile, facts->effects, &own);
    if (own.status != GK_OK)
        return gk_fail(err, own.status, "%s", own.text);
    if (profile->effect_count > 1)
        qsort(profile->effects, profile->effect_count, sizeof *profile->effects,
              by_effect);
    return GK_OK;
}

uint32_t gk_profile_effects(const gk_profile *profile)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < profile->effect_count; i++)
        bits |= 1u << profile->effects[i].effect;
    return bits;
}

bool gk_profile_has_effect(const gk_profile *profile,
                           const struct gk_profile_effect *effect)
{
    for (size_t i = 0; i < profile->effect_count; i++)
        if (by_effect(&profile->effects[i], effect) == 0)
            return true;
    return false;
}
