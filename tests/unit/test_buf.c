#include "core/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void appends_keep_a_nul_behind_them(void **state)
{
    gk_buf buf = GK_BUF_INIT;

    (void)state;
    assert_string_equal(gk_buf_text(&buf), "");
    assert_int_equal(gk_buf_puts(&buf, "ab"), GK_OK);
    assert_int_equal(gk_buf_byte(&buf, 'c'), GK_OK);
    assert_int_equal(gk_buf_put(&buf, "\0d", 2), GK_OK);
    assert_int_equal(gk_buf_printf(&buf, "%d-%s", 7, "x"), GK_OK);
    assert_int_equal(gk_buf_fill(&buf, '.', 3), GK_OK);
    assert_int_equal(buf.len, 11);
    assert_memory_equal(buf.data, "abc\0d7-x...", 12);
    gk_buf_clear(&buf);
    assert_null(buf.data);
    assert_int_equal(buf.len, 0);
}

static void growth_loses_nothing(void **state)
{
    gk_buf buf = GK_BUF_INIT;

    (void)state;
    for (int i = 0; i < 100000; i++)
        gk_buf_byte(&buf, (uint8_t)i);
    assert_int_equal(buf.status, GK_OK);
    assert_int_equal(buf.len, 100000);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(buf.data[i], (uint8_t)i);
    gk_buf_clear(&buf);
}

static void the_ceiling_is_exact_and_remembered(void **state)
{
    gk_buf buf = GK_BUF_LIMIT(4);
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_buf_puts(&buf, "abcd"), GK_OK);
    assert_int_equal(gk_buf_put(&buf, "", 0), GK_OK);
    assert_int_equal(gk_buf_byte(&buf, 'e'), GK_E_LIMIT);
    assert_string_equal(gk_buf_text(&buf), "abcd");
    /* Smaller appends fail too now: the text would have a hole. */
    assert_int_equal(gk_buf_put(&buf, "", 0), GK_E_LIMIT);
    assert_int_equal(gk_buf_check(&buf, &err), GK_E_LIMIT);
    assert_string_equal(err.text, "output is over 4 bytes");
    gk_buf_reset(&buf);
    assert_int_equal(gk_buf_puts(&buf, "xyz"), GK_OK);
    assert_string_equal(gk_buf_text(&buf), "xyz");
    assert_int_equal(gk_buf_printf(&buf, "%s", "12"), GK_E_LIMIT);
    assert_string_equal(gk_buf_text(&buf), "xyz");
    gk_buf_clear(&buf);
}

static void sizes_that_wrap_are_over_the_ceiling(void **state)
{
    gk_buf buf = GK_BUF_INIT;

    (void)state;
    gk_buf_puts(&buf, "abc");
    assert_int_equal(gk_buf_fill(&buf, 0, SIZE_MAX), GK_E_LIMIT);
    gk_buf_reset(&buf);
    assert_int_equal(gk_buf_fill(&buf, 0, SIZE_MAX - 2), GK_E_LIMIT);
    gk_buf_clear(&buf);
}

static void taking_hands_over_and_empties(void **state)
{
    gk_buf buf = GK_BUF_INIT, full = GK_BUF_LIMIT(1);
    char *text;

    (void)state;
    text = gk_buf_take(&buf);
    assert_string_equal(text, "");
    free(text);
    gk_buf_puts(&buf, "text");
    text = gk_buf_take(&buf);
    assert_string_equal(text, "text");
    assert_null(buf.data);
    free(text);
    gk_buf_puts(&full, "too long");
    assert_null(gk_buf_take(&full));
    gk_buf_clear(&full);
    gk_buf_clear(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_keep_a_nul_behind_them),
        cmocka_unit_test(growth_loses_nothing),
        cmocka_unit_test(the_ceiling_is_exact_and_remembered),
        cmocka_unit_test(sizes_that_wrap_are_over_the_ceiling),
        cmocka_unit_test(taking_hands_over_and_empties),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
