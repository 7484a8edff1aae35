/* What an agent's manifest lets its functions do. */
#include "core/base/yaml.h"
#include "core/manifest/grants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#define HEAD        "name: a\nversion: '1'\nentry_point: a.wasm\n"
#define MOUNTS_ONLY "wasm: {runtime_fs_mode: wasi_mounts}\n"
#define FILES(rest) HEAD "permissions: {filesystem: {allow: true" rest "}}\n"

static gk_json *parse(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_yaml_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("%s: %s", text, err.text);
    return json;
}

static const struct gk_abi_import *function(const char *name)
{
    const struct gk_abi_host *host = gk_abi_host_find("hugind");

    for (size_t i = 0; i < host->import_count; i++)
        if (strcmp(host->imports[i].name, name) == 0)
            return &host->imports[i];
    fail_msg("no function %s", name);
    return NULL;
}

static const struct {
    const char *manifest, *name;
    gk_grant grant;
    const char *words; /* each with a blank behind it */
} rows[] = {
    {HEAD, "print", GK_GRANT_FREE, ""},
    {HEAD, "llm_chat", GK_GRANT_FREE, ""},
    {HEAD, "fs_cwd", GK_GRANT_FREE, ""},
    {HEAD, "tools_list", GK_GRANT_FREE, ""},
    {HEAD, "fd_write", GK_GRANT_FREE, ""},
    {HEAD, "path_open", GK_GRANT_FREE, ""},
    {HEAD, "net_fetch", GK_GRANT_DENIED, "permissions.network.allow "},
    {HEAD "permissions: {network: {allow: true}}\n", "net_fetch",
     GK_GRANT_GIVEN, "permissions.network.allow "},
    {HEAD "permissions: {network: {allow: false}}\n", "net_fetch",
     GK_GRANT_DENIED, "permissions.network.allow "},
    {HEAD, "run_command", GK_GRANT_DENIED, "permissions.shell.allow "},
    {HEAD "permissions: {shell: {allow: true}}\n", "spawn", GK_GRANT_GIVEN,
     "permissions.shell.allow "},
    {HEAD, "tools_call", GK_GRANT_DENIED, "dependencies.mcp "},
    {HEAD "dependencies: {mcp: [{name: s, command: c}]}\n", "tools_call",
     GK_GRANT_GIVEN, "dependencies.mcp "},
    {FILES(""), "fs_read_text", GK_GRANT_GIVEN, "permissions.filesystem.read "},
    {FILES(", read: false"), "fs_read_text", GK_GRANT_DENIED,
     "permissions.filesystem.read "},
    {FILES(""), "fs_write_text", GK_GRANT_GIVEN,
     "permissions.filesystem.write "},
    {FILES(""), "fs_mkdir", GK_GRANT_DENIED, "permissions.filesystem.create "},
    {FILES(", create: true"), "fs_mkdir", GK_GRANT_GIVEN,
     "permissions.filesystem.create "},
    {FILES(""), "fs_rename", GK_GRANT_DENIED, "permissions.filesystem.delete "},
    {FILES(", write: false"), "fs_rename", GK_GRANT_DENIED,
     "permissions.filesystem.write permissions.filesystem.delete "},
    {FILES(", write: false"), "fs_copy", GK_GRANT_DENIED,
     "permissions.filesystem.write "},
    {HEAD "permissions: {filesystem: {read: true}}\n", "fs_stat",
     GK_GRANT_DENIED, "permissions.filesystem.read "},
    {FILES("") MOUNTS_ONLY, "fs_stat", GK_GRANT_DENIED,
     "wasm.runtime_fs_mode: both "},
    {FILES("") MOUNTS_ONLY, "fs_mkdir", GK_GRANT_DENIED,
     "permissions.filesystem.create wasm.runtime_fs_mode: both "},
    {HEAD MOUNTS_ONLY, "fs_cwd", GK_GRANT_DENIED,
     "wasm.runtime_fs_mode: both "},
    {HEAD MOUNTS_ONLY, "print", GK_GRANT_FREE, ""},
    {HEAD MOUNTS_ONLY, "path_open", GK_GRANT_FREE, ""},
    {FILES("") "wasm: {runtime_fs_mode: host_filesystem}\n", "fs_stat",
     GK_GRANT_GIVEN, "permissions.filesystem.read "},
};

static void each_function_asks_for_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_json *m = parse(rows[i].manifest);
        struct gk_grant_words words;
        gk_grant grant =
            gk_manifest_grants("hugind", m, function(rows[i].name), &words);
        gk_buf text = GK_BUF_INIT;

        for (size_t w = 0; w < words.count; w++)
            gk_buf_printf(&text, "%s ", words.at[w]);
        if (grant != rows[i].grant ||
            strcmp(gk_buf_text(&text), rows[i].words) != 0)
            fail_msg("row %zu, %s: grant %d, %s", i, rows[i].name, (int)grant,
                     gk_buf_text(&text));
        gk_buf_clear(&text);
        gk_json_free(m);
    }
}

static void declared_words_are_keys(void **state)
{
    static const struct {
        const char *manifest, *words;
    } cases[] = {
        {HEAD, ""},
        {FILES(""),
         "permissions.filesystem.read permissions.filesystem.write "},
        {FILES(", read: false, create: true, delete: true"),
         "permissions.filesystem.write permissions.filesystem.create "
         "permissions.filesystem.delete "},
        {HEAD "wasm: {mounts: [{host: ., guest: /w}]}\n", "wasm.mounts "},
        /* The mode takes away their use: they stand there all the same. */
        {FILES("") MOUNTS_ONLY,
         "permissions.filesystem.read permissions.filesystem.write "},
        {"[]", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_json *m = parse(cases[i].manifest);
        gk_names names = GK_NAMES_INIT;
        gk_buf text = GK_BUF_INIT;

        assert_int_equal(gk_manifest_declared("hugind", m, &names, NULL),
                         GK_OK);
        for (size_t w = 0; w < names.count; w++)
            gk_buf_printf(&text, "%s ", names.at[w]);
        assert_string_equal(gk_buf_text(&text), cases[i].words);
        gk_buf_clear(&text);
        gk_names_clear(&names);
        gk_json_free(m);
    }
}

static bool serves(const char *word, const char *name)
{
    const struct gk_capability *c = gk_capability_find("hugind", word);

    assert_non_null(c);
    assert_string_equal(gk_capability_key("hugind", c), word);
    return gk_capability_serves("hugind", c, function(name));
}

static void a_capability_is_of_use_to_its_functions(void **state)
{
    (void)state;
    assert_true(serves("permissions.filesystem.create", "fs_write_text"));
    assert_false(serves("permissions.filesystem.delete", "fs_write_text"));
    assert_true(serves("dependencies.mcp", "tools_list"));
    assert_false(serves("dependencies.mcp", "net_fetch"));
    assert_true(serves("wasm.mounts", "path_open"));
    assert_false(serves("wasm.mounts", "fd_write"));
    assert_false(serves("permissions.filesystem.read", "path_open"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_function_asks_for_its_own),
        cmocka_unit_test(declared_words_are_keys),
        cmocka_unit_test(a_capability_is_of_use_to_its_functions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
