#include "scanner/rules.h"

#include <inttypes.h>

/* `row` is the host's, when it provides this memory, or NULL. */
static void look(const struct gk_limits *limits, struct gk_place place,
                 const struct gk_abi_memory *row, gk_findings *out)
{
    if (limits->has_max)
        return;
    gk_found(out, GK_SEVERITY_NOTE, place,
             "%" PRIu64 " pages to begin with, no maximum", limits->min);
    if (row == NULL)
        return;
    gk_found_why(out, "the host bounds it: at most %" PRIu32 " pages",
                 row->maximum);
    gk_found_mend(out, "leave it so: that is what links with the host");
}

void gk_rule_no_maximum(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_MEMORY)
            look(&m->imports[i].u.memory.limits, gk_place_import(m, i),
                 gk_facts_memory_row(facts, &m->imports[i]), out);
    for (uint32_t i = m->imported_memories; i < m->memory_count; i++)
        look(&m->memories[i].limits, gk_place_memory(m, i), NULL, out);
}
