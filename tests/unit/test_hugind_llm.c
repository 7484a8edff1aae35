/*
 * llm_chat and llm_chat_stream of the mock Hugind host: requests, answers,
 * callbacks. Vectors T25 to T29 of the host's sheet are among the rows.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/hugind/llm_answer.h"
#include "host-mock/hosts/hugind/llm_body.h"
#include "host-mock/hosts/hugind/llm_sse.h"
#include "host-mock/hosts/hugind/text.h"
#include "tests/unit/hugind_asks.h"

/* --- requests --------------------------------------------------------------
 */

#define SAYS(text)                                                             \
    "{\"messages\":[{\"content\":" text                                        \
    ",\"role\":\"user\"}],\"model\":\"default\",\"response_format\":{"         \
    "\"type\":\"json_object\"},\"stream\":false}"

static const struct {
    const char *name;
    bool stream;
    const char *input, *want; /* the body, or "trap: words" */
} bodies[] = {
    {"T25 plain text", false, "hello", SAYS("\"hello\"")},
    {"T26 a prompt, streamed", true, "{\"prompt\":\"hi\"}",
     "{\"messages\":[{\"content\":\"hi\",\"role\":\"user\"}],\"model\":"
     "\"default\",\"stream\":true}"},
    {"T27 neither messages nor prompt", false, "{\"temperature\":0.2}",
     "trap: llm_chat() request body must include messages or prompt."},
    {"T28 no known key", false, "{\"foo\":1}", SAYS("\"{\\\"foo\\\":1}\"")},
    {"text is not trimmed", false, " a\n", SAYS("\" a\\n\"")},
    {"nothing", false, "", SAYS("\"\"")},
    {"blanks", false, "  ", SAYS("\"  \"")},
    {"a list", false, "[1]", SAYS("\"[1]\"")},
    {"a number", false, "7", SAYS("\"7\"")},
    {"a string", false, "\"x\"", SAYS("\"\\\"x\\\"\"")},
    {"broken JSON", false, "{\"prompt\":", SAYS("\"{\\\"prompt\\\":\"")},
    {"text after JSON", false, "{\"prompt\":\"a\"} b",
     SAYS("\"{\\\"prompt\\\":\\\"a\\\"} b\"")},
    {"blanks around an object", false, "\n {\"prompt\":\"a\"}\t",
     "{\"messages\":[{\"content\":\"a\",\"role\":\"user\"}],\"model\":"
     "\"default\",\"stream\":false}"},
    {"no-break spaces around an object", false,
     "\xc2\xa0{\"prompt\":\"a\"}\xe3\x80\x80",
     "{\"messages\":[{\"content\":\"a\",\"role\":\"user\"}],\"model\":"
     "\"default\",\"stream\":false}"},
    {"a prompt that is no string", false, "{\"prompt\":1}",
     "trap: llm_chat() prompt must be a string."},
    {"the same, streamed", true, "{\"prompt\":null}",
     "trap: llm_chat_stream() prompt must be a string."},
    {"only a model, streamed", true, "{\"model\":\"m\"}",
     "trap: llm_chat_stream() request body must include messages or prompt."},
    {"messages leave the prompt alone", false, "{\"prompt\":1,\"messages\":[]}",
     "{\"messages\":[],\"model\":\"default\",\"prompt\":1,\"stream\":false}"},
    {"messages are not validated", false, "{\"messages\":7}",
     "{\"messages\":7,\"model\":\"default\",\"stream\":false}"},
    {"what is given wins", true,
     "{\"stream\":false,\"model\":\"m\",\"response_format\":{\"type\":\"text\"}"
     ",\"messages\":[]}",
     "{\"messages\":[],\"model\":\"m\",\"response_format\":{\"type\":\"text\"},"
     "\"stream\":false}"},
    {"a null is given, too", false,
     "{\"prompt\":\"a\",\"model\":null,\"stream\":null}",
     "{\"messages\":[{\"content\":\"a\",\"role\":\"user\"}],\"model\":null,"
     "\"stream\":null}"},
    {"other keys pass, sorted", false,
     "{\"zeta\":1,\"prompt\":\"a\",\"alpha\":{\"b\":1,\"a\":2}}",
     "{\"alpha\":{\"a\":2,\"b\":1},\"messages\":[{\"content\":\"a\",\"role\":"
     "\"user\"}],\"model\":\"default\",\"stream\":false,\"zeta\":1}"},
    {"of equal keys the last", false, "{\"prompt\":\"a\",\"prompt\":\"b\"}",
     "{\"messages\":[{\"content\":\"b\",\"role\":\"user\"}],\"model\":"
     "\"default\",\"stream\":false}"},
};

