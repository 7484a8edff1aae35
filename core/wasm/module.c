#include "core/wasm/module.h"

#include "core/base/utf8.h"
#include "core/wasm/reader.h"

#include <inttypes.h>
#include <string.h>

gk_status gk_module_sound(const gk_module *module, gk_error *err)
{
    const struct gk_problem *first = module->problems;

    if (module->problem_count == 0)
        return GK_OK;
    return gk_fail(
        err, first->status, "offset 0x%" PRIx32 ": %s%s%s", first->offset,
        first->section == GK_SECTION_CUSTOM ? ""
                                            : gk_section_name(first->section),
        first->section == GK_SECTION_CUSTOM ? "" : " section: ", first->text);
}

const char *gk_section_name(uint8_t id)
{
    static const char *const names[GK_SECTION_ID_COUNT] = {
        [GK_SECTION_CUSTOM] = "custom",
        [GK_SECTION_TYPE] = "type",
        [GK_SECTION_IMPORT] = "import",
        [GK_SECTION_FUNCTION] = "function",
        [GK_SECTION_TABLE] = "table",
        [GK_SECTION_MEMORY] = "memory",
        [GK_SECTION_GLOBAL] = "global",
        [GK_SECTION_EXPORT] = "export",
        [GK_SECTION_START] = "start",
        [GK_SECTION_ELEMENT] = "element",
        [GK_SECTION_CODE] = "code",
        [GK_SECTION_DATA] = "data",
        [GK_SECTION_DATA_COUNT] = "data count",
        [GK_SECTION_TAG] = "tag",
    };

    return id < GK_SECTION_ID_COUNT ? names[id] : "unknown";
}

const char *gk_valtype_name(uint8_t valtype)
{
    switch (valtype) {
    case GK_I32:
        return "i32";
    case GK_I64:
        return "i64";
    case GK_F32:
        return "f32";
    case GK_F64:
        return "f64";
    case GK_V128:
        return "v128";
    case GK_FUNCREF:
        return "funcref";
    case GK_EXTERNREF:
        return "externref";
    case GK_EXNREF:
        return "exnref";
    default:
        return "?";
    }
}

static void put_types(const uint8_t *types, uint32_t count, gk_buf *out)
{
    for (uint32_t i = 0; i < count; i++) {
        gk_buf_puts(out, i > 0 ? " " : "");
        gk_buf_puts(out, gk_valtype_name(types[i]));
    }
}

gk_status gk_functype_print(const struct gk_functype *type, gk_buf *out)
{
    gk_buf_byte(out, '(');
    put_types(type->params, type->param_count, out);
    gk_buf_puts(out, ") -> ");
    if (type->result_count == 1) {
        put_types(type->results, 1, out);
        return out->status;
    }
    gk_buf_byte(out, '(');
    put_types(type->results, type->result_count, out);
    return gk_buf_byte(out, ')');
}

const struct gk_functype *gk_module_func_type(const gk_module *module,
                                              uint32_t index)
{
    if (index >= module->function_count ||
        module->functions[index] >= module->type_count)
        return NULL;
    return &module->types[module->functions[index]];
}

const struct gk_import *gk_module_func_import(const gk_module *module,
                                              uint32_t index)
{
    const struct gk_store *store = module->arena;

    if (index >= module->imported_functions)
        return NULL;
    return &module->imports[store->func_imports[index]];
}

const struct gk_export *gk_module_export(const gk_module *module,
                                         const char *name)
{
    const struct gk_store *store = module->arena;
    struct gk_export_key key = gk_export_key((struct gk_name){
        .at = (const uint8_t *)name, .len = (uint32_t)strlen(name)});
    uint32_t low = 0, high;

    if (store == NULL || store->exports_by_name == NULL)
        return NULL;
    high = module->export_count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        uint32_t number = store->exports_by_name[mid];

        if (gk_export_key_compare(gk_export_key_of(&module->exports[number]),
                                  key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == module->export_count ||
        !gk_name_is(module->exports[store->exports_by_name[low]].name, name))
        return NULL;
    return &module->exports[store->exports_by_name[low]];
}

const struct gk_section *gk_module_custom(const gk_module *module,
                                          const char *name)
{
    for (uint32_t i = 0; i < module->section_count; i++)
        if (module->sections[i].id == GK_SECTION_CUSTOM &&
            gk_name_is(module->sections[i].name, name))
            return &module->sections[i];
    return NULL;
}

const struct gk_export *gk_module_func_export(const gk_module *module,
                                              uint32_t index)
{
    const struct gk_store *store = module->arena;

    if (store == NULL || store->first_export == NULL ||
        index >= module->function_count || store->first_export[index] == 0)
        return NULL;
    return &module->exports[store->first_export[index] - 1];
}

struct gk_name gk_module_func_name(const gk_module *module, uint32_t index)
{
    const struct gk_export *export;
    uint32_t low = 0, high = module->func_name_count;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;

        if (module->func_names[mid].index < index)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < module->func_name_count &&
        module->func_names[low].index == index &&
        module->func_names[low].name.len > 0)
        return module->func_names[low].name;
    export = gk_module_func_export(module, index);
    return export != NULL ? export->name : (struct gk_name){NULL, 0};
}

bool gk_name_is(struct gk_name name, const char *text)
{
    return name.len == strlen(text) &&
           (name.len == 0 || memcmp(name.at, text, name.len) == 0);
}

gk_status gk_name_print(struct gk_name name, gk_buf *out)
{
    return gk_utf8_put_printable(out, name.at, name.len, false);
}
