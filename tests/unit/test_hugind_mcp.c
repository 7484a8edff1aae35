/*
 * tools_list and tools_call of the mock Hugind host: fixtures, and real
 * servers. Vector T30 of the host's sheet is among the rows.
 */
#include "host-mock/live.h"
#include "host-mock/process.h"
#include "host-mock/world/world.h"
#include "tests/unit/hugind_asks.h"
#include "tests/unit/test_folder.h"

#include <signal.h>
#include <unistd.h>

#define MANIFEST(...)                                                          \
    "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\","            \
    "\"dependencies\":{\"mcp\":[" __VA_ARGS__ "]}}"
#define SERVER(name)     "{\"name\":\"" name "\",\"command\":\"none\"}"
#define ONE              MANIFEST(SERVER("s"))
#define TWO              MANIFEST(SERVER("s") "," SERVER("t"))
#define WORLD(...)       "{\"tools\":[" __VA_ARGS__ "]}"
#define CALL(tool, more) "{\"server\":\"s\",\"tool\":\"" tool "\"," more "}"
#define ANY(reply)       WORLD(CALL("x", "\"reply\":" reply))
#define TEXT(text)       "{\"content\":[{\"text\":\"" text "\",\"type\":\"text\"}]}"

static const struct {
    const char *name, *input, *manifest, *world, *want;
} calls[] = {
    {"T30 no servers", "{\"name\":\"x\"}", NULL, NULL,
     "trap: No MCP tools configured"},
    {"a server without a command is none", "{\"name\":\"x\"}",
     MANIFEST("{\"name\":\"s\"}"), ANY("\"t\""),
     "trap: No MCP tools configured"},
    {"no JSON", "x", NULL, NULL,
     "trap: tools_call expects JSON {name,args}: line 1, column 1: "},
    {"no object", "[]", NULL, NULL,
     "trap: tools_call expects JSON {name,args}: it is no object"},
    {"no name", "{\"args\":{}}", NULL, NULL,
     "trap: tools_call expects JSON {name,args}: missing field `name`"},
    {"a name that is no text", "{\"name\":1}", NULL, NULL,
     "trap: tools_call expects JSON {name,args}: name is no text"},

    {"the only server need not be named", "{\"name\":\"x\"}", ONE, ANY("\"t\""),
     TEXT("t")},
    {"but may be", "{\"name\":\"s:x\"}", ONE, ANY("\"t\""), TEXT("t")},
    {"with two it must be", "{\"name\":\"x\"}", TWO, ANY("\"t\""),
     "trap: Tool name 'x' is ambiguous; use 'server:tool'"},
    {"one of two", "{\"name\":\"s:x\"}", TWO, ANY("\"t\""), TEXT("t")},
    {"of one name twice there is one server", "{\"name\":\"x\"}",
     MANIFEST(SERVER("s") "," SERVER("s")), ANY("\"t\""), TEXT("t")},
    {"the first colon parts server and tool", "{\"name\":\"s:x:y\"}", ONE,
     WORLD(CALL("x:y", "\"reply\":\"t\"")), TEXT("t")},
    {"an unknown server", "{\"name\":\"u:x\"}", ONE, ANY("\"t\""),
     "trap: MCP server 'u' is not available"},
    {"an empty one", "{\"name\":\":x\"}", ONE, ANY("\"t\""),
     "trap: MCP server '' is not available"},

    {"no arguments are an empty object", "{\"name\":\"x\"}", ONE,
     WORLD(CALL("x", "\"args_is\":{},\"reply\":\"t\"")), TEXT("t")},
    {"null, too", "{\"name\":\"x\",\"args\":null}", ONE,
     WORLD(CALL("x", "\"args_is\":{},\"reply\":\"t\"")), TEXT("t")},
    {"other JSON is passed on", "{\"name\":\"x\",\"args\":[1,\"a\"]}", ONE,
     WORLD(CALL("x", "\"args_is\":[1,\"a\"],\"reply\":\"t\"")), TEXT("t")},
    {"a part of the arguments", "{\"name\":\"x\",\"args\":{\"a\":1,\"b\":2}}",
     ONE,
     WORLD(CALL("x", "\"args\":{\"a\":2},\"reply\":\"2\"") "," CALL(
         "x", "\"args\":{\"a\":1},\"reply\":\"1\"")),
     TEXT("1")},
    {"all of the arguments", "{\"name\":\"x\",\"args\":{\"a\":1,\"b\":2}}", ONE,
     WORLD(CALL("x", "\"args_is\":{\"a\":1},\"reply\":\"1\"") "," CALL(
         "x", "\"args_is\":{\"b\":2,\"a\":1},\"reply\":\"2\"")),
     TEXT("2")},
    {"one that is worn out", "{\"name\":\"x\"}", ONE,
     WORLD(CALL("y", "\"times\":1,\"reply\":\"1\"") "," CALL(
         "x", "\"reply\":\"2\"")),
     TEXT("2")},

    {"a failing tool is an answer", "{\"name\":\"x\"}", ONE,
     ANY("{\"text\":\"no\",\"isError\":true}"),
     "{\"content\":[{\"text\":\"no\",\"type\":\"text\"}],\"isError\":true}"},
    {"JSON in a text", "{\"name\":\"x\"}", ONE, ANY("{\"json\":{\"b\":[1]}}"),
     TEXT("{\\\"b\\\":[1]}")},
    {"any result, sorted", "{\"name\":\"x\"}", ONE,
     ANY("{\"result\":{\"b\":1,\"a\":{\"d\":2,\"c\":3}}}"),
     "{\"a\":{\"c\":3,\"d\":2},\"b\":1}"},
    {"a null", "{\"name\":\"x\"}", ONE, ANY("{\"result\":null}"), "null"},
    {"an error of the server", "{\"name\":\"x\"}", ONE,
     ANY("{\"error\":\"broken\"}"), "trap: MCP error from 's': broken"},
    {"with a code", "{\"name\":\"x\"}", ONE,
     ANY("{\"error\":{\"code\":-32602,\"message\":\"what?\"}}"),
     "trap: MCP error from 's': what?"},
    {"without a message", "{\"name\":\"x\"}", ONE,
     ANY("{\"error\":{\"code\":-32602}}"),
     "trap: MCP error from 's': Unknown error"},
    {"longer than the run may wait", "{\"name\":\"x\"}",
     "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\",\"wasm\":{"
     "\"resources\":{\"timeout\":\"2s\"}},\"dependencies\":{\"mcp\":[" SERVER(
         "s") "]}}",
     ANY("{\"text\":\"t\",\"delay\":\"3s\"}"),
     "timeout: Wasm execution timed out after 2s"},
    {"no fixture", "{\"name\":\"y\",\"args\":{\"q\":1}}", ONE, ANY("\"t\""),
     "fixture: no fixture answers the call of the tool s:y with {\"q\":1}"},
};

