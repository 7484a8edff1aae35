/*
 * http: what answers a guest's HTTP requests: fixtures, or a live door.
 *
 * A fixture: {"method": "GET" (any), "url": glob with *, "body": text or
 * {"match": regex} or {"json": part}, "headers": {name: value},
 * "times": n (any number), "required": true (unused is a failure),
 * "reply": {"status": 200, "body": text | "json": value | "base64": text,
 * "headers": {…}, "broken": "words" (then the connection breaks),
 * "delay": what it takes on the world's clock (gk_world_duration)} or
 * {"error": "timeout" | "refused" | any text}}. The first that fits answers.
 */
#ifndef GK_HOST_MOCK_WORLD_HTTP_H
#define GK_HOST_MOCK_WORLD_HTTP_H

#include "host-mock/world/fixtures.h"

struct gk_http_request {
    const char *method; /* borrowed, like the rest */
    const char *url;
    const char *body;       /* NULL: none */
    const gk_json *headers; /* object of strings, or NULL */
    bool timed;             /* else none for a fixture, a live door's own */
    uint32_t timeout_ms;    /* meaningful when timed; in 0 nothing comes */
    /* For a live door: */
    bool one_hop;       /* redirects are the asker's business */
    uint64_t max_bytes; /* of the body, which is cut there */
};

struct gk_http_reply {
    unsigned status; /* 0 when it failed */
    gk_buf body;     /* owned by the caller, like location: see _clear */
    gk_buf location; /* the header of that name; NULL data: there is none */
    bool timed_out;
    int64_t ms;      /* of the world's clock: for the asker to let pass */
    char error[256]; /* why there is no status, or why the body broke off; "" */
};

#define GK_HTTP_REPLY_INIT                                                     \
    {                                                                          \
        0, GK_BUF_INIT, GK_BUF_INIT, false, 0,                                 \
        {                                                                      \
            0                                                                  \
        }                                                                      \
    }

void gk_http_reply_clear(struct gk_http_reply *reply);

/* A live door: asks the parent process. */
typedef gk_status gk_http_door(void *context,
                               const struct gk_http_request *request,
                               struct gk_http_reply *reply, gk_error *err);

struct gk_http {
    struct gk_fixtures fixtures;
    gk_http_door *door; /* NULL: closed */
    void *door_context;
};

GK_NODISCARD gk_status gk_http_check(const gk_json *fixtures, const char *where,
                                     gk_error *err);
GK_NODISCARD gk_status gk_http_init(struct gk_http *http,
                                    const gk_json *fixtures, gk_error *err);
void gk_http_clear(struct gk_http *http);

/*
 * Fails: GK_E_NOFIXTURE when nothing fits and the door is closed: the words
 * name the request, fixtures.missing is the fixture to paste.
 */
GK_NODISCARD gk_status gk_http_ask(struct gk_http *http,
                                   const struct gk_http_request *request,
                                   struct gk_http_reply *reply, gk_error *err);

/* Whether a fixture answers, without asking. */
bool gk_http_has(const struct gk_http *http,
                 const struct gk_http_request *request);

#endif
