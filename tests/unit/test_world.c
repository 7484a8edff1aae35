/* The world: its JSON, clock and chance, HTTP fixtures. */
#include "host-mock/world/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static gk_json *json(const char *text)
{
    gk_json *value = NULL;
    gk_error err = GK_ERROR_INIT;
    if (gk_json_parse(text, strlen(text), &value, &err) != GK_OK)
        fail_msg("the test's own JSON: %s in %s", err.text, text);
    return value;
}

static const struct {
    const char *world, *want; /* NULL: fine */
} checks[] = {
    {"{}", NULL},
    {"[]", "the file: found array, wanted object"},
    {"{\"clok\":1}", "the file: unknown key \"clok\", did you mean \"clock\"?"},
    {"{\"clock\":0}", NULL},
    {"{\"clock\":\"1970-01-01T00:00:00Z\"}", NULL},
    {"{\"clock\":\"2024-02-29T23:59:59.999Z\"}", NULL},
    {"{\"clock\":\"2023-02-29T00:00:00Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\"2100-02-29T00:00:00Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\"1969-12-31T23:59:59Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\"-1-01-01T00:00:00Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\" 2026-01-01T00:00:00Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\"2026-1-1T0:0:0Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\"2026-01-01T00:00:00\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\"2026-01-01T00:00:00.5Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\"2026-13-01T00:00:00Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":\"2026-01-01T24:00:00Z\"}", "/clock: wanted ms since 1970"},
    {"{\"clock\":-1}", "/clock: "},
    {"{\"clock\":1.5}", "/clock: "},
    {"{\"clock\":true}", "/clock: found boolean"},
    {"{\"tick\":-1}", "/tick: "},
    {"{\"tick\":86400001}", "/tick: "},
    {"{\"seed\":1.5}", "/seed: "},
    {"{\"env\":{\"A\":1}}", "/env/A: found number, wanted string"},
    {"{\"config\":{\"A\":null}}", "/config/A: found null, wanted string"},
    {"{\"state\":{\"A\":{}}}", "/state/A: found object, wanted string"},
    {"{\"env\":[]}", "/env: found array, wanted object"},
    {"{\"http\":{}}", "/http: found object, wanted array"},
    {"{\"http\":[1]}", "/http/0: found number, wanted object"},
    {"{\"http\":[{}]}", "/http/0: key \"url\" is missing"},
    {"{\"http\":[{\"url\":\"x\"}]}", "/http/0: key \"reply\" is missing"},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{}}]}", NULL},
    {"{\"http\":[{\"url\":\"x\\u0000\",\"reply\":{}}]}", "/http/0/url: a NUL"},
    {"{\"http\":[{\"url\":\"x\",\"method\":\"\\u0000\",\"reply\":{}}]}",
     "/http/0/method: a NUL"},
    {"{\"http\":[{\"url\":\"x\",\"headers\":{\"a\":1},\"reply\":{}}]}",
     "/http/0/headers/a: found number, wanted string"},
    {"{\"http\":[{\"url\":\"x\",\"times\":0,\"reply\":{}}]}",
     "/http/0/times: "},
    {"{\"http\":[{\"url\":\"x\",\"required\":1,\"reply\":{}}]}",
     "/http/0/required: found number, wanted boolean"},
    {"{\"http\":[{\"url\":\"x\",\"body\":{\"match\":\"(\"},\"reply\":{}}]}",
     "/http/0/body"},
    {"{\"http\":[{\"url\":\"x\",\"body\":{\"match\":\"a\",\"json\":1},"
     "\"reply\":{}}]}",
     "/http/0/body: wanted one of"},
    {"{\"http\":[{\"url\":\"x\",\"body\":{},\"reply\":{}}]}",
     "/http/0/body: wanted one of"},
    {"{\"http\":[{\"url\":\"x\",\"body\":{\"contains\":\"\\u0000\"},"
     "\"reply\":{}}]}",
     "/http/0/body: a NUL"},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"status\":99}}]}",
     "/http/0/reply/status: "},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"status\":600}}]}",
     "/http/0/reply/status: "},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"body\":\"a\",\"json\":1}}]}",
     "/http/0/reply: a reply has one of"},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"error\":\"a\",\"status\":1}}]}",
     "/http/0/reply/status: "},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"error\":\"a\",\"status\":200}}]}",
     "/http/0/reply: a reply has \"error\" or a response"},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"base64\":\"abc\"}}]}",
     "/http/0/reply/base64: "},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"base64\":\"a\\u0000bc\"}}]}",
     "/http/0/reply/base64: a NUL"},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"headers\":{\"a\":[]}}}]}",
     "/http/0/reply/headers/a: found array, wanted string"},
    {"{\"http\":[{\"url\":\"x\",\"reply\":{\"error\":\"\\u0000\"}}]}",
     "/http/0/reply/error: a NUL"},
};

