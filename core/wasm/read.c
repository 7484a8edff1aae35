/*
 * Reading a module: finds the sections, then reads them in the order in which
 * they depend on each other, whatever order they stand in. Custom sections
 * come last, when functions are known.
 */
#include "core/base/limits.h"
#include "core/wasm/leb.h"
#include "core/wasm/reader.h"

#include <inttypes.h>
#include <string.h>

/* What a module's tables may take: gk_module_read promises a quarter of its
 * bytes and 16 MiB, of which problems and the allocator get their share. */
#define TABLE_BYTES(len) ((len) / 4 + ((size_t)16 << 20) - ((size_t)1 << 19))

#define CORE_VERSION 1u
#define HEADER_BYTES 8u
#define BIT(n)       (1u << (n))

struct known_section {
    uint8_t id;
    gk_status (*read)(struct gk_reader *r);
    bool always;    /* also when absent: imports fill the same index space */
    unsigned vague; /* what is not known when it cannot be read through */
};

/* In the order they must come in (5.5.2; tags: exception handling). */
static const struct known_section known[] = {
    {GK_SECTION_TYPE, gk_read_types, false, BIT(GK_SPACE_TYPE)},
    {GK_SECTION_IMPORT, gk_read_imports, false,
     BIT(GK_EXTERN_FUNC) | BIT(GK_EXTERN_TABLE) | BIT(GK_EXTERN_MEMORY) |
         BIT(GK_EXTERN_GLOBAL) | BIT(GK_EXTERN_TAG)},
    {GK_SECTION_FUNCTION, gk_read_functions, true,
     BIT(GK_EXTERN_FUNC) | BIT(GK_SPACE_CODE)},
    {GK_SECTION_TABLE, gk_read_tables, true, BIT(GK_EXTERN_TABLE)},
    {GK_SECTION_MEMORY, gk_read_memories, true, BIT(GK_EXTERN_MEMORY)},
    {GK_SECTION_TAG, gk_read_tags, true, BIT(GK_EXTERN_TAG)},
    {GK_SECTION_GLOBAL, gk_read_globals, true, BIT(GK_EXTERN_GLOBAL)},
    {GK_SECTION_EXPORT, gk_read_exports, false, 0},
    {GK_SECTION_START, gk_read_start, false, 0},
    {GK_SECTION_ELEMENT, gk_read_elements, false, BIT(GK_SPACE_ELEMENT)},
    {GK_SECTION_DATA_COUNT, gk_read_data_count, false, BIT(GK_SPACE_DATA)},
    {GK_SECTION_CODE, gk_read_codes, false, BIT(GK_SPACE_CODE)},
    {GK_SECTION_DATA, gk_read_datas, false, BIT(GK_SPACE_DATA)},
};
#define KNOWN_COUNT (sizeof known / sizeof *known)

/* Place of a section id in `known`; KNOWN_COUNT for others. */
static size_t rank_of(uint8_t id)
{
    size_t rank = 0;

    while (rank < KNOWN_COUNT && known[rank].id != id)
        rank++;
    return rank;
}

bool gk_section_comes_after(uint8_t id, uint8_t other)
{
    return rank_of(id) > rank_of(other);
}

/* --- finding sections ---------------------------------------------------- */

struct layout {
    uint32_t number[GK_SECTION_ID_COUNT]; /* of the first one + 1, by id */
    uint32_t cap;                         /* rows allocated */
    size_t rank;                          /* of the last known section */
    bool cut; /* the last one passes the end, or more could not be found */
};

static void check_order(struct gk_reader *r, struct layout *layout, uint8_t id,
                        size_t offset)
{
    size_t rank = rank_of(id);

    if (layout->number[id] != 0)
        gk_reader_problem(r, GK_E_MALFORMED, offset,
                          "a second %s section; only the first is read",
                          gk_section_name(id));
    else if (rank < layout->rank)
        gk_reader_problem(
            r, GK_E_MALFORMED, offset, "%s section after the %s section",
            gk_section_name(id), gk_section_name(known[layout->rank].id));
    else
        layout->rank = rank;
}

/* The id and size before a section's bytes. A size that passes the module's
 * end is cut down to what is there. */
static gk_status read_header(struct gk_reader *r, struct layout *layout,
                             struct gk_section *out)
{
    uint32_t size;
    gk_status st;

