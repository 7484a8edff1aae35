#include "core/wasm/splice.h"

#include "core/base/limits.h"
#include "core/wasm/leb.h"

void gk_splice_range(const gk_module *m, size_t from, size_t to, gk_buf *out)
{
    gk_buf_put(out, m->bytes + from, to - from);
}

void gk_splice_section(uint8_t id, const gk_buf *payload, gk_buf *out)
{
    gk_buf_byte(out, id);
    gk_leb_put_u64(out, payload->len);
    gk_buf_put(out, payload->data, payload->len);
}

size_t gk_splice_end(const struct gk_section *section)
{
    return (size_t)section->offset + section->len;
}

const struct gk_section *gk_splice_find(const gk_module *m, uint8_t id)
{
    for (uint32_t i = 0; i < m->section_count; i++)
        if (m->sections[i].id == id)
            return &m->sections[i];
    return NULL;
}

gk_status gk_splice_finish(gk_buf *out, size_t from, gk_error *err)
{
    gk_status st = gk_buf_check(out, err);

    if (st == GK_OK && out->len - from > GK_MAX_MODULE_BYTES)
        st = gk_fail(err, GK_E_LIMIT, "module would be %zu bytes, at most %zu",
                     out->len - from, GK_MAX_MODULE_BYTES);
    if (st != GK_OK && out->data != NULL) {
        out->len = from;
        out->data[from] = 0;
    }
    return st;
}
