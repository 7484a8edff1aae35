#include "scanner/component.h"
#include "scanner/policy/pattern.h"
#include "scanner/policy/policy.h"

#include <inttypes.h>

/* --- exports -------------------------------------------------------------- */

/* Of a module or of a component. */
struct shape {
    const gk_module *module;
    const gk_component *component; /* NULL: a module */
};

static uint32_t count_of(struct shape s)
{
    return s.component != NULL ? s.component->export_count
                               : s.module->export_count;
}

static struct gk_name name_of(struct shape s, uint32_t index)
{
    return s.component != NULL ? s.component->exports[index].name
                               : s.module->exports[index].name;
}

static struct gk_place place_of(struct shape s, uint32_t index)
{
    return s.component != NULL
               ? gk_place_bytes(GK_SECTION_CUSTOM,
                                s.component->exports[index].offset)
               : gk_place_export(s.module, index);
}

static void check_denied(const gk_policy *policy, struct shape s,
                         gk_findings *out)
{
    for (uint32_t i = 0; i < count_of(s); i++) {
        bool allowed;
        const char *denied = gk_policy_export(policy, name_of(s, i), &allowed);
        struct gk_label label = gk_label_name(name_of(s, i));

        if (allowed)
            continue;
        if (denied == NULL)
            gk_found(out, GK_SEVERITY_ERROR, place_of(s, i),
                     "%s is not among the exports that the policy allows",
                     label.text);
        else
            gk_found(out, GK_SEVERITY_ERROR, place_of(s, i),
                     "%s: the policy denies \"%s\"", label.text,
                     gk_policy_label(denied).text);
    }
}

static bool is_exported(struct shape s, const char *pattern)
{
    for (uint32_t i = 0; i < count_of(s); i++)
        if (gk_pattern_match(pattern, name_of(s, i).at, name_of(s, i).len))
            return true;
    return false;
}

static void check_required(const gk_policy *policy, struct shape s,
                           gk_findings *out)
{
    const gk_names *wanted = &policy->required_exports;

    for (size_t i = 0; i < wanted->count; i++)
        if (!is_exported(s, wanted->at[i]))
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

    if (facts->component != NULL && (words->only || words->deny != 0))
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "the policy's features are not looked for in a component");
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
    struct shape shape = {.module = facts->module};

    if (facts->policy == NULL)
        return;
    if (facts->component != NULL)
        shape.component = &facts->component->component;
    check_denied(facts->policy, shape, out);
    check_required(facts->policy, shape, out);
    check_features(facts, out);
}
