/*
 * What is in a module, as JSON: lists of at most LISTED entries, and under
 * "more" how many others each list has.
 */
#include "scanner/content/link.h"
#include "scanner/inspect.h"
#include "scanner/report/report.h"

#include <string.h>

/* Nobody reads more of a kind, and hostile modules have a million. */
#define LISTED 1000u

static uint32_t listed(uint32_t count)
{
    return count < LISTED ? count : LISTED;
}

static void put_type(gk_json_writer *w, const gk_module *m, gk_extern_kind kind,
                     uint32_t index)
{
    gk_buf text = GK_BUF_INIT;

    gk_inspect_put_type(m, kind, index, &text);
    gk_json_write_buf(w, "type", &text);
    gk_buf_clear(&text);
}

/* Where a segment goes, as far as one instruction says it. */
static void put_where(gk_json_writer *w, const struct gk_constexpr *where)
{
    if (where->kind == GK_CONST_I32 || where->kind == GK_CONST_I64)
        gk_json_write_number(w, "address", (double)where->value);
    else if (where->kind == GK_CONST_GLOBAL)
        gk_json_write_number(w, "base", (double)where->value);
}

static const char *mode_word(enum gk_segment_mode mode)
{
    static const char *const words[] = {"active", "passive", "declared"};

    return words[mode];
}

