/*
 * The mock CortexPrism host against the list of known behaviours, H1 to H40:
 * host functions first, then loading, then tools. Each in both fidelities.
 */
#include "core/base/limits.h"
#include "tests/unit/cortex_guest.h"

#define KEPT "2097152" /* where scripts keep bytes: 2 MiB */

/* --- H14 to H18: host_alloc, host_log --------------------------------------
 */

static const struct cortex_row alloc_rows[] = {
    {"H15: more than there can be", "host_alloc 33554432; host_alloc 8",
     "0 131072", "trap:WASM memory grow failed for my-wasm-plugin 65536", NULL,
     NULL, NULL},
    {"H16: a block past the first memory", "host_alloc 17825792; pages",
     "0 256", "65536 289", NULL, NULL, NULL},
    {"H17: text ends at the first NUL",
     "poke " KEPT " ab%00cd; host_log " KEPT " 5", "log:ab", NULL, NULL, NULL,
     NULL},
    {"H17: a bad pointer is an empty text", "host_log -4 3", "log:", NULL, NULL,
     NULL, NULL},
    {"H18: BOM dropped, bad bytes replaced",
     "poke " KEPT " %EF%BB%BFA%FF%C3; host_log " KEPT " 6",
     "log:A\xef\xbf\xbd\xef\xbf\xbd", NULL, NULL, NULL, NULL},
};

static void h14_blocks_of_host_alloc(void **state)
{
    static const uint32_t sizes[] = {0, 0, 1, 7, 8, 9, 65528, 100};
    const struct cortex_try documented = {.fidelity = GK_DOCUMENTED};
    const struct cortex_try deployed = {.fidelity = GK_DEPLOYED};
    char *got, *at;
    uint32_t end = 0x20000;
    (void)state;
    got = cortex_script(&deployed,
                        "host_alloc 0; host_alloc -1; host_alloc 1; "
                        "host_alloc 7; host_alloc 8; host_alloc 9; "
                        "host_alloc 65536; host_alloc 100",
                        NULL);
    assert_string_equal(got, "0 0 65536 65544 65552 65560 65576 131112");
    free(got);
    got = cortex_script(&documented,
                        "host_alloc 0; host_alloc -1; host_alloc 1; "
                        "host_alloc 7; host_alloc 8; host_alloc 9; "
                        "host_alloc 65528; host_alloc 100",
                        NULL);
    at = got;
    for (size_t i = 0; i < 8; i++) {
        uint32_t ptr = (uint32_t)strtoul(at, &at, 10);
        if (sizes[i] == 0) {
            assert_int_equal(ptr, 0);
            continue;
        }
        if (ptr % 8 != 0 || ptr < end || ptr + sizes[i] > 0x100000)
            fail_msg("block %zu of %u bytes at 0x%x, the last ended at 0x%x", i,
                     sizes[i], ptr, end);
        end = ptr + sizes[i];
    }
    free(got);
}

static void h15_to_h18_alloc_and_log(void **state)
{
    (void)state;
    CORTEX_RUN_ROWS(alloc_rows);
}

static void h17_a_log_line_is_cut_at_64_kib(void **state)
{
    (void)state;
    for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
        const struct cortex_try t = {.fidelity = f};
        char *got = cortex_script(
            &t, "fill " KEPT " 120 70000; host_log " KEPT " 70000", NULL);
        assert_int_equal(strspn(got + 4, "x"), 65536);
        assert_int_equal(strlen(got), 4 + 65536);
        free(got);
    }
}

/* --- H19 to H25: settings and state ----------------------------------------
 */

/* Key at 2 MiB, length word 64 KiB on, value 128 KiB on. */
#define WORD             "2162688"
#define VALUE            "2228224"
#define GET(of, key_len) "host_get_" of " " KEPT " " key_len " " VALUE " " WORD

#define HELLO                                                                  \
    "{\"env\":{\"CORTEX_PLUGIN_MY-WASM-PLUGIN_KEY\":\"h\xc3\xa9llo\"}}"
#define COMMON "{\"env\":{\"CORTEX_WASM_KEY\":\"shared\"}}"

