/*
 * The field "files" of a test's "expect".
 */
#include "host-mock/testing/expect/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define RESULT                                                                 \
    "{\"outcome\":\"ok\",\"load\":{\"outcome\":\"ok\",\"ok\":true},"           \
    "\"steps\":[{\"outcome\":\"ok\",\"ok\":true}],\"root\":\"/agent\","        \
    "\"files\":{\"/agent/a\":\"one two\",\"/agent/d/b\":{\"base64\":\"/w==\"}" \
    ",\"/agent/e\":{\"dir\":{}},\"/agent/r\":{\"text\":\"r\",\"readonly\":"    \
    "true},\"/l\":{\"link\":\"agent\"},\"/big\":{\"size\":70000,\"sha256\":"   \
    "\"00\"}}}"

static gk_json *parse(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("%s in %s", err.text, text);
    return json;
}

/* "" when all fits. */
static void compare(const char *files, gk_buf *out)
{
    char text[512];
    gk_json *expect, *result = parse(RESULT), *list = NULL;
    struct gk_match match = {.fidelity = GK_DOCUMENTED};

    snprintf(text, sizeof text, "{\"files\":%s}", files);
    expect = parse(text);
    match.expect = expect;
    match.result = result;
    assert_int_equal(gk_match_result(&match, &list, NULL), GK_OK);
    for (const gk_json *d = gk_json_first(list); d != NULL; d = gk_json_next(d))
        gk_buf_printf(out, "%s: expected %s, got %s",
                      gk_json_text(gk_json_get(d, "place")),
                      gk_json_text(gk_json_get(d, "expected")),
                      gk_json_text(gk_json_get(d, "got")));
    gk_json_free(expect);
    gk_json_free(result);
    gk_json_free(list);
}

static void what_is_left_is_compared_path_by_path(void **state)
{
    static const struct {
        const char *files, *want;
    } rows[] = {
        {"{}", ""},
        {"{\"a\":\"one two\",\"/agent/a\":\"one two\"}", ""},
        {"{\"a\":\"one\"}", "files a: expected \"one\", got \"one two\""},
        {"{\"a\":{\"match\":\"^one\"}}", ""},
        {"{\"a\":{\"contains\":\"three\"}}",
         "files a: expected {\"contains\":\"three\"}, got \"one two\""},
        {"{\"a\":{\"text\":\"one two\"}}", ""},
        {"{\"a\":null}", "files a: expected nothing, got \"one two\""},
        {"{\"z\":null,\"/agent\":{\"dir\":{}}}", ""},
        {"{\"z\":\"\"}", "files z: expected \"\", got nothing"},
        {"{\"d\":{\"dir\":{}},\"e/\":{\"dir\":{}}}", ""},
        {"{\"d\":null}", "files d: expected nothing, got {\"dir\":{}}"},
        {"{\"a\":{\"dir\":{}}}",
         "files a: expected {\"dir\":{}}, got \"one two\""},
        {"{\"d/b\":{\"base64\":\"/w==\"}}", ""},
        {"{\"d/b\":\"x\"}",
         "files d/b: expected \"x\", got {\"base64\":\"/w==\"}"},
        {"{\"r\":\"r\"}", ""},
        {"{\"r\":{\"readonly\":false}}",
         "files r: expected {\"readonly\":false}, got "
         "{\"text\":\"r\",\"readonly\":true}"},
        {"{\"/l\":{\"link\":\"agent\"},\"/big\":{\"size\":70000}}", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf got = GK_BUF_INIT;

        compare(rows[i].files, &got);
        if (strcmp(gk_buf_text(&got), rows[i].want) != 0)
            fail_msg("%s: found '%s', wanted '%s'", rows[i].files,
                     gk_buf_text(&got), rows[i].want);
        gk_buf_clear(&got);
    }
}

static void how_it_is_written_is_checked(void **state)
{
    static const struct {
        const char *expect, *want;
    } rows[] = {
        {"{\"files\":{\"a\":1}}", "/expect/files/a: found number"},
        {"{\"files\":{\"a\":{\"bas64\":\"\"}}}",
         "/expect/files/a: unknown key"},
        {"{\"files\":{\"a\":{\"match\":\"(\"}}}", "/expect/files/a/match"},
        {"{\"files\":[]}", "/expect/files: found array"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_json *expect = parse(rows[i].expect);
        gk_error err = GK_ERROR_INIT;

        if (gk_expect_check(expect, GK_EXPECT_BOTH, "/expect", &err) == GK_OK ||
            strncmp(err.text, rows[i].want, strlen(rows[i].want)) != 0)
            fail_msg("%s: '%s'", rows[i].expect, err.text);
        gk_json_free(expect);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_is_compared_path_by_path),
        cmocka_unit_test(how_it_is_written_is_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
