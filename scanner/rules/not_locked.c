#include "scanner/change/diff.h"
#include "scanner/rules.h"

void gk_rule_not_locked(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->lock == NULL || facts->locked != NULL)
        return;
    gk_found(out, GK_SEVERITY_ERROR, gk_place_module(), "not in %s",
             gk_diff_old_name(facts).text);
}