static char *body_of(bool stream, const char *input)
{
    const struct hugind_llm_api api = {stream ? "llm_chat_stream" : "llm_chat",
                                       stream};
    gk_buf text = GK_BUF_INIT, out = GK_BUF_INIT;
    hugind_llm_input kind;
    gk_json *body = NULL;
    gk_error err = GK_ERROR_INIT;
    gk_buf_puts(&text, input);
    if (hugind_llm_body(&api, "default", &text, &kind, &body, &err) == GK_OK)
        gk_json_print(body, GK_JSON_COMPACT | GK_JSON_SORTED, &out);
    else
        gk_buf_printf(&out, "%s: %s",
                      err.status == GK_E_TRAP ? "trap" : "failure", err.text);
    gk_json_free(body);
    gk_buf_clear(&text);
    return gk_buf_take(&out);
}

static void the_input_becomes_a_request(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char *got = body_of(bodies[i].stream, bodies[i].input);
        if (got == NULL || strcmp(got, bodies[i].want) != 0)
            fail_msg("%s:\n  wanted %s\n  found  %s", bodies[i].name,
                     bodies[i].want, got);
        free(got);
    }
}

static void every_known_key_makes_a_request(void **state)
{
    static const char *const known[] = {"model",
                                        "stream",
                                        "max_tokens",
                                        "temperature",
                                        "top_p",
                                        "frequency_penalty",
                                        "presence_penalty",
                                        "stop",
                                        "response_format",
                                        "enable_thinking",
                                        "thinking",
                                        "thinking_budget_tokens",
                                        "thinking_budget"};
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char input[80], *got;
        snprintf(input, sizeof input, "{\"%s\":null}", known[i]);
        got = body_of(false, input);
        if (strncmp(got, "trap: ", 6) != 0)
            fail_msg("%s is no known key: %s", known[i], got);
        free(got);
    }
}

/* --- answers ---------------------------------------------------------------
 */

#define HI "{\"choices\":[{\"message\":{\"content\":\"hi\"}}]}"
#define NULL_CONTENT                                                           \
    "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[1]}}]}"

static const struct {
    const char *name, *body, *want;
} answers[] = {
    {"a completion", HI, "hi"},
    {"blanks around it", " \n" HI " \n", "hi"},
    {"an empty answer", "{\"choices\":[{\"message\":{\"content\":\"\"}}]}", ""},
    {"null: the response itself", NULL_CONTENT, NULL_CONTENT},
    {"no choices", "{\"choices\":[]}", "{\"choices\":[]}"},
    {"choices that are no list",
     "{\"choices\":{\"0\":{\"message\":{\"content\":\"x\"}}}}",
     "{\"choices\":{\"0\":{\"message\":{\"content\":\"x\"}}}}"},
    {"no JSON", "hello", "hello"},
    {"nothing", "", ""},
    {"a fenced completion", "Sure!\n```json\n" HI "\n```\nbye", "hi"},
    {"only the first fence counts", "```json\n{}\n``` ```json\n" HI "\n```",
     "```json\n{}\n``` ```json\n" HI "\n```"},
    {"an open fence", "```json\n" HI, "```json\n" HI},
    {"another language", "```js\n" HI "\n```", "```js\n" HI "\n```"},
    {"a stream",
     "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"
     "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\ndata: [DONE]\n",
     "ab"},
    {"a stream without text", "data: {}\n\ndata: [DONE]\n",
     "data: {}\n\ndata: [DONE]\n"},
    {"a stream that begins with a comment",
     ": hi\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n",
     ": hi\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n"},
    {"bytes that are no text", "a\xff", "a\xef\xbf\xbd"},
    {"a byte order mark stays", "\xef\xbb\xbf" HI, "\xef\xbb\xbf" HI},
};

