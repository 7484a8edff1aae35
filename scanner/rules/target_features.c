#include "scanner/features.h"
#include "scanner/rules.h"

static struct gk_place place_of(const gk_module *m)
{
    const struct gk_section *s = gk_module_custom(m, "target_features");

    return s != NULL
               ? gk_place_custom(m, (uint32_t)(s - m->sections), GK_NOWHERE)
               : gk_place_module();
}

void gk_rule_target_features(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    uint32_t used = gk_features_used(m, facts->validation);
    uint32_t wanted = 0, refused = 0;
    gk_feature f;

    /* A section that lists nothing is what tools leave that know none. */
    if (m->target_feature_count == 0)
        return;
    for (uint32_t i = 0; i < m->target_feature_count; i++) {
        if (!gk_feature_find(m->target_features[i].name, &f))
            continue;
        if (m->target_features[i].prefix == '-')
            refused |= GK_FEATURE_BIT(f);
        else
            wanted |= GK_FEATURE_BIT(f);
    }
    for (unsigned i = 0; i < GK_FEATURE_COUNT; i++) {
        uint32_t bit = GK_FEATURE_BIT(i);

        if ((used & bit) == 0)
            continue;
        if ((refused & bit) != 0)
            gk_found(out, GK_SEVERITY_WARNING, place_of(m),
                     "says that %s must not be used, and it is",
                     gk_feature_name((gk_feature)i));
        else if ((wanted & bit) == 0)
            gk_found(out, GK_SEVERITY_NOTE, place_of(m),
                     "does not say that %s is used, and it is",
                     gk_feature_name((gk_feature)i));
    }
}