static void put_customs(gk_json_writer *w, const gk_module *m)
{
    uint32_t shown = 0;

    gk_json_write_array(w, "customs");
    for (uint32_t i = 0; i < m->section_count && shown < LISTED; i++) {
        const struct gk_section *s = &m->sections[i];

        if (s->id != GK_SECTION_CUSTOM)
            continue;
        shown++;
        gk_json_write_object(w, NULL);
        gk_json_write_name(w, "name", s->name);
        gk_json_write_number(w, "offset", s->offset);
        gk_json_write_number(w, "size", s->len);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_data(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "data");
    for (uint32_t i = 0; i < listed(m->data_count); i++) {
        const struct gk_data *d = &m->datas[i];

        gk_json_write_object(w, NULL);
        if (d->mode == GK_SEGMENT_ACTIVE) {
            put_where(w, &d->where);
            gk_json_write_number(w, "memory", d->memory);
        }
        gk_json_write_string(w, "mode", mode_word(d->mode));
        gk_json_write_number(w, "offset", d->offset);
        gk_json_write_number(w, "size", d->len);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_elements(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "elements");
    for (uint32_t i = 0; i < listed(m->element_count); i++) {
        const struct gk_element *e = &m->elements[i];

        gk_json_write_object(w, NULL);
        if (e->mode == GK_SEGMENT_ACTIVE)
            put_where(w, &e->where);
        gk_json_write_number(w, "count", e->count);
        gk_json_write_string(w, "mode", mode_word(e->mode));
        gk_json_write_number(w, "offset", e->offset);
        gk_json_write_number(w, "size", e->len);
        if (e->mode == GK_SEGMENT_ACTIVE)
            gk_json_write_number(w, "table", e->table);
        gk_json_write_string(w, "type", gk_valtype_name(e->reftype));
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_exports(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "exports");
    for (uint32_t i = 0; i < listed(m->export_count); i++) {
        const struct gk_export *e = &m->exports[i];

        gk_json_write_object(w, NULL);
        gk_json_write_number(w, "index", e->index);
        gk_json_write_string(w, "kind", gk_extern_word(e->kind));
        gk_json_write_name(w, "name", e->name);
        gk_json_write_number(w, "offset", e->offset);
        put_type(w, m, e->kind, e->index);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static const struct gk_feature_use *use_of(const gk_validation *v,
                                           const char *name)
{
    for (unsigned f = 0; v != NULL && f < GK_FEATURE_COUNT; f++)
        if (v->uses[f].count > 0 &&
            strcmp(gk_feature_name((gk_feature)f), name) == 0)
            return &v->uses[f];
    return NULL;
}

/* With the first instruction that needs it; a feature of sections alone has
 * none. */
static void put_feature(gk_json_writer *w, const gk_validation *v,
                        const char *name)
{
    const struct gk_feature_use *use = use_of(v, name);

    gk_json_write_object(w, NULL);
    if (use != NULL)
        gk_json_write_number(w, "count", (double)use->count);
    if (use != NULL && use->function != UINT32_MAX)
        gk_json_write_number(w, "function", use->function);
    gk_json_write_string(w, "name", name);
    if (use != NULL && use->offset > 0)
        gk_json_write_number(w, "offset", use->offset);
    gk_json_write_end(w);
}

static void put_features(gk_json_writer *w, const gk_scan *scan)
{
    gk_inspection view = {.module = scan->module,
                          .validation = scan->validation};
    const char *names[GK_FEATURE_COUNT + 16];
    size_t count =
        gk_inspect_features(&view, names, sizeof names / sizeof *names);

    gk_json_write_array(w, "features");
    for (size_t i = 0; i < count; i++)
        put_feature(w, scan->facts.validation, names[i]);
    gk_json_write_end(w);
}

static void put_functions(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_object(w, "functions");
    gk_json_write_number(w, "count", m->function_count);
    gk_json_write_number(w, "imported", m->imported_functions);
    gk_json_write_end(w);
}

static void put_globals(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "globals");
    for (uint32_t i = 0; i < listed(m->global_count); i++) {
        uint32_t value;

        gk_json_write_object(w, NULL);
        gk_json_write_bool(w, "imported", i < m->imported_globals);
        gk_json_write_bool(w, "mutable", m->globals[i].type.mutable_);
        gk_json_write_string(w, "type",
                             gk_valtype_name(m->globals[i].type.valtype));
        if (gk_inspect_global(m, i, &value))
            gk_json_write_number(w, "value", value);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_imports(gk_json_writer *w, const gk_scan *scan)
{
    const gk_module *m = &scan->module;

    gk_json_write_array(w, "imports");
    for (uint32_t i = 0; i < listed(m->import_count); i++) {
        const struct gk_import *im = &m->imports[i];
        const struct gk_abi_import *row = gk_effects_row(&scan->facts, im);

        gk_json_write_object(w, NULL);
        if (row != NULL)
            gk_json_write_string(w, "effect", gk_effect_word(row->effect));
        gk_json_write_number(w, "index", im->index);
        gk_json_write_string(w, "kind", gk_extern_word(im->kind));
        gk_json_write_name(w, "module", im->module);
        gk_json_write_name(w, "name", im->name);
        gk_json_write_number(w, "offset", im->offset);
        put_type(w, m, im->kind, im->index);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_memories(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "memories");
    for (uint32_t i = 0; i < listed(m->memory_count); i++) {
        const struct gk_limits *l = &m->memories[i].limits;

        gk_json_write_object(w, NULL);
        gk_json_write_bool(w, "imported", i < m->imported_memories);
        if (l->has_max)
            gk_json_write_number(w, "max", (double)l->max);
        gk_json_write_bool(w, "memory64", l->is64);
        gk_json_write_number(w, "min", (double)l->min);
        gk_json_write_bool(w, "shared", l->shared);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_one_more(gk_json_writer *w, const char *key, uint32_t count)
{
    if (count > LISTED)
        gk_json_write_number(w, key, count - LISTED);
}

static uint32_t custom_count(const gk_module *m)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < m->section_count; i++)
        count += m->sections[i].id == GK_SECTION_CUSTOM;
    return count;
}

static void put_more(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_object(w, "more");
    put_one_more(w, "customs", custom_count(m));
    put_one_more(w, "data", m->data_count);
    put_one_more(w, "elements", m->element_count);
    put_one_more(w, "exports", m->export_count);
    put_one_more(w, "globals", m->global_count);
    put_one_more(w, "imports", m->import_count);
    put_one_more(w, "memories", m->memory_count);
    put_one_more(w, "producers", m->producer_count);
    put_one_more(w, "tables", m->table_count);
    put_one_more(w, "targetFeatures", m->target_feature_count);
    put_one_more(w, "types", m->type_count);
    gk_json_write_end(w);
}

static void put_names(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_object(w, "names");
    gk_json_write_number(w, "functions", m->func_name_count);
    if (m->module_name.len > 0)
        gk_json_write_name(w, "module", m->module_name);
    gk_json_write_end(w);
}

static void put_producers(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "producers");
    for (uint32_t i = 0; i < listed(m->producer_count); i++) {
        gk_json_write_object(w, NULL);
        gk_json_write_name(w, "field", m->producers[i].field);
        gk_json_write_name(w, "name", m->producers[i].name);
        gk_json_write_name(w, "version", m->producers[i].version);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_start(gk_json_writer *w, const gk_module *m)
{
    if (m->has_start)
        gk_json_write_number(w, "start", m->start);
    else
        gk_json_write_null(w, "start");
}

static void put_tables(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "tables");
    for (uint32_t i = 0; i < listed(m->table_count); i++) {
        const struct gk_limits *l = &m->tables[i].limits;

        gk_json_write_object(w, NULL);
        gk_json_write_bool(w, "imported", i < m->imported_tables);
        if (l->has_max)
            gk_json_write_number(w, "max", (double)l->max);
        gk_json_write_number(w, "min", (double)l->min);
        gk_json_write_string(w, "type", gk_valtype_name(m->tables[i].reftype));
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_target_features(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "targetFeatures");
    for (uint32_t i = 0; i < listed(m->target_feature_count); i++) {
        gk_json_write_object(w, NULL);
        gk_json_write_name(w, "name", m->target_features[i].name);
        gk_json_write_bytes(w, "prefix", &m->target_features[i].prefix, 1);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_types(gk_json_writer *w, const gk_module *m)
{
    gk_json_write_array(w, "types");
    for (uint32_t i = 0; i < listed(m->type_count); i++) {
        gk_buf text = GK_BUF_INIT;

        gk_functype_print(&m->types[i], &text);
        gk_json_write_buf(w, NULL, &text);
        gk_buf_clear(&text);
    }
    gk_json_write_end(w);
}

static void put_link(struct gk_json_writer *w, const char *key,
                     struct gk_name link)
{
    gk_buf text = GK_BUF_INIT;

    if (gk_link_put(link, &text) == GK_OK)
        gk_json_write_name(w, key,
                           (struct gk_name){text.data, (uint32_t)text.len});
    else
        gk_json_write_buf(w, key, &text);
    gk_buf_clear(&text);
}

void gk_report_module(gk_json_writer *w, const gk_scan *scan)
{
    const gk_module *m = &scan->module;

    if (!m->magic || m->version != 1) {
        gk_json_write_null(w, "module");
        return;
    }
    gk_json_write_object(w, "module");
    put_customs(w, m);
    put_data(w, m);
    gk_json_write_bool(w, "dwarf", m->has_dwarf);
    put_elements(w, m);
    put_exports(w, m);
    put_features(w, scan);
    put_functions(w, m);
    put_globals(w, m);
    put_imports(w, scan);
    put_memories(w, m);
    put_more(w, m);
    put_names(w, m);
    put_producers(w, m);
    if (m->source_map_url.len > 0)
        put_link(w, "sourceMap", m->source_map_url);
    put_start(w, m);
    put_tables(w, m);
    gk_json_write_number(w, "tags", m->tag_count);
    put_target_features(w, m);
    put_types(w, m);
    gk_json_write_end(w);
}

void gk_report_sections(gk_json_writer *w, const gk_scan *scan,
                        const struct gk_digests *digests)
{
    const gk_module *m = &scan->module;

    gk_json_write_array(w, "sections");
    for (uint32_t i = 0; i < digests->section_count; i++) {
        const struct gk_section *s = &m->sections[i];

        gk_json_write_object(w, NULL);
        gk_json_write_number(w, "id", s->id);
        if (s->id == GK_SECTION_CUSTOM)
            gk_json_write_name(w, "name", s->name);
        gk_json_write_number(w, "offset", s->offset);
        gk_json_write_string(w, "section", gk_section_name(s->id));
        gk_json_write_string(w, "sha256", digests->sections[i]);
        gk_json_write_number(w, "size", s->len);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}