static void the_answer_is_found_in_the_response(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        gk_buf body = GK_BUF_INIT, out = GK_BUF_INIT;
        gk_buf_puts(&body, answers[i].body);
        assert_int_equal(hugind_llm_answer(&body, &out, NULL), GK_OK);
        if (strcmp(gk_buf_text(&out), answers[i].want) != 0)
            fail_msg("%s:\n  wanted %s\n  found  %s", answers[i].name,
                     answers[i].want, gk_buf_text(&out));
        gk_buf_clear(&body);
        gk_buf_clear(&out);
    }
}

/* --- streams ---------------------------------------------------------------
 */

static gk_status note_line(void *context, const uint8_t *text, size_t len,
                           gk_error *err)
{
    (void)err;
    return gk_buf_printf(context, "[%.*s]", (int)len, (const char *)text);
}

static gk_status note_token(void *context, const uint8_t *text, size_t len,
                            gk_error *err)
{
    (void)err;
    return gk_buf_printf(context, "<%.*s>", (int)len, (const char *)text);
}

/* Chunks of `step` bytes; 0: one chunk. What is noted, then "=" and the
 * answer. Owned. */
static char *read_events(const char *text, size_t step)
{
    gk_buf out = GK_BUF_INIT;
    struct hugind_sse sse;
    size_t len = strlen(text);
    hugind_sse_init(&sse);
    sse.on_line = note_line;
    sse.on_token = note_token;
    sse.context = &out;
    if (step == 0)
        step = len > 0 ? len : 1;
    for (size_t at = 0; at < len; at += step)
        assert_int_equal(hugind_sse_take(&sse, text + at,
                                         len - at < step ? len - at : step,
                                         NULL),
                         GK_OK);
    assert_int_equal(hugind_sse_end(&sse, NULL), GK_OK);
    gk_buf_printf(&out, "=%s", gk_buf_text(&sse.answer));
    hugind_sse_clear(&sse);
    return gk_buf_take(&out);
}

#define DELTA(text)                                                            \
    "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"}}]}"

static const struct {
    const char *name, *text, *want;
} streams[] = {
    {"T29", DELTA("he") "\n\n" DELTA("llo") "\n\ndata: [DONE]\n",
     "[" DELTA("he") "]<he>[][" DELTA("llo") "]<llo>[][data: [DONE]]=hello"},
    {"CR LF", DELTA("a") "\r\n\r\n", "[" DELTA("a") "]<a>[]=a"},
    {"one CR goes, a second stays", "x\r\r\n", "[x\r]="},
    {"comments and other fields are lines", ": c\nevent: e\nid: 1\n",
     "[: c][event: e][id: 1]="},
    {"no blank after the colon: no data",
     "data:"
     "{\"choices\":[{\"delta\":{"
     "\"content\":\"a\"}}]}\n",
     "[data:{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}]="},
    {"more blanks are trimmed", "data:    [DONE]  \n", "[data:    [DONE]  ]="},
    {"after [DONE] reading goes on", "data: [DONE]\n" DELTA("a") "\n",
     "[data: [DONE]][" DELTA("a") "]<a>=a"},
    {"an empty delta is a token", DELTA("") "\n", "[" DELTA("") "]<>="},
    {"no JSON, no text",
     "data: {\ndata: {\"choices\":[]}\n"
     "data: {\"choices\":[{\"delta\":{\"content\":null}}]}\n",
     "[data: {][data: {\"choices\":[]}]"
     "[data: {\"choices\":[{\"delta\":{\"content\":null}}]}]="},
    {"what is left is trimmed", "\n  " DELTA("a") " ",
     "[][" DELTA("a") "]<a>=a"},
    {"blanks that are left are nothing", "\n  \t", "[]="},
    {"a JSON response is no stream", HI, "[" HI "]="},
    {"nothing", "", "="},
};

