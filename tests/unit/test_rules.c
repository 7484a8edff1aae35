/*
 * Each rule: modules that fire it, and near misses that do not.
 */
#include "core/base/opts.h"
#include "scanner/explain.h"
#include "scanner/rules.h"
#include "scanner/scan.h"
#include "tests/unit/test_module_bytes.h"
#include "tests/unit/test_wat.h"

/* A plugin that a CortexPrism host has nothing to say against. PLUGIN adds
 * imports, MORE what follows them. */
#define PLUGIN(imports, memory, more)                                          \
    "(module " imports " " memory more                                         \
    "(func (export \"plugin_get_abi_version\") (result i32) i32.const 1)"      \
    "(func (export \"plugin_get_capabilities\") (param i32 i32)"               \
    " (result i32) i32.const 0)"                                               \
    "(func (export \"plugin_execute_tool\")"                                   \
    " (param i32 i32 i32 i32 i32 i32) (result i32) i32.const 0))"
#define MEMORY                                                                 \
    "(import \"env\" \"memory\" (memory 18 512)) (export \"memory\" (memory "  \
    "0))"
#define LOG "(import \"env\" \"host_log\" (func (param i32 i32)))"
#define IMPORT(module, name, type)                                             \
    "(import \"" module "\" \"" name "\" " type ")"

