#include "scanner/component.h"
#include "scanner/rules.h"

static void component_problems(const gk_component *c, gk_findings *out)
{
    for (uint32_t i = 0; i < c->problem_count; i++) {
        const struct gk_problem *p = &c->problems[i];

        gk_found(
            out, GK_SEVERITY_ERROR,
            gk_place_bytes(GK_SECTION_CUSTOM, p->offset), "%s%s%s",
            p->section == GK_COMPONENT_CUSTOM
                ? ""
                : gk_component_section_name(p->section),
            p->section == GK_COMPONENT_CUSTOM ? "" : " section: ", p->text);
    }
}

/* What is no core module of version 1 is one finding; else each problem is. */
void gk_rule_malformed(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    if (!facts->wasm) {
        gk_found(out, GK_SEVERITY_ERROR, gk_place_bytes(GK_SECTION_CUSTOM, 0),
                 facts->len == 0 ? "the file is empty"
                 : facts->text   ? "a text, not a WebAssembly module"
                                 : "not a WebAssembly module: it does not "
                                   "begin with 00 61 73 6d");
        return;
    }
    if (facts->component != NULL)
        component_problems(&facts->component->component, out);
    if (facts->len >= 8 && m->version != 1)
        return; /* GK002 says so; nothing behind it has been read */
    for (uint32_t i = 0; i < m->problem_count; i++) {
        const struct gk_problem *p = &m->problems[i];

        gk_found(out, GK_SEVERITY_ERROR, gk_place_bytes(p->section, p->offset),
                 "%s%s%s",
                 p->section == GK_SECTION_CUSTOM ? ""
                                                 : gk_section_name(p->section),
                 p->section == GK_SECTION_CUSTOM ? "" : " section: ", p->text);
    }
}
