/*
 * Team memory, messages, tasks and what is refused to WebAssembly agents, of
 * the mock Hugind host. Vector T35 of the host's sheet is among the rows.
 */
#include "host-mock/world/world.h"
#include "tests/unit/hugind_guest.h"

#define SET                                                                    \
    "(import \"hugind\" \"memory_set\" (func $set (param i32 i32 i32 i32)))"
#define GET                                                                    \
    "(import \"hugind\" \"memory_get\" (func $get (param i32 i32) (result "    \
    "i64)))"
#define LIST "(import \"hugind\" \"memory_list\" (func $list (result i64)))"
#define SUMMARY                                                                \
    "(import \"hugind\" \"memory_summary\" (func $summary (result i64)))"
#define SEND                                                                   \
    "(import \"hugind\" \"messaging_send\" (func $send (param i32 i32 i32 "    \
    "i32)))"
#define BROADCAST                                                              \
    "(import \"hugind\" \"messaging_broadcast\" (func $broadcast (param i32 "  \
    "i32)))"
#define RECEIVE                                                                \
    "(import \"hugind\" \"messaging_receive\" (func $receive (result i64)))"
#define ARGS        "(import \"hugind\" \"get_args\" (func $args (result i64)))"
#define DATA(text)  "(data (i32.const 0) \"" text "\")"
#define AT(at, len) "(i32.const " #at ") (i32.const " #len ")"
#define SAY(call)   "(call $say (call $" call "))"

/* A function of one text that gives nothing, something, or takes a number. */
#define ONE_TEXT(name)                                                         \
    HUGIND_AGENT("(import \"hugind\" \"" name "\" (func $f (param i32 i32)))", \
                 DATA("{\\22name\\22:\\22x\\22}"), "(call $f " AT(0, 12) ")")

#define TWO_AGENTS                                                             \
    "{\"team\":{\"memory\":{\"b-2/z\":[1],\"b/n\":7,\"b/a\":\"text\"}}}"

