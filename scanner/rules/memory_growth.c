#include "scanner/rules.h"

#include <inttypes.h>

/* With several memories it is not known which one grows. A memory that the
 * host provides has the host's bound. */
void gk_rule_memory_growth(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    const gk_validation *v = facts->validation;
    const struct gk_limits *l;
    struct gk_place place;

    if (v == NULL || v->growing_function == UINT32_MAX || m->memory_count != 1)
        return;
    l = &m->memories[0].limits;
    place = gk_place_memory(m, 0);
    if (place.kind == GK_PLACE_IMPORT &&
        gk_facts_memory_row(facts, &m->imports[place.index]) != NULL)
        return;
    if (!l->has_max) {
        gk_found(out, GK_SEVERITY_NOTE,
                 gk_place_function(m, v->growing_function),
                 "memory grows here, and has no maximum");
    } else if (l->min == l->max) {
        gk_found(out, GK_SEVERITY_NOTE,
                 gk_place_function(m, v->growing_function),
                 "memory is to grow here, and cannot: it begins with its "
                 "maximum of %" PRIu64 " pages",
                 l->max);
        gk_found_why(out, "memory.grow always fails; what needs more memory "
                          "does not get it");
        gk_found_mend(out, "declare a larger maximum, or do without");
    }
}
