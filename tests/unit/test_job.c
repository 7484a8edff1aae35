/* A job from end to end: its parts, its limits, and a child that dies. */
#include "core/base/exit.h"
#include "core/base/limits.h"
#include "host-mock/warm.h"
#include "tests/unit/cortex_guest.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- checking what a person wrote ------------------------------------------
 */

static const struct {
    const char *step, *want; /* NULL: fine */
} steps[] = {
    {"{\"call\":{\"tool\":\"a\"}}", NULL},
    {"{\"call\":{\"tool\":\"a\",\"args\":[1]}}", NULL},
    {"{\"call\":{\"tool\":\"a\",\"raw\":\"[\"}}", NULL},
    {"{\"call\":{\"invoke\":\"f\",\"args\":[1,\"2\"]}}", NULL},
    {"{\"reload\":true}", NULL},
    {"{\"destroy\":true}", NULL},
    {"{\"advance-clock\":\"5s\"}", NULL},
    {"{\"advance-clock\":5}", NULL},
    {"{}", "/s: a step is one of"},
    {"{\"reload\":true,\"destroy\":true}", "/s: a step is one of"},
    {"[]", "/s: found array, wanted object"},
    {"{\"cal\":{}}", "/s: unknown key \"cal\", did you mean \"call\"?"},
    {"{\"reload\":1}", "/s/reload: found number, wanted boolean"},
    {"{\"call\":{}}", "/s/call: key \"tool\" is missing"},
    {"{\"call\":[]}", "/s/call: found array, wanted object"},
    {"{\"call\":{\"tool\":1}}", "/s/call/tool: found number, wanted string"},
    {"{\"call\":{\"tool\":\"a\",\"arg\":1}}",
     "/s/call: unknown key \"arg\", did you mean \"args\"?"},
    {"{\"call\":{\"tool\":\"a\",\"args\":1,\"raw\":\"1\"}}",
     "/s/call: arguments are \"args\" or \"raw\", not both"},
    {"{\"call\":{\"tool\":\"a\",\"invoke\":\"f\"}}",
     "/s/call: unknown key \"tool\""},
    {"{\"call\":{\"invoke\":\"f\",\"args\":1}}",
     "/s/call/args: found number, wanted array"},
    {"{\"call\":{\"invoke\":\"f\",\"args\":[1,null]}}",
     "/s/call/args/1: found null"},
    {"{\"advance-clock\":\"5\"}", "/s/advance-clock: wanted ms or a duration"},
    {"{\"advance-clock\":-5}", "/s/advance-clock: "},
};

static void a_step_is_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        gk_json *step = cortex_json(steps[i].step);
        gk_error err = GK_ERROR_INIT;
        gk_status st = gk_job_check_step("cortex", step, "/s", &err);
        if ((st == GK_OK) != (steps[i].want == NULL) ||
            (st != GK_OK &&
             strncmp(err.text, steps[i].want, strlen(steps[i].want)) != 0))
            fail_msg("%s: wanted '%s', found '%s'", steps[i].step,
                     steps[i].want, err.text);
        gk_json_free(step);
    }
}

static void an_unknown_host_has_no_mock(void **state)
{
    gk_error err = GK_ERROR_INIT;
    (void)state;
    assert_int_equal(gk_job_check_world("nohost", NULL, "", &err), GK_E_SCHEMA);
    assert_string_equal(err.text, "there is no mock of host 'nohost'");
    assert_int_equal(gk_job_check_step("nohost", NULL, "", NULL), GK_E_SCHEMA);
    assert_int_equal(gk_job_check_manifest("nohost", NULL, "", NULL),
                     GK_E_SCHEMA);
}

/* --- invoke ----------------------------------------------------------------
 */

#define SAME                                                                   \
    "(module " CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL                   \
        CORTEX_SAY_NOTHING                                                     \
    "(func (export \"i\") (param i32) (result i32) local.get 0)"               \
    "(func (export \"I\") (param i64) (result i64) local.get 0)"               \
    "(func (export \"f\") (param f32) (result f32) local.get 0)"               \
    "(func (export \"F\") (param f64) (result f64) local.get 0)"               \
    "(func (export \"v\") (param v128))"                                       \
    "(func (export \"none\"))"                                                 \
    "(func (export \"all\") (result i32 i64 f32 f64)"                          \
    " i32.const -1 i64.const -1 f32.const 0.5 f64.const nan))"

