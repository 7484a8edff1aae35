#include "scanner/policy/policy.h"
#include "scanner/signing/signing.h"

#include <inttypes.h>

/* Why the signature does not satisfy the policy; false: it does. */
static bool lacks(const struct gk_signature_facts *s, gk_findings *out)
{
    struct gk_place place = gk_place_module();

    if (s == NULL || !s->present) {
        gk_found(out, GK_SEVERITY_ERROR, place, "the file is not signed");
        return true;
    }
    place = gk_place_bytes(GK_SECTION_CUSTOM, s->offset);
    if (!s->sound)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "the signature cannot be read: %s", s->why);
    else if (!s->checked)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "the signature was not checked: no key was given");
    else if (!s->valid)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "the signature does not verify: %s", s->why);
    else if (s->partial)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "only the first %" PRIu32 " of %" PRIu32 " bytes are signed",
                 s->covered, s->total);
    else
        return false;
    return true;
}

/* "signature" asks for one that verifies; the host's "requireSignature" is
 * content with what somebody has registered. */
void gk_rule_signature_required(const struct gk_facts *facts, gk_findings *out)
{
    struct gk_cortex_policy cortex;
    struct gk_cortex_subject subject;

    if (facts->policy == NULL)
        return;
    if (facts->policy->require_signature && lacks(facts->signature, out))
        return;
    gk_policy_cortex(facts->policy, facts, &cortex, &subject);
    if (!cortex.require_signature || subject.is_signed)
        return;
    gk_found(out, GK_SEVERITY_ERROR, gk_place_module(),
             "no signature is registered for the author's file");
    gk_found_mend(out, "have it signed, or say so in the policy: authors, "
                       "\"signed\": true");
}
