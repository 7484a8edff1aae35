#include "scanner/policy/date.h"
#include "scanner/policy/policy.h"

void gk_rule_expired_waiver(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_policy *p = facts->policy;
    char day[GK_DATE_BYTES];

    for (size_t i = 0; p != NULL && i < p->waiver_count; i++) {
        const struct gk_waiver *w = &p->waivers[i];

        if (w->expires >= facts->today)
            continue;
        gk_date_print(w->expires, day);
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "waivers[%zu] of %s has expired on %s: %s", i, w->rule->id,
                 day, w->reason);
    }
}
