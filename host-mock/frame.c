#include "host-mock/frame.h"

#include "core/base/limits.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER_BYTES 8 /* two u32, little-endian: head, body */

static void put_u32(uint8_t *at, size_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static size_t get_u32(const uint8_t *at)
{
    return (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 |
           (size_t)at[3] << 24;
}

static gk_status send_all(int fd, const uint8_t *at, size_t len, gk_error *err)
{
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return gk_fail(err, GK_E_IO, "cannot send a frame: %s",
                           strerror(errno));
        at += n;
        len -= (size_t)n;
    }
    return GK_OK;
}

gk_status gk_frame_send(int fd, const gk_json *head, const void *body,
                        size_t body_len, gk_error *err)
{
    static const uint8_t zero[HEADER_BYTES];
    gk_buf frame = GK_BUF_LIMIT(GK_MAX_FRAME_BYTES);
    gk_status st;

    gk_buf_put(&frame, zero, sizeof zero);
    gk_json_print(head, GK_JSON_COMPACT, &frame);
    if (frame.status == GK_OK) {
        put_u32(frame.data, frame.len - HEADER_BYTES);
        put_u32(frame.data + 4, body_len);
    }
    gk_buf_put(&frame, body, body_len);
    st = gk_buf_check(&frame, err);
    if (st == GK_OK)
        st = send_all(fd, frame.data, frame.len, err);
    gk_buf_clear(&frame);
    return st;
}

gk_status gk_frame_take(gk_buf *read_so_far, gk_json **head, gk_buf *body,
                        gk_error *err)
{
    size_t head_len, body_len, all;
    gk_status st;

    *head = NULL;
    if (read_so_far->len < HEADER_BYTES)
        return GK_OK;
    head_len = get_u32(read_so_far->data);
    body_len = get_u32(read_so_far->data + 4);
    if (head_len > GK_MAX_FRAME_BYTES || body_len > GK_MAX_FRAME_BYTES)
        return gk_fail(err, GK_E_LIMIT,
                       "a frame of %zu + %zu bytes is over %zu", head_len,
                       body_len, GK_MAX_FRAME_BYTES);
    all = HEADER_BYTES + head_len + body_len;
    if (read_so_far->len < all)
        return GK_OK;
    st = gk_json_parse_own(read_so_far->data + HEADER_BYTES, head_len, head,
                           err);
    if (st != GK_OK)
        return st;
    gk_buf_put(body, read_so_far->data + HEADER_BYTES + head_len, body_len);
    memmove(read_so_far->data, read_so_far->data + all, read_so_far->len - all);
    read_so_far->len -= all;
    return gk_buf_check(body, err);
}

gk_status gk_frame_receive(int fd, gk_json **head, gk_buf *body, gk_error *err)
{
    gk_buf bytes = GK_BUF_LIMIT(2 * GK_MAX_FRAME_BYTES + HEADER_BYTES);
    gk_json *found = NULL;
    gk_status st = GK_OK;

    while (found == NULL && st == GK_OK) {
        uint8_t chunk[65536];
        ssize_t n = read(fd, chunk, sizeof chunk);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            st = gk_fail(err, GK_E_EOF, "the other process is gone");
            break;
        }
        gk_buf_put(&bytes, chunk, (size_t)n);
        st = gk_buf_check(&bytes, err);
        if (st == GK_OK)
            st = gk_frame_take(&bytes, &found, body, err);
    }
    gk_buf_clear(&bytes);
    if (st == GK_OK)
        *head = found;
    else
        gk_json_free(found);
    return st;
}
