/*
 * poll: waiting. Nobody sleeps: when nothing else is ready, the world's clock
 * goes on to the first time that is waited for.
 */
#include "host-mock/hosts/wasi/state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct subscription {
    uint64_t userdata;
    uint8_t type;
    uint32_t fd; /* or the clock */
    uint64_t timeout;
    uint16_t flags;
};

struct event {
    wasi_errno error;
    bool ready;
    uint64_t bytes;
    uint64_t wait_ns; /* of a clock: from now on */
};

static bool read_subscription(const uint8_t *at, struct subscription *out)
{
    out->userdata = wasi_load_u64(at);
    out->type = at[8];
    out->fd = gk_load_u32le(at + 16);
    out->timeout = wasi_load_u64(at + 24);
    out->flags = (uint16_t)(at[40] | at[41] << 8);
    return out->type <= WASI_EVENT_FD_WRITE;
}

static uint64_t left_of(const struct wasi_fd *fd)
{
    size_t size;

    gk_node_bytes(fd->node, &size);
    return fd->at < size ? size - fd->at : 0;
}

static void look_at_fd(gk_wasi *wasi, const struct subscription *sub,
                       struct event *event)
{
    bool reads = sub->type == WASI_EVENT_FD_READ;
    struct wasi_fd *fd;
    size_t len = 0;

    event->ready = true;
    event->error = wasi_fd_with(
        wasi, sub->fd, WASI_R_POLL | (reads ? WASI_R_FD_READ : WASI_R_FD_WRITE),
        &fd);
    if (event->error != WASI_E_SUCCESS)
        return;
    if (fd->kind == WASI_IN) {
        event->error = wasi_input_ready(wasi, &len);
        event->bytes = len;
    } else if (reads && fd->kind == WASI_FILE) {
        event->bytes = left_of(fd);
    } else if (!reads) {
        event->bytes = 65536;
    }
}

static void look_at_clock(gk_wasi *wasi, const struct subscription *sub,
                          struct event *event)
{
    uint64_t now = 0;

    if (sub->flags & ~WASI_CLOCK_ABSTIME ||
        !wasi_clock_now(wasi, sub->fd, &now)) {
        event->ready = true;
        event->error = WASI_E_INVAL;
        return;
    }
    event->wait_ns = sub->timeout;
    if (sub->flags & WASI_CLOCK_ABSTIME)
        event->wait_ns = sub->timeout > now ? sub->timeout - now : 0;
    event->ready = event->wait_ns == 0;
}

/* Moves the clock to the first event; all that come by then are ready. */
static void wait_for_clock(struct wasi_call *call, struct event *events,
                           uint32_t count)
{
    uint64_t first = UINT64_MAX, ms, gone;

    for (uint32_t i = 0; i < count; i++)
        if (events[i].wait_ns < first)
            first = events[i].wait_ns;
    ms = first / 1000000 + (first % 1000000 != 0);
    gone = ms > UINT64_MAX / 1000000 ? UINT64_MAX : ms * 1000000;
    if (call->wasi->wait == NULL)
        gk_world_advance(call->wasi->world, (int64_t)ms);
    else
        call->trap =
            call->wasi->wait(call->wasi->context, (int64_t)ms, call->words);
    for (uint32_t i = 0; i < count; i++)
        events[i].ready = events[i].wait_ns <= gone;
    gk_buf_printf(call->note, "the clock went on by %" PRIu64 " ms", ms);
}

static void put_event(const struct subscription *sub, const struct event *event,
                      uint8_t *out)
{
    memset(out, 0, WASI_EVENT_BYTES);
    wasi_store_u64(out, sub->userdata);
    wasi_store_u16(out + 8, (uint16_t)event->error);
    out[10] = sub->type;
    wasi_store_u64(out + 16, event->bytes);
}

static uint32_t look(struct wasi_call *call, const struct subscription *subs,
                     struct event *events, uint32_t count)
{
    uint32_t ready = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (subs[i].type == WASI_EVENT_CLOCK)
            look_at_clock(call->wasi, &subs[i], &events[i]);
        else
            look_at_fd(call->wasi, &subs[i], &events[i]);
        ready += events[i].ready;
    }
    return ready;
}

static wasi_errno poll_all(struct wasi_call *call, struct subscription *subs,
                           struct event *events, uint32_t count)
{
    uint8_t *in, *out, *done;
    uint32_t told = 0;

    if (wasi_span(call, wasi_u32(call, 0), count * WASI_SUBSCRIPTION_BYTES,
                  &in) != WASI_E_SUCCESS ||
        wasi_span(call, wasi_u32(call, 1), count * WASI_EVENT_BYTES, &out) !=
            WASI_E_SUCCESS ||
        wasi_span(call, wasi_u32(call, 3), 4, &done) != WASI_E_SUCCESS)
        return WASI_E_FAULT;
    /* All are read before one is answered: the two lists may overlap. */
    for (uint32_t i = 0; i < count; i++)
        if (!read_subscription(in + i * WASI_SUBSCRIPTION_BYTES, &subs[i]))
            return WASI_E_INVAL;
    if (look(call, subs, events, count) == 0)
        wait_for_clock(call, events, count);
    if (call->trap != GK_OK)
        return WASI_E_SUCCESS; /* nobody reads it */
    for (uint32_t i = 0; i < count; i++)
        if (events[i].ready)
            put_event(&subs[i], &events[i], out + told++ * WASI_EVENT_BYTES);
    gk_store_u32le(done, told);
    return WASI_E_SUCCESS;
}

wasi_errno wasi_poll_oneoff(struct wasi_call *call)
{
    uint32_t count = wasi_u32(call, 2);
    struct subscription *subs;
    struct event *events;
    wasi_errno e = WASI_E_NOMEM;

    if (count == 0 || count > GK_WASI_MAX_SUBSCRIPTIONS)
        return WASI_E_INVAL;
    subs = calloc(count, sizeof *subs);
    events = calloc(count, sizeof *events);
    if (subs != NULL && events != NULL)
        e = poll_all(call, subs, events, count);
    free(subs);
    free(events);
    return e;
}