    out->header_offset = (uint32_t)r->at;
    st = gk_read_byte(r, &out->id, "a section's id");
    r->section = out->id;
    if (st == GK_OK)
        st = gk_read_u32(r, &size, "the section's size");
    if (st != GK_OK)
        return st;
    layout->cut = size > r->end - r->at;
    if (layout->cut) {
        gk_reader_problem(r, GK_E_EOF, r->at,
                          "size is %" PRIu32 " bytes, the module has %zu left",
                          size, r->end - r->at);
        size = (uint32_t)(r->end - r->at);
    }
    out->offset = (uint32_t)r->at;
    out->len = size;
    return GK_OK;
}

static void read_custom_name(struct gk_reader *r, const struct layout *layout,
                             struct gk_section *section)
{
    size_t end = r->end;
    gk_status st;

    r->end = section->offset + section->len;
    r->cut = layout->cut;
    st = gk_read_name(r, &section->name, "custom section's name");
    if (st == GK_OK) {
        section->len = (uint32_t)(r->end - r->at);
        section->offset = (uint32_t)r->at;
    }
    r->cut = false;
    r->end = end;
}

static gk_status add_section(struct gk_reader *r, struct layout *layout)
{
    gk_module *m = r->m;
    struct gk_section section = {0};
    struct gk_section *rows;
    gk_status st;

    if (m->section_count == GK_MAX_SECTIONS)
        return gk_reader_problem(r, GK_E_LIMIT, r->at, "more than %u sections",
                                 GK_MAX_SECTIONS);
    st = read_header(r, layout, &section);
    if (st != GK_OK)
        return st;
    if (section.id == GK_SECTION_CUSTOM)
        read_custom_name(r, layout, &section);
    else if (section.id >= GK_SECTION_ID_COUNT)
        gk_reader_problem(r, GK_E_MALFORMED, section.header_offset,
                          "section id %u, known are 0 to %d", section.id,
                          GK_SECTION_ID_COUNT - 1);
    else
        check_order(r, layout, section.id, section.header_offset);
    rows = gk_reader_grow(r, m->sections, m->section_count, &layout->cap,
                          sizeof section);
    if (rows == NULL)
        return GK_E_LIMIT;
    m->sections = rows;
    rows[m->section_count++] = section;
    if (section.id < GK_SECTION_ID_COUNT && layout->number[section.id] == 0)
        layout->number[section.id] = m->section_count;
    r->at = (size_t)section.offset + section.len;
    return GK_OK;
}

static void find_sections(struct gk_reader *r, struct layout *layout)
{
    r->at = HEADER_BYTES;
    r->end = r->m->len;
    while (r->at < r->end && !layout->cut)
        layout->cut = add_section(r, layout) != GK_OK || layout->cut;
    /* Sections that were not reached prove nothing by their absence. */
    if (layout->cut)
        r->vague |= BIT(GK_SPACE_CODE) | BIT(GK_SPACE_DATA);
}

/* --- reading them -------------------------------------------------------- */

static void read_known(struct gk_reader *r, const struct layout *layout,
                       const struct known_section *known_section)
{
    const gk_module *m = r->m;
    uint32_t number = layout->number[known_section->id];
    gk_status st;

    r->absent = number == 0;
    if (r->absent && !known_section->always)
        return;
    r->at = r->end = m->len;
    if (!r->absent) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it is there */
        r->at = m->sections[number - 1].offset;
        r->end = r->at + m->sections[number - 1].len;
    }
    r->cut = layout->cut && number == m->section_count;
    r->section = known_section->id;
    st = known_section->read(r);
    r->noun = NULL;
    if (st != GK_OK || r->cut)
        r->vague |= known_section->vague;
    else if (r->at < r->end)
        gk_reader_problem(r, GK_E_MALFORMED, r->at,
                          "%zu bytes after the last entry", r->end - r->at);
}

/* Where the section's entries begin, or would. */
static size_t offset_of(const gk_module *m, const struct layout *layout,
                        uint8_t id)
{
    uint32_t number = layout->number[id];

    return number == 0 ? m->len : m->sections[number - 1].offset;
}

/* What two sections must agree on. */
static void check_counts(struct gk_reader *r, const struct layout *layout)
{
    const gk_module *m = r->m;
    uint32_t defined = m->function_count - m->imported_functions;

    r->section = GK_SECTION_CODE;
    if (defined != m->code_count && !(r->vague & BIT(GK_SPACE_CODE)))
        gk_reader_problem(
            r, GK_E_MALFORMED, offset_of(m, layout, GK_SECTION_CODE),
            "%" PRIu32 " functions are defined, %" PRIu32 " have a body",
            defined, m->code_count);
    r->section = GK_SECTION_DATA;
    if (m->has_data_count && m->data_count_declared != m->data_count &&
        !(r->vague & BIT(GK_SPACE_DATA)))
        gk_reader_problem(
            r, GK_E_MALFORMED, offset_of(m, layout, GK_SECTION_DATA),
            "data count is %" PRIu32 ", there are %" PRIu32 " segments",
            m->data_count_declared, m->data_count);
}

