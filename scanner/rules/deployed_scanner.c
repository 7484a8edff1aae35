#include "scanner/cortex_report.h"
#include "scanner/rules.h"

/* What the host says of a module that is sound, when it is worse than what the
 * module deserves: its author will be asked about it. */
static void compare(const struct gk_cortex_report *deployed,
                    const struct gk_cortex_report *correct, gk_findings *out)
{
    if (deployed->hangs)
        gk_found(out, GK_SEVERITY_NOTE, gk_place_module(),
                 "the scanner of deployed hosts never returns from this file");
    else if (deployed->given_up)
        gk_found(out, GK_SEVERITY_NOTE, gk_place_module(),
                 "the scanner of deployed hosts works very long on this file");
    else if (deployed->status > correct->status)
        gk_found(out, GK_SEVERITY_NOTE, gk_place_module(),
                 "the scanner of deployed hosts will call this %s: %s",
                 gk_cortex_status_word(deployed->status),
                 gk_buf_text(&deployed->summary));
}

void gk_rule_deployed_scanner(const struct gk_facts *facts, gk_findings *out)
{
    struct gk_cortex_report deployed = {0};
    struct gk_cortex_report correct = {0};

    if (!facts->sound)
        return;
    if (gk_cortex_report(facts, GK_CORTEX_DEPLOYED, &gk_cortex_default_policy,
                         &gk_cortex_unknown_subject, &deployed,
                         NULL) != GK_OK ||
        gk_cortex_report(facts, GK_CORTEX_CORRECT, &gk_cortex_default_policy,
                         &gk_cortex_unknown_subject, &correct, NULL) != GK_OK)
        out->status = GK_E_NOMEM;
    else
        compare(&deployed, &correct, out);
    gk_cortex_report_clear(&deployed);
    gk_cortex_report_clear(&correct);
}
