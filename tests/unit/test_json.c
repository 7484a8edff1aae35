#include "core/base/json.h"
#include "core/base/limits.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- allocations that fail on demand ---------------------------------------
 * The program's own malloc family counts down to a failure. Sanitizers bring
 * their own, so there the test is skipped. */
#if defined(GK_SANITIZED)
#define CAN_STARVE 0
#else
#define CAN_STARVE 1
#endif

#if CAN_STARVE
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static long countdown = -1; /* allocations left before one fails; -1: never */

static bool starved(void)
{
    return countdown >= 0 && countdown-- == 0;
}

void *malloc(size_t size)
{
    return starved() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return starved() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return starved() ? NULL : __libc_realloc(old, size);
}
#endif

static gk_json *parsed(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("'%.200s': %s", text, err.text);
    return json;
}

static void assert_prints(const char *name, const gk_json *json, unsigned flags,
                          const char *want)
{
    gk_buf out = GK_BUF_INIT;

    assert_int_equal(gk_json_print(json, flags, &out), GK_OK);
    if (strcmp(gk_buf_text(&out), want) != 0)
        fail_msg("%.200s: printed %s, node prints %s", name, gk_buf_text(&out),
                 want);
    gk_buf_clear(&out);
}

/* --- as node ---------------------------------------------------------------
 */

static void numbers_print_as_node_prints_them(void **state)
{
    static const struct {
        uint64_t bits;
        const char *want;
    } rows[] = {
#include "json_numbers.inc"
    };

    (void)state;
    assert_true(COUNT(rows) > 4000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_buf out = GK_BUF_INIT;
        double value;

        memcpy(&value, &rows[i].bits, sizeof value);
        assert_int_equal(gk_json_put_number(&out, value), GK_OK);
        if (strcmp(gk_buf_text(&out), rows[i].want) != 0)
            fail_msg("%a: printed %s, node prints %s", value, gk_buf_text(&out),
                     rows[i].want);
        gk_buf_clear(&out);
    }
}

static void texts_print_as_node_prints_them(void **state)
{
    static const struct {
        const char *text, *compact, *pretty;
    } rows[] = {
#include "json_texts.inc"
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *json = parsed(rows[i].text);

        assert_prints(rows[i].text, json, GK_JSON_COMPACT, rows[i].compact);
        assert_prints(rows[i].text, json, GK_JSON_PRETTY, rows[i].pretty);
        gk_json_free(json);
    }
}

static void numbers_that_are_none_print_as_null(void **state)
{
    static const double values[] = {NAN, INFINITY, -INFINITY};

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        gk_buf out = GK_BUF_INIT;

        assert_int_equal(gk_json_put_number(&out, values[i]), GK_OK);
        assert_string_equal(gk_buf_text(&out), "null");
        gk_buf_clear(&out);
    }
}

static void sorted_keys_are_in_byte_order(void **state)
{
    gk_json *json =
        parsed("{\"b\":1,\"10\":2,\"a\":{\"z\":1,\"B\":2},\"9\":3}");

    (void)state;
    assert_prints("sorted", json, GK_JSON_SORTED,
                  "{\"10\":2,\"9\":3,\"a\":{\"B\":2,\"z\":1},\"b\":1}");
    gk_json_free(json);
}

/* --- what is no JSON -------------------------------------------------------
 */