static const struct {
    const char *name, *args, *want; /* "value …" or the error */
} invokes[] = {
    {"i", "[-1]", "[-1]"},
    {"i", "[4294967295]", "[-1]"},
    {"i", "[\"4294967295\"]", "[-1]"},
    {"i", "[\"-2147483648\"]", "[-2147483648]"},
    {"i", "[\"0x10\"]", "[16]"},
    {"i", "[\"010\"]", "[10]"},
    {"i", "[4294967296]", "argument 0 is no i32"},
    {"i", "[-2147483649]", "argument 0 is no i32"},
    {"i", "[1.5]", "argument 0 is no i32"},
    {"i", "[\"1.5\"]", "argument 0 is no i32"},
    {"i", "[\"\"]", "argument 0 is no i32"},
    {"i", "[\" 1\"]", "argument 0 is no i32"},
    {"i", "[\"+1\"]", "argument 0 is no i32"},
    {"i", "[\"--1\"]", "argument 0 is no i32"},
    {"i", "[\"0x\"]", "argument 0 is no i32"},
    {"i", "[\"1\\u0000\"]", "argument 0 is no i32"},
    {"i", "[\"abc\"]", "argument 0 is no i32"},
    {"I", "[\"-9223372036854775808\"]", "[\"-9223372036854775808\"]"},
    {"I", "[\"18446744073709551615\"]", "[\"-1\"]"},
    {"I", "[\"18446744073709551616\"]", "argument 0 is no i64"},
    {"I", "[\"-9223372036854775809\"]", "argument 0 is no i64"},
    {"I", "[9007199254740992]", "[\"9007199254740992\"]"},
    {"I", "[1e300]", "argument 0 is no i64"},
    {"f", "[0.1]", "[0.10000000149011612]"},
    {"f", "[\"1e39\"]", "[\"Infinity\"]"},
    {"F", "[\"-1.5e3\"]", "[-1500]"},
    {"F", "[\"nan\"]", "[\"NaN\"]"},
    {"F", "[\"-inf\"]", "[\"-Infinity\"]"},
    {"F", "[\"abc\"]", "argument 0 is no f64"},
    {"F", "[\"1x\"]", "argument 0 is no f64"},
    {"F", "[\"\"]", "argument 0 is no f64"},
    {"v", "[1]", "argument 0 has type v128, which cannot be given here"},
    {"none", "[]", "[]"},
    {"none", "[1]", "export 'none' is () -> (), found 1 argument"},
    {"i", "[]", "export 'i' is (i32) -> i32, found 0 arguments"},
    {"all", "[]", "[-1,\"-1\",0.5,\"NaN\"]"},
    {"gone", "[]", "the module exports no function 'gone'"},
    {"memory", "[]", "the module exports no function 'memory'"},
};

static void any_export_can_be_invoked(void **state)
{
    gk_buf all = GK_BUF_INIT;
    const struct cortex_try t = {.wat = SAME, .steps = NULL};
    gk_json *list, *result = NULL;
    const gk_json *step;
    (void)state;
    gk_buf_byte(&all, '[');
    for (size_t i = 0; i < sizeof invokes / sizeof *invokes; i++)
        gk_buf_printf(&all, "%s{\"call\":{\"invoke\":\"%s\",\"args\":%s}}",
                      i > 0 ? "," : "", invokes[i].name, invokes[i].args);
    gk_buf_byte(&all, ']');
    list = cortex_json(gk_buf_text(&all));
    assert_int_equal(cortex_try_steps(&t, list, &result, NULL), GK_OK);
    step = gk_json_first(gk_json_get(result, "steps"));
    for (size_t i = 0; i < sizeof invokes / sizeof *invokes;
         i++, step = gk_json_next(step)) {
        bool fine = invokes[i].want[0] == '[';
        char *got = cortex_at(step, fine ? "/value" : "/error/text");
        char quoted[256];
        snprintf(quoted, sizeof quoted, "\"%s\"", invokes[i].want);
        if (strcmp(got, fine ? invokes[i].want : quoted) != 0)
            fail_msg("%s %s: wanted %s, found %s", invokes[i].name,
                     invokes[i].args, invokes[i].want, got);
        free(got);
        got = cortex_at(step, "/outcome");
        assert_string_equal(got, fine ? "\"ok\"" : "\"export\"");
        free(got);
    }
    gk_json_free(list);
    gk_json_free(result);
    gk_buf_clear(&all);
}

