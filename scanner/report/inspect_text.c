#include "core/base/opts.h"
#include "core/base/utf8.h"
#include "scanner/content/link.h"
#include "scanner/effects.h"
#include "scanner/features.h"
#include "scanner/inspect.h"
#include "scanner/place.h"
#include "scanner/report/report.h"

#include <inttypes.h>
#include <string.h>

/* Lists that only hostile modules have longer are cut, and said to be. */
#define MAX_ROWS 2000u

struct page {
    const gk_inspection *in;
    bool color;
    gk_buf *out;
    uint64_t steps; /* see gk_inspect_path */
};

static void heading(const struct page *p, const char *title)
{
    gk_buf_printf(p->out, "%s%s%s\n", gk_style_on(p->color, GK_STYLE_BOLD),
                  title, gk_style_off(p->color));
}

/* How many of `count` rows are shown; says it when not all are. */
static uint32_t shown(const struct page *p, uint32_t count)
{
    if (count <= MAX_ROWS)
        return count;
    gk_buf_printf(p->out, "  (the first %u of %" PRIu32 ")\n", MAX_ROWS, count);
    return MAX_ROWS;
}

static void put_header(const struct page *p)
{
    const gk_inspection *in = p->in;
    char digest[GK_SHA256_HEX_BYTES];
    const char *name =
        strcmp(in->path, "-") == 0 ? "standard input" : gk_path_base(in->path);

    gk_buf_puts(p->out, gk_style_on(p->color, GK_STYLE_BOLD));
    gk_utf8_put_printable(p->out, (const uint8_t *)name, strlen(name), false);
    gk_buf_puts(p->out, gk_style_off(p->color));
    gk_buf_puts(p->out, "  ");
    gk_report_size(p->out, in->facts.len);
    gk_facts_sha256(&in->facts, digest);
    gk_buf_printf(p->out, "  sha256 %s  %s\n", digest,
                  gk_inspect_valid(in) ? "valid"
                  : in->facts.sound    ? "invalid code"
                                       : "malformed");
    if (in->detected.host != NULL)
        gk_buf_printf(p->out, "%s %s (%s)\n", in->detected.host->title,
                      in->detected.host->guest, in->detected.reason);
    else
        gk_buf_printf(p->out, "no host: %s\n", in->detected.reason);
}

static void put_sections(const struct page *p)
{
    const gk_module *m = &p->in->module;
    uint32_t count;

    heading(p, "sections");
    count = shown(p, m->section_count);
    for (uint32_t i = 0; i < count; i++) {
        const struct gk_section *s = &m->sections[i];
        uint32_t entries;

        gk_buf_printf(p->out, "  0x%06" PRIx32 "  %-10s %8" PRIu32 " bytes",
                      s->offset, gk_section_name(s->id), s->len);
        if (s->id == GK_SECTION_CUSTOM)
            gk_buf_printf(p->out, "  %s", gk_label_name(s->name).text);
        else if (gk_inspect_entries(m, s->id, &entries))
            gk_buf_printf(p->out, "  %" PRIu32 " %s", entries,
                          entries == 1 ? "entry" : "entries");
        gk_buf_byte(p->out, '\n');
    }
}

static void put_way(struct page *p, const struct gk_import *import)
{
    struct gk_path path;

    if (gk_inspect_is_dead(p->in, import)) {
        gk_buf_puts(p->out, "      nothing calls it\n");
        return;
    }
    if (!gk_inspect_path(p->in, import, &p->steps, &path))
        return;
    gk_buf_puts(p->out, "      from ");
    gk_path_print(&p->in->module, &path, p->out);
    gk_buf_byte(p->out, '\n');
}

static void put_import(struct page *p, uint32_t index)
{
    const struct gk_import *i = &p->in->module.imports[index];
    const struct gk_abi_import *row = gk_effects_row(&p->in->facts, i);
    const struct gk_abi_memory *memory = gk_facts_memory_row(&p->in->facts, i);

    gk_buf_printf(p->out, "  %-3" PRIu32 " %s  %s ", index,
                  gk_label_import(i).text, gk_extern_word(i->kind));
    if (i->kind == GK_EXTERN_FUNC && i->type >= p->in->module.type_count)
        gk_buf_puts(p->out, "?");
    else
        gk_inspect_put_type(&p->in->module, i->kind, i->index, p->out);
    gk_buf_byte(p->out, '\n');
    if (row != NULL)
        gk_buf_printf(p->out, "      [%s] %s\n", gk_effect_word(row->effect),
                      row->doc);
    else if (memory != NULL)
        gk_buf_printf(p->out, "      %s\n", memory->doc);
    put_way(p, i);
}

static void put_imports(struct page *p)
{
    uint32_t count;

    if (p->in->module.import_count == 0)
        return;
    heading(p, "imports");
    count = shown(p, p->in->module.import_count);
    for (uint32_t i = 0; i < count; i++)
        put_import(p, i);
}

