/*
 * What a world answers for a language model and for names: how fixtures are
 * checked, matched and used up, and what a reply is made of.
 */
#include "host-mock/live.h"
#include "host-mock/world/world.h"
#include "tests/unit/test_wat.h"

#include <stdio.h>
#include <stdlib.h>

static gk_json *json(const char *text)
{
    gk_json *value = NULL;
    gk_error err = GK_ERROR_INIT;
    if (gk_json_parse(text, strlen(text), &value, &err) != GK_OK)
        fail_msg("the test's own JSON: %s in %s", err.text, text);
    return value;
}

/* --- what a person wrote ---------------------------------------------------
 */

static const struct {
    const char *world, *want; /* NULL: fine */
} checks[] = {
    {"{\"llm\":[]}", NULL},
    {"{\"llm\":[{\"reply\":\"x\"}]}", NULL},
    {"{\"llm\":[{\"reply\":{}}]}", NULL},
    {"{\"llm\":[{\"prompt\":\"a*\",\"reply\":{\"text\":\"x\"},\"times\":1,"
     "\"required\":true}]}",
     NULL},
    {"{\"llm\":[{\"prompt\":{\"match\":\"^a\"},\"reply\":{\"json\":null}}]}",
     NULL},
    {"{\"llm\":[{\"request\":{\"stream\":true},\"request_is\":{},\"session\":"
     "\"s\",\"reply\":{\"chunks\":[\"a\",{\"base64\":\"YQ==\"}],\"status\":500,"
     "\"broken\":\"x\"}}]}",
     NULL},
    {"{\"llm\":{}}", "/llm: found object, wanted array"},
    {"{\"llm\":[1]}", "/llm/0: found number, wanted object"},
    {"{\"llm\":[{\"reply\":1}]}", "/llm/0/reply: found number"},
    {"{\"llm\":[{}]}", "/llm/0: key \"reply\" is missing"},
    {"{\"llm\":[{\"promt\":\"a\",\"reply\":\"x\"}]}",
     "/llm/0: unknown key \"promt\", did you mean \"prompt\"?"},
    {"{\"llm\":[{\"prompt\":{\"match\":\"(\"},\"reply\":\"x\"}]}",
     "/llm/0/prompt/match: '('"},
    {"{\"llm\":[{\"prompt\":\"a\\u0000\",\"reply\":\"x\"}]}",
     "/llm/0/prompt: a NUL"},
    {"{\"llm\":[{\"request\":[],\"reply\":\"x\"}]}",
     "/llm/0/request: found array, wanted object"},
    {"{\"llm\":[{\"times\":0,\"reply\":\"x\"}]}", "/llm/0/times: "},
    {"{\"llm\":[{\"reply\":{\"text\":\"a\",\"json\":1}}]}",
     "/llm/0/reply: a reply has one of \"text\""},
    {"{\"llm\":[{\"reply\":{\"error\":\"refused\",\"status\":500}}]}",
     "/llm/0/reply: a reply has \"error\" or a response, not both"},
    {"{\"llm\":[{\"reply\":{\"status\":99}}]}", "/llm/0/reply/status: "},
    {"{\"llm\":[{\"reply\":{\"tokens\":[1]}}]}",
     "/llm/0/reply/tokens/0: found number, wanted string"},
    {"{\"llm\":[{\"reply\":{\"chunks\":[{}]}}]}",
     "/llm/0/reply/chunks/0: key \"base64\" is missing"},
    {"{\"llm\":[{\"reply\":{\"chunks\":[\"a\",{\"base64\":\"?\"}]}}]}",
     "/llm/0/reply/chunks/1/base64: "},
    {"{\"dns\":{\"h\":[\"192.0.2.7\",\"2001:db8::7\"],\"i\":\"words\","
     "\"j\":[]}}",
     NULL},
    {"{\"dns\":[]}", "/dns: found array, wanted object"},
    {"{\"dns\":{\"h\":1}}", "/dns/h: found number"},
    {"{\"dns\":{\"h\":[\"h2\"]}}", "/dns/h/0: wanted an address like"},
    {"{\"dns\":{\"h\":[\"10.0.0.0/8\"]}}", "/dns/h/0: wanted an address"},
    {"{\"http\":[{\"url\":\"*\",\"reply\":{\"broken\":1}}]}",
     "/http/0/reply/broken: found number, wanted string"},
};

