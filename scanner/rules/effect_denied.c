#include "scanner/effects.h"
#include "scanner/policy/policy.h"

static void report(const struct gk_facts *facts,
                   const struct gk_effect_use *use, gk_findings *out)
{
    gk_buf path = GK_BUF_INIT;

    if (use->has_path)
        gk_path_print(facts->module, &use->path, &path);
    gk_found(out, GK_SEVERITY_ERROR,
             gk_place_import(facts->module, use->import), "%s: %s%s%s",
             gk_effect_word(use->row->effect), use->row->name,
             path.len > 0 ? " from " : "", gk_buf_text(&path));
    gk_buf_clear(&path);
}

/* Talking to the host itself does nothing outside: only a denial counts. */
static bool is_denied(const struct gk_policy_words *words, gk_effect effect)
{
    uint32_t bit = UINT32_C(1) << effect;

    if (words->deny & bit)
        return true;
    return words->only && !(words->allow & bit) && effect != GK_EFFECT_CONTROL;
}

/* Who allows only some effects does not let in what nobody can tell. */
static void check_known(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_policy_words *words = &facts->policy->effects;

    if (!facts->wasm || (!words->only && words->deny == 0))
        return;
    if (facts->module->is_component)
        gk_found(out, GK_SEVERITY_ERROR, gk_place_module(),
                 "the effects of a component cannot be told");
    else if (facts->host == NULL && facts->module->imported_functions > 0)
        gk_found(out, GK_SEVERITY_ERROR, gk_place_module(),
                 "the module's effects cannot be told: no host is known");
    else
        return;
    gk_found_mend(out, "say which host it is for: --host, or \"host\" in the "
                       "policy");
}

void gk_rule_effect_denied(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->policy == NULL)
        return;
    check_known(facts, out);
    for (size_t i = 0; facts->effects != NULL && i < facts->effects->count;
         i++) {
        const struct gk_effect_use *use = &facts->effects->at[i];

        if (use->reached &&
            is_denied(&facts->policy->effects, use->row->effect))
            report(facts, use, out);
    }
}