static void put_reached(const struct page *p, uint32_t function)
{
    const gk_module *m = &p->in->module;
    const char *between = "      reaches ";
    uint64_t set;

    if (function >= m->function_count)
        return;
    set = p->in->sets[function];
    for (uint32_t i = 0; i < m->imported_functions && i < GK_REACH_SHARED;
         i++) {
        if ((set & gk_reach_bit(i)) == 0)
            continue;
        gk_buf_printf(p->out, "%s%s", between,
                      gk_label_name(gk_module_func_import(m, i)->name).text);
        between = ", ";
    }
    if ((set & gk_reach_bit(GK_REACH_SHARED)) != 0) {
        gk_buf_printf(p->out, "%sothers", between);
        between = ", ";
    }
    if (between[0] == ',')
        gk_buf_byte(p->out, '\n');
}

static void put_export(const struct page *p, const struct gk_export *e)
{
    const struct gk_abi_export *row = NULL;

    if (p->in->detected.host != NULL)
        row = gk_abi_export_find(p->in->detected.host, (const char *)e->name.at,
                                 e->name.len);
    gk_buf_printf(p->out, "  %s  %s %" PRIu32 " ", gk_label_name(e->name).text,
                  gk_extern_word(e->kind), e->index);
    gk_inspect_put_type(&p->in->module, e->kind, e->index, p->out);
    gk_buf_byte(p->out, '\n');
    if (row != NULL)
        gk_buf_printf(p->out, "      %s\n", row->doc);
    if (e->kind == GK_EXTERN_FUNC)
        put_reached(p, e->index);
}

static void put_exports(const struct page *p)
{
    uint32_t count;

    if (p->in->module.export_count == 0)
        return;
    heading(p, "exports");
    count = shown(p, p->in->module.export_count);
    for (uint32_t i = 0; i < count; i++)
        put_export(p, &p->in->module.exports[i]);
    if (!p->in->reach.complete)
        gk_buf_puts(p->out, "  (not all of the module can be read: more may "
                            "be reached)\n");
}

static void put_data(const struct page *p, uint32_t index)
{
    const struct gk_data *d = &p->in->module.datas[index];

    gk_buf_printf(p->out, "  data[%" PRIu32 "]  ", index);
    if (d->mode != GK_SEGMENT_ACTIVE)
        gk_buf_puts(p->out, "passive");
    else if (d->where.kind == GK_CONST_I32)
        gk_buf_printf(p->out, "0x%06" PRIx64 "–0x%06" PRIx64, d->where.value,
                      d->where.value + d->len);
    else
        gk_buf_puts(p->out, "where a global says");
    gk_buf_printf(p->out, "  %" PRIu32 " bytes\n", d->len);
}

static void put_globals(const struct page *p)
{
    const gk_module *m = &p->in->module;
    uint32_t count = m->export_count < MAX_ROWS ? m->export_count : MAX_ROWS;
    uint32_t value;

    if (gk_inspect_stack(m, &value))
        gk_buf_printf(p->out,
                      "  stack      0x%06" PRIx32
                      " and below (by the first global)\n",
                      value);
    for (uint32_t i = 0; i < count; i++)
        if (m->exports[i].kind == GK_EXTERN_GLOBAL &&
            gk_inspect_global(m, m->exports[i].index, &value))
            gk_buf_printf(p->out, "  %-10s 0x%06" PRIx32 "\n",
                          gk_label_name(m->exports[i].name).text, value);
}

static void put_memory(const struct page *p)
{
    const gk_module *m = &p->in->module;
    uint32_t count;

    if (m->memory_count == 0)
        return;
    heading(p, "memory");
    count = shown(p, m->memory_count);
    for (uint32_t i = 0; i < count; i++) {
        gk_buf_printf(p->out, "  memory %" PRIu32 "  %s, ", i,
                      i < m->imported_memories ? "imported" : "its own");
        gk_inspect_put_limits(&m->memories[i].limits, "pages", p->out);
        gk_buf_byte(p->out, '\n');
    }
    put_globals(p);
    count = shown(p, m->data_count);
    for (uint32_t i = 0; i < count; i++)
        put_data(p, i);
}

static void put_producers(const struct page *p)
{
    const gk_module *m = &p->in->module;
    uint32_t count;

    if (m->producer_count == 0)
        return;
    heading(p, "producers");
    count = shown(p, m->producer_count);
    for (uint32_t i = 0; i < count; i++)
        gk_buf_printf(p->out, "  %-12s %s %s\n",
                      gk_label_name(m->producers[i].field).text,
                      gk_label_name(m->producers[i].name).text,
                      gk_label_name(m->producers[i].version).text);
}

static void put_text(const struct page *p, const char *title,
                     struct gk_name name)
{
    if (name.len > 0)
        gk_buf_printf(p->out, "  %-12s %s\n", title, gk_label_name(name).text);
}

static void put_link(const struct page *p, const char *title,
                     struct gk_name link)
{
    gk_buf text = GK_BUF_INIT;

    if (link.len > 0 && gk_link_put(link, &text) == GK_OK)
        put_text(p, title, (struct gk_name){text.data, (uint32_t)text.len});
    gk_buf_clear(&text);
}

