/*
 * agent.yaml: the host's grammars, defaults, what is refused, what is said to
 * be a likely slip.
 */
#include "core/base/yaml.h"
#include "core/manifest/hugind.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NONE UINT64_MAX
#define HEAD "name: a\nversion: '1'\nentry_point: a.wasm\n"

static const struct {
    const char *text;
    uint64_t size, duration; /* NONE: the host cannot parse it */
} quantities[] = {
    {"1MB", 1048576, NONE},
    {"2gb", UINT64_C(2147483648), NONE},
    {" 42 ", 42, 42000},
    {"8TB", NONE, NONE},
    {"512 MB", NONE, NONE},
    {"256KB", NONE, NONE},
    {"100%", NONE, NONE},
    {"1M", NONE, NONE},
    {"5000", 5000, 5000000},
    {"2MB", 2097152, NONE},
    {"1.5MB", NONE, NONE},
    {"", NONE, NONE},
    {"-1", NONE, NONE},
    {"MB", NONE, NONE},
    {"250ms", NONE, 250},
    {"2m", NONE, 120000},
    {"9", 9, 9000},
    {"3h", NONE, NONE},
    {"1.5s", NONE, NONE},
    {"30S", NONE, NONE},
    {"5 s", NONE, NONE},
    {"99999999999999999999", NONE, NONE},
    {"18446744073709551615GB", NONE, NONE},
};

static void quantities_are_read_as_the_host_reads_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++) {
        uint64_t size = NONE;
        uint64_t duration = NONE;

        if (!gk_hugind_size(quantities[i].text, &size))
            size = NONE;
        if (!gk_hugind_duration(quantities[i].text, &duration))
            duration = NONE;
        if (size != quantities[i].size || duration != quantities[i].duration)
            fail_msg("\"%s\": size %" PRIu64 ", duration %" PRIu64,
                     quantities[i].text, size, duration);
    }
}

static const struct {
    const char *name, *yaml, *error;
} bad[] = {
    {"a list", "- a", ": found array, wanted object"},
    {"no name", "version: '1'\nentry_point: x", "the manifest: key \"name\""},
    {"version as a number", "name: a\nversion: 1.0\nentry_point: x",
     "/version: found number, wanted string"},
    {"mode", HEAD "mode: robot", "/mode: found \"robot\", wanted script or"},
    {"turns below zero", HEAD "max_turns: -1",
     "/max_turns: found -1, wanted a whole number from 0 to 4294967295"},
    {"half a turn", HEAD "max_turns: 3.5", "/max_turns: found 3.5, wanted"},
    {"turns without end", HEAD "max_turns: 1e400",
     "/max_turns: found inf, wanted"},
    {"a turn too many", HEAD "max_turns: 4294967296",
     "/max_turns: found 4294967296, wanted"},
    {"fs mode", HEAD "wasm: {runtime_fs_mode: none}",
     "/wasm/runtime_fs_mode: found \"none\""},
    {"memory as a number", HEAD "wasm: {resources: {memory: 1048576}}",
     "/wasm/resources/memory: found number, wanted string"},
    {"a mount without guest", HEAD "wasm: {mounts: [{host: ./data}]}",
     "/wasm/mounts/0: key \"guest\" is missing"},
    {"a mount as text", HEAD "wasm: {mounts: [data]}",
     "/wasm/mounts/0: found string, wanted object"},
    {"backend without url", HEAD "backend: {session: {mode: fresh}}",
     "/backend: backend must include either 'url' or 'config'"},
    {"resume without id", HEAD "backend: {url: x, session: {mode: resume}}",
     "/backend/session/id: backend.session.id is required for resume"},
    {"resume with a blank id",
     HEAD "backend: {url: x, session: {mode: resume, id: ' '}}",
     "/backend/session/id: "},
    {"allow as text", HEAD "permissions: {network: {allow: 'yes'}}",
     "/permissions/network/allow: found string, wanted boolean"},
    {"a number among domains",
     HEAD "permissions: {network: {allowed_domains: [a, 1]}}",
     "/permissions/network/allowed_domains/1: found number"},
    {"paths as text", HEAD "permissions: {filesystem: {allowed_paths: /x}}",
     "/permissions/filesystem/allowed_paths: found string, wanted array"},
    {"whitelist", HEAD "permissions: {shell: {whitelist: {}}}",
     "/permissions/shell/whitelist: found object"},
    {"a server without name", HEAD "dependencies: {mcp: [{command: x}]}",
     "/dependencies/mcp/0: key \"name\" is missing"},
    {"transport", HEAD "dependencies: {mcp: [{name: n, transport: sse}]}",
     "/dependencies/mcp/0/transport: Unsupported MCP transport 'sse'"},
    {"an empty variable", HEAD "env: ['']",
     "/env/0: Invalid env entry: empty name"},
    {"a variable without name", HEAD "env: [{required: true}]",
     "/env/0: Invalid env entry: missing non-empty name"},
    {"a number as variable", HEAD "env: [A, 3]",
     "/env/1: Invalid env entry: expected string or mapping"},
};

