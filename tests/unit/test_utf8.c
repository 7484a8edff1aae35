#include "core/base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static void one_code_point_is_decoded(void **state)
{
    static const struct {
        const char *name;
        const uint8_t *bytes;
        size_t len;
        int want;
        uint32_t cp;
    } rows[] = {
        {"ascii", BYTES("a"), 1, 'a'},
        {"NUL", BYTES("\0"), 1, 0},
        {"first of two", BYTES("\xc2\x80"), 2, 0x80},
        {"last of two", BYTES("\xdf\xbf"), 2, 0x7ff},
        {"first of three", BYTES("\xe0\xa0\x80"), 3, 0x800},
        {"before surrogates", BYTES("\xed\x9f\xbf"), 3, 0xd7ff},
        {"after surrogates", BYTES("\xee\x80\x80"), 3, 0xe000},
        {"first of four", BYTES("\xf0\x90\x80\x80"), 4, 0x10000},
        {"last", BYTES("\xf4\x8f\xbf\xbf"), 4, 0x10ffff},
        {"continuation alone", BYTES("\x80"), -1, 0xfffd},
        {"overlong NUL", BYTES("\xc0\x80"), -1, 0xfffd},
        {"overlong of two", BYTES("\xc1\xbf"), -1, 0xfffd},
        {"overlong of three", BYTES("\xe0\x9f\xbf"), -1, 0xfffd},
        {"overlong of four", BYTES("\xf0\x8f\xbf\xbf"), -1, 0xfffd},
        {"surrogate", BYTES("\xed\xa0\x80"), -1, 0xfffd},
        {"beyond the last", BYTES("\xf4\x90\x80\x80"), -1, 0xfffd},
        {"no such lead", BYTES("\xf5\x80\x80\x80"), -1, 0xfffd},
        {"cut after one", BYTES("\xe2"), -1, 0xfffd},
        {"cut after two", BYTES("\xe2\x82"), -2, 0xfffd},
        {"cut after three", BYTES("\xf0\x9f\x98"), -3, 0xfffd},
        {"broken off",
         BYTES("\xe2\x82"
               "a"),
         -2, 0xfffd},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint32_t cp = 1;
        int n = gk_utf8_next(rows[i].bytes, rows[i].len, &cp);

        if (n != rows[i].want || cp != rows[i].cp)
            fail_msg("%s: %d, U+%04X", rows[i].name, n, cp);
        assert_int_equal(gk_utf8_valid(rows[i].bytes, rows[i].len),
                         rows[i].want > 0);
    }
    assert_true(gk_utf8_valid((const uint8_t *)"", 0));
}

static void every_code_point_goes_there_and_back(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        gk_buf out = GK_BUF_INIT;
        uint32_t back = 0;
        int n;

        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        gk_utf8_put(&out, cp);
        n = gk_utf8_next(out.data, out.len, &back);
        if (n != (int)out.len || back != cp)
            fail_msg("U+%04X came back as U+%04X", cp, back);
        gk_buf_clear(&out);
    }
}

