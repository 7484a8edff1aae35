#include "scanner/rules.h"

void gk_rule_missing_export(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_abi_host *host = facts->host;

    /* What could not be read is not said to be missing. */
    if (!facts->sound)
        return;
    for (size_t i = 0; i < host->export_count; i++) {
        const struct gk_abi_export *row = &host->exports[i];

        if (row->need != GK_NEED_REQUIRED ||
            gk_module_export(facts->module, row->name) != NULL)
            continue;
        gk_found(out, GK_SEVERITY_ERROR, gk_place_module(), "no export \"%s\"",
                 row->name);
        gk_found_mend(out, "export %s %s", row->name, row->sig);
    }
}
