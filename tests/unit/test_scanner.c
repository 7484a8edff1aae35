/*
 * A whole scan: what a person and a program get to read, which files a folder
 * means, what inspect shows, and the re-encoded view of bytes.
 */
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "scanner/inspect.h"
#include "scanner/lossy.h"
#include "scanner/report/report.h"
#include "scanner/walk.h"
#include "tests/unit/test_module_bytes.h"
#include "tests/unit/test_wat.h"

#include <stdio.h>
#include <unistd.h>

/* A plugin with one misspelt import, low data, and an indirect call. */
static const char plugin[] =
    "(module (type $t (func (param i32)))"
    "(import \"env\" \"host_log\" (func $log (param i32 i32)))"
    "(import \"env\" \"host_get_time_ms\" (func $time (result i64)))"
    "(import \"env\" \"host_lgo\" (func $lgo))"
    "(import \"env\" \"memory\" (memory 18 512))"
    "(export \"memory\" (memory 0))"
    "(table 2 funcref) (elem (i32.const 0) $a)"
    "(global $sp (mut i32) (i32.const 1114112))"
    "(func $a (type $t) i32.const 0 i32.const 0 call $log)"
    "(func $b (type $t) call $time drop)"
    "(data (i32.const 1024) \"abc\")"
    "(func (export \"plugin_get_abi_version\") (result i32) i32.const 1)"
    "(func (export \"plugin_get_capabilities\") (param i32 i32) (result i32)"
    " i32.const 0 i32.const 0 call_indirect (type $t) i32.const 0)"
    "(func (export \"plugin_execute_tool\")"
    " (param i32 i32 i32 i32 i32 i32) (result i32)"
    " i32.const 0 call $b i32.const 0))";

static void scan_wat(const char *wat, gk_buf *bytes, gk_scan *scan)
{
    gk_error err = GK_ERROR_INIT;

    test_wat(wat, bytes);
    if (gk_scan_bytes(bytes->data, bytes->len, NULL, scan, &err) != GK_OK)
        fail_msg("%s", err.text);
}

static void write_as(const char *format, const gk_scan *scan, bool several,
                     gk_buf *out)
{
    struct gk_report_options options = {.reproducible = true,
                                        .several = several};
    struct gk_report_entry entry = {.path = "x.wasm", .scan = scan};
    struct gk_report_entry broken = {.path = "y.wasm", .error = "gone"};
    const struct gk_report_format *f = gk_scan_report_find(format);

    f->begin(&options, out);
    f->entry(&options, &entry, 0, out);
    if (several)
        f->entry(&options, &broken, 1, out);
    f->end(&options, out);
    assert_int_equal(out->status, GK_OK);
}

static void text_report_reads_line_by_line(void **state)
{
    static const char want[] =
        "  valid  cortex plugin (abi 1, found from its imports: env.host_log)\n"
        "can do:  time      host_get_time_ms  from plugin_execute_tool → b\n"
        "         log       host_log          from plugin_get_capabilities ⇢ "
        "a\n"
        "error    GK010 misspelt import          env.host_lgo: did you mean "
        "host_log?\n"
        "           import 2 env.host_lgo; the host has no import of that "
        "name, "
        "so the module does not load\n"
        "           call it host_log\n"
        "warning  GK020 data in the host's area  3 bytes in 1 segment, the "
        "lowest at address 0x400\n";
    /* How many notes there are depends on every rule. */
    static const char end[] = "verdict: suspicious  1 error, 1 warning, ";
    static const char ask[] = "  (guestkit scan --explain GK010)\n";
    gk_buf bytes = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_scan scan;

    (void)state;
    scan_wat(plugin, &bytes, &scan);
    write_as("text", &scan, false, &out);
    if (strstr(gk_buf_text(&out), want) == NULL ||
        strstr(gk_buf_text(&out), end) == NULL ||
        strstr(gk_buf_text(&out), ask) == NULL)
        fail_msg("%s", gk_buf_text(&out));
    gk_scan_clear(&scan);
    gk_buf_clear(&out);
    gk_buf_clear(&bytes);
}