static void bad_texts_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "line 1, column 1"},
        {" ", "the text ends"},
        {"01", "leading zero"},
        {"-01", "leading zero"},
        {"1.", "after the decimal point"},
        {".5", "line 1, column 1"},
        {"+1", "line 1, column 1"},
        {"-", "a digit"},
        {"1e", "exponent"},
        {"1e+", "exponent"},
        {"0x10", "the end of the text"},
        {"NaN", "line 1, column 1"},
        {"tru", "line 1, column 1"},
        {"nullx", "line 1, column 5"},
        {"{} {}", "line 1, column 4"},
        {"[1,]", "line 1, column 4"},
        {"[,1]", "line 1, column 2"},
        {"[1 2]", "',' or ']'"},
        {"{\"a\":1,}", "a key in double quotes"},
        {"{a:1}", "a key in double quotes"},
        {"{\"a\" 1}", "':' after a key"},
        {"{\"a\":1", "',' or '}'"},
        {"[", "the text ends"},
        {"'a'", "line 1, column 1"},
        {"\"a", "not closed"},
        {"\"\\", "line 1"},
        {"\"\\x41\"", "after a backslash"},
        {"\"\\u12\"", "four hex digits"},
        {"\"\\u12g4\"", "four hex digits"},
        {"\"a\nb\"", "must be escaped"},
        {"\"\x80\"", "not UTF-8"},
        {"\"\xc0\x80\"", "not UTF-8"},
        {"\"\xed\xa0\x80\"", "not UTF-8"},
        {"\"\xf4\x90\x80\x80\"", "not UTF-8"},
        {"\xef\xbb\xbf{}", "line 1, column 1"},
        {"// x\n1", "line 1, column 1"},
        {"[1,\n 2,\n  x]", "line 3, column 3"},
        {"{\"a\":1,\"a\":2}", "\"a\" stands twice"},
        {"{\"a\":1,\"\\u0061\":2}", "\"a\" stands twice"},
        {"[{\"x\":{\"k\":1,\"l\":2,\"k\":3}}]", "\"k\" stands twice"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *json = NULL;
        gk_error err = GK_ERROR_INIT;

        if (gk_json_parse(rows[i].text, strlen(rows[i].text), &json, &err) !=
                GK_E_SYNTAX ||
            json != NULL)
            fail_msg("'%s' was not refused as syntax", rows[i].text);
        if (strstr(err.text, rows[i].says) == NULL)
            fail_msg("'%s': said '%s', wanted '%s'", rows[i].text, err.text,
                     rows[i].says);
    }
}

static void a_nul_byte_is_no_end(void **state)
{
    static const char text[] = "1\0 2";
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_json_parse(text, 4, &json, &err), GK_E_SYNTAX);
    assert_null(json);
}

typedef gk_status parse_fn(const void *text, size_t len, gk_json **out,
                           gk_error *err);

static gk_status parse_nested(parse_fn *parse, unsigned depth)
{
    gk_buf text = GK_BUF_INIT;
    gk_json *json = NULL;
    gk_status st;

    gk_buf_fill(&text, '[', depth);
    gk_buf_fill(&text, ']', depth);
    st = parse(text.data, text.len, &json, NULL);
    gk_json_free(json);
    gk_buf_clear(&text);
    return st;
}

static void depth_is_bounded(void **state)
{
    static const struct {
        const char *name;
        parse_fn *parse;
        unsigned most;
    } readers[] = {
        {"plain", gk_json_parse, GK_MAX_JSON_DEPTH},
        {"JavaScript's", gk_json_parse_js, GK_MAX_JSON_DEPTH},
        {"Rust's", gk_json_parse_rust, GK_MAX_JSON_DEPTH},
        {"our own", gk_json_parse_own, GK_MAX_OWN_JSON_DEPTH},
    };

    (void)state;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (parse_nested(readers[i].parse, readers[i].most) != GK_OK ||
            parse_nested(readers[i].parse, readers[i].most + 1) != GK_E_LIMIT ||
            parse_nested(readers[i].parse, 1000000) != GK_E_LIMIT)
            fail_msg("%s JSON", readers[i].name);
}