static const struct row {
    const char *name;
    const char *rule;
    const char *wat;   /* or */
    const char *bytes; /* see test_module_bytes.h; or */
    const char *text;  /* no module */
    const char *host;
    size_t count; /* findings of that rule */
    gk_severity severity;
    const char *what; /* of the first; how it begins */
} rows[] = {
    /* GK001 */
    {"empty file", "GK001", NULL, NULL, "", NULL, 1, GK_SEVERITY_ERROR,
     "the file is empty"},
    {"text", "GK001", NULL, NULL, "hello", NULL, 1, GK_SEVERITY_ERROR,
     "a text, not a WebAssembly module"},
    {"other bytes", "GK001", NULL, NULL,
     "\x7f"
     "ELF\x01\x02",
     NULL, 1, GK_SEVERITY_ERROR, "not a WebAssembly module"},
    {"section past the end", "GK001", NULL, "01 05 01 60", NULL, NULL, 1,
     GK_SEVERITY_ERROR, "type section: "},
    {"sound module", "GK001", "(module)", NULL, NULL, NULL, 0, 0, ""},
    /* GK002 */
    {"version 2", "GK002", NULL, NULL, "V2", NULL, 1, GK_SEVERITY_ERROR,
     "version 0x00000002, wanted 1"},
    {"version 1", "GK002", "(module)", NULL, NULL, NULL, 0, 0, ""},
    {"version 2 is not malformed too", "GK001", NULL, NULL, "V2", NULL, 0, 0,
     ""},
    /* GK003 */
    {"proc_exit", "GK003",
     "(module " IMPORT("wasi_snapshot_preview1", "proc_exit", "(func)") ")",
     NULL, NULL, "cortex", 1, GK_SEVERITY_ERROR,
     "wasi_snapshot_preview1.proc_exit is on the block list"},
    {"proc_exit, for no host in particular", "GK003",
     "(module " IMPORT("wasi_snapshot_preview1", "proc_exit", "(func)") ")",
     NULL, NULL, NULL, 0, 0, ""},
    {"fd_write", "GK003",
     "(module " IMPORT("wasi_snapshot_preview1", "fd_write", "(func)") ")",
     NULL, NULL, "cortex", 0, 0, ""},
    {"proc_exit of another module", "GK003",
     "(module " IMPORT("env", "proc_exit", "(func)") ")", NULL, NULL, "cortex",
     0, 0, ""},
    /* GK004 */
    {"no such function", "GK004",
     PLUGIN(IMPORT("env", "custom_fn", "(func)"), MEMORY, ""), NULL, NULL, NULL,
     1, GK_SEVERITY_WARNING, "env.custom_fn is no function of Cortex"},
    {"no host: env may hold anything", "GK004",
     "(module " IMPORT("env", "custom_fn", "(func)") ")", NULL, NULL, NULL, 0,
     0, ""},
    {"every function of the host", "GK004", PLUGIN(LOG, MEMORY, ""), NULL, NULL,
     NULL, 0, 0, ""},
    {"near a known name is GK010's", "GK004",
     PLUGIN(IMPORT("env", "host_lgo", "(func)"), MEMORY, ""), NULL, NULL, NULL,
     0, 0, ""},
    {"another module is GK011's", "GK004",
     PLUGIN(IMPORT("x", "custom_fn", "(func)"), MEMORY, ""), NULL, NULL, NULL,
     0, 0, ""},
    /* GK005 */
    {"4097 pages", "GK005", "(module (memory 4097))", NULL, NULL, "cortex", 1,
     GK_SEVERITY_ERROR, "the memory may take 4097 pages (256.0625 MB)"},
    {"4096 pages", "GK005", "(module (memory 1 4096))", NULL, NULL, "cortex", 1,
     GK_SEVERITY_WARNING, "the memory may take 4096 pages (256 MB)"},
    {"1024 pages", "GK005", "(module (memory 1 1024))", NULL, NULL, "cortex", 0,
     0, ""},
    {"imported memory counts", "GK005",
     "(module (import \"env\" \"memory\" (memory 1 2000)))", NULL, NULL,
     "cortex", 1, GK_SEVERITY_WARNING,
     "the memory may take 2000 pages (125 MB)"},
    {"no host: much at once", "GK005", "(module (memory 4097))", NULL, NULL,
     NULL, 1, GK_SEVERITY_WARNING, "the memory takes 4097 pages"},
    {"no host: a large maximum", "GK005", "(module (memory 1 4097))", NULL,
     NULL, NULL, 1, GK_SEVERITY_NOTE, "the memory may take 4097 pages"},
    {"no host: 256 MB", "GK005", "(module (memory 1 4096))", NULL, NULL, NULL,
     0, 0, ""},
    /* GK007 */
    {"no host to speak to", "GK007", "(module)", NULL, NULL, NULL, 0, 0, ""},
    {"no imports", "GK007", "(module)", NULL, NULL, "cortex", 1,
     GK_SEVERITY_WARNING, "the module imports nothing"},
    {"a memory is an import", "GK007",
     "(module (import \"env\" \"memory\" (memory 1)))", NULL, NULL, "cortex", 0,
     0, ""},
    /* GK008 */
    {"eval in a script", "GK008", NULL, NULL, "eval(x)", NULL, 1,
     GK_SEVERITY_ERROR, "the text matches \"eval(\""},
    {"fetched into a shell", "GK008", NULL, NULL, "wget -O- http://x | bash",
     NULL, 1, GK_SEVERITY_ERROR, "the text matches \"wget.*|.*sh\""},
    {"a pipe in another line", "GK008", NULL, NULL, "curl http://x\n| sh", NULL,
     0, 0, ""},
    {"no pipe", "GK008", NULL, NULL, "curl http://x.sh", NULL, 0, 0, ""},
    {"eval in a module", "GK008",
     "(module (memory 1) (data (i32.const 0) "
     "\"eval(\"))",
     NULL, NULL, NULL, 0, 0, ""},
    /* GK009 */
    {"no maximum", "GK009", "(module (memory 3))", NULL, NULL, NULL, 1,
     GK_SEVERITY_NOTE, "3 pages to begin with, no maximum"},
    {"imported, no maximum", "GK009",
     "(module (import \"env\" \"memory\" (memory 18)))", NULL, NULL, NULL, 1,
     GK_SEVERITY_NOTE, "18 pages"},
    {"maximum", "GK009", "(module (memory 3 3))", NULL, NULL, NULL, 0, 0, ""},
    /* GK010 */
    {"misspelt", "GK010",
     PLUGIN(IMPORT("env", "host_lgo", "(func (param i32 i32))"), MEMORY, ""),
     NULL, NULL, NULL, 1, GK_SEVERITY_ERROR,
     "env.host_lgo: did you mean host_log?"},
    {"spelt right", "GK010", PLUGIN(LOG, MEMORY, ""), NULL, NULL, NULL, 0, 0,
     ""},
    {"far from every name", "GK010",
     PLUGIN(IMPORT("env", "custom_fn", "(func)"), MEMORY, ""), NULL, NULL, NULL,
     0, 0, ""},
    {"memory misspelt", "GK010",
     "(module (import \"env\" \"memroy\" (memory 1)))", NULL, NULL, "cortex", 1,
     GK_SEVERITY_ERROR, "env.memroy: did you mean memory?"},
    /* GK011 */
    {"another module, once for all its names", "GK011",
     PLUGIN(IMPORT("wasi", "a", "(func)") IMPORT("wasi", "b", "(func)"), MEMORY,
            ""),
     NULL, NULL, NULL, 1, GK_SEVERITY_ERROR, "2 imports from \"wasi\""},
    {"two other modules", "GK011",
     PLUGIN(IMPORT("a", "x", "(func)") IMPORT("b", "x", "(func)"), MEMORY, ""),
     NULL, NULL, NULL, 2, GK_SEVERITY_ERROR, "1 import from \"a\""},
    {"env only", "GK011", PLUGIN(LOG, MEMORY, ""), NULL, NULL, NULL, 0, 0, ""},
    {"no host, no opinion", "GK011",
     "(module " IMPORT("wasi", "a", "(func)") ")", NULL, NULL, NULL, 0, 0, ""},
    /* GK012 */
    {"takes a vector", "GK012",
     PLUGIN(IMPORT("env", "host_log", "(func (param v128))"), MEMORY, ""), NULL,
     NULL, NULL, 1, GK_SEVERITY_ERROR,
     "env.host_log takes a vector or a reference"},
    {"takes a reference", "GK012",
     PLUGIN(IMPORT("env", "host_log", "(func (param externref))"), MEMORY, ""),
     NULL, NULL, NULL, 1, GK_SEVERITY_ERROR, "env.host_log takes"},
    {"returns two values", "GK012",
     PLUGIN(IMPORT("env", "host_log", "(func (result i32 i32))"), MEMORY, ""),
     NULL, NULL, NULL, 1, GK_SEVERITY_ERROR,
     "env.host_log returns several values: () -> (i32 i32)"},
    {"a global of a function's name", "GK012",
     PLUGIN(IMPORT("env", "host_log", "(global i32)"), MEMORY, ""), NULL, NULL,
     NULL, 1, GK_SEVERITY_ERROR,
     "env.host_log is imported as a global, the contract has a function"},
    {"other plain types are GK013's", "GK012",
     PLUGIN(IMPORT("env", "host_log", "(func (param f64))"), MEMORY, ""), NULL,
     NULL, NULL, 0, 0, ""},
    /* GK013 */
    {"other plain types", "GK013",
     PLUGIN(IMPORT("env", "host_log", "(func (param i64))"), MEMORY, ""), NULL,
     NULL, NULL, 1, GK_SEVERITY_WARNING,
     "env.host_log is declared (i64) -> (), the contract says (i32 i32) -> "
     "()"},
    {"as in the contract", "GK013", PLUGIN(LOG, MEMORY, ""), NULL, NULL, NULL,
     0, 0, ""},
    {"vectors are GK012's", "GK013",
     PLUGIN(IMPORT("env", "host_log", "(func (param v128))"), MEMORY, ""), NULL,
     NULL, NULL, 0, 0, ""},
    {"what only the deployed host wants is GK015's", "GK013",
     PLUGIN(IMPORT("env", "host_get_time_ms", "(func (result f64))"), MEMORY,
            ""),
     NULL, NULL, NULL, 0, 0, ""},
    /* GK015 */
    {"clock as documented", "GK015",
     PLUGIN(IMPORT("env", "host_get_time_ms", "(func (result i64))"), MEMORY,
            ""),
     NULL, NULL, NULL, 1, GK_SEVERITY_NOTE,
     "env.host_get_time_ms as () -> i64 traps when called in the deployed"},
    {"clock as deployed", "GK015",
     PLUGIN(IMPORT("env", "host_get_time_ms", "(func (result f64))"), MEMORY,
            ""),
     NULL, NULL, NULL, 1, GK_SEVERITY_NOTE,
     "env.host_get_time_ms as () -> f64 works in the deployed host only"},
    {"right in both", "GK015", PLUGIN(LOG, MEMORY, ""), NULL, NULL, NULL, 0, 0,
     ""},
    {"clock as both, chosen at run time", "GK015",
     PLUGIN(IMPORT("env", "host_get_time_ms", "(func (result i64))")
                IMPORT("env", "host_get_time_ms", "(func (result f64))"),
            MEMORY, ""),
     NULL, NULL, NULL, 0, 0, ""},
    {"clock as neither", "GK015",
     PLUGIN(IMPORT("env", "host_get_time_ms", "(func (result f32))"), MEMORY,
            ""),
     NULL, NULL, NULL, 0, 0, ""},
    /* GK016 */
    {"nothing exported", "GK016", "(module " LOG ")", NULL, NULL, NULL, 4,
     GK_SEVERITY_ERROR, "no export \"memory\""},
    {"optional ones missing", "GK016", PLUGIN(LOG, MEMORY, ""), NULL, NULL,
     NULL, 0, 0, ""},
    /* GK017 */
    {"export of another type", "GK017",
     PLUGIN(LOG, MEMORY, "(func (export \"plugin_init\") (param i32))"), NULL,
     NULL, NULL, 1, GK_SEVERITY_ERROR,
     "\"plugin_init\" is (i32) -> (), the contract says () -> ()"},
    {"export of another kind", "GK017",
     PLUGIN(LOG, MEMORY, "(global (export \"plugin_init\") i32 (i32.const 0))"),
     NULL, NULL, NULL, 1, GK_SEVERITY_ERROR,
     "\"plugin_init\" is a global, the contract says function"},
    {"__heap_base as a global", "GK017",
     PLUGIN(LOG, MEMORY,
            "(global (export \"__heap_base\") i32 (i32.const 0))"
            "(func (export \"plugin_init\"))"),
     NULL, NULL, NULL, 0, 0, ""},
    /* GK018 */
    {"257 pages", "GK018",
     PLUGIN(LOG IMPORT("env", "memory", "(memory 257)"), "", ""), NULL, NULL,
     NULL, 1, GK_SEVERITY_ERROR,
     "wants 257 pages to begin with, the host's has 256"},
    {"256 pages", "GK018",
     PLUGIN(LOG IMPORT("env", "memory", "(memory 256)"), "", ""), NULL, NULL,
     NULL, 0, 0, ""},
    {"at most 511", "GK018",
     PLUGIN(LOG IMPORT("env", "memory", "(memory 1 511)"), "", ""), NULL, NULL,
     NULL, 1, GK_SEVERITY_ERROR, "allows 511 pages at most"},
    {"at most 512", "GK018",
     PLUGIN(LOG IMPORT("env", "memory", "(memory 1 512)"), "", ""), NULL, NULL,
     NULL, 0, 0, ""},
    {"shared", "GK018",
     PLUGIN(LOG IMPORT("env", "memory", "(memory 1 512 shared)"), "", ""), NULL,
     NULL, NULL, 1, GK_SEVERITY_ERROR, "a shared memory"},
    {"64-bit", "GK018",
     PLUGIN(LOG IMPORT("env", "memory", "(memory i64 1)"), "", ""), NULL, NULL,
     NULL, 1, GK_SEVERITY_ERROR, "a memory with 64-bit addresses"},
    {"its own memory", "GK018",
     PLUGIN(LOG, "(memory (export \"memory\") 300)", ""), NULL, NULL, NULL, 0,
     0, ""},
    /* GK019 */
    {"own memory and host functions", "GK019",
     PLUGIN(LOG, "(memory (export \"memory\") 1)", ""), NULL, NULL, NULL, 1,
     GK_SEVERITY_WARNING, "does not import env.memory"},
    {"own memory, no host function", "GK019",
     PLUGIN("", "(memory (export \"memory\") 1)", ""), NULL, NULL, NULL, 0, 0,
     ""},
    {"exports another one", "GK019",
     PLUGIN(LOG IMPORT("env", "memory", "(memory 1)"),
            "(memory (export \"memory\") 1)", ""),
     NULL, NULL, NULL, 1, GK_SEVERITY_WARNING, "exports another memory"},
    {"imports and exports the same", "GK019", PLUGIN(LOG, MEMORY, ""), NULL,
     NULL, NULL, 0, 0, ""},
    /* GK020 */
    {"data at 1024", "GK020",
     PLUGIN(LOG, MEMORY,
            "(data (i32.const 1024) \"abc\")"
            "(data (i32.const 0x100000) \"abc\")"),
     NULL, NULL, NULL, 1, GK_SEVERITY_WARNING,
     "3 bytes in 1 segment, the lowest at address 0x400"},
    {"data just below", "GK020",
     PLUGIN(LOG, MEMORY, "(data (i32.const 0xfffff) \"abc\")"), NULL, NULL,
     NULL, 1, GK_SEVERITY_WARNING, "3 bytes in 1 segment"},
    {"data at 1 MiB", "GK020",
     PLUGIN(LOG, MEMORY, "(data (i32.const 0x100000) \"abc\")"), NULL, NULL,
     NULL, 0, 0, ""},
    {"no data in the segment", "GK020",
     PLUGIN(LOG, MEMORY, "(data (i32.const 0) \"\")"), NULL, NULL, NULL, 0, 0,
     ""},
    {"passive data", "GK020", PLUGIN(LOG, MEMORY, "(data \"abc\")"), NULL, NULL,
     NULL, 0, 0, ""},
    {"another host's business", "GK020",
     "(module (memory 1) (data (i32.const 0) \"abc\"))", NULL, NULL, NULL, 0, 0,
     ""},
    /* GK022 */
    {"start function", "GK022", "(module (func $go) (start $go))", NULL, NULL,
     NULL, 1, GK_SEVERITY_NOTE, "go runs while"},
    {"a function called start", "GK022", "(module (func (export \"_start\")))",
     NULL, NULL, NULL, 0, 0, ""},
    /* GK023 */
    {"128 pages look excessive", "GK023",
     PLUGIN(LOG, "(memory (export \"memory\") 1 128)", ""), NULL, NULL, NULL, 1,
     GK_SEVERITY_NOTE,
     "the scanner of deployed hosts will call this suspicious: Verification "
     "failed: wasm_memory_limit"},
    {"127 pages", "GK023",
     PLUGIN(LOG, "(memory (export \"memory\") 1 127)", ""), NULL, NULL, NULL, 0,
     0, ""},
    /* GK024 */
    {"name section in pieces", "GK024", NULL, "00{ 'name' 01 7f }", NULL, NULL,
     1, GK_SEVERITY_NOTE, ""},
    {"another custom section", "GK024", NULL, "00{ 'blob' 01 7f }", NULL, NULL,
     0, 0, ""},
};

