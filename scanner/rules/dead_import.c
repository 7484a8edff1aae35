#include "scanner/reach.h"
#include "scanner/rules.h"

/* In an object file everything may still be called, once it is linked. */
static bool is_object(const gk_module *m)
{
    return gk_module_custom(m, "linking") != NULL;
}

void gk_rule_dead_import(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    if (facts->reach == NULL || !facts->reach->complete || is_object(m))
        return;
    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_FUNC &&
            !gk_reach_has(facts->reach, m->imports[i].index))
            gk_found(out, GK_SEVERITY_NOTE, gk_place_import(m, i),
                     "%s is imported, and nothing that can run calls it",
                     gk_label_import(&m->imports[i]).text);
}
