/* The host functions of the mock CortexPrism host beyond the known vectors:
 * the heap, settings, state, HTTP, and what a run says beside its answers. */
#include "tests/unit/cortex_guest.h"

#define AT    "2097152"
#define WORD  "2162688"
#define VALUE "2228224"

/* --- the documented heap ---------------------------------------------------
 */

static const struct cortex_row heap_rows[] = {
    {"a freed block is used again",
     "host_alloc 100; host_alloc 8; host_free 131072; host_alloc 64",
     "131072 131176 131072", "65536 65640 65648", NULL, NULL, NULL},
    {"freed twice, given once",
     "host_alloc 8; host_alloc 8; host_free 131072; host_free 131072; "
     "host_alloc 8; host_alloc 8",
     "131072 131080 131072 131088", "65536 65544 65552 65560", NULL, NULL,
     NULL},
    {"what was never given is not freed",
     "host_alloc 8; host_free 131076; host_free 0; host_free -8; host_alloc 8",
     "131072 131080", "65536 65544", NULL, NULL, NULL},
    {"a block that is too small stays free",
     "host_alloc 8; host_alloc 8; host_free 131072; host_alloc 16; host_alloc "
     "8",
     "131072 131080 131088 131072", "65536 65544 65552 65568", NULL, NULL,
     NULL},
    {"freed at the end, the room comes back",
     "host_alloc 8; host_alloc 65528; host_free 131072; host_free 131080; "
     "host_alloc 65528",
     "131072 131080 131072", "65536 65544 131072", NULL, NULL, NULL},
    {"at most 65528 bytes", "host_alloc 65529; host_alloc 65528", "0 131072",
     "65536 131072", NULL, NULL, NULL},
    {"sizes that wrap", "host_alloc 2147483641; host_alloc 8; host_alloc 8",
     "0 131072 131080", "65536 -2147418112 -2147418104", NULL, NULL, NULL},
    {"the largest sizes are negative",
     "host_alloc 2147483648; host_alloc 4294967295", "0 0", NULL, NULL, NULL,
     NULL},
    {"a small memory of its own grows under its blocks",
     "pages; host_alloc 65528; pages; store 196588 7; load 196588",
     "1 131072 3 7",
     "1 65536 1 trap:memory access out of bounds "
     "trap:memory access out of bounds",
     NULL, NULL,
     "(module (import \"env\" \"host_alloc\""
     " (func $a (param i32) (result i32)))"
     "(memory (export \"memory\") 1)" CORTEX_ABI CORTEX_SAY_NOTHING
     "(export \"host_alloc\" (func $a))"
     "(func (export \"plugin_get_capabilities\") (param i32 i32) (result i32)"
     " i32.const 1)"
     "(func (export \"pages\") (result i32) memory.size)"
     "(func (export \"load\") (param i32) (result i32)"
     " (i32.load (local.get 0)))"
     "(func (export \"store\") (param i32 i32)"
     " (i32.store (local.get 0) (local.get 1))))"},
};

static void blocks_are_given_and_taken_back(void **state)
{
    (void)state;
    CORTEX_RUN_ROWS(heap_rows);
}

/* Fills the documented heap with blocks of 8 bytes, then frees them all, from
 * the first on: 114,688 calls each way. */
static void the_smallest_blocks_take_no_long_time(void **state)
{
    static const char wat[] =
        "(module (import \"env\" \"host_alloc\""
        " (func $a (param i32) (result i32)))"
        "(import \"env\" \"host_free\" (func $f (param "
        "i32)))" CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL
            CORTEX_SAY_NOTHING "(export \"host_alloc\" (func $a))"
        "(func (export \"fill\") (result i32) (local $n i32)"
        " (loop (if (call $a (i32.const 8))"
        "  (then (local.set $n (i32.add (local.get $n) (i32.const 1)))"
        "   (br 1)))) local.get $n)"
        "(func (export \"empty\") (local $p i32)"
        " (local.set $p (i32.const 0x20000))"
        " (loop (call $f (local.get $p))"
        "  (local.set $p (i32.add (local.get $p) (i32.const 8)))"
        "  (br_if 0 (i32.lt_u (local.get $p) (i32.const 0x100000))))))";
    const struct cortex_try t = {.wat = wat, .limits = {.timeout_ms = 10000}};
    char *got = cortex_script(&t, "fill; empty; host_alloc 8", NULL);
    (void)state;
    assert_string_equal(got, "114688 131072");
    free(got);
}

