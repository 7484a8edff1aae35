#include "scanner/policy/policy.h"
#include "scanner/signing/signing.h"

/* Where the policy wants a signature, GK055 says that there is none. */
void gk_rule_unsigned_file(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_signature_facts *s = facts->signature;

    if (facts->policy != NULL && facts->policy->require_signature)
        return;
    if (s != NULL && facts->wasm && !s->present && s->checked)
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "a key is given, and the file has no signature");
}
