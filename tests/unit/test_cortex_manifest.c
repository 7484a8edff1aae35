/* The manifest of a CortexPrism plugin: what is wrong, and what is odd. */
#include "core/manifest/cortex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#define GOOD                                                                   \
    "{\"name\":\"weather\",\"version\":\"1.0.0\",\"description\":"             \
    "\"Tells the weather\",\"kind\":\"wasm\",\"entryPoint\":\"a.wasm\","       \
    "\"runtime\":\"wasm\",\"capabilities\":[\"tools\"]"

static gk_json *json(const char *text)
{
    gk_json *value = NULL;
    gk_error err = GK_ERROR_INIT;
    /* A later key of a row takes the place of the good one. */
    if (gk_json_parse_js(text, strlen(text), &value, &err) != GK_OK)
        fail_msg("the test's own JSON: %s in %s", err.text, text);
    return value;
}

static const struct {
    const char *manifest, *want; /* NULL: fine */
} checks[] = {
    {GOOD "}", NULL},
    {GOOD ",\"tools\":[1],\"ui\":null}", NULL},
    {GOOD ",\"author\":\"A\",\"hash\":\"\",\"dependencies\":{}}", NULL},
    {"[]", "/m: found array, wanted object"},
    {"{}", "/m: key \"name\" is missing"},
    {"{\"name\":\"a\"}", "/m: key \"version\" is missing"},
    {"{\"name\":\"a\",\"version\":\"1\",\"description\":\"\",\"kind\":\"wasm\","
     "\"entryPoint\":\"x\",\"runtime\":\"wasm\"}",
     "/m: key \"capabilities\" is missing"},
    {GOOD ",\"name\":1}", "/m/name: found number, wanted string"},
    {GOOD ",\"name\":\"\"}", "/m/name: it is empty"},
    {GOOD ",\"name\":\"a\\u0000\"}", "/m/name: a NUL"},
    {GOOD ",\"version\":\"\"}", "/m/version: it is empty"},
    {GOOD ",\"version\":null}", "/m/version: found null, wanted string"},
    {GOOD ",\"description\":[]}", "/m/description: found array, wanted string"},
    {GOOD ",\"entryPoint\":\"\"}", "/m/entryPoint: it is empty"},
    {GOOD ",\"entryPoint\":{}}", "/m/entryPoint: found object, wanted string"},
    {GOOD ",\"kind\":\"esm\"}", "/m/kind: found \"esm\", wanted \"wasm\""},
    {GOOD ",\"kind\":\"mcp\"}", "/m/kind: found \"mcp\", wanted \"wasm\""},
    {GOOD ",\"kind\":\"elf\"}", "/m/kind: Unsupported plugin type: elf"},
    {GOOD ",\"kind\":\"wasm\\u0000\"}", "/m/kind: Unsupported plugin type: ?"},
    {GOOD ",\"runtime\":\"deno\"}",
     "/m/runtime: found \"deno\", wanted \"wasm\""},
    {GOOD ",\"capabilities\":\"tools\"}",
     "/m/capabilities: found string, wanted array"},
    {GOOD ",\"capabilities\":{}}",
     "/m/capabilities: found object, wanted array"},
    {GOOD ",\"capabilities\":[\"tools\",7]}",
     "/m/capabilities/1: found number, wanted string"},
    {GOOD ",\"author\":1}", "/m/author: found number, wanted string"},
    {GOOD ",\"homepage\":1}", "/m/homepage: found number, wanted string"},
    {GOOD ",\"license\":1}", "/m/license: found number, wanted string"},
    {GOOD ",\"repository\":1}", "/m/repository: found number, wanted string"},
    {GOOD ",\"hash\":1}", "/m/hash: found number, wanted string"},
    {GOOD ",\"signature\":1}", "/m/signature: found number, wanted string"},
    {GOOD ",\"dependencies\":[]}",
     "/m/dependencies: found array, wanted object"},
    {GOOD ",\"peerDependencies\":[]}",
     "/m/peerDependencies: found array, wanted object"},
};