/* The same, but a `want` may be the beginning. */
static void expect_beginning(const char *row, const struct hugind_ask *ask,
                             const char *want)
{
    gk_json *result = hugind_ask_run(ask);
    char *got = hugind_ask_outcome(result);

    if (got == NULL || strncmp(got, want, strlen(want)) != 0)
        fail_msg("%s:\n  wanted %s\n  found  %s", row, want, got);
    free(got);
    gk_json_free(result);
}

static void rows_of_tools_call(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        const struct hugind_ask ask = {.function = "tools_call",
                                       .input = calls[i].input,
                                       .manifest = calls[i].manifest,
                                       .world = calls[i].world};

        if (calls[i].want[strlen(calls[i].want) - 1] == ' ')
            expect_beginning(calls[i].name, &ask, calls[i].want);
        else
            hugind_ask_expect(calls[i].name, &ask, calls[i].want);
    }
}

/* --- lists -----------------------------------------------------------------
 */

/* What a guest prints that asks for the tools; all of its result. */
static gk_json *list(const char *manifest, const char *world, unsigned live)
{
    static const char wat[] =
        "(module (import \"hugind\" \"tools_list\" (func $ask (result i64)))"
        "(import \"hugind\" \"print_raw\" (func $say (param i32 i32)))"
        "(memory (export \"memory\") 100)" HUGIND_ALLOC
        "(func (export \"_start\") (local $r i64)"
        " (local.set $r (call $ask))"
        " (call $say (i32.wrap_i64 (i64.shr_u (local.get $r) (i64.const 32)))"
        "  (i32.wrap_i64 (local.get $r)))))";
    gk_json *parsed = hugind_json(manifest), *answers = hugind_json(world);
    gk_json *steps = hugind_json("[{\"call\":{}}]");
    gk_json *result = NULL;
    gk_buf bytes = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    struct gk_job job = {.host = "hugind",
                         .module_name = "a.wasm",
                         .manifest = parsed,
                         .world = answers,
                         .steps = steps,
                         .live = live};

    test_wat(wat, &bytes);
    job.module = bytes.data;
    job.module_len = bytes.len;
    if (gk_job_run(&job, &result, &err) != GK_OK)
        fail_msg("the job failed: %s", err.text);
    gk_json_free(parsed);
    gk_json_free(answers);
    gk_json_free(steps);
    gk_buf_clear(&bytes);
    return result;
}

