#include "scanner/rules.h"

#include <inttypes.h>
#include <string.h>

/* Names of functions are welcome in small modules, where they cost little. */
#define SMALL_NAMES 65536u

static bool is_debug(struct gk_name name)
{
    return name.len > 7 && memcmp(name.at, ".debug_", 7) == 0;
}

static unsigned percent(uint64_t part, size_t whole)
{
    return (unsigned)(part * 100 / whole);
}

static void tell_names(const struct gk_facts *facts, uint32_t number,
                       gk_findings *out)
{
    const struct gk_section *s = &facts->module->sections[number];

    if (s->len <= SMALL_NAMES || s->len <= facts->len / 4)
        return;
    gk_found(out, GK_SEVERITY_NOTE,
             gk_place_custom(facts->module, number, GK_NOWHERE),
             "%" PRIu32 " bytes of names, %u %% of the file", s->len,
             percent(s->len, facts->len));
}

void gk_rule_debug_left(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    uint32_t count = 0, first = 0;
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < m->section_count; i++) {
        if (m->sections[i].id != GK_SECTION_CUSTOM)
            continue;
        if (gk_name_is(m->sections[i].name, "name"))
            tell_names(facts, i, out);
        if (!is_debug(m->sections[i].name))
            continue;
        first = count == 0 ? i : first;
        count++;
        bytes += m->sections[i].len;
    }
    if (count > 0)
        gk_found(
            out, GK_SEVERITY_NOTE, gk_place_custom(m, first, GK_NOWHERE),
            "%" PRIu32 " debug section%s, %" PRIu64 " bytes, %u %% of the file",
            count, count == 1 ? "" : "s", bytes, percent(bytes, facts->len));
}