/* What serde_json refuses and JSON.parse takes, and what both take. */
static void rust_takes_no_halves_and_no_infinities(void **state)
{
    static const struct {
        const char *text, *error; /* NULL: both take it */
    } rows[] = {
        {"\"\\ud800\"", "line 1, column 2: half of a surrogate pair"},
        {"\"\\udc00\"", "line 1, column 2: half of a surrogate pair"},
        {"\"a\\ud800\\u0041\"", "line 1, column 3: half of"},
        {"{\"\\ud800\":1}", "line 1, column 3: half of"},
        {"\"\\ud83d\\ude00\"", NULL},
        {"\"\\u0000\"", NULL},
        {"1e400", "line 1, column 1: a number is out of range"},
        {"[1,\n-1e309]", "line 2, column 1: a number is out of range"},
        {"1.7976931348623157e308", NULL},
        {"1e-400", NULL},
        {"123456789012345678901234567890123456789012345678901234567890123",
         NULL},
        {"{\"a\":1,\"a\":2}", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = strlen(rows[i].text);
        gk_error err = GK_ERROR_INIT;
        gk_json *js = NULL, *rust = NULL;
        gk_status st = gk_json_parse_rust(rows[i].text, len, &rust, &err);

        if (gk_json_parse_js(rows[i].text, len, &js, NULL) != GK_OK)
            fail_msg("JavaScript does not take %s", rows[i].text);
        if (rows[i].error == NULL
                ? st != GK_OK || !gk_json_equal(js, rust)
                : st != GK_E_SYNTAX || strstr(err.text, rows[i].error) == NULL)
            fail_msg("%s: %s", rows[i].text, err.text);
        gk_json_free(js);
        gk_json_free(rust);
    }
}

/* --- looking and making ----------------------------------------------------
 */

static void text_is_given_only_when_it_is_whole(void **state)
{
    gk_json *json = parsed("[\"a\",\"a\\u0000b\",\"\\ud800\",1,\"\"]");
    const gk_json *m = gk_json_first(json);
    gk_buf bytes = GK_BUF_INIT;

    (void)state;
    assert_string_equal(gk_json_text(m), "a");
    m = gk_json_next(m);
    assert_null(gk_json_text(m));
    gk_json_bytes(m, &bytes);
    assert_int_equal(bytes.len, 3);
    assert_memory_equal(bytes.data, "a\0b", 3);
    m = gk_json_next(m);
    assert_null(gk_json_text(m));
    gk_buf_reset(&bytes);
    gk_json_bytes(m, &bytes);
    assert_string_equal(gk_buf_text(&bytes), "\xef\xbf\xbd");
    m = gk_json_next(m);
    assert_null(gk_json_text(m));
    assert_string_equal(gk_json_text(gk_json_next(m)), "");
    gk_buf_clear(&bytes);
    gk_json_free(json);
}

static void accessors_take_null(void **state)
{
    (void)state;
    assert_int_equal(gk_json_type(NULL), GK_JSON_NULL);
    assert_false(gk_json_is(NULL, GK_JSON_NULL));
    assert_null(gk_json_get(NULL, "a"));
    assert_null(gk_json_first(NULL));
    assert_null(gk_json_next(NULL));
    assert_int_equal(gk_json_count(NULL), 0);
    assert_null(gk_json_key(NULL));
    assert_true(gk_json_number(NULL) == 0);
    assert_false(gk_json_true(NULL));
    assert_null(gk_json_text(NULL));
    assert_null(gk_json_pointer(NULL, ""));
    assert_true(gk_json_equal(NULL, NULL));
    assert_int_equal(gk_json_set(NULL, "a", gk_json_new_null()), GK_E_NOMEM);
    assert_int_equal(gk_json_push(NULL, gk_json_new_null()), GK_E_NOMEM);
}

static void pointers_follow_rfc_6901(void **state)
{
    static const struct {
        const char *pointer, *want; /* NULL: nothing there */
    } rows[] = {
        {"/foo", "[\"bar\",\"baz\"]"},
        {"/foo/0", "\"bar\""},
        {"/foo/2", NULL},
        {"/foo/-", NULL},
        {"/foo/00", NULL},
        {"/foo/01", NULL},
        {"/foo/1x", NULL},
        {"/foo/99999999999999999999", NULL},
        {"/", "0"},
        {"/a~1b", "1"},
        {"/c%d", "2"},
        {"/m~0n", "8"},
        {"/ ", "7"},
        {"/none", NULL},
        {"/foo/0/x", NULL},
        {"foo", NULL},
    };
    gk_json *json = parsed("{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,"
                           "\"c%d\":2,\" \":7,\"m~n\":8}");

    (void)state;
    assert_ptr_equal(gk_json_pointer(json, ""), json);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const gk_json *found = gk_json_pointer(json, rows[i].pointer);

        if ((found == NULL) != (rows[i].want == NULL))
            fail_msg("%s: %s", rows[i].pointer,
                     found ? "found something" : "found nothing");
        if (found != NULL)
            assert_prints(rows[i].pointer, found, 0, rows[i].want);
    }
    gk_json_free(json);
}