static void make(const struct row *row, gk_buf *bytes)
{
    if (row->wat != NULL)
        test_wat(row->wat, bytes);
    else if (row->bytes != NULL)
        wasm_make(row->bytes, bytes);
    else if (strcmp(row->text, "V2") == 0)
        gk_buf_put(bytes, "\0asm\2\0\0\0", 8);
    else
        gk_buf_puts(bytes, row->text);
}

static void scan(const char *name, const gk_buf *bytes, const char *host,
                 gk_scan *out)
{
    gk_error err = GK_ERROR_INIT;

    const struct gk_scan_context context = {.host = host};

    if (gk_scan_bytes(bytes->data, bytes->len, &context, out, &err) != GK_OK)
        fail_msg("%s: %s", name, err.text);
}

static void rules_fire_and_near_misses_do_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        const struct gk_finding *first = NULL;
        gk_buf bytes = GK_BUF_INIT;
        size_t count = 0;
        gk_scan s;

        make(row, &bytes);
        scan(row->name, &bytes, row->host, &s);
        for (size_t f = 0; f < s.findings.count; f++)
            if (strcmp(s.findings.at[f].rule->id, row->rule) == 0 &&
                count++ == 0)
                first = &s.findings.at[f];
        if (count != row->count)
            fail_msg("%s: %s found %zu times, wanted %zu", row->name, row->rule,
                     count, row->count);
        if (first != NULL &&
            (first->severity != row->severity ||
             strncmp(first->what, row->what, strlen(row->what)) != 0))
            fail_msg("%s: %s '%s'", row->name,
                     gk_severity_word(first->severity), first->what);
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
    }
}

