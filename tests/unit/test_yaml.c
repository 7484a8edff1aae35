/*
 * YAML as JSON: what each scalar becomes, and what is refused.
 */
#include "core/base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *yaml, *json;
} good[] = {
    {"nothing", "", "null"},
    {"words of nothing", "[~, null, Null, NULL, ]", "[null,null,null,null]"},
    {"truth", "[true, True, FALSE, yes, on]",
     "[true,true,false,\"yes\",\"on\"]"},
    {"whole numbers", "[0, -7, +3, 0x1F, 0o17, 012]", "[0,-7,3,31,15,12]"},
    {"fractions", "[1.5, .5, 3., 1e3, -2E-2]", "[1.5,0.5,3,1000,-0.02]"},
    {"no numbers", "[1.2.3, 1_000, 0b1, 5s, 512MB, '-', +]",
     "[\"1.2.3\",\"1_000\",\"0b1\",\"5s\",\"512MB\",\"-\",\"+\"]"},
    {"quoted", "['1', \"true\", '', \"a\\nb\"]",
     "[\"1\",\"true\",\"\",\"a\\nb\"]"},
    {"a mapping", "a: 1\nb:\n  c: [x]\n  d:\n",
     "{\"a\":1,\"b\":{\"c\":[\"x\"],\"d\":null}}"},
    {"a key like a number", "1: x", "{\"1\":\"x\"}"},
    {"a block of text", "a: |\n  one\n  two\n", "{\"a\":\"one\\ntwo\\n\"}"},
    {"an alias", "a: &x [1]\nb: *x", "{\"a\":[1],\"b\":[1]}"},
    {"a comment", "# nothing\na: b # c", "{\"a\":\"b\"}"},
    {"a directive", "%TAG !y! tag:yaml.org,2002:\n--- {a: !y!str b}",
     "{\"a\":\"b\"}"},
    {"explicit tags of YAML's own", "!!map {a: !!str b}", "{\"a\":\"b\"}"},
};

static const struct {
    const char *name, *yaml, *error;
    gk_status status;
} bad[] = {
    {"an open bracket", "a: [1", "line 2, column 1: ", GK_E_SYNTAX},
    {"a tab as indent", "a:\n\tb: 1", "line 2, column 1: ", GK_E_SYNTAX},
    {"the same key", "a: 1\nb: 2\na: 3", "line 3, column 1: the same key again",
     GK_E_SCHEMA},
    {"a list as key", "[a]: 1", "line 1, column 1: a key is no text",
     GK_E_SCHEMA},
    {"a tag", "a: !python/object:os.system x", "line 1, column 4: a value with",
     GK_E_SCHEMA},
    {"two documents", "a: 1\n---\nb: 2", "line 3, column 1: a second document",
     GK_E_SCHEMA},
    {"an unknown alias", "a: *b", "line 1, column 4: ", GK_E_SYNTAX},
    {"ill-formed UTF-8", "a: \xc3\x28", "line ", GK_E_SYNTAX},
};

static void scalars_become_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        gk_error err = GK_ERROR_INIT;
        gk_buf text = GK_BUF_INIT;
        gk_json *value = NULL;

        if (gk_yaml_parse(good[i].yaml, strlen(good[i].yaml), &value, &err) !=
            GK_OK)
            fail_msg("%s: %s", good[i].name, err.text);
        gk_json_print(value, GK_JSON_COMPACT, &text);
        if (strcmp(gk_buf_text(&text), good[i].json) != 0)
            fail_msg("%s: %s", good[i].name, gk_buf_text(&text));
        gk_buf_clear(&text);
        gk_json_free(value);
    }
}

static void what_json_cannot_hold_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gk_error err = GK_ERROR_INIT;
        gk_json *value = NULL;
        gk_status st =
            gk_yaml_parse(bad[i].yaml, strlen(bad[i].yaml), &value, &err);

        if (st != bad[i].status ||
            strncmp(err.text, bad[i].error, strlen(bad[i].error)) != 0)
            fail_msg("%s: %d %s", bad[i].name, st, err.text);
        assert_null(value);
    }
}

