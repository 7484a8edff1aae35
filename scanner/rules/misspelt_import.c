#include "scanner/rules.h"
#include "scanner/rules/near_name.h"

void gk_rule_misspelt_import(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_import *import = &m->imports[i];
        const char *near = gk_near_import(facts, import);

        if (near == NULL)
            continue;
        gk_found(out, GK_SEVERITY_ERROR, gk_place_import(m, i),
                 "%s: did you mean %s?", gk_label_import(import).text, near);
        gk_found_mend(out, "call it %s", near);
    }
}