static void a_world_is_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        gk_json *world = json(checks[i].world);
        gk_error err = GK_ERROR_INIT;
        gk_status st = gk_world_check(world, "", &err);
        if ((st == GK_OK) != (checks[i].want == NULL) ||
            (st != GK_OK &&
             strncmp(err.text, checks[i].want, strlen(checks[i].want)) != 0))
            fail_msg("%s: wanted '%s', found '%s'", checks[i].world,
                     checks[i].want, err.text);
        gk_json_free(world);
    }
}

/* --- asking ----------------------------------------------------------------
 */

/* The status, "/" between chunks, and "!" with what went wrong; or the words
 * of a failure. Owned. */
static char *ask(gk_llm_door *door, struct gk_llm *llm, const char *body,
                 const char *session)
{
    struct gk_llm_request request = {.url = "http://u/v1/chat/completions",
                                     .session = session};
    struct gk_llm_reply reply = GK_LLM_REPLY_INIT;
    gk_json *asked = json(body);
    gk_buf out = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    size_t from = 0;
    llm->door = door;
    request.body = asked;
    if (gk_llm_ask(llm, &request, &reply, &err) != GK_OK)
        gk_buf_printf(&out, "%s", err.text);
    else
        gk_buf_printf(&out, "%u", reply.status);
    for (size_t i = 0; i < reply.chunk_count; i++) {
        gk_buf_printf(&out, "/%.*s", (int)(reply.ends[i] - from),
                      (const char *)reply.body.data + from);
        from = reply.ends[i];
    }
    if (reply.error[0] != '\0')
        gk_buf_printf(&out, "!%s", reply.error);
    gk_llm_reply_clear(&reply);
    gk_json_free(asked);
    return gk_buf_take(&out);
}

#define USER(text) "{\"messages\":[{\"role\":\"user\",\"content\":" text "}]}"
#define A          "[{\"prompt\":\"a\",\"reply\":{\"body\":\"A\"}}]"
#define SAID(text)                                                             \
    "200/{\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"message\":{"  \
    "\"content\":\"" text                                                      \
    "\",\"role\":\"assistant\"}}],\"created\":0,\"id\":\"chatcmpl-0\","        \
    "\"object\":\"chat.completion\"}"
#define EVENT(delta, finish)                                                   \
    "/data: {\"choices\":[{\"delta\":{" delta "},\"finish_reason\":" finish    \
    ",\"index\":0}],\"created\":0,\"id\":\"chatcmpl-0\",\"object\":"           \
    "\"chat.completion.chunk\"}\n\n"
#define TOKEN(text) EVENT("\"content\":\"" text "\"", "null")
#define END         EVENT("", "\"stop\"") "/data: [DONE]\n\n"
#define STREAM                                                                 \
    "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"