/* --- settings --------------------------------------------------------------
 */

#define CONFIG(len) "host_get_config " AT " " len " " VALUE " " WORD
#define NAMED(name) "{\"name\":\"" name "\"}"

static const struct cortex_row config_rows[] = {
    {"name and key are upper-cased, nothing else",
     "poke " AT " api-key.x; " CONFIG("9") "; peek " VALUE " 1", "0 31", NULL,
     "{\"env\":{\"CORTEX_PLUGIN_MY-WASM-PLUGIN_API-KEY.X\":\"1\"}}", NULL,
     NULL},
    {"letters beyond ASCII, as Unicode has them",
     "poke " AT " %C3%A9%C3%9F%CF%89; " CONFIG("6") "; peek " VALUE " 1",
     "0 31", NULL,
     "{\"env\":{\"CORTEX_PLUGIN_\xc3\x84_\xc3\x89SS\xce\xa9\":\"1\"}}",
     NAMED("\xc3\xa4"), NULL},
    {"\xc5\x93 and \xd1\x84 have one too",
     "poke " AT " %C5%93%D1%84; " CONFIG("4"), "0", NULL,
     "{\"env\":{\"CORTEX_PLUGIN_MY-WASM-PLUGIN_\xc5\x92\xd0\xa4\":\"1\"}}",
     NULL, NULL},
    {"an empty value is none",
     "poke " AT " k; store " WORD " 5; " CONFIG("1") "; load " WORD, "-1 0",
     NULL, "{\"env\":{\"CORTEX_PLUGIN_MY-WASM-PLUGIN_K\":\"\"}}", NULL, NULL},
    {"an empty one of its own lets the common one through",
     "poke " AT " k; " CONFIG("1") "; peek " VALUE " 1", "0 32", "-1 00",
     "{\"env\":{\"CORTEX_PLUGIN_MY-WASM-PLUGIN_K\":\"\","
     "\"CORTEX_WASM_K\":\"2\"}}",
     NULL, NULL},
    {"its own before the common one",
     "poke " AT " k; " CONFIG("1") "; peek " VALUE " 1", "0 31", NULL,
     "{\"env\":{\"CORTEX_PLUGIN_MY-WASM-PLUGIN_K\":\"1\","
     "\"CORTEX_WASM_K\":\"2\"}}",
     NULL, NULL},
    {"the world's config stands for its own",
     "poke " AT " Units; " CONFIG("5") "; peek " VALUE " 1", "0 31", NULL,
     "{\"config\":{\"units\":\"1\"},\"env\":{\"CORTEX_WASM_UNITS\":\"2\"}}",
     NULL, NULL},
    {"a variable before the world's config",
     "poke " AT " k; " CONFIG("1") "; peek " VALUE " 1", "0 32", NULL,
     "{\"config\":{\"k\":\"1\"},"
     "\"env\":{\"CORTEX_PLUGIN_MY-WASM-PLUGIN_K\":\"2\"}}",
     NULL, NULL},
    {"lower case is another variable", "poke " AT " k; " CONFIG("1"), "-1",
     NULL, "{\"env\":{\"CORTEX_PLUGIN_my-wasm-plugin_k\":\"2\"}}", NULL, NULL},
    {"a key ends at the first NUL",
     "poke " AT " k%00x; " CONFIG("3") "; peek " VALUE " 1", "0 31", NULL,
     "{\"config\":{\"k\":\"1\"}}", NULL, NULL},
    {"a value that does not fit into memory",
     "poke " AT " k; store " WORD " 9; host_get_config " AT " 1 16777215 " WORD
     "; load " WORD,
     "-1 9", NULL, "{\"config\":{\"k\":\"12\"}}", NULL, NULL},
    {"a length word past the end",
     "poke " AT " k; host_get_config " AT " 1 " VALUE
     " 16777216; host_get_config " AT " 1 " VALUE " -4; peek " VALUE " 1",
     "-1 -1 00", NULL, "{\"config\":{\"k\":\"12\"}}", NULL, NULL},
};