static void expect_list(const char *row, const char *manifest,
                        const char *world, unsigned live, const char *want)
{
    gk_json *result = list(manifest, world, live);
    char *got = hugind_ask_outcome(result);

    if (got == NULL || strcmp(got, want) != 0)
        fail_msg("%s:\n  wanted %s\n  found  %s", row, want, got);
    free(got);
    gk_json_free(result);
}

static const struct {
    const char *name, *manifest, *world, *want;
} lists[] = {
    {"T30 no servers, no tools", NULL, NULL, "[]"},
    {"a server without tools", ONE, WORLD("{\"server\":\"s\",\"tools\":[]}"),
     "[]"},
    {"the host's own order; what is missing is null", ONE,
     WORLD("{\"server\":\"s\",\"tools\":[{\"inputSchema\":{\"type\":"
           "\"object\",\"properties\":{}},\"description\":\"D\",\"name\":"
           "\"x\"},{\"name\":\"y\"}]}"),
     "[{\"name\":\"s:x\",\"description\":\"D\",\"input_schema\":{"
     "\"properties\":{},\"type\":\"object\"},\"server\":\"s\"},{\"name\":"
     "\"s:y\",\"description\":null,\"input_schema\":null,\"server\":\"s\"}]"},
    {"nameless tools are passed over", ONE,
     WORLD("{\"server\":\"s\",\"tools\":[{\"name\":\"\"},{},{\"name\":\"x\"}]"
           "}"),
     "[{\"name\":\"s:x\",\"description\":null,\"input_schema\":null,"
     "\"server\":\"s\"}]"},
    {"two servers", TWO,
     WORLD("{\"server\":\"t\",\"tools\":[{\"name\":\"x\"}]},{\"server\":"
           "\"s\",\"tools\":[{\"name\":\"x\"}]}"),
     "[{\"name\":\"s:x\",\"description\":null,\"input_schema\":null,"
     "\"server\":\"s\"},{\"name\":\"t:x\",\"description\":null,"
     "\"input_schema\":null,\"server\":\"t\"}]"},
    {"no fixture", ONE, NULL,
     "fixture: no fixture tells which tools the MCP server 's' has"},
};

static void rows_of_tools_list(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        expect_list(lists[i].name, lists[i].manifest, lists[i].world, 0,
                    lists[i].want);
}

static void expect_at(gk_json *result, const char *pointer, const char *want)
{
    char *got = hugind_at(result, pointer);

    assert_string_equal(got, want);
    free(got);
    gk_json_free(result);
}