/* --- limits ----------------------------------------------------------------
 */

static void a_guest_that_will_not_end_runs_out(void **state)
{
    static const struct {
        const char *name;
        struct gk_vm_limits limits;
        const char *outcome, *kind;
    } rows[] = {
        {"fuel", {.fuel = 10000}, "\"fuel\"", "\"fuel\""},
        {"time",
         {.timeout_ms = 100, .fuel = UINT64_C(1) << 60},
         "\"timeout\"",
         "\"timeout\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct cortex_try t = {.steps =
                                         "[{\"call\":{\"invoke\":\"spin\"}}]",
                                     .limits = rows[i].limits};
        gk_json *result = cortex_try(&t);
        cortex_expect(rows[i].name, 0, result, "/outcome", rows[i].outcome);
        cortex_expect(rows[i].name, 0, result, "/steps/0/trap/kind",
                      rows[i].kind);
        gk_json_free(result);
    }
}

static void a_memory_below_the_hosts_is_told(void **state)
{
    const struct cortex_try t = {.limits = {.memory_pages = 100}};
    gk_json *result = cortex_try(&t);
    (void)state;
    cortex_expect("100 pages", 0, result, "/outcome", "\"memory\"");
    gk_json_free(result);
}

static void time_and_fuel_are_counted_for_each_part(void **state)
{
    const struct cortex_try t = {
        .steps = "[{\"call\":{\"invoke\":\"pages\"}},"
                 "{\"call\":{\"invoke\":\"pages\"}},{\"reload\":true},"
                 "{\"call\":{\"invoke\":\"pages\"}},{\"destroy\":true}]"};
    gk_json *result = cortex_try(&t);
    const gk_json *list = gk_json_get(result, "steps");
    (void)state;
    /* memory.size; the end is free */
    cortex_expect("first", 0, result, "/steps/0/fuel/used", "1");
    cortex_expect("second", 0, result, "/steps/1/fuel/used", "1");
    cortex_expect("after a reload", 0, result, "/steps/3/fuel/used", "1");
    cortex_expect("destroy", 0, result, "/steps/4/fuel/used", "0");
    for (const gk_json *s = gk_json_first(list); s; s = gk_json_next(s))
        if (gk_json_number(gk_json_get(s, "us")) > 1e7)
            fail_msg("a part took %f us", gk_json_number(gk_json_get(s, "us")));
    gk_json_free(result);
}

static void reloads_are_no_burden(void **state)
{
    gk_buf text = GK_BUF_INIT;
    struct cortex_try t = {.wat = NULL};
    gk_json *result;
    (void)state;
    gk_buf_puts(&text, "[{\"reload\":true}");
    for (int i = 1; i < 100; i++)
        gk_buf_puts(&text, ",{\"reload\":true}");
    gk_buf_byte(&text, ']');
    t.steps = gk_buf_text(&text);
    result = cortex_try(&t);
    cortex_expect("100 reloads", 0, result, "/outcome", "\"ok\"");
    assert_int_equal(gk_json_count(gk_json_get(result, "steps")), 100);
    gk_json_free(result);
    gk_buf_clear(&text);
}

/* --- a guest that talks too much -------------------------------------------
 */

#define TALKS(times, body)                                                     \
    "(module (import \"env\" \"host_log\" (func $log (param i32 i32)))"        \
    "(import \"env\" \"host_set_state\" (func $set (param i32 i32 i32 "        \
    "i32)))" CORTEX_HOST_MEMORY CORTEX_ABI CORTEX_ABC_TOOL CORTEX_SAY_NOTHING  \
    "(func (export \"go\") (local $i i32) (loop " body                         \
    " (local.set $i (i32.add (local.get $i) (i32.const 1)))"                   \
    " (br_if 0 (i32.lt_u (local.get $i) (i32.const " times "))))))"

