#include "core/base/limits.h"
#include "scanner/rules.h"

#include <inttypes.h>

/* The largest programs have some 100,000 functions in their table. */
#define UNUSUAL_ENTRIES UINT64_C(1000000)

static void look_at_size(const struct gk_limits *limits, struct gk_place place,
                         gk_findings *out)
{
    if (limits->min > GK_MAX_TABLE_ENTRIES) {
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "%" PRIu64 " entries to begin with, engines allow %u",
                 limits->min, GK_MAX_TABLE_ENTRIES);
        gk_found_why(out, "engines refuse to instantiate the module");
    } else if (limits->min > UNUSUAL_ENTRIES) {
        gk_found(out, GK_SEVERITY_WARNING, place,
                 "%" PRIu64 " entries to begin with", limits->min);
    }
}

/* Only the module's own tables have exactly their minimum. */
static void look_at_elements(const gk_module *m, uint32_t index,
                             gk_findings *out)
{
    const struct gk_element *e = &m->elements[index];
    uint64_t size;

    if (e->mode != GK_SEGMENT_ACTIVE || e->table < m->imported_tables ||
        e->table >= m->table_count ||
        (e->where.kind != GK_CONST_I32 && e->where.kind != GK_CONST_I64))
        return;
    size = m->tables[e->table].limits.min;
    if (e->count <= size && e->where.value <= size - e->count)
        return;
    gk_found(out, GK_SEVERITY_ERROR, gk_place_element(m, index),
             "%" PRIu32 " entr%s from %" PRIu64 " on, table %" PRIu32
             " begins with %" PRIu64,
             e->count, e->count == 1 ? "y" : "ies", e->where.value, e->table,
             size);
    gk_found_why(out, "instantiating the module traps");
}

void gk_rule_table_request(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_TABLE)
            look_at_size(&m->imports[i].u.table.limits, gk_place_import(m, i),
                         out);
    for (uint32_t i = m->imported_tables; i < m->table_count; i++)
        look_at_size(&m->tables[i].limits, gk_place_table(m, i), out);
    for (uint32_t i = 0; i < m->element_count; i++)
        look_at_elements(m, i, out);
}
