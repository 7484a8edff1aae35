#include "core/base/opts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const words[] = {"new",  "build",   "run",   "test",
                                    "scan", "inspect", "doctor"};

static const struct {
    const char *name, *given, *want; /* want NULL: nothing is near */
} rows[] = {
    {"the word itself", "scan", "scan"},
    {"a letter left out", "scn", "scan"},
    {"a letter too many", "scann", "scan"},
    {"a wrong letter", "scax", "scan"},
    {"neighbours swapped", "sacn", "scan"},
    {"two slips in a long word", "inspcet", "inspect"},
    {"three letters, one slip", "rum", "run"},
    {"two letters of a short word", "ru", NULL},
    {"another word", "deploy", NULL},
    {"half the letters wrong", "tesxxx", NULL},
    {"upper case is another letter", "SCAN", NULL},
    {"nothing", "", NULL},
    {"bytes that are no letters", "\xff\xfe\x01", NULL},
};

static void slips_of_the_finger_are_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *got = gk_nearest(rows[i].given, words, COUNT(words));

        if (got == rows[i].want)
            continue;
        if (got == NULL || rows[i].want == NULL ||
            strcmp(got, rows[i].want) != 0)
            fail_msg("%s: '%s' gives %s, wanted %s", rows[i].name,
                     rows[i].given, got != NULL ? got : "nothing",
                     rows[i].want != NULL ? rows[i].want : "nothing");
    }
}

static void the_answer_is_one_of_the_words(void **state)
{
    (void)state;
    assert_ptr_equal(gk_nearest("biuld", words, COUNT(words)), words[1]);
}

static void the_nearest_wins(void **state)
{
    static const char *const close[] = {"formal", "format", "forms"};

    (void)state;
    assert_string_equal(gk_nearest("fomat", close, COUNT(close)), "format");
    assert_string_equal(gk_nearest("formt", close, COUNT(close)), "format");
}

static void among_equals_the_first_wins(void **state)
{
    static const char *const twins[] = {"cart", "card"};

    (void)state;
    assert_string_equal(gk_nearest("carx", twins, COUNT(twins)), "cart");
}

static void nothing_is_near_to_no_words(void **state)
{
    (void)state;
    assert_null(gk_nearest("scan", NULL, 0));
}

/* Longer than any name of ours: left alone, whatever it says. */
static void long_words_are_left_alone(void **state)
{
    char longest[65], longer[66];
    const char *const some[] = {longer, longest};

    (void)state;
    memset(longest, 'a', 64);
    longest[64] = '\0';
    memset(longer, 'a', 65);
    longer[65] = '\0';
    assert_null(gk_nearest(longer, some, COUNT(some)));
    assert_ptr_equal(gk_nearest(longest, some, COUNT(some)), longest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_of_the_finger_are_seen),
        cmocka_unit_test(the_answer_is_one_of_the_words),
        cmocka_unit_test(the_nearest_wins),
        cmocka_unit_test(among_equals_the_first_wins),
        cmocka_unit_test(nothing_is_near_to_no_words),
        cmocka_unit_test(long_words_are_left_alone),
    };

    return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
