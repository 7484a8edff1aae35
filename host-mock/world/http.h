/*
 * http: what answers a guest's HTTP requests: fixtures, or a live door.
 *
 * A fixture: {"method": "GET" (any), "url": glob with *, "body": text or
 * {"match": regex} or {"json": part}, "headers": {name: value},
 * "times": n (any number), "required": true (unused is a failure),
 * "reply": {"status": 200, "body": text | "json": value | "base64": text} or
 * {"error": "timeout" | "refused" | any text}}. The first that fits answers.
 */
#ifndef GK_HOST_MOCK_WORLD_HTTP_H
#define GK_HOST_MOCK_WORLD_HTTP_H

#include "core/base/json.h"

struct gk_http_request {
    const char *method; /* borrowed, like the rest */
    const char *url;
    const char *body;       /* NULL: none */
    const gk_json *headers; /* object of strings, or NULL */
};

struct gk_http_reply {
    unsigned status; /* 0 when it failed */
    gk_buf body;     /* owned by the caller: gk_buf_clear */
    bool timed_out;
    char error[256]; /* why there is no status; "" when there is one */
};

#define GK_HTTP_REPLY_INIT                                                     \
    {                                                                          \
        0, GK_BUF_INIT, false,                                                 \
        {                                                                      \
            0                                                                  \
        }                                                                      \
    }

/* A live door: asks the parent process. */
typedef gk_status gk_http_door(void *context,
                               const struct gk_http_request *request,
                               struct gk_http_reply *reply, gk_error *err);

struct gk_http {
    const gk_json *fixtures; /* array, borrowed; NULL: none */
    unsigned *used;          /* owned: how often each has answered */
    gk_http_door *door;      /* NULL: closed */
    void *door_context;
    gk_json *missing; /* owned: the fixture to paste, after GK_E_NOFIXTURE */
};

GK_NODISCARD gk_status gk_http_check(const gk_json *fixtures, const char *where,
                                     gk_error *err);
GK_NODISCARD gk_status gk_http_init(struct gk_http *http,
                                    const gk_json *fixtures, gk_error *err);
void gk_http_clear(struct gk_http *http);

/*
 * Fails: GK_E_NOFIXTURE when nothing fits and the door is closed: the words
 * name the request, http->missing holds the fixture to paste.
 */
GK_NODISCARD gk_status gk_http_ask(struct gk_http *http,
                                   const struct gk_http_request *request,
                                   struct gk_http_reply *reply, gk_error *err);

/* The required fixtures that have not answered, as an array; owned; NULL when
 * out of memory. */
gk_json *gk_http_unused(const struct gk_http *http);

#endif
