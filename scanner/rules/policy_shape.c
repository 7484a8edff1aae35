#include "scanner/policy/pattern.h"
#include "scanner/policy/policy.h"

#include <inttypes.h>

/* --- exports -------------------------------------------------------------- */

static void check_denied(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->export_count; i++) {
        bool allowed;
        const char *denied =
            gk_policy_export(facts->policy, m->exports[i].name, &allowed);
        struct gk_label label = gk_label_name(m->exports[i].name);

        if (allowed)
            continue;
        if (denied == NULL)
            gk_found(out, GK_SEVERITY_ERROR, gk_place_export(m, i),
                     "%s is not among the exports that the policy allows",
                     label.text);
        else
            gk_found(out, GK_SEVERITY_ERROR, gk_place_export(m, i),
                     "%s: the policy denies \"%s\"", label.text,
                     gk_policy_label(denied).text);
    }
}

static bool is_exported(const gk_module *m, const char *pattern)
{
    for (uint32_t i = 0; i < m->export_count; i++)
        if (gk_pattern_match(pattern, m->exports[i].name.at,
                             m->exports[i].name.len))
            return true;
    return false;
}

static void check_required(const struct gk_facts *facts, gk_findings *out)
{
    const gk_names *wanted = &facts->policy->required_exports;

    for (size_t i = 0; i < wanted->count; i++)
        if (!is_exported(facts->module, wanted->at[i]))
            gk_found(out, GK_SEVERITY_ERROR, gk_place_module(),
                     "no export \"%s\", which the policy requires",
                     gk_policy_label(wanted->at[i]).text);
}

/* --- features ------------------------------------------------------------- */

static const char *const feature_words[] = {
#define GK_FEATURE(name, word) word,
    GK_FEATURE_LIST(GK_FEATURE)
#undef GK_FEATURE
};

static void report_feature(const struct gk_facts *facts, unsigned feature,
                           gk_findings *out)
{
    const struct gk_feature_use *use = &facts->validation->uses[feature];
    struct gk_place place = gk_place_module();

    if (use->function < facts->module->function_count)
        place = gk_place_code(facts->module, use->function, use->offset);
    else if (use->offset > 0)
        place = gk_place_bytes(GK_SECTION_CUSTOM, use->offset);
    gk_found(out, GK_SEVERITY_ERROR, place,
             "the module uses %s (%" PRIu64 " time%s), which the policy does "
             "not allow",
             feature_words[feature], use->count, use->count == 1 ? "" : "s");
}

static void check_features(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_policy_words *words = &facts->policy->features;
    uint32_t denied = words->deny;

    if (facts->validation == NULL)
        return;
    if (words->only)
        denied |= ~words->allow;
    /* Nothing works without the instructions of the first version. */
    denied &= facts->validation->features & ~(UINT32_C(1) << GK_FEATURE_MVP);
    for (unsigned i = 0; i < GK_FEATURE_COUNT; i++)
        if (denied & UINT32_C(1) << i)
            report_feature(facts, i, out);
}

void gk_rule_policy_shape(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->policy == NULL)
        return;
    check_denied(facts, out);
    check_required(facts, out);
    check_features(facts, out);
}
