#include "scanner/policy/policy.h"

/* Which waivers nobody needed is known only when every rule has spoken:
 * gk_policy_apply finds them, under this rule's name. */
void gk_rule_unused_waiver(const struct gk_facts *facts, gk_findings *out)
{
    (void)facts;
    (void)out;
}