static void sound_plugin_has_no_finding(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_scan s;

    (void)state;
    test_wat(PLUGIN(LOG, MEMORY, "(data (i32.const 0x100000) \"abc\")"),
             &bytes);
    scan("sound", &bytes, NULL, &s);
    for (size_t i = 0; i < s.findings.count; i++)
        if (s.findings.at[i].severity > GK_SEVERITY_NOTE)
            fail_msg("%s %s", s.findings.at[i].rule->id, s.findings.at[i].what);
    assert_int_equal(s.status, GK_CORTEX_VERIFIED);
    assert_false(gk_scan_fails(&s, GK_SEVERITY_WARNING));
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
}

/* A start of small sections, then all ten functions: the deployed scanner gets
 * as far as the import section and hangs in it. */
static void hanging_scanner_is_told(void **state)
{
    static const char all[] =
        "01{ 01 60 00 00 } 02{ 0a 'env' 'host_alloc' 00 00"
        " 'env' 'host_free' 00 00 'env' 'host_log' 00 00"
        " 'env' 'host_get_config' 00 00 'env' 'host_set_state' 00 00"
        " 'env' 'host_get_state' 00 00 'env' 'host_http_request' 00 00"
        " 'env' 'host_get_abi_version' 00 00"
        " 'env' 'host_get_time_ms' 00 00 'env' 'host_random' 00 00 }";
    static const char one[] =
        "01{ 01 60 00 00 } 02{ 01 'env' 'host_alloc' 00 00 }";
    static const struct {
        const char *module, *what;
    } cases[] = {
        {all, "the scanner of deployed hosts never returns from this file"},
        {one, NULL},
    };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        gk_buf bytes = GK_BUF_INIT;
        const char *what = NULL;
        gk_scan s;

        wasm_make(cases[i].module, &bytes);
        scan("hanging", &bytes, NULL, &s);
        for (size_t f = 0; f < s.findings.count; f++)
            if (strcmp(s.findings.at[f].rule->id, "GK023") == 0)
                what = s.findings.at[f].what;
        if (cases[i].what == NULL)
            assert_null(what);
        else
            assert_string_equal(what, cases[i].what);
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
    }
}

