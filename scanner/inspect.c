#include "scanner/inspect.h"

#include "core/base/limits.h"
#include "scanner/features.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static gk_status look(gk_inspection *in, const char *host, gk_error *err)
{
    gk_status st = gk_module_read(in->map.data, in->map.len, &in->module, err);

    if (st != GK_OK)
        return st;
    if (!in->module.magic || in->module.version != 1) {
        st = gk_module_sound(&in->module, err);
        return st != GK_OK ? st
                           : gk_fail(err, GK_E_MALFORMED, "not a wasm module");
    }
    st = gk_detect_file(in->path, &in->module, host, &in->detected, err);
    if (st != GK_OK)
        return st;
    gk_facts_init(&in->facts, in->map.data, in->map.len, &in->module,
                  in->detected.host);
    st = gk_validate(&in->module, &in->validation, err);
    if (st == GK_OK)
        st =
            gk_reach_build(&in->module, &in->validation.calls, &in->reach, err);
    return st != GK_OK ? st : gk_reach_sets(&in->reach, &in->sets, err);
}

static gk_status finish(gk_status st, gk_inspection *in, gk_inspection *out)
{
    if (st != GK_OK) {
        gk_inspect_clear(in);
        return st;
    }
    *out = *in;
    out->facts.module = &out->module;
    out->reach.module = &out->module;
    out->reach.calls = &out->validation.calls;
    return GK_OK;
}

gk_status gk_inspect_file(const char *path, const char *host,
                          gk_inspection *out, gk_error *err)
{
    gk_inspection in = {.path = path};
    gk_status st = gk_map_file(path, GK_MAX_MODULE_BYTES, &in.map, err);

    if (st == GK_OK) {
        st = look(&in, host, err);
        if (st != GK_OK)
            gk_wrap(err, "'%s'", path);
    }
    return finish(st, &in, out);
}

gk_status gk_inspect_bytes(const void *bytes, size_t len, const char *host,
                           gk_inspection *out, gk_error *err)
{
    gk_inspection in = {.path = "-"};

    if (len > GK_MAX_MODULE_BYTES)
        return gk_fail(err, GK_E_LIMIT, "over %zu bytes", GK_MAX_MODULE_BYTES);
    in.map.data = bytes;
    in.map.len = len;
    return finish(look(&in, host, err), &in, out);
}

void gk_inspect_clear(gk_inspection *in)
{
    if (in == NULL)
        return;
    free(in->sets);
    gk_reach_clear(&in->reach);
    gk_validation_clear(&in->validation);
    gk_module_clear(&in->module);
    gk_map_clear(&in->map);
}

const char *gk_extern_word(gk_extern_kind kind)
{
    static const char *const words[] = {"func", "table", "memory", "global",
                                        "tag"};

    return words[kind];
}

gk_status gk_inspect_put_limits(const struct gk_limits *limits,
                                const char *unit, gk_buf *out)
{
    gk_buf_printf(out, "%" PRIu64 " %s", limits->min, unit);
    if (limits->has_max)
        gk_buf_printf(out, ", at most %" PRIu64, limits->max);
    else
        gk_buf_puts(out, ", no maximum");
    if (limits->shared)
        gk_buf_puts(out, ", shared");
    if (limits->is64)
        gk_buf_puts(out, ", 64-bit addresses");
    return out->status;
}

static gk_status put_function(const struct gk_functype *type, gk_buf *out)
{
    return type == NULL ? gk_buf_puts(out, "?") : gk_functype_print(type, out);
}

