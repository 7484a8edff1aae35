/*
 * What commands say about themselves, and how they fail; the tables of all
 * commands are held to the same rules.
 */
#include "core/base/error.h"
#include "core/base/exit.h"
#include "core/base/opts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define GK_COMMAND(name) extern const struct gk_command gk_cmd_##name;
#include "commands.def"

static const struct gk_command *const commands[] = {
#define GK_COMMAND(name) &gk_cmd_##name,
#include "commands.def"
};

/* --- help and failures -----------------------------------------------------
 */

struct some {
    const char *host;
    bool far;
};

static const struct gk_opt some_options[] = {
    GK_OPT_TEXT("host", struct some, host, "HOST", "which one"),
    GK_OPT_CHOICE("form", struct some, host, "one|two|three|four|five",
                  "too long for its column"),
    GK_OPT_FLAG("far", struct some, far, "farther"), GK_OPT_END};

static const struct gk_command some_command = {
    .name = "some",
    .summary = "do something",
    .usage = "some [OPTIONS] FILE",
    .options = some_options,
};

/* A file in memory; taken() closes it and gives its text, owned. */
struct memory_file {
    FILE *file;
    char *text;
    size_t len;
};

static void open_memory(struct memory_file *m)
{
    m->file = open_memstream(&m->text, &m->len);
    assert_non_null(m->file);
}

static char *taken(struct memory_file *m)
{
    fclose(m->file);
    return m->text;
}

static void help_lists_own_and_common_options(void **state)
{
    struct memory_file m;
    char *text;

    (void)state;
    open_memory(&m);
    gk_command_help(&some_command, m.file);
    text = taken(&m);
    assert_string_equal(
        text,
        "guestkit some: do something\n\n"
        "usage: guestkit some [OPTIONS] FILE\n\n"
        "options:\n"
        "  --host HOST                   which one\n"
        "  --form one|two|three|four|five\n"
        "                                too long for its column\n"
        "  --far                         farther\n"
        "  --quiet                       print the result only\n"
        "  --verbose                     say more on standard error\n"
        "  --color auto|always|never     colours; NO_COLOR turns them off\n"
        "  --help                        this text\n");
    free(text);
}

static const struct {
    const char *name;
    gk_status st;
    int want;
} failures[] = {
    {"wrong usage", GK_E_USAGE, GK_EXIT_USAGE},
    {"a file that is no JSON", GK_E_SYNTAX, GK_EXIT_USAGE},
    {"a file that says the wrong thing", GK_E_SCHEMA, GK_EXIT_USAGE},
    {"no file", GK_E_NOENT, GK_EXIT_CANNOT},
    {"no reading", GK_E_IO, GK_EXIT_CANNOT},
    {"no tool", GK_E_TOOL, GK_EXIT_CANNOT},
    {"no memory", GK_E_NOMEM, GK_EXIT_CANNOT},
    {"no module", GK_E_MALFORMED, GK_EXIT_CANNOT},
};

static void failures_have_their_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(failures); i++) {
        struct memory_file out, err;
        struct gk_cli cli = {0};
        gk_error why = GK_ERROR_INIT;
        char *text, *printed;
        int got;

        open_memory(&out);
        open_memory(&err);
        cli.out = out.file;
        cli.err = err.file;
        gk_fail(&why, failures[i].st, "'x' is wrong");
        got = gk_cli_fail(&cli, &some_command, &why);
        text = taken(&err);
        printed = taken(&out);
        if (got != failures[i].want)
            fail_msg("%s: exit %d, wanted %d", failures[i].name, got,
                     failures[i].want);
        if (strcmp(text, failures[i].st == GK_E_USAGE
                             ? "guestkit some: error: 'x' is wrong\n"
                               "try 'guestkit some --help'\n"
                             : "guestkit some: error: 'x' is wrong\n") != 0)
            fail_msg("%s: printed '%s'", failures[i].name, text);
        assert_string_equal(printed, "");
        free(text);
        free(printed);
    }
}

static void quiet_ends_chatter_not_errors(void **state)
{
    struct memory_file err;
    struct gk_cli cli = {.out = stdout};
    gk_error why = GK_ERROR_INIT;
    char *text;

    (void)state;
    open_memory(&err);
    cli.err = err.file;
    gk_cli_say(&cli, "%s %d", "heard", 1);
    cli.quiet = true;
    gk_cli_say(&cli, "not heard");
    gk_fail(&why, GK_E_IO, "bad");
    gk_cli_fail(&cli, &some_command, &why);
    text = taken(&err);
    assert_string_equal(text, "heard 1\nguestkit some: error: bad\n");
    free(text);
}

static void styles_are_nothing_without_colour(void **state)
{
    (void)state;
    for (int s = GK_STYLE_NONE; s <= GK_STYLE_CYAN; s++) {
        assert_string_equal(gk_style_on(false, (gk_style)s), "");
        if (s != GK_STYLE_NONE)
            assert_memory_equal(gk_style_on(true, (gk_style)s), "\x1b[", 2);
    }
    assert_string_equal(gk_style_off(false), "");
    assert_string_equal(gk_style_off(true), "\x1b[0m");
}

