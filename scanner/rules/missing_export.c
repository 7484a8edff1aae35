#include "scanner/rules.h"

/* Says what to export: a type for a function, else what the row says. */
static void say_what(const struct gk_abi_export *row, gk_findings *out)
{
    gk_buf type = GK_BUF_INIT;
    struct gk_sig sig;

    if (gk_sig_parse(row->sig, &sig)) {
        gk_facts_print_sig(&sig, &type);
        gk_found_mend(out, "export the function %s %s", row->name,
                      gk_buf_text(&type));
    } else {
        gk_found_mend(out, "export the %s as \"%s\"", row->sig, row->name);
    }
    gk_buf_clear(&type);
}

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
        say_what(row, out);
    }
}