static const struct cortex_row value_rows[] = {
    {"H19: capacity 0 is 65536",
     "poke " KEPT " key; " GET("config", "3") "; load " WORD "; peek " VALUE
                                              " 6",
     "0 6 68C3A96C6C6F", NULL, HELLO, NULL, NULL},
    {"H19: cut at the capacity, inside a character",
     "poke " KEPT " key; store " WORD
     " 2; " GET("config", "3") "; load " WORD "; peek " VALUE " 3",
     "0 2 68C300", NULL, HELLO, NULL, NULL},
    {"H20: the setting that all plugins share",
     "poke " KEPT " key; store " WORD " 9; " GET("config", "3") "; load " WORD,
     "0 6", "-1 0", COMMON, NULL, NULL},
    {"H21: a misaligned length pointer",
     "poke " KEPT " key; store " WORD " 257; host_get_config " KEPT " 3 " VALUE
     " 2162689; peek " WORD " 4; peek " VALUE " 2",
     "-1 01010000 0000", NULL, HELLO, NULL, NULL},
    {"H21: a key with =",
     "poke " KEPT " a=b; store " WORD " 77; " GET("config", "3") "; load " WORD,
     "-1 77", NULL, HELLO, NULL, NULL},
    {"H22: a value ends at the first NUL",
     "poke " KEPT " k; poke " VALUE " v%00w; host_set_state " KEPT " 1 " VALUE
     " 3; poke " VALUE " xyz; " GET("state", "1") "; load " WORD "; peek " VALUE
                                                  " 3",
     "0 1 76797A", NULL, NULL, NULL, NULL},
    {"H23: a long value is cut at 64 KiB",
     "poke " KEPT " k; fill " VALUE " 120 70000; host_set_state " KEPT
     " 1 " VALUE " 70000; fill " VALUE
     " 46 70000; " GET("state", "1") "; load " WORD "; peek 2293759 2",
     "0 65536 782E", NULL, NULL, NULL, NULL},
    {"H24: an unknown key",
     "poke " KEPT " k; store " WORD " 7; " GET("state", "1") "; load " WORD,
     "-1 0", NULL, NULL, NULL, NULL},
    {"H25: state outlives a reload, in one process",
     "poke " KEPT " k; host_set_state " KEPT " 1 " KEPT " 1; reload; poke " KEPT
     " k; " GET("state", "1") "; load " WORD,
     "log:ABI version 1 log:Loaded with 3 tool(s) 0 1", NULL, NULL, NULL, NULL},
    {"H25: only the documented host keeps it when the plugin is destroyed",
     "poke " KEPT " k; host_set_state " KEPT " 1 " KEPT
     " 1; destroy; reload; poke " KEPT " k; store " WORD
     " 5; " GET("state", "1") "; load " WORD,
     "log:ABI version 1 log:Loaded with 3 tool(s) 0 1",
     "log:ABI version 1 log:Loaded with 3 tool(s) -1 0", NULL, NULL, NULL},
};

static void h19_to_h25_settings_and_state(void **state)
{
    (void)state;
    CORTEX_RUN_ROWS(value_rows);
}

/* --- H26 to H33: HTTP and random -------------------------------------------
 */

#define URL "poke " KEPT " http://h/p; "
#define ASK_TO(status, body)                                                   \
    "host_http_request 0 0 " KEPT " 10 0 0 0 0 " status " " body " " WORD "; "
#define STATUS "2162692"
#define ASK    ASK_TO(STATUS, VALUE)
#define ANSWER "load " STATUS "; load " WORD "; peek " VALUE " 10"
#define ANSWERS(reply)                                                         \
    "{\"http\":[{\"method\":\"GET\",\"url\":\"http://h/p\",\"reply\":" reply   \
    "}]}"