/* GK006: nobody wants a file of 100 MB in a test; pages of zeros are free. */
static void large_binaries_are_told_from_the_limit_on(void **state)
{
    static const struct {
        size_t len;
        size_t count;
    } cases[] = {{GK_CORTEX_WARN_BYTES, 0}, {GK_CORTEX_WARN_BYTES + 1, 1}};
    uint8_t *bytes = calloc(GK_CORTEX_WARN_BYTES + 1, 1);
    gk_module module = {.magic = true, .version = 1};

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < 2; i++) {
        struct gk_facts facts = {.bytes = bytes,
                                 .len = cases[i].len,
                                 .module = &module,
                                 .wasm = true};
        gk_findings found = {.rule = gk_rule_find("GK006")};

        found.rule->run(&facts, &found);
        assert_int_equal(found.count, cases[i].count);
        gk_findings_clear(&found);
    }
    free(bytes);
}

static void one_rule_keeps_a_bounded_number(void **state)
{
    gk_buf wat = GK_BUF_INIT;
    gk_buf bytes = GK_BUF_INIT;
    uint64_t more = 0;
    size_t kept = 0;
    gk_scan s;

    (void)state;
    gk_buf_puts(&wat, "(module ");
    for (unsigned i = 0; i < GK_MAX_FINDINGS + 7; i++)
        gk_buf_printf(&wat, "(import \"env\" \"zz%u\" (func))", i);
    gk_buf_puts(&wat, ")");
    test_wat(gk_buf_text(&wat), &bytes);
    scan("many", &bytes, "cortex", &s);
    for (size_t f = 0; f < s.findings.count; f++)
        if (strcmp(s.findings.at[f].rule->id, "GK004") == 0) {
            kept++;
            more += s.findings.at[f].more;
        }
    assert_int_equal(kept, GK_MAX_FINDINGS);
    assert_int_equal(more, 7);
    assert_true(gk_findings_count(&s.findings, GK_SEVERITY_WARNING) >=
                GK_MAX_FINDINGS + 7);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
    gk_buf_clear(&wat);
}