static const char talk[] =
    TALKS("60000", "(call $log (i32.const 1) (i32.const 1))");
static const char shout[] =
    TALKS("1100",
          "(if (i32.eqz (local.get $i)) (then (memory.fill (i32.const 2097152) "
          "(i32.const 65) (i32.const 65536))))"
          "(call $log (i32.const 2097152) (i32.const 65536))");
/* The number in four letters, a key of its own for each. */
#define KEY                                                                    \
    "(i32.store (i32.const 2097152) (i32.or (i32.const 0x40404040) (i32.or "   \
    "(i32.and (local.get $i) (i32.const 0x3f)) (i32.or (i32.and (i32.shl "     \
    "(local.get $i) (i32.const 2)) (i32.const 0x3f00)) (i32.and (i32.shl "     \
    "(local.get $i) (i32.const 4)) (i32.const 0x3f0000))))))"
static const char hoard[] =
    TALKS("50000",
          KEY "(call $set (i32.const 2097152) (i32.const 4) (i32.const 2097152)"
              " (i32.const 1))");
#ifdef GK_SANITIZED
#define SHOUTING_MS 60000
#else
#define SHOUTING_MS 20000
#endif

static void a_trace_that_is_too_long_is_cut(void **state)
{
    static const struct {
        const char *name, *wat;
        size_t least, most; /* lines kept */
    } rows[] = {
        {"60,000 empty lines", talk, 49000, 100000},
        {"1,100 lines of 64 KiB", shout, 900, 1024},
    };
    struct rusage usage;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct cortex_try t = {
            .wat = rows[i].wat,
            .steps = "[{\"call\":{\"invoke\":\"go\"}}]",
            .limits = {.timeout_ms = SHOUTING_MS, .fuel = UINT64_C(1) << 60}};
        double start = seconds();
        gk_json *result = cortex_try(&t);
        size_t lines = gk_json_count(gk_json_pointer(result, "/steps/0/logs"));
        cortex_expect(rows[i].name, 0, result, "/truncated", "true");
        if (lines < rows[i].least || lines > rows[i].most)
            fail_msg("%s: %zu kept", rows[i].name, lines);
        if (seconds() - start > 4 * SHOUTING_MS / 1000.0)
            fail_msg("%s: %f s", rows[i].name, seconds() - start);
        gk_json_free(result);
    }
    getrusage(RUSAGE_SELF, &usage);
    /* A sanitizer takes its own share. */
    if (usage.ru_maxrss > (SHOUTING_MS > 20000 ? 8 : 1) * 1024L * 1024)
        fail_msg("%ld KiB", usage.ru_maxrss);
}

static void a_short_trace_is_not_called_cut(void **state)
{
    const struct cortex_try t = {.steps =
                                     "[{\"call\":{\"invoke\":\"pages\"}}]"};
    gk_json *result = cortex_try(&t);
    (void)state;
    cortex_expect("short", 0, result, "/truncated", "");
    gk_json_free(result);
}

static void many_rows_of_state_take_no_long_time(void **state)
{
    const struct cortex_try t = {.wat = hoard,
                                 .steps = "[{\"call\":{\"invoke\":\"go\"}}]",
                                 .limits = {.timeout_ms = 6 * SHOUTING_MS}};
    double start = seconds();
    gk_json *result = cortex_try(&t);
    (void)state;
    cortex_expect("many", 0, result, "/outcome", "\"ok\"");
    assert_int_equal(gk_json_count(gk_json_get(result, "state")), 50000);
    if (seconds() - start > 12 * SHOUTING_MS / 1000.0)
        fail_msg("%f s", seconds() - start);
    gk_json_free(result);
}

/* --- a child that dies -----------------------------------------------------
 */

/* The processes that this one has started and not yet waited for. */
static pid_t child_of_mine(void)
{
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    pid_t found = 0;
    while (proc != NULL && (entry = readdir(proc)) != NULL && found == 0) {
        char path[300], line[512] = "";
        const char *paren;
        int parent = 0;
        FILE *stat;
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        stat = fopen(path, "r");
        if (stat == NULL)
            continue;
        if (fgets(line, sizeof line, stat) != NULL &&
            (paren = strrchr(line, ')')) != NULL &&
            sscanf(paren, ") %*c %d", &parent) == 1 && parent == getpid())
            found = (pid_t)atoi(entry->d_name);
        fclose(stat);
    }
    if (proc != NULL)
        closedir(proc);
    return found;
}

