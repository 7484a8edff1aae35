/*
 * The rules on names: GK038, and GK042 on those of WASI.
 */
#include "scanner/rules/confusable.h"
#include "scanner/rules/wasi_preview1.h"
#include "tests/unit/test_rule_rows.h"

#define NOTE GK_SEVERITY_NOTE
#define WARN GK_SEVERITY_WARNING

#define EXPORT(name)  "(module (func (export \"" name "\")))"
#define WASI(name)    "(import \"wasi_snapshot_preview1\" \"" name "\" (func))"
#define CALLED(count) "(func (export \"e\") " count ")"

static const struct rule_row rows[] = {
    /* GK038 */
    {"a Cyrillic letter in a host's name", "GK038",
     "(module (import \"env\" \"host_l\\d0\\beg\" (func)))", "cortex", 1, WARN,
     "the import's name 'host_l\xd0\xbeg' looks like \"host_log\" and is not"},
    {"the name itself", "GK038",
     "(module (import \"env\" \"host_log\" (func)))", "cortex", 0, NOTE, ""},
    {"in the import module's name", "GK038",
     "(module (import \"\\d0\\b5nv\" \"f\" (func)))", NULL, 1, WARN,
     "the import module's name"},
    {"a Greek letter", "GK038", EXPORT("r\\cf\\85n"), NULL, 1, WARN,
     "the export's name 'r\xcf\x85n' looks like \"run\""},
    {"full-width letters", "GK038", EXPORT("\\ef\\bd\\92\\ef\\bd\\95n"), NULL,
     1, WARN, "the export's name"},
    {"one letter in a name of the contract", "GK038", EXPORT("mem\\d0\\bery"),
     NULL, 1, WARN, "the export's name"},
    {"a whole word of look-alikes", "GK038",
     /* "сор", Cyrillic from end to end, and nobody is called cop */
     EXPORT("\\d1\\81\\d0\\be\\d1\\80"), NULL, 0, NOTE, ""},
    {"a whole word of look-alikes, beside the real one", "GK038",
     "(module (func (export \"\\d1\\81\\d0\\be\\d1\\80\"))"
     "(func (export \"cop\")))",
     NULL, 1, WARN, "the export's name"},
    {"a name in Russian", "GK038",
     EXPORT("\\d0\\bf\\d1\\80\\d0\\b8\\d0\\b2\\d0\\b5\\d1\\82_x"), NULL, 0,
     NOTE, ""},
    {"an umlaut", "GK038", EXPORT("gr\\c3\\b6\\c3\\9fe"), NULL, 0, NOTE, ""},
    {"a Greek word of its own", "GK038", EXPORT("\\ce\\b1_test"), NULL, 0, NOTE,
     ""},
    {"a bidirectional control", "GK038", EXPORT("a\\e2\\80\\aeb"), NULL, 1,
     WARN, "the export's name 'a\\u{202e}b' has a bidirectional control in it"},
    {"a zero-width space", "GK038", EXPORT("host\\e2\\80\\8b_log"), NULL, 1,
     WARN, "the export's name 'host\\u{200b}_log' has a zero-width character"},
    {"a control character", "GK038", EXPORT("a\\1b[2Jb"), NULL, 1, WARN,
     "the export's name 'a\\x1b[2Jb' has a control character"},
    {"a no-break space", "GK038", EXPORT("a\\c2\\a0b"), NULL, 1, WARN,
     "the export's name 'a\xc2\xa0"
     "b' has a space that is none"},
    {"a plain space", "GK038", EXPORT("a b"), NULL, 0, NOTE, ""},
    {"an import's name of any bytes that is a text", "GK038",
     "(module (import \"s\" \"\\0a\\0a\" (global externref)))", NULL, 0, NOTE,
     ""},
    {"a function's import of such a name", "GK038",
     "(module (import \"s\" \"\\0a\\0a\" (func)))", NULL, 1, WARN,
     "the import's name '\\n\\n' has a control character"},
    {"a custom section", "GK038", "00{ 06 6e 61 e2 80 8b 6d }", NULL, 1, WARN,
     "the custom section's name"},
    {"a function for debuggers", "GK038",
     "01{ 01 60 00 00 } 03{ 01 00 } 0a{ 01 { 00 0b } }"
     " 00{ 'name' 01{ 01 00 03 72 d1 83 } }",
     NULL, 1, NOTE, "the function's name"},
    {"the module's own name", "GK038", "00{ 'name' 00{ 03 61 0a 62 } }", NULL,
     1, NOTE, "the module's name 'a\\nb' has a control character"},
    /* GK042 */
    {"opens files", "GK042", "(module " WASI("path_open") CALLED("call 0") ")",
     NULL, 1, NOTE, "fs-read: opens files, to read and to write (path_open)"},
    {"changes files, once for all its functions", "GK042",
     "(module " WASI("path_unlink_file") WASI("path_rename") WASI("path_rename")
         CALLED("call 0 call 1 call 2") ")",
     NULL, 1, NOTE,
     "fs-write: makes, changes or removes files (path_rename, "
     "path_unlink_file)"},
    {"two groups", "GK042",
     "(module " WASI("path_open") WASI("path_symlink")
         CALLED("call 0 call 1") ")",
     NULL, 2, NOTE, "fs-read: "},
    {"sockets", "GK042", "(module " WASI("sock_send") CALLED("call 0") ")",
     NULL, 1, WARN, "network: speaks over sockets (sock_send)"},
    {"signals", "GK042", "(module " WASI("proc_raise") CALLED("call 0") ")",
     NULL, 1, WARN, "process: sends signals"},
    {"the environment", "GK042",
     "(module " WASI("environ_get") CALLED("call 0") ")", NULL, 1, NOTE,
     "config: reads the environment (environ_get)"},
    {"what every program does", "GK042",
     "(module " WASI("fd_write") WASI("proc_exit") WASI("poll_oneoff")
         WASI("clock_time_get") CALLED("call 0 call 1 call 2 call 3") ")",
     NULL, 0, NOTE, ""},
    {"imported and never called is GK021's", "GK042",
     "(module " WASI("sock_send") CALLED("") ")", NULL, 0, NOTE, ""},
    {"the older name", "GK042",
     "(module (import \"wasi_unstable\" \"path_open\" (func $f))"
     "(func (export \"e\") call $f))",
     NULL, 1, NOTE, "fs-read: "},
    {"no such function", "GK042", "(module " WASI("path_opne") ")", NULL, 1,
     WARN,
     "wasi_snapshot_preview1.path_opne: no such function in preview 1; did you "
     "mean path_open?"},
    {"no such function, and none near", "GK042",
     "(module " WASI("completely_different_thing") ")", NULL, 1, WARN,
     "wasi_snapshot_preview1.completely_different_thing: no such function in "
     "preview 1"},
    {"a slip in a host that has WASI is GK010's", "GK042",
     "(module " WASI("path_opne") ")", "hugind", 0, NOTE, ""},
    {"no slip, in a host that has WASI, is GK004's", "GK042",
     "(module " WASI("completely_different_thing") ")", "hugind", 0, NOTE, ""},
    {"another module's", "GK042",
     "(module (import \"env\" \"sock_send\" (func $f))"
     "(func (export \"e\") call $f))",
     NULL, 0, NOTE, ""},
    {"a host without WASI has GK011", "GK042",
     "(module " WASI("sock_send") CALLED("call 0") ")", "cortex", 0, NOTE, ""},
};

