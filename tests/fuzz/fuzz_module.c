/*
 * Any bytes through the reader; what comes out sound must stay sound through
 * every edit, and an edit must change nothing that it does not name.
 */
#include "core/wasm/edit.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool fact)
{
    if (!fact)
        abort();
}

/* Touches what callers will touch. */
static void look_around(const gk_module *m)
{
    gk_buf text = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;

    must((gk_module_sound(m, &err) == GK_OK) == (m->problem_count == 0));
    for (uint32_t i = 0; i < m->section_count; i++)
        gk_name_print(m->sections[i].name, &text);
    for (uint32_t i = 0; i < m->type_count; i++)
        gk_functype_print(&m->types[i], &text);
    for (uint32_t i = 0; i < m->function_count; i++) {
        must((gk_module_func_import(m, i) != NULL) ==
             (i < m->imported_functions));
        gk_name_print(gk_module_func_name(m, i), &text);
    }
    for (uint32_t i = 0; i < m->export_count; i++)
        gk_name_print(m->exports[i].name, &text);
    for (uint32_t i = 0; i < m->producer_count; i++)
        gk_name_print(m->producers[i].version, &text);
    for (uint32_t i = 0; i < m->target_feature_count; i++)
        gk_name_print(m->target_features[i].name, &text);
    gk_name_print(m->module_name, &text);
    gk_name_print(m->source_map_url, &text);
    gk_buf_clear(&text);
}

static bool drop_odd(struct gk_name name, void *context)
{
    (void)context;
    return name.len % 2 == 1;
}

static gk_status edit(int which, const gk_module *m, gk_buf *out, gk_error *err)
{
    switch (which) {
    case 0:
        if (m->memory_count > 0)
            return gk_edit_add_export(m, "fuzz", GK_EXTERN_MEMORY, 0, out, err);
        return gk_edit_add_export(m, "fuzz", GK_EXTERN_FUNC, 0, out, err);
    case 1:
        return gk_edit_strip(m, drop_odd, NULL, out, err);
    case 2:
        return gk_edit_add_custom(m, "fuzz", "\0\1\2", 3, out, err);
    default:
        return gk_edit_drop_zero_data(m, which == 3, out, err);
    }
}

static void check_edited(int which, const gk_module *m, const gk_buf *out)
{
    gk_module edited;

    must(gk_module_read(out->data, out->len, &edited, NULL) == GK_OK);
    must(edited.problem_count == 0);
    must(edited.function_count == m->function_count);
    must(edited.code_count == m->code_count);
    must(edited.import_count == m->import_count);
    must(edited.export_count == m->export_count + (which == 0));
    for (uint32_t i = 0; i < m->code_count; i++)
        must(edited.codes[i].len == m->codes[i].len &&
             memcmp(edited.bytes + edited.codes[i].offset,
                    m->bytes + m->codes[i].offset, m->codes[i].len) == 0);
    must(which < 3 || out->len <= m->len);
    must(!m->has_data_count || edited.data_count == m->data_count);
    gk_module_clear(&edited);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    gk_module m;

    if (gk_module_read(bytes, len, &m, NULL) != GK_OK)
        return 0;
    look_around(&m);
    for (int which = 0; which < 5; which++) {
        gk_buf out = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_status st = edit(which, &m, &out, &err);

        must(st == GK_OK || (err.status == st && out.len == 0));
        must(st != GK_OK || m.problem_count == 0);
        if (st == GK_OK)
            check_edited(which, &m, &out);
        gk_buf_clear(&out);
    }
    gk_module_clear(&m);
    return 0;
}
