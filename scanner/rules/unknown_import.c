#include "scanner/cortex_names.h"
#include "scanner/rules.h"
#include "scanner/rules/near_name.h"

/* In a module of the host: what the host has not. Without a host: names in
 * "env" outside the published table, which is all that can be said. */
static bool is_unknown(const struct gk_facts *facts,
                       const struct gk_import *import)
{
    if (facts->host == NULL)
        return gk_cortex_unknown(import->module, import->name);
    return gk_facts_host_has_module(facts, import->module) &&
           gk_facts_import_row(facts, import) == NULL &&
           gk_facts_memory_row(facts, import) == NULL;
}

void gk_rule_unknown_import(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_import *import = &m->imports[i];

        if (!is_unknown(facts, import) || gk_near_import(facts, import) != NULL)
            continue;
        gk_found(out, GK_SEVERITY_WARNING, gk_place_import(m, i),
                 "%s is no function of %s", gk_label_import(import).text,
                 facts->host != NULL ? facts->host->title : "a known host");
        /* AssemblyScript adds it to most modules. */
        if (gk_name_is(import->name, "abort"))
            gk_found_mend(out, "compile AssemblyScript with --use abort=");
    }
}