static void a_dead_child_is_a_crash_and_its_trace_is_kept(void **state)
{
    static const struct {
        int signal;
        const char *outcome, *text;
    } rows[] = {
        {SIGKILL, "\"crash\"",
         "\"the process that held the guest died: Killed (9)\""},
        {SIGALRM, "\"timeout\"",
         "\"the process that held the guest did not end\""},
    };
    gk_buf bytes = GK_BUF_INIT;
    gk_json *list = cortex_json(
        "[{\"call\":{\"invoke\":\"host_log\",\"args\":[3145728,7]}},"
        "{\"call\":{\"invoke\":\"spin\"}}]");
    (void)state;
    test_wat(CORTEX_CONSOLE(CORTEX_HOST_MEMORY), &bytes);
    for (size_t i = 0; i < 2; i++) {
        const struct gk_job job = {.host = "cortex",
                                   .module = bytes.data,
                                   .module_len = bytes.len,
                                   .module_name = "guest.wasm",
                                   .steps = list,
                                   .limits = {.fuel = UINT64_C(1) << 60}};
        gk_child *child = NULL;
        gk_json *result = NULL;
        gk_error err = GK_ERROR_INIT;
        const gk_json *calls;
        assert_int_equal(gk_child_start(&job, &child, &err), GK_OK);
        /* It has logged and spins by then. */
        usleep(200000);
        assert_int_not_equal(child_of_mine(), 0);
        assert_int_equal(kill(child_of_mine(), rows[i].signal), 0);
        assert_int_equal(gk_child_finish(child, &result, &err), GK_OK);
        cortex_expect("killed", 0, result, "/outcome", rows[i].outcome);
        cortex_expect("killed", 0, result, "/load/error/text", rows[i].text);
        calls = gk_json_pointer(result, "/load/calls");
        assert_int_equal(gk_json_count(calls), 1);
        cortex_expect("killed", 0, result, "/load/calls/0/line",
                      "\"host_log(\\\"{\\\\\\\"tools\\\")\"");
        assert_int_equal(child_of_mine(), 0);
        gk_json_free(result);
    }
    gk_json_free(list);
    gk_buf_clear(&bytes);
}

static void an_abandoned_child_is_gone(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_json *list = cortex_json("[{\"call\":{\"invoke\":\"spin\"}}]");
    struct gk_job job = {.host = "cortex", .module_name = "guest.wasm"};
    gk_child *child = NULL;
    (void)state;
    test_wat(CORTEX_CONSOLE(CORTEX_HOST_MEMORY), &bytes);
    job.module = bytes.data;
    job.module_len = bytes.len;
    job.steps = list;
    assert_int_equal(gk_child_start(&job, &child, NULL), GK_OK);
    gk_child_abandon(child);
    assert_int_equal(child_of_mine(), 0);
    gk_json_free(list);
    gk_buf_clear(&bytes);
}

/* --- a warm process --------------------------------------------------------
 */

static char *without_times(const gk_json *result)
{
    char *text = cortex_at(result, ""), *to = text;
    /* "us":123 is what differs between two runs. */
    for (const char *from = text; *from != '\0';) {
        if (strncmp(from, "\"us\":", 5) == 0)
            from += 5 + strspn(from + 5, "0123456789");
        else
            *to++ = *from++;
    }
    *to = '\0';
    return text;
}