static void a_missing_fixture_is_there_to_paste(void **state)
{
    const struct hugind_ask ask = {.function = "tools_call",
                                   .input =
                                       "{\"name\":\"x\",\"args\":{\"q\":1}}",
                                   .manifest = ONE};

    (void)state;
    expect_at(hugind_ask_run(&ask), "/steps/0/error/fixture",
              "{\"tools\":[{\"server\":\"s\",\"tool\":\"x\",\"args\":{\"q\":1},"
              "\"reply\":{\"text\":\"\"}}]}");
    expect_at(list(ONE, NULL, 0), "/steps/0/error/fixture",
              "{\"tools\":[{\"server\":\"s\",\"tools\":[]}]}");
}

static void fixtures_of_a_server_that_is_not_named_are_hinted_at(void **state)
{
    (void)state;
    expect_at(list(NULL, WORLD("{\"server\":\"s\",\"tools\":[]}"), 0), "/hints",
              "[\"the world has tools of the MCP server 's', but "
              "dependencies.mcp names none of that name with a command\"]");
}

static void a_required_server_needs_a_command(void **state)
{
    gk_json *result =
        list(MANIFEST("{\"name\":\"s\",\"required\":true}"), NULL, 0);

    (void)state;
    assert_string_equal(gk_json_text(gk_json_get(result, "outcome")), "load");
    expect_at(result, "/steps/0/error/text",
              "\"MCP Error: Required MCP server 's' is missing command "
              "configuration\"");
}

static void worlds_are_checked(void **state)
{
    static const struct {
        const char *world, *want;
    } worlds[] = {
        {WORLD("{\"server\":\"s\"}"),
         "/tools/0: wanted one of \"tools\", \"tool\""},
        {WORLD("{\"server\":\"s\",\"tool\":\"x\",\"tools\":[],\"reply\":\"\"}"),
         "/tools/0: wanted one of \"tools\", \"tool\""},
        {WORLD("{\"server\":\"s\",\"tool\":\"x\"}"),
         "/tools/0: \"reply\" is missing"},
        {WORLD("{\"server\":\"s\",\"tools\":[],\"args\":{}}"),
         "/tools/0: \"args\" goes with \"tool\""},
        {WORLD("{\"tools\":[]}"), "/tools/0: "},
        {WORLD("{\"server\":\"s\",\"tools\":[{\"input_schema\":{}}]}"),
         "/tools/0/tools/0: unknown key \"input_schema\", did you mean "
         "\"inputSchema\"?"},
        {ANY("{}"), "/tools/0/reply: a reply has one of"},
        {ANY("{\"text\":\"\",\"json\":1}"), "/tools/0/reply: a reply has one"},
        {ANY("{\"result\":1,\"isError\":true}"),
         "/tools/0/reply: \"isError\" goes with"},
        {ANY("{\"error\":{\"text\":\"\"}}"), "/tools/0/reply/error: "},
        {WORLD("{\"server\":\"s\\u0000\",\"tools\":[]}"),
         "/tools/0/server: a NUL"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        gk_json *world = hugind_json(worlds[i].world);
        gk_error err = GK_ERROR_INIT;

        if (gk_world_check(world, "", &err) != GK_E_SCHEMA ||
            strncmp(err.text, worlds[i].want, strlen(worlds[i].want)) != 0)
            fail_msg("%s:\n  wanted %s\n  found  %s", worlds[i].world,
                     worlds[i].want, err.text);
        gk_json_free(world);
    }
}

/* --- real servers ----------------------------------------------------------
 */

#define NODE(name, how, more)                                                  \
    "{\"name\":\"" name "\",\"command\":\"node\",\"args\":["                   \
    "\"tests/unit/mcp_server.mjs\"" how "]" more "}"
#define LIVE MANIFEST(NODE("s", "", ",\"env\":{\"MCP_TEST\":\"yes\"}"))

static const struct {
    const char *name, *input, *manifest, *world, *want;
} live_calls[] = {
    {"a call", "{\"name\":\"add\",\"args\":{\"a\":2,\"b\":3}}", LIVE, NULL,
     TEXT("5")},
    {"any result", "{\"name\":\"echo\",\"args\":{\"b\":[1],\"a\":null}}", LIVE,
     NULL, "{\"a\":null,\"b\":[1]}"},
    {"no result", "{\"name\":\"void\"}", LIVE, NULL, "null"},
    {"a failing tool is an answer", "{\"name\":\"fails\"}", LIVE, NULL,
     "{\"content\":[{\"text\":\"no\",\"type\":\"text\"}],\"isError\":true}"},
    {"an error", "{\"name\":\"s:none\"}", LIVE, NULL,
     "trap: MCP error from 's': Unknown tool: none"},
    {"an error without words", "{\"name\":\"blunt\"}", LIVE, NULL,
     "trap: MCP error from 's': Unknown error"},
    {"fixtures come first", "{\"name\":\"add\",\"args\":{\"a\":2,\"b\":3}}",
     LIVE, WORLD(CALL("add", "\"reply\":\"6\"")), TEXT("6")},
    {"of two servers", "{\"name\":\"t:add\",\"args\":{\"a\":1,\"b\":1}}",
     MANIFEST(NODE("s", "", "") "," NODE("t", "", "")), NULL, TEXT("2")},
    {"one that dies", "{\"name\":\"x\"}", MANIFEST(NODE("s", ",\"die\"", "")),
     NULL, "trap: MCP server 's': the server has ended"},
    {"more than can be handed on",
     "{\"name\":\"big\",\"args\":{\"bytes\":16000000}}", LIVE, NULL,
     "trap: MCP server 's': the server has sent a message over 15 MiB"},
};

static void real_servers_answer_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof live_calls / sizeof *live_calls; i++) {
        const struct hugind_ask ask = {.function = "tools_call",
                                       .input = live_calls[i].input,
                                       .manifest = live_calls[i].manifest,
                                       .world = live_calls[i].world,
                                       .live = GK_LIVE_TOOLS};

        hugind_ask_expect(live_calls[i].name, &ask, live_calls[i].want);
    }
}

