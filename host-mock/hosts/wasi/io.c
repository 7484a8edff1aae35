/*
 * io: bytes in and out of descriptors.
 */
#include "host-mock/hosts/wasi/state.h"
#include "host-mock/record.h"

#include <inttypes.h>
#include <string.h>

/* The trace shows the beginning of what is moved as text. */
static void note_text(struct wasi_call *call, const struct wasi_ranges *ranges,
                      size_t len)
{
    gk_buf text = GK_BUF_LIMIT(128);

    for (uint32_t i = 0; i < ranges->count && text.len < len; i++) {
        size_t part = ranges->range[i].len;

        if (part > len - text.len)
            part = len - text.len;
        if (part > text.max - text.len)
            part = text.max - text.len;
        if (part == 0 && text.len == text.max)
            break;
        gk_buf_put(&text, ranges->range[i].at, part);
    }
    if (text.len > 0)
        gk_record_text(call->note, text.data, text.len, text.len < len);
    gk_buf_clear(&text);
}

/* --- standard input ---------------------------------------------------------
 */

wasi_errno wasi_input_ready(gk_wasi *wasi, size_t *len)
{
    if (wasi->input_at == wasi->input.len) {
        gk_buf_reset(&wasi->input);
        wasi->input_at = 0;
        if (wasi->read_more != NULL &&
            wasi->read_more(wasi->context, &wasi->input) != GK_OK)
            return WASI_E_NOMEM;
    }
    *len = wasi->input.len - wasi->input_at;
    return WASI_E_SUCCESS;
}

static wasi_errno read_input(gk_wasi *wasi, const struct wasi_ranges *ranges,
                             size_t *done)
{
    size_t left = 0;
    wasi_errno e =
        ranges->total == 0 ? WASI_E_SUCCESS : wasi_input_ready(wasi, &left);

    for (uint32_t i = 0; i < ranges->count && left > 0; i++) {
        size_t len = ranges->range[i].len;

        if (len > left)
            len = left;
        memcpy(ranges->range[i].at, wasi->input.data + wasi->input_at, len);
        wasi->input_at += len;
        *done += len;
        left -= len;
    }
    return e;
}

/* --- files ------------------------------------------------------------------
 */

static void read_file(const gk_wasi *wasi, struct wasi_fd *fd, uint64_t at,
                      const struct wasi_ranges *ranges, size_t *done)
{
    size_t size;
    const uint8_t *bytes = gk_node_bytes(fd->node, &size);

    (void)wasi;
    for (uint32_t i = 0; i < ranges->count && at < size; i++) {
        size_t len = ranges->range[i].len;

        if (len > size - at)
            len = size - (size_t)at;
        if (len > 0) /* an overlap is the guest's own business */
            memmove(ranges->range[i].at, bytes + at, len);
        at += len;
        *done += len;
    }
}

/* All or what fits before the first failure. */
static wasi_errno write_file(const gk_wasi *wasi, struct wasi_fd *fd,
                             uint64_t at, const struct wasi_ranges *ranges,
                             size_t *done)
{
    gk_status st = GK_OK;

    if (ranges->total > 0 &&
        (at > GK_MAX_FILES_BYTES || ranges->total > GK_MAX_FILES_BYTES - at))
        return WASI_E_FBIG;
    for (uint32_t i = 0; i < ranges->count && st == GK_OK; i++) {
        st = gk_node_write(wasi_files(wasi), fd->node, (size_t)at + *done,
                           ranges->range[i].at, ranges->range[i].len, NULL);
        if (st == GK_OK)
            *done += ranges->range[i].len;
    }
    return *done > 0 ? WASI_E_SUCCESS : wasi_errno_of(st);
}

static wasi_errno write_stream(struct wasi_fd *fd,
                               const struct wasi_ranges *ranges, size_t *done)
{
    for (uint32_t i = 0; i < ranges->count; i++) {
        uint32_t len = ranges->range[i].len;

        if (fd->stream->len > GK_WASI_MAX_OUTPUT ||
            len > GK_WASI_MAX_OUTPUT - fd->stream->len)
            return *done > 0 ? WASI_E_SUCCESS : WASI_E_NOSPC;
        if (gk_buf_put(fd->stream, ranges->range[i].at, len) != GK_OK)
            return WASI_E_NOMEM;
        *done += len;
    }
    return WASI_E_SUCCESS;
}

