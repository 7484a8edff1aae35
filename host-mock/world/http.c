#include "host-mock/world/http.h"

#include "core/base/base64.h"
#include "core/base/json_expect.h"
#include "host-mock/world/glob.h"
#include "host-mock/world/pattern.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- checking --------------------------------------------------------------
 */

static gk_status check_headers(const gk_json *object, const char *where,
                               gk_error *err)
{
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(gk_json_get(object, "headers"));
         m != NULL && st == GK_OK; m = gk_json_next(m)) {
        char path[512];

        snprintf(path, sizeof path, "%s/headers/%s", where, gk_json_key(m));
        st = gk_json_expect_kind(m, path, GK_JSON_BIT(GK_JSON_STRING), err);
    }
    return st;
}

static gk_status check_reply(const gk_json *reply, const char *where,
                             gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"status", GK_JSON_BIT(GK_JSON_NUMBER), false},
        {"body", GK_JSON_BIT(GK_JSON_STRING), false},
        {"json", GK_JSON_ANY, false},
        {"base64", GK_JSON_BIT(GK_JSON_STRING), false},
        {"headers", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"error", GK_JSON_BIT(GK_JSON_STRING), false},
        {"broken", GK_JSON_BIT(GK_JSON_STRING), false},
        {"delay", GK_JSON_BIT(GK_JSON_STRING) | GK_JSON_BIT(GK_JSON_NUMBER),
         false},
    };
    static const char *const bodies[] = {"body", "json", "base64", NULL};
    gk_status st = gk_json_expect(reply, where, fields,
                                  sizeof fields / sizeof *fields, err);

    if (st == GK_OK)
        st = gk_fixture_check_response(reply, where, bodies, err);
    if (st == GK_OK)
        st = gk_fixture_check_base64(reply, where, err);
    return st == GK_OK ? check_headers(reply, where, err) : st;
}

static gk_status check_fixture(const gk_json *fixture, const char *where,
                               gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"method", GK_JSON_BIT(GK_JSON_STRING), false},
        {"url", GK_JSON_BIT(GK_JSON_STRING), true},
        {"body", GK_JSON_BIT(GK_JSON_STRING) | GK_JSON_BIT(GK_JSON_OBJECT),
         false},
        {"headers", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"reply", GK_JSON_BIT(GK_JSON_OBJECT), true},
        GK_FIXTURE_COMMON_FIELDS,
    };
    char path[512];
    gk_status st = gk_json_expect(fixture, where, fields,
                                  sizeof fields / sizeof *fields, err);

    if (st == GK_OK)
        st = gk_fixture_check_text(fixture, "method", where, err);
    if (st == GK_OK)
        st = gk_fixture_check_text(fixture, "url", where, err);
    if (st == GK_OK)
        st = check_headers(fixture, where, err);
    if (st == GK_OK)
        st = gk_fixture_check_times(fixture, where, err);
    if (st == GK_OK) {
        snprintf(path, sizeof path, "%s/body", where);
        st = gk_pattern_check(gk_json_get(fixture, "body"), path, err);
    }
    if (st == GK_OK) {
        snprintf(path, sizeof path, "%s/reply", where);
        st = check_reply(gk_json_get(fixture, "reply"), path, err);
    }
    return st;
}

gk_status gk_http_check(const gk_json *fixtures, const char *where,
                        gk_error *err)
{
    return gk_fixtures_check(fixtures, where, check_fixture, err);
}

/* --- answering -------------------------------------------------------------
 */

gk_status gk_http_init(struct gk_http *http, const gk_json *fixtures,
                       gk_error *err)
{
    memset(http, 0, sizeof *http);
    return gk_fixtures_init(&http->fixtures, fixtures, err);
}

void gk_http_clear(struct gk_http *http)
{
    gk_fixtures_clear(&http->fixtures);
}

void gk_http_reply_clear(struct gk_http_reply *reply)
{
    gk_buf_clear(&reply->body);
    gk_buf_clear(&reply->location);
}

/* Header names are compared without regard to case. */
static bool headers_fit(const gk_json *wanted, const gk_json *given)
{
    for (const gk_json *w = gk_json_first(wanted); w; w = gk_json_next(w)) {
        const gk_json *g = gk_json_first(given);

        while (g != NULL && strcasecmp(gk_json_key(g), gk_json_key(w)) != 0)
            g = gk_json_next(g);
        if (g == NULL || !gk_json_equal(g, w))
            return false;
    }
    return true;
}

