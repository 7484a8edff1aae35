/* Tools of a plugin in the mock CortexPrism host: what is listed, how it is
 * called, what becomes of it when it goes wrong. */
#include "tests/unit/cortex_guest.h"

/* --- the list --------------------------------------------------------------
 */

static const struct {
    const char *name, *json, *documented, *deployed; /* NULL: as documented */
    bool warned, warned_deployed;
} lists[] = {
    {"no tools", "{}", "[]", NULL, false, false},
    {"tools null", "{\"tools\":null}", "[]", NULL, false, false},
    {"tools 0", "{\"tools\":0}", "[]", NULL, false, false},
    {"tools false", "{\"tools\":false}", "[]", NULL, false, false},
    {"tools an empty text", "{\"tools\":\"\"}", "[]", NULL, false, false},
    {"tools a number", "{\"tools\":1}", "[]", NULL, true, true},
    {"tools true", "{\"tools\":true}", "[]", NULL, true, true},
    {"tools an object", "{\"tools\":{}}", "[]", NULL, true, true},
    {"tools a text", "{\"tools\":\"ab\"}", "[]",
     "[{\"params\":[],\"capabilities\":[\"network:fetch\",\"fs:read\",\"fs:"
     "write\"]},{\"params\":[],\"capabilities\":[\"network:fetch\",\"fs:read\","
     "\"fs:write\"]}]",
     true, false},
    {"the whole a list", "[]", "[]", NULL, false, false},
    {"the whole a number", "7", "[]", NULL, false, false},
    {"the whole null", "null", "[]", NULL, true, true},
    {"no JSON", "{tools}", "[]", NULL, true, true},
    {"text after it", "{} {}", "[]", NULL, true, true},
    {"of equal keys the last", "{\"tools\":[1],\"tools\":[]}", "[]", NULL,
     false, false},
    {"an ABI version nobody reads", "{\"abi_version\":9,\"tools\":[]}", "[]",
     NULL, false, false},
};

/* Length and offset as text; JSON in the guest's data, quotes escaped. */
static void make_lister(const char *json, char *wat, size_t size)
{
    gk_buf data = GK_BUF_INIT;
    char len[16];
    for (const char *c = json; *c != '\0'; c++)
        gk_buf_printf(&data, "\\%02x", (unsigned char)*c);
    snprintf(len, sizeof len, "%zu", strlen(json));
    snprintf(
        wat, size,
        "(module %s (data (i32.const 3145728) \"%s\")"
        "(func (export \"plugin_get_capabilities\") (param $o i32) (param $l "
        "i32) (result i32)"
        " (if (i32.lt_u (i32.sub (local.get $l) (local.get $o))"
        "               (i32.load (local.get $l)))"
        "  (then (memory.fill (local.get $o) (i32.const 32) (i32.const 65528)))"
        "  (else (i32.store (local.get $l) (i32.const %s))))"
        " (memory.copy (local.get $o) (i32.const 3145728) (i32.const %s))"
        " i32.const 0))",
        CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_SAY_NOTHING, gk_buf_text(&data),
        len, len);
    gk_buf_clear(&data);
}

static bool warned(const gk_json *result)
{
    const gk_json *logs = gk_json_pointer(result, "/load/logs");
    for (const gk_json *l = gk_json_first(logs); l != NULL; l = gk_json_next(l))
        if (strcmp(gk_json_text(l), "Failed to parse WASM capabilities JSON") ==
            0)
            return true;
    return false;
}

static void a_list_of_tools_is_read_as_the_host_reads_it(void **state)
{
    char wat[8192];
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            const struct cortex_try t = {.wat = wat, .fidelity = f};
            const char *want = f == GK_DEPLOYED && lists[i].deployed != NULL
                                   ? lists[i].deployed
                                   : lists[i].documented;
            gk_json *result;
            make_lister(lists[i].json, wat, sizeof wat);
            result = cortex_try(&t);
            cortex_expect(lists[i].name, f, result, "/outcome", "\"ok\"");
            cortex_expect(lists[i].name, f, result, "/load/tools", want);
            if (warned(result) !=
                (f == GK_DEPLOYED ? lists[i].warned_deployed : lists[i].warned))
                fail_msg("%s: warned %d, fidelity %d", lists[i].name,
                         warned(result), f);
            gk_json_free(result);
        }
}

