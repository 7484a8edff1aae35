#include "scanner/change/diff.h"
#include "scanner/rules.h"

/* Whether GK060 speaks of it: it is reached, and so is a new effect. */
static bool is_new_effect(const gk_profile *now,
                          const struct gk_profile_item *import, uint32_t had)
{
    struct gk_profile_effect e = {.module = import->module,
                                  .name = import->name};

    if (import->effect < 0 || had & 1u << import->effect)
        return false;
    e.effect = (gk_effect)import->effect;
    return gk_profile_has_effect(now, &e);
}

static void say_new(const struct gk_facts *facts, const gk_profile *old,
                    const struct gk_profile_item *import, gk_findings *out)
{
    uint32_t had = gk_profile_effects(old) | 1u << GK_EFFECT_CONTROL;
    bool known = import->effect >= 0 && (had & 1u << import->effect) != 0;

    if (is_new_effect(facts->profile, import, had))
        return;
    gk_found(out, known ? GK_SEVERITY_NOTE : GK_SEVERITY_WARNING,
             gk_place_import(facts->module, import->index), "%s is not in %s",
             gk_label_import(&facts->module->imports[import->index]).text,
             gk_diff_old_name(facts).text);
    if (known)
        gk_found_why(out, "its effect, %s, is not new",
                     gk_effect_word((gk_effect)import->effect));
}

void gk_rule_new_import(const struct gk_facts *facts, gk_findings *out)
{
    const gk_profile *old = facts->older;
    gk_changes changes = {0};

    if (old == NULL)
        return;
    if (gk_diff_items(&old->imports, &facts->profile->imports, &changes,
                      NULL) != GK_OK)
        out->status = GK_E_NOMEM;
    for (size_t i = 0; i < changes.count; i++) {
        const struct gk_change *c = &changes.at[i];

        if (c->kind == GK_CHANGE_ADDED)
            say_new(facts, old, c->now, out);
        else if (c->kind == GK_CHANGE_CHANGED)
            gk_found(
                out, GK_SEVERITY_WARNING,
                gk_place_import(facts->module, c->now->index),
                "%s has type %s, in %s %s",
                gk_label_import(&facts->module->imports[c->now->index]).text,
                c->now->type, gk_diff_old_name(facts).text, c->old->type);
    }
    gk_changes_clear(&changes);
}