static void a_warm_process_gives_what_a_cold_one_gives(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_json *list = cortex_json(
        "[{\"call\":{\"invoke\":\"host_log\",\"args\":[3145728,7]}},"
        "{\"call\":{\"invoke\":\"host_set_state\",\"args\":[3145728,7,"
        "3145728,9]}},{\"call\":{\"invoke\":\"store\",\"args\":[64,1]}},"
        "{\"call\":{\"tool\":\"abc\"}},{\"call\":{\"invoke\":\"boom\"}}]");
    gk_json *world = cortex_json("{\"seed\":3,\"state\":{\"a\":\"b\"}}");
    gk_error err = GK_ERROR_INIT;
    gk_warm *warm = NULL;
    struct gk_job job = {.host = "cortex",
                         .module_name = "guest.wasm",
                         .world = world,
                         .steps = list};
    (void)state;
    test_wat(CORTEX_CONSOLE(CORTEX_HOST_MEMORY), &bytes);
    job.module = bytes.data;
    job.module_len = bytes.len;
    assert_int_equal(gk_warm_start(&job, &warm, &err), GK_OK);
    /* Twice over: a job leaves nothing behind for the next. */
    for (int i = 0; i < 4; i++) {
        gk_json *cold = NULL, *warmed = NULL;
        char *a, *b;
        job.fidelity = i % 2 == 0 ? GK_DOCUMENTED : GK_DEPLOYED;
        job.warm = NULL;
        assert_int_equal(gk_job_run(&job, &cold, &err), GK_OK);
        job.warm = warm;
        assert_true(gk_warm_fits(warm, &job));
        assert_int_equal(gk_job_run(&job, &warmed, &err), GK_OK);
        a = without_times(cold);
        b = without_times(warmed);
        assert_string_equal(a, b);
        free(a);
        free(b);
        gk_json_free(cold);
        gk_json_free(warmed);
    }
    gk_warm_stop(warm);
    assert_int_equal(child_of_mine(), 0);
    gk_json_free(list);
    gk_json_free(world);
    gk_buf_clear(&bytes);
}

static void a_module_that_cannot_be_loaded_is_not_kept_warm(void **state)
{
    const struct gk_job job = {.host = "cortex",
                               .module = "\0asm",
                               .module_len = 4,
                               .module_name = "guest.wasm"};
    gk_warm *warm = NULL;
    (void)state;
    assert_int_equal(gk_warm_start(&job, &warm, NULL), GK_E_FAILED);
    assert_null(warm);
    assert_int_equal(child_of_mine(), 0);
}

static void bytes_that_are_no_module_are_told(void **state)
{
    const struct gk_job job = {.host = "cortex",
                               .module = "\0asm\1\0\0\0\5",
                               .module_len = 9,
                               .module_name = "guest.wasm"};
    gk_json *result = NULL;
    (void)state;
    assert_int_equal(gk_job_run(&job, &result, NULL), GK_OK);
    cortex_expect("no module", 0, result, "/outcome", "\"load\"");
    assert_non_null(gk_json_pointer(result, "/load/error/text"));
    gk_json_free(result);
}

static void every_outcome_has_its_exit_status(void **state)
{
    static const struct {
        const char *outcome;
        int status;
    } rows[] = {{"ok", 0},      {"exit", 0},     {"tool_error", 1},
                {"fixture", 1}, {"load", 3},     {"trap", 10},
                {"fuel", 11},   {"timeout", 12}, {"memory", 13},
                {"link", 14},   {"export", 15},  {"crash", 16},
                {"what", 3}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (gk_outcome_exit(rows[i].outcome) != rows[i].status)
            fail_msg("%s: %d", rows[i].outcome,
                     gk_outcome_exit(rows[i].outcome));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_checked),
        cmocka_unit_test(an_unknown_host_has_no_mock),
        cmocka_unit_test(any_export_can_be_invoked),
        cmocka_unit_test(a_guest_that_will_not_end_runs_out),
        cmocka_unit_test(a_memory_below_the_hosts_is_told),
        cmocka_unit_test(time_and_fuel_are_counted_for_each_part),
        cmocka_unit_test(reloads_are_no_burden),
        cmocka_unit_test(a_trace_that_is_too_long_is_cut),
        cmocka_unit_test(a_short_trace_is_not_called_cut),
        cmocka_unit_test(many_rows_of_state_take_no_long_time),
        cmocka_unit_test(a_dead_child_is_a_crash_and_its_trace_is_kept),
        cmocka_unit_test(an_abandoned_child_is_gone),
        cmocka_unit_test(a_warm_process_gives_what_a_cold_one_gives),
        cmocka_unit_test(a_module_that_cannot_be_loaded_is_not_kept_warm),
        cmocka_unit_test(bytes_that_are_no_module_are_told),
        cmocka_unit_test(every_outcome_has_its_exit_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
