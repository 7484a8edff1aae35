/*
 * Custom sections of the tool conventions: name (core 2.0, appendix A.7),
 * producers, target_features, dylink.0, build_id, external_debug_info, DWARF
 * and source maps (WebAssembly/tool-conventions). Nothing in here decides what
 * a module does, so what is odd is a note.
 */
#include "core/wasm/order.h"
#include "core/wasm/reader.h"

#include <inttypes.h>
#include <string.h>

/* Reads a subsection's id and size; r->end is where it ends. The caller puts
 * r->at there, and r->end back. */
static gk_status read_subsection(struct gk_reader *r, uint8_t *id,
                                 const char *what)
{
    uint32_t size;
    gk_status st = gk_read_byte(r, id, what);
    size_t from;

    if (st == GK_OK)
        st = gk_read_u32(r, &size, what);
    from = r->at;
    if (st == GK_OK)
        st = gk_read_skip(r, size, what);
    if (st != GK_OK)
        return st;
    r->end = r->at;
    r->at = from;
    return GK_OK;
}

/* --- name ---------------------------------------------------------------- */

/* Reads the map's next row; *keep tells whether it names a function. */
static gk_status read_func_name(struct gk_reader *r, struct gk_func_name *out,
                                bool *keep)
{
    size_t offset = r->at;
    gk_status st = gk_read_u32(r, &out->index, "function index");

    if (st == GK_OK)
        st = gk_read_name(r, &out->name, "function name");
    if (st != GK_OK)
        return st;
    *keep = out->index < r->m->function_count;
    if (!*keep)
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "names function %" PRIu32 ", the module has %" PRIu32,
                          out->index, r->m->function_count);
    return GK_OK;
}

static int compare_indices(uint32_t a, uint32_t b, const void *rows)
{
    const struct gk_func_name *names = rows;

    return names[a].index < names[b].index ? -1
                                           : names[a].index > names[b].index;
}

/* The map should be sorted, but this one is not: sorts it, and keeps the first
 * of equal indices. The map is gone when there is no memory to do it in. */
static void sort_names(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count = m->func_name_count, n = 0;
    uint32_t *order = gk_reader_alloc(r, count, sizeof *order);
    uint32_t *scratch = gk_reader_alloc(r, count, sizeof *scratch);
    struct gk_func_name *names = gk_reader_alloc(r, count, sizeof *names);

    m->func_name_count = 0;
    if (order != NULL && scratch != NULL && names != NULL) {
        gk_order_sort(order, scratch, count, compare_indices, m->func_names);
        for (uint32_t i = 0; i < count; i++) {
            names[n] = m->func_names[order[i]];
            n += n == 0 || names[n - 1].index != names[n].index;
        }
        m->func_name_count = n;
    }
    gk_arena_free(&r->store->arena, m->func_names);
    gk_arena_free(&r->store->arena, order);
    gk_arena_free(&r->store->arena, scratch);
    m->func_names = names;
}

static gk_status read_func_names(struct gk_reader *r)
{
    gk_module *m = r->m;
    size_t offset = r->at;
    bool sorted = true, keep;
    uint32_t count;
    gk_status st =
        gk_read_count(r, UINT32_MAX, 2, &count, "count of function names");

    if (st != GK_OK || count == 0)
        return st;
    m->func_names = gk_reader_alloc(r, count, sizeof *m->func_names);
    if (m->func_names == NULL)
        return GK_E_LIMIT;
    r->noun = "entry";
    for (r->entry = 0; st == GK_OK && r->entry < count; r->entry++) {
        struct gk_func_name *row = &m->func_names[m->func_name_count];

        st = read_func_name(r, row, &keep);
        if (st != GK_OK || !keep)
            continue;
        if (m->func_name_count > 0 && row[-1].index >= row->index)
            sorted = false;
        m->func_name_count++;
    }
    r->noun = NULL;
    if (!sorted) {
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "function names are not in the order of their"
                          " functions, one for each");
        sort_names(r);
    }
    return st;
}

