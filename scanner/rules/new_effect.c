#include "scanner/change/diff.h"
#include "scanner/rules.h"

/* Every host function that brings an effect the older file did not have.
 * Control is none: talking to the host itself does nothing outside. */
void gk_rule_new_effect(const struct gk_facts *facts, gk_findings *out)
{
    const gk_profile *old = facts->older;
    const gk_profile *now = facts->profile;
    uint32_t had = 1u << GK_EFFECT_CONTROL;

    if (old != NULL)
        had |= gk_profile_effects(old);
    for (size_t i = 0; old != NULL && i < now->effect_count; i++) {
        const struct gk_profile_effect *e = &now->effects[i];
        struct gk_label name;

        if (had & 1u << e->effect)
            continue;
        name = gk_label_import(&facts->module->imports[e->import]);
        gk_found(out, GK_SEVERITY_ERROR,
                 gk_place_import(facts->module, e->import),
                 "%s  %s  %s%s  not in %s", gk_effect_word(e->effect),
                 name.text, e->path[0] != '\0' ? "from " : "way not known",
                 e->path, gk_diff_old_name(facts).text);
    }
}
