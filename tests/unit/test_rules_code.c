/*
 * The rules on code: GK021, GK027 to GK030; and what GK016 says of a misspelt
 * export.
 */
#include "core/base/limits.h"
#include "scanner/rules/feature.h"
#include "tests/unit/test_rule_rows.h"

#define A    "(import \"m\" \"a\" (func $a))"
#define NOTE GK_SEVERITY_NOTE
#define WARN GK_SEVERITY_WARNING
#define ERR  GK_SEVERITY_ERROR
#define PLUGIN(exports)                                                        \
    "(module (import \"env\" \"memory\" (memory 18 512))"                      \
    "(import \"env\" \"host_log\" (func (param i32 i32)))"                     \
    "(export \"memory\" (memory 0))" exports ")"

static const struct rule_row rows[] = {
    /* GK021 */
    {"nothing calls it", "GK021", "(module " A "(func (export \"e\")))", NULL,
     1, NOTE, "m.a is imported, and nothing that can run calls it"},
    {"only dead functions call it", "GK021",
     "(module " A "(func (export \"e\"))(func call $a))", NULL, 1, NOTE, "m.a"},
    {"two of three", "GK021",
     "(module " A "(import \"m\" \"b\" (func $b))(import \"m\" \"c\" (func))"
     "(func (export \"e\") call $b))",
     NULL, 2, NOTE, "m.a"},
    {"called", "GK021", "(module " A "(func (export \"e\") call $a))", NULL, 0,
     NOTE, ""},
    {"exported again", "GK021", "(module " A "(export \"x\" (func $a)))", NULL,
     0, NOTE, ""},
    {"the host can get it from the table", "GK021",
     "(module " A "(table (export \"t\") 1 funcref)(elem (i32.const 0) $a))",
     NULL, 0, NOTE, ""},
    {"a memory is not called", "GK021",
     "(module (import \"m\" \"mem\" (memory 1)))", NULL, 0, NOTE, ""},
    {"a body that cannot be read may call it", "GK021",
     "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 03{ 01 00 }"
     " 07{ 01 'e' 00 01 } 0a{ 01 { 00 27 0b } }",
     NULL, 0, NOTE, ""},
    {"an object file is linked later", "GK021",
     "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 00{ 'linking' 02 }", NULL, 0,
     NOTE, ""},
    /* GK027 */
    {"a result of another type", "GK027",
     "01{ 01 60 00 01 7f } 03{ 01 00 } 0a{ 01 { 00 42 00 0b } }", NULL, 1,
     GK_SEVERITY_ERROR, "end: "},
    {"a result of that type", "GK027",
     "01{ 01 60 00 01 7f } 03{ 01 00 } 0a{ 01 { 00 41 00 0b } }", NULL, 0, NOTE,
     ""},
    {"problems in two functions", "GK027",
     "01{ 01 60 00 01 7f } 03{ 02 00 00 }"
     " 0a{ 02 { 00 42 00 0b } { 00 1a 41 00 0b } }",
     NULL, 2, GK_SEVERITY_ERROR, "end: "},
    /* GK028 */
    {"a tail call", "GK028", "(module (func $f (export \"e\") return_call $f))",
     NULL, 1, NOTE, "it uses tail-call, in 1 place"},
    {"a plain call", "GK028", "(module (func $f (export \"e\") call $f))", NULL,
     0, NOTE, ""},
    {"shared memory", "GK028", "(module (memory 1 2 shared))", NULL, 1, NOTE,
     "it uses atomics"},
    {"atomic instructions", "GK028",
     "(module (memory 1 2 shared)"
     "(func i32.const 0 i32.atomic.load drop i32.const 0 i32.atomic.load "
     "drop))",
     NULL, 1, NOTE, "it uses atomics, in "},
    {"64-bit memory", "GK028", "(module (memory i64 1))", NULL, 1, NOTE,
     "it uses memory64"},
    {"two memories", "GK028", "(module (memory 1) (memory 1))", NULL, 1, NOTE,
     "it uses multimemory"},
    {"exceptions", "GK028", "(module (tag) (func try throw 0 catch_all end))",
     NULL, 1, NOTE, "it uses exception-handling, in "},
    {"a tag alone", "GK028", "(module (tag))", NULL, 1, NOTE,
     "it uses exception-handling"},
    {"what every engine has", "GK028",
     "(module (memory 1) (func (result i32 i32)"
     " i32.const 0 i32.const 0 i32.const 0 memory.fill"
     " i32.const 1 i32.extend8_s f32.const 0 i32.trunc_sat_f32_s"
     " v128.const i32x4 0 0 0 0 drop))",
     NULL, 0, NOTE, ""},
    {"an agent of a host that lacks it", "GK028", "(module (memory i64 1))",
     "hugind", 1, GK_SEVERITY_ERROR,
     "it uses memory64, which wasmtime 18 of Hugind lacks"},
    {"an agent's tail call", "GK028",
     "(module (func $f (export \"e\") return_call $f))", "hugind", 1,
     GK_SEVERITY_ERROR, "it uses tail-call, which wasmtime 18 of Hugind lacks"},
    {"an agent's extended constant", "GK028",
     "01{ 01 60 00 00 } 06{ 01 7f 00 41 01 41 02 6a 0b }", "hugind", 1,
     GK_SEVERITY_ERROR,
     "it uses extended-const, which wasmtime 18 of Hugind lacks"},
    {"an extended constant without a host", "GK028",
     "01{ 01 60 00 00 } 06{ 01 7f 00 41 01 41 02 6a 0b }", NULL, 0, NOTE, ""},
    {"an agent of a host that has it", "GK028", "(module (memory 1))", "hugind",
     0, NOTE, ""},
    {"a plugin of a host that has it", "GK028",
     PLUGIN("(func $f (export \"plugin_init\") return_call $f)"), NULL, 1, NOTE,
     "it uses tail-call"},
};