static void tools_before_a_bad_one_are_kept(void **state)
{
    static const char *const bad[] = {"null", "{\"params\":7}",
                                      "{\"params\":{}}", "{\"params\":[null]}"};
    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            char json[256], wat[8192];
            const struct cortex_try t = {.wat = wat, .fidelity = f};
            gk_json *result;
            snprintf(json, sizeof json,
                     "{\"tools\":[{\"name\":\"one\"},%s,{\"name\":\"two\"}]}",
                     bad[i]);
            make_lister(json, wat, sizeof wat);
            result = cortex_try(&t);
            cortex_expect(bad[i], f, result, "/load/tools/0/name", "\"one\"");
            cortex_expect(bad[i], f, result, "/load/tools/1", "");
            assert_true(warned(result));
            gk_json_free(result);
        }
}

static void only_four_keys_of_a_parameter_are_taken_over(void **state)
{
    char wat[8192];
    const struct cortex_try t = {.wat = wat};
    gk_json *result;
    (void)state;
    make_lister("{\"tools\":[{\"name\":\"abc\",\"extra\":1,\"description\":"
                "\"d\",\"params\":[{\"required\":true,\"enum\":[1],\"type\":"
                "\"odd\",\"name\":\"p\"},{}]}]}",
                wat, sizeof wat);
    result = cortex_try(&t);
    cortex_expect("params", GK_DOCUMENTED, result, "/load/tools/0",
                  "{\"name\":\"abc\",\"description\":\"d\",\"params\":[{"
                  "\"name\":\"p\",\"type\":\"odd\",\"required\":true},{}],"
                  "\"capabilities\":[\"network:fetch\"]}");
    gk_json_free(result);
}

/* --- calling ---------------------------------------------------------------
 */

/* Says its arguments again. */
#define ECHO                                                                   \
    "(module " CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL CORTEX_EXECUTE(   \
        "(memory.copy (local.get $out) (local.get $args) (local.get $alen))"   \
        "(i32.store (local.get $cap) (local.get $alen)) i32.const 0") ")"

static const struct {
    const char *name, *call, *want;
} calls[] = {
    {"no arguments are an empty object", "{\"tool\":\"abc\"}",
     "{\"toolName\":\"abc\",\"success\":true,\"output\":\"{}\"}"},
    {"arguments are JSON.stringify's",
     "{\"tool\":\"abc\",\"args\":{\"b\":1.0,\"2\":[],\"a\":\"\\u00e9\\/\","
     "\"n\":1e21}}",
     "{\"toolName\":\"abc\",\"success\":true,\"output\":"
     "\"{\\\"2\\\":[],\\\"b\\\":1,\\\"a\\\":\\\"\xc3\xa9/"
     "\\\",\\\"n\\\":1e+21}\"}"},
    {"any JSON will do", "{\"tool\":\"abc\",\"args\":null}",
     "{\"toolName\":\"abc\",\"success\":true,\"output\":\"null\"}"},
    {"raw arguments stay as they are",
     "{\"tool\":\"abc\",\"raw\":\"{ \\u0000}\"}",
     "{\"toolName\":\"abc\",\"success\":true,\"output\":\"{ \\u0000}\"}"},
    {"an unknown tool", "{\"tool\":\"xyz\"}",
     "{\"toolName\":\"xyz\",\"success\":false,\"output\":\"\",\"error\":"
     "\"Unknown tool: xyz\"}"},
    {"a NUL does not end a tool's name", "{\"tool\":\"abc\\u0000\"}",
     "{\"toolName\":\"abc\",\"success\":false,\"output\":\"\",\"error\":"
     "\"Unknown tool: abc\"}"},
};

