#include "scanner/rules.h"

#include <inttypes.h>

/* First address that the host leaves to the plugin. */
#define GUEST_BASE UINT64_C(0x100000)

/* Addresses computed from a global are not known here. */
static bool is_low(const struct gk_data *d)
{
    return d->mode == GK_SEGMENT_ACTIVE && d->len > 0 && d->memory == 0 &&
           d->where.kind == GK_CONST_I32 && d->where.value < GUEST_BASE;
}

/* One finding: they have one cause, the linker's global base. */
void gk_rule_low_data(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;
    uint64_t bytes = 0;
    uint32_t count = 0;
    uint32_t lowest = 0;

    for (uint32_t i = 0; i < m->data_count; i++) {
        if (!is_low(&m->datas[i]))
            continue;
        if (count == 0 ||
            m->datas[i].where.value < m->datas[lowest].where.value)
            lowest = i;
        count++;
        bytes += m->datas[i].len;
    }
    if (count > 0)
        gk_found(out, GK_SEVERITY_WARNING, gk_place_data(m, lowest),
                 "%" PRIu64 " bytes in %" PRIu32
                 " segment%s, the lowest at address 0x%" PRIx64,
                 bytes, count, count == 1 ? "" : "s",
                 m->datas[lowest].where.value);
}
