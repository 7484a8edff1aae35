#include "scanner/rules.h"
#include "scanner/signing/signing.h"

/* A section of that name that cannot be read may be another tool's: without a
 * key nobody has asked for ours. */
void gk_rule_bad_signature(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_signature_facts *s = facts->signature;

    if (s == NULL || !s->present)
        return;
    if (!s->sound)
        gk_found(out, s->checked ? GK_SEVERITY_ERROR : GK_SEVERITY_WARNING,
                 gk_place_bytes(GK_SECTION_CUSTOM, s->offset),
                 "the signature cannot be read: %s", s->why);
    else if (s->checked && !s->valid)
        gk_found(out, GK_SEVERITY_ERROR,
                 gk_place_bytes(GK_SECTION_CUSTOM, s->offset),
                 "the signature does not verify: %s", s->why);
}
