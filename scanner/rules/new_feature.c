#include "scanner/change/diff.h"
#include "scanner/rules.h"

static struct gk_place place_of(const struct gk_facts *facts, int feature)
{
    const struct gk_feature_use *use = &facts->validation->uses[feature];

    if (use->function != UINT32_MAX)
        return gk_place_code(facts->module, use->function, use->offset);
    return use->offset > 0 ? gk_place_bytes(GK_SECTION_CUSTOM, use->offset)
                           : gk_place_module();
}

void gk_rule_new_feature(const struct gk_facts *facts, gk_findings *out)
{
    const gk_profile *old = facts->older;
    const gk_profile *now = facts->profile;

    if (old == NULL)
        return;
    for (int f = GK_FEATURE_MVP + 1;
         f < GK_FEATURE_COUNT && facts->validation != NULL; f++)
        if (now->features & ~old->features & 1u << f)
            gk_found(out, GK_SEVERITY_WARNING, place_of(facts, f),
                     "uses %s, %s does not", gk_feature_name((gk_feature)f),
                     gk_diff_old_name(facts).text);
    if (!now->has_start || old->has_start)
        return;
    gk_found(out, GK_SEVERITY_WARNING,
             gk_place_function(facts->module, facts->module->start),
             "it has a start function, %s has none",
             gk_diff_old_name(facts).text);
    gk_found_why(out, "it runs while the module is instantiated, before the "
                      "host has checked anything");
    gk_found_mend(out, "initialise on the first call instead");
}