static const struct {
    const char *name, *fixtures, *body, *session, *want;
} asks[] = {
    {"the prompt", A, USER("\"a\""), NULL, "200/A"},
    {"another prompt", A, USER("\"b\""), NULL,
     "no fixture answers the LLM request with the prompt \"b\""},
    {"a pattern with stars",
     "[{\"prompt\":\"sum*of*\",\"reply\":{\"body\":\"S\"}}]",
     USER("\"summary of it\""), NULL, "200/S"},
    {"a regular expression",
     "[{\"prompt\":{\"match\":\"^[0-9]+$\"},\"reply\":{\"body\":\"N\"}}]",
     USER("\"42\""), NULL, "200/N"},
    {"a part", "[{\"prompt\":{\"contains\":\"b\"},\"reply\":{\"body\":\"B\"}}]",
     USER("\"abc\""), NULL, "200/B"},
    {"JSON in the prompt",
     "[{\"prompt\":{\"json\":{\"k\":1}},\"reply\":{\"body\":\"J\"}}]",
     USER("\"{\\\"k\\\":1,\\\"l\\\":2}\""), NULL, "200/J"},
    {"the first that fits answers",
     "[{\"prompt\":\"*\",\"reply\":{\"body\":\"1\"}},{\"prompt\":\"a\","
     "\"reply\":{\"body\":\"2\"}}]",
     USER("\"a\""), NULL, "200/1"},
    {"what the user says last", A,
     "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":"
     "\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":"
     "\"y\"}]}",
     NULL, "200/A"},
    {"nobody is a user: the last", A,
     "{\"messages\":[{\"role\":\"system\",\"content\":\"x\"},{\"role\":"
     "\"tool\",\"content\":\"a\"}]}",
     NULL, "200/A"},
    {"a prompt in parts", "[{\"prompt\":\"a\\nb\",\"reply\":{\"body\":\"P\"}}]",
     USER("[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\"},"
          "{\"type\":\"text\",\"text\":\"b\"}]"),
     NULL, "200/P"},
    {"no prompt at all", A, "{\"messages\":7}", NULL,
     "no fixture answers the LLM request, which has no text of a user"},
    {"a prompt with a NUL is none", A, USER("\"a\\u0000\""), NULL,
     "no fixture answers the LLM request, which has no text of a user"},
    {"a long prompt is cut in the words", A,
     USER("\"1234567890123456789012345678901234567890123456789012345678901234"
          "5678901234567890123456789012345678901234567890123456789012345678901"
          "23456789012345678901234567890123456789\""),
     NULL,
     "no fixture answers the LLM request with the prompt \"123456789012345678"
     "9012345678901234567890123456789012345678901234567890123456789012345678901"
     "234567890123456789012345678901234567890123456789012345678901234567890\""
     "…"},
    {"part of the request",
     "[{\"request\":{\"temperature\":0.5},\"reply\":{\"body\":\"R\"}}]",
     "{\"temperature\":0.5,\"stream\":false}", NULL, "200/R"},
    {"not that part",
     "[{\"request\":{\"temperature\":0.6},\"reply\":{\"body\":\"R\"}},"
     "{\"reply\":{\"body\":\"any\"}}]",
     "{\"temperature\":0.5}", NULL, "200/any"},
    {"the whole request",
     "[{\"request_is\":{\"a\":1},\"reply\":{\"body\":\"no\"}},{\"request_is\":{"
     "\"b\":2,\"a\":1},\"reply\":{\"body\":\"W\"}}]",
     "{\"a\":1,\"b\":2}", NULL, "200/W"},
    {"a session", "[{\"session\":\"s\",\"reply\":{\"body\":\"S\"}}]", "{}", "s",
     "200/S"},
    {"no session",
     "[{\"session\":\"s\",\"reply\":\"\"},{\"reply\":{\"body\":\"none\"}}]",
     "{}", NULL, "200/none"},
    {"a text", "[{\"reply\":\"hi\"}]", "{}", NULL, SAID("hi")},
    {"the same, longer", "[{\"reply\":{\"text\":\"hi\"}}]", "{}", NULL,
     SAID("hi")},
    {"a JSON answer", "[{\"reply\":{\"json\":{\"b\":1,\"a\":[2]}}}]", "{}",
     NULL, SAID("{\\\"b\\\":1,\\\"a\\\":[2]}")},
    {"tokens, not streamed", "[{\"reply\":{\"tokens\":[\"a\",\" b\"]}}]", "{}",
     NULL, SAID("a b")},
    {"tokens, streamed", "[{\"reply\":{\"tokens\":[\"a\",\"\",\" b\"]}}]",
     STREAM, NULL, "200" TOKEN("a") TOKEN("") TOKEN(" b") END},
    {"a text, streamed by words", "[{\"reply\":\"one  two\\nthree \"}]", STREAM,
     NULL, "200" TOKEN("one") TOKEN("  two") TOKEN("\\nthree") TOKEN(" ") END},
    {"an empty text, streamed", "[{\"reply\":\"\"}]", STREAM, NULL, "200" END},
    {"stream must be true", "[{\"reply\":\"hi\"}]", "{\"stream\":1}", NULL,
     SAID("hi")},
    {"a response", "[{\"reply\":{\"response\":{\"choices\":[]}}}]", STREAM,
     NULL, "200/{\"choices\":[]}"},
    {"chunks", "[{\"reply\":{\"chunks\":[\"da\",\"\",{\"base64\":\"dGE6\"}]}}]",
     STREAM, NULL, "200/da/ta:"},
    {"an error", "[{\"reply\":{\"status\":503,\"body\":\"busy\"}}]", "{}", NULL,
     "503/busy"},
    {"nothing", "[{\"reply\":{\"status\":204}}]", "{}", NULL, "204"},
    {"no connection", "[{\"reply\":{\"error\":\"refused\"}}]", "{}", NULL,
     "0!connection refused"},
    {"no answer", "[{\"reply\":{\"error\":\"timeout\"}}]", "{}", NULL,
     "0!operation timed out"},
    {"half an answer", "[{\"reply\":{\"body\":\"ha\",\"broken\":\"reset\"}}]",
     "{}", NULL, "200/ha!reset"},
};

