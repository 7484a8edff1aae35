#include "scanner/features.h"

#include <string.h>

/* A host's row is added with the host; only what is certain is said to be
 * missing. Plugins of CortexPrism run in the V8 of a current Deno, which has
 * everything of GK_FEATURE_LIST; agents of Hugind in wasmtime 18 as it comes,
 * which knows no exceptions, has 64-bit memories and tail calls (until 22)
 * switched off, and came to extended constant expressions in 25. */
static const struct gk_engine engines[] = {
    {"cortex", "V8", 0},
    {"hugind", "wasmtime 18",
     GK_FEATURE_BIT(GK_FEATURE_EXCEPTIONS) |
         GK_FEATURE_BIT(GK_FEATURE_MEMORY64) |
         GK_FEATURE_BIT(GK_FEATURE_TAIL_CALL) |
         GK_FEATURE_BIT(GK_FEATURE_EXTENDED_CONST)},
};

const struct gk_engine *gk_engine_find(const struct gk_abi_host *host)
{
    if (host == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
        if (strcmp(engines[i].host, host->id) == 0)
            return &engines[i];
    return NULL;
}

/* What a bit of the reader's set is as a feature. */
static const struct {
    uint32_t bit;
    gk_feature feature;
} module_features[] = {
    {GK_MODULE_MULTI_VALUE, GK_FEATURE_MULTI_VALUE},
    {GK_MODULE_REFERENCE_TYPES, GK_FEATURE_REFERENCE_TYPES},
    {GK_MODULE_BULK_MEMORY, GK_FEATURE_BULK_MEMORY},
    {GK_MODULE_SIMD, GK_FEATURE_SIMD},
    {GK_MODULE_MUTABLE_GLOBALS, GK_FEATURE_MUTABLE_GLOBALS},
    {GK_MODULE_THREADS, GK_FEATURE_THREADS},
    {GK_MODULE_EXCEPTIONS, GK_FEATURE_EXCEPTIONS},
    {GK_MODULE_MULTI_MEMORY, GK_FEATURE_MULTI_MEMORY},
    {GK_MODULE_MEMORY64, GK_FEATURE_MEMORY64},
    {GK_MODULE_EXTENDED_CONST, GK_FEATURE_EXTENDED_CONST},
};

uint32_t gk_features_used(const gk_module *module,
                          const gk_validation *validation)
{
    uint32_t used = validation != NULL ? validation->features : 0;

    for (size_t i = 0; i < sizeof module_features / sizeof *module_features;
         i++)
        if ((module->features & module_features[i].bit) != 0)
            used |= GK_FEATURE_BIT(module_features[i].feature);
    return used & ~GK_FEATURE_BIT(GK_FEATURE_MVP);
}

bool gk_feature_is_unusual(gk_feature feature)
{
    switch (feature) {
    case GK_FEATURE_RELAXED_SIMD:
    case GK_FEATURE_THREADS:
    case GK_FEATURE_TAIL_CALL:
    case GK_FEATURE_EXCEPTIONS:
    case GK_FEATURE_MULTI_MEMORY:
    case GK_FEATURE_MEMORY64:
        return true;
    default:
        return false;
    }
}

/* The first memory that has what `feature` is about; false: none. */
static bool find_memory(const gk_module *m, gk_feature feature, uint32_t *out)
{
    for (uint32_t i = 0; i < m->memory_count; i++) {
        const struct gk_limits *l = &m->memories[i].limits;

        if ((feature == GK_FEATURE_THREADS && l->shared) ||
            (feature == GK_FEATURE_MEMORY64 && l->is64) ||
            (feature == GK_FEATURE_MULTI_MEMORY && i == 1)) {
            *out = i;
            return true;
        }
    }
    return false;
}

struct gk_place gk_feature_place(const gk_module *module,
                                 const gk_validation *validation,
                                 gk_feature feature)
{
    const struct gk_feature_use *use =
        validation != NULL ? &validation->uses[feature] : NULL;
    uint32_t memory;

    if (use != NULL && use->count > 0 && use->function != UINT32_MAX)
        return gk_place_code(module, use->function, use->offset);
    if (find_memory(module, feature, &memory))
        return gk_place_memory(module, memory);
    if (use != NULL && use->count > 0 && use->offset > 0)
        return gk_place_bytes(GK_SECTION_CUSTOM, use->offset);
    return gk_place_module();
}

bool gk_feature_find(struct gk_name name, gk_feature *out)
{
    /* Parts of a proposal that compilers can be told apart. */
    static const struct {
        const char *name;
        gk_feature feature;
    } parts[] = {
        {"bulk-memory-opt", GK_FEATURE_BULK_MEMORY},
        {"call-indirect-overlong", GK_FEATURE_REFERENCE_TYPES},
    };

    for (unsigned f = GK_FEATURE_MVP + 1; f < GK_FEATURE_COUNT; f++)
        if (gk_name_is(name, gk_feature_name((gk_feature)f))) {
            *out = (gk_feature)f;
            return true;
        }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (gk_name_is(name, parts[i].name)) {
            *out = parts[i].feature;
            return true;
        }
    return false;
}
