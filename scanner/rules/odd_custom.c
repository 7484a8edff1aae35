#include "scanner/rules.h"

void gk_rule_odd_custom(const struct gk_facts *facts, gk_findings *out)
{
    for (uint32_t i = 0; i < facts->module->note_count; i++) {
        const struct gk_problem *n = &facts->module->notes[i];

        gk_found(out, GK_SEVERITY_NOTE, gk_place_bytes(n->section, n->offset),
                 "%s", n->text);
    }
}
