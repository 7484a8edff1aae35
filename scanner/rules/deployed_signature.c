#include "scanner/rules.h"
#include "scanner/rules/signature.h"

#include <stdlib.h>

/* Each row's cases among the imports, as bits. */
static void note_cases(const struct gk_facts *facts, uint8_t *cases)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_abi_import *row =
            gk_facts_import_row(facts, &m->imports[i]);

        if (row != NULL)
            cases[row - facts->host->imports] |=
                (uint8_t)(1u << gk_signature_which(facts, &m->imports[i]));
    }
}

static void say_difference(const struct gk_facts *facts, uint32_t index,
                           gk_findings *out)
{
    const struct gk_import *import = &facts->module->imports[index];
    struct gk_place place = gk_place_import(facts->module, index);
    struct gk_label name = gk_label_import(import);
    struct gk_signature s;

    gk_signature_compare(facts, import, &s);
    if (s.which == GK_SIGNATURE_DEPLOYED_ONLY)
        gk_found(out, GK_SEVERITY_NOTE, place,
                 "%s as %s works in the deployed host only", name.text,
                 s.declared.text);
    else if (gk_signature_converts(facts, import))
        gk_found(out, GK_SEVERITY_NOTE, place,
                 "%s as %s traps when called in the deployed host", name.text,
                 s.declared.text);
    else
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "%s as %s does not link with the deployed host", name.text,
                 s.declared.text);
    if (!gk_signature_converts(facts, import))
        gk_found_mend(out, "declare it as the hosts do that it is for");
    gk_found_why(out,
                 "the contract says %s, what works in the deployed host is %s",
                 s.documented.text, s.deployed.text);
}

void gk_rule_deployed_signature(const struct gk_facts *facts, gk_findings *out)
{
    const unsigned both =
        1u << GK_SIGNATURE_DOCUMENTED_ONLY | 1u << GK_SIGNATURE_DEPLOYED_ONLY;
    const gk_module *m = facts->module;
    uint8_t *cases = calloc(facts->host->import_count + 1, sizeof *cases);

    if (cases == NULL) {
        out->status = GK_E_NOMEM;
        return;
    }
    note_cases(facts, cases);
    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_abi_import *row =
            gk_facts_import_row(facts, &m->imports[i]);
        unsigned seen = row == NULL ? 0 : cases[row - facts->host->imports];

        /* A module that imports it with both types chooses at run time, where
         * the host lets both link. */
        if ((seen & both) == 0 ||
            ((seen & both) == both &&
             gk_signature_converts(facts, &m->imports[i])))
            continue;
        if ((1u << gk_signature_which(facts, &m->imports[i]) & both) != 0)
            say_difference(facts, i, out);
    }
    free(cases);
}