static void settings_are_the_hosts_variables(void **state)
{
    (void)state;
    CORTEX_RUN_ROWS(config_rows);
}

/* --- state -----------------------------------------------------------------
 */

static const struct cortex_row state_rows[] = {
    {"empty key, empty value",
     "host_set_state 0 0 0 0; store " WORD " 9; host_get_state 0 0 " VALUE
     " " WORD "; load " WORD,
     "0 0", NULL, NULL, NULL, NULL},
    {"what the world says was kept before",
     "poke " AT " k; host_get_state " AT " 1 " VALUE " " WORD "; peek " VALUE
     " 3",
     "0 6F6C64", NULL, "{\"state\":{\"k\":\"old\"}}", NULL, NULL},
    {"a bad pointer is an empty key",
     "poke " AT " v; host_set_state -1 5 " AT " 1; host_get_state 0 0 " VALUE
     " " WORD "; load " WORD,
     "0 1", NULL, NULL, NULL, NULL},
};

static void state_is_kept_under_its_key(void **state)
{
    (void)state;
    CORTEX_RUN_ROWS(state_rows);
}

static void kept_state_is_in_the_result(void **state)
{
    gk_json *result = NULL;
    const struct cortex_try t = {.world = "{\"state\":{\"a\":\"1\"}}"};
    (void)state;
    free(cortex_script(&t,
                       "poke " AT " z%C3%A9; host_set_state " AT " 3 " AT
                       " 2; poke " AT " %FF; host_set_state " AT " 1 " AT " 1",
                       &result));
    cortex_expect("state", GK_DOCUMENTED, result, "/state",
                  "{\"a\":\"1\",\"z\xc3\xa9\":\"z\xef\xbf\xbd\","
                  "\"\xef\xbf\xbd\":\"\xef\xbf\xbd\"}");
    gk_json_free(result);
}

/* --- HTTP ------------------------------------------------------------------
 */

/* Method at 2 MiB, URL at +256, body at +512, headers at +768. */
#define POKES(method, url, body, headers)                                      \
    "poke 2097152 " method "; poke 2097408 " url "; poke 2097664 " body        \
    "; poke 2097920 " headers "; "
#define SEND(method_len, url_len, body_len, headers_len)                       \
    "host_http_request 2097152 " method_len " 2097408 " url_len                \
    " 2097664 " body_len " 2097920 " headers_len " 2162692 " VALUE " " WORD    \
    "; load 2162692; load " WORD
#define ANY "{\"http\":[{\"url\":\"*\",\"reply\":{\"body\":\"any\"}}]}"
#define ONE(rest)                                                              \
    "{\"http\":[{" rest ",\"url\":\"*\",\"reply\":{\"body\":\"one\"}},"        \
    "{\"url\":\"*\",\"reply\":{\"status\":599}}]}"

