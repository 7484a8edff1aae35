/*
 * lifecycle: load, reload, destroy: what the host does with a plugin before
 * and after its tools are called.
 */
#include "core/base/file.h"
#include "core/manifest/cortex.h"
#include "host-mock/hosts/cortex/cortex.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- calling exports -------------------------------------------------------
 */

/* A number does not become an i64: the words of what JavaScript throws. */
static bool give_args(const struct gk_functype *type, const uint32_t *given,
                      size_t count, struct gk_value *args, struct gk_trap *trap)
{
    for (uint32_t i = 0; i < type->param_count; i++) {
        uint32_t number = i < count ? given[i] : 0;
        double wide = i < count ? (double)number : NAN; /* undefined */

        args[i] = (struct gk_value){.type = type->params[i]};
        if (type->params[i] == GK_I32) {
            args[i].u.i32 = number;
        } else if (type->params[i] == GK_F32) {
            args[i].u.f32 = (float)wide;
        } else if (type->params[i] == GK_F64) {
            args[i].u.f64 = wide;
        } else {
            trap->kind = GK_TRAP_HOST;
            if (i < count)
                snprintf(trap->text, sizeof trap->text,
                         "Cannot convert %" PRIu32 " to a BigInt", number);
            else
                snprintf(trap->text, sizeof trap->text,
                         "Cannot convert undefined to a BigInt");
            return false;
        }
    }
    return true;
}

gk_status cortex_call(struct cortex *cortex, const char *name,
                      const uint32_t *given, size_t count, double *result,
                      bool *is_number, struct gk_trap *trap, gk_error *err)
{
    const struct gk_functype *type = gk_guest_func(cortex->guest, name);
    struct gk_value args[GK_MAX_PARAMS], first = {0};
    gk_status st;

    memset(trap, 0, sizeof *trap);
    *result = 0;
    *is_number = false;
    if (type == NULL) {
        trap->kind = GK_TRAP_HOST;
        snprintf(trap->text, sizeof trap->text, "%s is not a function", name);
        return GK_E_TRAP;
    }
    if (type->param_count > GK_MAX_PARAMS ||
        !give_args(type, given, count, args, trap))
        return GK_E_TRAP;
    st = gk_guest_call(cortex->guest, name, args, type->param_count, &first, 1,
                       trap, err);
    /* No result is undefined, several are an array: neither is a number. */
    if (st != GK_OK || type->result_count != 1)
        return st;
    *is_number = first.type != GK_I64;
    if (first.type == GK_I32)
        *result = (int32_t)first.u.i32;
    else if (first.type == GK_F32)
        *result = (double)first.u.f32;
    else if (first.type == GK_F64)
        *result = first.u.f64;
    else if (first.type == GK_I64)
        *result = (double)(int64_t)first.u.i64;
    else
        *is_number = false;
    return st;
}

bool cortex_exports(const struct cortex *cortex, const char *name)
{
    return gk_module_export(gk_vm_module_facts(cortex->session->module),
                            name) != NULL;
}

/* --- the steps of a load ---------------------------------------------------
 */

/* What is wrong with an export, appended; nothing when it is right. */
static void judge_export(const struct cortex *cortex,
                         const struct gk_abi_export *row, gk_buf *out)
{
    const gk_module *facts = gk_vm_module_facts(cortex->session->module);
    const struct gk_export *export = gk_module_export(facts, row->name);
    const struct gk_functype *type = NULL;
    struct gk_functype wanted;
    struct gk_sig sig;

    if (export == NULL) {
        if (row->need == GK_NEED_REQUIRED)
            gk_buf_printf(out,
                          "does not export '%s', which every plugin must: %s",
                          row->name, row->doc);
        return;
    }
    if (strcmp(row->sig, "memory") == 0 && export->kind != GK_EXTERN_MEMORY)
        gk_buf_printf(out, "exports '%s', which is no memory", row->name);
    if (!gk_sig_parse(row->sig, &sig))
        return;
    if (export->kind == GK_EXTERN_FUNC)
        type = gk_module_func_type(facts, export->index);
    if (type == NULL) {
        gk_buf_printf(out, "exports '%s', which is no function", row->name);
        return;
    }
    wanted = cortex_functype(&sig);
    if (cortex_same_type(&wanted, type))
        return;
    gk_buf_printf(out, "exports '%s' of type ", row->name);
    gk_functype_print(type, out);
    gk_buf_puts(out, ", the contract says ");
    gk_functype_print(&wanted, out);
}