static void a_tool_is_called_with_its_arguments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        char steps[512];
        const struct cortex_try t = {.wat = ECHO, .steps = steps};
        gk_json *result;
        snprintf(steps, sizeof steps, "[{\"call\":%s}]", calls[i].call);
        result = cortex_try(&t);
        cortex_expect(calls[i].name, GK_DOCUMENTED, result, "/steps/0/result",
                      calls[i].want);
        gk_json_free(result);
    }
}

static void an_unknown_tool_is_told_with_those_there_are(void **state)
{
    const struct cortex_try t = {.wat = ECHO,
                                 .steps = "[{\"call\":{\"tool\":\"abd\"}}]"};
    gk_json *result = cortex_try(&t);
    (void)state;
    cortex_expect("unknown", GK_DOCUMENTED, result, "/steps/0/error/text",
                  "\"Unknown tool: abd; the plugin's tools are: abc, my_tool, "
                  "echo\"");
    cortex_expect("unknown", GK_DOCUMENTED, result, "/outcome",
                  "\"tool_error\"");
    gk_json_free(result);
}

static void a_destroyed_plugin_is_not_called(void **state)
{
    static const struct cortex_row rows[] = {
        {"destroyed", "destroy; tool abc {\"a\":1}; pages; host_alloc 8",
         "the plugin is not loaded export:the plugin is not loaded export:the "
         "plugin is not loaded",
         NULL, NULL, NULL, NULL},
        {"and loaded again", "destroy; reload; pages; tool abc {\"a\":1}",
         "log:ABI version 1 log:Loaded with 3 tool(s) 256 ", NULL, NULL, NULL,
         NULL},
    };
    (void)state;
    CORTEX_RUN_ROWS(rows);
}

static void destroy_is_heard_in_documented_reloads_only(void **state)
{
#define GOODBYE                                                                \
    "(module (import \"env\" \"host_log\" (func $log (param i32 "              \
    "i32)))" CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL CORTEX_SAY_NOTHING  \
    "(data (i32.const 2097152) \"bye\") (func (export \"plugin_destroy\")"     \
    " (call $log (i32.const 2097152) (i32.const 3)) unreachable))"
    static const struct cortex_row rows[] = {
        {"reload", "reload",
         "log:bye log:ABI version 1 log:Loaded with 3 tool(s)",
         "log:ABI version 1 log:Loaded with 3 tool(s)", NULL, NULL, GOODBYE},
        {"destroy; what goes wrong in there is swallowed", "destroy; destroy",
         "log:bye", NULL, NULL, NULL, GOODBYE},
    };
    (void)state;
    CORTEX_RUN_ROWS(rows);
}

/* A load that fails the second time: init traps when state is kept. */
static void after_a_reload_that_failed_nothing_is_called(void **state)
{
#define ONCE                                                                   \
    "(module (import \"env\" \"host_get_state\""                               \
    " (func $get (param i32 i32 i32 i32) (result i32)))"                       \
    "(import \"env\" \"host_set_state\" (func $set (param i32 i32 i32 "        \
    "i32)))" CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL CORTEX_SAY_NOTHING  \
    "(data (i32.const 2097152) \"k\") (func (export \"plugin_init\")"          \
    " (if (i32.eqz (call $get (i32.const 2097152) (i32.const 1)"               \
    "  (i32.const 2097160) (i32.const 2097164))) (then unreachable))"          \
    " (call $set (i32.const 2097152) (i32.const 1)"                            \
    "  (i32.const 2097152) (i32.const 1))))"
    static const struct cortex_row rows[] = {
        {"reload", "reload; tool abc {\"a\":1}",
         "log:ABI version 1 trap:unreachable the plugin is not loaded", NULL,
         NULL, NULL, ONCE},
    };
    (void)state;
    CORTEX_RUN_ROWS(rows);
}