static void lossy_text_is_as_the_web_decodes_it(void **state)
{
    static const struct {
        const uint8_t *bytes;
        size_t len;
        const char *want;
    } rows[] = {
        {BYTES("plain"), "plain"},
        {BYTES("\xef\xbb\xbf"
               "a"),
         "a"},
        {BYTES("\xef\xbb\xbf\xef\xbb\xbf"), "\xef\xbb\xbf"},
        {BYTES("a\xff"
               "b"),
         "a\xef\xbf\xbd"
         "b"},
        {BYTES("\xe2\x82"), "\xef\xbf\xbd"},
        {BYTES("\xf0\x9f\x98"
               "x"),
         "\xef\xbf\xbd"
         "x"},
        {BYTES("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {BYTES("\xc0\x80"), "\xef\xbf\xbd\xef\xbf\xbd"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_buf out = GK_BUF_INIT;

        assert_int_equal(gk_utf8_put_lossy(&out, rows[i].bytes, rows[i].len),
                         GK_OK);
        if (strcmp(gk_buf_text(&out), rows[i].want) != 0)
            fail_msg("row %zu: '%s'", i, gk_buf_text(&out));
        gk_buf_clear(&out);
    }
}

static void a_cut_does_not_split_a_character(void **state)
{
    static const uint8_t text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};

    (void)state;
    for (size_t len = 0; len < COUNT(want); len++)
        if (gk_utf8_floor(text, len) != want[len])
            fail_msg("%zu bytes: %zu", len, gk_utf8_floor(text, len));
    /* Continuations without a lead belong to nothing. */
    assert_int_equal(gk_utf8_floor((const uint8_t *)"\x80\x80\x80\x80", 4), 4);
}

static void nothing_that_steers_a_terminal_stays(void **state)
{
    static const struct {
        const uint8_t *bytes;
        size_t len;
        const char *plain, *escaped; /* without, with escape_backslash */
    } rows[] = {
        {BYTES("a\\b"), "a\\b", "a\\\\b"},
        {BYTES("\x1b[31m"), "\\x1b[31m", "\\x1b[31m"},
        {BYTES("a\n\r\t\0"), "a\\n\\r\\t\\0", "a\\n\\r\\t\\0"},
        {BYTES("\x7f"), "\\x7f", "\\x7f"},
        {BYTES("\xc2\x9b"
               "31m"),
         "\\u{9b}31m", "\\u{9b}31m"},
        {BYTES("\xe2\x80\xae"
               "x"),
         "\\u{202e}x", "\\u{202e}x"},
        {BYTES("\xe2\x81\xa6"), "\\u{2066}", "\\u{2066}"},
        {BYTES("\xe2\x80\x8b"), "\\u{200b}", "\\u{200b}"},
        {BYTES("\xef\xbb\xbf"), "\\u{feff}", "\\u{feff}"},
        {BYTES("\xff\xe2\x82"), "\\xff\\xe2\\x82", "\\xff\\xe2\\x82"},
        {BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80", "\\xed\\xa0\\x80"},
        {BYTES("caf\xc3\xa9 \xf0\x9f\x98\x80"), "caf\xc3\xa9 \xf0\x9f\x98\x80",
         "caf\xc3\xa9 \xf0\x9f\x98\x80"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_buf out = GK_BUF_INIT;

        gk_utf8_put_printable(&out, rows[i].bytes, rows[i].len, false);
        if (strcmp(gk_buf_text(&out), rows[i].plain) != 0)
            fail_msg("row %zu: '%s'", i, gk_buf_text(&out));
        gk_buf_reset(&out);
        gk_utf8_put_printable(&out, rows[i].bytes, rows[i].len, true);
        if (strcmp(gk_buf_text(&out), rows[i].escaped) != 0)
            fail_msg("row %zu, escaped: '%s'", i, gk_buf_text(&out));
        gk_buf_clear(&out);
    }
}

/* Each byte at each place of a text that is longer than a word. */
static void printable_ascii_is_told_from_the_rest(void **state)
{
    uint8_t text[19];

    (void)state;
    for (unsigned byte = 0; byte < 256; byte++)
        for (size_t at = 0; at < sizeof text; at++) {
            memset(text, at % 2 ? '~' : ' ', sizeof text);
            text[at] = (uint8_t)byte;
            assert_int_equal(gk_utf8_printable_ascii(text, sizeof text),
                             byte >= ' ' && byte <= '~');
        }
    assert_true(gk_utf8_printable_ascii(text, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printable_ascii_is_told_from_the_rest),
        cmocka_unit_test(one_code_point_is_decoded),
        cmocka_unit_test(every_code_point_goes_there_and_back),
        cmocka_unit_test(lossy_text_is_as_the_web_decodes_it),
        cmocka_unit_test(a_cut_does_not_split_a_character),
        cmocka_unit_test(nothing_that_steers_a_terminal_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
