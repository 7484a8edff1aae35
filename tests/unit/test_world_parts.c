/* What the world is made of: kept state, globs, patterns, base64, masks. */
#include "core/base/base64.h"
#include "core/base/limits.h"
#include "core/base/mask.h"
#include "host-mock/world/glob.h"
#include "host-mock/world/kv.h"
#include "host-mock/world/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- kv --------------------------------------------------------------------
 */

static void put(struct gk_kv *kv, const char *key, const char *value)
{
    assert_int_equal(
        gk_kv_set(kv, key, strlen(key), value, strlen(value), NULL), GK_OK);
}

static void rows_are_found_replaced_and_sorted(void **state)
{
    static const char *const keys[] = {"b", "", "ab", "a", "c", "abc", "b"};
    struct gk_kv kv = GK_KV_INIT;
    gk_json *json;
    gk_buf text = GK_BUF_INIT;
    (void)state;
    for (size_t i = 0; i < 7; i++)
        put(&kv, keys[i], i == 6 ? "again" : keys[i]);
    assert_int_equal(kv.count, 6);
    assert_string_equal(gk_buf_text(gk_kv_get(&kv, "b", 1)), "again");
    assert_string_equal(gk_buf_text(gk_kv_get(&kv, "", 0)), "");
    assert_null(gk_kv_get(&kv, "abcd", 4));
    assert_null(gk_kv_get(&kv, "b\0", 2));
    json = gk_kv_to_json(&kv);
    gk_json_print(json, GK_JSON_COMPACT, &text);
    assert_string_equal(gk_buf_text(&text),
                        "{\"\":\"\",\"a\":\"a\",\"ab\":\"ab\",\"abc\":\"abc\","
                        "\"b\":\"again\",\"c\":\"c\"}");
    gk_json_free(json);
    gk_buf_clear(&text);
    gk_kv_clear(&kv);
    assert_int_equal(kv.count, 0);
    gk_kv_clear(&kv);
}

static void what_is_read_from_json_is_there(void **state)
{
    struct gk_kv kv = GK_KV_INIT;
    gk_json *json = NULL;
    static const char text[] = "{\"a\":\"x\\u0000y\",\"\xc3\xa9\":\"\"}";
    const gk_buf *value;
    (void)state;
    assert_int_equal(gk_json_parse(text, sizeof text - 1, &json, NULL), GK_OK);
    assert_int_equal(gk_kv_add_json(&kv, json, NULL), GK_OK);
    value = gk_kv_get(&kv, "a", 1);
    assert_int_equal(value->len, 3);
    assert_memory_equal(value->data, "x\0y", 3);
    assert_non_null(gk_kv_get(&kv, "\xc3\xa9", 2));
    assert_int_equal(gk_kv_add_json(&kv, NULL, NULL), GK_OK);
    gk_json_free(json);
    gk_kv_clear(&kv);
}

static void state_stops_at_its_limit_and_loses_nothing(void **state)
{
    static const char piece[65536] = {1}; /* six bytes each in JSON, or one */
    struct gk_kv kv = GK_KV_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_status st = GK_OK;
    size_t bytes, count = 0;
    gk_json *json;
    (void)state;
    while (st == GK_OK) {
        char key[16];
        snprintf(key, sizeof key, "%zu", count);
        st = gk_kv_set(&kv, key, strlen(key), piece, sizeof piece, &err);
        count += st == GK_OK;
    }
    assert_int_equal(st, GK_E_LIMIT);
    assert_string_equal(err.text, "state is over 67108864 bytes");
    assert_in_range(kv.bytes, GK_MAX_STATE_BYTES - 2 * sizeof piece,
                    GK_MAX_STATE_BYTES);
    /* A row in place of an equal one is no more. */
    bytes = kv.bytes;
    assert_int_equal(gk_kv_set(&kv, "0", 1, piece, sizeof piece, NULL), GK_OK);
    assert_int_equal(kv.bytes, bytes);
    assert_int_equal(gk_kv_set(&kv, "0", 1, "", 0, NULL), GK_OK);
    assert_int_equal(kv.bytes, bytes - sizeof piece);
    json = gk_kv_to_json(&kv);
    assert_int_equal(gk_json_count(json), count);
    gk_json_free(json);
    gk_kv_clear(&kv);
}

/* --- glob ------------------------------------------------------------------
 */

