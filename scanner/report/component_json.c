#include "scanner/report/report.h"

static void put_effects(gk_json_writer *w, struct gk_name interface)
{
    uint32_t bits = gk_interface_effects(interface);

    gk_json_write_array(w, "effects");
    for (unsigned e = 0; e < GK_EFFECT_COUNT; e++)
        if ((bits & 1u << e) != 0)
            gk_json_write_string(w, NULL, gk_effect_word((gk_effect)e));
    gk_json_write_end(w);
}

static void put_extern(gk_json_writer *w, const struct gk_component_extern *e,
                       bool imported)
{
    gk_json_write_object(w, NULL);
    if (imported)
        put_effects(w, e->name);
    gk_json_write_string(w, "kind", gk_component_kind_word(e->kind));
    gk_json_write_name(w, "name", e->name);
    gk_json_write_end(w);
}

static void put_module(gk_json_writer *w, const struct gk_inner *in)
{
    gk_json_write_object(w, NULL);
    gk_json_write_number(w, "depth", in->depth);
    gk_json_write_number(w, "findings", in->findings);
    gk_json_write_number(w, "functions", in->functions);
    if (in->name.len > 0)
        gk_json_write_name(w, "name", in->name);
    gk_json_write_number(w, "offset", in->offset);
    gk_json_write_number(w, "size", in->len);
    gk_json_write_bool(w, "valid", in->valid);
    gk_json_write_end(w);
}

void gk_report_component(gk_json_writer *w, const gk_scan *scan)
{
    const gk_component_scan *s = &scan->component;
    const gk_component *c = &s->component;

    if (scan->facts.component == NULL)
        return;
    gk_json_write_object(w, "component");
    gk_json_write_number(w, "components", c->nested);
    gk_json_write_number(w, "coreModules", c->module_count);
    gk_json_write_array(w, "exports");
    for (uint32_t i = 0; i < c->export_count; i++)
        put_extern(w, &c->exports[i], false);
    gk_json_write_end(w);
    gk_json_write_array(w, "imports");
    for (uint32_t i = 0; i < c->import_count; i++)
        put_extern(w, &c->imports[i], true);
    gk_json_write_end(w);
    gk_json_write_array(w, "modules");
    for (uint32_t i = 0; i < s->inner_count; i++)
        put_module(w, &s->inner[i]);
    gk_json_write_end(w);
    gk_json_write_number(w, "version", c->version);
    gk_json_write_end(w);
}
