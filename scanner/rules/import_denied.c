#include "scanner/component.h"
#include "scanner/policy/policy.h"

static void report(struct gk_place place, struct gk_label import,
                   const char *denied, gk_findings *out)
{
    if (denied == NULL)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "%s is not among the imports that the policy allows",
                 import.text);
    else
        gk_found(out, GK_SEVERITY_ERROR, place, "%s: the policy denies \"%s\"",
                 import.text, gk_policy_label(denied).text);
}

static void check_component(const struct gk_facts *facts, gk_findings *out)
{
    const gk_component *c = &facts->component->component;

    for (uint32_t i = 0; i < c->import_count; i++) {
        bool allowed;
        const char *denied =
            gk_policy_interface(facts->policy, c->imports[i].name, &allowed);

        if (!allowed)
            report(gk_place_bytes(GK_SECTION_CUSTOM, c->imports[i].offset),
                   gk_label_name(c->imports[i].name), denied, out);
    }
}

void gk_rule_import_denied(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    if (facts->policy == NULL)
        return;
    for (uint32_t i = 0; i < m->import_count; i++) {
        bool allowed;
        const char *denied =
            gk_policy_import(facts->policy, &m->imports[i], &allowed);

        if (!allowed)
            report(gk_place_import(m, i), gk_label_import(&m->imports[i]),
                   denied, out);
    }
    if (facts->component != NULL)
        check_component(facts, out);
}
