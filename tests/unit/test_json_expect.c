#include "core/base/json_expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static gk_json *parsed(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("'%s': %s", text, err.text);
    return json;
}

static void objects_are_checked_by_table(void **state)
{
    static const struct gk_json_field fields[] = {
        {"call", GK_JSON_BIT(GK_JSON_OBJECT), true},
        {"name", GK_JSON_BIT(GK_JSON_STRING) | GK_JSON_BIT(GK_JSON_NULL),
         false},
    };
    static const struct {
        const char *text, *where, *says; /* NULL: fine */
    } rows[] = {
        {"{\"call\":{}}", "", NULL},
        {"{\"call\":{},\"name\":null}", "/cases/0", NULL},
        {"[]", "/cases/0", "/cases/0: found array, wanted object"},
        {"1", "", "the file: found number, wanted object"},
        {"{\"cal\":{}}", "/cases/0",
         "/cases/0: unknown key \"cal\", did you mean \"call\"?"},
        {"{\"call\":{},\"zzzzzz\":1}", "", "the file: unknown key \"zzzzzz\""},
        {"{\"call\":1}", "", "/call: found number, wanted object"},
        {"{\"call\":{},\"name\":[]}", "/x",
         "/x/name: found array, wanted null or string"},
        {"{}", "/x", "/x: key \"call\" is missing"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *json = parsed(rows[i].text);
        gk_error err = GK_ERROR_INIT;
        gk_status st =
            gk_json_expect(json, rows[i].where, fields, COUNT(fields), &err);

        if (st != (rows[i].says == NULL ? GK_OK : GK_E_SCHEMA) ||
            (rows[i].says != NULL && strcmp(err.text, rows[i].says) != 0))
            fail_msg("%s: said '%s'", rows[i].text, err.text);
        gk_json_free(json);
    }
}

static void whole_numbers_are_held_to_their_range(void **state)
{
    static const struct {
        const char *text;
        uint64_t low, high, want;
        gk_status status;
    } rows[] = {
        {"0", 0, 10, 0, GK_OK},
        {"10", 0, 10, 10, GK_OK},
        {"1e1", 0, 10, 10, GK_OK},
        {"11", 0, 10, 0, GK_E_SCHEMA},
        {"-1", 0, 10, 0, GK_E_SCHEMA},
        {"0", 1, 10, 0, GK_E_SCHEMA},
        {"1.5", 0, 10, 0, GK_E_SCHEMA},
        {"1e999", 0, UINT64_MAX, 0, GK_E_SCHEMA},
        {"9007199254740992", 0, UINT64_MAX, 9007199254740992u, GK_OK},
        {"18446744073709551616", 0, UINT64_MAX, 0, GK_E_SCHEMA},
        {"\"1\"", 0, 10, 0, GK_E_SCHEMA},
        {"null", 0, 10, 0, GK_E_SCHEMA},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *json = parsed(rows[i].text);
        uint64_t got = 77;

        if (gk_json_expect_uint(json, "/x", rows[i].low, rows[i].high, &got,
                                NULL) != rows[i].status)
            fail_msg("%s: not the status wanted", rows[i].text);
        assert_int_equal(got, rows[i].status == GK_OK ? rows[i].want : 77);
        gk_json_free(json);
    }
}

static void a_number_that_is_not_there_changes_nothing(void **state)
{
    uint64_t got = 5;

    (void)state;
    assert_int_equal(gk_json_expect_uint(NULL, "/x", 0, 1, &got, NULL), GK_OK);
    assert_int_equal(got, 5);
}

static void places_are_found_by_pointer(void **state)
{
    static const char text[] = "{\n"
                               "  \"a\": [1, {\"b\": 2}],\n"
                               "  \"s\": \"}{][\\\"\",\n"
                               "  \"c/d\": {\n"
                               "    \"\\u0065~\": true }, \"\": 9\n"
                               "}\n";
    static const struct {
        const char *pointer;
        size_t line, column; /* 0: not there */
    } rows[] = {
        {"", 1, 1},         {"/a", 2, 8},         {"/a/0", 2, 9},
        {"/a/1", 2, 12},    {"/a/1/b", 2, 18},    {"/a/2", 0, 0},
        {"/a/x", 0, 0},     {"/s", 3, 8},         {"/c~1d", 4, 10},
        {"/c/d", 0, 0},     {"/c~1d/e~0", 5, 16}, {"/c~1d/e~", 0, 0},
        {"/", 5, 28},       {"/none", 0, 0},      {"/s/x", 0, 0},
        {"/a/1/b/c", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t line = 0, column = 0;
        bool found = gk_json_locate(text, sizeof text - 1, rows[i].pointer,
                                    &line, &column);

        if (found != (rows[i].line != 0) || line != rows[i].line ||
            column != rows[i].column)
            fail_msg("%s: line %zu, column %zu", rows[i].pointer, line, column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_checked_by_table),
        cmocka_unit_test(whole_numbers_are_held_to_their_range),
        cmocka_unit_test(a_number_that_is_not_there_changes_nothing),
        cmocka_unit_test(places_are_found_by_pointer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
