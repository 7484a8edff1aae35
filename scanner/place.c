#include "scanner/place.h"

#include "core/base/utf8.h"

#include <inttypes.h>
#include <string.h>

/* Bytes of a name that go into a message; the rest is said to be there. */
#define SHOWN 60u

const char *gk_place_word(gk_place_kind kind)
{
    static const char *const words[] = {
#define GK_PLACE(name, word) word,
        GK_PLACE_LIST(GK_PLACE)
#undef GK_PLACE
    };

    return words[kind];
}

struct gk_place gk_place_module(void)
{
    return (struct gk_place){.kind = GK_PLACE_MODULE};
}

struct gk_place gk_place_bytes(uint8_t section, uint32_t offset)
{
    return (struct gk_place){
        .kind = GK_PLACE_BYTES, .section = section, .offset = offset};
}

struct gk_place gk_place_import(const gk_module *module, uint32_t index)
{
    const struct gk_import *i = &module->imports[index];

    return (struct gk_place){.kind = GK_PLACE_IMPORT,
                             .section = GK_SECTION_IMPORT,
                             .index = index,
                             .offset = i->offset,
                             .module = i->module,
                             .name = i->name};
}

struct gk_place gk_place_export(const gk_module *module, uint32_t index)
{
    const struct gk_export *e = &module->exports[index];

    return (struct gk_place){.kind = GK_PLACE_EXPORT,
                             .section = GK_SECTION_EXPORT,
                             .index = index,
                             .offset = e->offset,
                             .name = e->name};
}

struct gk_place gk_place_function(const gk_module *module, uint32_t index)
{
    struct gk_place p = {.kind = GK_PLACE_FUNCTION,
                         .section = GK_SECTION_FUNCTION,
                         .index = index,
                         .name = gk_module_func_name(module, index)};

    if (index >= module->imported_functions &&
        index - module->imported_functions < module->code_count) {
        p.section = GK_SECTION_CODE;
        p.offset = module->codes[index - module->imported_functions].offset;
    }
    return p;
}

struct gk_place gk_place_memory(const gk_module *module, uint32_t index)
{
    uint32_t seen = 0;

    for (uint32_t i = 0;
         index < module->imported_memories && i < module->import_count; i++)
        if (module->imports[i].kind == GK_EXTERN_MEMORY && seen++ == index)
            return gk_place_import(module, i);
    return (struct gk_place){
        .kind = GK_PLACE_MEMORY, .section = GK_SECTION_MEMORY, .index = index};
}

struct gk_place gk_place_data(const gk_module *module, uint32_t index)
{
    return gk_place_data_at(module, index, GK_NOWHERE);
}

struct gk_place gk_place_data_at(const gk_module *module, uint32_t index,
                                 uint32_t within)
{
    uint32_t offset = module->datas[index].offset;

    return (struct gk_place){.kind = GK_PLACE_DATA,
                             .section = GK_SECTION_DATA,
                             .index = index,
                             .offset = within == GK_NOWHERE ? offset
                                                            : offset + within,
                             .within = within};
}

struct gk_place gk_place_table(const gk_module *module, uint32_t index)
{
    uint32_t seen = 0;

    for (uint32_t i = 0;
         index < module->imported_tables && i < module->import_count; i++)
        if (module->imports[i].kind == GK_EXTERN_TABLE && seen++ == index)
            return gk_place_import(module, i);
    return (struct gk_place){
        .kind = GK_PLACE_TABLE, .section = GK_SECTION_TABLE, .index = index};
}

struct gk_place gk_place_global(const gk_module *module, uint32_t index)
{
    uint32_t seen = 0;

    for (uint32_t i = 0;
         index < module->imported_globals && i < module->import_count; i++)
        if (module->imports[i].kind == GK_EXTERN_GLOBAL && seen++ == index)
            return gk_place_import(module, i);
    return (struct gk_place){
        .kind = GK_PLACE_GLOBAL, .section = GK_SECTION_GLOBAL, .index = index};
}

struct gk_place gk_place_element(const gk_module *module, uint32_t index)
{
    return (struct gk_place){.kind = GK_PLACE_ELEMENT,
                             .section = GK_SECTION_ELEMENT,
                             .index = index,
                             .offset = module->elements[index].offset};
}

