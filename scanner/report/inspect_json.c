#include "scanner/report/inspect_json.h"
#include "core/base/json.h"
#include "core/base/sha256.h"
#include "scanner/effects.h"
#include "scanner/features.h"
#include "scanner/inspect.h"
#include "scanner/place.h"
#include "scanner/report/report.h"

#include <string.h>

#define SCHEMA "guestkit.inspect/1"
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

    for (uint32_t i = 0; i < gk_inspect_shown(m->section_count); i++) {
        const struct gk_section *s = &m->sections[i];
        gk_json *o = gk_json_new_object();
        char digest[GK_SHA256_HEX_BYTES];
        uint32_t entries;

        gk_json_set_string(o, "id", gk_section_name(s->id));
        gk_json_set_number(o, "offset", s->offset);
        gk_json_set_number(o, "size", s->len);
        gk_sha256_hex(m->bytes + s->offset, s->len, digest);
        gk_json_set_string(o, "sha256", digest);
        if (s->id == GK_SECTION_CUSTOM)
            gk_json_set(o, "name", gk_report_name(s->name));
        else if (gk_inspect_entries(m, s->id, &entries))
            gk_json_set_number(o, "entries", entries);
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_hops(const gk_module *m, const struct gk_path *path)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < path->count; i++) {
        struct gk_name name = gk_module_func_name(m, path->at[i]);
        gk_json *o = gk_json_new_object();

        gk_json_set_number(o, "index", path->at[i]);
        gk_json_set_bool(o, "indirect", (path->indirect >> i & 1) != 0);
        if (name.len > 0)
            gk_json_set(o, "name", gk_report_name(name));
        gk_json_push(list, o);
    }
    return list;
}

/* As in the report of a scan. */
static gk_json *new_path(const gk_module *m, const struct gk_path *path)
{
    static const char *const entries[] = {"export", "start", "table"};
    gk_json *o = gk_json_new_object();
    gk_buf text = GK_BUF_INIT;

    gk_path_print(m, path, &text);
    gk_json_set_string(o, "entry", entries[path->kind]);
    gk_json_set(o, "functions", new_hops(m, path));
    if (path->left_out > 0)
        gk_json_set_number(o, "more", path->left_out);
    gk_json_set_string(o, "text", gk_buf_text(&text));
    gk_buf_clear(&text);
    return o;
}

static void set_reach(gk_json *o, const gk_inspection *in,
                      const struct gk_import *import, uint64_t *steps)
{
    struct gk_path path;

    if (import->kind != GK_EXTERN_FUNC)
        return;
    gk_json_set_bool(o, "reached", !gk_inspect_is_dead(in, import));
    if (gk_inspect_path(in, import, steps, &path))
        gk_json_set(o, "path", new_path(&in->module, &path));
}