static bool fits(const gk_json *fixture, const void *context)
{
    const struct gk_http_request *request = context;
    const char *method = gk_json_text(gk_json_get(fixture, "method"));
    const char *url = gk_json_text(gk_json_get(fixture, "url"));
    const gk_json *body = gk_json_get(fixture, "body");

    if (method != NULL && strcasecmp(method, request->method) != 0)
        return false;
    if (url == NULL || !gk_glob_match(url, request->url))
        return false;
    if (body != NULL &&
        !gk_pattern_fits(body, request->body != NULL ? request->body : ""))
        return false;
    return headers_fit(gk_json_get(fixture, "headers"), request->headers);
}

static gk_status put_body(const gk_json *answer, gk_buf *body, gk_error *err)
{
    const gk_json *json = gk_json_get(answer, "json");
    const gk_json *base64 = gk_json_get(answer, "base64");

    if (json != NULL)
        gk_json_print(json, GK_JSON_COMPACT, body);
    else if (base64 != NULL)
        return gk_base64_decode(gk_json_text(base64), body, err);
    else
        gk_json_bytes(gk_json_get(answer, "body"), body);
    return gk_buf_check(body, err);
}

/* What a header of the reply says; its name in any case. */
static gk_status put_header(const gk_json *answer, const char *name,
                            gk_buf *out, gk_error *err)
{
    for (const gk_json *h = gk_json_first(gk_json_get(answer, "headers"));
         h != NULL; h = gk_json_next(h))
        if (strcasecmp(gk_json_key(h), name) == 0)
            gk_json_bytes(h, out);
    return gk_buf_check(out, err);
}

/* Words for which the world has short names. */
static void set_error(struct gk_http_reply *reply, const char *error,
                      uint32_t timeout_ms)
{
    reply->timed_out = strcmp(error, "timeout") == 0;
    if (reply->timed_out)
        reply->ms = timeout_ms;
    snprintf(reply->error, sizeof reply->error, "%s",
             strcmp(error, "refused") == 0 ? "connection refused" : error);
}

static gk_status answer_with(const gk_json *answer,
                             const struct gk_http_request *request,
                             struct gk_http_reply *reply, gk_error *err)
{
    const char *error = gk_json_text(gk_json_get(answer, "error"));
    const char *broken = gk_json_text(gk_json_get(answer, "broken"));
    const gk_json *status = gk_json_get(answer, "status");
    gk_status st;

    reply->ms = gk_fixture_delay(answer);
    if (request->timed &&
        (request->timeout_ms == 0 || reply->ms > request->timeout_ms))
        error = "timeout";
    if (error != NULL) {
        set_error(reply, error, request->timeout_ms);
        return GK_OK;
    }
    if (broken != NULL)
        snprintf(reply->error, sizeof reply->error, "%s", broken);
    reply->status = status != NULL ? (unsigned)gk_json_number(status) : 200;
    st = put_header(answer, "location", &reply->location, err);
    return st == GK_OK ? put_body(answer, &reply->body, err) : st;
}

/* The fixture that would have answered. */
static gk_json *fixture_for(const struct gk_http_request *request)
{
    gk_json *fixture = gk_json_new_object();
    gk_json *reply = gk_json_new_object();

    gk_json_set_string(fixture, "method", request->method);
    gk_json_set_string(fixture, "url", request->url);
    gk_json_set_number(reply, "status", 200);
    gk_json_set_string(reply, "body", "");
    gk_json_set(fixture, "reply", reply);
    return fixture;
}

bool gk_http_has(const struct gk_http *http,
                 const struct gk_http_request *request)
{
    return gk_fixtures_look(&http->fixtures, fits, request) != NULL;
}

gk_status gk_http_ask(struct gk_http *http,
                      const struct gk_http_request *request,
                      struct gk_http_reply *reply, gk_error *err)
{
    const gk_json *found = gk_fixtures_take(&http->fixtures, fits, request);

    if (found != NULL)
        return answer_with(gk_json_get(found, "reply"), request, reply, err);
    /* No door has "at once": its 0 is no timeout at all. */
    if (http->door != NULL && request->timed && request->timeout_ms == 0) {
        set_error(reply, "timeout", 0);
        return GK_OK;
    }
    if (http->door != NULL)
        return http->door(http->door_context, request, reply, err);
    gk_fixtures_miss(&http->fixtures, fixture_for(request));
    return gk_fail(err, GK_E_NOFIXTURE,
                   "no fixture answers the HTTP request %s %s", request->method,
                   request->url);
}