static const struct cortex_row http_rows[] = {
    {"net:outbound will do",
     POKES("GET", "http://h/", "x", "x") SEND("3", "9", "0", "0"), "0 200 3",
     "0 1 3", ANY, "{\"name\":\"p\",\"capabilities\":[\"net:outbound\"]}",
     NULL},
    {"net:inbound will not",
     POKES("GET", "http://h/", "x", "x") SEND("3", "9", "0", "0"), "-1 403 37",
     NULL, ANY, "{\"name\":\"p\",\"capabilities\":[\"net:inbound\"]}", NULL},
    {"post is POST, with its body and headers",
     POKES("post", "http://h/", "b%00c", "{%22X-A%22:1,%22b%22:%22c%22}")
         SEND("4", "9", "3", "19"),
     "0 200 3", "0 1 3",
     ONE("\"method\":\"POST\",\"body\":\"b\","
         "\"headers\":{\"x-a\":\"1\",\"B\":\"c\"}"),
     NULL, NULL},
    {"a list of pairs for headers",
     POKES("GET", "http://h/", "x", "[[%22a%22,%22b%22]]")
         SEND("3", "9", "0", "11"),
     "-1 500 31", "0 1 3", ONE("\"headers\":{\"a\":\"b\"}"), NULL, NULL},
    {"headers that are no JSON",
     POKES("GET", "http://h/", "x", "a:b") SEND("3", "9", "0", "3"),
     "-1 500 31", "0 1 63", ANY, NULL, NULL},
    {"a header's name that is none",
     POKES("GET", "http://h/", "x", "{%22a%20b%22:%22c%22}")
         SEND("3", "9", "0", "11"),
     "-1 500 31", "0 1 39", ANY, NULL, NULL},
    {"a method that is none",
     POKES("G%20T", "http://h/", "x", "x") SEND("3", "9", "0", "0"),
     "-1 500 31", "0 1 39", ANY, NULL, NULL},
    {"a method beyond ASCII",
     POKES("G%C3%A9", "http://h/", "x", "x") SEND("3", "9", "0", "0"),
     "-1 500 31", "0 1 39", ANY, NULL, NULL},
    {"a forbidden method",
     POKES("connect", "http://h/", "x", "x") SEND("7", "9", "0", "0"),
     "-1 500 31", "0 1 39", ANY, NULL, NULL},
    {"GET with a body",
     POKES("get", "http://h/", "x", "x") SEND("3", "9", "1", "0"), "-1 500 31",
     "0 1 64", ANY, NULL, NULL},
    {"negative lengths are none",
     POKES("GET", "http://h/", "x", "x") SEND("3", "9", "-1", "-1"), "0 200 3",
     "0 1 3", ANY, NULL, NULL},
    {"only http and https are documented",
     POKES("GET", "file:///etc/x", "x", "x") SEND("3", "13", "0", "0"),
     "-1 500 31", "0 1 3", ANY, NULL, NULL},
    {"a URL without a scheme",
     POKES("GET", "example.com", "x", "x") SEND("3", "11", "0", "0"),
     "-1 500 31", "0 1 3", ANY, NULL, NULL},
    {"HTTPS in capitals",
     POKES("GET", "HTTPS://h/", "x", "x") SEND("3", "10", "0", "0"), "0 200 3",
     "0 1 3", ANY, NULL, NULL},
    {"a timeout", POKES("GET", "http://h/", "x", "x") SEND("3", "9", "0", "0"),
     "-1 408 31", "0 1 46",
     "{\"http\":[{\"url\":\"*\",\"reply\":{\"error\":\"timeout\"}}]}", NULL,
     NULL},
    {"bytes that are no text are replaced",
     POKES("GET", "http://h/", "x", "x")
         SEND("3", "9", "0", "0") "; peek " VALUE " 5",
     "0 200 5 61EFBFBD62", "0 1 5 61EFBFBD62",
     "{\"http\":[{\"url\":\"*\",\"reply\":{\"base64\":\"Yf9i\"}}]}", NULL,
     NULL},
    {"an answer's BOM is dropped",
     POKES("GET", "http://h/", "x", "x")
         SEND("3", "9", "0", "0") "; peek " VALUE " 1",
     "0 200 1 61", "0 1 1 61",
     "{\"http\":[{\"url\":\"*\",\"reply\":{\"base64\":\"77u/YQ==\"}}]}", NULL,
     NULL},
};

static void a_request_is_sent_as_fetch_would(void **state)
{
    (void)state;
    CORTEX_RUN_ROWS(http_rows);
}

