/*
 * A generated policy: what it was made from passes, what can do more does not.
 */
#include "scanner/policy/date.h"
#include "scanner/policy/policy.h"
#include "scanner/scan.h"
#include "tests/unit/test_module_bytes.h"
#include "tests/unit/test_wat.h"

#define PLUGIN(imports, more)                                                  \
    "(module (import \"env\" \"host_log\" (func $log (param i32 "              \
    "i32)))" imports "(import \"env\" \"memory\" (memory 18))"                 \
    "(export \"memory\" (memory 0))"                                           \
    "(func (export \"plugin_get_abi_version\") (result i32) i32.const 1)"      \
    "(func (export \"plugin_get_capabilities\") (param i32 i32)"               \
    " (result i32) i32.const 0)"                                               \
    "(func (export \"plugin_execute_tool\")"                                   \
    " (param i32 i32 i32 i32 i32 i32) (result i32)"                            \
    " i32.const 0 i32.const 0 call $log i32.const 0)" more ")"
#define TIMER "(import \"env\" \"host_get_time_ms\" (func $now (result i64)))"
#define NOPS  "nop nop nop nop nop nop nop nop nop nop nop nop nop nop nop nop "
/* Over twice what limits are for a module of no size. */
#define LONG_FUNCTION                                                          \
    "(func (block (block (block (block (block (block (block))))))) " NOPS NOPS \
        NOPS NOPS ")"

static void scan_wat(const char *wat, const gk_policy *policy,
                     const char *today, gk_buf *bytes, gk_scan *out)
{
    struct gk_scan_context context = {.host = NULL, .policy = policy};
    gk_error err = GK_ERROR_INIT;

    *bytes = (gk_buf)GK_BUF_INIT;
    test_wat(wat, bytes);
    assert_true(gk_date_parse(today, &context.today));
    if (gk_scan_bytes(bytes->data, bytes->len, &context, out, &err) != GK_OK)
        fail_msg("%s", err.text);
}

/* The policy for a module, as text and as read. */
static gk_policy *generate(const char *wat, gk_buf *text)
{
    gk_error err = GK_ERROR_INIT;
    gk_policy *p = NULL;
    gk_buf bytes;
    gk_scan s;

    *text = (gk_buf)GK_BUF_INIT;
    scan_wat(wat, NULL, "2026-01-01", &bytes, &s);
    if (gk_policy_generate(&s, text, &err) != GK_OK ||
        gk_policy_parse("g.json", text->data, text->len, &p, &err) != GK_OK)
        fail_msg("%s", err.text);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
    return p;
}

/* Of WASI, with no host. */
#define SENDS(more)                                                            \
    "(module (import \"wasi_snapshot_preview1\" \"sock_send\" (func $send"     \
    " (param i32 i32 i32 i32 i32) (result i32)))" more ")"
#define CALLS_SEND                                                             \
    "(func $e (export \"e\") i32.const 0 i32.const 0 i32.const 0 i32.const 0"  \
    " i32.const 0 call $send drop)"
#define OTHER "(import \"x\" \"y\" (func)) (func (export \"e\") call 1)"

static const struct {
    const char *name, *before, *after;
    bool passes; /* no warning, no error, nothing unused */
} rows[] = {
    {"itself", PLUGIN("", ""), PLUGIN("", ""), true},
    {"more code", PLUGIN("", ""), PLUGIN("", LONG_FUNCTION), true},
    {"more data", PLUGIN("", ""),
     PLUGIN("", "(data (i32.const 1048576) \"some words\")"), true},
    {"another import", PLUGIN("", ""), PLUGIN(TIMER, ""), false},
    {"an import less", PLUGIN(TIMER, "(func (export \"x\") call $now drop)"),
     PLUGIN("", "(func (export \"x\"))"), true},
    {"an effect that was dead", PLUGIN(TIMER, "(func (export \"x\"))"),
     PLUGIN(TIMER, "(func (export \"x\") call $now drop)"), false},
    {"another export", PLUGIN("", ""), PLUGIN("", "(func (export \"x\"))"),
     false},
    {"another feature", PLUGIN("", ""),
     PLUGIN("", "(func i32.const 0 i32.extend8_s drop)"), false},
    {"a memory of its own, without bound", PLUGIN("", ""),
     "(module (import \"env\" \"host_log\" (func $log (param i32 i32)))"
     "(memory (export \"memory\") 18)"
     "(func (export \"plugin_get_abi_version\") (result i32) i32.const 1)"
     "(func (export \"plugin_get_capabilities\") (param i32 i32)"
     " (result i32) i32.const 0)"
     "(func (export \"plugin_execute_tool\")"
     " (param i32 i32 i32 i32 i32 i32) (result i32)"
     " i32.const 0 i32.const 0 call $log i32.const 0))",
     false},
    {"what is wrong already", PLUGIN("(import \"a\" \"b*\" (func))", ""),
     PLUGIN("(import \"a\" \"b*\" (func))", LONG_FUNCTION), true},
    {"what is wrong besides", PLUGIN("(import \"a\" \"b*\" (func))", ""),
     PLUGIN("(import \"a\" \"bc\" (func))", ""), false},
    {"large numbers may change", PLUGIN("(import \"env\" \"zz\" (func))", ""),
     PLUGIN("(import \"env\" \"zz\" (func))", LONG_FUNCTION), true},
    {"no host", "(module (import \"x\" \"y\" (func)))",
     "(module (import \"x\" \"y\" (func)))", true},
    {"no host, WASI's network", SENDS(""), SENDS(""), true},
    {"no host, WASI's network was dead", SENDS(""), SENDS(CALLS_SEND), false},
    {"no host, an effect not known", SENDS(OTHER), SENDS(OTHER), true},
    {"no host, another import", "(module (import \"x\" \"y\" (func)))",
     "(module (import \"x\" \"z\" (func)))", false},
};

