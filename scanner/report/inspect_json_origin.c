#include "scanner/content/link.h"
#include "scanner/inspect.h"
#include "scanner/report/inspect_json.h"
#include "scanner/report/report.h"

gk_json *gk_inspect_json_producers(const gk_module *m)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < gk_inspect_shown(m->producer_count); i++) {
        gk_json *o = gk_json_new_object();

        gk_json_set(o, "field", gk_report_name(m->producers[i].field));
        gk_json_set(o, "name", gk_report_name(m->producers[i].name));
        gk_json_set(o, "version", gk_report_name(m->producers[i].version));
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_dylink(const gk_module *m)
{
    const struct gk_dylink *d = &m->dylink;
    gk_json *o = gk_json_new_object();
    gk_json *needed = gk_json_new_array();

    for (uint32_t i = 0; i < gk_inspect_shown(d->needed_count); i++)
        gk_json_push(needed, gk_report_name(d->needed[i]));
    gk_json_set_number(o, "memoryBytes", d->memory_bytes);
    gk_json_set_number(o, "memoryAlign", d->memory_align);
    gk_json_set_number(o, "tableEntries", d->table_entries);
    gk_json_set_number(o, "tableAlign", d->table_align);
    gk_json_set(o, "needed", needed);
    return o;
}

static void set_hex(gk_json *o, const char *key, struct gk_name bytes)
{
    gk_buf text = GK_BUF_INIT;

    for (uint32_t i = 0; i < bytes.len; i++)
        gk_buf_printf(&text, "%02x", bytes.at[i]);
    gk_json_set_string(o, key, gk_buf_text(&text));
    gk_buf_clear(&text);
}

static gk_json *new_names(const gk_module *m)
{
    gk_json *list = gk_json_new_array();

    for (unsigned kind = 0; kind < GK_NAMES_COUNT; kind++)
        if ((m->named >> kind & 1) != 0)
            gk_json_push(list, gk_json_new_string(gk_inspect_names_word(
                                   (enum gk_name_kind)kind)));
    return list;
}

static gk_json *new_targets(const gk_module *m)
{
    gk_json *list = gk_json_new_array();

    for (uint32_t i = 0; i < gk_inspect_shown(m->target_feature_count); i++) {
        gk_json *o = gk_json_new_object();
        const char prefix[] = {(char)m->target_features[i].prefix, '\0'};

        gk_json_set(o, "name", gk_report_name(m->target_features[i].name));
        gk_json_set_string(o, "prefix", prefix);
        gk_json_push(list, o);
    }
    return list;
}

static gk_json *new_link(struct gk_name link)
{
    gk_buf text = GK_BUF_INIT;
    gk_json *value = NULL;

    if (gk_link_put(link, &text) == GK_OK)
        value = gk_report_name((struct gk_name){text.data, (uint32_t)text.len});
    gk_buf_clear(&text);
    return value;
}

/* What custom sections say of where the module comes from. */
gk_json *gk_inspect_json_origin(const gk_module *m)
{
    gk_json *o = gk_json_new_object();

    gk_json_set(o, "names", new_names(m));
    gk_json_set(o, "targetFeatures", new_targets(m));
    gk_json_set_bool(o, "dwarf", m->has_dwarf);
    gk_json_set_bool(o, "signature", m->has_signature);
    if (m->module_name.len > 0)
        gk_json_set(o, "moduleName", gk_report_name(m->module_name));
    if (m->source_map_url.len > 0)
        gk_json_set(o, "sourceMapUrl", new_link(m->source_map_url));
    if (m->debug_url.len > 0)
        gk_json_set(o, "debugUrl", new_link(m->debug_url));
    if (m->build_id.len > 0)
        set_hex(o, "buildId", m->build_id);
    if (m->has_dylink)
        gk_json_set(o, "dylink", new_dylink(m));
    return o;
}