static const struct hugind_row rows[] = {
    {"T35 what is set is found under the agent's name",
     {HUGIND_AGENT(SET GET, DATA("k{\\22x\\22:1}a/k"),
                   "(call $set " AT(0, 1) AT(
                       1, 7) ")"
                             "(call $say (call $get " AT(
                                 8, 3) "))"
                                       "(call $say (call $get " AT(0, 1) "))"),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=ok {\"x\":1}\nnull\n",
     NULL},
    {"what is no JSON is a string",
     {HUGIND_AGENT(SET GET, DATA("knopea/k"),
                   "(call $set " AT(0, 1)
                       AT(1, 4) ")"
                                "(call $say (call $get " AT(5, 3) "))"),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=ok \"nope\"\n",
     NULL},
    {"a number beyond a double is a string",
     {HUGIND_AGENT(SET GET, DATA("k1e400a/k"),
                   "(call $set " AT(0, 1)
                       AT(1, 5) ")"
                                "(call $say (call $get " AT(6, 3) "))"),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=ok \"1e400\"\n",
     NULL},
    {"an empty value is a string",
     {HUGIND_AGENT(SET LIST, DATA("k"),
                   "(call $set " AT(0, 1) AT(1, 0) ")" SAY("list")),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=ok {\"a/k\":\"\"}\n",
     NULL},
    {"JSON is kept sorted, the last of equal keys",
     {HUGIND_AGENT(SET LIST, DATA("k {\\22b\\22:1,\\22a\\22:2,\\22b\\22:3} "),
                   "(call $set " AT(0, 1) AT(1, 21) ")" SAY("list")),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=ok {\"a/k\":{\"a\":2,\"b\":3}}\n",
     NULL},
    {"set again",
     {HUGIND_AGENT(SET LIST, DATA("k12"),
                   "(call $set " AT(0, 1) AT(1, 1) ")"
                                                   "(call $set " AT(0, 1) AT(
                                                       2, 1) ")" SAY("list")),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=ok {\"a/k\":2}\n",
     NULL},
    {"one's own stands beside what others have left, sorted",
     {HUGIND_AGENT(SET LIST, DATA("k1"),
                   "(call $set " AT(0, 1) AT(1, 1) ")" SAY("list")),
      HUGIND_HEAD, TWO_AGENTS, NULL, GK_DOCUMENTED},
     "=ok {\"a/k\":1,\"b-2/z\":[1],\"b/a\":\"text\",\"b/n\":7}\n",
     NULL},
    {"nothing there",
     {HUGIND_AGENT(LIST SUMMARY, "", SAY("list") SAY("summary")), HUGIND_HEAD,
      NULL, NULL, GK_DOCUMENTED},
     "=ok {}\n\n",
     NULL},
    {"a summary has agents in order, strings bare",
     {HUGIND_AGENT(SUMMARY, "", SAY("summary")), HUGIND_HEAD, TWO_AGENTS, NULL,
      GK_DOCUMENTED},
     "=ok ## Shared Team Memory\n\n### b\n- a: text\n- n: 7\n\n### b-2\n"
     "- z: [1]\n\n\n",
     NULL},
    {"another agent's key may have slashes",
     {HUGIND_AGENT(SUMMARY, "", SAY("summary")), HUGIND_HEAD,
      "{\"team\":{\"memory\":{\"b/x/y\":null}}}", NULL, GK_DOCUMENTED},
     "=ok ## Shared Team Memory\n\n### b\n- x/y: null\n\n\n",
     NULL},
    {"the input tells of the team as it was before the run",
     {HUGIND_AGENT(SET ARGS, DATA("k1"),
                   "(call $set " AT(0, 1) AT(1, 1) ")" SAY("args")),
      HUGIND_HEAD,
      "{\"team\":{\"memory\":{\"b/n\":7},\"messages\":[{\"from\":\"b\","
      "\"content\":\"hi\"},{\"from\":\"c\",\"to\":\"*\",\"content\":\"all\"},"
      "{\"from\":\"c\",\"to\":\"d\",\"content\":\"not me\"}]}}",
      NULL, GK_DOCUMENTED},
     "=ok {\"args\":[],\"meta\":{\"env\":{},\"session\":null},\"team\":{"
     "\"memory\":{\"b/n\":7},\"memory_summary\":\"## Shared Team "
     "Memory\\n\\n### b\\n- n: 7\\n\\n\",\"messages\":\"## Messages from team "
     "members\\n- **b**: hi\\n- **c** (broadcast): all\\n\"}}\n",
     NULL},
    {"messages before the run are read already",
     {HUGIND_AGENT(RECEIVE, "", SAY("receive")), HUGIND_HEAD,
      "{\"team\":{\"messages\":[{\"from\":\"b\",\"content\":\"hi\"}]}}", NULL,
      GK_DOCUMENTED},
     "=ok []\n",
     NULL},
    {"later ones come, each once, one's own never",
     {HUGIND_AGENT(RECEIVE SEND BROADCAST, DATA("a!"),
                   "(call $send " AT(0, 1)
                       AT(1, 1) ")"
                                "(call $broadcast " AT(1, 1) ")" SAY("receive")
                                    SAY("receive") SAY("receive")),
      HUGIND_HEAD,
      "{\"team\":{\"messages\":[{\"from\":\"b\",\"content\":\"2\",\"later\":2},"
      "{\"from\":\"b\",\"content\":\"1\",\"to\":\"*\",\"later\":1},{\"from\":"
      "\"a\",\"content\":\"own\",\"to\":\"*\",\"later\":1},{\"from\":\"c\","
      "\"content\":\"x\",\"to\":\"d\",\"later\":1}]}}",
      NULL, GK_DOCUMENTED},
     "=ok [{\"content\":\"1\",\"from\":\"b\",\"to\":\"*\"}]\n"
     "[{\"content\":\"2\",\"from\":\"b\",\"to\":\"a\"}]\n[]\n",
     NULL},
    {"no queue takes tasks",
     {HUGIND_AGENT("(import \"hugind\" \"tasks_spawn\" (func $f (param i32 "
                   "i32) (result i64)))",
                   DATA("{}"), "(call $say (call $f " AT(0, 2) "))"),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=trap No task queue available",
     NULL},
    {"register_tool",
     {ONE_TEXT("register_tool"), HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=trap register_tool requires agentic mode",
     NULL},
    {"register_tool in agentic mode",
     {ONE_TEXT("register_tool"), HUGIND_HEAD "mode: agentic\n", NULL, NULL,
      GK_DOCUMENTED},
     "=trap register_tool requires agentic mode",
     NULL},
    {"set_system_prompt",
     {ONE_TEXT("set_system_prompt"), HUGIND_HEAD, NULL, NULL, GK_DEPLOYED},
     "trap ",
     NULL},
    {"set_system_prompt says why",
     {ONE_TEXT("set_system_prompt"), HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=trap set_system_prompt requires agentic mode",
     NULL},
    {"set_max_turns",
     {HUGIND_AGENT("(import \"hugind\" \"set_max_turns\" (func $f (param "
                   "i32)))",
                   "", "(call $f (i32.const 3))"),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "=trap set_max_turns requires agentic mode",
     NULL},
    {"a text that is none fails first",
     {HUGIND_AGENT("(import \"hugind\" \"register_tool\" (func $f (param i32 "
                   "i32)))",
                   DATA("\\ff"), "(call $f " AT(0, 1) ")"),
      HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
     "trap Invalid UTF-8",
     NULL},
};

static void rows_of_the_team(void **state)
{
    (void)state;
    HUGIND_RUN_ROWS(rows);
}

/* The summary has 200 bytes of a value at most, no half of a character. */
static void a_preview_is_cut_between_characters(void **state)
{
    static const struct {
        const char *unit;
        size_t count, shown;
    } values[] = {
        {"x", 200, 200},
        {"x", 201, 200},
        {"\xc3\xa9", 100, 200},
        {"\xe2\x82\xac", 67, 198}, /* 66 of 3 bytes */
    };

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        gk_buf world = GK_BUF_INIT, want = GK_BUF_INIT;
        size_t width = strlen(values[i].unit);
        struct hugind_row row = {"a long value",
                                 {HUGIND_AGENT(SUMMARY, "", SAY("summary")),
                                  HUGIND_HEAD, NULL, NULL, GK_DOCUMENTED},
                                 NULL,
                                 NULL};

        gk_buf_puts(&world, "{\"team\":{\"memory\":{\"b/k\":\"");
        gk_buf_puts(&want, "=ok ## Shared Team Memory\n\n### b\n- k: ");
        for (size_t k = 0; k < values[i].count; k++) {
            gk_buf_puts(&world, values[i].unit);
            if ((k + 1) * width <= values[i].shown)
                gk_buf_puts(&want, values[i].unit);
        }
        gk_buf_puts(&world, "\"}}}");
        gk_buf_puts(&want, values[i].count * width > values[i].shown
                               ? "...\n\n\n"
                               : "\n\n\n");
        row.run.world = gk_buf_text(&world);
        row.told = gk_buf_text(&want);
        hugind_check(&row);
        gk_buf_clear(&world);
        gk_buf_clear(&want);
    }
}

/* Every run has the team that the world's JSON tells of. */
static void a_second_run_knows_nothing_of_the_first(void **state)
{
    static const char wat[] = HUGIND_AGENT(
        SET LIST RECEIVE, DATA("k1"),
        SAY("list") SAY("receive") "(call $set " AT(0, 1) AT(1, 1) ")");
    gk_json *world = hugind_parse(
        "{\"team\":{\"memory\":{\"b/k\":0},\"messages\":[{\"from\":\"b\","
        "\"content\":\"x\",\"later\":1}]}}");
    gk_json *steps = hugind_parse("[{\"call\":{}},{\"call\":{}}]");
    gk_json *result = NULL;
    gk_buf wasm = GK_BUF_INIT, first = GK_BUF_INIT, second = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    struct gk_job job = {
        .host = "hugind", .module_name = "a.wasm", .world = world};

    (void)state;
    test_wat(wat, &wasm);
    job.module = wasm.data;
    job.module_len = wasm.len;
    job.steps = steps;
    if (gk_job_run(&job, &result, &err) != GK_OK)
        fail_msg("the job failed: %s", err.text);
    gk_json_bytes(gk_json_pointer(result, "/steps/0/stdout"), &first);
    gk_json_bytes(gk_json_pointer(result, "/steps/1/stdout"), &second);
    assert_string_equal(
        gk_buf_text(&first),
        "{\"b/k\":0}\n[{\"content\":\"x\",\"from\":\"b\",\"to\":\"agent\"}]\n");
    assert_string_equal(gk_buf_text(&second), gk_buf_text(&first));
    gk_buf_clear(&wasm);
    gk_buf_clear(&first);
    gk_buf_clear(&second);
    gk_json_free(result);
    gk_json_free(world);
    gk_json_free(steps);
}

static void worlds_are_checked(void **state)
{
    static const struct {
        const char *world, *want;
    } worlds[] = {
        {"{\"team\":{\"memory\":{\"k\":1}}}",
         "/team/memory: found key \"k\", wanted one like \"agent/key\""},
        {"{\"team\":{\"memories\":{}}}", "/team: unknown key \"memories\""},
        {"{\"team\":{\"messages\":[{\"content\":\"x\"}]}}",
         "/team/messages/0: "},
        {"{\"team\":{\"messages\":[{\"from\":\"b\",\"content\":\"x\","
         "\"later\":-1}]}}",
         "/team/messages/0/later: "},
        {"{\"team\":{\"messages\":[{\"from\":\"b\\u0000\",\"content\":\"x\"}]"
         "}}",
         "/team/messages/0/from: a NUL"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        gk_json *world = hugind_parse(worlds[i].world);
        gk_error err = GK_ERROR_INIT;

        if (gk_world_check(world, "", &err) != GK_E_SCHEMA ||
            strncmp(err.text, worlds[i].want, strlen(worlds[i].want)) != 0)
            fail_msg("%s:\n  wanted %s\n  found  %s", worlds[i].world,
                     worlds[i].want, err.text);
        gk_json_free(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_the_team),
        cmocka_unit_test(a_preview_is_cut_between_characters),
        cmocka_unit_test(a_second_run_knows_nothing_of_the_first),
        cmocka_unit_test(worlds_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