gk_status gk_inspect_put_type(const gk_module *m, gk_extern_kind kind,
                              uint32_t index, gk_buf *out)
{
    switch (kind) {
    case GK_EXTERN_FUNC:
        return put_function(gk_module_func_type(m, index), out);
    case GK_EXTERN_TABLE:
        if (index >= m->table_count)
            break;
        gk_buf_printf(out, "%s, ", gk_valtype_name(m->tables[index].reftype));
        return gk_inspect_put_limits(&m->tables[index].limits, "entries", out);
    case GK_EXTERN_MEMORY:
        if (index >= m->memory_count)
            break;
        return gk_inspect_put_limits(&m->memories[index].limits, "pages", out);
    case GK_EXTERN_GLOBAL:
        if (index >= m->global_count)
            break;
        return gk_buf_printf(out, "%s%s",
                             m->globals[index].type.mutable_ ? "mut " : "",
                             gk_valtype_name(m->globals[index].type.valtype));
    default:
        if (index >= m->tag_count || m->tags[index] >= m->type_count)
            break;
        return put_function(&m->types[m->tags[index]], out);
    }
    return gk_buf_puts(out, "?");
}

bool gk_inspect_entries(const gk_module *m, uint8_t section, uint32_t *count)
{
    const uint32_t counts[GK_SECTION_ID_COUNT] = {
        [GK_SECTION_TYPE] = m->type_count,
        [GK_SECTION_IMPORT] = m->import_count,
        [GK_SECTION_FUNCTION] = m->function_count - m->imported_functions,
        [GK_SECTION_TABLE] = m->table_count - m->imported_tables,
        [GK_SECTION_MEMORY] = m->memory_count - m->imported_memories,
        [GK_SECTION_GLOBAL] = m->global_count - m->imported_globals,
        [GK_SECTION_EXPORT] = m->export_count,
        [GK_SECTION_ELEMENT] = m->element_count,
        [GK_SECTION_CODE] = m->code_count,
        [GK_SECTION_DATA] = m->data_count,
        [GK_SECTION_TAG] = m->tag_count - m->imported_tags,
    };

    if (section == GK_SECTION_CUSTOM || section == GK_SECTION_START ||
        section == GK_SECTION_DATA_COUNT || section >= GK_SECTION_ID_COUNT)
        return false;
    *count = counts[section];
    return true;
}

bool gk_inspect_global(const gk_module *m, uint32_t index, uint32_t *value)
{
    const struct gk_global *g;

    if (index < m->imported_globals || index >= m->global_count)
        return false;
    g = &m->globals[index];
    if (g->init.len == 0 || g->init.kind != GK_CONST_I32)
        return false;
    *value = (uint32_t)g->init.value;
    return true;
}

bool gk_inspect_stack(const gk_module *m, uint32_t *value)
{
    uint32_t first = m->imported_globals;

    return first < m->global_count && m->globals[first].type.mutable_ &&
           gk_inspect_global(m, first, value) && *value >= 1024 &&
           *value % 16 == 0;
}

size_t gk_inspect_features(const gk_inspection *in, const char **names,
                           size_t max)
{
    uint32_t bits = gk_features_used(&in->module, &in->validation);
    size_t used = 0;

    for (unsigned f = 0; f < GK_FEATURE_COUNT && used < max; f++)
        if ((bits & GK_FEATURE_BIT(f)) != 0)
            names[used++] = gk_feature_name((gk_feature)f);
    return used;
}

const char *gk_inspect_names_word(enum gk_name_kind kind)
{
    static const char *const words[GK_NAMES_COUNT] = {
        "module",   "functions", "locals",   "labels", "types",  "tables",
        "memories", "globals",   "elements", "data",   "fields", "tags"};

    return words[kind];
}

bool gk_inspect_path(const gk_inspection *in, const struct gk_import *import,
                     uint64_t *steps, struct gk_path *out)
{
    uint64_t used;

    if (import->kind != GK_EXTERN_FUNC || *steps == 0 ||
        !gk_reach_path(&in->reach, import->index, out))
        return false;
    used = (uint64_t)out->count + out->left_out;
    *steps = used < *steps ? *steps - used : 0;
    return true;
}

bool gk_inspect_is_dead(const gk_inspection *in, const struct gk_import *import)
{
    return import->kind == GK_EXTERN_FUNC &&
           !gk_reach_has(&in->reach, import->index);
}

bool gk_inspect_valid(const gk_inspection *in)
{
    return in->facts.sound && gk_validation_fault(&in->validation) == NULL;
}
