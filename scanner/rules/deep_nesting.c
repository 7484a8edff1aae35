#include "core/base/limits.h"
#include "scanner/rules.h"

#include <inttypes.h>

/* Compilers stay below a hundred or two; big switches make a few hundred. */
#define UNUSUAL_DEPTH 1000u

void gk_rule_deep_nesting(const struct gk_facts *facts, gk_findings *out)
{
    const gk_validation *v = facts->validation;
    bool refused;

    if (v == NULL || v->deepest < UNUSUAL_DEPTH)
        return;
    refused = v->deepest >= GK_MAX_BLOCK_DEPTH;
    gk_found(out, refused ? GK_SEVERITY_WARNING : GK_SEVERITY_NOTE,
             gk_place_function(facts->module, v->deepest_function),
             "%" PRIu32 " blocks inside each other%s", v->deepest,
             refused ? ", more than some engines take" : "");
}
