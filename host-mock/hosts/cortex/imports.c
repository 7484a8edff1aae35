/*
 * imports: the host functions of the contract but for heap.c and net.c, and
 * the table that holds them all, from the same rows.
 */
#include "host-mock/hosts/cortex/cortex.h"

#include <inttypes.h>
#include <string.h>

static gk_status cortex_host_log(struct gk_hostcall *call, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = cortex_string_arg(call, 0, &text, err);

    if (st == GK_OK)
        gk_session_log(call->session, text.data, text.len);
    gk_buf_clear(&text);
    return st == GK_OK ? cortex_no_result(call, err) : st;
}

static gk_status cortex_host_get_abi_version(struct gk_hostcall *call,
                                             gk_error *err)
{
    return cortex_result(call, 1, err);
}

/* Documented: an i64. Deployed: a number, which does not become an i64. */
static gk_status cortex_host_get_time_ms(struct gk_hostcall *call,
                                         gk_error *err)
{
    struct cortex *cortex = call->host;
    bool deployed = gk_session_is_deployed(call->session);
    int64_t now = gk_world_now(call->session->world);

    if (call->result_count > 0 && call->results->type == GK_I64) {
        cortex_meet(cortex, CORTEX_TIME_I64);
        if (!deployed) {
            call->results->u.i64 = (uint64_t)now;
            return GK_OK;
        }
    } else if (call->result_count > 0 && !deployed) {
        return gk_fail(err, GK_E_TRAP,
                       "Cannot convert a BigInt value to a number: "
                       "host_get_time_ms is () -> i64");
    }
    return cortex_result(call, (double)now, err);
}

static gk_status cortex_host_random(struct gk_hostcall *call, gk_error *err)
{
    struct cortex *cortex = call->host;
    gk_vm_memory *memory = cortex_memory(cortex);
    int64_t ptr = 0, len = 0;
    uint8_t *at;
    gk_status st = cortex_number(call, 1, &len, err);

    if (st == GK_OK)
        st = cortex_number(call, 0, &ptr, err);
    if (len > (int64_t)CORTEX_STRING_BYTES)
        len = CORTEX_STRING_BYTES;
    if (st == GK_OK)
        st = cortex_bytes(memory, ptr, len, &at, err);
    if (st == GK_OK)
        gk_world_random(call->session->world, at, (size_t)len);
    return st == GK_OK ? cortex_no_result(call, err) : st;
}

/*
 * The common end of the two that read: `value` to arguments 2 and 3, and 0; or
 * -1 and a length of 0 when there is none. What throws there is caught: -1,
 * and nothing written.
 */
static gk_status give(struct gk_hostcall *call, const void *bytes, size_t len,
                      bool found, gk_error *err)
{
    gk_vm_memory *memory = cortex_memory(call->host);
    int64_t out_ptr = 0, len_ptr = 0;
    gk_status st = cortex_number(call, 2, &out_ptr, NULL);

    if (st == GK_OK)
        st = cortex_number(call, 3, &len_ptr, NULL);
    if (st == GK_OK)
        st = found ? cortex_write_out(memory, out_ptr, len_ptr, bytes, len,
                                      CORTEX_STRING_BYTES, NULL)
                   : cortex_store_word(memory, len_ptr, 0, NULL);
    return cortex_result(call, st == GK_OK && found ? 0 : -1, err);
}

static gk_status cortex_host_get_config(struct gk_hostcall *call, gk_error *err)
{
    gk_buf key = GK_BUF_INIT, value = GK_BUF_INIT;
    const gk_json *setting;
    gk_status st = cortex_string_arg(call, 0, &key, NULL);

    if (st == GK_E_NOMEM) {
        gk_fail_nomem(err);
        goto done;
    }
    /* An environment variable's name cannot hold '='. */
    if (st != GK_OK || strchr(gk_buf_text(&key), '=') != NULL) {
        st = cortex_result(call, -1, err);
        goto done;
    }
    setting = cortex_setting(call->host, gk_buf_text(&key));
    gk_json_bytes(setting, &value);
    st = gk_buf_check(&value, err);
    if (st == GK_OK)
        st = give(call, value.data, value.len, setting != NULL, err);
done:
    gk_buf_clear(&key);
    gk_buf_clear(&value);
    return st;
}

static gk_status cortex_host_set_state(struct gk_hostcall *call, gk_error *err)
{
    gk_buf key = GK_BUF_INIT, value = GK_BUF_INIT;
    gk_status st = cortex_string_arg(call, 0, &key, err);

    if (st == GK_OK)
        st = cortex_string_arg(call, 2, &value, err);
    if (st == GK_OK)
        st = gk_kv_set(gk_world_state(call->session->world), key.data, key.len,
                       value.data, value.len, err);
    gk_buf_clear(&key);
    gk_buf_clear(&value);
    return st == GK_OK ? cortex_no_result(call, err) : st;
}

static gk_status cortex_host_get_state(struct gk_hostcall *call, gk_error *err)
{
    gk_buf key = GK_BUF_INIT;
    const gk_buf *value = NULL;
    gk_status st = cortex_string_arg(call, 0, &key, NULL);

    if (st == GK_OK)
        value =
            gk_kv_get(gk_world_state(call->session->world), key.data, key.len);
    gk_buf_clear(&key);
    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    /* Its arguments threw: caught, and nothing is written. */
    if (st != GK_OK)
        return cortex_result(call, -1, err);
    return give(call, value != NULL ? value->data : NULL,
                value != NULL ? value->len : 0, value != NULL, err);
}

/* --- the table -------------------------------------------------------------
 */

static const struct {
    const char *name;
    gk_host_fn *fn;
} handlers[] = {
#define GK_IMPORT(module, name, sig, dep, effect, origin, doc)                 \
    {#name, cortex_##name},
#include "abi/cortex.def"
};

_Static_assert(sizeof handlers / sizeof *handlers <= CORTEX_MOST_IMPORTS,
               "struct cortex has a link for each import");

gk_host_fn *cortex_handler(const struct gk_abi_import *row)
{
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++)
        if (strcmp(handlers[i].name, row->name) == 0)
            return handlers[i].fn;
    return NULL;
}