static gk_json *new_imports(const gk_inspection *in)
{
    const gk_module *m = &in->module;
    gk_json *list = gk_json_new_array();
    uint64_t steps = GK_INSPECT_STEPS;

    for (uint32_t i = 0; i < gk_inspect_shown(m->import_count); i++) {
        const struct gk_import *im = &m->imports[i];
        const struct gk_abi_import *row = gk_effects_row(&in->facts, im);
        const struct gk_abi_memory *mem = gk_facts_memory_row(&in->facts, im);
        gk_json *o = gk_json_new_object();

        gk_json_set(o, "module", gk_report_name(im->module));
        gk_json_set(o, "name", gk_report_name(im->name));
        gk_json_set_string(o, "kind", gk_extern_word(im->kind));
        gk_json_set_number(o, "index", im->index);
        gk_json_set_number(o, "offset", im->offset);
        set_type(o, m, im->kind, im->index);
        set_reach(o, in, im, &steps);
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

    for (uint32_t i = 0; i < gk_inspect_shown(m->export_count); i++) {
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
        if (e->kind == GK_EXTERN_FUNC && e->index < m->function_count)
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

    for (uint32_t i = 0; i < gk_inspect_shown(m->export_count); i++) {
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

    for (uint32_t i = 0; i < gk_inspect_shown(m->memory_count); i++)
        gk_json_push(memories, new_limits(m, i));
    for (uint32_t i = 0; i < gk_inspect_shown(m->data_count); i++)
        gk_json_push(datas, new_data(m, i));
    gk_json_set(o, "memories", memories);
    gk_json_set(o, "data", datas);
    gk_json_set(o, "globals", new_globals(m));
    if (gk_inspect_stack(m, &stack))
        gk_json_set_number(o, "stackTop", stack);
    return o;
}

static gk_json *new_features(const gk_inspection *in)
{
    gk_json *list = gk_json_new_array();
    const char *names[GK_FEATURE_COUNT];
    size_t count = gk_inspect_features(in, names, GK_FEATURE_COUNT);

    for (size_t i = 0; i < count; i++)
        gk_json_push(list, gk_json_new_string(names[i]));
    return list;
}

static gk_json *new_feature_uses(const gk_inspection *in)
{
    uint32_t used = gk_features_used(&in->module, &in->validation);
    gk_json *list = gk_json_new_array();

    for (unsigned f = 0; f < GK_FEATURE_COUNT; f++) {
        const struct gk_feature_use *use = &in->validation.uses[f];
        gk_json *o;

        if ((used & GK_FEATURE_BIT(f)) == 0)
            continue;
        o = gk_json_new_object();
        gk_json_set_string(o, "name", gk_feature_name((gk_feature)f));
        gk_json_set_number(o, "count", (double)use->count);
        if (use->count > 0 && use->function != UINT32_MAX)
            gk_json_set_number(o, "function", use->function);
        if (use->count > 0 && use->offset > 0)
            gk_json_set_number(o, "offset", use->offset);
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_problems(const struct gk_problem *rows, uint32_t count)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < count; i++) {
        gk_json *o = gk_json_new_object();

        gk_json_set_number(o, "offset", rows[i].offset);
        gk_json_set_string(o, "text", rows[i].text);
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_code_problems(const gk_validation *v)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < v->problem_count; i++) {
        gk_json *o = gk_json_new_object();

        gk_json_set_number(o, "function", v->problems[i].function);
        gk_json_set_number(o, "offset", v->problems[i].offset);
        gk_json_set_string(o, "text", v->problems[i].text);
        gk_json_set_bool(o, "unknownFeature",
                         v->problems[i].status == GK_E_UNSUPPORTED);
        gk_json_push(list, o);
    }
    return list;
}

gk_status gk_inspect_json(const gk_inspection *in, gk_buf *out)
{
    const gk_module *m = &in->module;
    gk_json *o = gk_json_new_object();
    bool std = strcmp(in->path, "-") == 0;
    char digest[GK_SHA256_HEX_BYTES];
    gk_status st;

    gk_json_set_string(o, "schema", SCHEMA);
    gk_json_set_string(o, "file", std ? "standard input" : in->path);
    gk_json_set_number(o, "size", (double)in->facts.len);
    gk_facts_sha256(&in->facts, digest);
    gk_json_set_string(o, "sha256", digest);
    gk_json_set_bool(o, "valid", gk_inspect_valid(in));
    gk_json_set(o, "host", gk_report_host(&in->detected));
    gk_json_set_string(o, "hostReason", in->detected.reason);
    gk_json_set(o, "sections", new_sections(m));
    gk_json_set(o, "imports", new_imports(in));
    gk_json_set(o, "exports", new_exports(in));
    gk_json_set(o, "memory", new_memory(m));
    gk_json_set(o, "producers", gk_inspect_json_producers(m));
    gk_json_set(o, "features", new_features(in));
    gk_json_set(o, "featureUses", new_feature_uses(in));
    gk_json_set(o, "origin", gk_inspect_json_origin(m));
    gk_json_set(o, "problems", new_problems(m->problems, m->problem_count));
    gk_json_set(o, "notes", new_problems(m->notes, m->note_count));
    gk_json_set(o, "codeProblems", new_code_problems(&in->validation));
    gk_json_set_number(o, "instructions", (double)in->validation.instructions);
    gk_json_set_bool(o, "reachComplete", in->reach.complete);
    st = o == NULL ? GK_E_NOMEM
                   : gk_json_print(o, GK_JSON_PRETTY | GK_JSON_SORTED, out);
    gk_buf_byte(out, '\n');
    gk_json_free(o);
    return st;
}
