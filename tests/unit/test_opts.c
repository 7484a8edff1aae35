#include "core/base/opts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct some {
    const char *host;
    const char *form;
    bool quiet;
    uint64_t jobs;
    struct gk_opt_list with;
};

static const struct gk_opt table[] = {
    GK_OPT_TEXT("host", struct some, host, "HOST", "which host"),
    GK_OPT_CHOICE("form", struct some, form, "text|json", "how"),
    GK_OPT_FLAG("quiet", struct some, quiet, "less"),
    GK_OPT_UINT("jobs", struct some, jobs, "N", "how many"),
    GK_OPT_LIST("with", struct some, with, "THING", "more"),
    GK_OPT_END};

#define MOST_WORDS 8

static gk_status parse(const char *const *words, struct some *into,
                       struct gk_opt_list *positionals,
                       struct gk_opt_list *rest, gk_error *err)
{
    char *argv[MOST_WORDS + 1];
    int argc = 0;

    for (; words[argc] != NULL; argc++)
        argv[argc] = (char *)(uintptr_t)words[argc];
    return gk_opts_parse(argc, argv, table, into, positionals, rest, err);
}

static void options_and_words_are_told_apart(void **state)
{
    static const char *const words[] = {"a",     "--host=x", "-",   "--jobs",
                                        "1_000", "--quiet",  "b=c", NULL};
    struct some o = {.jobs = 1};
    struct gk_opt_list positionals = {NULL, 0};

    (void)state;
    assert_int_equal(parse(words, &o, &positionals, NULL, NULL), GK_OK);
    assert_string_equal(o.host, "x");
    assert_true(o.quiet);
    assert_int_equal(o.jobs, 1000);
    assert_int_equal(positionals.count, 3);
    assert_string_equal(positionals.at[0], "a");
    assert_string_equal(positionals.at[1], "-");
    assert_string_equal(positionals.at[2], "b=c");
    gk_opt_list_clear(&positionals);
    assert_int_equal(positionals.count, 0);
}

static void two_dashes_end_the_options(void **state)
{
    static const char *const words[] = {"a", "--", "--host", "--", NULL};
    struct some o = {0};
    struct gk_opt_list positionals = {NULL, 0}, rest = {NULL, 0};

    (void)state;
    assert_int_equal(parse(words, &o, &positionals, &rest, NULL), GK_OK);
    assert_null(o.host);
    assert_int_equal(positionals.count, 1);
    assert_int_equal(rest.count, 2);
    assert_string_equal(rest.at[1], "--");
    gk_opt_list_clear(&positionals);
    gk_opt_list_clear(&rest);
    assert_int_equal(parse(words, &o, &positionals, NULL, NULL), GK_OK);
    assert_int_equal(positionals.count, 3);
    gk_opt_list_clear(&positionals);
}

static void a_list_keeps_every_one(void **state)
{
    static const char *const words[] = {"--with", "a", "--with=b",
                                        "--with", "",  NULL};
    struct some o = {0};
    struct gk_opt_list positionals = {NULL, 0};

    (void)state;
    assert_int_equal(parse(words, &o, &positionals, NULL, NULL), GK_OK);
    assert_int_equal(o.with.count, 3);
    assert_string_equal(o.with.at[0], "a");
    assert_string_equal(o.with.at[1], "b");
    assert_string_equal(o.with.at[2], "");
    gk_opt_list_clear(&o.with);
}

static void wrong_words_are_told_with_what_was_found(void **state)
{
    static const struct {
        const char *words[3];
        const char *says;
    } rows[] = {
        {{"--hots", NULL},
         "unknown option '--hots', did you mean "
         "'--host'?"},
        {{"--zzzzzz", NULL}, "unknown option '--zzzzzz'"},
        {{"-q", NULL}, "unknown option '-q': options are long"},
        {{"--host", NULL}, "option '--host' needs a value: HOST"},
        {{"--quiet=1", NULL}, "option '--quiet' takes no value"},
        {{"--jobs", "x", NULL}, "takes a whole number, found 'x'"},
        {{"--jobs=", NULL}, "takes a whole number, found ''"},
        {{"--jobs=-1", NULL}, "takes a whole number, found '-1'"},
        {{"--jobs=1_", NULL}, "takes a whole number, found '1_'"},
        {{"--jobs=18446744073709551616", NULL}, "takes a whole number"},
        {{"--form=xml", NULL}, "takes text|json, found 'xml'"},
        {{"--form=tex", NULL}, "takes text|json, found 'tex'"},
        {{"--form=", NULL}, "takes text|json, found ''"},
        {{"--form=text|json", NULL}, "takes text|json"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct some o = {0};
        struct gk_opt_list positionals = {NULL, 0};
        gk_error err = GK_ERROR_INIT;

        if (parse(rows[i].words, &o, &positionals, NULL, &err) != GK_E_USAGE ||
            strstr(err.text, rows[i].says) == NULL)
            fail_msg("%s: said '%s'", rows[i].words[0], err.text);
        gk_opt_list_clear(&positionals);
    }
}

static void the_largest_number_fits(void **state)
{
    static const char *const words[] = {"--jobs=18446744073709551615", NULL};
    struct some o = {0};
    struct gk_opt_list positionals = {NULL, 0};

    (void)state;
    assert_int_equal(parse(words, &o, &positionals, NULL, NULL), GK_OK);
    assert_true(o.jobs == UINT64_MAX);
}

static void the_nearest_word_is_a_slip_away(void **state)
{
    static const char *const words[] = {"build", "test", "scan", "inspect"};
    static const struct {
        const char *given, *want;
    } rows[] = {
        {"tset", "test"},       {"buidl", "build"}, {"tests", "test"},
        {"insepct", "inspect"}, {"x", NULL},        {"", NULL},
        {"deploy", NULL},       {"scan", "scan"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *near = gk_nearest(rows[i].given, words, COUNT(words));

        if ((near == NULL) != (rows[i].want == NULL) ||
            (near != NULL && strcmp(near, rows[i].want) != 0))
            fail_msg("'%s': %s", rows[i].given, near != NULL ? near : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_words_are_told_apart),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(a_list_keeps_every_one),
        cmocka_unit_test(wrong_words_are_told_with_what_was_found),
        cmocka_unit_test(the_largest_number_fits),
        cmocka_unit_test(the_nearest_word_is_a_slip_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
