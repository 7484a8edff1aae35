#include "scanner/policy/policy.h"

static void report(const struct gk_facts *facts, uint32_t index,
                   const char *denied, gk_findings *out)
{
    const struct gk_import *import = &facts->module->imports[index];
    struct gk_label label = gk_label_import(import);

    if (denied == NULL)
        gk_found(out, GK_SEVERITY_ERROR, gk_place_import(facts->module, index),
                 "%s is not among the imports that the policy allows",
                 label.text);
    else
        gk_found(out, GK_SEVERITY_ERROR, gk_place_import(facts->module, index),
                 "%s: the policy denies \"%s\"", label.text,
                 gk_policy_label(denied).text);
}

void gk_rule_import_denied(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->policy == NULL)
        return;
    for (uint32_t i = 0; i < facts->module->import_count; i++) {
        bool allowed;
        const char *denied = gk_policy_import(
            facts->policy, &facts->module->imports[i], &allowed);

        if (!allowed)
            report(facts, i, denied, out);
    }
}