static const struct cortex_row http_rows[] = {
    {"H26: no capability", URL "store " WORD " 10; " ASK ANSWER,
     "-1 403 10 686F73743A206E657477", NULL, NULL, CORTEX_NO_NETWORK, NULL},
    {"H27: no URL",
     "host_http_request 0 0 0 0 0 0 0 0 " STATUS " " VALUE " " WORD
     "; load " STATUS "; load " WORD "; peek " VALUE " 15",
     "-1 400 15 686F73743A20656D7074792055524C", NULL, NULL, NULL, NULL},
    {"H28: a server that says 404", URL ASK ANSWER,
     "0 404 10 68656C6C6F2D626F6479", "0 1 10 68656C6C6F2D626F6479",
     ANSWERS("{\"status\":404,\"body\":\"hello-body\"}"), NULL, NULL},
    {"H29: a closed port", URL ASK "load " STATUS "; peek " VALUE " 19",
     "-1 500 686F73743A20726571756573742074696D656F",
     "0 1 686F73743A206665746368206572726F723A20",
     ANSWERS("{\"error\":\"refused\"}"), NULL, NULL},
    {"H32: a status word that is not aligned", URL ASK_TO("2162693", VALUE),
     "trap:start offset of Uint32Array should be a multiple of 4", NULL,
     ANSWERS("{\"status\":200}"), NULL, NULL},
    {"H33: at most 65536 random bytes",
     "fill " KEPT " 170 65540; host_random " KEPT
     " 70000; peek 2162688 2; peek "
     "2162684 4",
     "AAAA 34552D2D", NULL, NULL, NULL, NULL},
    {"H33: a negative length", "host_random " KEPT " -1",
     "trap:Invalid typed array length: -1", NULL, NULL, NULL, NULL},
    {"H33: past the end", "host_random 16777210 8",
     "trap:Invalid typed array length: 8", NULL, NULL, NULL, NULL},
    {"H33: a start before all", "host_random -4 2",
     "trap:Start offset -4 is outside the bounds of the buffer", NULL, NULL,
     NULL, NULL},
    {"H33: a start past the end", "host_random 16777220 0",
     "trap:Invalid typed array length: 0", NULL, NULL, NULL, NULL},
};

static void h26_to_h33_http_and_random(void **state)
{
    (void)state;
    CORTEX_RUN_ROWS(http_rows);
}

static char *long_answer(size_t len)
{
    gk_buf world = GK_BUF_INIT;
    gk_buf_puts(&world, "{\"http\":[{\"url\":\"http://h/p\",\"reply\":{"
                        "\"body\":\"");
    gk_buf_fill(&world, 'r', len);
    gk_buf_puts(&world, "\"}}]}");
    return gk_buf_take(&world);
}

static void h30_and_h31_answers_that_are_too_long(void **state)
{
    static const struct {
        const char *name, *script, *want;
    } rows[] = {
        {"H30: capacity 0", URL ASK "load " WORD "; peek 2293751 2",
         "0 65528 7200"},
        {"H30: capacity 100",
         URL "store " WORD " 100; " ASK "load " WORD "; peek 2228323 2",
         "0 100 7200"},
        {"H31: 1000 bytes before the end of memory",
         URL ASK_TO(STATUS, "16776216") "load " STATUS "; load " WORD
                                        "; peek 16776216 10",
         "-1 500 38 686F73743A20756E6578"},
    };
    char *world = long_answer(100000);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct cortex_row as_told = {
            rows[i].name, rows[i].script, rows[i].want, NULL,
            world,        NULL,           NULL};
        /* The deployed host's status is 1 whatever happened; not looked at. */
        cortex_run_rows(&as_told, 1);
    }
    free(world);
}

/* --- H1 to H3, H34 to H40: loading -----------------------------------------
 */

/* As the contract's example: an honest length beside the text. */
#define HONEST                                                                 \
    "(data (i32.const 3145728) \"{\\22abi_version\\22:1,\\22tools\\22:[{"      \
    "\\22name\\22:\\22my_tool\\22}]}\") (data (i32.const 3149824) \"Ready\")"  \
    "(func (export \"plugin_get_capabilities\") (param i32 i32) (result i32)"  \
    " (memory.copy (local.get 0) (i32.const 3145728) (i32.const 46))"          \
    " (i32.store (local.get 1) (i32.const 46)) i32.const 0)"
#define EXAMPLE(memory)                                                        \
    "(module (import \"env\" \"host_log\" (func $log (param i32 i32)))" memory \
        CORTEX_ABI HONEST CORTEX_SAY_NOTHING "(func (export \"plugin_init\")"  \
    " (call $log (i32.const 3149824) (i32.const 5))))"
#define OWN_64 "(memory (export \"memory\") 64)"