static void a_manifest_is_checked_key_by_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        gk_json *manifest = json(checks[i].manifest);
        gk_error err = GK_ERROR_INIT;
        gk_status st = gk_cortex_manifest_check(manifest, "/m", &err);
        if ((st == GK_OK) != (checks[i].want == NULL) ||
            (st != GK_OK &&
             (st != GK_E_SCHEMA ||
              strncmp(err.text, checks[i].want, strlen(checks[i].want)) != 0)))
            fail_msg("%s: wanted '%s', found '%s'", checks[i].manifest,
                     checks[i].want, err.text);
        gk_json_free(manifest);
    }
}

#define DIGEST                                                                 \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
    const char *manifest, *want;
} lints[] = {
    {GOOD "}", ""},
    {GOOD ",\"hash\":\"" DIGEST "\"}", ""},
    {GOOD ",\"version\":\"1.0.0-rc.1\"}", ""},
    {GOOD ",\"version\":\"10.20.30+build\"}", ""},
    {GOOD ",\"name\":\"@acme/weather-2\"}", ""},
    {GOOD ",\"capabilities\":[\"network:fecth\"]}",
     "capability \"network:fecth\" is not one the host knows, did you mean "
     "\"network:fetch\"?\n"},
    {GOOD ",\"capabilities\":[\"a\\nb\"]}",
     "capability \"a\\nb\" is not one the host knows\n"},
    {GOOD ",\"capabilities\":[]}", "no capabilities are declared\n"},
    {GOOD ",\"capabilities\":[\"fs:write\",\"network:fetch\"]}", ""},
    {GOOD ",\"capabilities\":[\"fs:write\",\"shell:run\",\"network:fetch\"]}",
     "fs:write, shell:run and network:fetch together let a plugin do "
     "anything\n"},
    {GOOD ",\"name\":\"Weather\"}", "name \"Weather\" is not kebab-case\n"},
    {GOOD ",\"version\":\"1.0\"}",
     "version \"1.0\" is no version like 1.0.0\n"},
    {GOOD ",\"version\":\"01.0.0\"}",
     "version \"01.0.0\" is no version like 1.0.0\n"},
    {GOOD ",\"version\":\"1.0.0x\"}",
     "version \"1.0.0x\" is no version like 1.0.0\n"},
    {GOOD ",\"description\":\"0123456789\"}",
     "description has 10 characters or fewer\n"},
    {GOOD ",\"description\":\"0123456789a\"}", ""},
    {GOOD ",\"hash\":\"sha256:" DIGEST "\"}",
     "hash is not 64 lower-case hexadecimal digits, so it never fits\n"},
    {GOOD ",\"entryPoint\":\"file:///p/a.wasm\"}",
     "an entryPoint of file:// cannot be loaded by the deployed host: use an "
     "absolute path or a URL\n"},
    {"{}", ""},
    {"[]", ""},
    {"{\"name\":1,\"capabilities\":7,\"hash\":[]}", ""},
};

static void what_is_odd_is_told_a_line_each(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lints / sizeof *lints; i++) {
        gk_json *manifest = json(lints[i].manifest);
        gk_buf out = GK_BUF_INIT;
        gk_cortex_manifest_lint(manifest, &out);
        if (strcmp(gk_buf_text(&out), lints[i].want) != 0)
            fail_msg("%s: wanted '%s', found '%s'", lints[i].manifest,
                     lints[i].want, gk_buf_text(&out));
        gk_buf_clear(&out);
        gk_json_free(manifest);
    }
}

static void names_are_kebab_case(void **state)
{
    static const char *const good[] = {"a",     "a1",       "my-plugin",
                                       "@me/x", "@a-b/c-d", "1"};
    static const char *const bad[] = {
        "",       "-a",       "a-",    "a--b",   "A",      "a_b",
        "a b",    "a/b",      "@me",   "@/x",    "@me/",   "@me/x/y",
        "me@x/y", "\xc3\xa9", "../up", "@me/-x", "@a--b/c"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!gk_cortex_name_is_valid(good[i]))
            fail_msg("'%s' refused", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (gk_cortex_name_is_valid(bad[i]))
            fail_msg("'%s' taken", bad[i]);
}

static void the_host_knows_23_capabilities(void **state)
{
    size_t count = 0;
    (void)state;
    while (gk_cortex_capabilities[count] != NULL)
        count++;
    assert_int_equal(count, 23);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_manifest_is_checked_key_by_key),
        cmocka_unit_test(what_is_odd_is_told_a_line_each),
        cmocka_unit_test(names_are_kebab_case),
        cmocka_unit_test(the_host_knows_23_capabilities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
