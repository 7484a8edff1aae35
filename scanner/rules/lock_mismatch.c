#include "scanner/change/diff.h"
#include "scanner/rules.h"

#define SHORT_DIGEST 12

void gk_rule_lock_mismatch(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->locked == NULL || facts->older != facts->locked)
        return;
    gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
             "sha256 %.*s…, %s has %.*s…", SHORT_DIGEST, facts->profile->sha256,
             gk_diff_old_name(facts).text, SHORT_DIGEST, facts->locked->sha256);
}