static void lines_and_deltas_are_told_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        /* The text is ASCII: however it is split, it is the same. */
        for (size_t step = 0; step < 12; step++) {
            char *got = read_events(streams[i].text, step);
            if (strcmp(got, streams[i].want) != 0)
                fail_msg("%s, in chunks of %zu:\n  wanted %s\n  found  %s",
                         streams[i].name, step, streams[i].want, got);
            free(got);
        }
    }
}

static void a_character_cut_by_a_chunk_is_lost(void **state)
{
    char *whole = read_events(DELTA("\xc3\xa9") "\n", 0);
    char *cut = read_events(DELTA("\xc3\xa9") "\n", 1);
    (void)state;
    assert_string_equal(strchr(whole, '='), "=\xc3\xa9");
    assert_string_equal(strrchr(cut, '='), "=\xef\xbf\xbd\xef\xbf\xbd");
    free(whole);
    free(cut);
}

/* --- runs ------------------------------------------------------------------
 */

#define T29_WORLD                                                              \
    "{\"llm\":[{\"reply\":{\"body\":\"data: {\\\"choices\\\":[{\\\"delta\\\":" \
    "{\\\"content\\\":\\\"he\\\"}}]}\\n\\ndata: {\\\"choices\\\":[{"           \
    "\\\"delta\\\":{\\\"content\\\":\\\"llo\\\"}}]}\\n\\ndata: "               \
    "[DONE]\\n\"}}]}"
#define TRAPPING(name)                                                         \
    "(func $" name " (export \"" name "\") (param i32 i32) unreachable)"
#define ABC "{\"llm\":[{\"reply\":{\"tokens\":[\"a\",\"b\",\"c\"]}}]}"