#define ABI_VERSION(type, value)                                               \
    "(module " CORTEX_HOST_MEMORY CORTEX_ABC_TOOL CORTEX_SAY_NOTHING           \
    "(func (export \"plugin_get_abi_version\") (result " type ") " value "))"
#define IMPORTED(memory)                                                       \
    "(module (import \"env\" \"memory\" (memory $m " memory                    \
    ")) (export \"memory\" (memory $m))" CORTEX_ABI CORTEX_ABC_TOOL            \
        CORTEX_SAY_NOTHING ")"
/* 13 tools: {"tools":[{"name":"t00"}, …]}, blanks from byte 0 (form A) or from
 * the text's end (form B) to 65528. */
#define THIRTEEN                                                               \
    "(data (i32.const 3145728) \"{\\22tools\\22:["                             \
    "{\\22name\\22:\\22t00\\22},{\\22name\\22:\\22t01\\22},"                   \
    "{\\22name\\22:\\22t02\\22},{\\22name\\22:\\22t03\\22},"                   \
    "{\\22name\\22:\\22t04\\22},{\\22name\\22:\\22t05\\22},"                   \
    "{\\22name\\22:\\22t06\\22},{\\22name\\22:\\22t07\\22},"                   \
    "{\\22name\\22:\\22t08\\22},{\\22name\\22:\\22t09\\22},"                   \
    "{\\22name\\22:\\22t10\\22},{\\22name\\22:\\22t11\\22},"                   \
    "{\\22name\\22:\\22t12\\22}]}\")"
#define FORM(offset)                                                           \
    "(module " CORTEX_HOST_MEMORY CORTEX_ABI THIRTEEN CORTEX_SAY_NOTHING       \
    "(func (export \"plugin_get_capabilities\") (param i32 i32) (result i32)"  \
    " (memory.fill (local.get 0) (i32.const 32) (i32.const 65528))"            \
    " (memory.copy (i32.add (local.get 0) (i32.const " offset "))"             \
    "  (i32.const 3145728) (i32.const 206)) i32.const 0))"
#define DECLINES                                                               \
    "(module " CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_SAY_NOTHING                \
    "(func (export \"plugin_get_capabilities\") (param i32 i32) (result i32)"  \
    " i32.const 1))"

static const struct {
    const char *name, *wat, *pointer, *documented, *deployed;
} loads[] = {
    {"H1: the contract's example", EXAMPLE(CORTEX_HOST_MEMORY), "/load/logs",
     "[\"ABI version 1\",\"Ready\",\"Loaded with 1 tool(s)\"]",
     "[\"ABI version 1\",\"Ready\",\"Failed to parse WASM capabilities "
     "JSON\",\"Loaded with 0 tool(s)\"]"},
    {"H1: its tools", EXAMPLE(CORTEX_HOST_MEMORY), "/load/tools/0/name",
     "\"my_tool\"", ""},
    {"H1: loaded", EXAMPLE(CORTEX_HOST_MEMORY), "/outcome", "\"ok\"", "\"ok\""},
    {"H2: with a memory of its own", EXAMPLE(OWN_64), "/load/logs",
     "[\"ABI version 1\",\"Ready\",\"Loaded with 1 tool(s)\"]",
     "[\"ABI version 1\",\"\",\"Failed to parse WASM capabilities JSON\","
     "\"Loaded with 0 tool(s)\"]"},
    {"H3: form A", FORM("8"), "/load/tools/12/name", "\"t12\"", "\"t12\""},
    {"H3: form B", FORM("0"), "/load/tools/12/name", "\"t12\"", "\"t12\""},
    {"H3: capabilities of a tool", FORM("8"), "/load/tools/12/capabilities",
     "[\"network:fetch\"]", "[\"network:fetch\",\"fs:read\",\"fs:write\"]"},
    {"H35: ABI version 2", ABI_VERSION("i32", "i32.const 2"),
     "/load/error/text",
     "\"WASM plugin \\\"my-wasm-plugin\\\" ABI version 2 is not supported "
     "(supported: 1)\"",
     "\"WASM plugin \\\"my-wasm-plugin\\\" ABI version 2 is not supported "
     "(supported: 1)\""},
    {"H35: its outcome", ABI_VERSION("i32", "i32.const 2"), "/outcome",
     "\"load\"", "\"load\""},
    {"H36: no exports, no imports", "(module)", "/outcome", "\"export\"",
     "\"ok\""},
    {"H36: its tools", "(module)", "/load/tools", "", "[]"},
    {"H37: a memory larger than the host's", IMPORTED("257"), "/outcome",
     "\"link\"", "\"link\""},
    {"H37: a maximum below the host's", IMPORTED("1 511"), "/outcome",
     "\"link\"", "\"link\""},
    {"H37: the host's maximum", IMPORTED("1 512"), "/outcome", "\"ok\"",
     "\"ok\""},
    {"H37: shared", IMPORTED("1 512 shared"), "/load/ok", "false", "false"},
    {"H39: capabilities says 1", DECLINES, "/load/tools", "[]", "[]"},
    {"H39: no warning", DECLINES, "/load/logs",
     "[\"ABI version 1\",\"Loaded with 0 tool(s)\"]",
     "[\"ABI version 1\",\"Loaded with 0 tool(s)\"]"},
    {"H40: memoryBytes", FORM("8"), "/diagnostics/memoryBytes", "16777216",
     "16777216"},
    {"H40: heapPtr", FORM("8"), "/diagnostics/heapPtr", "131072", "65536"},
    {"H40: abiVersion", FORM("8"), "/diagnostics/abiVersion", "1", "1"},
    {"H40: toolCount", FORM("8"), "/diagnostics/toolCount", "13", "0"},
};