static void a_real_server_has_its_variables_and_our_folder(void **state)
{
    const struct hugind_ask ask = {.function = "tools_call",
                                   .input = "{\"name\":\"env\"}",
                                   .manifest = LIVE,
                                   .live = GK_LIVE_TOOLS};
    char want[4200], cwd[4096];

    (void)state;
    snprintf(want, sizeof want,
             "{\"content\":[{\"text\":\"yes %s true\",\"type\":\"text\"}]}",
             getcwd(cwd, sizeof cwd));
    hugind_ask_expect("env", &ask, want);
}

static void a_real_list_is_read_to_its_last_page(void **state)
{
    (void)state;
    expect_list("two pages", LIVE, NULL, GK_LIVE_TOOLS,
                "[{\"name\":\"s:add\",\"description\":\"Adds.\","
                "\"input_schema\":{\"required\":[\"a\",\"b\"],\"type\":"
                "\"object\"},\"server\":\"s\"},{\"name\":\"s:env\","
                "\"description\":null,\"input_schema\":null,\"server\":\"s\"}"
                "]");
    expect_list("no end", MANIFEST(NODE("s", ",\"endless\"", "")), NULL,
                GK_LIVE_TOOLS,
                "trap: MCP server 's': the server's list of tools has no end");
}

static void a_server_that_does_not_start_ends_the_run(void **state)
{
    static const struct {
        const char *manifest, *want;
    } rows[] = {
        {MANIFEST("{\"name\":\"s\",\"command\":\"guestkit-no-such-program\"}"),
         "\"MCP Error: Failed to start MCP server 's': No such file or "
         "directory (os error 2)\""},
        {MANIFEST(NODE("s", ",\"refuse\"", "")),
         "\"MCP Error: Failed to start MCP server 's': it refuses to start: "
         "not today\""},
        {MANIFEST("{\"name\":\"s\",\"command\":\"true\"}"),
         "\"MCP Error: Failed to start MCP server 's': the server has "
         "ended\""},
        {MANIFEST("{\"name\":\"s\",\"command\":\"node\",\"cwd\":\"/nowhere\"}"),
         "\"MCP Error: Failed to start MCP server 's': No such file or "
         "directory (os error 2)\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_at(list(rows[i].manifest, NULL, GK_LIVE_TOOLS),
                  "/steps/0/error/text", rows[i].want);
}

/* What a server hears, in order. */
static void a_server_is_spoken_to_as_the_host_does(void **state)
{
    const struct folder *f = *state;
    gk_buf manifest = GK_BUF_INIT, heard = GK_BUF_INIT;
    char log[160];
    gk_json *result;

    snprintf(log, sizeof log, "%s/log", f->at);
    gk_buf_printf(&manifest,
                  MANIFEST("{\"name\":\"s\",\"command\":\"node\",\"args\":["
                           "\"tests/unit/mcp_server.mjs\",\"\",\"%s\"]}"),
                  log);
    result = list(gk_buf_text(&manifest), NULL, GK_LIVE_TOOLS);
    assert_int_equal(gk_read_file(log, 65536, &heard, NULL), GK_OK);
    assert_string_equal(
        gk_buf_text(&heard),
        "initialize {\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},"
        "\"clientInfo\":{\"name\":\"hugind\",\"version\":\"0.12.0\"}}\n"
        "notifications/initialized null\n"
        "tools/list {}\n"
        "tools/list {\"cursor\":\"2\"}\n");
    gk_json_free(result);
    gk_buf_clear(&manifest);
    gk_buf_clear(&heard);
}

/* A server, and what it has started, are gone after the run. */
static void nothing_outlives_the_run(void **state)
{
    const struct folder *f = *state;
    gk_buf manifest = GK_BUF_INIT, told = GK_BUF_INIT;
    char log[160];
    gk_json *result;
    int pid;

    snprintf(log, sizeof log, "%s/pid", f->at);
    gk_buf_printf(&manifest,
                  MANIFEST("{\"name\":\"s\",\"command\":\"sh\",\"args\":["
                           "\"-c\",\"sleep 600 & echo $! >%s; exec node "
                           "tests/unit/mcp_server.mjs\"]}"),
                  log);
    result = list(gk_buf_text(&manifest), NULL, GK_LIVE_TOOLS);
    assert_string_equal(gk_json_text(gk_json_get(result, "outcome")), "ok");
    assert_int_equal(gk_read_file(log, 100, &told, NULL), GK_OK);
    pid = atoi(gk_buf_text(&told));
    assert_true(pid > 1);
    for (int tries = 0; tries < 200 && kill(pid, 0) == 0; tries++)
        usleep(10000); /* whoever inherits it takes its time to reap it */
    assert_int_not_equal(kill(pid, 0), 0);
    gk_json_free(result);
    gk_buf_clear(&manifest);
    gk_buf_clear(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_tools_call),
        cmocka_unit_test(rows_of_tools_list),
        cmocka_unit_test(a_missing_fixture_is_there_to_paste),
        cmocka_unit_test(fixtures_of_a_server_that_is_not_named_are_hinted_at),
        cmocka_unit_test(a_required_server_needs_a_command),
        cmocka_unit_test(worlds_are_checked),
        cmocka_unit_test(real_servers_answer_calls),
        cmocka_unit_test(a_real_server_has_its_variables_and_our_folder),
        cmocka_unit_test(a_real_list_is_read_to_its_last_page),
        cmocka_unit_test(a_server_that_does_not_start_ends_the_run),
        cmocka_unit_test_setup_teardown(a_server_is_spoken_to_as_the_host_does,
                                        folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(nothing_outlives_the_run, folder_make,
                                        folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