static void contains_names_the_first_difference(void **state)
{
    static const struct {
        const char *whole, *part, *where; /* NULL: contained */
    } rows[] = {
        {"{\"a\":1,\"b\":2}", "{\"a\":1}", NULL},
        {"{\"a\":1}", "{\"a\":2}", "/a"},
        {"{\"a\":1}", "{\"b\":2}", "/b"},
        {"{\"a\":1,\"b\":{\"c\":1}}", "{\"a\":1,\"b\":{\"c\":2}}", "/b/c"},
        {"[1,2]", "[1,2]", NULL},
        {"[1,2]", "[1]", ""},
        {"[{\"a\":1,\"b\":2}]", "[{\"a\":1}]", NULL},
        {"[1,3]", "[1,2]", "/1"},
        {"{\"a\":[1]}", "{\"a\":[]}", "/a"},
        {"{\"a/b\":{\"~\":1}}", "{\"a/b\":{\"~\":2}}", "/a~1b/~0"},
        {"1", "1.0", NULL},
        {"0", "-0", NULL},
        {"\"1\"", "1", ""},
        {"null", "false", ""},
        {"{}", "{}", NULL},
        {"{\"a\":1}", "{}", NULL},
        {"\"a\\u0000b\"", "\"a\\u0000c\"", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *whole = parsed(rows[i].whole), *part = parsed(rows[i].part);
        gk_buf where = GK_BUF_INIT;
        bool contained = gk_json_contains(whole, part, &where);

        if (contained != (rows[i].where == NULL) ||
            (!contained && strcmp(gk_buf_text(&where), rows[i].where) != 0))
            fail_msg("%s in %s: %s at '%s'", rows[i].part, rows[i].whole,
                     contained ? "contained" : "not contained",
                     gk_buf_text(&where));
        assert_int_equal(gk_json_contains(whole, part, NULL), contained);
        gk_buf_clear(&where);
        gk_json_free(whole);
        gk_json_free(part);
    }
}

static void equality_minds_everything_but_key_order(void **state)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true},
        {"{\"a\":1}", "{\"a\":1,\"b\":2}", false},
        {"{\"a\":1}", "{\"b\":1}", false},
        {"[1,2]", "[2,1]", false},
        {"1e2", "100", true},
        {"\"a\"", "\"\\u0061\"", true},
        {"true", "false", false},
        {"[]", "{}", false},
        {"null", "null", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *a = parsed(rows[i].a), *b = parsed(rows[i].b);

        if (gk_json_equal(a, b) != rows[i].equal)
            fail_msg("%s and %s", rows[i].a, rows[i].b);
        gk_json_free(a);
        gk_json_free(b);
    }
}

static void setting_a_key_again_keeps_its_place(void **state)
{
    gk_json *json = parsed("{\"a\":1,\"b\":2,\"c\":3}");

    (void)state;
    assert_int_equal(gk_json_set_string(json, "a", "x"), GK_OK);
    assert_int_equal(gk_json_set_number(json, "c", 4), GK_OK);
    assert_int_equal(gk_json_set_bool(json, "d", true), GK_OK);
    gk_json_unset(json, "b");
    gk_json_unset(json, "none");
    assert_prints("set", json, 0, "{\"a\":\"x\",\"c\":4,\"d\":true}");
    gk_json_free(json);
}

