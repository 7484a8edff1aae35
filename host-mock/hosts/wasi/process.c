/*
 * process: a program's start and end: arguments, environment, clocks, chance.
 */
#include "host-mock/hosts/wasi/state.h"

#include <inttypes.h>
#include <string.h>

const char *wasi_errno_name(wasi_errno code)
{
    switch (code) {
#define WASI_ERRNO(name, number)                                               \
    case WASI_E_##name:                                                        \
        return #name;
        WASI_ERRNO_LIST(WASI_ERRNO)
#undef WASI_ERRNO
    }
    return "?";
}

wasi_errno wasi_errno_of(gk_status status)
{
    switch (status) {
    case GK_OK:
        return WASI_E_SUCCESS;
    case GK_E_EXISTS:
        return WASI_E_EXIST;
    case GK_E_NOENT:
        return WASI_E_NOENT;
    case GK_E_LIMIT:
        return WASI_E_NOSPC;
    case GK_E_NOMEM:
        return WASI_E_NOMEM;
    default:
        return WASI_E_INVAL;
    }
}

gk_files *wasi_files(const gk_wasi *wasi)
{
    return gk_world_files(wasi->world);
}

/* --- arguments and environment ----------------------------------------------
 */

static wasi_errno put_sizes(struct wasi_call *call,
                            const struct wasi_texts *texts)
{
    uint8_t *count, *bytes;

    if (wasi_span(call, wasi_u32(call, 0), 4, &count) != WASI_E_SUCCESS ||
        wasi_span(call, wasi_u32(call, 1), 4, &bytes) != WASI_E_SUCCESS)
        return WASI_E_FAULT;
    gk_store_u32le(count, (uint32_t)texts->count);
    gk_store_u32le(bytes, (uint32_t)texts->bytes.len);
    return WASI_E_SUCCESS;
}

static wasi_errno put_texts(struct wasi_call *call,
                            const struct wasi_texts *texts)
{
    uint32_t at = wasi_u32(call, 1);
    uint32_t len = (uint32_t)texts->bytes.len;
    const char *text = gk_buf_text(&texts->bytes);
    uint8_t *pointers, *bytes;

    if (wasi_span(call, wasi_u32(call, 0), (uint32_t)texts->count * 4,
                  &pointers) != WASI_E_SUCCESS ||
        wasi_span(call, at, len, &bytes) != WASI_E_SUCCESS)
        return WASI_E_FAULT;
    for (size_t i = 0, next = 0; i < texts->count; i++) {
        gk_store_u32le(pointers + 4 * i, at + (uint32_t)next);
        next += strlen(text + next) + 1;
    }
    if (len > 0)
        memcpy(bytes, text, len);
    return WASI_E_SUCCESS;
}

wasi_errno wasi_args_sizes_get(struct wasi_call *call)
{
    return put_sizes(call, &call->wasi->args);
}

wasi_errno wasi_args_get(struct wasi_call *call)
{
    return put_texts(call, &call->wasi->args);
}

wasi_errno wasi_environ_sizes_get(struct wasi_call *call)
{
    return put_sizes(call, &call->wasi->env);
}

wasi_errno wasi_environ_get(struct wasi_call *call)
{
    return put_texts(call, &call->wasi->env);
}

/* --- time and chance --------------------------------------------------------
 */

bool wasi_clock_now(gk_wasi *wasi, uint32_t clock, uint64_t *ns)
{
    int64_t ms;

    if (clock > WASI_CLOCK_MONOTONIC)
        return false;
    ms = gk_world_now(wasi->world);
    /* It starts at the first look: a program that asks for no time leaves the
     * world's clock alone. */
    if (clock == WASI_CLOCK_MONOTONIC && !wasi->timed) {
        wasi->timed = true;
        wasi->start_ms = ms - 1;
    }
    if (clock == WASI_CLOCK_MONOTONIC)
        ms -= wasi->start_ms;
    /* u64 nanoseconds reach the year 2554. */
    *ns = (uint64_t)ms > UINT64_MAX / 1000000 ? UINT64_MAX
                                              : (uint64_t)ms * 1000000;
    return true;
}

static wasi_errno put_u64(struct wasi_call *call, size_t arg, uint64_t value)
{
    uint8_t *out;
    wasi_errno e = wasi_span(call, wasi_u32(call, arg), 8, &out);

    if (e == WASI_E_SUCCESS) {
        wasi_store_u64(out, value);
        gk_buf_printf(call->note, "%" PRIu64 " ns", value);
    }
    return e;
}

wasi_errno wasi_clock_res_get(struct wasi_call *call)
{
    if (wasi_u32(call, 0) > WASI_CLOCK_MONOTONIC)
        return WASI_E_INVAL;
    return put_u64(call, 1, 1000000);
}

wasi_errno wasi_clock_time_get(struct wasi_call *call)
{
    uint64_t ns = 0;

    if (!wasi_clock_now(call->wasi, wasi_u32(call, 0), &ns))
        return WASI_E_INVAL;
    return put_u64(call, 2, ns);
}

wasi_errno wasi_random_get(struct wasi_call *call)
{
    uint8_t *out;
    wasi_errno e = wasi_span(call, wasi_u32(call, 0), wasi_u32(call, 1), &out);

    if (e == WASI_E_SUCCESS)
        gk_world_random(call->wasi->world, out, wasi_u32(call, 1));
    return e;
}

/* --- the end ----------------------------------------------------------------
 */

wasi_errno wasi_sched_yield(struct wasi_call *call)
{
    (void)call;
    return WASI_E_SUCCESS;
}

wasi_errno wasi_proc_exit(struct wasi_call *call)
{
    call->wasi->exited = true;
    call->wasi->exit_code = wasi_u32(call, 0);
    return WASI_E_SUCCESS;
}

/* No host that this stands for has signals. */
wasi_errno wasi_proc_raise(struct wasi_call *call)
{
    return wasi_u32(call, 0) > WASI_SIGNAL_LAST ? WASI_E_INVAL : WASI_E_NOTSUP;
}

/* --- sockets: there are none ------------------------------------------------
 */

static wasi_errno no_socket(struct wasi_call *call)
{
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &fd);

    return e == WASI_E_SUCCESS ? WASI_E_NOTSOCK : e;
}

wasi_errno wasi_sock_accept(struct wasi_call *call)
{
    return no_socket(call);
}

wasi_errno wasi_sock_recv(struct wasi_call *call)
{
    return no_socket(call);
}

wasi_errno wasi_sock_send(struct wasi_call *call)
{
    return no_socket(call);
}

wasi_errno wasi_sock_shutdown(struct wasi_call *call)
{
    return no_socket(call);
}