static gk_json *parse(const char *name, const char *yaml)
{
    gk_error err = GK_ERROR_INIT;
    gk_json *value = NULL;

    if (gk_yaml_parse(yaml, strlen(yaml), &value, &err) != GK_OK)
        fail_msg("%s: %s", name, err.text);
    return value;
}

static void slips_are_errors_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gk_json *value = parse(bad[i].name, bad[i].yaml);
        gk_error err = GK_ERROR_INIT;
        gk_hugind_manifest m;
        gk_status st = gk_hugind_manifest_read(value, "", &m, &err);

        if (st != GK_E_SCHEMA || strstr(err.text, bad[i].error) == NULL)
            fail_msg("%s: %d %s", bad[i].name, st, err.text);
        gk_json_free(value);
    }
}

static void no_manifest_permits_nothing(void **state)
{
    gk_error err = GK_ERROR_INIT;
    gk_hugind_manifest m;

    (void)state;
    assert_int_equal(gk_hugind_manifest_read(NULL, "", &m, &err), GK_OK);
    assert_false(m.network.allow || m.filesystem.allow || m.shell.allow ||
                 m.shell.present || m.filesystem.read || m.metered);
    assert_int_equal(m.network.timeout_ms, 30000);
    assert_int_equal(m.network.max_response_bytes, 10485760);
    assert_int_equal(m.shell.max_output, 1048576);
    assert_int_equal(m.fs_mode, GK_HUGIND_FS_BOTH);
    assert_int_equal(m.session_mode, GK_HUGIND_STATELESS);
}

static void every_section_is_read(void **state)
{
    static const char yaml[] =
        HEAD "hugind_version: '>=0.6.0'\nmode: agentic\nmax_turns: 3\n"
             "description: 7\nunknown: {x: 1}\n"
             "wasm:\n  runtime_fs_mode: wasi_mounts\n"
             "  mounts: [{host: ./d, guest: /d}]\n"
             "  resources: {memory: 2MB, cpu: 100%, timeout: 5s}\n"
             "backend: {config: m, session: {mode: resume, id: s1}}\n"
             "permissions:\n"
             "  network: {allow: true, allowed_domains: [example.com],"
             " allowed_ips: [1.2.3.4], block_private_networks: true,"
             " timeout: 1m, max_response_bytes: 1GB}\n"
             "  filesystem: {allow: true, write: false, create: true,"
             " delete: true, allowed_paths: [a], denied_paths: [b],"
             " follow_symlinks: true}\n"
             "  shell: {allow: true, whitelist: [], max_output: 4KB,"
             " timeout: 2s, env_clear: true, working_dir: w}\n"
             "dependencies: {mcp: [{name: n, command: c, args: [x],"
             " env: {A: b}, transport: stdio, required: true}]}\n"
             "env: [A, {name: B, required: true}]\n";
    gk_json *value = parse("every section", yaml);
    gk_error err = GK_ERROR_INIT;
    gk_hugind_manifest m;

    (void)state;
    if (gk_hugind_manifest_read(value, "", &m, &err) != GK_OK)
        fail_msg("%s", err.text);
    assert_string_equal(m.hugind_version, ">=0.6.0");
    assert_true(m.agentic && m.metered && m.has_backend);
    assert_int_equal(m.fs_mode, GK_HUGIND_FS_WASI_MOUNTS);
    assert_int_equal(gk_json_count(m.mounts), 1);
    assert_int_equal(m.memory_bytes, 2097152);
    assert_int_equal(m.fuel, 1000000000);
    assert_int_equal(m.timeout_ms, 5000);
    assert_int_equal(m.session_mode, GK_HUGIND_RESUME);
    assert_string_equal(m.session_id, "s1");
    assert_true(m.network.allow && m.network.block_private_networks);
    assert_int_equal(m.network.timeout_ms, 60000);
    assert_int_equal(m.network.max_response_bytes, 1073741824);
    /* read and write are on where the section is there and says nothing. */
    assert_true(m.filesystem.read && m.filesystem.create);
    assert_false(m.filesystem.write);
    assert_true(m.shell.present && m.shell.env_clear);
    assert_non_null(m.shell.whitelist);
    assert_null(m.shell.blacklist);
    assert_int_equal(m.shell.max_output, 1048576);
    assert_int_equal(gk_json_count(m.mcp), 1);
    assert_int_equal(gk_json_count(m.env), 2);
    gk_json_free(value);
}