/* A name may try to write to the terminal, or to turn the text around. */
static void names_of_a_module_are_escaped(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_scan scan;

    (void)state;
    scan_wat("(module (import \"env\\1b[2J\" \"a\\e2\\80\\aeb\" (func))"
             "(import \"env\" \"host_log\" (func (param i32 i32))))",
             &bytes, &scan);
    write_as("text", &scan, false, &out);
    assert_non_null(strstr(gk_buf_text(&out), "env\\x1b[2J.a\\u{202e}b"));
    assert_null(strchr(gk_buf_text(&out), '\x1b'));
    gk_buf_reset(&out);
    write_as("json", &scan, false, &out);
    assert_null(strchr(gk_buf_text(&out), '\x1b'));
    assert_null(strstr(gk_buf_text(&out), "\xe2\x80\xae"));
    gk_scan_clear(&scan);
    gk_buf_clear(&out);
    gk_buf_clear(&bytes);
}

static const char *text_at(const gk_json *root, const char *pointer)
{
    const char *text = gk_json_text(gk_json_pointer(root, pointer));

    return text != NULL ? text : "";
}

static gk_json *parse(const gk_buf *out)
{
    gk_json *root = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_json_parse(out->data, out->len, &root, &err) != GK_OK)
        fail_msg("%s\n%s", err.text, gk_buf_text(out));
    return root;
}

static void json_report_has_its_keys(void **state)
{
    static const struct {
        const char *pointer, *want;
    } rows[] = {
        {"/schema", "guestkit.scan/1"},
        {"/host", "cortex"},
        {"/status", "suspicious"},
        {"/cortex/status", "verified"},
        {"/findings/0/id", "GK010"},
        {"/findings/0/evidence/name", "host_lgo"},
        {"/findings/0/evidence/kind", "import"},
        {"/effects/0/effect", "time"},
        {"/checks/0/name", "signature"},
        {"/checks/0/severity", "info"},
    };
    char digest[GK_SHA256_HEX_BYTES];
    gk_buf bytes = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_scan scan;
    gk_json *root;

    (void)state;
    scan_wat(plugin, &bytes, &scan);
    write_as("json", &scan, false, &out);
    root = parse(&out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(text_at(root, rows[i].pointer), rows[i].want) != 0)
            fail_msg("%s: '%s'", rows[i].pointer,
                     text_at(root, rows[i].pointer));
    assert_true(gk_json_true(gk_json_get(root, "valid")));
    gk_facts_sha256(&scan.facts, digest);
    assert_string_equal(text_at(root, "/sha256"), digest);
    assert_null(gk_json_get(root, "timing"));
    gk_json_free(root);
    gk_scan_clear(&scan);
    gk_buf_clear(&out);
    gk_buf_clear(&bytes);
}

static void several_files_make_one_value(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_scan scan;
    gk_json *root;

    (void)state;
    scan_wat(plugin, &bytes, &scan);
    write_as("json", &scan, true, &out);
    root = parse(&out);
    assert_string_equal(text_at(root, "/schema"), "guestkit.scan/1");
    assert_string_equal(text_at(root, "/files/0/host"), "cortex");
    assert_string_equal(text_at(root, "/files/1/error"), "gone");
    gk_json_free(root);
    gk_buf_reset(&out);
    write_as("cortex", &scan, true, &out);
    root = parse(&out);
    assert_string_equal(text_at(root, "/0/report/status"), "verified");
    assert_string_equal(text_at(root, "/1/report/status"), "blocked");
    assert_string_equal(text_at(root, "/1/entry"), "y.wasm");
    gk_json_free(root);
    gk_scan_clear(&scan);
    gk_buf_clear(&out);
    gk_buf_clear(&bytes);
}

/* The host's own report, key for key (the vector without imports). */
static void cortex_report_is_the_hosts(void **state)
{
    static const char want[] =
        "{\n"
        "  \"status\": \"unverified\",\n"
        "  \"checks\": [\n"
        "    {\n"
        "      \"name\": \"signature\",\n"
        "      \"passed\": false,\n"
        "      \"details\": \"No valid signature found\",\n"
        "      \"severity\": \"info\"\n"
        "    },\n"
        "    {\n"
        "      \"name\": \"author_reputation\",\n"
        "      \"passed\": true,\n"
        "      \"details\": \"Author reputation score: 50/100 (minimum: 0)\",\n"
        "      \"severity\": \"info\"\n"
        "    },\n"
        "    {\n"
        "      \"name\": \"wasm_version\",\n"
        "      \"passed\": true,\n"
        "      \"details\": \"WASM version 1 (supported)\",\n"
        "      \"severity\": \"info\"\n"
        "    },\n"
        "    {\n"
        "      \"name\": \"wasm_imports\",\n"
        "      \"passed\": false,\n"
        "      \"details\": \"No imports — plugin cannot interact with "
        "host\",\n"
        "      \"severity\": \"warning\"\n"
        "    },\n"
        "    {\n"
        "      \"name\": \"wasm_size\",\n"
        "      \"passed\": true,\n"
        "      \"details\": \"WASM binary size: 0.0 KB\",\n"
        "      \"severity\": \"info\"\n"
        "    }\n"
        "  ],\n"
        "  \"summary\": \"Verification passed with warnings: wasm_imports\"\n"
        "}\n";
    gk_buf out = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_scan scan;

    (void)state;
    assert_int_equal(gk_scan_bytes("\0asm\1\0\0\0", 8, NULL, &scan, &err),
                     GK_OK);
    write_as("cortex", &scan, false, &out);
    assert_string_equal(gk_buf_text(&out), want);
    gk_scan_clear(&scan);
    gk_buf_clear(&out);
}