static gk_status read_names(struct gk_reader *r)
{
    size_t end = r->end;
    gk_status st = GK_OK;

    if (r->m->named != 0)
        return gk_reader_problem(r, GK_E_MALFORMED, r->at,
                                 "a second name section, not read");
    while (st == GK_OK && r->at < end) {
        uint8_t id;

        r->end = end;
        st = read_subsection(r, &id, "a name subsection");
        if (st != GK_OK)
            return st;
        if (id < GK_NAMES_COUNT)
            r->m->named |= 1u << id;
        if (id == GK_NAMES_MODULE)
            st = gk_read_name(r, &r->m->module_name, "module name");
        else if (id == GK_NAMES_FUNCTION && r->m->func_names == NULL)
            st = read_func_names(r);
        /* Others name what nobody here asks for: locals, types, globals. */
        r->at = r->end;
    }
    return st;
}

/* --- producers, target_features ------------------------------------------ */

static gk_status read_producers(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t fields, values, cap = 0;
    gk_status st = gk_read_count(r, UINT32_MAX, 2, &fields, "count of fields");

    if (m->producers != NULL)
        return gk_reader_problem(r, GK_E_MALFORMED, r->at,
                                 "a second producers section, not read");
    for (uint32_t i = 0; st == GK_OK && i < fields; i++) {
        struct gk_producer row = {0};

        st = gk_read_name(r, &row.field, "field's name");
        if (st == GK_OK)
            st = gk_read_count(r, UINT32_MAX, 2, &values, "count of values");
        for (uint32_t j = 0; st == GK_OK && j < values; j++) {
            struct gk_producer *rows = gk_reader_grow(
                r, m->producers, m->producer_count, &cap, sizeof row);

            if (rows == NULL)
                return GK_E_LIMIT;
            m->producers = rows;
            st = gk_read_name(r, &row.name, "producer");
            if (st == GK_OK)
                st = gk_read_name(r, &row.version, "version");
            if (st == GK_OK)
                rows[m->producer_count++] = row;
        }
    }
    return st;
}

static gk_status read_target_features(struct gk_reader *r)
{
    gk_module *m = r->m;
    uint32_t count;
    gk_status st = gk_read_count(r, UINT32_MAX, 2, &count, "count of features");

    if (st != GK_OK || count == 0)
        return st;
    if (m->target_features != NULL)
        return gk_reader_problem(r, GK_E_MALFORMED, r->at,
                                 "a second target_features section, not read");
    m->target_features = gk_reader_alloc(r, count, sizeof *m->target_features);
    if (m->target_features == NULL)
        return GK_E_LIMIT;
    for (uint32_t i = 0; i < count; i++) {
        struct gk_target_feature *row = &m->target_features[i];

        st = gk_read_byte(r, &row->prefix, "a feature's prefix");
        if (st == GK_OK && row->prefix != '+' && row->prefix != '-' &&
            row->prefix != '=')
            return gk_reader_problem(r, GK_E_MALFORMED, r->at - 1,
                                     "prefix 0x%02x of a feature, wanted"
                                     " '+', '-' or '='",
                                     row->prefix);
        if (st == GK_OK)
            st = gk_read_name(r, &row->name, "feature");
        if (st != GK_OK)
            return st;
        m->target_feature_count++;
    }
    return GK_OK;
}

/* --- dylink.0 ------------------------------------------------------------ */

enum { DYLINK_MEMORY = 1, DYLINK_NEEDED };

static gk_status read_dylink_memory(struct gk_reader *r)
{
    struct gk_dylink *d = &r->m->dylink;
    gk_status st = gk_read_u32(r, &d->memory_bytes, "size of memory");

    if (st == GK_OK)
        st = gk_read_u32(r, &d->memory_align, "alignment of memory");
    if (st == GK_OK)
        st = gk_read_u32(r, &d->table_entries, "size of the table");
    if (st == GK_OK)
        st = gk_read_u32(r, &d->table_align, "alignment of the table");
    return st;
}

