#include "scanner/cortex_report.h"
#include "scanner/rules.h"

void gk_rule_binary_size(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->wasm && facts->len > GK_CORTEX_WARN_BYTES)
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "%zu bytes, more than 100 MB", facts->len);
}