struct gk_place gk_place_code(const gk_module *module, uint32_t index,
                              uint32_t offset)
{
    struct gk_place p = gk_place_function(module, index);

    p.kind = GK_PLACE_CODE;
    p.within = offset - p.offset;
    p.offset = offset;
    return p;
}

struct gk_place gk_place_custom(const gk_module *module, uint32_t number,
                                uint32_t within)
{
    const struct gk_section *s = &module->sections[number];

    return (struct gk_place){
        .kind = GK_PLACE_CUSTOM,
        .section = GK_SECTION_CUSTOM,
        .index = number,
        .offset = within == GK_NOWHERE ? s->header_offset : s->offset + within,
        .within = within,
        .name = s->name};
}

struct gk_place gk_place_manifest(const char *key)
{
    return (struct gk_place){
        .kind = GK_PLACE_MANIFEST,
        .name = {(const uint8_t *)key, (uint32_t)strlen(key)}};
}

static gk_status put_within(const struct gk_place *p, gk_buf *out)
{
    return p->within == GK_NOWHERE
               ? out->status
               : gk_buf_printf(out, "+0x%" PRIx32, p->within);
}

static gk_status put_named(const struct gk_place *p, const char *word,
                           gk_buf *out)
{
    gk_buf_printf(out, "%s %" PRIu32, word, p->index);
    if (p->name.len > 0)
        gk_buf_printf(out, " %s", gk_label_name(p->name).text);
    return out->status;
}

gk_status gk_place_print(const struct gk_place *p, gk_buf *out)
{
    if (p->inner > 0)
        gk_buf_printf(out, "core module %" PRIu32 "%s", p->inner,
                      p->kind == GK_PLACE_MODULE ? "" : ", ");
    switch (p->kind) {
    case GK_PLACE_MODULE:
        return out->status;
    case GK_PLACE_BYTES:
        return gk_buf_printf(out, "offset 0x%" PRIx32, p->offset);
    case GK_PLACE_IMPORT:
        return gk_buf_printf(out, "import %" PRIu32 " %s.%s", p->index,
                             gk_label_name(p->module).text,
                             gk_label_name(p->name).text);
    case GK_PLACE_DATA:
        gk_buf_printf(out, "data[%" PRIu32 "]", p->index);
        if (p->within == GK_NOWHERE)
            gk_buf_printf(out, " at offset 0x%" PRIx32, p->offset);
        return put_within(p, out);
    case GK_PLACE_CODE:
        put_named(p, "function", out);
        return put_within(p, out);
    case GK_PLACE_CUSTOM:
        gk_buf_printf(out, "custom section '%s'", gk_label_name(p->name).text);
        return put_within(p, out);
    case GK_PLACE_MANIFEST:
        return gk_buf_printf(out, "manifest '%s'", gk_label_name(p->name).text);
    default:
        return put_named(p, gk_place_word(p->kind), out);
    }
}

static void put_text(struct gk_label *label, const gk_buf *text, bool cut)
{
    size_t max = sizeof label->text - sizeof "…";
    size_t len = gk_utf8_floor(text->data, text->len < max ? text->len : max);

    if (len > 0)
        memcpy(label->text, text->data, len);
    if (cut || len < text->len) {
        memcpy(label->text + len, "…", sizeof "…");
        return;
    }
    label->text[len] = '\0';
}

struct gk_label gk_label_name(struct gk_name name)
{
    struct gk_label label = {""};
    gk_buf text = GK_BUF_INIT;
    size_t len = name.len < SHOWN ? name.len : gk_utf8_floor(name.at, SHOWN);

    gk_utf8_put_printable(&text, name.at, len, false);
    put_text(&label, &text, len < name.len);
    gk_buf_clear(&text);
    return label;
}

struct gk_label gk_label_import(const struct gk_import *import)
{
    struct gk_label label = {""};
    gk_buf text = GK_BUF_INIT;

    gk_buf_printf(&text, "%s.%s", gk_label_name(import->module).text,
                  gk_label_name(import->name).text);
    put_text(&label, &text, false);
    gk_buf_clear(&text);
    return label;
}

struct gk_label gk_label_type(const struct gk_functype *type)
{
    struct gk_label label = {""};
    gk_buf text = GK_BUF_INIT;

    gk_functype_print(type, &text);
    put_text(&label, &text, false);
    gk_buf_clear(&text);
    return label;
}