static bool passes(const gk_scan *s)
{
    for (size_t i = 0; i < s->findings.count; i++)
        if (strcmp(s->findings.at[i].rule->id, "GK057") == 0)
            return false;
    return s->status == GK_CORTEX_VERIFIED &&
           !gk_scan_fails(s, GK_SEVERITY_WARNING);
}

static void rebuilds_pass_and_more_does_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf text, bytes;
        gk_policy *p = generate(rows[i].before, &text);
        gk_scan s;

        scan_wat(rows[i].after, p, "2026-02-01", &bytes, &s);
        if (passes(&s) != rows[i].passes)
            fail_msg("%s: %s with %s", rows[i].name,
                     gk_cortex_status_word(s.status), gk_buf_text(&text));
        gk_scan_clear(&s);
        gk_policy_close(p);
        gk_buf_clear(&text);
        gk_buf_clear(&bytes);
    }
}

/* Nothing is forgiven for ever. */
static void waivers_end_after_ninety_days(void **state)
{
    static const struct {
        const char *today;
        bool passes;
    } cases[] = {{"2026-04-01", true}, {"2026-04-02", false}};
    static const char wat[] = PLUGIN("(import \"a\" \"b\" (func))", "");

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        gk_buf text, bytes;
        gk_policy *p = generate(wat, &text);
        gk_scan s;

        scan_wat(wat, p, cases[i].today, &bytes, &s);
        if (passes(&s) != cases[i].passes)
            fail_msg("%s", cases[i].today);
        gk_scan_clear(&s);
        gk_policy_close(p);
        gk_buf_clear(&text);
        gk_buf_clear(&bytes);
    }
}

/* A secret of the same shape is another secret. */
static void found_text_is_waived_exactly(void **state)
{
    gk_findings found = {.rule = gk_rule_find("GK008")};
    gk_buf bytes, text = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_scan s;

    (void)state;
    scan_wat(PLUGIN("", ""), NULL, "2026-01-01", &bytes, &s);
    gk_findings_clear(&s.findings);
    gk_found(&found, GK_SEVERITY_WARNING, gk_place_bytes(GK_SECTION_DATA, 12),
             "address 203.0.113.9");
    gk_found(&found, GK_SEVERITY_WARNING, gk_place_module(), "7 things");
    gk_found(&found, GK_SEVERITY_WARNING, gk_place_module(), "9 things");
    gk_found(&found, GK_SEVERITY_NOTE, gk_place_module(), "a note");
    s.findings = found;
    if (gk_policy_generate(&s, &text, &err) != GK_OK)
        fail_msg("%s", err.text);
    assert_non_null(strstr(gk_buf_text(&text), "\"address 203.0.113.9\""));
    assert_non_null(strstr(gk_buf_text(&text), "\"* things\""));
    assert_null(strstr(gk_buf_text(&text), "a note"));
    /* The two that read the same are one waiver. */
    assert_null(
        strstr(strstr(gk_buf_text(&text), "\"* things\"") + 1, "\"* things\""));
    gk_scan_clear(&s);
    gk_buf_clear(&text);
    gk_buf_clear(&bytes);
}

static void what_no_policy_can_hold_is_refused(void **state)
{
    static const struct {
        const char *name, *bytes;
        gk_status want;
    } cases[] = {
        {"malformed", "01 05 01 60", GK_E_MALFORMED},
        {"ill-typed", "01{ 01 60 00 01 7f } 03{ 01 00 } 0a{ 01 { 00 0b } }",
         GK_E_MALFORMED},
        {"an empty name", "05{ 01 00 01 } 07{ 01 '' 02 00 }", GK_E_UNSUPPORTED},
        {"a NUL in a name", "05{ 01 00 01 } 07{ 01 03 61 00 62 02 00 }",
         GK_E_UNSUPPORTED},
        {"sound", "05{ 01 00 01 } 07{ 01 'm' 02 00 }", GK_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf bytes = GK_BUF_INIT, text = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_scan s;

        wasm_make(cases[i].bytes, &bytes);
        assert_int_equal(gk_scan_bytes(bytes.data, bytes.len, NULL, &s, &err),
                         GK_OK);
        if (gk_policy_generate(&s, &text, &err) != cases[i].want)
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_true((text.len == 0) == (cases[i].want != GK_OK));
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
        gk_buf_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rebuilds_pass_and_more_does_not),
        cmocka_unit_test(waivers_end_after_ninety_days),
        cmocka_unit_test(found_text_is_waived_exactly),
        cmocka_unit_test(what_no_policy_can_hold_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
