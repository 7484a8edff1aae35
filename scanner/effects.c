#include "scanner/effects.h"

#include "scanner/rules/wasi_preview1.h"

#include <stdlib.h>
#include <string.h>

const struct gk_abi_import *gk_effects_row(const struct gk_facts *facts,
                                           const struct gk_import *import)
{
    uint32_t number;

    if (facts->host != NULL)
        return gk_facts_import_row(facts, import);
    if (import->kind != GK_EXTERN_FUNC || !gk_wasi_is_module(import->module) ||
        !gk_wasi_find(import->name, &number))
        return NULL;
    return &gk_wasi_rows[number];
}

uint32_t gk_effects_unknown(const struct gk_facts *facts, uint32_t *first)
{
    const gk_module *m = facts->module;
    uint32_t count = 0;

    for (uint32_t i = 0; facts->host == NULL && i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_FUNC &&
            gk_effects_row(facts, &m->imports[i]) == NULL && count++ == 0)
            *first = i;
    return count;
}

/* The use of `row`, made when it is new; NULL: out of memory. */
static struct gk_effect_use *use_of(gk_effects *list, size_t *cap,
                                    const struct gk_abi_import *row,
                                    uint32_t import)
{
    struct gk_effect_use *grown;

    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].row == row)
            return &list->at[i];
    if (list->count == *cap) {
        grown = reallocarray(list->at, *cap + 16, sizeof *grown);
        if (grown == NULL)
            return NULL;
        list->at = grown;
        *cap += 16;
    }
    list->at[list->count] =
        (struct gk_effect_use){.row = row, .import = import};
    return &list->at[list->count++];
}

static void note_reach(const gk_reach *reach, uint32_t function,
                       struct gk_effect_use *use)
{
    use->count++;
    if (use->has_path)
        return;
    use->reached |= gk_reach_has(reach, function);
    use->has_path = gk_reach_path(reach, function, &use->path);
}

/* Insertion sort by effect, strongest first: stable, and the list is as short
 * as the host's contract. */
static void sort_uses(gk_effects *list)
{
    for (size_t i = 1; i < list->count; i++) {
        struct gk_effect_use u = list->at[i];
        size_t j = i;

        for (; j > 0 && list->at[j - 1].row->effect < u.row->effect; j--)
            list->at[j] = list->at[j - 1];
        list->at[j] = u;
    }
}

gk_status gk_effects_find(const struct gk_facts *facts, const gk_reach *reach,
                          gk_effects *out, gk_error *err)
{
    const gk_module *m = facts->module;
    gk_effects list = {0};
    size_t cap = 0;

    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_abi_import *row = gk_effects_row(facts, &m->imports[i]);
        struct gk_effect_use *use;

        if (row == NULL || m->imports[i].kind != GK_EXTERN_FUNC)
            continue;
        use = use_of(&list, &cap, row, i);
        if (use == NULL) {
            gk_effects_clear(&list);
            return gk_fail_nomem(err);
        }
        note_reach(reach, m->imports[i].index, use);
    }
    sort_uses(&list);
    *out = list;
    return GK_OK;
}

void gk_effects_clear(gk_effects *effects)
{
    free(effects->at);
    memset(effects, 0, sizeof *effects);
}

uint32_t gk_effects_reached(const gk_effects *effects)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < effects->count; i++)
        if (effects->at[i].reached)
            bits |= 1u << effects->at[i].row->effect;
    return bits;
}
