/*
 * What the rules on contracts say of Hugind's agents: a host with typed
 * functions, which looks for an entry, and for exports when it needs them.
 */
#include "tests/unit/test_rule_rows.h"

#define NOTE GK_SEVERITY_NOTE
#define WARN GK_SEVERITY_WARNING
#define ERR  GK_SEVERITY_ERROR

#define ARGS  "(import \"hugind\" \"get_args\" (func (result i64)))"
#define PRINT "(import \"hugind\" \"print\" (func (param i32 i32)))"
#define TURNS "(import \"hugind\" \"set_max_turns\" (func (param i32)))"
#define WRITE(result)                                                          \
    "(import \"hugind_fs\" \"fs_write_text\""                                  \
    " (func (param i32 i32 i32 i32) " result "))"
#define MEMORY "(memory (export \"memory\") 1 4)"
#define ALLOC                                                                  \
    "(func (export \"alloc\") (param i32) (result i32) i32.const 4096)"
#define START "(func (export \"_start\"))"
#define MAIN  "(func (export \"main\"))"
#define C_MAIN                                                                 \
    "(func (export \"main\") (param i32 i32) (result i32) i32.const 0)"
#define AGENT(imports) "(module " imports MEMORY ALLOC START ")"

static const struct rule_row rows[] = {
    /* GK004 */
    {"no function of that name", "GK004",
     AGENT("(import \"hugind\" \"frobnicate\" (func))"), NULL, 1, ERR,
     "hugind.frobnicate is no function of Hugind"},
    {"a memory that the host has not", "GK004",
     "(module (import \"env\" \"memory\" (memory 1)) " ALLOC START ")",
     "hugind", 1, ERR, "env.memory is no import of Hugind"},
    {"every kind of function", "GK004",
     AGENT(ARGS PRINT WRITE(
         "(result i32)") "(import \"env\" \"abort\" (func (param i32 i32 i32 "
                         "i32)))"
                         "(import \"wasi_snapshot_preview1\" \"fd_close\""
                         " (func (param i32) (result i32)))"),
     NULL, 0, NOTE, ""},
    /* GK010 */
    {"misspelt", "GK010", AGENT("(import \"hugind\" \"pritn\" (func))"), NULL,
     1, ERR, "hugind.pritn: did you mean print?"},
    /* GK011 */
    {"the WASI before preview 1", "GK011",
     AGENT(PRINT "(import \"wasi_unstable\" \"fd_close\""
                 " (func (param i32) (result i32)))"),
     NULL, 1, ERR, "1 import from \"wasi_unstable\", which Hugind does not"},
    /* GK013 */
    {"an argument too few", "GK013",
     AGENT("(import \"hugind\" \"print\" (func (param i32)))"), NULL, 1, ERR,
     "hugind.print is declared (i32) -> (), the contract says (i32 i32) -> ()"},
    {"a write without a result", "GK013", AGENT(WRITE("")), NULL, 1, ERR,
     "hugind_fs.fs_write_text is declared (i32 i32 i32 i32) -> (), the "
     "contract says (i32 i32 i32 i32) -> i32"},
    {"a write with it", "GK013", AGENT(WRITE("(result i32)")), NULL, 0, NOTE,
     ""},
    {"WASI of another type", "GK013",
     AGENT(PRINT "(import \"wasi_snapshot_preview1\" \"fd_close\""
                 " (func (param i64)))"),
     NULL, 1, ERR, "wasi_snapshot_preview1.fd_close is declared"},
    {"one type right, one wrong", "GK013",
     AGENT(PRINT "(import \"hugind\" \"print\" (func (param i32)))"), NULL, 1,
     ERR, "hugind.print is declared (i32) -> ()"},
    /* GK016 */
    {"an agent", "GK016", AGENT(ARGS), NULL, 0, NOTE, ""},
    {"no entry", "GK016", "(module " ARGS MEMORY ALLOC ")", NULL, 1, ERR,
     "no export \"_start\" or \"main\""},
    {"main is an entry", "GK016", "(module " ARGS MEMORY ALLOC MAIN ")", NULL,
     0, NOTE, ""},
    {"a main of C is GK017's", "GK016", "(module " ARGS MEMORY ALLOC C_MAIN ")",
     NULL, 0, NOTE, ""},
    {"no alloc, and a result that needs it", "GK016",
     "(module " ARGS MEMORY START ")", NULL, 1, ERR, "no export \"alloc\""},
    {"no alloc, and no result", "GK016", "(module " PRINT MEMORY START ")",
     NULL, 1, NOTE, "no export \"alloc\""},
    {"no memory, and a text that is in it", "GK016",
     "(module " PRINT ALLOC START ")", NULL, 1, ERR, "no export \"memory\""},
    {"no memory, and no text", "GK016", "(module " TURNS ALLOC START ")", NULL,
     1, NOTE, "no export \"memory\""},
    {"no memory, and WASI", "GK016",
     "(module " TURNS "(import \"wasi_snapshot_preview1\" \"proc_exit\""
     " (func (param i32)))" ALLOC START ")",
     NULL, 1, ERR, "no export \"memory\""},
    {"a callback misspelt", "GK016",
     "(module " ARGS MEMORY ALLOC START
     "(func (export \"llm_on_tokens\") (param i32 i32)))",
     NULL, 1, NOTE, "\"llm_on_tokens\" is no export that the host knows"},
    {"a name like a callback's, of another type", "GK016",
     "(module " ARGS MEMORY ALLOC START "(func (export \"llm_on_tokens\")))",
     NULL, 0, NOTE, ""},
    /* GK017 */
    {"only a main of C", "GK017", "(module " ARGS MEMORY ALLOC C_MAIN ")", NULL,
     1, ERR, "\"main\" is (i32 i32) -> i32, the contract says () -> ()"},
    {"a main of C beside _start", "GK017",
     "(module " ARGS MEMORY ALLOC START C_MAIN ")", NULL, 1, NOTE,
     "\"main\" is (i32 i32) -> i32"},
    {"_start of another type beside main", "GK017",
     "(module " ARGS MEMORY ALLOC MAIN
     "(func (export \"_start\") (result i32) i32.const 0))",
     NULL, 1, WARN, "\"_start\" is () -> i32"},
    {"both of another type", "GK017",
     "(module " ARGS MEMORY ALLOC C_MAIN
     "(func (export \"_start\") (result i32) i32.const 0))",
     NULL, 2, ERR, "\"_start\" is () -> i32"},
    {"_start as a global", "GK017",
     "(module " ARGS MEMORY ALLOC
     "(global (export \"_start\") i32 (i32.const 0)))",
     NULL, 1, ERR, "\"_start\" is a global, the contract says function"},
    {"alloc of another type", "GK017",
     "(module " ARGS MEMORY START "(func (export \"alloc\")))", NULL, 1, ERR,
     "\"alloc\" is () -> (), the contract says (i32) -> i32"},
    {"alloc of another type, for nobody", "GK017",
     "(module " PRINT MEMORY START "(func (export \"alloc\")))", NULL, 1, NOTE,
     "\"alloc\" is () -> ()"},
    {"a shared memory", "GK017",
     "(module " ARGS ALLOC START "(memory (export \"memory\") 1 4 shared))",
     NULL, 1, ERR, "\"memory\" is a shared memory, the contract says one"},
    {"an agent as it should be", "GK017", AGENT(ARGS PRINT), NULL, 0, NOTE, ""},
};

