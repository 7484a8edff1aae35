#include "scanner/rules.h"
#include "scanner/rules/signature.h"

static void say_other(const struct gk_facts *facts, uint32_t index,
                      gk_findings *out)
{
    const struct gk_import *import = &facts->module->imports[index];
    bool converts = gk_signature_converts(facts, import);
    struct gk_signature s;

    gk_signature_compare(facts, import, &s);
    gk_found(out, converts ? GK_SEVERITY_WARNING : GK_SEVERITY_ERROR,
             gk_place_import(facts->module, index),
             "%s is declared %s, the contract says %s",
             gk_label_import(import).text, s.declared.text, s.documented.text);
    if (!converts)
        gk_found_why(out, "the host links a function of its own type only, so "
                          "the module does not load");
}

void gk_rule_import_signature(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (gk_signature_which(facts, &m->imports[i]) == GK_SIGNATURE_WRONG)
            say_other(facts, i, out);
}