static void refuse_beyond(const gk_buf *text, const char *words)
{
    gk_error err = GK_ERROR_INIT;
    gk_json *value = NULL;

    assert_int_equal(gk_yaml_parse(gk_buf_text(text), text->len, &value, &err),
                     GK_E_LIMIT);
    if (strstr(err.text, words) == NULL)
        fail_msg("%s, wanted %s", err.text, words);
    assert_null(value);
}

/* Ten levels of ten aliases each, and a list within a list within … */
static void growth_is_bounded(void **state)
{
    gk_buf laughs = GK_BUF_INIT;
    gk_buf deep = GK_BUF_INIT;
    gk_buf wide = GK_BUF_INIT;
    const gk_buf *texts[] = {&laughs, &deep, &wide};

    (void)state;
    gk_buf_puts(&laughs, "l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
        gk_buf_printf(&laughs, "l%d: &l%d [", i, i);
        for (int j = 0; j < 10; j++)
            gk_buf_printf(&laughs, "%s*l%d", j > 0 ? "," : "", i - 1);
        gk_buf_puts(&laughs, "]\n");
    }
    for (int i = 0; i < 50000; i++)
        gk_buf_printf(&wide, "k%d: 1\n", i);
    gk_buf_fill(&deep, '[', 1000);
    gk_buf_fill(&deep, ']', 1000);
    for (size_t i = 0; i < 3; i++)
        refuse_beyond(texts[i], "");
    gk_buf_clear(&laughs);
    gk_buf_clear(&deep);
    gk_buf_clear(&wide);
}

/* A long text, and aliases of it: a hundred MiB of little. */
static void copied_text_is_bounded(void **state)
{
    gk_buf text = GK_BUF_INIT;

    (void)state;
    gk_buf_puts(&text, "- &a ");
    gk_buf_fill(&text, 'x', (size_t)1 << 20);
    for (int i = 0; i < 100; i++)
        gk_buf_puts(&text, "\n- *a");
    refuse_beyond(&text, "line 1, column 3: too much text");
    gk_buf_clear(&text);
}

/* Each of these, read to its end, would take minutes: nothing is read beyond
 * the limit. */
static void nothing_is_read_beyond_a_limit(void **state)
{
    gk_buf text = GK_BUF_INIT;

    (void)state;
    gk_buf_puts(&text, "a: ");
    gk_buf_fill(&text, '[', 100000);
    gk_buf_fill(&text, ']', 100000);
    refuse_beyond(&text, "line 1, column 131: nested too deep");
    text.len = 0;
    for (int i = 0; i < 1000000; i++)
        gk_buf_puts(&text, "- ");
    refuse_beyond(&text, "nested too deep");
    text.len = 0;
    for (int i = 0; i < 90000; i++)
        gk_buf_printf(&text, "- &a%d x\n", i);
    refuse_beyond(&text, "line 1001, column 3: too many anchors");
    text.len = 0;
    for (int i = 0; i < 500000; i++)
        gk_buf_printf(&text, "%%TAG !a%d! x\n", i);
    refuse_beyond(&text, "too many %TAG directives");
    gk_buf_clear(&text);
}

/* As in JSON: the last level that there may be is read, one more is not. */
static void depth_is_that_of_json(void **state)
{
    (void)state;
    for (unsigned depth = 127; depth < 131; depth++) {
        gk_error err = GK_ERROR_INIT;
        gk_buf text = GK_BUF_INIT;
        gk_json *value = NULL;
        gk_status st;

        gk_buf_fill(&text, '[', depth);
        gk_buf_puts(&text, "x");
        gk_buf_fill(&text, ']', depth);
        st = gk_yaml_parse(gk_buf_text(&text), text.len, &value, &err);
        if (st != (depth <= 128 ? GK_OK : GK_E_LIMIT))
            fail_msg("%u levels: %d %s", depth, st, err.text);
        gk_json_free(value);
        gk_buf_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_become_json),
        cmocka_unit_test(what_json_cannot_hold_is_refused),
        cmocka_unit_test(growth_is_bounded),
        cmocka_unit_test(copied_text_is_bounded),
        cmocka_unit_test(nothing_is_read_beyond_a_limit),
        cmocka_unit_test(depth_is_that_of_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
