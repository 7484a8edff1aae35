/*
 * link: what the host gives for an import: env.memory and the ten functions.
 * The engine puts the import's names before each refusal.
 */
#include "core/base/opts.h"
#include "host-mock/hosts/cortex/cortex.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static gk_status unknown_function(const struct cortex *cortex,
                                  const struct gk_import *import, gk_error *err)
{
    const struct gk_abi_host *abi = cortex->session->abi;
    const char *names[CORTEX_MOST_IMPORTS];
    char given[128];
    const char *near;

    for (size_t i = 0; i < abi->import_count; i++)
        names[i] = abi->imports[i].name;
    snprintf(given, sizeof given, "%.*s", (int)import->name.len,
             (const char *)import->name.at);
    near = gk_nearest(given, names, abi->import_count);
    if (near != NULL)
        return gk_fail(err, GK_E_LINK,
                       "function import requires a callable; did you "
                       "mean '%s'?",
                       near);
    return gk_fail(err, GK_E_LINK,
                   "function import requires a callable; this host has "
                   "no function of that name");
}

/* In the words of the deployed host's engine, then ours. */
static gk_status unknown(const struct cortex *cortex,
                         const struct gk_import *import, gk_error *err)
{
    if (!gk_name_is(import->module, "env"))
        return gk_fail(err, GK_E_LINK,
                       "module is not an object or function; this host "
                       "has one import module, 'env'");
    switch (import->kind) {
    case GK_EXTERN_FUNC:
        return unknown_function(cortex, import, err);
    case GK_EXTERN_MEMORY:
        return gk_fail(err, GK_E_LINK,
                       "memory import must be a WebAssembly.Memory "
                       "object; this host has 'env.memory'");
    case GK_EXTERN_TABLE:
        return gk_fail(err, GK_E_LINK,
                       "table import requires a WebAssembly.Table; this "
                       "host has none");
    default:
        return gk_fail(err, GK_E_LINK,
                       "global import must be a number, valid Wasm "
                       "reference, or WebAssembly.Global object; this "
                       "host has none");
    }
}

struct gk_functype cortex_functype(const struct gk_sig *sig)
{
    return (struct gk_functype){.params = sig->params,
                                .results = sig->results,
                                .param_count = (uint32_t)sig->param_count,
                                .result_count = (uint32_t)sig->result_count};
}

bool cortex_same_type(const struct gk_functype *a, const struct gk_functype *b)
{
    return a->param_count == b->param_count &&
           a->result_count == b->result_count &&
           (a->param_count == 0 ||
            memcmp(a->params, b->params, a->param_count) == 0) &&
           (a->result_count == 0 ||
            memcmp(a->results, b->results, a->result_count) == 0);
}

/* No JavaScript function can take or give these. */
static bool plain_values(const struct gk_functype *type)
{
    for (uint32_t i = 0; i < type->param_count; i++)
        if (type->params[i] < GK_F64)
            return false;
    for (uint32_t i = 0; i < type->result_count; i++)
        if (type->results[i] < GK_F64)
            return false;
    return type->result_count <= 1;
}

/* The deployed host links whatever is declared; the documented one wants the
 * contract's type, or the one that is known to work when deployed. */
static gk_status check_type(const struct cortex *cortex,
                            const struct gk_abi_import *row,
                            const struct gk_functype *type, gk_error *err)
{
    gk_buf words = GK_BUF_INIT;
    struct gk_functype wanted, other;
    struct gk_sig sig = {0}, deployed_sig = {0};
    gk_status st;

    if (gk_session_is_deployed(cortex->session) && plain_values(type))
        return GK_OK;
    gk_sig_parse(row->sig, &sig);
    wanted = cortex_functype(&sig);
    if (cortex_same_type(&wanted, type))
        return GK_OK;
    if (row->sig_deployed != NULL &&
        gk_sig_parse(row->sig_deployed, &deployed_sig) &&
        *deployed_sig.letters != '\0') {
        other = cortex_functype(&deployed_sig);
        if (cortex_same_type(&other, type))
            return GK_OK;
    }
    gk_buf_puts(&words, "type is ");
    gk_functype_print(type, &words);
    gk_buf_puts(&words, ", the contract says ");
    gk_functype_print(&wanted, &words);
    st = gk_fail(err, GK_E_LINK, "%s", gk_buf_text(&words));
    gk_buf_clear(&words);
    return st;
}

static gk_status link_function(struct cortex *cortex,
                               const struct gk_import *import,
                               const struct gk_functype *type,
                               struct gk_vm_extern *out, gk_error *err)
{
    const struct gk_abi_host *abi = cortex->session->abi;
    const struct gk_abi_import *row = gk_abi_import_find(
        abi, (const char *)import->module.at, import->module.len,
        (const char *)import->name.at, import->name.len);
    struct gk_host_link *link;
    gk_status st;

    if (row == NULL)
        return unknown(cortex, import, err);
    st = check_type(cortex, row, type, err);
    if (st != GK_OK)
        return st;
    link = &cortex->links[row - abi->imports];
    link->session = cortex->session;
    link->row = row;
    link->fn = cortex_handler(row);
    out->kind = GK_EXTERN_FUNC;
    out->fn = gk_session_hostcall;
    out->context = link;
    return GK_OK;
}

static gk_status link_memory(struct cortex *cortex,
                             const struct gk_import *import,
                             struct gk_vm_extern *out, gk_error *err)
{
    const struct gk_limits *limits = &import->u.memory.limits;

    if (!gk_name_is(import->module, "env") ||
        !gk_name_is(import->name, "memory"))
        return unknown(cortex, import, err);
    if (limits->shared)
        return gk_fail(err, GK_E_LINK,
                       "mismatch in shared state of memory: the plugin's "
                       "is shared, the host's is not");
    if (limits->min > CORTEX_INITIAL_PAGES)
        return gk_fail(err, GK_E_LINK,
                       "the host's memory has %u pages, which is smaller "
                       "than the declared initial of %" PRIu64,
                       CORTEX_INITIAL_PAGES, limits->min);
    if (limits->has_max && limits->max < CORTEX_MAX_PAGES)
        return gk_fail(err, GK_E_LINK,
                       "the host's memory has a larger maximum size %u "
                       "than the module's declared maximum %" PRIu64,
                       CORTEX_MAX_PAGES, limits->max);
    out->kind = GK_EXTERN_MEMORY;
    out->memory = cortex->provided;
    return GK_OK;
}

gk_status cortex_resolve(void *context, const struct gk_import *import,
                         const struct gk_functype *type,
                         struct gk_vm_extern *out, gk_error *err)
{
    struct cortex *cortex = context;

    if (import->kind == GK_EXTERN_FUNC)
        return link_function(cortex, import, type, out, err);
    if (import->kind == GK_EXTERN_MEMORY)
        return link_memory(cortex, import, out, err);
    return unknown(cortex, import, err);
}