static void a_world_is_checked_field_by_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        gk_json *world = json(checks[i].world);
        gk_error err = GK_ERROR_INIT;
        gk_status st = gk_world_check(world, "", &err);
        gk_world *opened = NULL;
        if ((checks[i].want == NULL) != (st == GK_OK) ||
            (st != GK_OK &&
             (st != GK_E_SCHEMA ||
              strncmp(err.text, checks[i].want, strlen(checks[i].want)) != 0)))
            fail_msg("%s: wanted '%s', found '%s'", checks[i].world,
                     checks[i].want, err.text);
        /* What passes can be opened, what does not cannot. */
        if ((gk_world_open(world, &opened, NULL) == GK_OK) != (st == GK_OK))
            fail_msg("%s: checked and opened differ", checks[i].world);
        gk_world_close(opened);
        gk_json_free(world);
    }
}

static const struct {
    const char *text;
    int64_t want; /* -1: refused */
} durations[] = {
    {"\"1h 30m 5s 10ms\"", 5405010},
    {"\"1h30m\"", 5400000},
    {"\"2d\"", 172800000},
    {"\"0ms\"", 0},
    {"1500", 1500},
    {"\"\"", -1},
    {"\" \"", -1},
    {"\"5\"", -1},
    {"\"5 s\"", -1},
    {"\"s\"", -1},
    {"\"-5s\"", -1},
    {"\"+5s\"", -1},
    {"\" 5s\"", -1},
    {"\"1.5s\"", -1},
    {"\"5s,3s\"", -1},
    {"\"99999999999999999999ms\"", -1},
    {"\"99999999999999999999h\"", -1},
    {"\"253402300799999ms\"", 253402300799999},
    {"\"253402300799999ms 1ms\"", -1},
    {"\"2932896d 2932896d\"", -1},
    {"-1", -1},
    {"1.5", -1},
    {"null", -1},
    {"\"5\\u0000s\"", -1},
};

static void a_duration_is_read_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
        gk_json *value = json(durations[i].text);
        int64_t ms = -7;
        gk_error err = GK_ERROR_INIT;
        gk_status st = gk_world_duration(value, "/x", &ms, &err);
        if (st != (durations[i].want < 0 ? GK_E_SCHEMA : GK_OK) ||
            ms != (st == GK_OK ? durations[i].want : -7))
            fail_msg("%s: status %d, %lld ms (%s)", durations[i].text, st,
                     (long long)ms, err.text);
        gk_json_free(value);
    }
}

static gk_world *open_world(const gk_json *value)
{
    gk_world *world = NULL;
    gk_error err = GK_ERROR_INIT;
    if (gk_world_open(value, &world, &err) != GK_OK)
        fail_msg("%s", err.text);
    return world;
}

static void the_clock_moves_by_its_tick_and_stands_at_the_end(void **state)
{
    gk_json *value =
        json("{\"clock\":\"9999-12-31T23:59:59.990Z\",\"tick\":5}");
    gk_world *world = open_world(value), *plain = open_world(NULL);
    (void)state;
    assert_int_equal(gk_world_now(world), 253402300799990);
    assert_int_equal(gk_world_now(world), 253402300799995);
    assert_int_equal(gk_world_now(world), 253402300799999);
    gk_world_advance(world, INT64_MAX);
    assert_int_equal(gk_world_now(world), 253402300799999);
    assert_int_equal(gk_world_now(plain), 1767225600000);
    assert_int_equal(gk_world_now(plain), 1767225600001);
    gk_world_advance(plain, 1000);
    assert_int_equal(gk_world_now(plain), 1767225601002);
    gk_world_close(world);
    gk_world_close(plain);
    gk_json_free(value);
}

static void chance_is_repeatable_and_its_own_for_each_seed(void **state)
{
    /* SplitMix64 from 0: e220a8397b1dcdaf 6e789e6aa1b965f4. */
    static const uint8_t zero[] = {0xaf, 0xcd, 0x1d, 0x7b, 0x39, 0xa8,
                                   0x20, 0xe2, 0xf4, 0x65, 0xb9};
    gk_json *value = json("{\"seed\":1}");
    gk_world *a = open_world(NULL), *b = open_world(NULL);
    gk_world *c = open_world(value);
    uint8_t x[11], y[11], z[11];
    (void)state;
    gk_world_random(a, x, sizeof x);
    gk_world_random(b, y, sizeof y);
    gk_world_random(c, z, sizeof z);
    assert_memory_equal(x, zero, sizeof zero);
    assert_memory_equal(y, zero, sizeof zero);
    assert_memory_not_equal(z, zero, sizeof zero);
    gk_world_random(a, NULL, 0);
    gk_world_close(a);
    gk_world_close(b);
    gk_world_close(c);
    gk_json_free(value);
}