static gk_status read_needed(struct gk_reader *r)
{
    struct gk_dylink *d = &r->m->dylink;
    uint32_t count;
    gk_status st =
        gk_read_count(r, UINT32_MAX, 1, &count, "count of libraries");

    if (st != GK_OK || count == 0)
        return st;
    d->needed = gk_reader_alloc(r, count, sizeof *d->needed);
    if (d->needed == NULL)
        return GK_E_LIMIT;
    for (uint32_t i = 0; st == GK_OK && i < count; i++) {
        st = gk_read_name(r, &d->needed[i], "name of a library");
        if (st == GK_OK)
            d->needed_count++;
    }
    return st;
}

static gk_status begin_dylink(struct gk_reader *r)
{
    if (r->m->has_dylink)
        return gk_reader_problem(r, GK_E_MALFORMED, r->at,
                                 "a second dylink section, not read");
    r->m->has_dylink = true;
    return GK_OK;
}

static gk_status read_dylink(struct gk_reader *r)
{
    size_t end = r->end;
    gk_status st = begin_dylink(r);

    while (st == GK_OK && r->at < end) {
        uint8_t id;

        r->end = end;
        st = read_subsection(r, &id, "a dylink subsection");
        if (st != GK_OK)
            return st;
        if (id == DYLINK_MEMORY)
            st = read_dylink_memory(r);
        else if (id == DYLINK_NEEDED && r->m->dylink.needed == NULL)
            st = read_needed(r);
        else
            r->at = r->end; /* flags of symbols, paths: for linkers */
        if (st == GK_OK && r->at < r->end)
            st = gk_reader_problem(r, GK_E_MALFORMED, r->at,
                                   "%zu bytes after the end of dylink"
                                   " subsection %u",
                                   r->end - r->at, id);
    }
    return st;
}

/* Before it had subsections. */
static gk_status read_old_dylink(struct gk_reader *r)
{
    gk_status st = begin_dylink(r);

    if (st == GK_OK)
        st = read_dylink_memory(r);
    return st != GK_OK ? st : read_needed(r);
}

/* --- texts --------------------------------------------------------------- */

static gk_status read_source_map(struct gk_reader *r)
{
    return gk_read_name(r, &r->m->source_map_url, "address of the source map");
}

static gk_status read_debug_url(struct gk_reader *r)
{
    return gk_read_name(r, &r->m->debug_url, "address of the debug file");
}

static gk_status read_build_id(struct gk_reader *r)
{
    struct gk_name id;
    gk_status st = gk_read_u32(r, &id.len, "build id");

    id.at = r->m->bytes + r->at;
    if (st == GK_OK)
        st = gk_read_skip(r, id.len, "build id");
    if (st == GK_OK)
        r->m->build_id = id;
    return st;
}

static const struct {
    const char *name;
    gk_status (*read)(struct gk_reader *r);
} customs[] = {
    {"name", read_names},
    {"producers", read_producers},
    {"target_features", read_target_features},
    {"dylink.0", read_dylink},
    {"dylink", read_old_dylink},
    {"sourceMappingURL", read_source_map},
    {"external_debug_info", read_debug_url},
    {"build_id", read_build_id},
};

void gk_read_custom(struct gk_reader *r, uint32_t number)
{
    static const char dwarf[] = ".debug_";
    const struct gk_section *section = &r->m->sections[number];
    struct gk_name name = section->name;

    if (name.len >= sizeof dwarf - 1 &&
        memcmp(name.at, dwarf, sizeof dwarf - 1) == 0)
        r->m->has_dwarf = true;
    if (gk_name_is(name, "signature"))
        r->m->has_signature = true;
    for (size_t i = 0; i < sizeof customs / sizeof *customs; i++) {
        if (!gk_name_is(name, customs[i].name))
            continue;
        r->at = section->offset;
        r->end = r->at + section->len;
        if (customs[i].read(r) == GK_OK && r->at < r->end)
            gk_reader_problem(r, GK_E_MALFORMED, r->at,
                              "%zu bytes after the last entry of '%s'",
                              r->end - r->at, customs[i].name);
    }
}
