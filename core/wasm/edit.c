#include "core/wasm/edit.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/wasm/leb.h"
#include "core/wasm/splice.h"

#include <inttypes.h>
#include <string.h>

#define HEADER_BYTES 8u

static gk_status check_name(const char *name, gk_error *err)
{
    size_t len = strlen(name);

    if (len > GK_MAX_NAME_BYTES)
        return gk_fail(err, GK_E_LIMIT, "name of %zu bytes, at most %u", len,
                       GK_MAX_NAME_BYTES);
    if (!gk_utf8_valid((const uint8_t *)name, len))
        return gk_fail(err, GK_E_UTF8, "name '%s' is not UTF-8", name);
    return GK_OK;
}

static void put_name(gk_buf *out, const char *name)
{
    gk_leb_put_u64(out, strlen(name));
    gk_buf_puts(out, name);
}

/* --- exports -------------------------------------------------------------- */

static uint32_t count_of(const gk_module *m, gk_extern_kind kind)
{
    switch (kind) {
    case GK_EXTERN_FUNC:
        return m->function_count;
    case GK_EXTERN_TABLE:
        return m->table_count;
    case GK_EXTERN_MEMORY:
        return m->memory_count;
    case GK_EXTERN_GLOBAL:
        return m->global_count;
    case GK_EXTERN_TAG:
        return m->tag_count;
    }
    return 0;
}

static gk_status check_export(const gk_module *m, const char *name,
                              gk_extern_kind kind, uint32_t index,
                              gk_error *err)
{
    gk_status st = gk_module_sound(m, err);

    if (st == GK_OK)
        st = check_name(name, err);
    if (st != GK_OK)
        return st;
    if (index >= count_of(m, kind))
        return gk_fail(err, GK_E_BOUNDS,
                       "export '%s': index %" PRIu32 ", the module has %" PRIu32
                       " of that kind",
                       name, index, count_of(m, kind));
    if (gk_module_export(m, name) != NULL)
        return gk_fail(err, GK_E_EXISTS, "export '%s' is there already", name);
    if (m->export_count >= GK_MAX_EXPORTS)
        return gk_fail(err, GK_E_LIMIT, "export '%s': over %u exports", name,
                       GK_MAX_EXPORTS);
    return GK_OK;
}

/* Where an absent known section belongs: right behind the last one it comes
 * after. */
static size_t place_for(const gk_module *m, uint8_t id)
{
    size_t place = HEADER_BYTES;

    for (uint32_t i = 0; i < m->section_count; i++)
        if (m->sections[i].id != GK_SECTION_CUSTOM &&
            gk_section_comes_after(id, m->sections[i].id))
            place = gk_splice_end(&m->sections[i]);
    return place;
}

gk_status gk_edit_add_export(const gk_module *module, const char *name,
                             gk_extern_kind kind, uint32_t index, gk_buf *out,
                             gk_error *err)
{
    const struct gk_section *old = gk_splice_find(module, GK_SECTION_EXPORT);
    gk_buf payload = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES);
    size_t start = out->len, from, to;
    gk_status st = check_export(module, name, kind, index, err);

    if (st != GK_OK)
        return st;
    from = to = place_for(module, GK_SECTION_EXPORT);
    gk_leb_put_u64(&payload, (uint64_t)module->export_count + 1);
    if (old != NULL) {
        from = old->header_offset;
        to = gk_splice_end(old);
        if (module->export_count > 0)
            gk_splice_range(module, module->exports[0].offset, to, &payload);
    }
    put_name(&payload, name);
    gk_buf_byte(&payload, (uint8_t)kind);
    gk_leb_put_u64(&payload, index);
    st = gk_buf_check(&payload, err);
    if (st == GK_OK) {
        gk_splice_range(module, 0, from, out);
        gk_splice_section(GK_SECTION_EXPORT, &payload, out);
        gk_splice_range(module, to, module->len, out);
        st = gk_splice_finish(out, start, err);
    }
    gk_buf_clear(&payload);
    return st;
}

/* --- custom sections ------------------------------------------------------ */

gk_status gk_edit_strip(const gk_module *module,
                        bool (*drop)(struct gk_name name, void *context),
                        void *context, gk_buf *out, gk_error *err)
{
    size_t start = out->len, kept = 0;
    gk_status st = gk_module_sound(module, err);

    if (st != GK_OK)
        return st;
    /* What stays between two dropped sections is copied in one piece. */
    for (uint32_t i = 0; i < module->section_count; i++) {
        const struct gk_section *section = &module->sections[i];

        if (section->id != GK_SECTION_CUSTOM || !drop(section->name, context))
            continue;
        gk_splice_range(module, kept, section->header_offset, out);
        kept = gk_splice_end(section);
    }
    gk_splice_range(module, kept, module->len, out);
    return gk_splice_finish(out, start, err);
}

gk_status gk_edit_add_custom(const gk_module *module, const char *name,
                             const void *bytes, size_t len, gk_buf *out,
                             gk_error *err)
{
    gk_buf payload = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES);
    size_t start = out->len;
    gk_status st = gk_module_sound(module, err);

    if (st == GK_OK)
        st = check_name(name, err);
    if (st != GK_OK)
        return st;
    if (module->section_count >= GK_MAX_SECTIONS)
        return gk_fail(err, GK_E_LIMIT, "over %u sections", GK_MAX_SECTIONS);
    put_name(&payload, name);
    gk_buf_put(&payload, bytes, len);
    st = gk_buf_check(&payload, err);
    if (st == GK_OK) {
        gk_splice_range(module, 0, module->len, out);
        gk_splice_section(GK_SECTION_CUSTOM, &payload, out);
        st = gk_splice_finish(out, start, err);
    }
    gk_buf_clear(&payload);
    return st;
}