/* --- output ----------------------------------------------------------------
 */

/* Up to the body of plugin_execute_tool. */
#define TOOL_HEAD                                                              \
    "(module " CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL                   \
    "(type $two (func (param i32) (result i32)))"                              \
    "(table 2 2 funcref) (func $id (param i32) (result i32) local.get 0)"      \
    "(elem (i32.const 0) $id) (func $deep (call $deep))"                       \
    "(func (export \"plugin_execute_tool\") (param i32 i32 i32 i32 i32 i32)"   \
    " (result i32) "

static const struct {
    const char *body, *kind, *words;
} traps[] = {
    {"unreachable", "unreachable", "unreachable"},
    {"(i32.load (i32.const -1))", "memory-bounds",
     "memory access out of bounds"},
    {"(memory.fill (i32.const 16777215) (i32.const 0) (i32.const 2)) i32.const "
     "0",
     "memory-bounds", "memory access out of bounds"},
    {"(i32.div_s (i32.const 1) (i32.const 0))", "divide-by-zero",
     "divide by zero"},
    {"(i32.div_s (i32.const 0x80000000) (i32.const -1))", "integer-overflow",
     "divide result unrepresentable"},
    {"(i32.trunc_f64_s (f64.const nan))", "conversion",
     "float unrepresentable in integer range"},
    {"(call_indirect (type $two) (i32.const 1) (i32.const 9))",
     "element-undefined", "table index is out of bounds"},
    {"(call_indirect (type $two) (i32.const 1) (i32.const 1))", "element-null",
     "null function or function signature mismatch"},
    {"(call_indirect (param i64) (result i32) (i64.const 1) (i32.const 0))",
     "indirect-type", "null function or function signature mismatch"},
    {"(drop (table.get 0 (i32.const 9))) i32.const 0", "table-bounds",
     "table index is out of bounds"},
    {"(call $deep) i32.const 0", "call-depth",
     "Maximum call stack size exceeded"},
};

static void a_trap_is_told_in_the_words_of_the_host(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
        char wat[4096], want[256];
        const struct cortex_try t = {
            .wat = wat,
            .steps = "[{\"call\":{\"tool\":\"abc\",\"args\":{\"a\":1}}},"
                     "{\"call\":{\"tool\":\"abc\",\"args\":{\"a\":1}}}]",
            .fidelity = GK_DEPLOYED};
        gk_json *result;
        snprintf(wat, sizeof wat, "%s%s))", TOOL_HEAD, traps[i].body);
        result = cortex_try(&t);
        cortex_expect(traps[i].body, GK_DEPLOYED, result, "/outcome",
                      "\"trap\"");
        snprintf(want, sizeof want, "\"%s\"", traps[i].kind);
        cortex_expect(traps[i].body, GK_DEPLOYED, result, "/steps/0/trap/kind",
                      want);
        snprintf(want, sizeof want, "\"WASM trap: %s\"", traps[i].words);
        cortex_expect(traps[i].body, GK_DEPLOYED, result, "/steps/0/text",
                      want);
        /* The instance is kept: it can be called, and traps again. */
        cortex_expect(traps[i].body, GK_DEPLOYED, result, "/steps/1/text",
                      want);
        gk_json_free(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_tools_is_read_as_the_host_reads_it),
        cmocka_unit_test(tools_before_a_bad_one_are_kept),
        cmocka_unit_test(only_four_keys_of_a_parameter_are_taken_over),
        cmocka_unit_test(a_tool_is_called_with_its_arguments),
        cmocka_unit_test(an_unknown_tool_is_told_with_those_there_are),
        cmocka_unit_test(a_destroyed_plugin_is_not_called),
        cmocka_unit_test(destroy_is_heard_in_documented_reloads_only),
        cmocka_unit_test(after_a_reload_that_failed_nothing_is_called),
        cmocka_unit_test(a_trap_is_told_in_the_words_of_the_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
