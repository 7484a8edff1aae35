#include "toolchain/finish.h"

#include "core/base/limits.h"
#include "core/wasm/edit.h"
#include "toolchain/host_check.h"
#include "toolchain/optimise.h"

#include <string.h>

static bool is_debugging(struct gk_name name, void *context)
{
    static const char prefix[] = ".debug_";

    (void)context;
    return name.len >= sizeof prefix - 1 &&
           memcmp(name.at, prefix, sizeof prefix - 1) == 0;
}

static gk_status export_memory(const gk_module *m, const struct gk_finish *how,
                               gk_buf *out, gk_error *err)
{
    if (!how->imports_memory || m->memory_count == 0 ||
        gk_module_export(m, "memory") != NULL)
        return gk_buf_put(out, m->bytes, m->len);
    return gk_edit_add_export(m, "memory", GK_EXTERN_MEMORY, 0, out, err);
}

static gk_status drop_zeros(const gk_module *m, const struct gk_finish *how,
                            gk_buf *out, gk_error *err)
{
    (void)how;
    /* Hosts that give a memory give a new one: all its bytes are zero. */
    return gk_edit_drop_zero_data(m, true, out, err);
}

static gk_status drop_debugging(const gk_module *m, const struct gk_finish *how,
                                gk_buf *out, gk_error *err)
{
    if (how->keep_debug)
        return gk_buf_put(out, m->bytes, m->len);
    return gk_edit_strip(m, is_debugging, NULL, out, err);
}

typedef gk_status edit_fn(const gk_module *m, const struct gk_finish *how,
                          gk_buf *out, gk_error *err);

/* Replaces the bytes in `bytes` by what the edit makes of them. */
static gk_status apply(edit_fn *edit, const struct gk_finish *how,
                       gk_buf *bytes, gk_error *err)
{
    gk_module m = {0};
    gk_buf next = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES);
    gk_status st = gk_module_read(bytes->data, bytes->len, &m, err);

    if (st == GK_OK)
        st = gk_module_sound(&m, err);
    if (st == GK_OK)
        st = edit(&m, how, &next, err);
    if (st == GK_OK)
        st = gk_buf_check(&next, err);
    gk_module_clear(&m);
    if (st != GK_OK) {
        gk_buf_clear(&next);
        return st;
    }
    gk_buf_clear(bytes);
    *bytes = next;
    return GK_OK;
}

static gk_status optimise_in_place(const struct gk_finish *how,
                                   struct gk_finished *f, gk_error *err)
{
    gk_buf out = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES);
    gk_buf why = GK_BUF_INIT;
    gk_status st = gk_optimise(how->opt, how->optimize, f->module.data,
                               f->module.len, &out, &why, &f->optimised, err);

    if (st == GK_OK && f->optimised) {
        gk_buf_clear(&f->module);
        f->module = out;
        gk_buf_clear(&why);
        return GK_OK;
    }
    if (st == GK_OK) {
        gk_buf text = GK_BUF_INIT;

        gk_buf_printf(&text, "not optimised: %s", gk_buf_text(&why));
        st = gk_names_add(&f->warnings, gk_buf_text(&text), err);
        gk_buf_clear(&text);
    }
    gk_buf_clear(&out);
    gk_buf_clear(&why);
    return st;
}

/* The facts of the finished module. */
static gk_status examine(const struct gk_finish *how, struct gk_finished *f,
                         gk_error *err)
{
    gk_module m = {0};
    const struct gk_export *memory;
    gk_status st = gk_module_read(f->module.data, f->module.len, &m, err);

    if (st == GK_OK)
        st = gk_module_sound(&m, err);
    if (st == GK_OK) {
        memory = gk_module_export(&m, "memory");
        f->memory_pages = m.memory_count > 0 ? m.memories[0].limits.min : 0;
        f->memory_imported = m.imported_memories > 0;
        f->memory_exported = memory != NULL && memory->kind == GK_EXTERN_MEMORY;
        st =
            gk_host_check(&m, how->host, how->starts_itself, &f->warnings, err);
    }
    gk_module_clear(&m);
    return st;
}

/* Size without debugging sections, whether or not they stay. */
static gk_status measure(const struct gk_finish *how, struct gk_finished *f,
                         gk_error *err)
{
    struct gk_finish bare = *how;
    gk_buf copy = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES);
    gk_status st;

    bare.keep_debug = false;
    gk_buf_put(&copy, f->module.data, f->module.len);
    st = gk_buf_check(&copy, err);
    if (st == GK_OK)
        st = apply(drop_debugging, &bare, &copy, err);
    f->plain_bytes = copy.len;
    gk_buf_clear(&copy);
    return st;
}

gk_status gk_finish(const struct gk_finish *how, const void *linked, size_t len,
                    struct gk_finished *out, gk_error *err)
{
    struct gk_finished f = GK_FINISHED_INIT;
    gk_status st;

    gk_buf_put(&f.module, linked, len);
    st = gk_buf_check(&f.module, err);
    if (st == GK_OK)
        st = measure(how, &f, err);
    if (st == GK_OK)
        st = apply(export_memory, how, &f.module, err);
    if (st == GK_OK)
        st = apply(drop_zeros, how, &f.module, err);
    if (st == GK_OK)
        st = apply(drop_debugging, how, &f.module, err);
    if (st == GK_OK && how->optimize != GK_OPTIMIZE_NONE)
        st = optimise_in_place(how, &f, err);
    if (st == GK_OK)
        st = examine(how, &f, err);
    if (st == GK_OK)
        *out = f;
    else
        gk_finished_clear(&f);
    return st;
}

void gk_finished_clear(struct gk_finished *finished)
{
    if (finished == NULL)
        return;
    gk_buf_clear(&finished->module);
    gk_names_clear(&finished->warnings);
}
