#include "scanner/rules.h"
#include "scanner/rules/near_name.h"

/* A plugin has a dozen exports; in a module with thousands more nobody has
 * misspelt just one. */
#define LOOKED_AT 10000u

/* The module's export that may be the missing one, misspelt: one that the host
 * does not know, and near to it. NULL: none. */
static const struct gk_export *find_near(const struct gk_facts *facts,
                                         const char *missing)
{
    const gk_module *m = facts->module;
    uint32_t count = m->export_count < LOOKED_AT ? m->export_count : LOOKED_AT;

    for (uint32_t i = 0; i < count; i++) {
        struct gk_name name = m->exports[i].name;

        if (gk_abi_export_find(facts->host, (const char *)name.at, name.len) ==
                NULL &&
            gk_near_among(name, &missing, 1) != NULL)
            return &m->exports[i];
    }
    return NULL;
}

/* Says what to export: a type for a function, else what the row says. */
static void say_what(const struct gk_facts *facts,
                     const struct gk_abi_export *row, gk_findings *out)
{
    const struct gk_export *near = find_near(facts, row->name);
    gk_buf type = GK_BUF_INIT;
    struct gk_sig sig;

    if (near != NULL) {
        gk_found_mend(out, "did you mean %s by \"%s\"? call it so", row->name,
                      gk_label_name(near->name).text);
    } else if (gk_sig_parse(row->sig, &sig)) {
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
        say_what(facts, row, out);
    }
}
