#include "scanner/change/diff.h"
#include "scanner/rules.h"

/* Whether GK060 speaks of it: an effect of it is reached, and new. */
static bool has_new_effect(const gk_profile *now,
                           const struct gk_profile_item *import, uint32_t had)
{
    for (int e = 0; e < GK_EFFECT_COUNT; e++) {
        struct gk_profile_effect effect = {.effect = (gk_effect)e,
                                           .module = import->module,
                                           .name = import->name};

        if ((had & 1u << e) == 0 && gk_profile_has_effect(now, &effect))
            return true;
    }
    return false;
}

static void say_new(const struct gk_facts *facts, const gk_profile *old,
                    const struct gk_profile_item *import, gk_findings *out)
{
    uint32_t had = gk_profile_effects(old) | 1u << GK_EFFECT_CONTROL;
    bool known = import->effect >= 0 && (had & 1u << import->effect) != 0;

    if (has_new_effect(facts->profile, import, had))
        return;
    gk_found(out, known ? GK_SEVERITY_NOTE : GK_SEVERITY_WARNING,
             gk_diff_import_place(facts, import), "%s is not in %s",
             gk_diff_import_name(facts, import).text,
             gk_diff_old_name(facts).text);
    if (known)
        gk_found_why(out, "its effect, %s, is not new",
                     gk_effect_word((gk_effect)import->effect));
}

/* Of kinds only components have, and of those that have none, no type is
 * known. */
static void say_changed(const struct gk_facts *facts, const struct gk_change *c,
                        gk_findings *out)
{
    bool types = c->now->type[0] != '\0' && c->old->type[0] != '\0';

    gk_found(out, GK_SEVERITY_WARNING, gk_diff_import_place(facts, c->now),
             types ? "%s has type %s, in %s %s" : "%s is %s, in %s %s",
             gk_diff_import_name(facts, c->now).text,
             types ? c->now->type : gk_profile_kind_word(c->now->kind),
             gk_diff_old_name(facts).text,
             types ? c->old->type : gk_profile_kind_word(c->old->kind));
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
            say_changed(facts, c, out);
    }
    gk_changes_clear(&changes);
}
