#include "scanner/component.h"
#include "scanner/effects.h"
#include "scanner/policy/policy.h"

#include <inttypes.h>

static bool restricts(const struct gk_policy_words *words)
{
    return words->only || words->deny != 0;
}

/* Talking to the host itself does nothing outside: only a denial counts. */
static bool is_denied(const struct gk_policy_words *words, unsigned effect)
{
    uint32_t bit = UINT32_C(1) << effect;

    if (words->deny & bit)
        return true;
    return words->only && !(words->allow & bit) && effect != GK_EFFECT_CONTROL;
}

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

/* Who allows only some effects does not let in what nobody can tell. */
static void check_unknown(const struct gk_facts *facts, gk_findings *out)
{
    uint32_t first = 0;
    uint32_t count = gk_effects_unknown(facts, &first);
    gk_buf more = GK_BUF_INIT;

    if (count == 0)
        return;
    if (count > 1)
        gk_buf_printf(&more, " and %" PRIu32 " more", count - 1);
    gk_found(out, GK_SEVERITY_ERROR, gk_place_import(facts->module, first),
             "the effects of %s%s cannot be told: no host is known",
             gk_label_import(&facts->module->imports[first]).text,
             gk_buf_text(&more));
    gk_buf_clear(&more);
    gk_found_mend(out, "say which host it is for: --host, or \"host\" in the "
                       "policy");
}

static void check_interface(const struct gk_policy_words *words,
                            const struct gk_component_extern *import,
                            gk_findings *out)
{
    struct gk_place place = gk_place_bytes(GK_SECTION_CUSTOM, import->offset);
    struct gk_label label = gk_label_name(import->name);
    uint32_t effects = gk_interface_effects(import->name);

    if (effects == 0)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "the effects of %s cannot be told", label.text);
    for (unsigned e = 0; e < GK_EFFECT_COUNT; e++)
        if (effects & UINT32_C(1) << e && is_denied(words, e))
            gk_found(out, GK_SEVERITY_ERROR, place, "%s: %s",
                     gk_effect_word((gk_effect)e), label.text);
}

void gk_rule_effect_denied(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_policy_words *words;

    if (facts->policy == NULL || !restricts(&facts->policy->effects))
        return;
    words = &facts->policy->effects;
    check_unknown(facts, out);
    for (size_t i = 0; facts->effects != NULL && i < facts->effects->count;
         i++) {
        const struct gk_effect_use *use = &facts->effects->at[i];

        if (use->reached && is_denied(words, use->row->effect))
            report(facts, use, out);
    }
    if (facts->component == NULL)
        return;
    for (uint32_t i = 0; i < facts->component->component.import_count; i++)
        check_interface(words, &facts->component->component.imports[i], out);
}