/* The documented host wants every required export, and each with its type. */
static gk_status check_exports(struct cortex *cortex, struct gk_part *part,
                               gk_error *err)
{
    const struct gk_abi_host *abi = cortex->session->abi;
    gk_status st = GK_OK;

    for (size_t i = 0; i < abi->export_count && st == GK_OK; i++) {
        gk_buf wrong = GK_BUF_INIT, text = GK_BUF_INIT;

        judge_export(cortex, &abi->exports[i], &wrong);
        if (wrong.len > 0) {
            cortex_meet(cortex, CORTEX_MISSING_EXPORT);
            gk_buf_printf(&text, "WASM plugin \"%s\" %s", cortex->name,
                          gk_buf_text(&wrong));
            /* The first one is told. */
            if (!gk_session_is_deployed(cortex->session) && gk_part_ok(part) &&
                gk_part_error(part, "export", gk_buf_text(&text)) != GK_OK)
                st = gk_fail_nomem(err);
        }
        gk_buf_clear(&wrong);
        gk_buf_clear(&text);
    }
    return st;
}

static gk_status instantiate(struct cortex *cortex, struct gk_part *part,
                             gk_error *err)
{
    const struct gk_vm_link link = {cortex_resolve, cortex};
    struct gk_session *session = cortex->session;
    gk_error why = GK_ERROR_INIT;
    struct gk_trap trap = {0};
    gk_buf text = GK_BUF_INIT;
    gk_status st = gk_vm_memory_new(session->vm, CORTEX_INITIAL_PAGES,
                                    CORTEX_MAX_PAGES, &cortex->provided, &why);

    if (st == GK_E_LIMIT)
        return gk_part_error(part, "memory", why.text) == GK_OK
                   ? GK_OK
                   : gk_fail_nomem(err);
    if (st != GK_OK)
        return gk_fail(err, st, "%s", why.text);
    session->memory = cortex->provided;
    cortex->exported = NULL;
    cortex_heap_reset(&cortex->heap);
    st = gk_vm_instantiate(session->vm, session->module, &link, &cortex->guest,
                           &trap, &why);
    if (st == GK_OK)
        return GK_OK;
    if (st == GK_E_NOMEM)
        return gk_fail(err, st, "%s", why.text);
    gk_buf_printf(&text, "Failed to instantiate WASM plugin \"%s\": %s",
                  cortex->name,
                  st == GK_E_TRAP ? cortex_trap_words(&trap) : why.text);
    if (st == GK_E_TRAP)
        gk_part_trap(part, &trap, cortex_trap_words(&trap));
    st = gk_part_error(part,
                       st == GK_E_TRAP    ? "trap"
                       : st == GK_E_LIMIT ? "memory"
                                          : "link",
                       gk_buf_text(&text));
    gk_buf_clear(&text);
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

static gk_status fail_with_trap(struct gk_part *part,
                                const struct gk_trap *trap, const char *text,
                                gk_error *err)
{
    gk_part_trap(part, trap, cortex_trap_words(trap));
    return gk_part_error(part, "trap", text) == GK_OK ? GK_OK
                                                      : gk_fail_nomem(err);
}

static gk_status check_abi(struct cortex *cortex, struct gk_part *part,
                           gk_error *err)
{
    struct gk_trap trap;
    gk_buf text = GK_BUF_INIT;
    double version;
    bool is_number;
    gk_status st;

    if (!cortex_exports(cortex, "plugin_get_abi_version"))
        return GK_OK;
    st = cortex_call(cortex, "plugin_get_abi_version", NULL, 0, &version,
                     &is_number, &trap, err);
    if (st == GK_E_TRAP)
        return fail_with_trap(part, &trap, cortex_trap_words(&trap), err);
    if (st != GK_OK)
        return st;
    if (is_number && version == 1) {
        gk_session_host_log(cortex->session, "ABI version 1");
        return GK_OK;
    }
    gk_buf_printf(&text, "WASM plugin \"%s\" ABI version ", cortex->name);
    if (gk_guest_func(cortex->guest, "plugin_get_abi_version")->result_count ==
        0)
        gk_buf_puts(&text, "undefined");
    else
        gk_json_put_number(&text, version);
    gk_buf_puts(&text, " is not supported (supported: 1)");
    st = gk_part_error(part, "load", gk_buf_text(&text));
    gk_buf_clear(&text);
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

static gk_status init(struct cortex *cortex, struct gk_part *part,
                      gk_error *err)
{
    struct gk_trap trap;
    gk_buf text = GK_BUF_INIT;
    double ignored;
    bool is_number;
    gk_status st;

    if (!cortex_exports(cortex, "plugin_init"))
        return GK_OK;
    st = cortex_call(cortex, "plugin_init", NULL, 0, &ignored, &is_number,
                     &trap, err);
    if (st != GK_E_TRAP)
        return st;
    gk_buf_printf(&text, "WASM plugin \"%s\" init failed: %s", cortex->name,
                  cortex_trap_words(&trap));
    st = fail_with_trap(part, &trap, gk_buf_text(&text), err);
    gk_buf_clear(&text);
    return st;
}

static void adopt_memory(struct cortex *cortex)
{
    cortex->exported = gk_guest_memory(cortex->guest, "memory");
    if (cortex->exported != NULL && cortex->exported != cortex->provided)
        cortex_meet(cortex, CORTEX_OWN_MEMORY);
    cortex->session->memory = cortex_memory(cortex);
}

static gk_status load(void *host, struct gk_part *part, gk_error *err)
{
    struct cortex *cortex = host;
    char line[64];
    gk_status st = check_exports(cortex, part, err);

    cortex->loaded = false;
    cortex->guest = NULL;
    gk_json_free(cortex->tools);
    cortex->tools = gk_json_new_array();
    if (cortex->tools == NULL)
        return gk_fail_nomem(err);
    if (st == GK_OK && gk_part_ok(part))
        st = instantiate(cortex, part, err);
    if (st == GK_OK && gk_part_ok(part))
        adopt_memory(cortex);
    if (st == GK_OK && gk_part_ok(part))
        st = check_abi(cortex, part, err);
    if (st == GK_OK && gk_part_ok(part))
        st = init(cortex, part, err);
    if (st == GK_OK && gk_part_ok(part))
        st = cortex_read_tools(cortex, part, err);
    if (st != GK_OK || !gk_part_ok(part))
        return st;
    snprintf(line, sizeof line, "Loaded with %zu tool(s)",
             gk_json_count(cortex->tools));
    gk_session_host_log(cortex->session, line);
    cortex->loaded = true;
    return gk_json_set(part->json, "tools", gk_json_copy(cortex->tools)) ==
                   GK_OK
               ? GK_OK
               : gk_fail_nomem(err);
}

/* --- after the load --------------------------------------------------------
 */

static gk_status call_destroy(struct cortex *cortex, gk_error *err)
{
    struct gk_trap trap;
    double ignored;
    bool is_number;
    gk_status st;

    if (!cortex->loaded || !cortex_exports(cortex, "plugin_destroy"))
        return GK_OK;
    st = cortex_call(cortex, "plugin_destroy", NULL, 0, &ignored, &is_number,
                     &trap, err);
    /* The host swallows what goes wrong in there. */
    return st == GK_E_TRAP ? GK_OK : st;
}

static gk_status destroy(void *host, struct gk_part *part, gk_error *err)
{
    struct cortex *cortex = host;
    gk_status st;

    (void)part;
    if (cortex->loaded && cortex_exports(cortex, "plugin_destroy"))
        cortex_meet(cortex, CORTEX_DESTROY);
    st = call_destroy(cortex, err);
    cortex->loaded = false;
    cortex->guest = NULL;
    cortex->exported = NULL;
    /* The cache goes with the plugin; only the documented host has a database
     * behind it. */
    if (gk_world_state(cortex->session->world)->count > 0)
        cortex_meet(cortex, CORTEX_STATE_LOST);
    if (gk_session_is_deployed(cortex->session))
        gk_kv_clear(gk_world_state(cortex->session->world));
    return st;
}

/* A new instance under the same name; state stays. The deployed host just
 * drops the old instance. */
static gk_status reload(void *host, struct gk_part *part, gk_error *err)
{
    struct cortex *cortex = host;
    gk_status st = GK_OK;

    if (!gk_session_is_deployed(cortex->session))
        st = call_destroy(cortex, err);
    return st == GK_OK ? load(cortex, part, err) : st;
}

/* --- the row ---------------------------------------------------------------
 */

static char *plugin_name(const struct gk_job *job)
{
    const char *name = gk_json_text(gk_json_get(job->manifest, "name"));
    const char *base = gk_path_base(job->module_name);
    const char *dot = strrchr(base, '.');

    if (name != NULL)
        return strdup(name);
    return dot != NULL ? strndup(base, (size_t)(dot - base)) : strdup(base);
}

static void close_cortex(void *host)
{
    struct cortex *cortex = host;

    if (cortex == NULL)
        return;
    cortex_heap_clear(&cortex->heap);
    gk_json_free(cortex->tools);
    free(cortex->name);
    free(cortex);
}

static gk_status open_cortex(struct gk_session *session, void **out,
                             gk_error *err)
{
    struct cortex *cortex = calloc(1, sizeof *cortex);

    if (cortex == NULL)
        return gk_fail_nomem(err);
    cortex->session = session;
    cortex->manifest = session->job->manifest;
    cortex->name = plugin_name(session->job);
    if (cortex->name == NULL) {
        close_cortex(cortex);
        return gk_fail_nomem(err);
    }
    *out = cortex;
    return GK_OK;
}

static gk_guest *guest_of(void *host)
{
    return ((struct cortex *)host)->guest;
}

static gk_json *diagnostics(void *host)
{
    struct cortex *cortex = host;
    bool deployed = gk_session_is_deployed(cortex->session);
    gk_vm_memory *memory =
        cortex->exported != NULL ? cortex->exported : cortex->provided;
    gk_json *json = gk_json_new_object();
    double abi = 0;
    bool is_number = false;
    struct gk_trap trap;

    if (!cortex->loaded || memory == NULL)
        return json;
    gk_json_set_number(json, "memoryBytes",
                       (double)gk_vm_memory_pages(memory) * GK_PAGE_BYTES);
    gk_json_set_number(json, "heapPtr",
                       deployed ? CORTEX_DEPLOYED_HEAP : cortex->heap.used);
    if (cortex_exports(cortex, "plugin_get_abi_version") &&
        cortex_call(cortex, "plugin_get_abi_version", NULL, 0, &abi, &is_number,
                    &trap, NULL) == GK_OK &&
        is_number)
        gk_json_set_number(json, "abiVersion", abi);
    else
        gk_json_set(json, "abiVersion", gk_json_new_null());
    gk_json_set_number(json, "toolCount",
                       deployed ? 0 : (double)gk_json_count(cortex->tools));
    return json;
}

const struct gk_host gk_host_cortex = {
    .id = "cortex",
    .check_manifest = gk_cortex_manifest_check,
    .lint_manifest = gk_cortex_manifest_lint,
    .allow = gk_cortex_manifest_allow,
    .check_call = cortex_check_call,
    .open = open_cortex,
    .load = load,
    .call = cortex_run_tool,
    .reload = reload,
    .destroy = destroy,
    .guest = guest_of,
    .trap_words = cortex_trap_words,
    .diagnostics = diagnostics,
    .close = close_cortex,
};