static const struct {
    const char *pattern, *text;
    bool fits;
} globs[] = {
    {"", "", true},          {"", "a", false},
    {"*", "", true},         {"*", "abc", true},
    {"**", "abc", true},     {"a", "", false},
    {"a*", "a", true},       {"a*", "ba", false},
    {"*a", "ba", true},      {"*a", "ab", false},
    {"a*b*c", "abc", true},  {"a*b*c", "axxbyyc", true},
    {"a*b*c", "acb", false}, {"*ab", "aab", true},
    {"*aab", "aaab", true},  {"a?c", "abc", false},
    {"a?c", "a?c", true},    {"[a]", "a", false},
    {"a.c", "abc", false},   {"*/now?city=*", "http://h/now?city=Oslo", true},
    {"a*", "", false},       {"*a*", "bbb", false},
};

static void a_star_stands_for_any_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof globs / sizeof *globs; i++)
        if (gk_glob_match(globs[i].pattern, globs[i].text) != globs[i].fits)
            fail_msg("'%s' against '%s'", globs[i].pattern, globs[i].text);
}

static void many_stars_take_no_long_time(void **state)
{
    char pattern[2001], text[20001];
    (void)state;
    for (size_t i = 0; i < 2000; i += 2)
        memcpy(pattern + i, "*a", 2);
    memset(text, 'a', 20000);
    pattern[2000] = text[20000] = '\0';
    assert_true(gk_glob_match(pattern, text));
    text[19999] = 'b';
    assert_false(gk_glob_match(pattern, text));
}

/* --- pattern ---------------------------------------------------------------
 */

static const struct {
    const char *pattern, *text;
    bool fits;
} patterns[] = {
    {"\"abc\"", "abc", true},
    {"\"abc\"", "abcd", false},
    {"\"\"", "", true},
    {"{\"match\":\"^a+$\"}", "aaa", true},
    {"{\"match\":\"^a+$\"}", "aab", false},
    {"{\"match\":\"a\"}", "bab", true},
    {"{\"contains\":\"ell\"}", "hello", true},
    {"{\"contains\":\"\"}", "", true},
    {"{\"contains\":\".\"}", "hello", false},
    {"{\"json\":{\"a\":[1,{\"b\":2}]}}",
     "{\"c\":0,\"a\":[1,{\"b\":2,\"d\":3}]}", true},
    {"{\"json\":[1]}", "[1,2]", false},
    {"{\"json\":null}", "null", true},
    {"{\"json\":null}", "", false},
    {"{\"json\":1}", "1 2", false},
};

static void a_text_fits_its_pattern(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        gk_json *pattern = NULL;
        gk_error err = GK_ERROR_INIT;
        assert_int_equal(gk_json_parse(patterns[i].pattern,
                                       strlen(patterns[i].pattern), &pattern,
                                       NULL),
                         GK_OK);
        if (gk_pattern_check(pattern, "/p", &err) != GK_OK ||
            gk_pattern_fits(pattern, patterns[i].text) != patterns[i].fits)
            fail_msg("%s against '%s' %s", patterns[i].pattern,
                     patterns[i].text, err.text);
        gk_json_free(pattern);
    }
    assert_int_equal(gk_pattern_check(NULL, "/p", NULL), GK_OK);
}

static void a_wrong_pattern_is_refused(void **state)
{
    static const char *const wrong[] = {"1",
                                        "[]",
                                        "{}",
                                        "{\"match\":1}",
                                        "{\"match\":\"(\"}",
                                        "{\"match\":\"[\"}",
                                        "{\"math\":\"a\"}",
                                        "{\"match\":\"a\",\"contains\":\"b\"}",
                                        "{\"contains\":\"\\u0000\"}"};
    gk_buf text = GK_BUF_INIT;
    gk_json *pattern = NULL;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gk_error err = GK_ERROR_INIT;
        assert_int_equal(
            gk_json_parse(wrong[i], strlen(wrong[i]), &pattern, NULL), GK_OK);
        if (gk_pattern_check(pattern, "/p", &err) != GK_E_SCHEMA ||
            strncmp(err.text, "/p", 2) != 0)
            fail_msg("%s: '%s'", wrong[i], err.text);
        gk_json_free(pattern);
    }
    gk_buf_puts(&text, "{\"match\":\"");
    gk_buf_fill(&text, 'a', 2000);
    gk_buf_puts(&text, "\"}");
    assert_int_equal(gk_json_parse(text.data, text.len, &pattern, NULL), GK_OK);
    assert_int_equal(gk_pattern_check(pattern, "/p", NULL), GK_E_SCHEMA);
    gk_json_free(pattern);
    gk_buf_clear(&text);
}