static void h1_to_h3_and_h35_to_h40_loading(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            const struct cortex_try t = {.wat = loads[i].wat, .fidelity = f};
            gk_json *result = cortex_try(&t);
            cortex_expect(loads[i].name, f, result, loads[i].pointer,
                          f == GK_DEPLOYED ? loads[i].deployed
                                           : loads[i].documented);
            gk_json_free(result);
        }
}

/* --- H4 to H13, H34, H38: tools --------------------------------------------
 */

/* Remembers what it was entered with, at 2 MiB. */
#define REMEMBERS                                                              \
    "(module " CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL                   \
    "(func (export \"load\") (param i32) (result i32)"                         \
    " (i32.load (local.get 0)))" CORTEX_EXECUTE(                               \
        "(i32.store (i32.const " KEPT ") (local.get $name))"                   \
        "(i32.store offset=4 (i32.const " KEPT ") (local.get $nlen))"          \
        "(i32.store offset=8 (i32.const " KEPT ") (local.get $args))"          \
        "(i32.store offset=12 (i32.const " KEPT ") (local.get $alen))"         \
        "(i32.store offset=16 (i32.const " KEPT ") (local.get $out))"          \
        "(i32.store offset=20 (i32.const " KEPT ") (local.get $cap))"          \
        "(i32.store offset=24 (i32.const " KEPT                                \
        ") (i32.load (local.get $cap)))"                                       \
        "(i32.store (local.get $cap) (i32.const 0)) i32.const 0") ")"
#define REMEMBERED                                                             \
    "load 2097152; load 2097156; load 2097160; load 2097164; load 2097168; "   \
    "load 2097172; load 2097176"

static const struct {
    const char *name, *tool, *args, *deployed;
} entries[] = {
    {"H4", "my_tool", "{\"input\":\"abc\"}",
     "65544 7 65556 15 65576 131112 65536"},
    {"H5", "abc", "{\"a\":1}", "65544 3 65552 7 65564 131100 65536"},
    {"H6: arguments of 2 bytes", "my_tool", "{}",
     "start offset of Uint32Array should be a multiple of 4 0 0 0 0 0 0 0"},
    {"H6: arguments of 16 bytes", "my_tool", "{\"input\":\"abcd\"}",
     "start offset of Uint32Array should be a multiple of 4 0 0 0 0 0 0 0"},
    {"H7: a name of 4 bytes", "echo", "{\"a\":1}",
     "start offset of Uint32Array should be a multiple of 4 0 0 0 0 0 0 0"},
};

