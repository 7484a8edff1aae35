#include "core/base/json.h"
#include "scanner/inspect.h"
#include "scanner/place.h"
#include "scanner/report/report.h"

#include <string.h>

#define SCHEMA "guestkit.inspect/1"
/* Rows of one list; hostile modules have a million. */
#define MAX_ROWS 100000u

static uint32_t shown(uint32_t count)
{
    return count < MAX_ROWS ? count : MAX_ROWS;
}

static void set_type(gk_json *o, const gk_module *m, gk_extern_kind kind,
                     uint32_t index)
{
    gk_buf text = GK_BUF_INIT;

    gk_inspect_put_type(m, kind, index, &text);
    gk_json_set_string(o, "type", gk_buf_text(&text));
    gk_buf_clear(&text);
}

static gk_json *new_sections(const gk_module *m)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < shown(m->section_count); i++) {
        const struct gk_section *s = &m->sections[i];
        gk_json *o = gk_json_new_object();
        uint32_t entries;

        gk_json_set_string(o, "id", gk_section_name(s->id));
        gk_json_set_number(o, "offset", s->offset);
        gk_json_set_number(o, "size", s->len);
        if (s->id == GK_SECTION_CUSTOM)
            gk_json_set(o, "name", gk_report_name(s->name));
        else if (gk_inspect_entries(m, s->id, &entries))
            gk_json_set_number(o, "entries", entries);
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_imports(const gk_inspection *in)
{
    const gk_module *m = &in->module;
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < shown(m->import_count); i++) {
        const struct gk_import *im = &m->imports[i];
        const struct gk_abi_import *row = gk_facts_import_row(&in->facts, im);
        const struct gk_abi_memory *mem = gk_facts_memory_row(&in->facts, im);
        gk_json *o = gk_json_new_object();

        gk_json_set(o, "module", gk_report_name(im->module));
        gk_json_set(o, "name", gk_report_name(im->name));
        gk_json_set_string(o, "kind", gk_extern_word(im->kind));
        gk_json_set_number(o, "index", im->index);
        gk_json_set_number(o, "offset", im->offset);
        set_type(o, m, im->kind, im->index);
        if (row != NULL) {
            gk_json_set_string(o, "effect", gk_effect_word(row->effect));
            gk_json_set_string(o, "doc", row->doc);
        } else if (mem != NULL) {
            gk_json_set_string(o, "doc", mem->doc);
        }
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_reached(const gk_inspection *in, uint32_t function)
{
    const gk_module *m = &in->module;
    gk_json *list = gk_json_new_array();
    uint64_t set = in->sets[function];

    for (uint32_t i = 0; i < m->imported_functions && i < GK_REACH_SHARED; i++)
        if ((set & gk_reach_bit(i)) != 0)
            gk_json_push(list,
                         gk_report_name(gk_module_func_import(m, i)->name));
    if ((set & gk_reach_bit(GK_REACH_SHARED)) != 0)
        gk_json_push(list, gk_json_new_string("others"));
    return list;
}

static gk_json *new_exports(const gk_inspection *in)
{
    const gk_module *m = &in->module;
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < shown(m->export_count); i++) {
        const struct gk_export *e = &m->exports[i];
        const struct gk_abi_export *row = NULL;
        gk_json *o = gk_json_new_object();

        if (in->detected.host != NULL)
            row = gk_abi_export_find(in->detected.host,
                                     (const char *)e->name.at, e->name.len);
        gk_json_set(o, "name", gk_report_name(e->name));
        gk_json_set_string(o, "kind", gk_extern_word(e->kind));
        gk_json_set_number(o, "index", e->index);
        set_type(o, m, e->kind, e->index);
        if (row != NULL)
            gk_json_set_string(o, "doc", row->doc);
        if (e->kind == GK_EXTERN_FUNC && in->sets != NULL &&
            e->index < in->reach.calls->functions)
            gk_json_set(o, "reaches", new_reached(in, e->index));
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_limits(const gk_module *m, uint32_t index)
{
    const struct gk_limits *l = &m->memories[index].limits;
    gk_json *o = gk_json_new_object();

    gk_json_set_bool(o, "imported", index < m->imported_memories);
    gk_json_set_number(o, "min", (double)l->min);
    if (l->has_max)
        gk_json_set_number(o, "max", (double)l->max);
    gk_json_set_bool(o, "shared", l->shared);
    gk_json_set_bool(o, "memory64", l->is64);
    return o;
}

static gk_json *new_data(const gk_module *m, uint32_t index)
{
    const struct gk_data *d = &m->datas[index];
    gk_json *o = gk_json_new_object();

    gk_json_set_string(o, "mode",
                       d->mode == GK_SEGMENT_ACTIVE ? "active" : "passive");
    gk_json_set_number(o, "memory", d->memory);
    if (d->mode == GK_SEGMENT_ACTIVE && d->where.kind == GK_CONST_I32)
        gk_json_set_number(o, "address", (double)d->where.value);
    gk_json_set_number(o, "offset", d->offset);
    gk_json_set_number(o, "size", d->len);
    return o;
}

static gk_json *new_globals(const gk_module *m)
{
    gk_json *list = gk_json_new_array();
    uint32_t value;

    for (uint32_t i = 0; i < shown(m->export_count); i++) {
        const struct gk_export *e = &m->exports[i];
        gk_json *o;

        if (e->kind != GK_EXTERN_GLOBAL ||
            !gk_inspect_global(m, e->index, &value))
            continue;
        o = gk_json_new_object();
        gk_json_set(o, "name", gk_report_name(e->name));
        gk_json_set_number(o, "value", value);
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_memory(const gk_module *m)
{
    gk_json *o = gk_json_new_object();
    gk_json *memories = gk_json_new_array();
    gk_json *datas = gk_json_new_array();
    uint32_t stack;

    for (uint32_t i = 0; i < shown(m->memory_count); i++)
        gk_json_push(memories, new_limits(m, i));
    for (uint32_t i = 0; i < shown(m->data_count); i++)
        gk_json_push(datas, new_data(m, i));
    gk_json_set(o, "memories", memories);
    gk_json_set(o, "data", datas);
    gk_json_set(o, "globals", new_globals(m));
    if (gk_inspect_stack(m, &stack))
        gk_json_set_number(o, "stackTop", stack);
    return o;
}

static gk_json *new_producers(const gk_module *m)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < shown(m->producer_count); i++) {
        gk_json *o = gk_json_new_object();

        gk_json_set(o, "field", gk_report_name(m->producers[i].field));
        gk_json_set(o, "name", gk_report_name(m->producers[i].name));
        gk_json_set(o, "version", gk_report_name(m->producers[i].version));
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_features(const gk_inspection *in)
{
    gk_json *list = gk_json_new_array();
    const char *names[64];
    size_t count = gk_inspect_features(in, names, 64);

    for (size_t i = 0; i < count; i++)
        gk_json_push(list, gk_json_new_string(names[i]));
    return list;
}

static gk_json *new_problems(const gk_module *m)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < m->problem_count; i++) {
        gk_json *o = gk_json_new_object();

        gk_json_set_number(o, "offset", m->problems[i].offset);
        gk_json_set_string(o, "text", m->problems[i].text);
        gk_json_push(list, o);
    }
    return list;
}

gk_status gk_inspect_json(const gk_inspection *in, gk_buf *out)
{
    gk_json *o = gk_json_new_object();
    bool std = strcmp(in->path, "-") == 0;
    char digest[GK_SHA256_HEX_BYTES];
    gk_status st;

    gk_json_set_string(o, "schema", SCHEMA);
    gk_json_set_string(o, "file", std ? "standard input" : in->path);
    gk_json_set_number(o, "size", (double)in->facts.len);
    gk_facts_sha256(&in->facts, digest);
    gk_json_set_string(o, "sha256", digest);
    gk_json_set_bool(o, "valid", in->facts.sound);
    gk_json_set(o, "host", gk_report_host(&in->detected));
    gk_json_set_string(o, "hostReason", in->detected.reason);
    gk_json_set(o, "sections", new_sections(&in->module));
    gk_json_set(o, "imports", new_imports(in));
    gk_json_set(o, "exports", new_exports(in));
    gk_json_set(o, "memory", new_memory(&in->module));
    gk_json_set(o, "producers", new_producers(&in->module));
    gk_json_set(o, "features", new_features(in));
    gk_json_set(o, "problems", new_problems(&in->module));
    gk_json_set_bool(o, "reachComplete", in->reach.complete);
    st = o == NULL ? GK_E_NOMEM
                   : gk_json_print(o, GK_JSON_PRETTY | GK_JSON_SORTED, out);
    gk_buf_byte(out, '\n');
    gk_json_free(o);
    return st;
}
