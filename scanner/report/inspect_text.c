#include "core/base/opts.h"
#include "core/base/utf8.h"
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
                  in->facts.sound ? "valid" : "malformed");
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

static void put_import(const struct page *p, uint32_t index)
{
    const struct gk_import *i = &p->in->module.imports[index];
    const struct gk_abi_import *row = gk_facts_import_row(&p->in->facts, i);
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
}

static void put_imports(const struct page *p)
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

    if (p->in->sets == NULL || function >= p->in->reach.calls->functions)
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
    if (p->in->reach.nodes == 0 && p->in->module.function_count > 0)
        gk_buf_puts(p->out, "  (too large for a call graph)\n");
    else if (!p->in->reach.complete)
        gk_buf_puts(p->out, "  (some bodies cannot be read: what is reached is "
                            "not all)\n");
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

static void put_origin(const struct page *p)
{
    const gk_module *m = &p->in->module;
    const char *names[64];
    size_t features = gk_inspect_features(p->in, names, 64);
    uint32_t count =
        m->producer_count < MAX_ROWS ? m->producer_count : MAX_ROWS;

    if (count > 0)
        heading(p, "producers");
    for (uint32_t i = 0; i < count; i++)
        gk_buf_printf(p->out, "  %-12s %s %s\n",
                      gk_label_name(m->producers[i].field).text,
                      gk_label_name(m->producers[i].name).text,
                      gk_label_name(m->producers[i].version).text);
    if (features > 0)
        heading(p, "features");
    for (size_t i = 0; i < features; i++)
        gk_buf_printf(p->out, "  %s\n", names[i]);
}

static void put_problems(const struct page *p)
{
    const gk_module *m = &p->in->module;

    if (m->problem_count > 0)
        heading(p, "problems");
    for (uint32_t i = 0; i < m->problem_count; i++)
        gk_buf_printf(p->out, "  0x%06" PRIx32 "  %s\n", m->problems[i].offset,
                      m->problems[i].text);
}

gk_status gk_inspect_text(const gk_inspection *in, bool color, gk_buf *out)
{
    const struct page p = {in, color, out};

    put_header(&p);
    put_sections(&p);
    put_imports(&p);
    put_exports(&p);
    put_memory(&p);
    put_origin(&p);
    put_problems(&p);
    return out->status;
}
