/*
 * door: the ways out of a closed world, opened by --live and --state. The
 * child asks through its socket; the parent answers with the help of programs
 * that hold the heavy libraries (guestkit-http, guestkit-state).
 */
#ifndef GK_HOST_MOCK_DOOR_H
#define GK_HOST_MOCK_DOOR_H

#include "core/base/limits.h"
#include "host-mock/door_tools.h"
#include "host-mock/job.h"
#include "host-mock/world/http.h"

/* What is asked for when a host has no ceilings of its own. */
#define GK_LIVE_HTTP_TIMEOUT_MS 30000
#define GK_LIVE_HTTP_BYTES      65536
/* What a host may ask for at most: a frame's worth, and what a person waits. */
#define GK_LIVE_HTTP_MOST_MS    120000
#define GK_LIVE_HTTP_MOST_BYTES (GK_MAX_FRAME_BYTES - ((size_t)1 << 20))

/* In the child: sends the request, waits for the reply. */
GK_NODISCARD gk_status gk_door_ask_http(int fd,
                                        const struct gk_http_request *request,
                                        struct gk_http_reply *reply,
                                        gk_error *err);
/* In the child: {"addresses": […]} or {"error"} of a host's name; owned. */
GK_NODISCARD gk_status gk_door_ask_dns(int fd, const char *host, gk_json **out,
                                       gk_error *err);

/*
 * In the parent: runs a helper program, `input` as JSON on its standard input,
 * and appends what it prints to `out`. At most four `args`, ended by NULL.
 * Fails: GK_E_TOOL, GK_E_FAILED with its name and what it complained of.
 */
GK_NODISCARD gk_status gk_door_helper(const char *name, const char *const *args,
                                      const gk_json *input, unsigned timeout_ms,
                                      gk_buf *out, gk_error *err);

/* In the parent: how long to wait for something that may take `most_ms`: the
 * guest that asks for it has a timeout of its own. */
unsigned gk_door_patience(const struct gk_job *job, unsigned most_ms);

/*
 * In the parent: asks guestkit-http, in its own words (see there).
 * *head     owned: the line it said; of a failure {"error"}
 * *body_at  where the body begins in `out`
 */
void gk_door_http(const gk_json *request, unsigned timeout_ms, gk_buf *out,
                  gk_json **head, size_t *body_at);

/* In the parent: answers a frame with "door" in it. A door that the job has
 * not opened is refused. *servers: see gk_door_answer_tools. */
GK_NODISCARD gk_status gk_door_answer(const struct gk_job *job, int fd,
                                      gk_servers **servers, const gk_json *head,
                                      const gk_buf *body, gk_error *err);

/* In the parent: {key: value} of the job's guest, owned. */
GK_NODISCARD gk_status gk_door_load_state(const struct gk_job *job,
                                          gk_json **out, gk_error *err);
/* All of `state` in one transaction. */
GK_NODISCARD gk_status gk_door_save_state(const struct gk_job *job,
                                          const gk_json *state, gk_error *err);

#endif