/* Findings that a check counts already do not count twice. */
static void verdict_is_of_checks_and_findings(void **state)
{
    static const struct {
        const char *name, *wat, *status;
        bool fails[GK_SEVERITY_COUNT]; /* at note, warning, error */
    } rows[] = {
        {"nothing imported", "(module)", "verified", {false, false, false}},
        {"unknown import counts as the host has it",
         "(module (import \"env\" \"nope\" (func))"
         " (import \"env\" \"memory\" (memory 18 512))"
         " (export \"memory\" (memory 0))"
         " (func (export \"plugin_get_abi_version\") (result i32)"
         " i32.const 1)"
         " (func (export \"plugin_get_capabilities\") (param i32 i32)"
         " (result i32) i32.const 0)"
         " (func (export \"plugin_execute_tool\")"
         " (param i32 i32 i32 i32 i32 i32) (result i32) i32.const 0))",
         "verified",
         {true, true, false}},
        {"an error of a rule alone", plugin, "suspicious", {true, true, true}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_scan scan;

        scan_wat(rows[i].wat, &bytes, &scan);
        if (strcmp(gk_cortex_status_word(scan.status), rows[i].status) != 0)
            fail_msg("%s: %s", rows[i].name,
                     gk_cortex_status_word(scan.status));
        for (int s = 0; s < GK_SEVERITY_COUNT; s++)
            if (gk_scan_fails(&scan, (gk_severity)s) != rows[i].fails[s])
                fail_msg("%s: at %s", rows[i].name,
                         gk_severity_word((gk_severity)s));
        gk_scan_clear(&scan);
        gk_buf_clear(&bytes);
    }
}

/* --- inspect --- */

static void inspect_shows_what_exports_reach(void **state)
{
    static const struct {
        const char *pointer, *want;
    } rows[] = {
        {"/schema", "guestkit.inspect/1"},
        {"/imports/0/effect", "log"},
        {"/imports/3/type", "18 pages, at most 512"},
        /* by the table; $b is not in it */
        {"/exports/2/name", "plugin_get_capabilities"},
        {"/exports/2/reaches/0", "host_log"},
        {"/exports/2/reaches/1", ""},
        {"/exports/3/name", "plugin_execute_tool"},
        {"/exports/3/reaches/0", "host_get_time_ms"},
        {"/exports/3/reaches/1", ""},
        {"/exports/1/reaches/0", ""},
        {"/sections/0/id", "type"},
    };
    gk_buf bytes = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_inspection in;
    gk_json *root;

    (void)state;
    test_wat(plugin, &bytes);
    assert_int_equal(gk_inspect_bytes(bytes.data, bytes.len, NULL, &in, &err),
                     GK_OK);
    assert_int_equal(gk_inspect_json(&in, &out), GK_OK);
    root = parse(&out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(text_at(root, rows[i].pointer), rows[i].want) != 0)
            fail_msg("%s: '%s'", rows[i].pointer,
                     text_at(root, rows[i].pointer));
    assert_int_equal(
        (int)gk_json_number(gk_json_pointer(root, "/memory/data/0/address")),
        1024);
    assert_int_equal(
        (int)gk_json_number(gk_json_pointer(root, "/memory/stackTop")),
        1114112);
    gk_json_free(root);
    gk_buf_reset(&out);
    assert_int_equal(gk_inspect_text(&in, false, &out), GK_OK);
    assert_non_null(
        strstr(gk_buf_text(&out), "      reaches host_get_time_ms\n"));
    gk_inspect_clear(&in);
    gk_buf_clear(&out);
    gk_buf_clear(&bytes);
}

static void reach_follows_every_kind_of_call(void **state)
{
    static const struct {
        const char *name, *wat;
        uint32_t function;
        uint64_t want;
    } rows[] = {
        {"a chain",
         "(module (import \"m\" \"a\" (func $a)) (func call 2) (func call 0))",
         1, 1},
        {"a cycle",
         "(module (import \"m\" \"a\" (func $a))"
         " (func call 2) (func call 1 call 0))",
         1, 1},
        {"by a reference in a later body",
         "(module (type $t (func)) (import \"m\" \"a\" (func $a))"
         " (table 1 funcref) (elem declare func $x)"
         " (func i32.const 0 call_indirect (type $t))"
         " (func $x call $a)"
         " (func ref.func $x drop))",
         1, 1},
        {"an indirect call of another type",
         "(module (type $t (func)) (import \"m\" \"a\" (func $a))"
         " (table 1 funcref) (elem (i32.const 0) $x)"
         " (func i32.const 0 call_indirect (type $t))"
         " (func $x (param i32) call $a))",
         1, 0},
        {"an equal type under another number",
         "(module (type $t (func)) (type $u (func))"
         " (import \"m\" \"a\" (func $a))"
         " (table 1 funcref) (elem (i32.const 0) $x)"
         " (func i32.const 0 call_indirect (type $t))"
         " (func $x (type $u) call $a))",
         1, 1},
        {"an import in the table",
         "(module (type $t (func)) (import \"m\" \"a\" (func $a))"
         " (table 1 funcref) (elem (i32.const 0) $a)"
         " (func i32.const 0 call_indirect (type $t)))",
         1, 1},
        {"a tail call",
         "(module (import \"m\" \"a\" (func $a)) (func return_call $a))", 1, 1},
        {"nothing", "(module (import \"m\" \"a\" (func $a)) (func))", 1, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_module m;
        gk_validation v;
        gk_reach r;
        uint64_t *sets;

        test_wat(rows[i].wat, &bytes);
        assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, &err),
                         GK_OK);
        assert_int_equal(gk_validate(&m, &v, &err), GK_OK);
        assert_int_equal(gk_reach_build(&m, &v.calls, &r, &err), GK_OK);
        assert_int_equal(gk_reach_sets(&r, &sets, &err), GK_OK);
        if (sets == NULL || !r.complete ||
            sets[rows[i].function] != rows[i].want)
            fail_msg("%s: 0x%llx", rows[i].name,
                     (unsigned long long)sets[rows[i].function]);
        free(sets);
        gk_reach_clear(&r);
        gk_validation_clear(&v);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
    }
}

