#include "scanner/rules.h"

#include <inttypes.h>

/* The host's row for memory `index`, when it is imported from there; NULL. */
static const struct gk_abi_memory *row_of(const struct gk_facts *facts,
                                          struct gk_place place)
{
    return place.kind == GK_PLACE_IMPORT
               ? gk_facts_memory_row(facts,
                                     &facts->module->imports[place.index])
               : NULL;
}

void gk_rule_no_maximum(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->memory_count; i++) {
        struct gk_place place = gk_place_memory(m, i);
        const struct gk_abi_memory *row = row_of(facts, place);

        if (m->memories[i].limits.has_max)
            continue;
        gk_found(out, GK_SEVERITY_NOTE, place,
                 "%" PRIu64 " pages to begin with, no maximum",
                 m->memories[i].limits.min);
        if (row == NULL)
            continue;
        gk_found_why(out, "the host bounds it: at most %" PRIu32 " pages",
                     row->maximum);
        gk_found_mend(out, "leave it so: that is what links with the host");
    }
}