/* --- beside the answers ----------------------------------------------------
 */

#define REQUEST                                                                \
    "poke 2097408 http://h/x; host_http_request 0 0 2097408 10 0 0 0 0 "       \
    "2162692 " VALUE " " WORD

static void a_refused_request_comes_with_a_hint(void **state)
{
    const struct cortex_try t = {.manifest = CORTEX_NO_NETWORK};
    gk_json *result = NULL;
    (void)state;
    free(cortex_script(&t, REQUEST "; " REQUEST, &result));
    assert_int_equal(gk_json_count(gk_json_get(result, "hints")), 1);
    assert_non_null(strstr(gk_json_text(gk_json_pointer(result, "/hints/0")),
                           "network:fetch"));
    cortex_expect("403 is no failure", GK_DOCUMENTED, result, "/outcome",
                  "\"ok\"");
    gk_json_free(result);
}

static void no_manifest_declares_nothing(void **state)
{
    const struct cortex_try t = {.manifest = "{}"};
    char *got = cortex_script(&t, REQUEST "; load 2162692", NULL);
    (void)state;
    assert_string_equal(got, "-1 403");
    free(got);
}

static void a_request_without_an_answer_stops_the_guest(void **state)
{
    (void)state;
    for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
        const struct cortex_try t = {.fidelity = f};
        gk_json *result = NULL;
        const gk_json *steps, *last = NULL;
        free(cortex_script(&t, REQUEST, &result));
        steps = gk_json_get(result, "steps");
        for (const gk_json *s = gk_json_first(steps); s; s = gk_json_next(s))
            last = s;
        cortex_expect("whole", f, result, "/outcome", "\"fixture\"");
        cortex_expect("step", f, last, "/error/text",
                      "\"no fixture answers the HTTP request GET "
                      "http://h/x\"");
        cortex_expect("step", f, last, "/error/fixture",
                      "{\"http\":[{\"method\":\"GET\",\"url\":\"http://h/x\","
                      "\"reply\":{\"status\":200,\"body\":\"\"}}]}");
        cortex_expect("step", f, last, "/trap", "");
        gk_json_free(result);
    }
}

static void required_fixtures_that_nothing_asked_for_are_told(void **state)
{
    const struct cortex_try t = {
        .world = "{\"http\":[{\"url\":\"http://h/*\",\"required\":true,"
                 "\"reply\":{}},{\"url\":\"http://i/\",\"required\":true,"
                 "\"reply\":{}}]}"};
    gk_json *result = NULL;
    (void)state;
    free(cortex_script(&t, REQUEST, &result));
    cortex_expect("unused", GK_DOCUMENTED, result, "/unused/0/url",
                  "\"http://i/\"");
    cortex_expect("unused", GK_DOCUMENTED, result, "/unused/1", "");
    gk_json_free(result);
}

static void the_clock_is_moved_and_looked_at(void **state)
{
    static const struct cortex_row rows[] = {
        {"ticks",
         "host_get_time_ms; host_get_time_ms; advance 5000; host_get_time_ms",
         "1767225600000 1767225600001 1767225605002",
         "trap:Cannot convert 1767225600000 to a BigInt "
         "trap:Cannot convert 1767225600001 to a BigInt "
         "trap:Cannot convert 1767225605002 to a BigInt",
         NULL, NULL, NULL},
        {"a clock that stands", "host_get_time_ms; host_get_time_ms", "5 5",
         "trap:Cannot convert 5 to a BigInt trap:Cannot convert 5 to a BigInt",
         "{\"clock\":5,\"tick\":0}", NULL, NULL},
    };
    (void)state;
    CORTEX_RUN_ROWS(rows);
}