/* --- the calls --------------------------------------------------------------
 */

/* A descriptor for reading or writing; its ranges and where the count goes. */
static wasi_errno begin(struct wasi_call *call, uint64_t right,
                        struct wasi_fd **fd, struct wasi_ranges *ranges,
                        size_t count_arg, uint8_t **count)
{
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), fd);

    if (e == WASI_E_SUCCESS && (*fd)->kind == WASI_DIR)
        e = WASI_E_ISDIR;
    if (e == WASI_E_SUCCESS)
        e = wasi_fd_with(call->wasi, wasi_u32(call, 0), right, fd);
    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, count_arg), 4, count);
    if (e == WASI_E_SUCCESS)
        e = wasi_ranges_read(call, wasi_u32(call, 1), wasi_u32(call, 2),
                             ranges);
    return e;
}

static wasi_errno end(struct wasi_call *call, wasi_errno e,
                      const struct wasi_ranges *ranges, size_t done,
                      uint8_t *count)
{
    if (e != WASI_E_SUCCESS)
        return e;
    note_text(call, ranges, done);
    gk_store_u32le(count, (uint32_t)done);
    return e;
}

wasi_errno wasi_fd_read(struct wasi_call *call)
{
    struct wasi_ranges ranges;
    struct wasi_fd *fd;
    uint8_t *count;
    size_t done = 0;
    wasi_errno e = begin(call, WASI_R_FD_READ, &fd, &ranges, 3, &count);

    if (e != WASI_E_SUCCESS)
        return e;
    if (fd->kind == WASI_IN) {
        e = read_input(call->wasi, &ranges, &done);
    } else {
        read_file(call->wasi, fd, fd->at, &ranges, &done);
        fd->at += done;
    }
    return end(call, e, &ranges, done, count);
}

wasi_errno wasi_fd_write(struct wasi_call *call)
{
    struct wasi_ranges ranges;
    struct wasi_fd *fd;
    uint8_t *count;
    size_t done = 0, size;
    wasi_errno e = begin(call, WASI_R_FD_WRITE, &fd, &ranges, 3, &count);

    if (e != WASI_E_SUCCESS)
        return e;
    if (fd->kind == WASI_OUT) {
        e = write_stream(fd, &ranges, &done);
    } else {
        gk_node_bytes(fd->node, &size);
        if (fd->flags & WASI_FD_APPEND)
            fd->at = size;
        e = write_file(call->wasi, fd, fd->at, &ranges, &done);
        fd->at += done;
    }
    return end(call, e, &ranges, done, count);
}

/* The offset of pread and pwrite, for files only. */
static wasi_errno begin_at(struct wasi_call *call, uint64_t right,
                           struct wasi_fd **fd, struct wasi_ranges *ranges,
                           uint8_t **count)
{
    wasi_errno e =
        wasi_fd_file(call->wasi, wasi_u32(call, 0), right | WASI_R_FD_SEEK, fd);

    if (e == WASI_E_SUCCESS && wasi_u64(call, 3) > INT64_MAX)
        e = WASI_E_INVAL;
    return e == WASI_E_SUCCESS ? begin(call, right, fd, ranges, 4, count) : e;
}

wasi_errno wasi_fd_pread(struct wasi_call *call)
{
    struct wasi_ranges ranges;
    struct wasi_fd *fd;
    uint8_t *count;
    size_t done = 0;
    wasi_errno e = begin_at(call, WASI_R_FD_READ, &fd, &ranges, &count);

    if (e != WASI_E_SUCCESS)
        return e;
    read_file(call->wasi, fd, wasi_u64(call, 3), &ranges, &done);
    return end(call, e, &ranges, done, count);
}

wasi_errno wasi_fd_pwrite(struct wasi_call *call)
{
    struct wasi_ranges ranges;
    struct wasi_fd *fd;
    uint8_t *count;
    size_t done = 0;
    wasi_errno e = begin_at(call, WASI_R_FD_WRITE, &fd, &ranges, &count);

    if (e != WASI_E_SUCCESS)
        return e;
    e = write_file(call->wasi, fd, wasi_u64(call, 3), &ranges, &done);
    return end(call, e, &ranges, done, count);
}