/* --- HTTP ------------------------------------------------------------------
 */

struct ask {
    const char *name, *fixtures;
    const char *method, *url, *body, *headers;
    const char *want; /* "200 text", "error …", or NULL: nothing fits */
};

static void expect_answer(struct gk_http *http, const struct ask *a)
{
    gk_json *headers = a->headers != NULL ? json(a->headers) : NULL;
    const struct gk_http_request request = {.method = a->method,
                                            .url = a->url,
                                            .body = a->body,
                                            .headers = headers};
    struct gk_http_reply reply = GK_HTTP_REPLY_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_buf got = GK_BUF_INIT;
    gk_status st = gk_http_ask(http, &request, &reply, &err);
    if (st == GK_OK && reply.status == 0)
        gk_buf_printf(&got, "error %s%s", reply.error,
                      reply.timed_out ? " (in time)" : "");
    else if (st == GK_OK)
        gk_buf_printf(&got, "%u %.*s", reply.status, (int)reply.body.len,
                      gk_buf_text(&reply.body));
    if (a->want == NULL
            ? st != GK_E_NOFIXTURE
            : st != GK_OK || strcmp(gk_buf_text(&got), a->want) != 0)
        fail_msg("%s: wanted %s, found '%s' %s", a->name, a->want,
                 gk_buf_text(&got), err.text);
    gk_buf_clear(&got);
    gk_http_reply_clear(&reply);
    gk_json_free(headers);
}

#define OK(rest) "[{" rest ",\"reply\":{\"body\":\"ok\"}}]"

static const struct ask asks[] = {
    {"any method", OK("\"url\":\"http://h/\""), "PATCH", "http://h/", NULL,
     NULL, "200 ok"},
    {"a method, without regard to case",
     OK("\"method\":\"post\",\"url\":\"*\""), "POST", "u", NULL, NULL,
     "200 ok"},
    {"another method", OK("\"method\":\"POST\",\"url\":\"*\""), "GET", "u",
     NULL, NULL, NULL},
    {"a star", OK("\"url\":\"http://*/now?city=*\""), "GET",
     "http://h/a/now?city=Oslo", NULL, NULL, "200 ok"},
    {"? is itself", OK("\"url\":\"http://h/?\""), "GET", "http://h/x", NULL,
     NULL, NULL},
    {"a whole body", OK("\"url\":\"*\",\"body\":\"abc\""), "POST", "u", "abc",
     NULL, "200 ok"},
    {"no body is the empty one", OK("\"url\":\"*\",\"body\":\"\""), "GET", "u",
     NULL, NULL, "200 ok"},
    {"a body that matches", OK("\"url\":\"*\",\"body\":{\"match\":\"^a.c$\"}"),
     "POST", "u", "abc", NULL, "200 ok"},
    {"a body that does not", OK("\"url\":\"*\",\"body\":{\"match\":\"^b\"}"),
     "POST", "u", "abc", NULL, NULL},
    {"a body that contains", OK("\"url\":\"*\",\"body\":{\"contains\":\"b\"}"),
     "POST", "u", "abc", NULL, "200 ok"},
    {"a part of JSON", OK("\"url\":\"*\",\"body\":{\"json\":{\"a\":1}}"),
     "POST", "u", "{\"b\":2,\"a\":1.0}", NULL, "200 ok"},
    {"no JSON at all", OK("\"url\":\"*\",\"body\":{\"json\":{\"a\":1}}"),
     "POST", "u", "{a:1}", NULL, NULL},
    {"a header, without regard to case",
     OK("\"url\":\"*\",\"headers\":{\"X-Key\":\"1\"}"), "GET", "u", NULL,
     "{\"accept\":\"*\",\"x-key\":\"1\"}", "200 ok"},
    {"a header with another value",
     OK("\"url\":\"*\",\"headers\":{\"X-Key\":\"1\"}"), "GET", "u", NULL,
     "{\"x-key\":\"2\"}", NULL},
    {"a missing header", OK("\"url\":\"*\",\"headers\":{\"X-Key\":\"1\"}"),
     "GET", "u", NULL, NULL, NULL},
    {"the first that fits",
     "[{\"url\":\"a*\",\"reply\":{\"status\":201}},"
     "{\"url\":\"*\",\"reply\":{\"status\":202}}]",
     "GET", "b", NULL, NULL, "202 "},
    {"JSON is printed compact",
     "[{\"url\":\"*\",\"reply\":{\"json\":{\"a\": [1, 2.0]}}}]", "GET", "u",
     NULL, NULL, "200 {\"a\":[1,2]}"},
    {"base64", "[{\"url\":\"*\",\"reply\":{\"base64\":\"aGk=\"}}]", "GET", "u",
     NULL, NULL, "200 hi"},
    {"a timeout", "[{\"url\":\"*\",\"reply\":{\"error\":\"timeout\"}}]", "GET",
     "u", NULL, NULL, "error timeout (in time)"},
    {"refused", "[{\"url\":\"*\",\"reply\":{\"error\":\"refused\"}}]", "GET",
     "u", NULL, NULL, "error connection refused"},
    {"any other error", "[{\"url\":\"*\",\"reply\":{\"error\":\"on fire\"}}]",
     "GET", "u", NULL, NULL, "error on fire"},
    {"nothing to fit", "[]", "GET", "u", NULL, NULL, NULL},
};

