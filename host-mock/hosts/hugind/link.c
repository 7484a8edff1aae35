/*
 * link: what the host gives for an import. Everything is linked, whatever the
 * permissions are, and every type must be the contract's.
 * The engine puts the import's names before each refusal.
 */
#include "core/base/opts.h"
#include "host-mock/hosts/hugind/hugind.h"
#include "host-mock/hosts/wasi/wasi.h"

#include <stdio.h>
#include <string.h>

/* A handler for each row, in the order of the contract's table. */
static gk_host_fn *const own_handlers[] = {
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc) hugind_##name,
#include "abi/hugind.def"
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc) hugind_##name,
#include "abi/hugind_fs.def"
};
#define OWN_COUNT (sizeof own_handlers / sizeof *own_handlers)

static gk_host_fn *handler_of(const struct gk_abi_host *abi,
                              const struct gk_abi_import *row)
{
    size_t number = (size_t)(row - abi->imports);

    return number < OWN_COUNT ? own_handlers[number]
                              : gk_wasi_handler(row->name);
}

/* The nearest name in the import's module, or NULL. */
static const char *nearest_name(const struct gk_abi_host *abi,
                                const struct gk_import *import)
{
    const char *names[HUGIND_MOST_IMPORTS];
    char given[128];
    size_t count = 0;

    for (size_t i = 0; i < abi->import_count; i++)
        if (gk_name_is(import->module, abi->imports[i].module))
            names[count++] = abi->imports[i].name;
    snprintf(given, sizeof given, "%.*s", (int)import->name.len,
             (const char *)import->name.at);
    return gk_nearest(given, names, count);
}

static gk_status unknown(const struct hugind *hugind,
                         const struct gk_import *import, gk_error *err)
{
    const char *near = import->kind == GK_EXTERN_FUNC
                           ? nearest_name(hugind->session->abi, import)
                           : NULL;

    if (near != NULL)
        return gk_fail(err, GK_E_LINK,
                       "unknown import: it has not been defined; did you mean "
                       "'%s'?",
                       near);
    return gk_fail(err, GK_E_LINK, "unknown import: it has not been defined");
}

static bool same_values(const uint8_t *a, size_t a_count, const uint8_t *b,
                        size_t b_count)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count) == 0);
}

static gk_status check_type(const struct gk_abi_import *row,
                            const struct gk_functype *type, gk_error *err)
{
    gk_buf words = GK_BUF_INIT;
    struct gk_functype wanted;
    struct gk_sig sig = {0};
    gk_status st;

    gk_sig_parse(row->sig, &sig);
    if (same_values(type->params, type->param_count, sig.params,
                    sig.param_count) &&
        same_values(type->results, type->result_count, sig.results,
                    sig.result_count))
        return GK_OK;
    wanted = (struct gk_functype){.params = sig.params,
                                  .results = sig.results,
                                  .param_count = (uint32_t)sig.param_count,
                                  .result_count = (uint32_t)sig.result_count};
    gk_buf_puts(&words, "incompatible import type: it is declared ");
    gk_functype_print(type, &words);
    gk_buf_puts(&words, ", the host has ");
    gk_functype_print(&wanted, &words);
    st = gk_fail(err, GK_E_LINK, "%s", gk_buf_text(&words));
    gk_buf_clear(&words);
    return st;
}

/* A start function runs before the instance is handed over. */
static gk_status call_host(struct gk_vm_call *call, gk_error *err)
{
    const struct gk_host_link *link = call->context;
    struct hugind *hugind = link->session->host;

    if (hugind->guest == NULL) {
        hugind->guest = call->guest;
        hugind->session->memory = gk_guest_memory(call->guest, "memory");
    }
    return gk_session_hostcall(call, err);
}

gk_status hugind_resolve(void *context, const struct gk_import *import,
                         const struct gk_functype *type,
                         struct gk_vm_extern *out, gk_error *err)
{
    struct hugind *hugind = context;
    const struct gk_abi_host *abi = hugind->session->abi;
    const struct gk_abi_import *row = gk_abi_import_find(
        abi, (const char *)import->module.at, import->module.len,
        (const char *)import->name.at, import->name.len);
    struct gk_host_link *link;
    gk_status st;

    if (row == NULL || import->kind != GK_EXTERN_FUNC)
        return unknown(hugind, import, err);
    st = check_type(row, type, err);
    if (st != GK_OK)
        return st;
    link = &hugind->links[row - abi->imports];
    link->session = hugind->session;
    link->row = row;
    link->fn = handler_of(abi, row);
    out->kind = GK_EXTERN_FUNC;
    out->fn = call_host;
    out->context = link;
    return GK_OK;
}
