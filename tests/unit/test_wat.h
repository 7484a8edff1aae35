/*
 * test_wat: text modules for tests, through wat2wasm (a tool that building the
 * tests needs anyway).
 */
#ifndef GK_TESTS_UNIT_TEST_WAT_H
#define GK_TESTS_UNIT_TEST_WAT_H

#include "core/base/spawn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/* Appends the binary form of `text` to `out`; the test fails when it has
 * none. All features, with names. */
static inline void test_wat(const char *text, gk_buf *out)
{
    const char *const argv[] = {
        "wat2wasm", "--enable-all", "--debug-names", "--output=-", "-", NULL};
    gk_buf says = GK_BUF_INIT;
    struct gk_spawn what = {
        .argv = argv, .input = text, .input_len = strlen(text)};
    struct gk_spawned how;
    gk_error err = GK_ERROR_INIT;
    what.out = out;
    what.err = &says;
    if (gk_spawn(&what, &how, &err) != GK_OK || how.exit_status != 0)
        fail_msg("wat2wasm: %s%s", err.text, gk_buf_text(&says));
    gk_buf_clear(&says);
}

#endif