/* --- base64 ----------------------------------------------------------------
 */

static void base64_goes_there_and_back(void **state)
{
    static const char *const rows[][2] = {{"", ""},
                                          {"f", "Zg=="},
                                          {"fo", "Zm8="},
                                          {"foo", "Zm9v"},
                                          {"foob", "Zm9vYg=="},
                                          {"fooba", "Zm9vYmE="},
                                          {"foobar", "Zm9vYmFy"},
                                          {"\xff\xfe\xfd", "//79"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf out = GK_BUF_INIT, back = GK_BUF_INIT;
        gk_base64_encode(rows[i][0], strlen(rows[i][0]), &out);
        assert_string_equal(gk_buf_text(&out), rows[i][1]);
        assert_int_equal(gk_base64_decode(rows[i][1], &back, NULL), GK_OK);
        assert_string_equal(gk_buf_text(&back), rows[i][0]);
        gk_buf_clear(&out);
        gk_buf_clear(&back);
    }
}

static void what_is_no_base64_is_refused(void **state)
{
    static const char *const rows[] = {
        "Z",    "Zg",   "Zg=",      "=",    "====", "Z===",
        "Zg=A", "Z g=", "Zg==Zg==", "Zm8-", "Zm8_", "\xc3\xa9g="};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf out = GK_BUF_INIT;
        if (gk_base64_decode(rows[i], &out, NULL) != GK_E_SYNTAX)
            fail_msg("'%s'", rows[i]);
        gk_buf_clear(&out);
    }
}

/* --- mask ------------------------------------------------------------------
 */

static const char *const masks[][2] = {
    {"", ""},
    {"nothing to hide", "nothing to hide"},
    {"{\"token\":\"abc\",\"a\":\"b\"}", "{\"token\":\"***\",\"a\":\"b\"}"},
    {"{\"API_KEY\" : \"abc\"}", "{\"API_KEY\" : \"***\"}"},
    {"{\\\"password\\\":\\\"abc\\\"}", "{\\\"password\\\":\\\"***\\\"}"},
    {"http://h/?a=1&token=abc&b=2", "http://h/?a=1&token=***&b=2"},
    {"Authorization: Bearer abc.def", "Authorization: Bearer ***"},
    {"basic QWxhZGRpbg==", "basic ***"},
    {"{\"h\":\"BEARER abc\"}", "{\"h\":\"BEARER ***\"}"},
    {"say sk-abcdefghijklmnop please", "say *** please"},
    {"ghp_abcdefghijklmnop", "***"},
    {"sk-short", "sk-short"},
    {"risk-abcdefghijklmnopqrstuv", "risk-abcdefghijklmnopqrstuv"},
    {"token", "token"},
    {"token=", "token="},
};

static void secrets_are_masked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        gk_buf out = GK_BUF_INIT;
        gk_mask_put(&out, masks[i][0], strlen(masks[i][0]));
        if (strcmp(gk_buf_text(&out), masks[i][1]) != 0)
            fail_msg("%s: wanted %s, found %s", masks[i][0], masks[i][1],
                     gk_buf_text(&out));
        gk_buf_clear(&out);
    }
}

static void names_of_secrets_are_known(void **state)
{
    static const char *const secret[] = {
        "token",       "API_KEY",       "x-api-key", "Authorization",
        "db.password", "client secret", "Set-Cookie"};
    static const char *const open[] = {"", "city", "key", "units", "tokyo"};
    (void)state;
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        if (!gk_mask_is_secret_name(secret[i], strlen(secret[i])))
            fail_msg("%s", secret[i]);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (gk_mask_is_secret_name(open[i], strlen(open[i])))
            fail_msg("%s", open[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_replaced_and_sorted),
        cmocka_unit_test(what_is_read_from_json_is_there),
        cmocka_unit_test(state_stops_at_its_limit_and_loses_nothing),
        cmocka_unit_test(a_star_stands_for_any_run),
        cmocka_unit_test(many_stars_take_no_long_time),
        cmocka_unit_test(a_text_fits_its_pattern),
        cmocka_unit_test(a_wrong_pattern_is_refused),
        cmocka_unit_test(base64_goes_there_and_back),
        cmocka_unit_test(what_is_no_base64_is_refused),
        cmocka_unit_test(secrets_are_masked),
        cmocka_unit_test(names_of_secrets_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