/* One that cannot be parsed is none, and hides nothing. */
static void a_timeout_that_is_none_gets_one_line(void **state)
{
    gk_json *value = parse("3h", HEAD "wasm: {resources: {timeout: 3h}}");
    gk_buf out = GK_BUF_INIT;

    (void)state;
    assert_int_equal(gk_hugind_manifest_lint(value, &out), GK_OK);
    assert_non_null(strstr(gk_buf_text(&out), "takes no timeout\n"));
    assert_null(strstr(gk_buf_text(&out), "successful"));
    gk_buf_clear(&out);
    gk_json_free(value);
}

static void likely_slips_are_told(void **state)
{
    static const struct {
        const char *yaml, *says; /* NULL: nothing */
    } rows[] = {
        {HEAD, NULL},
        {HEAD "wasm: {resources: {memory: 256KB}}",
         "/wasm/resources/memory: the host cannot parse \"256KB\""},
        {HEAD "wasm: {resources: {cpu: 100%}}", "takes 1000000000"},
        {HEAD "wasm: {resources: {timeout: 5s}}", "failed runs as successful"},
        {HEAD "permissions: {network: {allowed_domains: ['*.x.org']}}",
         "\"*.x.org\" never matches"},
        {HEAD "permissions: {network: {allowed_domains: [X.org]}}",
         "hosts are lower-case"},
        {HEAD "permissions: {network: {allowed_ips: [10.0.0.0/8]}}",
         "never matches on the deployed host, which compares neither ranges"},
        {HEAD "permissions: {network: {allowed_domains: ['[::1]']}}", NULL},
        {HEAD "permissions: {network: {allowed_domains: ['[0::1]']}}",
         "\"[0::1]\" never matches"},
        {HEAD "permissions: {network: {allowed_domains: ['::1']}}",
         "\"::1\" never matches"},
        {HEAD "wasm: {resources: {timeout: '0'}}", "failed runs as successful"},
        {HEAD "permissions: {shell: {allow: true, whitelist: [ls]}}",
         "run_command does not look at the lists"},
        {HEAD "permissions: {shell: {allow: false, whitelist: [ls]}}", NULL},
        {HEAD "backend: {url: u, session: {mode: fresh, id: x}}",
         "ignored unless mode is resume"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_json *value = parse(rows[i].yaml, rows[i].yaml);
        gk_buf out = GK_BUF_INIT;

        assert_int_equal(gk_hugind_manifest_lint(value, &out), GK_OK);
        if (rows[i].says == NULL
                ? out.len > 0
                : strstr(gk_buf_text(&out), rows[i].says) == NULL)
            fail_msg("%s: '%s'", rows[i].yaml, gk_buf_text(&out));
        gk_buf_clear(&out);
        gk_json_free(value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_are_read_as_the_host_reads_them),
        cmocka_unit_test(slips_are_errors_with_their_place),
        cmocka_unit_test(no_manifest_permits_nothing),
        cmocka_unit_test(every_section_is_read),
        cmocka_unit_test(likely_slips_are_told),
        cmocka_unit_test(a_timeout_that_is_none_gets_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
