#include "scanner/rules.h"

/* The index of the memory imported by the host's row; false when none is. */
static bool shared_memory(const struct gk_facts *facts,
                          const struct gk_abi_memory *row, uint32_t *index)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_MEMORY &&
            gk_name_is(m->imports[i].module, row->module) &&
            gk_name_is(m->imports[i].name, row->name)) {
            *index = m->imports[i].index;
            return true;
        }
    return false;
}

static bool calls_host(const struct gk_facts *facts)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_FUNC &&
            gk_facts_import_row(facts, &m->imports[i]) != NULL)
            return true;
    return false;
}

/* A module without the export is GK016's; one that never calls the host needs
 * no memory in common with it. */
void gk_rule_memory_sharing(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_abi_host *host = facts->host;

    for (size_t i = 0; i < host->memory_count; i++) {
        const struct gk_abi_memory *row = &host->memories[i];
        const struct gk_export *export =
            gk_module_export(facts->module, row->name);
        uint32_t index;

        if (!shared_memory(facts, row, &index)) {
            if (calls_host(facts))
                gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                         "does not import %s.%s, so host functions do not see "
                         "its memory",
                         row->module, row->name);
        } else if (export != NULL && export->kind == GK_EXTERN_MEMORY &&
                   export->index != index) {
            gk_found(
                out, GK_SEVERITY_WARNING,
                gk_place_export(facts->module,
                                (uint32_t)(export - facts->module->exports)),
                "exports another memory than the one it imports");
        }
    }
}
