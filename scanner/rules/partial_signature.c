#include "scanner/policy/policy.h"
#include "scanner/signing/signing.h"

#include <inttypes.h>

/* Where the policy wants a signature, GK055 wants all of the file signed. */
static void found_rest(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_signature_facts *s = facts->signature;

    if (facts->policy != NULL && facts->policy->require_signature)
        return;
    gk_found(out, GK_SEVERITY_WARNING,
             gk_place_bytes(GK_SECTION_CUSTOM, s->covered),
             "the signature ends here: %" PRIu32 " of %" PRIu32
             " bytes are not signed",
             s->total - s->covered, s->total);
}

void gk_rule_partial_signature(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_signature_facts *s = facts->signature;

    if (s == NULL || !s->sound)
        return;
    if (s->valid && s->partial) {
        found_rest(facts, out);
    } else if (s->valid && s->cut) {
        gk_found(out, GK_SEVERITY_WARNING,
                 gk_place_bytes(GK_SECTION_CUSTOM, s->covered),
                 "sections that were signed behind these are not in the file");
        gk_found_mend(out, "get the whole file, unless somebody you trust "
                           "has stripped it");
    } else if (!s->checked && s->partial) {
        gk_found(out, GK_SEVERITY_WARNING,
                 gk_place_bytes(GK_SECTION_CUSTOM, s->offset),
                 "no signature has hashes for all parts of the file");
    }
}