static const struct {
    const char *name;
    struct hugind_ask ask;
    const char *want;
} runs[] = {
    {"T25 end to end",
     {.function = "llm_chat",
      .input = "hello",
      .world =
          "{\"llm\":[{\"request_is\":" SAYS("\"hello\"") ",\"reply\":"
                                                         "\"hi there\"}]}"},
     "hi there"},
    {"T27 end to end",
     {.function = "llm_chat", .input = "{\"temperature\":0.2}"},
     "trap: llm_chat() request body must include messages or prompt."},
    {"T29 end to end",
     {.function = "llm_chat_stream",
      .input = "x",
      .more = HUGIND_ON_TOKEN,
      .world = T29_WORLD},
     "<he><llo>hello"},
    {"T29, lines",
     {.function = "llm_chat_stream",
      .input = "x",
      .more = HUGIND_ON_SSE HUGIND_ON_TOKEN,
      .world = T29_WORLD},
     "[" DELTA("he") "]<he>[][" DELTA("llo") "]<llo>[][data: [DONE]]hello"},
    {"no callbacks",
     {.function = "llm_chat_stream", .input = "x", .world = ABC},
     "abc"},
    {"callbacks of another type are let be",
     {.function = "llm_chat_stream",
      .input = "x",
      .world = ABC,
      .more = "(func (export \"llm_on_token\") (param i32) unreachable)"
              "(func (export \"llm_on_sse\") (param i32 i32) (result i32)"
              " unreachable)"},
     "abc"},
    {"a memory is no callback",
     {.function = "llm_chat_stream",
      .input = "x",
      .world = ABC,
      .more = "(export \"llm_on_token\" (memory 0))"},
     "abc"},
    {"llm_chat calls no callback, stream or not",
     {.function = "llm_chat",
      .input = "{\"prompt\":\"x\",\"stream\":true}",
      .world = ABC,
      .more = HUGIND_ON_TOKEN HUGIND_ON_SSE},
     "abc"},
    {"stream: false streams nothing",
     {.function = "llm_chat_stream",
      .input = "{\"prompt\":\"x\",\"stream\":false}",
      .world = ABC,
      .more = HUGIND_ON_TOKEN},
     ""},
    {"a trap in a callback is swallowed",
     {.function = "llm_chat_stream",
      .input = "x",
      .world = ABC,
      .more = TRAPPING("llm_on_sse") HUGIND_ON_TOKEN},
     "<a><b><c>abc"},
    {"a failing alloc is not",
     {.function = "llm_chat_stream",
      .input = "x",
      .world = ABC,
      .more = HUGIND_ON_TOKEN,
      .alloc = "(func $alloc (export \"alloc\") (param i32) (result i32)"
               " unreachable)"},
     "trap: alloc failed: wasm trap: wasm `unreachable` instruction executed"},
    {"no alloc, no callback",
     {.function = "llm_chat_stream",
      .input = "x",
      .world = ABC,
      .more = HUGIND_ON_TOKEN,
      .alloc = ""},
     "trap: Wasm module must export 'alloc(size: i32) -> i32' to receive "
     "data."},
    {"an HTTP error",
     {.function = "llm_chat",
      .input = "x",
      .world = "{\"llm\":[{\"reply\":{\"status\":429,\"body\":\"slow "
               "down\"}}]}"},
     "trap: LLM Error: 429 Too Many Requests: slow down"},
    {"an HTTP error without words",
     {.function = "llm_chat_stream",
      .input = "x",
      .world = "{\"llm\":[{\"reply\":{\"status\":599}}]}"},
     "trap: LLM Error: 599 <unknown status code>: "},
    {"a redirect is no success",
     {.function = "llm_chat",
      .input = "x",
      .world = "{\"llm\":[{\"reply\":{\"status\":304}}]}"},
     "trap: LLM Error: 304 Not Modified: "},
    {"no connection",
     {.function = "llm_chat",
      .input = "x",
      .world = "{\"llm\":[{\"reply\":{\"error\":\"refused\"}}]}"},
     "trap: LLM Request Failed: connection refused"},
    {"a connection that breaks",
     {.function = "llm_chat_stream",
      .input = "x",
      .more = HUGIND_ON_TOKEN,
      .world = "{\"llm\":[{\"reply\":{\"tokens\":[\"a\"],\"broken\":\"reset "
               "by peer\"}}]}"},
     "trap: LLM Chunk error: reset by peer"},
    {"a session, and the model of the manifest",
     {.function = "llm_chat",
      .input = "x",
      .manifest =
          "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\","
          "\"backend\":{\"config\":\"qwen\",\"session\":{\"mode\":\"resume\","
          "\"id\":\"s1\"}}}",
      .world = "{\"llm\":[{\"session\":\"s2\",\"reply\":\"no\"},"
               "{\"session\":\"s1\",\"request\":{\"model\":\"qwen\"},"
               "\"reply\":\"yes\"}]}"},
     "yes"},
    {"no fixture",
     {.function = "llm_chat", .input = "who are you?"},
     "fixture: no fixture answers the LLM request with the prompt \"who are "
     "you?\""},
    {"a fixture that is missing in a callback ends the stream",
     {.function = "llm_chat_stream",
      .input = "x",
      .more = "(func (export \"llm_on_token\") (param i32 i32)"
              " (drop (call $ask (local.get 0) (local.get 1))))",
      .world = "{\"llm\":[{\"prompt\":\"x\",\"reply\":{\"tokens\":[\"a\"]}}]}"},
     "fixture: no fixture answers the LLM request with the prompt \"a\""},
};

static void a_guest_asks_and_gets_an_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        hugind_ask_expect(runs[i].name, &runs[i].ask, runs[i].want);
}