static void a_fixture_answers_what_fits_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        gk_json *fixtures = json(asks[i].fixtures);
        struct gk_llm llm;
        gk_error err = GK_ERROR_INIT;
        char *got;
        if (gk_llm_check(fixtures, "/llm", &err) != GK_OK ||
            gk_llm_init(&llm, fixtures, &err) != GK_OK)
            fail_msg("%s: %s", asks[i].name, err.text);
        got = ask(NULL, &llm, asks[i].body, asks[i].session);
        if (strcmp(got, asks[i].want) != 0)
            fail_msg("%s:\n  wanted %s\n  found  %s", asks[i].name,
                     asks[i].want, got);
        free(got);
        gk_llm_clear(&llm);
        gk_json_free(fixtures);
    }
}

static void fixtures_wear_out_and_required_ones_are_missed(void **state)
{
    gk_json *world_json = json(
        "{\"llm\":[{\"prompt\":\"a\",\"times\":2,\"required\":true,\"reply\":{"
        "\"status\":201}},{\"prompt\":\"*\",\"times\":1,\"reply\":{\"status\":"
        "202}},{\"prompt\":\"never\",\"required\":true,\"reply\":\"\"}],"
        "\"http\":[{\"url\":\"u\",\"required\":true,\"reply\":{}}]}");
    static const char *const want[] = {
        "201", "201", "202",
        "no fixture answers the LLM request with the prompt \"a\""};
    gk_world *world = NULL;
    gk_json *told;
    (void)state;
    assert_int_equal(gk_world_open(world_json, &world, NULL), GK_OK);
    told = gk_world_unused(world);
    assert_int_equal(gk_json_count(told), 3);
    gk_json_free(told);
    for (size_t i = 0; i < 4; i++) {
        char *got = ask(NULL, gk_world_llm(world), USER("\"a\""), NULL);
        assert_string_equal(got, want[i]);
        free(got);
    }
    told = gk_world_unused(world);
    assert_int_equal(gk_json_count(told), 2);
    assert_string_equal(gk_json_text(gk_json_pointer(told, "/1/prompt")),
                        "never");
    gk_json_free(told);
    gk_world_close(world);
    gk_json_free(world_json);
}

static void what_is_missing_is_told_once_and_can_be_pasted(void **state)
{
    static const char *const bodies[] = {USER("\"a * b?\""),
                                         "{\"messages\":[],\"model\":\"m\"}"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        gk_world *world = NULL;
        gk_json *missing, *again;
        char *got;
        assert_int_equal(gk_world_open(NULL, &world, NULL), GK_OK);
        free(ask(NULL, gk_world_llm(world), bodies[i], NULL));
        missing = gk_world_missing(world);
        again = gk_world_missing(world);
        assert_int_equal(gk_json_count(missing), 1);
        assert_int_equal(gk_json_count(again), 0);
        gk_json_free(again);
        gk_world_close(world);
        assert_int_equal(gk_world_open(missing, &world, NULL), GK_OK);
        got = ask(NULL, gk_world_llm(world), bodies[i], NULL);
        if (strncmp(got, "200/", 4) != 0)
            fail_msg("%s: %s", bodies[i], got);
        free(got);
        gk_world_close(world);
        gk_json_free(missing);
    }
}

static gk_status live(void *context, const struct gk_llm_request *request,
                      struct gk_llm_reply *reply, gk_error *err)
{
    (void)context;
    reply->status = 200;
    return gk_llm_reply_add(reply, request->url, strlen(request->url), err);
}

static void fixtures_come_before_a_door(void **state)
{
    gk_json *fixtures = json(A);
    struct gk_llm llm;
    char *got;
    (void)state;
    assert_int_equal(gk_llm_init(&llm, fixtures, NULL), GK_OK);
    got = ask(live, &llm, USER("\"a\""), NULL);
    assert_string_equal(got, "200/A");
    free(got);
    got = ask(live, &llm, USER("\"b\""), NULL);
    assert_string_equal(got, "200/http://u/v1/chat/completions");
    free(got);
    gk_llm_clear(&llm);
    gk_json_free(fixtures);
}