static void rules_fire_and_near_misses_do_not(void **state)
{
    (void)state;
    rule_rows_run(rows, sizeof rows / sizeof *rows);
}

static void an_owner_is_named(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    const struct gk_finding *f;
    gk_scan s;

    (void)state;
    test_wat("(module (import \"env\" \"host_l\\d0\\beg\" (func)))", &bytes);
    rule_scan("owner", &bytes, "cortex", &s);
    f = rule_first(&s.findings, "GK038");
    assert_non_null(f);
    assert_string_equal(gk_finding_why(f), "who reads it takes it for that "
                                           "name, which CortexPrism has");
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
}

static void looks_of_names(void **state)
{
    static const struct {
        const char *name, *ascii;
        bool imitates;
    } cases[] = {
        {"", "", false},
        {"plain_name-1.2", "", false},
        {"h\xd0\xbest", "host", true},
        {"host_\xd1\x81\xd0\xbe\xd1\x80\xd1\x83", "host_copy", false},
        {"\xf0\x9d\x93\xbb\xf0\x9d\x93\xbe\xf0\x9d\x93\xb7", "run", true},
        {"\xef\xbc\x92", "2", true},
        {"a\xe4\xb8\xad", "", false},
        {"\xff\xfe", "", false}, /* not UTF-8: GK001 says so */
        {"a\xe2\x80", "", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strlen(cases[i].name);
        uint8_t *exact = wasm_exact(cases[i].name, len);
        struct gk_looks looks;

        gk_name_look((struct gk_name){exact, (uint32_t)len}, &looks);
        if (strcmp(looks.ascii, cases[i].ascii) != 0 ||
            looks.imitates != cases[i].imitates)
            fail_msg("'%s': '%s' %d", cases[i].name, looks.ascii,
                     looks.imitates);
        free(exact);
    }
}

/* What fits is compared; what does not is still looked at for what hides. */
static void long_names_are_bounded(void **state)
{
    static const struct {
        size_t letters;
        bool imitates;
    } cases[] = {{GK_MAX_LOOKALIKE - 1, true}, {GK_MAX_LOOKALIKE, false}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        gk_buf name = GK_BUF_INIT;
        struct gk_looks looks;

        gk_buf_fill(&name, 'a', cases[i].letters);
        gk_buf_puts(&name, "\xd0\xbe");
        gk_name_look((struct gk_name){name.data, (uint32_t)name.len}, &looks);
        assert_int_equal(looks.imitates, cases[i].imitates);
        assert_int_equal(strlen(looks.ascii),
                         cases[i].imitates ? GK_MAX_LOOKALIKE : 0);
        gk_buf_puts(&name, "\xe2\x80\xae");
        gk_name_look((struct gk_name){name.data, (uint32_t)name.len}, &looks);
        assert_string_equal(looks.hidden, "a bidirectional control");
        assert_int_equal(looks.at, cases[i].letters + 2);
        gk_buf_clear(&name);
    }
}

static void preview_1_has_its_functions(void **state)
{
    static const struct {
        const char *name;
        enum gk_wasi_group group;
    } cases[] = {
        {"fd_write", GK_WASI_ORDINARY},
        {"fd_sync", GK_WASI_ORDINARY},
        {"path_open", GK_WASI_OPEN},
        {"path_link", GK_WASI_CHANGE},
        {"fd_filestat_set_size", GK_WASI_CHANGE},
        {"environ_get", GK_WASI_ENVIRONMENT},
        {"sock_accept", GK_WASI_SOCKET},
        {"proc_raise", GK_WASI_SIGNAL},
    };

    (void)state;
    assert_int_equal(gk_wasi_count, 46);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gk_name name = {(const uint8_t *)cases[i].name,
                               (uint32_t)strlen(cases[i].name)};
        uint32_t number;

        if (!gk_wasi_find(name, &number) ||
            gk_wasi_group_of(number) != cases[i].group)
            fail_msg("%s", cases[i].name);
    }
    assert_true(gk_wasi_is_module(
        (struct gk_name){(const uint8_t *)"wasi_unstable", 13}));
    assert_false(gk_wasi_is_module(
        (struct gk_name){(const uint8_t *)"wasi_snapshot_preview2", 22}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_fire_and_near_misses_do_not),
        cmocka_unit_test(an_owner_is_named),
        cmocka_unit_test(looks_of_names),
        cmocka_unit_test(long_names_are_bounded),
        cmocka_unit_test(preview_1_has_its_functions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