static void h4_to_h7_a_tool_is_entered(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        struct cortex_try t = {.wat = REMEMBERS, .fidelity = GK_DEPLOYED};
        unsigned long v[7] = {0};
        char script[512], *got, *at;
        size_t name_len = strlen(entries[i].tool);
        size_t args_len = strlen(entries[i].args);
        snprintf(script, sizeof script, "tool %s %s; " REMEMBERED,
                 entries[i].tool, entries[i].args);
        got = cortex_script(&t, script, NULL);
        if (strcmp(got, entries[i].deployed) != 0)
            fail_msg("%s, deployed: wanted '%s', found '%s'", entries[i].name,
                     entries[i].deployed, got);
        free(got);
        t.fidelity = GK_DOCUMENTED;
        got = at = cortex_script(&t, script, NULL);
        for (int k = 0; k < 7; k++)
            v[k] = strtoul(at, &at, 10);
        /* Name, arguments, output, its length: apart, in the host's heap. */
        if (v[1] != name_len || v[3] != args_len || v[6] != 65536 ||
            v[0] < 0x20000 || v[0] + v[1] > v[2] || v[2] + v[3] > v[4] ||
            v[4] + 65536 > v[5] || v[5] + 4 > 0x100000 || v[5] % 4 != 0)
            fail_msg("%s, documented: entered with %s", entries[i].name, got);
        free(got);
    }
}

static void h4_documented_calls_lie_apart_from_live_blocks(void **state)
{
    const struct cortex_try t = {
        .wat = "(module (import \"env\" \"host_alloc\""
               " (func $a (param i32) (result i32)))" CORTEX_HOST_MEMORY
               "(func (export \"plugin_init\")"
               " (loop (br_if 0 (call $a (i32.const 65528)))))" CORTEX_ABI
                   CORTEX_ABC_TOOL CORTEX_SAY_NOTHING ")"};
    char *got;
    (void)state;
    /* The heap is full of live blocks: no room for a call. */
    got = cortex_script(&t, "tool abc {}", NULL);
    assert_string_equal(got, "WASM memory exhausted");
    free(got);
}

/* A tool that does `body`; $out, $cap and so on are at hand. */
#define TOOL(body)                                                             \
    "(module " CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL                   \
    "(data (i32.const 2097152) \"bad\\EF\\BB\\BF\\41\\00\\FF\")"               \
    "(func $say (param $out i32) (param $cap i32) (param $from i32)"           \
    " (param $n i32) (memory.copy (local.get $out) (local.get $from)"          \
    "  (local.get $n)) (i32.store (local.get $cap) (local.get "                \
    "$n)))" CORTEX_EXECUTE(body) ")"
#define SAY(from, n)                                                           \
    "(call $say (local.get $out) (local.get $cap) (i32.const " from            \
    ") (i32.const " n "))"

static const struct {
    const char *name, *wat, *result;
} answers[] = {
    {"H8", TOOL("unreachable"),
     "{\"toolName\":\"abc\",\"success\":false,\"output\":\"\",\"error\":\"WASM "
     "trap: unreachable\"}"},
    {"H9", TOOL(SAY("2097152", "0") "i32.const 5"),
     "{\"toolName\":\"abc\",\"success\":false,\"output\":\"\",\"error\":\"WASM "
     "tool execution failed\"}"},
    {"H10", TOOL(SAY("2097152", "3") "i32.const 5"),
     "{\"toolName\":\"abc\",\"success\":false,\"output\":\"\",\"error\":"
     "\"bad\"}"},
    {"H11", TOOL(SAY("2097155", "6") "i32.const 0"),
     "{\"toolName\":\"abc\",\"success\":true,\"output\":\"A\\u0000\xef\xbf\xbd"
     "\"}"},
};

static void h8_to_h11_what_a_tool_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            const struct cortex_try t = {
                .wat = answers[i].wat,
                .steps = "[{\"call\":{\"tool\":\"abc\",\"args\":{\"a\":1}}}]",
                .fidelity = f};
            gk_json *result = cortex_try(&t);
            cortex_expect(answers[i].name, f, result, "/steps/0/result",
                          answers[i].result);
            gk_json_free(result);
        }
}

static void expect_output(const char *row, gk_fidelity f, const gk_json *result,
                          const char *starts, size_t start_len)
{
    gk_buf text = GK_BUF_INIT;
    gk_json_bytes(gk_json_pointer(result, "/steps/1/text"), &text);
    if (text.len != 65536 || memcmp(text.data, starts, start_len) != 0)
        fail_msg("%s, fidelity %d: %zu bytes", row, f, text.len);
    gk_buf_clear(&text);
}

