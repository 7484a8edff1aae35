#include "toolchain/host_check.h"

#include "core/base/utf8.h"

#include <inttypes.h>

static gk_status warn(gk_names *warnings, gk_error *err, const char *fmt, ...)
    GK_PRINTF(3, 4);

static gk_status warn(gk_names *warnings, gk_error *err, const char *fmt, ...)
{
    gk_buf text = GK_BUF_INIT;
    gk_buf safe = GK_BUF_INIT;
    va_list args;
    gk_status st;

    va_start(args, fmt);
    gk_buf_vprintf(&text, fmt, args);
    va_end(args);
    gk_utf8_put_printable(&safe, text.data, text.len, false);
    st = gk_buf_check(&safe, err);
    if (st == GK_OK)
        st = gk_names_add(warnings, gk_buf_text(&safe), err);
    gk_buf_clear(&text);
    gk_buf_clear(&safe);
    return st;
}

static gk_status check_imports(const gk_module *m,
                               const struct gk_abi_host *host,
                               gk_names *warnings, gk_error *err)
{
    gk_status st = GK_OK;

    for (uint32_t i = 0; i < m->import_count && st == GK_OK; i++) {
        const struct gk_import *im = &m->imports[i];
        const char *module = (const char *)im->module.at;
        const char *name = (const char *)im->name.at;

        if (im->kind == GK_EXTERN_FUNC
                ? gk_abi_import_find(host, module, im->module.len, name,
                                     im->name.len) != NULL
                : gk_abi_memory_find(host, module, im->module.len, name,
                                     im->name.len) != NULL)
            continue;
        st = warn(warnings, err, "imports '%.*s.%.*s', which %s does not have",
                  (int)im->module.len, module, (int)im->name.len, name,
                  host->title);
    }
    return st;
}

static gk_status check_exports(const gk_module *m,
                               const struct gk_abi_host *host,
                               gk_names *warnings, gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0; i < host->export_count && st == GK_OK; i++) {
        const struct gk_abi_export *row = &host->exports[i];

        if (row->need == GK_NEED_REQUIRED &&
            gk_module_export(m, row->name) == NULL)
            st = warn(warnings, err, "does not export '%s', which %s asks for",
                      row->name, host->title);
    }
    return st;
}

static gk_status check_memory(const gk_module *m,
                              const struct gk_abi_host *host,
                              bool starts_itself, gk_names *warnings,
                              gk_error *err)
{
    uint64_t pages = m->memory_count > 0 ? m->memories[0].limits.min : 0;

    if (m->imported_memories == 0)
        return GK_OK;
    for (size_t i = 0; i < host->memory_count; i++)
        if (pages > host->memories[i].initial)
            return warn(warnings, err,
                        "needs %" PRIu64 " pages of memory, %s gives %u: it "
                        "cannot be loaded",
                        pages, host->title, host->memories[i].initial);
    if (m->has_start && !starts_itself)
        return warn(warnings, err,
                    "has a start function, which runs before the host is "
                    "ready: is -mbulk-memory or -pthread in /build/cflags?");
    return GK_OK;
}

gk_status gk_host_check(const gk_module *module, const struct gk_abi_host *host,
                        bool starts_itself, gk_names *warnings, gk_error *err)
{
    gk_status st = check_imports(module, host, warnings, err);

    if (st == GK_OK)
        st = check_exports(module, host, warnings, err);
    if (st == GK_OK)
        st = check_memory(module, host, starts_itself, warnings, err);
    return st;
}
