#include "scanner/rules.h"
#include "scanner/signing/signing.h"

#include <inttypes.h>

void gk_rule_partial_signature(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_signature_facts *s = facts->signature;

    if (s == NULL || !s->sound || !s->partial)
        return;
    if (s->valid)
        gk_found(out, GK_SEVERITY_WARNING,
                 gk_place_bytes(GK_SECTION_CUSTOM, s->covered),
                 "the signature ends here: %" PRIu32 " of %" PRIu32
                 " bytes are not signed",
                 s->total - s->covered, s->total);
    else if (!s->checked)
        gk_found(out, GK_SEVERITY_WARNING,
                 gk_place_bytes(GK_SECTION_CUSTOM, s->offset),
                 "no signature has hashes for all parts of the file");
}