static void ids_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < gk_rule_count; i++) {
        const char *id = gk_rules[i].id;

        if (strlen(id) != 5 || strncmp(id, "GK", 2) != 0)
            fail_msg("%s", id);
        for (size_t j = 0; j < i; j++)
            if (strcmp(gk_rules[j].id, id) == 0)
                fail_msg("%s twice", id);
    }
    assert_ptr_equal(gk_rule_find("gk020"), gk_rule_find("GK020"));
    assert_null(gk_rule_find("GK999"));
}

/* docs/rules.md is what --explain all prints. */
static void manual_page_is_what_explain_prints(void **state)
{
    gk_buf page = GK_BUF_INIT;
    gk_buf file = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_explain_all(&page), GK_OK);
    if (gk_read_file("docs/rules.md", 1 << 20, &file, &err) != GK_OK)
        fail_msg("%s", err.text);
    if (strcmp(gk_buf_text(&page), gk_buf_text(&file)) != 0)
        fail_msg("docs/rules.md is stale: guestkit scan --explain all > "
                 "docs/rules.md");
    gk_buf_clear(&page);
    gk_buf_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_fire_and_near_misses_do_not),
        cmocka_unit_test(sound_plugin_has_no_finding),
        cmocka_unit_test(hanging_scanner_is_told),
        cmocka_unit_test(large_binaries_are_told_from_the_limit_on),
        cmocka_unit_test(one_rule_keeps_a_bounded_number),
        cmocka_unit_test(ids_are_unique),
        cmocka_unit_test(manual_page_is_what_explain_prints),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