static void rules_fire_and_near_misses_do_not(void **state)
{
    (void)state;
    rule_rows_run(rows, sizeof rows / sizeof *rows);
}

/* The words of the first finding of a rule. */
static void what_is_said(void **state)
{
    static const struct {
        const char *name, *rule, *module, *host, *why, *mend;
    } cases[] = {
        {"no entry", "GK016", "(module " ARGS MEMORY ALLOC ")", NULL,
         "the host calls nothing, and the run succeeds without a result",
         "export the function _start () -> ()"},
        {"a reactor", "GK016",
         "(module " ARGS MEMORY ALLOC "(func (export \"_initialize\")))", NULL,
         "the host calls nothing, \"_initialize\" neither, and the run "
         "succeeds without a result",
         "export the function _start () -> ()"},
        {"an entry misspelt", "GK016",
         "(module " ARGS MEMORY ALLOC "(func (export \"__start\")))", NULL,
         "the host calls nothing, and the run succeeds without a result",
         "did you mean _start by \"__start\"? call it so"},
        {"whose result needs alloc", "GK016", "(module " ARGS MEMORY START ")",
         NULL, "hugind.get_args does not work without: its calls end the run",
         "export the function alloc (i32) -> i32"},
        {"the older WASI", "GK011",
         AGENT(PRINT "(import \"wasi_unstable\" \"fd_close\" (func))"), NULL,
         NULL,
         "build it with a current toolchain: the host has "
         "wasi_snapshot_preview1, not what came before"},
        {"the import module misspelt", "GK011",
         AGENT(PRINT "(import \"hugind-fs\" \"cwd\" (func))"), NULL, NULL,
         "did you mean \"hugind_fs\"? the host's are there"},
        {"a function of another import module", "GK011",
         AGENT(PRINT "(import \"fs\" \"fs_cwd\" (func))"), NULL, NULL,
         "did you mean \"hugind_fs\"? the host's are there"},
        {"an import module far from the host's", "GK011",
         AGENT(PRINT "(import \"gojs\" \"run\" (func))"), NULL, NULL,
         "use the host's own functions; link guestkit's nowasi library where "
         "a C library brings WASI in"},
        {"a function in the wrong one of its modules", "GK004",
         AGENT(PRINT "(import \"hugind\" \"fs_cwd\" (func))"), NULL, NULL,
         "import it from \"hugind_fs\""},
        {"AssemblyScript's random numbers", "GK004",
         AGENT(PRINT "(import \"env\" \"seed\" (func (result f64)))"), NULL,
         NULL,
         "compile AssemblyScript with --use seed=FILE/FUNCTION, one of your "
         "own that gives Math.random its seed"},
        {"the same name elsewhere", "GK004",
         AGENT(PRINT "(import \"hugind\" \"seed\" (func (result f64)))"), NULL,
         NULL, "drop the call, or check the name against the host's contract"},
        {"types that do not link", "GK013", AGENT(WRITE("")), NULL,
         "the host links a function of its own type only, so the module does "
         "not load",
         NULL},
        {"types that are converted", "GK013",
         "(module (import \"env\" \"host_log\" (func (param i64))))", NULL,
         "arguments and results will not mean what the contract says", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf bytes = GK_BUF_INIT;
        const struct gk_finding *f;
        gk_scan s;

        test_wat(cases[i].module, &bytes);
        rule_scan(cases[i].name, &bytes, cases[i].host, &s);
        f = rule_first(&s.findings, cases[i].rule);
        if (f == NULL)
            fail_msg("%s: no %s", cases[i].name, cases[i].rule);
        if (cases[i].why != NULL &&
            strcmp(gk_finding_why(f), cases[i].why) != 0)
            fail_msg("%s: %s", cases[i].name, gk_finding_why(f));
        if (cases[i].mend != NULL &&
            strcmp(gk_finding_mend(f), cases[i].mend) != 0)
            fail_msg("%s: %s", cases[i].name, gk_finding_mend(f));
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
    }
}

/* No host of the tables differs so; a row of one that converts, and one of a
 * host that does not. */
static void a_difference_is_worse_where_types_link(void **state)
{
    static const struct gk_abi_import converts[] = {
        {"m", "f", "()I", "*()F", GK_EFFECT_LOG, GK_ORIGIN_SEED, ""}};
    static const struct gk_abi_import links[] = {
        {"m", "f", "()I", "()F", GK_EFFECT_LOG, GK_ORIGIN_SEED, ""}};
#define AS(type) "(import \"m\" \"f\" (func (result " type ")))"
    static const struct {
        const char *name, *module;
        const struct gk_abi_import *row;
        size_t count;
        gk_severity severity;
        const char *what;
    } cases[] = {
        {"documented, converted", "(module " AS("i64") ")", converts, 1, NOTE,
         "m.f as () -> i64 traps when called in the deployed host"},
        {"documented, linked", "(module " AS("i64") ")", links, 1, ERR,
         "m.f as () -> i64 does not link with the deployed host"},
        {"deployed, linked", "(module " AS("f64") ")", links, 1, NOTE,
         "m.f as () -> f64 works in the deployed host only"},
        {"both, converted", "(module " AS("i64") AS("f64") ")", converts, 0,
         NOTE, ""},
        {"both, linked: each host refuses one",
         "(module " AS("i64") AS("f64") ")", links, 2, ERR,
         "m.f as () -> i64 does not link"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct gk_abi_host host = {
            .id = "some", .imports = cases[i].row, .import_count = 1};
        gk_findings found = {.rule = gk_rule_find("GK015")};
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        struct gk_facts facts;
        gk_module m;

        test_wat(cases[i].module, &bytes);
        assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, &err),
                         GK_OK);
        gk_facts_init(&facts, bytes.data, bytes.len, &m, &host);
        found.rule->run(&facts, &found);
        if (found.count != cases[i].count ||
            (found.count > 0 && (found.at[0].severity != cases[i].severity ||
                                 strncmp(found.at[0].what, cases[i].what,
                                         strlen(cases[i].what)) != 0)))
            fail_msg("%s: %zu, %s", cases[i].name, found.count,
                     found.count > 0 ? found.at[0].what : "");
        gk_findings_clear(&found);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_fire_and_near_misses_do_not),
        cmocka_unit_test(what_is_said),
        cmocka_unit_test(a_difference_is_worse_where_types_link),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
