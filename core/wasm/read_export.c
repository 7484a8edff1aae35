/* Exports (5.5.10): entries, unique names, and the two ways to look them up. */
#include "core/base/limits.h"
#include "core/wasm/order.h"
#include "core/wasm/reader.h"

#include <inttypes.h>
#include <string.h>

int gk_export_compare(uint32_t a, uint32_t b, const void *exports)
{
    const struct gk_export *rows = exports;
    struct gk_name x = rows[a].name, y = rows[b].name;

    if (x.len != y.len)
        return x.len < y.len ? -1 : 1;
    return x.len == 0 ? 0 : memcmp(x.at, y.at, x.len);
}

static gk_status read_export(struct gk_reader *r, struct gk_export *out)
{
    struct gk_export row = {0};
    size_t offset;
    uint8_t kind;
    gk_status st;

    row.offset = (uint32_t)r->at;
    st = gk_read_name(r, &row.name, "name");
    if (st == GK_OK)
        st = gk_read_byte(r, &kind, "kind");
    if (st != GK_OK)
        return st;
    if (kind > GK_EXTERN_TAG)
        return gk_reader_problem(r, GK_E_MALFORMED, r->at - 1,
                                 "kind 0x%02x, wanted 0 to 4", kind);
    row.kind = (gk_extern_kind)kind;
    offset = r->at;
    st = gk_read_u32(r, &row.index, "index");
    if (st != GK_OK)
        return st;
    gk_check_index(
        r, kind, row.index, offset,
        (const char *[]){"function", "table", "memory", "global", "tag"}[kind]);
    if (kind == GK_EXTERN_GLOBAL && row.index < r->m->global_count &&
        r->m->globals[row.index].type.mutable_)
        r->m->features |= GK_MODULE_MUTABLE_GLOBALS;
    *out = row;
    return GK_OK;
}

/* Equal names are side by side in `order`; of each group all but the first one
 * in the file are at fault. Marks them, so that they are told in file order. */
static void check_unique(struct gk_reader *r, const uint32_t *order,
                         uint32_t *marks)
{
    const struct gk_export *rows = r->m->exports;
    uint32_t count = r->m->export_count;

    memset(marks, 0, count * sizeof *marks);
    for (uint32_t i = 1; i < count; i++)
        if (gk_export_compare(order[i - 1], order[i], rows) == 0)
            marks[order[i]] = 1;
    for (r->entry = 0; r->entry < count; r->entry++)
        if (marks[r->entry])
            gk_reader_problem(r, GK_E_MALFORMED, rows[r->entry].offset,
                              "name '%s' is taken by another export",
                              gk_reader_show(r, rows[r->entry].name).text);
}

static gk_status sort_exports(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t *order = gk_reader_alloc(r, m->export_count, sizeof *order);
    uint32_t *scratch = gk_reader_alloc(r, m->export_count, sizeof *scratch);

    if (order == NULL || scratch == NULL)
        return GK_E_LIMIT;
    gk_order_sort(order, scratch, m->export_count, gk_export_compare,
                  m->exports);
    check_unique(r, order, scratch);
    gk_arena_free(&r->store->arena, scratch);
    r->store->exports_by_name = order;
    return GK_OK;
}

static gk_status map_functions(struct gk_reader *r)
{
    const gk_module *m = r->m;
    uint32_t *first = gk_reader_alloc(r, m->function_count, sizeof *first);

    if (first == NULL)
        return GK_E_LIMIT;
    memset(first, 0, m->function_count * sizeof *first);
    for (uint32_t i = m->export_count; i-- > 0;)
        if (m->exports[i].kind == GK_EXTERN_FUNC &&
            m->exports[i].index < m->function_count)
            first[m->exports[i].index] = i + 1;
    r->store->first_export = first;
    return GK_OK;
}

gk_status gk_read_exports(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count;
    gk_status st =
        gk_read_count(r, GK_MAX_EXPORTS, 3, &count, "count of exports");

    if (st != GK_OK || count == 0)
        return st;
    m->exports = gk_reader_alloc(r, count, sizeof *m->exports);
    if (m->exports == NULL)
        return GK_E_LIMIT;
    r->noun = "export";
    for (r->entry = 0; st == GK_OK && r->entry < count; r->entry++) {
        st = read_export(r, &m->exports[r->entry]);
        if (st == GK_OK)
            m->export_count++;
    }
    if (m->export_count > 0 && sort_exports(r) != GK_OK)
        return GK_E_LIMIT;
    if (m->export_count > 0 && map_functions(r) != GK_OK)
        return GK_E_LIMIT;
    return st;
}
