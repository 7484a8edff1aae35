/*
 * What `inspect` says of ways, features, origin and problems; and effects,
 * which are found from the same graph.
 */
#include "core/base/json.h"
#include "scanner/effects.h"
#include "scanner/inspect.h"
#include "scanner/scan.h"
#include "tests/unit/test_module_bytes.h"
#include "tests/unit/test_wat.h"

static void inspect(const char *module, gk_buf *bytes, gk_inspection *in)
{
    gk_error err = GK_ERROR_INIT;

    if (module[0] == '(')
        test_wat(module, bytes);
    else
        wasm_make(module, bytes);
    if (gk_inspect_bytes(bytes->data, bytes->len, NULL, in, &err) != GK_OK)
        fail_msg("%s", err.text);
}

/* A value as text, whatever it is. */
static void put_value(const gk_json *value, gk_buf *out)
{
    if (value == NULL)
        gk_buf_puts(out, "nothing");
    else
        gk_json_print(value, GK_JSON_SORTED, out);
}

#define ORIGIN                                                                 \
    "00{ 'dylink.0' 01{ 10 02 03 00 } 02{ 01 'libc.so' } }"                    \
    "01{ 01 60 00 00 } 03{ 01 00 } 0a{ 01 { 00 0b } }"                         \
    " 00{ 'name' 00{ 'mod' } 01{ 01 00 'f' } 07{ 00 } }"                       \
    " 00{ 'build_id' 02 0a ff } 00{ 'external_debug_info' 'a.dwp' }"           \
    " 00{ 'sourceMappingURL' 'a.map' } 00{ 'signature' 00 }"                   \
    " 00{ 'target_features' 02 2b 'simd128' 2d 'atomics' }"                    \
    " 00{ '.debug_line' }"

