#include "scanner/change/diff.h"
#include "scanner/rules.h"

static void say_new(const struct gk_facts *facts,
                    const struct gk_profile_effect *e, gk_findings *out)
{
    bool whole = e->import == UINT32_MAX; /* an interface of a component */
    struct gk_label name =
        whole ? gk_label_name(e->name)
              : gk_label_import(&facts->module->imports[e->import]);

    gk_found(out, GK_SEVERITY_ERROR,
             whole ? gk_place_module()
                   : gk_place_import(facts->module, e->import),
             "%s  %s  %s%s  not in %s", gk_effect_word(e->effect), name.text,
             e->path[0] != '\0' ? "from "
             : whole            ? "imported"
                                : "way not known",
             e->path, gk_diff_old_name(facts).text);
}

/* Every host function that brings an effect the older file did not have.
 * Control is none: talking to the host itself does nothing outside. */
void gk_rule_new_effect(const struct gk_facts *facts, gk_findings *out)
{
    const gk_profile *old = facts->older;
    const gk_profile *now = facts->profile;
    uint32_t had = 1u << GK_EFFECT_CONTROL;

    if (old != NULL)
        had |= gk_profile_effects(old);
    for (size_t i = 0; old != NULL && i < now->effect_count; i++)
        if ((had & 1u << now->effects[i].effect) == 0)
            say_new(facts, &now->effects[i], out);
}
