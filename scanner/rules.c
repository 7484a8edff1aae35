#include "scanner/rules.h"

#include <string.h>
#include <strings.h>

const struct gk_rule gk_rules[] = {
#define GK_RULE(id, function, severity, host, check, title, why, mend)         \
    {id,  gk_rule_##function, GK_SEVERITY_##severity, host, check, title, why, \
     mend},
#include "scanner/rules.def"
};
const size_t gk_rule_count = sizeof gk_rules / sizeof *gk_rules;

const struct gk_rule *gk_rule_find(const char *id)
{
    for (size_t i = 0; i < gk_rule_count; i++)
        if (strcasecmp(gk_rules[i].id, id) == 0)
            return &gk_rules[i];
    return NULL;
}

bool gk_rule_applies(const struct gk_rule *rule, const struct gk_abi_host *host)
{
    if (rule->host[0] == '\0')
        return true;
    if (host == NULL)
        return false;
    return strcmp(rule->host, "*") == 0 || strcmp(rule->host, host->id) == 0;
}

gk_status gk_rules_run(const struct gk_facts *facts, gk_findings *out,
                       gk_error *err)
{
    gk_findings found = {0};

    for (size_t i = 0; i < gk_rule_count && found.status == GK_OK; i++) {
        if (!gk_rule_applies(&gk_rules[i], facts->host))
            continue;
        found.rule = &gk_rules[i];
        found.of_rule = 0;
        gk_rules[i].run(facts, &found);
    }
    if (found.status != GK_OK) {
        gk_findings_clear(&found);
        return gk_fail_nomem(err);
    }
    *out = found;
    return GK_OK;
}
