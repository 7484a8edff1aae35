/*
 * frame: messages between the parent and the child that holds a guest: a JSON
 * head and raw bytes, each with its length before it, GK_MAX_FRAME_BYTES at
 * most together.
 */
#ifndef GK_HOST_MOCK_FRAME_H
#define GK_HOST_MOCK_FRAME_H

#include "core/base/json.h"

/* Writes all of it. Fails: GK_E_IO, GK_E_LIMIT. */
GK_NODISCARD gk_status gk_frame_send(int fd, const gk_json *head,
                                     const void *body, size_t body_len,
                                     gk_error *err);

/* Waits for a whole frame. Fails: GK_E_EOF when the other end is gone. */
GK_NODISCARD gk_status gk_frame_receive(int fd, gk_json **head, gk_buf *body,
                                        gk_error *err);

/*
 * Takes one frame off the front of what has been read so far. GK_OK with *head
 * NULL: not all there yet. Fails when the lengths or the head are not right.
 */
GK_NODISCARD gk_status gk_frame_take(gk_buf *read_so_far, gk_json **head,
                                     gk_buf *body, gk_error *err);

#endif
