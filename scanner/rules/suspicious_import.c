#include "scanner/cortex_names.h"
#include "scanner/rules.h"

void gk_rule_suspicious_import(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (gk_cortex_suspicious(m->imports[i].module, m->imports[i].name))
            gk_found(out, GK_SEVERITY_ERROR, gk_place_import(m, i),
                     "%s is on the block list",
                     gk_label_import(&m->imports[i]).text);
}
