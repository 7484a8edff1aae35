#include "core/base/regex.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void bounded_expressions_are_taken(void **state)
{
    static const char *const rows[] = {
        "",
        "a",
        "^service .*not answer$",
        "([0-9]{1,3}\\.){3}[0-9]{1,3}",
        "[0-9a-f]{64}",
        "[]{9999}]",
        "[^]{9999}]",
        "[[:digit:]{9999}]+",
        "[[.].]{9999}]",
        "(a|b)+(c|d)*e?",
        "\\{9999}",
        "a{100}b{100}c{100}",
        "(a{99}){100}",
        "((((a+)+)+)+)+",
        "\\(9\\)",
        "a{0}",
        "a{3,}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_error err = GK_ERROR_INIT;
        regex_t compiled;

        if (gk_regex_check(rows[i], &err) != GK_OK)
            fail_msg("'%s': %s", rows[i], err.text);
        assert_int_equal(regcomp(&compiled, rows[i], REG_EXTENDED | REG_NOSUB),
                         0);
        regfree(&compiled);
    }
}

static void costly_expressions_are_refused(void **state)
{
    static const struct {
        const char *regex;
        gk_status want;
    } rows[] = {
        {"(((a{1,255}){1,255}){1,255}){1,255}", GK_E_LIMIT},
        {"(a{100}){101}", GK_E_LIMIT},
        {"(a{100}b){100}", GK_E_LIMIT},
        {"a{10001}", GK_E_LIMIT},
        {"a{99999999999999999999}", GK_E_LIMIT},
        {"((((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+)+)", GK_E_LIMIT},
        {"[x]{200}[]]{9801}", GK_E_LIMIT},
        {"(a*)\\1\\1b", GK_E_UNSUPPORTED},
        {"\\\\\\9", GK_E_UNSUPPORTED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (gk_regex_check(rows[i].regex, NULL) != rows[i].want)
            fail_msg("'%s'", rows[i].regex);
}

static void odd_syntax_is_left_to_regcomp(void **state)
{
    static const char *const rows[] = {")",   "(",  "((((", "))))", "[",
                                       "[[:", "a{", "a{1",  "a{1,", "{",
                                       "\\",  "*",  "+",    "a{,3}"};
    char deep[GK_MAX_REGEX_PATTERN_BYTES + 2];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (gk_regex_check(rows[i], NULL) != GK_OK)
            fail_msg("'%s'", rows[i]);
    memset(deep, '(', sizeof deep);
    deep[GK_MAX_REGEX_PATTERN_BYTES] = '\0';
    assert_int_equal(gk_regex_check(deep, NULL), GK_OK);
    deep[GK_MAX_REGEX_PATTERN_BYTES] = '(';
    deep[GK_MAX_REGEX_PATTERN_BYTES + 1] = '\0';
    assert_int_equal(gk_regex_check(deep, NULL), GK_E_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounded_expressions_are_taken),
        cmocka_unit_test(costly_expressions_are_refused),
        cmocka_unit_test(odd_syntax_is_left_to_regcomp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
