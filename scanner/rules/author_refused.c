#include "scanner/policy/policy.h"

/* As the checks author_blocked, author_allowed and author_reputation. */
void gk_rule_author_refused(const struct gk_facts *facts, gk_findings *out)
{
    struct gk_cortex_policy policy;
    struct gk_cortex_subject subject;
    struct gk_label author;

    if (facts->policy == NULL)
        return;
    gk_policy_cortex(facts->policy, facts, &policy, &subject);
    author = gk_policy_label(subject.author);
    if (gk_words_hold(policy.blocked_authors, subject.author))
        gk_found(out, GK_SEVERITY_ERROR, gk_place_module(),
                 "author \"%s\" is blocked", author.text);
    if (policy.allowed_authors.count > 0 &&
        !gk_words_hold(policy.allowed_authors, subject.author))
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "author \"%s\" is none of those that the policy allows",
                 author.text);
    if (subject.reputation < policy.minimum_reputation)
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "author \"%s\" has a reputation of %u, the policy wants %u",
                 author.text, subject.reputation, policy.minimum_reputation);
}