static void a_fixture_answers_what_fits_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        gk_json *fixtures = json(asks[i].fixtures);
        struct gk_http http;
        gk_error err = GK_ERROR_INIT;
        if (gk_http_check(fixtures, "/http", &err) != GK_OK ||
            gk_http_init(&http, fixtures, &err) != GK_OK)
            fail_msg("%s: %s", asks[i].name, err.text);
        expect_answer(&http, &asks[i]);
        gk_http_clear(&http);
        gk_json_free(fixtures);
    }
}

static void fixtures_wear_out_and_required_ones_are_missed(void **state)
{
    gk_json *fixtures = json("[{\"url\":\"*\",\"times\":2,\"required\":true,"
                             "\"reply\":{\"status\":201}},"
                             "{\"url\":\"*\",\"times\":1,"
                             "\"reply\":{\"status\":202}},"
                             "{\"url\":\"never\",\"required\":true,"
                             "\"reply\":{}}]");
    static const char *const want[] = {"201 ", "201 ", "202 ", NULL};
    struct gk_http http;
    gk_json *unused;
    (void)state;
    assert_int_equal(gk_http_init(&http, fixtures, NULL), GK_OK);
    unused = gk_json_new_array();
    gk_fixtures_tell_unused(&http.fixtures, unused);
    assert_int_equal(gk_json_count(unused), 2);
    gk_json_free(unused);
    for (int i = 0; i < 4; i++) {
        const struct ask ask = {"in turn", NULL, "GET",  "u",
                                NULL,      NULL, want[i]};
        expect_answer(&http, &ask);
    }
    unused = gk_json_new_array();
    gk_fixtures_tell_unused(&http.fixtures, unused);
    assert_int_equal(gk_json_count(unused), 1);
    assert_string_equal(gk_json_text(gk_json_pointer(unused, "/0/url")),
                        "never");
    gk_json_free(unused);
    gk_http_clear(&http);
    gk_json_free(fixtures);
}

static void an_unanswered_request_names_the_fixture_to_paste(void **state)
{
    static const struct gk_http_request request = {
        .method = "POST", .url = "http://h/x", .body = "b"};
    struct gk_http http;
    struct gk_http_reply reply = GK_HTTP_REPLY_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_json *again;
    (void)state;
    assert_int_equal(gk_http_init(&http, NULL, NULL), GK_OK);
    assert_int_equal(gk_http_ask(&http, &request, &reply, &err),
                     GK_E_NOFIXTURE);
    assert_string_equal(err.text,
                        "no fixture answers the HTTP request POST http://h/x");
    /* Pasted, it answers. */
    again = gk_json_new_array();
    gk_json_push(again, gk_json_copy(http.fixtures.missing));
    gk_http_clear(&http);
    assert_int_equal(gk_http_check(again, "", &err), GK_OK);
    assert_int_equal(gk_http_init(&http, again, NULL), GK_OK);
    assert_int_equal(gk_http_ask(&http, &request, &reply, NULL), GK_OK);
    assert_int_equal(reply.status, 200);
    gk_http_clear(&http);
    gk_http_reply_clear(&reply);
    gk_json_free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_is_checked_field_by_field),
        cmocka_unit_test(a_duration_is_read_or_refused),
        cmocka_unit_test(the_clock_moves_by_its_tick_and_stands_at_the_end),
        cmocka_unit_test(chance_is_repeatable_and_its_own_for_each_seed),
        cmocka_unit_test(a_fixture_answers_what_fits_it),
        cmocka_unit_test(fixtures_wear_out_and_required_ones_are_missed),
        cmocka_unit_test(an_unanswered_request_names_the_fixture_to_paste),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