static void a_swallowed_trap_is_told_once(void **state)
{
    const struct hugind_ask ask = {.function = "llm_chat_stream",
                                   .input = "x",
                                   .world = ABC,
                                   .more = TRAPPING("llm_on_token")};
    gk_json *result = hugind_ask_run(&ask);
    char *logs = hugind_at(result, "/steps/0/logs");
    char *hints = hugind_at(result, "/hints");
    (void)state;
    assert_string_equal(
        logs, "[\"llm_on_token trapped, which the host swallows: wasm trap: "
              "wasm `unreachable` instruction executed in "
              "llm_on_token\",\"abc\"]");
    assert_non_null(strstr(hints, "streams on"));
    free(logs);
    free(hints);
    gk_json_free(result);
}

static void what_the_host_does_without_a_word_is_told(void **state)
{
    static const struct {
        const char *function, *input, *want;
    } told[] = {
        {"llm_chat", "{\"foo\":1}", "it goes out as a user's text"},
        {"llm_chat_stream", "{\"prompt\":\"x\",\"stream\":false}",
         "llm_chat_stream gave an empty text"},
        {"llm_chat_stream", "x", ""},
        {"llm_chat", "[1]", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const struct hugind_ask ask = {
            .function = told[i].function, .input = told[i].input, .world = ABC};
        gk_json *result = hugind_ask_run(&ask);
        char *hints = hugind_at(result, "/hints");
        if (*told[i].want != '\0' ? strstr(hints, told[i].want) == NULL
                                  : *hints != '\0')
            fail_msg("%s: wanted '%s', found '%s'", told[i].input, told[i].want,
                     hints);
        free(hints);
        gk_json_free(result);
    }
}

#define TIMED(timeout)                                                         \
    "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\",\"wasm\":{"  \
    "\"resources\":{\"timeout\":\"" timeout "\"}}}"
#define DELAYED(ms) "{\"llm\":[{\"reply\":{\"text\":\"hi\",\"delay\":" ms "}}]}"

/* The run's timeout: only while a call waits, and on the world's clock. */
static void a_run_times_out_while_it_waits(void **state)
{
    static const struct {
        const char *timeout, *delay, *want;
    } times[] = {
        {TIMED("5s"), DELAYED("4999"), "hi"},
        {TIMED("5s"), DELAYED("\"5s\""),
         "timeout: Wasm execution timed out after 5s"},
        {TIMED("250ms"), DELAYED("251"),
         "timeout: Wasm execution timed out after 250ms"},
        {TIMED("1500ms"), DELAYED("\"1h\""),
         "timeout: Wasm execution timed out after 1.5s"},
        {TIMED("1001ms"), DELAYED("\"1h\""),
         "timeout: Wasm execution timed out after 1.001s"},
        {TIMED("2m"), DELAYED("\"1h\""),
         "timeout: Wasm execution timed out after 120s"},
        {TIMED("1h"), DELAYED("\"2h\""), "hi"}, /* it cannot be parsed */
        {NULL, DELAYED("\"2h\""), "hi"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        for (int deployed = 0; deployed < 2; deployed++) {
            const struct hugind_ask ask = {.function = "llm_chat",
                                           .input = "x",
                                           .manifest = times[i].timeout,
                                           .world = times[i].delay,
                                           .deployed = deployed != 0};
            hugind_ask_expect(times[i].delay, &ask, times[i].want);
        }
}

static void a_timeout_in_a_callback_ends_the_run(void **state)
{
    const struct hugind_ask ask = {
        .function = "llm_chat_stream",
        .input = "x",
        .manifest = TIMED("5s"),
        .world = "{\"llm\":[{\"prompt\":\"x\",\"reply\":{\"tokens\":[\"a\","
                 "\"b\"],\"delay\":\"3s\"}},{\"prompt\":\"a\",\"times\":1,"
                 "\"reply\":{\"text\":\"hi\",\"delay\":\"2s\"}}]}",
        .more = "(func (export \"llm_on_token\") (param i32 i32)"
                " (drop (call $ask (local.get 0) (local.get 1))))"};
    (void)state;
    hugind_ask_expect("in a callback", &ask,
                      "timeout: Wasm execution timed out after 5s");
}

/* Each token asks again: 16 levels deep the engine says no, the callback
 * traps, and the host swallows that, too. */
static void callbacks_that_ask_again_are_bounded(void **state)
{
    const struct hugind_ask ask = {
        .function = "llm_chat_stream",
        .input = "x",
        .world = "{\"llm\":[{\"reply\":{\"tokens\":[\"a\"]}}]}",
        .more = "(global $n (export \"n\") (mut i32) (i32.const 0))"
                "(func (export \"llm_on_token\") (param i32 i32)"
                " (global.set $n (i32.add (global.get $n) (i32.const 1)))"
                " (drop (call $ask (local.get 0) (local.get 1))))"};
    gk_json *result = hugind_ask_run(&ask);
    char *outcome = hugind_at(result, "/outcome");
    const gk_json *calls = gk_json_pointer(result, "/steps/0/calls");
    (void)state;
    assert_string_equal(outcome, "\"ok\"");
    if (gk_json_count(calls) < 10 || gk_json_count(calls) > 40)
        fail_msg("%zu calls", gk_json_count(calls));
    free(outcome);
    gk_json_free(result);
}

static void a_missing_fixture_can_be_pasted(void **state)
{
    struct hugind_ask ask = {.function = "llm_chat", .input = "2 * 2?"};
    gk_json *result = hugind_ask_run(&ask);
    char *world = hugind_at(result, "/steps/0/error/fixture");
    (void)state;
    assert_string_equal(world, "{\"llm\":[{\"prompt\":\"2 * 2?\",\"reply\":{"
                               "\"text\":\"\"}}]}");
    gk_json_free(result);
    ask.world = world;
    hugind_ask_expect("pasted", &ask, "");
    free(world);
}

/* --- text ------------------------------------------------------------------
 */

static void text_is_trimmed_as_unicode_has_it(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", ""},
        {" \t\r\n\v\f", ""},
        {" a b ", "a b"},
        {"\xc2\x85"
         "a\xc2\xa0",
         "a"},
        {"\xe2\x80\x8a"
         "a\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\x9f",
         "a"},
        {"\xe1\x9a\x80"
         "a\xe3\x80\x80",
         "a"},
        {"\xe2\x80\x8b"
         "a",
         "\xe2\x80\x8b"
         "a"}, /* zero width: no space */
        {"\xef\xbb\xbf"
         "a",
         "\xef\xbb\xbf"
         "a"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t left = 99;
        const uint8_t *at = gk_utf8_trim((const uint8_t *)rows[i].text,
                                         strlen(rows[i].text), &left);
        if (left != strlen(rows[i].want) || memcmp(at, rows[i].want, left) != 0)
            fail_msg("row %zu: %zu bytes left", i, left);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_input_becomes_a_request),
        cmocka_unit_test(every_known_key_makes_a_request),
        cmocka_unit_test(the_answer_is_found_in_the_response),
        cmocka_unit_test(lines_and_deltas_are_told_in_order),
        cmocka_unit_test(a_character_cut_by_a_chunk_is_lost),
        cmocka_unit_test(a_guest_asks_and_gets_an_answer),
        cmocka_unit_test(a_swallowed_trap_is_told_once),
        cmocka_unit_test(what_the_host_does_without_a_word_is_told),
        cmocka_unit_test(a_run_times_out_while_it_waits),
        cmocka_unit_test(a_timeout_in_a_callback_ends_the_run),
        cmocka_unit_test(callbacks_that_ask_again_are_bounded),
        cmocka_unit_test(a_missing_fixture_can_be_pasted),
        cmocka_unit_test(text_is_trimmed_as_unicode_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