static void h12_and_h13_the_output_buffer_is_not_cleared(void **state)
{
    static const char steps[] =
        "[{\"call\":{\"tool\":\"abc\",\"args\":{\"a\":1}}},"
        "{\"call\":{\"tool\":\"abc\",\"args\":{\"a\":2}}}]";
    /* {"a":1} says "bad"; {"a":2} does something else. */
    static const struct {
        const char *name, *wat;
    } rows[] = {
        {"H12",
         TOOL("(if (i32.eq (i32.load8_u offset=5 (local.get $args)) "
              "(i32.const 49)) (then " SAY("2097152", "3") ")) i32.const 0")},
        {"H13", TOOL("(if (i32.eq (i32.load8_u offset=5 (local.get $args)) "
                     "(i32.const 49)) (then " SAY(
                         "2097152", "3") ") (else (i32.store (local.get $cap) "
                                         "(i32.const 70000)))) i32.const 0")},
    };
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            const struct cortex_try t = {
                .wat = rows[i].wat, .steps = steps, .fidelity = f};
            gk_json *result = cortex_try(&t);
            cortex_expect(rows[i].name, f, result, "/steps/0/text", "\"bad\"");
            expect_output(rows[i].name, f, result, "bad\0", 4);
            gk_json_free(result);
        }
}

#define CLOCK                                                                  \
    "(module (import \"env\" \"host_get_time_ms\" (func $t (result "           \
    "i64)))" CORTEX_HOST_MEMORY                                                \
    "(func (export \"now\") (result i64) call $t)" CORTEX_ABI CORTEX_ABC_TOOL  \
        CORTEX_EXECUTE(                                                        \
            "(drop (call $t)) (i32.store (local.get $cap) (i32.const 0)) "     \
            "i32.const 0") ")"

/* Memory "2 2" and "2"; everything below 128 KiB. */
#define SMALL(memory)                                                          \
    "(module (memory (export \"memory\") " memory ")" CORTEX_ABI               \
    "(data (i32.const 90000) \"{\\22tools\\22:[{\\22name\\22:\\22abc\\22}"     \
    "]}\")"                                                                    \
    "(func (export \"plugin_get_capabilities\") (param i32 i32) (result i32)"  \
    " (memory.fill (local.get 0) (i32.const 32) (i32.const 65528))"            \
    " (memory.copy (local.get 0) (i32.const 90000) (i32.const 26))"            \
    " i32.const 0)"                                                            \
    "(func (export \"pages\") (result i32) memory.size)" CORTEX_SAY_NOTHING    \
    ")"

static const struct cortex_row tool_rows[] = {
    {"H34: the time as an i64, in a tool", "tool abc {\"a\":1}; now",
     "1767225600001",
     "trap:Cannot convert 1767225600000 to a BigInt "
     "trap:Cannot convert 1767225600001 to a BigInt",
     NULL, NULL, CLOCK},
    {"H38: no room for a call's texts", "tool abc {\"a\":1}; pages",
     "WASM memory exhausted 2", NULL, NULL, NULL, SMALL("2 2")},
    {"H38: room is made", "tool abc {\"a\":1}; pages", "32", "19", NULL, NULL,
     SMALL("2")},
};

static void h34_and_h38_clock_and_room(void **state)
{
    (void)state;
    CORTEX_RUN_ROWS(tool_rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(h1_to_h3_and_h35_to_h40_loading),
        cmocka_unit_test(h4_to_h7_a_tool_is_entered),
        cmocka_unit_test(h4_documented_calls_lie_apart_from_live_blocks),
        cmocka_unit_test(h8_to_h11_what_a_tool_answers),
        cmocka_unit_test(h12_and_h13_the_output_buffer_is_not_cleared),
        cmocka_unit_test(h14_blocks_of_host_alloc),
        cmocka_unit_test(h15_to_h18_alloc_and_log),
        cmocka_unit_test(h17_a_log_line_is_cut_at_64_kib),
        cmocka_unit_test(h19_to_h25_settings_and_state),
        cmocka_unit_test(h26_to_h33_http_and_random),
        cmocka_unit_test(h30_and_h31_answers_that_are_too_long),
        cmocka_unit_test(h34_and_h38_clock_and_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