static void put_names(const struct page *p)
{
    const char *between = "  names for    ";

    for (unsigned kind = GK_NAMES_FUNCTION; kind < GK_NAMES_COUNT; kind++) {
        if ((p->in->module.named >> kind & 1) == 0)
            continue;
        gk_buf_printf(p->out, "%s%s", between,
                      gk_inspect_names_word((enum gk_name_kind)kind));
        between = ", ";
    }
    if (between[0] == ',')
        gk_buf_byte(p->out, '\n');
}

static void put_build_id(const struct page *p)
{
    struct gk_name id = p->in->module.build_id;

    if (id.len == 0)
        return;
    gk_buf_puts(p->out, "  build id     ");
    for (uint32_t i = 0; i < id.len && i < 64; i++)
        gk_buf_printf(p->out, "%02x", id.at[i]);
    gk_buf_puts(p->out, id.len > 64 ? "…\n" : "\n");
}

static void put_dylink(const struct page *p)
{
    const struct gk_dylink *d = &p->in->module.dylink;
    uint32_t count = d->needed_count < MAX_ROWS ? d->needed_count : MAX_ROWS;

    if (!p->in->module.has_dylink)
        return;
    gk_buf_printf(p->out,
                  "  dynamic      %" PRIu32 " bytes of memory, %" PRIu32
                  " table entries\n",
                  d->memory_bytes, d->table_entries);
    for (uint32_t i = 0; i < count; i++)
        put_text(p, "needs", d->needed[i]);
}

/* What custom sections say of where the module comes from. */
static void put_origin(const struct page *p)
{
    const gk_module *m = &p->in->module;

    if (m->named == 0 && !m->has_dwarf && m->debug_url.len == 0 &&
        m->source_map_url.len == 0 && m->build_id.len == 0 &&
        !m->has_signature && !m->has_dylink)
        return;
    heading(p, "origin");
    put_text(p, "module name", m->module_name);
    put_names(p);
    if (m->has_dwarf)
        gk_buf_puts(p->out, "  debug info   DWARF\n");
    put_link(p, "debug info", m->debug_url);
    put_link(p, "source map", m->source_map_url);
    put_build_id(p);
    if (m->has_signature)
        gk_buf_puts(p->out, "  signature    a section of that name\n");
    put_dylink(p);
}

static void put_features(const struct page *p)
{
    const gk_inspection *in = p->in;
    uint32_t used = gk_features_used(&in->module, &in->validation);

    if (used != 0)
        heading(p, "features");
    for (unsigned f = 0; f < GK_FEATURE_COUNT; f++) {
        uint64_t count = in->validation.uses[f].count;
        struct gk_place place;

        if ((used & GK_FEATURE_BIT(f)) == 0)
            continue;
        gk_buf_printf(p->out, "  %-20s", gk_feature_name((gk_feature)f));
        if (count > 0)
            gk_buf_printf(p->out, " %" PRIu64 " place%s", count,
                          count == 1 ? "" : "s");
        place = gk_feature_place(&in->module, &in->validation, (gk_feature)f);
        if (place.kind != GK_PLACE_MODULE) {
            gk_buf_puts(p->out, count > 1    ? ", first "
                                : count == 1 ? ", "
                                             : " ");
            gk_place_print(&place, p->out);
        }
        gk_buf_byte(p->out, '\n');
    }
}

static void put_rows(const struct page *p, const char *title,
                     const struct gk_problem *rows, uint32_t count)
{
    if (count > 0)
        heading(p, title);
    for (uint32_t i = 0; i < count; i++)
        gk_buf_printf(p->out, "  0x%06" PRIx32 "  %s\n", rows[i].offset,
                      rows[i].text);
}

static void put_code_problems(const struct page *p)
{
    const gk_validation *v = &p->in->validation;

    if (v->problem_count > 0)
        heading(p, "problems of code");
    for (uint32_t i = 0; i < v->problem_count; i++) {
        struct gk_place place = gk_place_code(
            &p->in->module, v->problems[i].function, v->problems[i].offset);

        gk_buf_printf(p->out, "  0x%06" PRIx32 "  ", v->problems[i].offset);
        gk_place_print(&place, p->out);
        gk_buf_printf(p->out, ": %s\n", v->problems[i].text);
    }
    if (v->more > 0)
        gk_buf_printf(p->out, "  … and %" PRIu64 " more\n", v->more);
}

gk_status gk_inspect_text(const gk_inspection *in, bool color, gk_buf *out)
{
    struct page p = {in, color, out, GK_INSPECT_STEPS};

    put_header(&p);
    put_sections(&p);
    put_imports(&p);
    put_exports(&p);
    put_memory(&p);
    put_producers(&p);
    put_origin(&p);
    put_features(&p);
    put_rows(&p, "notes", in->module.notes, in->module.note_count);
    put_rows(&p, "problems", in->module.problems, in->module.problem_count);
    put_code_problems(&p);
    return out->status;
}
