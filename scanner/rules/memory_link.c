#include "scanner/rules.h"

#include <inttypes.h>

static void look(const struct gk_limits *l, const struct gk_abi_memory *row,
                 struct gk_place place, gk_findings *out)
{
    if (l->shared)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "a shared memory, the host's is not shared");
    if (l->is64)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "a memory with 64-bit addresses, the host's has 32-bit ones");
    if (l->min > row->initial)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "wants %" PRIu64
                 " pages to begin with, the host's has %" PRIu32,
                 l->min, row->initial);
    if (l->has_max && l->max < row->maximum)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "allows %" PRIu64
                 " pages at most, the host's may have %" PRIu32,
                 l->max, row->maximum);
}

void gk_rule_memory_link(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct gk_import *import = &m->imports[i];
        const struct gk_abi_memory *row = gk_facts_memory_row(facts, import);

        if (row != NULL && import->kind == GK_EXTERN_MEMORY)
            look(&import->u.memory.limits, row, gk_place_import(m, i), out);
    }
}
