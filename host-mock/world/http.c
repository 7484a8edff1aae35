#include "host-mock/world/http.h"

#include "core/base/base64.h"
#include "core/base/json_expect.h"
#include "host-mock/world/glob.h"
#include "host-mock/world/pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- checking --------------------------------------------------------------
 */

/* A string that C functions can take; NULL is fine. */
static gk_status check_text(const gk_json *object, const char *key,
                            const char *where, gk_error *err)
{
    const gk_json *value = gk_json_get(object, key);

    if (gk_json_is(value, GK_JSON_STRING) && gk_json_text(value) == NULL)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s/%s: a NUL or half a surrogate pair cannot stand "
                       "here",
                       where, key);
    return GK_OK;
}

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

static gk_status check_base64(const gk_json *reply, const char *where,
                              gk_error *err)
{
    const gk_json *base64 = gk_json_get(reply, "base64");
    gk_buf bytes = GK_BUF_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_status st = GK_OK;

    if (base64 != NULL)
        st = gk_base64_decode(gk_json_text(base64), &bytes, &why);
    gk_buf_clear(&bytes);
    return st == GK_OK
               ? GK_OK
               : gk_fail(err, GK_E_SCHEMA, "%s/base64: %s", where, why.text);
}

/* An error, or a response with one body at most. */
static gk_status check_one_answer(const gk_json *reply, const char *where,
                                  gk_error *err)
{
    int bodies = (gk_json_get(reply, "body") != NULL) +
                 (gk_json_get(reply, "json") != NULL) +
                 (gk_json_get(reply, "base64") != NULL);

    if (gk_json_get(reply, "error") != NULL && gk_json_count(reply) > 1)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: a reply has \"error\" or a response, not both",
                       where);
    if (bodies > 1)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: a reply has one of \"body\", \"json\", "
                       "\"base64\"",
                       where);
    return GK_OK;
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
    };
    char path[512];
    uint64_t status = 0;
    gk_status st = gk_json_expect(reply, where, fields,
                                  sizeof fields / sizeof *fields, err);

    if (st != GK_OK)
        return st;
    snprintf(path, sizeof path, "%s/status", where);
    st = gk_json_expect_uint(gk_json_get(reply, "status"), path, 100, 599,
                             &status, err);
    if (st == GK_OK)
        st = check_one_answer(reply, where, err);
    if (st == GK_OK)
        st = check_text(reply, "error", where, err);
    if (st == GK_OK)
        st = check_text(reply, "base64", where, err);
    if (st == GK_OK)
        st = check_base64(reply, where, err);
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
        {"times", GK_JSON_BIT(GK_JSON_NUMBER), false},
        {"required", GK_JSON_BIT(GK_JSON_BOOL), false},
    };
    char path[512];
    uint64_t times = 0;
    gk_status st = gk_json_expect(fixture, where, fields,
                                  sizeof fields / sizeof *fields, err);

    if (st == GK_OK)
        st = check_text(fixture, "method", where, err);
    if (st == GK_OK)
        st = check_text(fixture, "url", where, err);
    if (st == GK_OK)
        st = check_headers(fixture, where, err);
    if (st == GK_OK) {
        snprintf(path, sizeof path, "%s/times", where);
        st = gk_json_expect_uint(gk_json_get(fixture, "times"), path, 1,
                                 1000000, &times, err);
    }
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
    gk_status st = GK_OK;
    unsigned index = 0;

    for (const gk_json *f = gk_json_first(fixtures); f && st == GK_OK;
         f = gk_json_next(f)) {
        char path[256];

        snprintf(path, sizeof path, "%s/%u", where, index++);
        st = check_fixture(f, path, err);
    }
    return st;
}

/* --- answering -------------------------------------------------------------
 */

gk_status gk_http_init(struct gk_http *http, const gk_json *fixtures,
                       gk_error *err)
{
    size_t count = gk_json_count(fixtures);

    memset(http, 0, sizeof *http);
    http->fixtures = fixtures;
    http->used = calloc(count + 1, sizeof *http->used);
    return http->used == NULL ? gk_fail_nomem(err) : GK_OK;
}

void gk_http_clear(struct gk_http *http)
{
    free(http->used);
    gk_json_free(http->missing);
    http->used = NULL;
    http->missing = NULL;
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

static bool fits(const gk_json *fixture, unsigned used,
                 const struct gk_http_request *request)
{
    const char *method = gk_json_text(gk_json_get(fixture, "method"));
    const char *url = gk_json_text(gk_json_get(fixture, "url"));
    const gk_json *body = gk_json_get(fixture, "body");
    const gk_json *times = gk_json_get(fixture, "times");

    if (times != NULL && used >= (unsigned)gk_json_number(times))
        return false;
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

static gk_status answer_with(const gk_json *answer, struct gk_http_reply *reply,
                             gk_error *err)
{
    const char *error = gk_json_text(gk_json_get(answer, "error"));
    const gk_json *status = gk_json_get(answer, "status");

    if (error != NULL) {
        reply->timed_out = strcmp(error, "timeout") == 0;
        snprintf(reply->error, sizeof reply->error, "%s",
                 strcmp(error, "refused") == 0 ? "connection refused" : error);
        return GK_OK;
    }
    reply->status = status != NULL ? (unsigned)gk_json_number(status) : 200;
    return put_body(answer, &reply->body, err);
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

gk_status gk_http_ask(struct gk_http *http,
                      const struct gk_http_request *request,
                      struct gk_http_reply *reply, gk_error *err)
{
    size_t index = 0;

    for (const gk_json *f = gk_json_first(http->fixtures); f != NULL;
         f = gk_json_next(f), index++) {
        if (!fits(f, http->used[index], request))
            continue;
        http->used[index]++;
        return answer_with(gk_json_get(f, "reply"), reply, err);
    }
    if (http->door != NULL)
        return http->door(http->door_context, request, reply, err);
    gk_json_free(http->missing);
    http->missing = fixture_for(request);
    return gk_fail(err, GK_E_NOFIXTURE,
                   "no fixture answers the HTTP request %s %s", request->method,
                   request->url);
}

gk_json *gk_http_unused(const struct gk_http *http)
{
    gk_json *unused = gk_json_new_array();
    size_t index = 0;

    for (const gk_json *f = gk_json_first(http->fixtures); f != NULL;
         f = gk_json_next(f), index++)
        if (gk_json_true(gk_json_get(f, "required")) && http->used[index] == 0)
            gk_json_push(unused, gk_json_copy(f));
    return unused;
}
