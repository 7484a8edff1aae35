#include "host-mock/testing/bless.h"
#include "host-mock/testing/expect/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static gk_json *parsed(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("%s: %s", text, err.text);
    return json;
}

/* "PLACE: expected E, got G" of each difference, a line each. */
static void put_differences(gk_buf *out, const gk_json *differences)
{
    for (const gk_json *d = gk_json_first(differences); d; d = gk_json_next(d))
        gk_buf_printf(out, "%s%s: expected %s, got %s", out->len ? "\n" : "",
                      gk_json_text(gk_json_get(d, "place")),
                      gk_json_text(gk_json_get(d, "expected")),
                      gk_json_text(gk_json_get(d, "got")));
}

#define LOAD                                                                   \
    "\"load\":{\"outcome\":\"ok\",\"ok\":true,\"tools\":[{\"name\":\"now\","   \
    "\"description\":\"d\"}],\"calls\":[{\"name\":\"host_log\"}],"             \
    "\"fuel\":{\"used\":5000}}"
#define GOOD_STEP                                                              \
    "{\"outcome\":\"ok\",\"ok\":true,\"text\":\"{\\\"c\\\":45,\\\"l\\\":[1]}"  \
    "\","                                                                      \
    "\"json\":{\"c\":45,\"l\":[1]},\"value\":[7],\"logs\":[\"one\",\"two\"],"  \
    "\"calls\":[{\"name\":\"get\",\"args\":[\"k\"],\"result\":\"-1\","         \
    "\"line\":\"get(k)\"},{\"name\":\"set\",\"args\":[\"k\",\"v\"]}],"         \
    "\"fuel\":{\"used\":100},\"memory\":{\"pages\":18}}"
#define GOOD                                                                   \
    "{\"outcome\":\"ok\"," LOAD ",\"steps\":[" GOOD_STEP                       \
    "],\"state\":{\"k\":\"v\",\"n\":\"a\\u0000b\"}}"
#define SAID_NO                                                                \
    "{\"outcome\":\"tool_error\"," LOAD                                        \
    ",\"steps\":[{\"outcome\":\"tool_error\",\"ok\":false,"                    \
    "\"text\":\"it did not answer\"}]}"
#define TRAPPED                                                                \
    "{\"outcome\":\"trap\"," LOAD                                              \
    ",\"steps\":[{\"outcome\":\"trap\",\"ok\":false,\"trap\":{\"kind\":"       \
    "\"unreachable\",\"text\":\"wasm unreachable\"}}]}"
#define NO_FIXTURE                                                             \
    "{\"outcome\":\"fixture\"," LOAD                                           \
    ",\"steps\":[{\"outcome\":\"fixture\",\"ok\":false,\"error\":{\"text\":"   \
    "\"nothing answers GET x\",\"fixture\":{\"http\":[]}}}]}"
#define NO_LINK                                                                \
    "{\"outcome\":\"link\",\"load\":{\"outcome\":\"link\",\"ok\":false,"       \
    "\"error\":{\"text\":\"env.x is missing\"}},\"steps\":[]}"
#define CRASHED                                                                \
    "{\"outcome\":\"crash\",\"load\":{\"outcome\":\"crash\",\"ok\":false,"     \
    "\"error\":{\"text\":\"it died\"}},\"steps\":[]}"

