#include "scanner/content/area.h"

#include <string.h>

#define ALL   (~0u)
#define LEAKS (1u << GK_HIT_SECRET | 1u << GK_HIT_PATH)

static bool begins(struct gk_name name, const char *text)
{
    size_t len = strlen(text);

    return name.len >= len && memcmp(name.at, text, len) == 0;
}

/* What tools put there on their own account. */
static unsigned wanted_in(struct gk_name name)
{
    static const char *const tools[] = {"name",
                                        "producers",
                                        "external_debug_info",
                                        "target_features",
                                        "linking",
                                        "dylink",
                                        "dylink.0",
                                        "build_id"};

    /* GK037 speaks of it. */
    if (gk_name_is(name, "sourceMappingURL"))
        return 0;
    if (begins(name, ".debug_") || begins(name, "reloc."))
        return LEAKS;
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if (gk_name_is(name, tools[i]))
            return LEAKS;
    return ALL;
}

uint32_t gk_area_count(const gk_module *m)
{
    return m->data_count + m->section_count;
}

bool gk_area_get(const gk_module *m, uint32_t n, struct gk_area *out)
{
    struct gk_area area = {.spot.index = n, .wanted = ALL};

    if (n < m->data_count) {
        area.at = m->bytes + m->datas[n].offset;
        area.len = m->datas[n].len;
    } else {
        const struct gk_section *s = &m->sections[n - m->data_count];

        if (s->id != GK_SECTION_CUSTOM)
            return false;
        area.spot.custom = true;
        area.spot.index = n - m->data_count;
        area.at = m->bytes + s->offset;
        area.len = s->len;
        area.wanted = wanted_in(s->name);
    }
    area.measured = area.wanted == ALL;
    *out = area;
    return true;
}
