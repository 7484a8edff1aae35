#include "scanner/rules.h"

/* What belongs to a proposal nobody here knows is GK028's. */
void gk_rule_invalid_code(const struct gk_facts *facts, gk_findings *out)
{
    const gk_validation *v = facts->validation;
    const size_t before = out->count;

    if (v == NULL)
        return;
    for (uint32_t i = 0; i < v->problem_count; i++)
        if (v->problems[i].status != GK_E_UNSUPPORTED)
            gk_found(out, GK_SEVERITY_ERROR,
                     gk_place_code(facts->module, v->problems[i].function,
                                   v->problems[i].offset),
                     "%s", v->problems[i].text);
    /* Those that the validator only counted. */
    if (out->count > before)
        out->at[out->count - 1].more += v->more;
}