/* --- where the next byte is -------------------------------------------------
 */

static wasi_errno put_offset(struct wasi_call *call, size_t arg,
                             const struct wasi_fd *fd)
{
    uint8_t *out;
    wasi_errno e = wasi_span(call, wasi_u32(call, arg), 8, &out);

    if (e == WASI_E_SUCCESS) {
        wasi_store_u64(out, fd->at);
        gk_buf_printf(call->note, "at %" PRIu64, fd->at);
    }
    return e;
}

/* Where the offset would be; INVAL below zero or past what a s64 has. */
static wasi_errno seek_to(const struct wasi_fd *fd, int64_t delta,
                          uint32_t whence, uint64_t *at)
{
    uint64_t from = 0;
    size_t size;

    gk_node_bytes(fd->node, &size);
    if (whence > WASI_WHENCE_END)
        return WASI_E_INVAL;
    if (whence != WASI_WHENCE_SET)
        from = whence == WASI_WHENCE_CUR ? fd->at : size;
    if (delta < 0 ? (uint64_t) - (delta + 1) >= from
                  : (uint64_t)delta > INT64_MAX - from)
        return WASI_E_INVAL;
    *at = from + (uint64_t)delta;
    return WASI_E_SUCCESS;
}

wasi_errno wasi_fd_seek(struct wasi_call *call)
{
    int64_t delta = (int64_t)wasi_u64(call, 1);
    uint32_t whence = wasi_u32(call, 2);
    /* To stay where one is, is to tell. */
    uint64_t right =
        delta == 0 && whence == WASI_WHENCE_CUR ? 0 : WASI_R_FD_SEEK;
    struct wasi_fd *fd;
    uint64_t at = 0;
    uint8_t *out;
    wasi_errno e = wasi_fd_file(call->wasi, wasi_u32(call, 0), right, &fd);

    if (e == WASI_E_SUCCESS && right == 0 &&
        (fd->rights & (WASI_R_FD_SEEK | WASI_R_FD_TELL)) == 0)
        e = WASI_E_NOTCAPABLE;
    if (e == WASI_E_SUCCESS)
        e = seek_to(fd, delta, whence, &at);
    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 3), 8, &out);
    if (e != WASI_E_SUCCESS)
        return e;
    fd->at = at;
    return put_offset(call, 3, fd);
}

wasi_errno wasi_fd_tell(struct wasi_call *call)
{
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_file(call->wasi, wasi_u32(call, 0), 0, &fd);

    if (e == WASI_E_SUCCESS &&
        (fd->rights & (WASI_R_FD_SEEK | WASI_R_FD_TELL)) == 0)
        e = WASI_E_NOTCAPABLE;
    return e == WASI_E_SUCCESS ? put_offset(call, 1, fd) : e;
}

/* --- what changes nothing one could see -------------------------------------
 */

wasi_errno wasi_fd_advise(struct wasi_call *call)
{
    struct wasi_fd *fd;
    wasi_errno e =
        wasi_fd_file(call->wasi, wasi_u32(call, 0), WASI_R_FD_ADVISE, &fd);

    if (e == WASI_E_SUCCESS &&
        (wasi_u32(call, 3) > WASI_ADVICE_LAST ||
         wasi_u64(call, 1) > INT64_MAX || wasi_u64(call, 2) > INT64_MAX))
        e = WASI_E_INVAL;
    return e;
}

static wasi_errno flush(struct wasi_call *call, uint64_t right)
{
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &fd);

    if (e == WASI_E_SUCCESS && fd->kind != WASI_FILE && fd->kind != WASI_DIR)
        return WASI_E_INVAL;
    return e == WASI_E_SUCCESS
               ? wasi_fd_with(call->wasi, wasi_u32(call, 0), right, &fd)
               : e;
}

wasi_errno wasi_fd_sync(struct wasi_call *call)
{
    return flush(call, WASI_R_FD_SYNC);
}

wasi_errno wasi_fd_datasync(struct wasi_call *call)
{
    return flush(call, WASI_R_FD_DATASYNC);
}