/* Keys of state and headers come from guests. */
static void bytes_of_any_kind_can_be_keys_and_values(void **state)
{
    static const struct {
        const char *key, *want;
    } rows[] = {
        {"\xff", "{\"\xef\xbf\xbd\":\"\xef\xbf\xbd\\u0000a\"}"},
        {"\xed", "{\"\xef\xbf\xbd\":\"\xef\xbf\xbd\\u0000a\"}"},
        {"a\xc0", "{\"a\xef\xbf\xbd\":\"\xef\xbf\xbd\\u0000a\"}"},
        {"\xed\xa0\x80", "{\"\\ud800\":\"\xef\xbf\xbd\\u0000a\"}"},
        {"\xc0\x80", "{\"\\u0000\":\"\xef\xbf\xbd\\u0000a\"}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *json = gk_json_new_object();

        assert_int_equal(
            gk_json_set(json, rows[i].key, gk_json_new_bytes("\x80\0a", 3)),
            GK_OK);
        assert_prints(rows[i].key, json, 0, rows[i].want);
        gk_json_free(json);
    }
}

static void a_key_is_found_again_by_its_stored_form(void **state)
{
    gk_json *json = parsed("{\"\\u0000\":1,\"\\ud800\":2}");
    gk_json *copy = gk_json_new_object();

    (void)state;
    for (const gk_json *m = gk_json_first(json); m; m = gk_json_next(m))
        assert_int_equal(gk_json_set(copy, gk_json_key(m), gk_json_copy(m)),
                         GK_OK);
    assert_true(gk_json_equal(json, copy));
    gk_json_free(json);
    gk_json_free(copy);
}

/* --- out of memory ---------------------------------------------------------
 */

#if CAN_STARVE
static gk_status there_and_back(void)
{
    static const char text[] =
        "{\"a\":[1,2.5,\"x\\u0000\\ud800\",{\"b\":null}],\"c\":{\"d\":true},"
        "\"long\":1000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000}";
    gk_json *json = NULL, *copy = NULL;
    gk_buf out = GK_BUF_INIT;
    gk_status st = gk_json_parse(text, sizeof text - 1, &json, NULL);

    if (st == GK_OK) {
        copy = gk_json_copy(json);
        st = copy == NULL ? GK_E_NOMEM : GK_OK;
    }
    if (st == GK_OK)
        st = gk_json_set_string(copy, "a", "other");
    if (st == GK_OK)
        st = gk_json_set(copy, "new", gk_json_new_bytes("\xff\0", 2));
    if (st == GK_OK)
        st = gk_json_print(copy, GK_JSON_PRETTY, &out);
    if (st == GK_OK && strstr(gk_buf_text(&out), "\"other\"") == NULL)
        st = GK_E_FAILED;
    gk_buf_clear(&out);
    gk_json_free(json);
    gk_json_free(copy);
    return st;
}

static void each_failing_allocation_is_told(void **state)
{
    long failed = 0;
    gk_status st;

    (void)state;
    do {
        countdown = failed;
        st = there_and_back();
        countdown = -1;
        if (st != GK_OK && st != GK_E_NOMEM)
            fail_msg("allocation %ld: %s", failed, gk_status_words(st));
        failed++;
    } while (st != GK_OK && failed < 10000);
    assert_int_equal(st, GK_OK);
    assert_true(failed > 20);
}
#else
static void each_failing_allocation_is_told(void **state)
{
    (void)state;
    print_message("the sanitizer has its own malloc: not tested here\n");
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_print_as_node_prints_them),
        cmocka_unit_test(texts_print_as_node_prints_them),
        cmocka_unit_test(numbers_that_are_none_print_as_null),
        cmocka_unit_test(sorted_keys_are_in_byte_order),
        cmocka_unit_test(bad_texts_are_refused_with_their_place),
        cmocka_unit_test(a_nul_byte_is_no_end),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(rust_takes_no_halves_and_no_infinities),
        cmocka_unit_test(text_is_given_only_when_it_is_whole),
        cmocka_unit_test(accessors_take_null),
        cmocka_unit_test(pointers_follow_rfc_6901),
        cmocka_unit_test(contains_names_the_first_difference),
        cmocka_unit_test(equality_minds_everything_but_key_order),
        cmocka_unit_test(setting_a_key_again_keeps_its_place),
        cmocka_unit_test(bytes_of_any_kind_can_be_keys_and_values),
        cmocka_unit_test(a_key_is_found_again_by_its_stored_form),
        cmocka_unit_test(each_failing_allocation_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