/* --- names -----------------------------------------------------------------
 */

static gk_status resolve(void *context, const char *host, gk_json **out,
                         gk_error *err)
{
    (void)context;
    (void)err;
    *out = json(strcmp(host, "real") == 0
                    ? "{\"addresses\":[\"192.0.2.1\",\"bad\",\"::1\"]}"
                    : "{\"error\":\"no such name\"}");
    return GK_OK;
}

static const struct {
    const char *host;
    bool door, real;
    const char *want;
} names[] = {
    {"h", false, false, "10.0.0.1 2001:db8::7"},
    {"H", false, false, "10.0.0.1 2001:db8::7"},
    {"none", false, false,
     "failed to lookup address information: Name or service not known"},
    {"bad", false, false, "failed to lookup address information: words"},
    {"other", false, false, GK_DNS_ADDRESS},
    {"localhost", false, false, "127.0.0.1"},
    {"a.LocalHost", false, false, "127.0.0.1"},
    {"mylocalhost", false, false, GK_DNS_ADDRESS},
    {"h", true, true, "10.0.0.1 2001:db8::7"},
    {"real", true, true, "192.0.2.1 ::1"},
    {"real", true, false, GK_DNS_ADDRESS},
    {"real", false, true, GK_DNS_ADDRESS},
    {"gone", true, true, "failed to lookup address information: no such name"},
};

static void names_have_the_addresses_of_the_world(void **state)
{
    gk_json *table = json("{\"h\":[\"10.0.0.1\",\"2001:db8::7\"],\"none\":[],"
                          "\"bad\":\"words\"}");
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct gk_dns dns = {table, names[i].door ? resolve : NULL, NULL};
        struct gk_dns_answer answer;
        gk_buf got = GK_BUF_INIT;
        assert_int_equal(
            gk_dns_ask(&dns, names[i].host, names[i].real, &answer, NULL),
            GK_OK);
        for (size_t k = 0; k < answer.count; k++) {
            char text[GK_IP_TEXT_BYTES];
            gk_ip_print(&answer.at[k], true, text);
            gk_buf_printf(&got, "%s%s", k > 0 ? " " : "", text);
        }
        gk_buf_puts(&got, answer.error);
        if (strcmp(gk_buf_text(&got), names[i].want) != 0)
            fail_msg("%s: wanted %s, found %s", names[i].host, names[i].want,
                     gk_buf_text(&got));
        gk_buf_clear(&got);
    }
    gk_json_free(table);
}

/* --- doors -----------------------------------------------------------------
 */

static void live_takes_words_and_lists_of_them(void **state)
{
    static const struct {
        const char *word;
        int want; /* -1: refused */
    } rows[] = {
        {"http", GK_LIVE_HTTP},
        {"llm", GK_LIVE_LLM},
        {"http,llm", GK_LIVE_HTTP | GK_LIVE_LLM},
        {"llm,llm", GK_LIVE_LLM},
        {"", -1},
        {"http,", -1},
        {",", -1},
        {"HTTP", -1},
        {"httpx", -1},
        {"htt", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *at[] = {rows[i].word};
        const struct gk_opt_list list = {at, 1};
        unsigned doors = 99;
        gk_error err = GK_ERROR_INIT;
        gk_status st = gk_live_parse(&list, &doors, &err);
        if (rows[i].want < 0) {
            assert_int_equal(st, GK_E_USAGE);
            assert_int_equal(doors, 99);
            assert_non_null(
                strstr(err.text, "option '--live' takes http, llm"));
        } else if (st != GK_OK || doors != (unsigned)rows[i].want) {
            fail_msg("'%s': %s, %u", rows[i].word, err.text, doors);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_is_checked),
        cmocka_unit_test(a_fixture_answers_what_fits_it),
        cmocka_unit_test(fixtures_wear_out_and_required_ones_are_missed),
        cmocka_unit_test(what_is_missing_is_told_once_and_can_be_pasted),
        cmocka_unit_test(fixtures_come_before_a_door),
        cmocka_unit_test(names_have_the_addresses_of_the_world),
        cmocka_unit_test(live_takes_words_and_lists_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
