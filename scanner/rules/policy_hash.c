#include "scanner/policy/policy.h"

void gk_rule_policy_hash(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_policy *p = facts->policy;
    struct gk_cortex_policy cortex;
    struct gk_cortex_subject subject;
    char own[GK_SHA256_HEX_BYTES];

    if (p == NULL || (p->blocked.count == 0 && !p->require_known))
        return;
    if (p->require_known && p->known.count == 0)
        gk_found(out, GK_SEVERITY_NOTE, gk_place_module(),
                 "the policy wants a known hash, and knows none");
    gk_policy_cortex(p, facts, &cortex, &subject);
    gk_facts_sha256(facts, own);
    if (gk_words_hold(cortex.blocked_hashes, own))
        gk_found(out, GK_SEVERITY_ERROR, gk_place_module(),
                 "sha256 %s is blocked", own);
    else if (p->require_known && p->known.count > 0 &&
             !gk_words_hold(subject.known_hashes, own))
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "sha256 %s is none of the %zu that are known to be good", own,
                 p->known.count);
}
