/* Exports (5.5.10): entries, unique names, and the two ways to look them up. */
#include "core/base/limits.h"
#include "core/wasm/order.h"
#include "core/wasm/reader.h"

#include <inttypes.h>
#include <string.h>

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 32;
}

/* Eight bytes at a time; the last ones of a longer name are taken with some
 * that were taken before. */
static uint32_t hash(struct gk_name name)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ name.len;
    uint64_t word = 0;
    uint32_t at = 0;

    for (; name.len - at > sizeof word; at += sizeof word) {
        memcpy(&word, name.at + at, sizeof word);
        h = mix(h, word);
    }
    if (name.len >= sizeof word) {
        memcpy(&word, name.at + name.len - sizeof word, sizeof word);
    } else {
        for (uint32_t i = 0; i < name.len; i++)
            word = word << 8 | name.at[i];
    }
    return (uint32_t)(mix(h, word) >> 32);
}

struct gk_export_key gk_export_key(struct gk_name name)
{
    return (struct gk_export_key){hash(name), name};
}

int gk_export_key_compare(struct gk_export_key a, struct gk_export_key b)
{
    if (a.hash != b.hash)
        return a.hash < b.hash ? -1 : 1;
    if (a.name.len != b.name.len)
        return a.name.len < b.name.len ? -1 : 1;
    return a.name.len == 0 ? 0 : memcmp(a.name.at, b.name.at, a.name.len);
}

struct gk_export_key gk_export_key_of(const struct gk_export *row)
{
    return (struct gk_export_key){row->name_hash, row->name};
}

static int compare(uint32_t a, uint32_t b, const void *exports)
{
    const struct gk_export *rows = exports;

    return gk_export_key_compare(gk_export_key_of(&rows[a]),
                                 gk_export_key_of(&rows[b]));
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
    row.name_hash = hash(row.name);
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
        if (compare(order[i - 1], order[i], rows) == 0)
            marks[order[i]] = 1;
    for (r->entry = 0; r->entry < count; r->entry++)
        if (marks[r->entry])
            gk_reader_problem(r, GK_E_MALFORMED, rows[r->entry].offset,
                              "name '%s' is taken by another export",
                              gk_reader_show(r, rows[r->entry].name).text);
}

/* Places for the hashes: not many more than fit a cache. */
#define MOST_BITS 18u

/* By the upper `bits` of the hash; `starts` has room for their values and one
 * more, and is all 0. Nearly every place then has one name, and what remains to
 * be sorted are names of one place. */
static void sort_by_hash(const struct gk_export *rows, uint32_t count,
                         unsigned bits, uint32_t *starts, uint32_t *order,
                         uint32_t *scratch)
{
    unsigned shift = 32 - bits;

    for (uint32_t i = 0; i < count; i++)
        starts[(rows[i].name_hash >> shift) + 1]++;
    for (uint32_t place = 0; place < 1u << bits; place++)
        starts[place + 1] += starts[place];
    for (uint32_t i = 0; i < count; i++)
        order[starts[rows[i].name_hash >> shift]++] = i;
    /* Each start is where its place ends now. */
    for (uint32_t place = 0, start = 0; place < 1u << bits; place++) {
        uint32_t end = starts[place];

        if (end - start > 1)
            gk_order_arrange(order + start, scratch, end - start, compare,
                             rows);
        start = end;
    }
}

static gk_status sort_exports(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t *order = gk_reader_alloc(r, m->export_count, sizeof *order);
    uint32_t *scratch = gk_reader_alloc(r, m->export_count, sizeof *scratch);
    unsigned bits = 1;
    size_t places;
    uint32_t *starts;

    while (bits < MOST_BITS && m->export_count >> bits > 0)
        bits++;
    places = ((size_t)1 << bits) + 1;
    starts = gk_reader_alloc(r, places, sizeof *starts);
    if (order == NULL || scratch == NULL || starts == NULL)
        return GK_E_LIMIT;
    memset(starts, 0, places * sizeof *starts);
    sort_by_hash(m->exports, m->export_count, bits, starts, order, scratch);
    gk_arena_free(&r->store->arena, starts);
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