static void read_customs(struct gk_reader *r, const struct layout *layout)
{
    r->custom = true;
    r->absent = false;
    r->section = GK_SECTION_CUSTOM;
    for (uint32_t i = 0; i < r->m->section_count && !r->nomem; i++) {
        r->cut = layout->cut && i + 1 == r->m->section_count;
        if (r->m->sections[i].id == GK_SECTION_CUSTOM)
            gk_read_custom(r, i);
        r->noun = NULL;
    }
}

/* False when there is nothing more that could be read. */
static bool read_preamble(struct gk_reader *r)
{
    gk_module *m = r->m;
    const uint8_t *b = m->bytes;

    m->magic = m->len >= 4 && memcmp(b, "\0asm", 4) == 0;
    if (!m->magic) {
        gk_reader_problem(r, GK_E_MALFORMED, 0,
                          "no WebAssembly: a module begins with the bytes"
                          " 00 61 73 6d");
        return false;
    }
    if (m->len < HEADER_BYTES) {
        gk_reader_problem(r, GK_E_EOF, 4, "the module ends in its version");
        return false;
    }
    m->version = (uint32_t)b[4] | (uint32_t)b[5] << 8 | (uint32_t)b[6] << 16 |
                 (uint32_t)b[7] << 24;
    m->is_component = m->version >> 16 == 1;
    if (m->is_component)
        gk_reader_problem(r, GK_E_UNSUPPORTED, 4,
                          "a component (version 0x%08" PRIx32
                          "), wanted a core module",
                          m->version);
    else if (m->version != CORE_VERSION)
        gk_reader_problem(r, GK_E_UNSUPPORTED, 4,
                          "version 0x%08" PRIx32 ", wanted 1", m->version);
    return m->version == CORE_VERSION;
}

/* Sections were not read in the order of their bytes. The row that says that
 * there are more stays last. */
static void sort_problems(struct gk_problem *rows, uint32_t count)
{
    if (count == GK_MAX_PROBLEMS)
        count--;
    for (uint32_t i = 1; i < count; i++) {
        struct gk_problem row = rows[i];
        uint32_t to = i;

        for (; to > 0 && rows[to - 1].offset > row.offset; to--)
            rows[to] = rows[to - 1];
        rows[to] = row;
    }
}

static void read_all(struct gk_reader *r)
{
    struct layout layout = {.rank = 0};

    if (!read_preamble(r))
        return;
    find_sections(r, &layout);
    for (size_t i = 0; i < KNOWN_COUNT && !r->nomem; i++)
        read_known(r, &layout, &known[i]);
    check_counts(r, &layout);
    r->m->vague = r->vague;
    read_customs(r, &layout);
    sort_problems(r->m->problems, r->m->problem_count);
    sort_problems(r->m->notes, r->m->note_count);
}

gk_status gk_module_read_with(const struct gk_alloc *alloc, const void *bytes,
                              size_t len, gk_module *out, gk_error *err)
{
    gk_module m = {.bytes = bytes, .len = len};
    struct gk_reader r = {.m = &m};

    if (len > GK_MAX_MODULE_BYTES)
        return gk_fail(err, GK_E_LIMIT, "module of %zu bytes, at most %zu", len,
                       GK_MAX_MODULE_BYTES);
    r.store = alloc->resize(alloc->context, NULL, sizeof *r.store);
    if (r.store == NULL)
        return gk_fail_nomem(err);
    memset(r.store, 0, sizeof *r.store);
    gk_arena_init(&r.store->arena, TABLE_BYTES(len), alloc);
    m.arena = r.store;
    read_all(&r);
    if (r.nomem) {
        gk_module_clear(&m);
        return gk_fail_nomem(err);
    }
    *out = m;
    return GK_OK;
}

gk_status gk_module_read(const void *bytes, size_t len, gk_module *out,
                         gk_error *err)
{
    return gk_module_read_with(&gk_alloc_libc, bytes, len, out, err);
}

void gk_module_clear(gk_module *module)
{
    struct gk_store *store;
    struct gk_alloc alloc;

    if (module == NULL)
        return;
    store = module->arena;
    if (store != NULL) {
        alloc = store->arena.alloc;
        gk_arena_clear(&store->arena);
        alloc.resize(alloc.context, store, 0);
    }
    memset(module, 0, sizeof *module);
}
