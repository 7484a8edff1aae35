#include "scanner/rules.h"
#include "scanner/rules/near_name.h"

/* What AssemblyScript's standard library imports where nobody says otherwise.
 */
static const struct {
    const char *name;
    const char *mend;
} assemblyscript[] = {
    {"abort", "compile AssemblyScript with --use abort="},
    {"seed", "compile AssemblyScript with --use seed=FILE/FUNCTION, one of "
             "your own that gives Math.random its seed"},
    {"trace", "compile AssemblyScript with --use trace="},
    {"memory", "compile AssemblyScript without --importMemory"},
};

/* In a module of the host: what the host has not. */
static bool is_unknown(const struct gk_facts *facts,
                       const struct gk_import *import)
{
    return gk_facts_host_has_module(facts, import->module) &&
           gk_facts_import_row(facts, import) == NULL &&
           gk_facts_memory_row(facts, import) == NULL;
}

static void say_unknown(const struct gk_facts *facts, uint32_t index,
                        gk_findings *out)
{
    const struct gk_import *import = &facts->module->imports[index];
    /* CortexPrism's own table calls it a warning. */
    gk_severity severity = gk_facts_host_is(facts, "cortex")
                               ? GK_SEVERITY_WARNING
                               : GK_SEVERITY_ERROR;
    const char *module;

    gk_found(out, severity, gk_place_import(facts->module, index),
             "%s is no %s of %s", gk_label_import(import).text,
             import->kind == GK_EXTERN_FUNC ? "function" : "import",
             facts->host->title);
    if (out->left_out)
        return; /* nobody reads the rest, and there may be a million */
    module = gk_near_module(facts, import);
    if (module != NULL && !gk_name_is(import->module, module))
        gk_found_mend(out, "import it from \"%s\"", module);
    if (!gk_name_is(import->module, "env"))
        return;
    for (size_t i = 0; i < sizeof assemblyscript / sizeof *assemblyscript; i++)
        if (gk_name_is(import->name, assemblyscript[i].name))
            gk_found_mend(out, "%s", assemblyscript[i].mend);
}

void gk_rule_unknown_import(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (is_unknown(facts, &m->imports[i]) &&
            gk_near_import(facts, &m->imports[i]) == NULL)
            say_unknown(facts, i, out);
}
