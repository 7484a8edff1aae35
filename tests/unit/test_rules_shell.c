/*
 * Lists of programs in a manifest, and an agent that goes round them: what
 * fires the rule, and near misses.
 */
#include "core/base/yaml.h"
#include "tests/unit/test_rule_rows.h"

#define HEAD        "name: a\nversion: '1'\nentry_point: a.wasm\n"
#define SHELL(keys) HEAD "permissions: {shell: {" keys "}}\n"
#define CALLS(function, body)                                                  \
    "(module (import \"hugind\" \"" function "\""                              \
    " (func $run (param i32 i32) (result i64)))"                               \
    "(memory (export \"memory\") 1 4)"                                         \
    "(func (export \"alloc\") (param i32) (result i32) i32.const 4096)"        \
    "(func (export \"_start\") " body "))"
#define CALL        "(drop (call $run (i32.const 0) (i32.const 0)))"
#define RUN_COMMAND CALLS("run_command", CALL)

static const struct {
    const char *name, *module, *manifest; /* NULL: none */
    const char *what;                     /* NULL: nothing is found */
} rows[] = {
    {"a whitelist", RUN_COMMAND, SHELL("allow: true, whitelist: [git]"),
     "run_command runs any command: permissions.shell.whitelist does not hold "
     "for it"},
    {"one that lets nothing through", RUN_COMMAND,
     SHELL("allow: true, whitelist: []"),
     "run_command runs any command: permissions.shell.whitelist"},
    {"a blacklist", RUN_COMMAND, SHELL("allow: true, blacklist: [rm]"),
     "run_command runs any command: permissions.shell.blacklist"},
    {"no list", RUN_COMMAND, SHELL("allow: true"), NULL},
    {"nothing is allowed", RUN_COMMAND, SHELL("allow: false, whitelist: [git]"),
     NULL},
    {"spawn heeds the lists", CALLS("spawn", CALL),
     SHELL("allow: true, whitelist: [git]"), NULL},
    {"nothing reaches the call", CALLS("run_command", ""),
     SHELL("allow: true, whitelist: [git]"), NULL},
    {"a manifest that the host cannot read", RUN_COMMAND,
     SHELL("allow: 1, whitelist: [git]"), NULL},
    {"no manifest", RUN_COMMAND, NULL, NULL},
};

static void lists_that_do_not_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = rows[i].manifest;
        struct gk_scan_context context = {.host = "hugind",
                                          .manifest_host = "hugind",
                                          .manifest_path = "agent.yaml"};
        const struct gk_finding *found;
        gk_buf bytes = GK_BUF_INIT;
        gk_json *manifest = NULL;
        gk_scan s;

        if (text != NULL)
            assert_int_equal(gk_yaml_parse(text, strlen(text), &manifest, NULL),
                             GK_OK);
        context.manifest = manifest;
        test_wat(rows[i].module, &bytes);
        assert_int_equal(
            gk_scan_bytes(bytes.data, bytes.len, &context, &s, NULL), GK_OK);
        found = rule_first(&s.findings, "GK074");
        if ((found != NULL) != (rows[i].what != NULL) ||
            (found != NULL &&
             (strncmp(found->what, rows[i].what, strlen(rows[i].what)) != 0 ||
              found->severity != GK_SEVERITY_WARNING)))
            fail_msg("%s: '%s'", rows[i].name,
                     found != NULL ? found->what : "");
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
        gk_json_free(manifest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_that_do_not_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