static void a_bare_call_is_compared_field_by_field(void **state)
{
    static const struct {
        const char *expect; /* NULL: none */
        const char *result, *want;
    } rows[] = {
        {NULL, GOOD, ""},
        {"{}", GOOD, ""},
        {"{\"ok\":true}", GOOD, ""},
        {"{\"ok\":false}", GOOD,
         "outcome: expected tool_error, got ok: "
         "{\"c\":45,\"l\":[1]}"},
        {"{\"outcome\":\"ok\"}", GOOD, ""},
        /* what nobody expects fails */
        {NULL, SAID_NO,
         "outcome: expected ok, got tool_error: it did not answer"},
        {NULL, TRAPPED, "outcome: expected ok, got trap: wasm unreachable"},
        {NULL, NO_FIXTURE,
         "outcome: expected ok, got fixture: nothing answers GET x"},
        {NULL, NO_LINK, "outcome: expected ok, got link: env.x is missing"},
        {NULL, CRASHED, "outcome: expected ok, got crash: it died"},
        {"{\"ok\":false}", TRAPPED,
         "outcome: expected tool_error, got trap: wasm unreachable"},
        {"{\"ok\":false}", NO_FIXTURE,
         "outcome: expected tool_error, got fixture: nothing answers GET x"},
        {"{\"ok\":true}", SAID_NO,
         "outcome: expected ok, got tool_error: it did not answer"},
        {"{\"ok\":false}", SAID_NO, ""},
        {"{\"outcome\":\"link\"}", NO_LINK, ""},
        {"{\"outcome\":\"trap\"}", NO_LINK,
         "outcome: expected trap, got link: env.x is missing"},
        /* text */
        {"{\"text\":\"it did not answer\",\"ok\":false}", SAID_NO, ""},
        {"{\"text\":\"it did not\",\"ok\":false}", SAID_NO,
         "text: expected \"it did not\", got \"it did not answer\""},
        {"{\"text\":{\"match\":\"^it .*r$\"},\"ok\":false}", SAID_NO, ""},
        {"{\"text\":{\"match\":\"^did\"},\"ok\":false}", SAID_NO,
         "text: expected {\"match\":\"^did\"}, got \"it did not answer\""},
        {"{\"text\":{\"contains\":\"not\"},\"ok\":false}", SAID_NO, ""},
        {"{\"text\":{\"contains\":\"NOT\"},\"ok\":false}", SAID_NO,
         "text: expected {\"contains\":\"NOT\"}, got \"it did not answer\""},
        /* a guest that was stopped has said nothing to compare */
        {"{\"text\":\"x\"}", TRAPPED,
         "outcome: expected ok, got trap: wasm unreachable"},
        /* json */
        {"{\"json\":{\"c\":45}}", GOOD, ""},
        {"{\"json\":{\"c\":7}}", GOOD, "json /c: expected 7, got 45"},
        {"{\"json\":{\"d\":7}}", GOOD, "json /d: expected 7, got nothing"},
        {"{\"json\":{\"l\":[]}}", GOOD, "json /l: expected [], got [1]"},
        {"{\"json\":{\"equal\":{\"c\":45,\"l\":[1]}}}", GOOD, ""},
        {"{\"json\":{\"equal\":{\"c\":45}}}", GOOD,
         "json: expected {\"c\":45}, got {\"c\":45,\"l\":[1]}"},
        {"{\"json\":{\"pointer\":{\"/l/0\":1,\"/c\":45}}}", GOOD, ""},
        {"{\"json\":{\"pointer\":{\"/l/0\":2}}}", GOOD,
         "json /l/0: expected 2, got 1"},
        {"{\"json\":{},\"ok\":false}", SAID_NO,
         "json: expected {}, got \"it did not answer\", which is no JSON"},
        {"{\"value\":[7]}", GOOD, ""},
        {"{\"value\":[8]}", GOOD, "value /0: expected 8, got 7"},
        /* logs */
        {"{\"logs\":[\"one\",\"two\"]}", GOOD, ""},
        {"{\"logs\":[\"one\",{\"match\":\"^t\"}]}", GOOD, ""},
        {"{\"logs\":[\"one\"]}", GOOD,
         "logs /1: expected nothing, got \"two\""},
        {"{\"logs\":[\"two\",\"one\"]}", GOOD,
         "logs /0: expected \"two\", got \"one\""},
        {"{\"logs\":[\"one\",\"two\",\"three\"]}", GOOD,
         "logs /2: expected \"three\", got nothing"},
        {"{\"logs\":{\"contains\":[\"two\",\"one\"]}}", GOOD, ""},
        {"{\"logs\":{\"contains\":[\"six\"]}}", GOOD,
         "logs contains: expected \"six\", got [\"one\",\"two\"]"},
        {"{\"logs\":[],\"ok\":false}", SAID_NO, ""},
        /* calls: of the call, not of the load */
        {"{\"calls\":[\"get\",\"set\"]}", GOOD, ""},
        {"{\"calls\":[\"get\"]}", GOOD,
         "calls /1: expected nothing, got \"set\""},
        {"{\"calls\":[{\"name\":\"get\",\"args\":[\"k\"],\"result\":\"-1\"},"
         "\"set\"]}",
         GOOD, ""},
        {"{\"calls\":[\"get\",{\"name\":\"set\",\"args\":[\"k\",\"w\"]}]}",
         GOOD,
         "calls /1: expected {\"name\":\"set\",\"args\":[\"k\",\"w\"]}, got "
         "\"set\""},
        {"{\"calls\":{\"contains\":[\"set\"]}}", GOOD, ""},
        {"{\"calls\":[]}", GOOD, "calls /0: expected nothing, got \"get\""},
        {"{\"tools\":[\"now\"]}", GOOD, ""},
        {"{\"tools\":[{\"name\":\"now\",\"description\":\"d\"}]}", GOOD, ""},
        {"{\"tools\":[]}", GOOD, "tools /0: expected nothing, got \"now\""},
        /* state */
        {"{\"state\":{\"k\":\"v\",\"none\":null}}", GOOD, ""},
        {"{\"state\":{\"k\":{\"match\":\"^v$\"}}}", GOOD, ""},
        {"{\"state\":{\"k\":null}}", GOOD,
         "state k: expected nothing, got \"v\""},
        {"{\"state\":{\"none\":\"x\"}}", GOOD,
         "state none: expected \"x\", got nothing"},
        {"{\"state\":{\"n\":\"a\\u0000b\"}}", GOOD, ""},
        /* a NUL hides nothing behind it */
        {"{\"state\":{\"n\":\"a\"}}", GOOD,
         "state n: expected \"a\", got \"a\\u0000b\""},
        {"{\"state\":{\"n\":{\"match\":\"^a$\"}}}", GOOD,
         "state n: expected {\"match\":\"^a$\"}, got \"a\\u0000b\""},
        {"{\"state\":{\"n\":{\"contains\":\"b\"}}}", GOOD, ""},
        /* ceilings */
        {"{\"fuel\":{\"max\":100},\"memory\":{\"max-pages\":18}}", GOOD, ""},
        {"{\"fuel\":{\"max\":99},\"memory\":{\"max-pages\":17}}", GOOD,
         "fuel: expected at most 99, got 100\n"
         "memory: expected at most 17, got 18"},
        {"{\"fuel\":{\"max\":99},\"ok\":false}", SAID_NO,
         "fuel: expected at most 99, got nothing"},
        /* causes */
        {"{\"trap\":{}}", TRAPPED, ""},
        {"{\"trap\":{\"kind\":\"unreachable\",\"match\":\"wasm\"}}", TRAPPED,
         ""},
        {"{\"trap\":{\"kind\":\"host\"}}", TRAPPED,
         "trap kind: expected \"host\", got \"unreachable\""},
        {"{\"trap\":{\"match\":\"x\"}}", TRAPPED,
         "trap: expected {\"match\":\"x\"}, got \"wasm unreachable\""},
        {"{\"trap\":{}}", GOOD,
         "outcome: expected trap, got ok: {\"c\":45,\"l\":[1]}"},
        {"{\"error\":{\"kind\":\"link\",\"match\":\"missing$\"}}", NO_LINK, ""},
        {"{\"error\":{\"kind\":\"export\"}}", NO_LINK,
         "error kind: expected \"export\", got \"link\""},
        {"{\"error\":{}}", GOOD,
         "outcome: expected an error, got ok: {\"c\":45,\"l\":[1]}"},
        /* several at once */
        {"{\"json\":{\"c\":1},\"logs\":[]}", GOOD,
         "json /c: expected 1, got 45\nlogs /0: expected nothing, got "
         "\"one\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *expect = rows[i].expect ? parsed(rows[i].expect) : NULL;
        gk_json *result = parsed(rows[i].result), *differences = NULL;
        const struct gk_match match = {expect, NULL, GK_DOCUMENTED, result};
        gk_buf out = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;

        if (gk_expect_check(expect, GK_EXPECT_BOTH, "", &err) != GK_OK)
            fail_msg("%s: %s", rows[i].expect, err.text);
        assert_int_equal(gk_match_result(&match, &differences, NULL), GK_OK);
        put_differences(&out, differences);
        if (strcmp(gk_buf_text(&out), rows[i].want) != 0)
            fail_msg("%s\nsaid:   %s\nwanted: %s",
                     rows[i].expect ? rows[i].expect : "no expect",
                     gk_buf_text(&out), rows[i].want);
        gk_buf_clear(&out);
        gk_json_free(expect);
        gk_json_free(result);
        gk_json_free(differences);
    }
}

static void the_deployed_side_may_differ(void **state)
{
    static const struct {
        const char *expect;
        gk_fidelity fidelity;
        const char *result, *want;
    } rows[] = {
        {"{\"json\":{\"c\":7},\"deployed\":{\"json\":{\"c\":45}}}", GK_DEPLOYED,
         GOOD, ""},
        {"{\"json\":{\"c\":7},\"deployed\":{\"json\":{\"c\":45}}}",
         GK_DOCUMENTED, GOOD, "json /c: expected 7, got 45"},
        {"{\"json\":{\"c\":7},\"deployed\":{\"json\":null}}", GK_DEPLOYED, GOOD,
         ""},
        {"{\"logs\":[],\"deployed\":{\"json\":{\"c\":45}}}", GK_DEPLOYED, GOOD,
         "logs /0: expected nothing, got \"one\""},
        {"{\"json\":{\"c\":1},\"deployed\":{\"json\":null,\"ok\":false}}",
         GK_DEPLOYED, SAID_NO, ""},
        {"{\"deployed\":{\"trap\":{\"kind\":\"unreachable\"}}}", GK_DEPLOYED,
         TRAPPED, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *expect = parsed(rows[i].expect);
        gk_json *result = parsed(rows[i].result), *differences = NULL;
        const struct gk_match match = {expect, NULL, rows[i].fidelity, result};
        gk_buf out = GK_BUF_INIT;

        assert_int_equal(gk_match_result(&match, &differences, NULL), GK_OK);
        put_differences(&out, differences);
        if (strcmp(gk_buf_text(&out), rows[i].want) != 0)
            fail_msg("%s: said %s", rows[i].expect, gk_buf_text(&out));
        gk_buf_clear(&out);
        gk_json_free(expect);
        gk_json_free(result);
        gk_json_free(differences);
    }
}

#define TWO_STEPS                                                              \
    "{\"outcome\":\"tool_error\"," LOAD ",\"steps\":[" GOOD_STEP               \
    ",{\"outcome\":\"tool_error\",\"ok\":false,\"text\":\"no\",\"logs\":"      \
    "[\"three\"],\"fuel\":{\"used\":11},\"memory\":{\"pages\":20}}],"          \
    "\"state\":{\"k\":\"v\"}}"

static void steps_are_compared_each_and_as_a_whole(void **state)
{
    static const struct {
        const char *steps, *expect, *result, *want;
    } rows[] = {
        {"[{},{\"expect\":{\"ok\":false,\"text\":\"no\"}}]", "{}", TWO_STEPS,
         ""},
        {"[{},{}]", "{}", TWO_STEPS,
         "step 2 outcome: expected ok, got tool_error: no"},
        {"[{},{}]", "{\"outcome\":\"tool_error\"}", TWO_STEPS, ""},
        {"[{},{}]", "{\"outcome\":\"trap\"}", TWO_STEPS,
         "step 2 outcome: expected ok, got tool_error: no\n"
         "outcome: expected trap, got tool_error: no"},
        {"[{\"expect\":{\"json\":{\"c\":1}}},{\"expect\":{\"ok\":false}}]",
         "{}", TWO_STEPS, "step 1 json /c: expected 1, got 45"},
        {"[{},{\"expect\":{\"ok\":false}}]",
         "{\"logs\":[\"one\",\"two\",\"three\"],\"calls\":[\"get\",\"set\"],"
         "\"fuel\":{\"max\":111},\"memory\":{\"max-pages\":20},"
         "\"state\":{\"k\":\"v\"},\"tools\":[\"now\"]}",
         TWO_STEPS, ""},
        {"[{},{\"expect\":{\"ok\":false}}]",
         "{\"logs\":[],\"fuel\":{\"max\":110},\"state\":{\"k\":\"w\"}}",
         TWO_STEPS,
         "logs /0: expected nothing, got \"one\"\n"
         "state k: expected \"w\", got \"v\"\n"
         "fuel: expected at most 110, got 111"},
        {"[{},{\"expect\":{}}]", "{}", NO_LINK,
         "step 2 outcome: expected to be run, got nothing: an earlier one "
         "stopped it\noutcome: expected ok, got link: env.x is missing"},
        {"[{}]", "{\"outcome\":\"link\"}", NO_LINK, ""},
        {"[{}]", "{}", CRASHED, "outcome: expected ok, got crash: it died"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *expect = parsed(rows[i].expect);
        gk_json *steps = parsed(rows[i].steps);
        gk_json *result = parsed(rows[i].result), *differences = NULL;
        const struct gk_match match = {expect, steps, GK_DOCUMENTED, result};
        gk_buf out = GK_BUF_INIT;

        assert_int_equal(gk_match_result(&match, &differences, NULL), GK_OK);
        put_differences(&out, differences);
        if (strcmp(gk_buf_text(&out), rows[i].want) != 0)
            fail_msg("%s %s\nsaid:   %s\nwanted: %s", rows[i].steps,
                     rows[i].expect, gk_buf_text(&out), rows[i].want);
        gk_buf_clear(&out);
        gk_json_free(expect);
        gk_json_free(steps);
        gk_json_free(result);
        gk_json_free(differences);
    }
}

static void an_unused_required_fixture_fails(void **state)
{
    gk_json *result = parsed("{\"outcome\":\"ok\",\"steps\":[" GOOD_STEP
                             "],\"unused\":[{\"url\":\"x\"}]}");
    const struct gk_match match = {NULL, NULL, GK_DOCUMENTED, result};
    gk_json *differences = NULL;
    gk_buf out = GK_BUF_INIT;

    (void)state;
    assert_int_equal(gk_match_result(&match, &differences, NULL), GK_OK);
    put_differences(&out, differences);
    assert_string_equal(gk_buf_text(&out),
                        "http: expected the required fixture to be used, got "
                        "{\"url\":\"x\"}");
    gk_buf_clear(&out);
    gk_json_free(differences);
    gk_json_free(result);
}

static void what_a_guest_says_steers_no_terminal(void **state)
{
    gk_json *result = parsed("{\"outcome\":\"trap\",\"steps\":[{\"outcome\":"
                             "\"trap\",\"trap\":{\"text\":\"\\u001b[2J\\u202e"
                             "\\u009b\"}}]}");
    const struct gk_match match = {NULL, NULL, GK_DOCUMENTED, result};
    gk_json *differences = NULL;
    gk_buf out = GK_BUF_INIT;

    (void)state;
    assert_int_equal(gk_match_result(&match, &differences, NULL), GK_OK);
    put_differences(&out, differences);
    assert_string_equal(gk_buf_text(&out),
                        "outcome: expected ok, got trap: \\x1b[2J\\u{202e}"
                        "\\u{9b}");
    gk_buf_clear(&out);
    gk_json_free(differences);
    gk_json_free(result);
}

/* --- blessing --------------------------------------------------------------
 */

/* A file of one case; `run` stands for its run. */
struct blessing {
    gk_testfile file;
    struct gk_test_case c;
    struct gk_test_run run;
    gk_json *root;
};

static void setup(struct blessing *b, const char *one, gk_fidelity fidelity,
                  const char *result)
{
    const gk_json *c;

    memset(b, 0, sizeof *b);
    b->root = gk_json_new_object();
    assert_int_equal(gk_json_set(b->root, "cases", gk_json_new_array()), GK_OK);
    assert_int_equal(
        gk_json_push((gk_json *)(uintptr_t)gk_json_get(b->root, "cases"),
                     parsed(one)),
        GK_OK);
    c = gk_json_pointer(b->root, "/cases/0");
    b->c.expect = gk_json_get(c, "expect");
    b->c.steps = gk_json_get(c, "steps");
    b->file.cases = &b->c;
    b->file.count = 1;
    b->run.file = &b->file;
    b->run.c = &b->c;
    b->run.fidelity = fidelity;
    gk_test_judge(&b->run, parsed(result), NULL);
}

static void teardown(struct blessing *b)
{
    gk_test_run_clear(&b->run);
    gk_json_free(b->root);
}

#define SECRETS                                                                \
    "{\"outcome\":\"ok\",\"steps\":[{\"outcome\":\"ok\",\"ok\":true,"          \
    "\"text\":\"key sk-abcdefghijklmnop.\",\"json\":{\"a\":1,\"token\":"       \
    "\"t0ps3cret\"},\"logs\":[\"x\",\"Bearer abcdefgh\"]}],"                   \
    "\"state\":{\"session_token\":\"abc\",\"k\":\"v\"}}"

static void a_blessing_writes_what_was_seen(void **state)
{
    static const struct {
        const char *one;
        gk_fidelity fidelity;
        const char *result;
        const char *want; /* NULL: cannot be blessed */
    } rows[] = {
        {"{\"name\":\"n\",\"expect\":{\"json\":{\"c\":1},\"logs\":[]}}",
         GK_DOCUMENTED, GOOD,
         "{\"name\":\"n\",\"expect\":{\"json\":{\"c\":45},\"logs\":[\"one\","
         "\"two\"]}}"},
        {"{\"expect\":{\"json\":{\"equal\":1},\"calls\":[],\"fuel\":{\"max\":"
         "1}},\"z\":1}",
         GK_DOCUMENTED, GOOD,
         "{\"expect\":{\"json\":{\"equal\":{\"c\":45,\"l\":[1]}},\"calls\":["
         "\"get\",\"set\"],\"fuel\":{\"max\":100}},\"z\":1}"},
        {"{\"expect\":{\"json\":{\"pointer\":{\"/c\":1,\"/x\":2}},\"state\":"
         "{\"k\":null,\"q\":\"w\"}}}",
         GK_DOCUMENTED, GOOD,
         "{\"expect\":{\"json\":{\"pointer\":{\"/c\":45}},\"state\":{\"k\":"
         "\"v\",\"q\":null}}}"},
        {"{\"expect\":{\"ok\":true}}", GK_DOCUMENTED, SAID_NO,
         "{\"expect\":{\"ok\":false}}"},
        {"{\"expect\":{\"outcome\":\"trap\"}}", GK_DOCUMENTED, GOOD,
         "{\"expect\":{\"outcome\":\"ok\",\"ok\":true}}"},
        {"{\"expect\":{\"trap\":{}}}", GK_DOCUMENTED, GOOD,
         "{\"expect\":{\"ok\":true}}"},
        {"{}", GK_DOCUMENTED, TRAPPED, "{\"expect\":{\"outcome\":\"trap\"}}"},
        {"{\"expect\":{\"ok\":true,\"json\":{\"c\":1}}}", GK_DEPLOYED, GOOD,
         "{\"expect\":{\"ok\":true,\"json\":{\"c\":1},\"deployed\":{\"json\":"
         "{\"c\":45}}}}"},
        {"{\"steps\":[{},{\"expect\":{\"ok\":true}}]}", GK_DOCUMENTED,
         TWO_STEPS, "{\"steps\":[{},{\"expect\":{\"ok\":false}}]}"},
        {"{}", GK_DOCUMENTED, CRASHED, NULL},
        {"{}", GK_DOCUMENTED, NO_FIXTURE, NULL},
        {"{}", GK_DOCUMENTED, NO_LINK, NULL},
        {"{\"expect\":{\"json\":{\"c\":1},\"ok\":false}}", GK_DOCUMENTED,
         SAID_NO, NULL},
        /* secrets */
        {"{\"expect\":{\"text\":\"\",\"json\":{\"a\":2,\"token\":\"x\"},"
         "\"logs\":[],\"state\":{\"session_token\":\"x\",\"k\":\"v\"}}}",
         GK_DOCUMENTED, SECRETS,
         "{\"expect\":{\"text\":{\"match\":\"^key .+$\"},\"json\":{\"a\":1},"
         "\"logs\":[\"x\",{\"match\":\"^Bearer .+$\"}],\"state\":{"
         "\"session_token\":{\"match\":\"^.+$\"},\"k\":\"v\"}}}"},
        {"{\"expect\":{\"json\":{\"equal\":{}}}}", GK_DOCUMENTED, SECRETS,
         "{\"expect\":{\"json\":{\"a\":1}}}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct blessing b;
        gk_buf out = GK_BUF_INIT;
        gk_json *blessed, *left = NULL;

        setup(&b, rows[i].one, rows[i].fidelity, rows[i].result);
        if (gk_bless_can(&b.run) != (rows[i].want != NULL))
            fail_msg("%s: %s", rows[i].one,
                     rows[i].want ? "cannot be blessed" : "can be blessed");
        if (rows[i].want != NULL) {
            blessed = gk_json_copy(b.root);
            assert_int_equal(gk_bless_run(blessed, &b.run, NULL, NULL), GK_OK);
            gk_json_print(gk_json_pointer(blessed, "/cases/0"), 0, &out);
            if (strcmp(gk_buf_text(&out), rows[i].want) != 0)
                fail_msg("%s\nmade:   %s\nwanted: %s", rows[i].one,
                         gk_buf_text(&out), rows[i].want);
            /* What was blessed fits. */
            assert_int_equal(gk_test_match_again(&b.run, blessed, &left, NULL),
                             GK_OK);
            gk_buf_reset(&out);
            put_differences(&out, left);
            if (out.len > 0)
                fail_msg("%s: %s", rows[i].want, gk_buf_text(&out));
            gk_json_free(blessed);
            gk_json_free(left);
        }
        gk_buf_clear(&out);
        teardown(&b);
    }
}

/* --- verdicts --------------------------------------------------------------
 */

#define HOST_FAULT                                                             \
    "{\"outcome\":\"tool_error\",\"skipped\":\"CX02: words\",\"steps\":["      \
    "{\"outcome\":\"tool_error\",\"ok\":false,\"text\":\"offset\"}]}"

static void verdicts_follow_from_differences(void **state)
{
    static const struct {
        const char *one;
        gk_fidelity fidelity;
        const char *result;
        gk_verdict want;
    } rows[] = {
        {"{}", GK_DOCUMENTED, GOOD, GK_VERDICT_PASSED},
        {"{}", GK_DOCUMENTED, SAID_NO, GK_VERDICT_FAILED},
        {"{}", GK_DEPLOYED, HOST_FAULT, GK_VERDICT_SKIPPED},
        /* By chance right, but the guest was never asked. */
        {"{\"expect\":{\"ok\":false}}", GK_DEPLOYED, HOST_FAULT,
         GK_VERDICT_SKIPPED},
        {"{\"expect\":{\"deployed\":{\"ok\":false,\"text\":\"offset\"}}}",
         GK_DEPLOYED, HOST_FAULT, GK_VERDICT_PASSED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct blessing b;

        setup(&b, rows[i].one, rows[i].fidelity, rows[i].result);
        if (b.run.verdict != rows[i].want)
            fail_msg("row %zu: %s", i, gk_verdict_word(b.run.verdict));
        teardown(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_call_is_compared_field_by_field),
        cmocka_unit_test(the_deployed_side_may_differ),
        cmocka_unit_test(steps_are_compared_each_and_as_a_whole),
        cmocka_unit_test(an_unused_required_fixture_fails),
        cmocka_unit_test(what_a_guest_says_steers_no_terminal),
        cmocka_unit_test(a_blessing_writes_what_was_seen),
        cmocka_unit_test(verdicts_follow_from_differences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
