#include "scanner/rules.h"
#include "scanner/rules/signature.h"

void gk_rule_import_signature(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++) {
        struct gk_signature s;

        if (gk_signature_which(facts, &m->imports[i]) != GK_SIGNATURE_WRONG)
            continue;
        gk_signature_compare(facts, &m->imports[i], &s);
        gk_found(out, GK_SEVERITY_WARNING, gk_place_import(m, i),
                 "%s is declared %s, the contract says %s",
                 gk_label_import(&m->imports[i]).text, s.declared.text,
                 s.documented.text);
    }
}