static void json_tells_the_facts(void **state)
{
    static const struct {
        const char *name, *module, *pointer, *want;
    } rows[] = {
        {"the digest of nothing", "00{ 'x' }", "/sections/0/sha256",
         "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
         "\""},
        {"module name", ORIGIN, "/origin/moduleName", "\"mod\""},
        {"kinds of names", ORIGIN, "/origin/names",
         "[\"module\",\"functions\",\"globals\"]"},
        {"build id", ORIGIN, "/origin/buildId", "\"0aff\""},
        {"debug address", ORIGIN, "/origin/debugUrl", "\"a.dwp\""},
        {"source map", ORIGIN, "/origin/sourceMapUrl", "\"a.map\""},
        {"signature", ORIGIN, "/origin/signature", "true"},
        {"dwarf", ORIGIN, "/origin/dwarf", "true"},
        {"features it was built for", ORIGIN, "/origin/targetFeatures",
         "[{\"name\":\"simd128\",\"prefix\":\"+\"},{\"name\":\"atomics\","
         "\"prefix\":\"-\"}]"},
        {"dylink", ORIGIN, "/origin/dylink",
         "{\"memoryAlign\":2,\"memoryBytes\":16,\"needed\":[\"libc.so\"],"
         "\"tableAlign\":0,\"tableEntries\":3}"},
        {"nothing of that", "00{ 'x' }", "/origin",
         "{\"dwarf\":false,\"names\":[],\"signature\":false,"
         "\"targetFeatures\":[]}"},
        {"where a feature is used first",
         "(module (func) (func i32.const 0 i32.extend8_s drop i32.const 0"
         " i32.extend8_s drop))",
         "/featureUses/0/function", "1"},
        {"how often",
         "(module (func i32.const 0 i32.extend8_s i32.extend8_s"
         " drop))",
         "/featureUses/0/count", "2"},
        {"a dead import",
         "(module (import \"m\" \"a\" (func)) (func (export \"e\")))",
         "/imports/0/reached", "false"},
        {"has no way",
         "(module (import \"m\" \"a\" (func)) (func (export \"e\")))",
         "/imports/0/path", "nothing"},
        {"the way to one",
         "(module (import \"m\" \"a\" (func $a)) (func $x call $a)"
         " (func (export \"e\") call $x))",
         "/imports/0/path",
         "{\"entry\":\"export\",\"functions\":[{\"index\":2,\"indirect\":false,"
         "\"name\":\"e\"},{\"index\":1,\"indirect\":false,\"name\":\"x\"},"
         "{\"index\":0,\"indirect\":false,\"name\":\"a\"}],"
         "\"text\":\"e → x\"}"},
        {"a memory is not called", "(module (import \"m\" \"a\" (memory 1)))",
         "/imports/0/reached", "nothing"},
        {"sound", "(module (func))", "/valid", "true"},
        {"ill-typed",
         "01{ 01 60 00 01 7f } 03{ 01 00 } 0a{ 01 { 00 42 00 0b } }", "/valid",
         "false"},
        {"in this function",
         "01{ 01 60 00 01 7f } 03{ 01 00 } 0a{ 01 { 00 42 00 0b } }",
         "/codeProblems/0/function", "0"},
        {"a note", "00{ 'build_id' 09 }", "/notes/0/text",
         "\"the section ends in build id\""},
        {"instructions", "(module (func nop nop))", "/instructions", "3"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_buf json = GK_BUF_INIT;
        gk_buf value = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_inspection in;
        gk_json *root;

        inspect(rows[i].module, &bytes, &in);
        assert_int_equal(gk_inspect_json(&in, &json), GK_OK);
        if (gk_json_parse(json.data, json.len, &root, &err) != GK_OK)
            fail_msg("%s: %s", rows[i].name, err.text);
        put_value(gk_json_pointer(root, rows[i].pointer), &value);
        if (strcmp(gk_buf_text(&value), rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, gk_buf_text(&value));
        gk_json_free(root);
        gk_inspect_clear(&in);
        gk_buf_clear(&value);
        gk_buf_clear(&json);
        gk_buf_clear(&bytes);
    }
}

static void text_tells_the_facts(void **state)
{
    static const struct {
        const char *name, *module, *want;
    } rows[] = {
        {"origin", ORIGIN,
         "origin\n"
         "  module name  mod\n"
         "  names for    functions, globals\n"
         "  debug info   DWARF\n"
         "  debug info   a.dwp\n"
         "  source map   a.map\n"
         "  build id     0aff\n"
         "  signature    a section of that name\n"
         "  dynamic      16 bytes of memory, 3 table entries\n"
         "  needs        libc.so\n"},
        {"a way",
         "(module (import \"m\" \"a\" (func $a)) (func (export \"e\") call "
         "$a))",
         "m.a  func () -> ()\n      from e\n"},
        {"none",
         "(module (import \"m\" \"a\" (func $a)) (func (export \"e\")))",
         "m.a  func () -> ()\n      nothing calls it\n"},
        {"one use", "(module (func $f i32.const 0 i32.extend8_s drop))",
         "features\n  sign-ext             1 place, function 0 f+0x3\n"},
        {"several",
         "(module (func $f i32.const 0 i32.extend8_s i32.extend8_s"
         " drop))",
         "  sign-ext             2 places, first function 0 f+0x3\n"},
        {"what is odd", "00{ 'build_id' 09 }",
         "notes\n  0x000014  the section ends in build id\n"},
        {"what is ill-typed",
         "01{ 01 60 00 01 7f } 03{ 01 00 } 0a{ 01 { 00 42 00 0b } }",
         "problems of code\n  0x00001a  function 0+0x3: "},
        {"and said at once",
         "01{ 01 60 00 01 7f } 03{ 01 00 } 0a{ 01 { 00 42 00 0b } }",
         "  invalid code\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_buf text = GK_BUF_INIT;
        gk_inspection in;

        inspect(rows[i].module, &bytes, &in);
        assert_int_equal(gk_inspect_text(&in, false, &text), GK_OK);
        if (strstr(gk_buf_text(&text), rows[i].want) == NULL)
            fail_msg("%s:\n%s", rows[i].name, gk_buf_text(&text));
        gk_inspect_clear(&in);
        gk_buf_clear(&text);
        gk_buf_clear(&bytes);
    }
}

/* However many imports lie at the end of however long a way. */
static void ways_are_walked_with_measure(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    uint64_t steps = 3;
    struct gk_path path;
    gk_inspection in;

    (void)state;
    inspect("(module (import \"m\" \"a\" (func $a)) (import \"m\" \"b\" (func "
            "$b)) (func (export \"e\") call $a call $b))",
            &bytes, &in);
    assert_true(gk_inspect_path(&in, &in.module.imports[0], &steps, &path));
    assert_int_equal(steps, 1);
    assert_true(gk_inspect_path(&in, &in.module.imports[1], &steps, &path));
    assert_int_equal(steps, 0);
    assert_false(gk_inspect_path(&in, &in.module.imports[1], &steps, &path));
    gk_inspect_clear(&in);
    gk_buf_clear(&bytes);
}

/* --- effects --- */

#define HOST(name) "(import \"env\" \"" name "\" (func))"

static void effects_are_strongest_first(void **state)
{
    static const char *const names[] = {"host_http_request", "host_set_state",
                                        "host_get_state", "host_log"};
    static const bool reached[] = {true, false, true, true};
    static const uint32_t counts[] = {1, 1, 1, 2};
    static const uint32_t imports[] = {4, 2, 3, 0};
    gk_buf bytes = GK_BUF_INIT;
    const struct gk_scan_context context = {.host = "cortex"};
    gk_scan s;

    (void)state;
    test_wat("(module " HOST("host_log") HOST("host_log") HOST("host_set_state")
                 HOST("host_get_state") HOST(
                     "host_http_request") "(import \"env\" \"other\" (func))"
                                          "(import \"m\" \"host_log\" (func))"
                                          "(func (export \"e\")"
                                          " call 1 call 3 call 4 call 5))",
             &bytes);
    assert_int_equal(gk_scan_bytes(bytes.data, bytes.len, &context, &s, NULL),
                     GK_OK);
    assert_int_equal(s.effects.count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct gk_effect_use *u = &s.effects.at[i];

        if (strcmp(u->row->name, names[i]) != 0 || u->reached != reached[i] ||
            u->has_path != reached[i] || u->count != counts[i] ||
            u->import != imports[i])
            fail_msg("%zu: %s, import %u", i, u->row->name, u->import);
    }
    assert_int_equal(s.effects.at[3].path.at[1], 1); /* the second host_log */
    assert_int_equal(gk_effects_reached(&s.effects), 1u << GK_EFFECT_NETWORK |
                                                         1u << GK_EFFECT_STATE |
                                                         1u << GK_EFFECT_LOG);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
}

#define WASI(name) "(import \"wasi_snapshot_preview1\" \"" name "\" (func))"

static void without_a_host_effects_are_those_of_wasi(void **state)
{
    static const struct {
        const char *host; /* NULL: none */
        size_t count;
        uint32_t reached;
        uint32_t unknown, first;
    } rows[] = {
        {NULL, 2, 1u << GK_EFFECT_NETWORK, 3, 0},
        {"cortex", 0, 0, 0, 99},
    };
    gk_buf bytes = GK_BUF_INIT;

    (void)state;
    test_wat("(module (import \"m\" \"f\" (func))" WASI("sock_send")
                 WASI("sock_opne") "(import \"wasi_unstable\" \"fd_write\""
                                   " (func)) (import \"m\" \"g\" (func))"
                                   "(func (export \"e\") call 0 call 1))",
             &bytes);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct gk_scan_context context = {.host = rows[i].host};
        uint32_t first = 99;
        gk_scan s;

        assert_int_equal(
            gk_scan_bytes(bytes.data, bytes.len, &context, &s, NULL), GK_OK);
        if (s.effects.count != rows[i].count ||
            gk_effects_reached(&s.effects) != rows[i].reached ||
            gk_effects_unknown(&s.facts, &first) != rows[i].unknown ||
            first != rows[i].first)
            fail_msg("row %zu: %zu effects, first unknown %u", i,
                     s.effects.count, first);
        gk_scan_clear(&s);
    }
    gk_buf_clear(&bytes);
}

/* Then it cannot be told, and is taken to be so. */
static void of_unreadable_code_every_effect_is_reached(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    const struct gk_scan_context context = {.host = "cortex"};
    gk_scan s;

    (void)state;
    wasm_make("01{ 01 60 00 00 } 02{ 01 'env' 'host_log' 00 00 } 03{ 01 00 }"
              " 0a{ 01 { 00 27 0b } }",
              &bytes);
    assert_int_equal(gk_scan_bytes(bytes.data, bytes.len, &context, &s, NULL),
                     GK_OK);
    assert_int_equal(s.effects.count, 1);
    assert_true(s.effects.at[0].reached);
    assert_false(s.effects.at[0].has_path);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_tells_the_facts),
        cmocka_unit_test(text_tells_the_facts),
        cmocka_unit_test(ways_are_walked_with_measure),
        cmocka_unit_test(effects_are_strongest_first),
        cmocka_unit_test(without_a_host_effects_are_those_of_wasi),
        cmocka_unit_test(of_unreadable_code_every_effect_is_reached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