static const struct {
    int a, b, want;
} worst[] = {
    {GK_EXIT_OK, GK_EXIT_OK, GK_EXIT_OK},
    {GK_EXIT_OK, GK_EXIT_FOUND, GK_EXIT_FOUND},
    {GK_EXIT_FOUND, GK_EXIT_CANNOT, GK_EXIT_CANNOT},
    {GK_EXIT_OK, GK_EXIT_CANNOT, GK_EXIT_CANNOT},
    {GK_EXIT_USAGE, GK_EXIT_FOUND, GK_EXIT_USAGE},
};

static void cannot_beats_found_beats_fine(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(worst); i++) {
        assert_int_equal(gk_exit_worst(worst[i].a, worst[i].b), worst[i].want);
        assert_int_equal(gk_exit_worst(worst[i].b, worst[i].a), worst[i].want);
    }
}

/* --- the tables of all commands --------------------------------------------
 */

/* Columns of a terminal that a line of UTF-8 takes, if all are one wide. */
static size_t columns(const char *line, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)line[i] & 0xc0) != 0x80;
    return n;
}

/* A text of several lines; NULL is none. */
static void check_width(const char *command, const char *text)
{
    while (text != NULL && *text != '\0') {
        size_t len = strcspn(text, "\n");

        if (columns(text, len) > 80)
            fail_msg("%s: %zu columns: %.*s", command, columns(text, len),
                     (int)len, text);
        text += len + (text[len] == '\n');
    }
}

static void texts_fit_a_terminal(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(commands); i++) {
        char line[256];

        check_width(commands[i]->name, commands[i]->details);
        check_width(commands[i]->name, commands[i]->examples);
        snprintf(line, sizeof line, "usage: guestkit %s", commands[i]->usage);
        check_width(commands[i]->name, line);
        snprintf(line, sizeof line, "guestkit %s: %s", commands[i]->name,
                 commands[i]->summary);
        check_width(commands[i]->name, line);
    }
}

static bool is_common(const char *name)
{
    static const char *const names[] = {"quiet", "verbose", "color", "help"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static const struct gk_opt *find_option(const struct gk_command *c,
                                        const char *name, size_t len)
{
    for (const struct gk_opt *o = c->options; o->kind; o++)
        if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
            return o;
    return NULL;
}

/* A common option never reaches the command; a second one neither. */
static void options_are_named_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(commands); i++)
        for (const struct gk_opt *o = commands[i]->options; o->kind; o++) {
            if (is_common(o->name) ||
                find_option(commands[i], o->name, strlen(o->name)) != o)
                fail_msg("%s: --%s is there twice", commands[i]->name, o->name);
            if (o->help[strlen(o->help) - 1] == '.')
                fail_msg("%s: --%s: help ends with a full stop",
                         commands[i]->name, o->name);
            if ((o->kind == GK_OPT_KIND_FLAG) != (o->arg == NULL))
                fail_msg("%s: --%s: value and kind disagree", commands[i]->name,
                         o->name);
        }
}

static void usage_begins_with_the_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(commands); i++) {
        size_t len = strlen(commands[i]->name);

        if (strncmp(commands[i]->usage, commands[i]->name, len) != 0 ||
            (commands[i]->usage[len] != ' ' && commands[i]->usage[len] != '\0'))
            fail_msg("%s: usage is '%s'", commands[i]->name,
                     commands[i]->usage);
    }
}

/* What help shows can be typed: the options of its examples are there. */
static void examples_use_options_that_exist(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(commands); i++) {
        char start[64];
        const char *text = commands[i]->examples;

        assert_non_null(text);
        snprintf(start, sizeof start, "  guestkit %s", commands[i]->name);
        if (strncmp(text, start, strlen(start)) != 0)
            fail_msg("%s: its examples are not its own", commands[i]->name);
        assert_int_equal(text[strlen(text) - 1], '\n');
        for (const char *at = strstr(text, " --"); at != NULL;
             at = strstr(at + 3, " --")) {
            size_t len = strcspn(at + 3, "= \n");

            if (find_option(commands[i], at + 3, len) == NULL)
                fail_msg("%s: an example has --%.*s", commands[i]->name,
                         (int)len, at + 3);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_lists_own_and_common_options),
        cmocka_unit_test(failures_have_their_status),
        cmocka_unit_test(quiet_ends_chatter_not_errors),
        cmocka_unit_test(styles_are_nothing_without_colour),
        cmocka_unit_test(cannot_beats_found_beats_fine),
        cmocka_unit_test(texts_fit_a_terminal),
        cmocka_unit_test(options_are_named_once),
        cmocka_unit_test(usage_begins_with_the_name),
        cmocka_unit_test(examples_use_options_that_exist),
    };

    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
