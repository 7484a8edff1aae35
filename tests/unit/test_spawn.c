#include "core/base/spawn.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Runs a shell script with both outputs taken. */
static gk_status run(const char *script, struct gk_spawn *what, gk_buf *out,
                     gk_buf *errors, struct gk_spawned *how, gk_error *err)
{
    const char *argv[] = {"sh", "-c", script, NULL};

    what->argv = argv;
    what->out = out;
    what->err = errors;
    return gk_spawn(what, how, err);
}

static void outputs_and_status_come_back(void **state)
{
    struct gk_spawn what = {0};
    struct gk_spawned how = {0, 0, true};
    gk_buf out = GK_BUF_INIT, errors = GK_BUF_INIT;

    (void)state;
    assert_int_equal(
        run("echo out; echo err >&2; exit 3", &what, &out, &errors, &how, NULL),
        GK_OK);
    assert_string_equal(gk_buf_text(&out), "out\n");
    assert_string_equal(gk_buf_text(&errors), "err\n");
    assert_int_equal(how.exit_status, 3);
    assert_int_equal(how.signal, 0);
    assert_false(how.timed_out);
    gk_buf_clear(&out);
    gk_buf_clear(&errors);
}

static void much_input_and_output_do_not_block_each_other(void **state)
{
    static const size_t len = 1 << 20;
    char *input = malloc(len);
    struct gk_spawn what = {.input = input, .input_len = len};
    struct gk_spawned how;
    gk_buf out = GK_BUF_INIT, errors = GK_BUF_INIT;

    (void)state;
    assert_non_null(input);
    memset(input, 'x', len);
    assert_int_equal(run("cat", &what, &out, &errors, &how, NULL), GK_OK);
    assert_int_equal(out.len, len);
    assert_memory_equal(out.data, input, len);
    free(input);
    gk_buf_clear(&out);
    gk_buf_clear(&errors);
}

static void a_program_may_ignore_its_input(void **state)
{
    static char input[1 << 20];
    struct gk_spawn what = {.input = input, .input_len = sizeof input};
    struct gk_spawned how;
    gk_buf out = GK_BUF_INIT, errors = GK_BUF_INIT;

    (void)state;
    assert_int_equal(run("exec <&-; exit 0", &what, &out, &errors, &how, NULL),
                     GK_OK);
    assert_int_equal(how.exit_status, 0);
    gk_buf_clear(&out);
    gk_buf_clear(&errors);
}

static void the_folder_is_the_one_asked_for(void **state)
{
    struct gk_spawn what = {.cwd = "/usr"};
    struct gk_spawned how;
    gk_buf out = GK_BUF_INIT, errors = GK_BUF_INIT;

    (void)state;
    assert_int_equal(run("pwd", &what, &out, &errors, &how, NULL), GK_OK);
    assert_string_equal(gk_buf_text(&out), "/usr\n");
    gk_buf_clear(&out);
    gk_buf_clear(&errors);
}

static void time_is_up_when_it_is_up(void **state)
{
    /* The second has closed its outputs: there is nothing left to wait on but
     * the program. */
    static const char *const scripts[] = {"exec sleep 20",
                                          "exec sleep 20 >&- 2>&-"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct gk_spawn what = {.timeout_ms = 100};
        struct gk_spawned how = {0, 0, false};
        gk_buf out = GK_BUF_INIT, errors = GK_BUF_INIT;
        double start = now_s();

        assert_int_equal(run(scripts[i], &what, &out, &errors, &how, NULL),
                         GK_OK);
        assert_true(how.timed_out);
        assert_int_equal(how.signal, SIGKILL);
        assert_int_equal(how.exit_status, -1);
        assert_true(now_s() - start < 10);
        gk_buf_clear(&out);
        gk_buf_clear(&errors);
    }
}

static void too_much_output_stops_the_program(void **state)
{
    struct gk_spawn what = {0};
    struct gk_spawned how;
    gk_buf out = GK_BUF_LIMIT(1000), errors = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(
        run("exec cat /dev/zero", &what, &out, &errors, &how, &err),
        GK_E_LIMIT);
    assert_non_null(strstr(err.text, "printed too much"));
    gk_buf_clear(&out);
    gk_buf_clear(&errors);
}

static void a_missing_program_is_named(void **state)
{
    static const char *const argv[] = {"guestkit-no-such-program", NULL};
    const struct gk_spawn what = {.argv = argv};
    struct gk_spawned how = {77, 0, false};
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_spawn(&what, &how, &err), GK_E_TOOL);
    assert_non_null(strstr(err.text, "'guestkit-no-such-program'"));
    assert_int_equal(how.exit_status, 77);
    assert_null(gk_which("guestkit-no-such-program"));
}

static void programs_are_found_on_path(void **state)
{
    char *sh = gk_which("sh"), *full = gk_which("/bin/sh");

    (void)state;
    assert_non_null(sh);
    assert_int_equal(sh[0], '/');
    assert_string_equal(full, "/bin/sh");
    assert_null(gk_which("/bin/no-such"));
    free(sh);
    free(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outputs_and_status_come_back),
        cmocka_unit_test(much_input_and_output_do_not_block_each_other),
        cmocka_unit_test(a_program_may_ignore_its_input),
        cmocka_unit_test(the_folder_is_the_one_asked_for),
        cmocka_unit_test(time_is_up_when_it_is_up),
        cmocka_unit_test(too_much_output_stops_the_program),
        cmocka_unit_test(a_missing_program_is_named),
        cmocka_unit_test(programs_are_found_on_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