static void inspect_wants_a_core_module(void **state)
{
    static const struct {
        const char *name, *bytes;
        size_t len;
        gk_status want;
    } rows[] = {
        {"text", "hello", 5, GK_E_MALFORMED},
        {"empty", "", 0, GK_E_MALFORMED},
        {"component", "\0asm\x0d\0\1\0", 8, GK_E_UNSUPPORTED},
        {"a malformed one is shown", "\0asm\1\0\0\0\1", 9, GK_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_error err = GK_ERROR_INIT;
        gk_inspection in;
        gk_status st =
            gk_inspect_bytes(rows[i].bytes, rows[i].len, NULL, &in, &err);

        if (st != rows[i].want)
            fail_msg("%s: %d %s", rows[i].name, (int)st, err.text);
        if (st == GK_OK)
            gk_inspect_clear(&in);
    }
}

/* --- folders --- */

static void folders_mean_their_modules(void **state)
{
    char top[] = P_tmpdir "/gk-walk-XXXXXX";
    char command[400];
    gk_names files = GK_NAMES_INIT;
    gk_names troubles = GK_NAMES_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_buf found = GK_BUF_INIT;

    (void)state;
    assert_non_null(mkdtemp(top));
    /* A link to a folder is a loop at worst; one to a file is a file, and one
     * to nowhere must not be passed over in silence. */
    snprintf(command, sizeof command,
             "cd %s && mkdir -p b/c && touch z.wasm b/a.wasm b/c/x.WASM b/n.txt"
             " && ln -s .. b/loop && ln -s ../z.wasm b/link.wasm"
             " && ln -s nowhere b/dead.wasm && mkdir folder.wasm"
             " && mkfifo b/pipe.wasm",
             top);
    assert_int_equal(system(command), 0);
    assert_int_equal(gk_walk(top, &files, &troubles, &err), GK_OK);
    for (size_t i = 0; i < files.count; i++)
        gk_buf_printf(&found, "%s ", files.at[i] + strlen(top) + 1);
    assert_string_equal(gk_buf_text(&found),
                        "b/a.wasm b/c/x.WASM b/dead.wasm b/link.wasm z.wasm ");
    assert_int_equal(troubles.count, 0);
    gk_names_clear(&files);
    assert_int_equal(gk_walk("-", &files, &troubles, &err), GK_OK);
    assert_string_equal(files.at[0], "-");
    gk_names_clear(&files);
    gk_names_clear(&troubles);
    gk_buf_clear(&found);
    snprintf(command, sizeof command, "rm -r %s", top);
    assert_int_equal(system(command), 0);
}

/* --- bytes as text --- */

static void lossy_bytes_are_those_of_decoding_at_once(void **state)
{
    static const struct {
        const char *name, *bytes, *want;
    } rows[] = {
        {"ascii", "616263", "616263"},
        {"well-formed", "c3a9e282acf09f9880", "c3a9e282acf09f9880"},
        {"lone continuation", "61bf62", "61efbfbd62"},
        {"truncated tail", "e282", "efbfbd"},
        {"three subparts", "f0809f", "efbfbdefbfbdefbfbd"},
        {"overlong", "c080", "efbfbdefbfbd"},
        {"surrogate", "eda080", "efbfbdefbfbdefbfbd"},
        {"byte order mark stays", "efbbbf41", "efbbbf41"},
        {"empty", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf raw = GK_BUF_INIT;
        gk_buf want = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_lossy lossy;

        wasm_bytes(rows[i].bytes, &raw);
        wasm_bytes(rows[i].want, &want);
        assert_int_equal(gk_lossy_init(&lossy, raw.data, raw.len, &err), GK_OK);
        if (lossy.size != want.len)
            fail_msg("%s: %d bytes", rows[i].name, (int)lossy.size);
        for (size_t b = want.len; b > 0; b--)
            if (gk_lossy_byte(&lossy, b - 1) != want.data[b - 1])
                fail_msg("%s: byte %zu", rows[i].name, b - 1);
        assert_int_equal(gk_lossy_byte(&lossy, want.len), -1);
        gk_lossy_clear(&lossy);
        gk_buf_clear(&raw);
        gk_buf_clear(&want);
    }
}

/* Enough characters that marks fall on and into them. */
static void lossy_bytes_are_found_anywhere(void **state)
{
    static const char *const units[] = {"a", "\xff", "\xc3\xa9", "\xe2\x82",
                                        "\xf0\x9f\x98\x80"};
    gk_buf raw = GK_BUF_INIT;
    gk_buf want = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_lossy lossy;
    unsigned random = 1;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        unsigned u = (random = random * 1103515245 + 12345) >> 16;

        gk_buf_puts(&raw, units[u % 5]);
        gk_buf_byte(&raw, '.');
    }
    assert_int_equal(gk_utf8_put_lossy(&want, raw.data, raw.len), GK_OK);
    assert_int_equal(gk_lossy_init(&lossy, raw.data, raw.len, &err), GK_OK);
    assert_int_equal(lossy.size, want.len);
    for (int i = 0; i < 20000; i++) {
        random = random * 1103515245 + 12345;
        if (gk_lossy_byte(&lossy, (random >> 8) % want.len) !=
            want.data[(random >> 8) % want.len])
            fail_msg("byte %u", (unsigned)((random >> 8) % want.len));
    }
    gk_lossy_clear(&lossy);
    gk_buf_clear(&raw);
    gk_buf_clear(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_report_reads_line_by_line),
        cmocka_unit_test(names_of_a_module_are_escaped),
        cmocka_unit_test(json_report_has_its_keys),
        cmocka_unit_test(several_files_make_one_value),
        cmocka_unit_test(cortex_report_is_the_hosts),
        cmocka_unit_test(verdict_is_of_checks_and_findings),
        cmocka_unit_test(inspect_shows_what_exports_reach),
        cmocka_unit_test(reach_follows_every_kind_of_call),
        cmocka_unit_test(inspect_wants_a_core_module),
        cmocka_unit_test(folders_mean_their_modules),
        cmocka_unit_test(lossy_bytes_are_those_of_decoding_at_once),
        cmocka_unit_test(lossy_bytes_are_found_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
