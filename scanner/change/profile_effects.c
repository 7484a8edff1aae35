#include "scanner/change/profile.h"

#include "scanner/rules/wasi_preview1.h"

#include <stdlib.h>

static int by_effect(const void *a, const void *b)
{
    const struct gk_profile_effect *x = a, *y = b;
    int order = (x->effect < y->effect) - (x->effect > y->effect);

    if (order == 0)
        order = gk_profile_compare_names(x->module, y->module);
    return order != 0 ? order : gk_profile_compare_names(x->name, y->name);
}

static const struct gk_abi_import *wasi_row(const struct gk_import *import,
                                            uint32_t *number)
{
    if (import->kind != GK_EXTERN_FUNC || !gk_wasi_is_module(import->module) ||
        !gk_wasi_find(import->name, number))
        return NULL;
    return &gk_wasi_rows[*number];
}

const struct gk_abi_import *
gk_profile_import_row(const struct gk_facts *facts,
                      const struct gk_import *import)
{
    uint32_t number;

    return facts->host != NULL ? gk_facts_import_row(facts, import)
                               : wasi_row(import, &number);
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

static void of_host(gk_profile *p, const gk_effects *effects, gk_error *err)
{
    p->effects = gk_profile_alloc(p, effects->count, sizeof *p->effects, err);
    for (size_t i = 0; p->effects != NULL && i < effects->count; i++) {
        const struct gk_effect_use *use = &effects->at[i];

        if (use->reached)
            push(p, use->row->effect, &p->module->imports[use->import],
                 use->import, use->has_path ? &use->path : NULL, err);
    }
}

/* Each function of WASI once, by the first import of it that is reached. */
static void of_wasi(gk_profile *p, const gk_reach *reach, gk_error *err)
{
    uint64_t seen = 0;

    p->effects = gk_profile_alloc(p, gk_wasi_count, sizeof *p->effects, err);
    for (uint32_t i = 0; p->effects != NULL && i < p->module->import_count;
         i++) {
        const struct gk_import *import = &p->module->imports[i];
        uint32_t number = 0;
        const struct gk_abi_import *row = wasi_row(import, &number);
        struct gk_path path;
        bool known;

        if (row == NULL || (seen >> number & 1) != 0 ||
            !gk_reach_has(reach, import->index))
            continue;
        seen |= UINT64_C(1) << number;
        known = gk_reach_path(reach, import->index, &path);
        push(p, row->effect, import, i, known ? &path : NULL, err);
    }
}

gk_status gk_profile_reached(gk_profile *profile, const struct gk_facts *facts,
                             gk_error *err)
{
    gk_error own = GK_ERROR_INIT;

    if (facts->host != NULL && facts->effects != NULL)
        of_host(profile, facts->effects, &own);
    else if (facts->host == NULL && facts->reach != NULL)
        of_wasi(profile, facts->reach, &own);
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
