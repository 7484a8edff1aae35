/*
 * door: the ways out of a closed world, opened by --live and --state. The
 * child asks through its socket; the parent answers with the help of programs
 * that hold the heavy libraries (guestkit-http, guestkit-state).
 */
#ifndef GK_HOST_MOCK_DOOR_H
#define GK_HOST_MOCK_DOOR_H

#include "host-mock/job.h"
#include "host-mock/world/http.h"

/* What the documented hosts allow a request. */
#define GK_LIVE_HTTP_TIMEOUT_MS 30000
#define GK_LIVE_HTTP_BYTES      65536

/* In the child: sends the request, waits for the reply. */
GK_NODISCARD gk_status gk_door_ask_http(int fd,
                                        const struct gk_http_request *request,
                                        struct gk_http_reply *reply,
                                        gk_error *err);

/* In the parent: answers a frame with "door" in it. A door that the job has
 * not opened is refused. */
GK_NODISCARD gk_status gk_door_answer(const struct gk_job *job, int fd,
                                      const gk_json *head, const gk_buf *body,
                                      gk_error *err);

/* In the parent: {key: value} of the job's guest, owned. */
GK_NODISCARD gk_status gk_door_load_state(const struct gk_job *job,
                                          gk_json **out, gk_error *err);
/* All of `state` in one transaction. */
GK_NODISCARD gk_status gk_door_save_state(const struct gk_job *job,
                                          const gk_json *state, gk_error *err);

#endif
