#include "scanner/change/diff.h"
#include "scanner/rules.h"

static void say_changed(const struct gk_facts *facts, const struct gk_change *c,
                        gk_findings *out)
{
    const struct gk_profile_item *item = c->now != NULL ? c->now : c->old;
    struct gk_label name = gk_label_name(item->name);
    struct gk_label in = gk_diff_old_name(facts);

    if (c->now == NULL) {
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "%s %s is gone; it is in %s",
                 gk_profile_kind_word(c->old->kind), name.text, in.text);
        return;
    }
    if (c->old == NULL) {
        gk_found(out, GK_SEVERITY_NOTE, gk_diff_export_place(facts, c->now),
                 "%s %s is not in %s", gk_profile_kind_word(c->now->kind),
                 name.text, in.text);
        gk_found_why(out, "the host, or another module, may call it");
        gk_found_mend(out, "nothing, where it is meant to be there");
        return;
    }
    gk_found(out, GK_SEVERITY_WARNING, gk_diff_export_place(facts, c->now),
             "%s is %s%s%s, in %s %s%s%s", name.text,
             gk_profile_kind_word(c->now->kind), c->now->type[0] ? " " : "",
             c->now->type, in.text, gk_profile_kind_word(c->old->kind),
             c->old->type[0] ? " " : "", c->old->type);
}

void gk_rule_changed_export(const struct gk_facts *facts, gk_findings *out)
{
    const gk_profile *old = facts->older;
    gk_changes changes = {0};

    if (old == NULL)
        return;
    if (gk_diff_items(&old->exports, &facts->profile->exports, &changes,
                      NULL) != GK_OK)
        out->status = GK_E_NOMEM;
    for (size_t i = 0; i < changes.count; i++)
        say_changed(facts, &changes.at[i], out);
    gk_changes_clear(&changes);
}