static void a_seed_repeats_its_bytes(void **state)
{
    const struct cortex_try none = {.world = NULL};
    const struct cortex_try seed = {.world = "{\"seed\":42}"};
    static const char script[] = "host_random " AT " 16; peek " AT " 16";
    char *a = cortex_script(&none, script, NULL);
    char *b = cortex_script(&none, script, NULL);
    char *c = cortex_script(&seed, script, NULL);
    (void)state;
    assert_string_equal(a, "AFCD1D7B39A820E2F465B9A16A9E786E");
    assert_string_equal(a, b);
    assert_string_not_equal(a, c);
    free(a);
    free(b);
    free(c);
}

/* Which differences a guest meets, in both fidelities. */
static void differences_are_met_where_they_matter(void **state)
{
    static const struct {
        const char *script, *id, *world;
        bool documented, deployed;
    } rows[] = {
        {"pages", "CX05", NULL, false, false},
        {"host_alloc 8", "CX05", NULL, true, true},
        {"host_alloc 17825792", "CX06", NULL, false, true},
        {"host_get_time_ms", "CX04", NULL, true, true},
        {REQUEST, "CX09", ANY, true, true},
        {"poke " AT " k; " CONFIG("1"), "CX10",
         "{\"env\":{\"CORTEX_WASM_K\":\"2\"}}", true, true},
        {"tool abc {\"a\":1}", "CX02", NULL, false, false},
        {"tool abc {}", "CX02", NULL, true, true},
        {"tool echo {\"a\":1}", "CX03", NULL, true, true},
        {"host_set_state 0 0 0 0; destroy", "CX13", NULL, true, true},
        {"destroy", "CX13", NULL, false, false},
        {"poke 2097408 data:,x; host_http_request 0 0 2097408 7 0 0 0 0 "
         "2162692 " VALUE " " WORD,
         "CX14", ANY, true, true},
        {"pages", "CX12", NULL, false, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (gk_fidelity f = GK_DOCUMENTED; f <= GK_DEPLOYED; f++) {
            const struct cortex_try t = {.world = rows[i].world, .fidelity = f};
            gk_json *result = NULL;
            free(cortex_script(&t, rows[i].script, &result));
            if (cortex_met(result, rows[i].id) !=
                (f == GK_DEPLOYED ? rows[i].deployed : rows[i].documented))
                fail_msg("%s: %s, fidelity %d", rows[i].script, rows[i].id, f);
            /* Only what no plugin can help is skipped. */
            if (f == GK_DOCUMENTED && gk_json_get(result, "skipped") != NULL)
                fail_msg("%s: skipped", rows[i].script);
            gk_json_free(result);
        }
}

static void only_the_hosts_own_fault_is_skipped(void **state)
{
    const struct cortex_try t = {.fidelity = GK_DEPLOYED};
    gk_json *result = NULL;
    (void)state;
    free(cortex_script(&t, "tool echo {\"a\":1}", &result));
    assert_null(gk_json_get(result, "skipped"));
    gk_json_free(result);
    free(cortex_script(&t, "tool abc {}", &result));
    cortex_expect("skipped", GK_DEPLOYED, result, "/skipped",
                  "\"CX02: the length of the arguments misaligns a word\"");
    gk_json_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_given_and_taken_back),
        cmocka_unit_test(the_smallest_blocks_take_no_long_time),
        cmocka_unit_test(settings_are_the_hosts_variables),
        cmocka_unit_test(state_is_kept_under_its_key),
        cmocka_unit_test(kept_state_is_in_the_result),
        cmocka_unit_test(a_request_is_sent_as_fetch_would),
        cmocka_unit_test(a_refused_request_comes_with_a_hint),
        cmocka_unit_test(no_manifest_declares_nothing),
        cmocka_unit_test(a_request_without_an_answer_stops_the_guest),
        cmocka_unit_test(required_fixtures_that_nothing_asked_for_are_told),
        cmocka_unit_test(the_clock_is_moved_and_looked_at),
        cmocka_unit_test(a_seed_repeats_its_bytes),
        cmocka_unit_test(differences_are_met_where_they_matter),
        cmocka_unit_test(only_the_hosts_own_fault_is_skipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