static void rules_fire_and_near_misses_do_not(void **state)
{
    (void)state;
    rule_rows_run(rows, sizeof rows / sizeof *rows);
}

static void first_use_is_the_evidence(void **state)
{
    static const struct {
        const char *module, *place;
    } cases[] = {
        {"(module (func nop) (func $two nop return_call 0))",
         "function 1 two+0x2"},
        {"(module (memory 1 1) (memory i64 1 1))", "memory 1"},
        {"(module (import \"m\" \"mem\" (memory 1 1 shared)))",
         "import 0 m.mem"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_buf place = GK_BUF_INIT;
        const struct gk_finding *f;
        gk_scan s;

        test_wat(cases[i].module, &bytes);
        rule_scan(cases[i].module, &bytes, NULL, &s);
        f = rule_first(&s.findings, "GK028");
        assert_non_null(f);
        gk_place_print(&f->place, &place);
        if (strcmp(gk_buf_text(&place), cases[i].place) != 0)
            fail_msg("%s: '%s'", cases[i].module, gk_buf_text(&place));
        gk_scan_clear(&s);
        gk_buf_clear(&place);
        gk_buf_clear(&bytes);
    }
}

static void features_have_the_names_of_tools(void **state)
{
    static const struct {
        const char *name;
        gk_feature feature; /* MVP: none */
    } names[] = {
        {"simd128", GK_FEATURE_SIMD},
        {"atomics", GK_FEATURE_THREADS},
        {"bulk-memory-opt", GK_FEATURE_BULK_MEMORY},
        {"call-indirect-overlong", GK_FEATURE_REFERENCE_TYPES},
        {"mvp", GK_FEATURE_MVP},
        {"simd", GK_FEATURE_MVP},
        {"", GK_FEATURE_MVP},
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct gk_name n = {(const uint8_t *)names[i].name,
                            (uint32_t)strlen(names[i].name)};
        gk_feature f = GK_FEATURE_MVP;
        bool found = gk_feature_find(n, &f);

        if (f != names[i].feature || found != (f != GK_FEATURE_MVP))
            fail_msg("'%s': %d", names[i].name, (int)f);
    }
}

/* Every host has an engine, so that its plugins' features are judged. */
static void hosts_have_engines(void **state)
{
    (void)state;
    for (size_t i = 0; i < gk_abi_host_count; i++)
        if (gk_engine_find(&gk_abi_hosts[i]) == NULL)
            fail_msg("%s", gk_abi_hosts[i].id);
    assert_null(gk_engine_find(NULL));
}

/* --- rules on what the validator found, with findings of our own --- */

struct fake {
    gk_buf bytes;
    gk_module module;
    gk_validation validation;
    struct gk_facts facts;
    gk_findings found;
};

static void open_fake(struct fake *f, const char *wat, const char *rule)
{
    memset(f, 0, sizeof *f);
    f->bytes = (gk_buf)GK_BUF_INIT;
    test_wat(wat, &f->bytes);
    assert_int_equal(
        gk_module_read(f->bytes.data, f->bytes.len, &f->module, NULL), GK_OK);
    f->validation.growing_function = UINT32_MAX;
    f->validation.table_growing_function = UINT32_MAX;
    gk_facts_init(&f->facts, f->bytes.data, f->bytes.len, &f->module, NULL);
    f->facts.validation = &f->validation;
    f->found.rule = gk_rule_find(rule);
    assert_non_null(f->found.rule);
}

static void close_fake(struct fake *f)
{
    gk_findings_clear(&f->found);
    gk_module_clear(&f->module);
    gk_buf_clear(&f->bytes);
}

static void what_an_engine_lacks_is_an_error(void **state)
{
    static const struct gk_engine engine = {
        "cortex", "V7", GK_FEATURE_BIT(GK_FEATURE_MEMORY64)};
    struct fake f;

    (void)state;
    open_fake(&f, "(module (tag) (memory i64 1))", "GK028");
    f.facts.host = gk_abi_host_find("cortex");
    gk_feature_judge(&f.facts, &engine, &f.found);
    assert_int_equal(f.found.count, 2);
    assert_int_equal(f.found.at[0].severity, NOTE);
    assert_int_equal(f.found.at[1].severity, GK_SEVERITY_ERROR);
    assert_string_equal(f.found.at[1].what,
                        "it uses memory64, which V7 of CortexPrism lacks");
    close_fake(&f);
}

static void problems_of_code_are_told_by_their_kind(void **state)
{
    char words[] = "i32.add: found i64, wanted i32";
    char strange[] = "opcode 0xfb 0: garbage collection";
    struct gk_invalid problems[] = {
        {GK_E_SCHEMA, 1, 0, words},
        {GK_E_UNSUPPORTED, 0, 0, strange},
        {GK_E_MALFORMED, 1, 0, words},
    };
    struct fake f;
    gk_buf place = GK_BUF_INIT;

    (void)state;
    open_fake(&f, "(module (func) (func $bad nop nop))", "GK027");
    problems[0].offset = f.module.codes[1].offset + 2;
    f.validation.problems = problems;
    f.validation.problem_count = 3;
    f.validation.more = 7;
    f.found.rule->run(&f.facts, &f.found);
    assert_int_equal(f.found.count, 2);
    assert_int_equal(f.found.at[0].severity, GK_SEVERITY_ERROR);
    assert_string_equal(f.found.at[0].what, words);
    gk_place_print(&f.found.at[0].place, &place);
    assert_string_equal(gk_buf_text(&place), "function 1 bad+0x2");
    assert_int_equal(f.found.at[0].more, 0);
    assert_int_equal(f.found.at[1].more, 7);
    gk_findings_clear(&f.found);
    f.found.rule = gk_rule_find("GK028");
    f.found.rule->run(&f.facts, &f.found);
    assert_int_equal(f.found.count, 1);
    assert_int_equal(f.found.at[0].severity, GK_SEVERITY_WARNING);
    assert_string_equal(f.found.at[0].what, strange);
    gk_buf_clear(&place);
    close_fake(&f);
}

static void a_sound_body_has_no_problem(void **state)
{
    struct fake f;

    (void)state;
    open_fake(&f, "(module (func))", "GK027");
    f.found.rule->run(&f.facts, &f.found);
    assert_int_equal(f.found.count, 0);
    close_fake(&f);
}

static void nesting_is_told_from_a_thousand_on(void **state)
{
    static const struct {
        uint32_t deepest;
        size_t count;
        gk_severity severity;
    } cases[] = {
        {999, 0, NOTE},
        {1000, 1, NOTE},
        {GK_MAX_BLOCK_DEPTH - 1, 1, NOTE},
        {GK_MAX_BLOCK_DEPTH, 1, WARN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fake f;

        open_fake(&f, "(module (func) (func))", "GK029");
        f.validation.deepest = cases[i].deepest;
        f.validation.deepest_function = 1;
        f.found.rule->run(&f.facts, &f.found);
        if (f.found.count != cases[i].count ||
            (f.found.count > 0 &&
             (f.found.at[0].severity != cases[i].severity ||
              f.found.at[0].place.index != 1)))
            fail_msg("%u", cases[i].deepest);
        close_fake(&f);
    }
}

static void big_functions_are_told_from_a_mebibyte_on(void **state)
{
    static const struct {
        uint32_t len;
        size_t count;
        gk_severity severity;
    } cases[] = {
        {(1u << 20) - 1, 0, NOTE},
        {1u << 20, 1, NOTE},
        {GK_MAX_FUNCTION_BYTES, 1, NOTE},
        {GK_MAX_FUNCTION_BYTES + 1, 1, WARN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fake f;

        open_fake(&f, "(module (func))", "GK030");
        f.module.codes[0].len = cases[i].len;
        f.found.rule->run(&f.facts, &f.found);
        if (f.found.count != cases[i].count ||
            (f.found.count > 0 && f.found.at[0].severity != cases[i].severity))
            fail_msg("%u", cases[i].len);
        close_fake(&f);
    }
}

static void misspelt_exports_are_recognised(void **state)
{
    static const struct {
        const char *name, *module, *mend; /* of the first missing export */
    } cases[] = {
        {"a letter is missing",
         PLUGIN("(func (export \"plugin_get_abi_version\") (result i32)"
                " i32.const 1)"
                "(func (export \"plugin_get_capabilities\") (param i32 i32)"
                " (result i32) i32.const 0)"
                "(func (export \"plugin_execute_tol\"))"),
         "did you mean plugin_execute_tool by \"plugin_execute_tol\"? call it "
         "so"},
        {"far from it", PLUGIN("(func (export \"version\"))"),
         "export the function plugin_get_abi_version () -> i32"},
        {"another export of the contract is no slip",
         PLUGIN("(func (export \"plugin_get_capabilities\") (param i32 i32)"
                " (result i32) i32.const 0)"),
         "export the function plugin_get_abi_version () -> i32"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf bytes = GK_BUF_INIT;
        const struct gk_finding *f;
        gk_scan s;

        test_wat(cases[i].module, &bytes);
        rule_scan(cases[i].name, &bytes, "cortex", &s);
        f = rule_first(&s.findings, "GK016");
        if (f == NULL || strcmp(gk_finding_mend(f), cases[i].mend) != 0)
            fail_msg("%s: %s", cases[i].name,
                     f != NULL ? gk_finding_mend(f) : "nothing found");
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
    }
}

/* Each row asks what the other imports of the function are; a rule that looked
 * at all of them each time would take minutes here. */
static void many_imports_of_one_function_take_no_time(void **state)
{
    enum { IMPORTS = 100000 };
    gk_buf section = GK_BUF_INIT;
    gk_buf bytes = GK_BUF_INIT;
    uint64_t told = 0;
    gk_scan s;

    (void)state;
    wasm_make("01{ 01 60 00 01 7e }", &bytes);
    gk_leb_put_u64(&section, IMPORTS);
    for (uint32_t i = 0; i < IMPORTS; i++)
        wasm_bytes("'env' 'host_get_time_ms' 00 00", &section);
    gk_buf_byte(&bytes, GK_SECTION_IMPORT);
    gk_leb_put_u64(&bytes, section.len);
    gk_buf_put(&bytes, section.data, section.len);
    rule_scan("many", &bytes, "cortex", &s);
    for (size_t i = 0; i < s.findings.count; i++)
        if (strcmp(s.findings.at[i].rule->id, "GK015") == 0)
            told += 1 + s.findings.at[i].more;
    assert_int_equal(told, IMPORTS);
    gk_scan_clear(&s);
    gk_buf_clear(&section);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_fire_and_near_misses_do_not),
        cmocka_unit_test(first_use_is_the_evidence),
        cmocka_unit_test(features_have_the_names_of_tools),
        cmocka_unit_test(hosts_have_engines),
        cmocka_unit_test(what_an_engine_lacks_is_an_error),
        cmocka_unit_test(problems_of_code_are_told_by_their_kind),
        cmocka_unit_test(a_sound_body_has_no_problem),
        cmocka_unit_test(nesting_is_told_from_a_thousand_on),
        cmocka_unit_test(big_functions_are_told_from_a_mebibyte_on),
        cmocka_unit_test(misspelt_exports_are_recognised),
        cmocka_unit_test(many_imports_of_one_function_take_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
