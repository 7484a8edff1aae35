/*
 * run_command and spawn of the mock Hugind host: what they make of a program's
 * output, what the manifest refuses, what a fixture answers. Vectors T11 to T16
 * of the host's sheet are among the rows.
 */
#include "host-mock/live.h"
#include "host-mock/process.h"
#include "host-mock/world/world.h"
#include "tests/unit/hugind_asks.h"
#include "tests/unit/test_folder.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MANIFEST(shell)                                                        \
    "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\","            \
    "\"permissions\":{\"shell\":{" shell "}}}"
#define OPEN           MANIFEST("\"allow\":true")
#define WORLD(...)     "{\"shell\":[" __VA_ARGS__ "]}"
#define ANY(reply)     "{\"command\":\"*\",\"reply\":" reply "}"
#define ARGV(w, reply) "{\"argv\":[" w "],\"reply\":" reply "}"
#define TEXT           "\"stdout\":\"out\\n\",\"stderr\":\"err\\n\""

static const struct {
    const char *name, *function, *input, *manifest, *world, *want;
} rows[] = {
    {"T11 standard output, when it went well", "run_command",
     "echo out; echo err >&2", OPEN, WORLD(ANY("{" TEXT "}")), "out\n"},
    {"T12 standard error, when it did not", "run_command",
     "echo out; echo err >&2; exit 3", OPEN,
     WORLD(ANY("{" TEXT ",\"exit\":3}")), "Error: err\n"},
    {"T13 a program that fails gives both", "spawn",
     "[\"sh\",\"-c\",\"echo out; echo err >&2; exit 3\"]", OPEN,
     WORLD(ARGV("\"sh\",\"-c\",\"*\"", "{" TEXT ",\"exit\":3}")),
     "Error:\nout\n\nerr\n"},
    {"T14 the whitelist is held against the word as it stands", "spawn",
     "[\"/bin/ls\"]", MANIFEST("\"allow\":true,\"whitelist\":[\"ls\"]"),
     WORLD(ARGV("\"*\"", "\"\"")),
     "trap: Command '/bin/ls' is not whitelisted."},
    {"T15 cut between characters", "run_command", "x",
     MANIFEST("\"allow\":true,\"max_output\":\"4\""),
     WORLD(ANY("\"a\xc3\xa9\xe2\x82\xac\"")), "a\xc3\xa9...[truncated]"},
    {"just as long as it may be", "run_command", "x",
     MANIFEST("\"allow\":true,\"max_output\":\"6\""),
     WORLD(ANY("\"a\xc3\xa9\xe2\x82\xac\"")), "a\xc3\xa9\xe2\x82\xac"},
    {"the word Error counts", "run_command", "x",
     MANIFEST("\"allow\":true,\"max_output\":\"8\""),
     WORLD(ANY("{\"stderr\":\"abc\",\"exit\":1}")), "Error: a...[truncated]"},
    {"nothing at all is left", "run_command", "x",
     MANIFEST("\"allow\":true,\"max_output\":\"0\""), WORLD(ANY("\"a\"")),
     "...[truncated]"},
    {"bytes that are no text are replaced", "run_command", "x", OPEN,
     WORLD(ANY("{\"stdout\":{\"base64\":\"Yf9i\"}}")),
     "a\xef\xbf\xbd"
     "b"},
    {"no output", "run_command", "x", OPEN, WORLD(ANY("{}")), ""},
    {"no words of a failure", "run_command", "x", OPEN,
     WORLD(ANY("{\"stdout\":\"o\",\"exit\":1}")), "Error: "},
    {"a program that goes well gives both, too", "spawn", "[\"p\"]", OPEN,
     WORLD(ARGV("\"p\"", "{\"stdout\":\"o\",\"stderr\":\"e\"}")), "o\ne"},
    {"standard output alone", "spawn", "[\"p\"]", OPEN,
     WORLD(ARGV("\"p\"", "\"o\"")), "o"},
    {"standard error alone", "spawn", "[\"p\"]", OPEN,
     WORLD(ARGV("\"p\"", "{\"stderr\":\"e\"}")), "e"},
    {"a failure without words", "spawn", "[\"p\"]", OPEN,
     WORLD(ARGV("\"p\"", "{\"exit\":255}")), "Error:\n"},

    /* The order: JSON, empty, allow, whitelist, blacklist. */
    {"no manifest, no shell", "run_command", "x", NULL, WORLD(ANY("\"\"")),
     "trap: Shell execution is disabled."},
    {"a section that does not allow", "run_command", "x",
     MANIFEST("\"max_output\":\"1\""), WORLD(ANY("\"\"")),
     "trap: Shell execution is disabled."},
    {"lists do not count for a command", "run_command", "x",
     MANIFEST("\"allow\":true,\"whitelist\":[],\"blacklist\":[\"x\",\"sh\"]"),
     WORLD(ANY("\"ran\"")), "ran"},
    {"JSON comes before permission", "spawn", "[\"a\"", NULL, NULL,
     "trap: spawn arguments must be a JSON array of strings: line 1, column "
     "5: the text ends, wanted ',' or ']'"},
    {"an object", "spawn", "{}", NULL, NULL,
     "trap: spawn arguments must be a JSON array of strings: it is no array"},
    {"a number among the words", "spawn", "[\"a\",1]", NULL, NULL,
     "trap: spawn arguments must be a JSON array of strings: an element is no "
     "string"},
    {"no words", "spawn", "[]", NULL, NULL, "trap: Spawn: empty arguments"},
    {"spawn is disabled", "spawn", "[\"p\"]", NULL, NULL,
     "trap: Shell execution is disabled."},
    {"disabled comes before the lists", "spawn", "[\"p\"]",
     MANIFEST("\"whitelist\":[\"q\"]"), NULL,
     "trap: Shell execution is disabled."},
    {"on the whitelist", "spawn", "[\"ls\"]",
     MANIFEST("\"allow\":true,\"whitelist\":[\"cat\",\"ls\"]"),
     WORLD(ARGV("\"ls\"", "\"ran\"")), "ran"},
    {"an empty whitelist blocks all", "spawn", "[\"ls\"]",
     MANIFEST("\"allow\":true,\"whitelist\":[]"), NULL,
     "trap: Command 'ls' is not whitelisted."},
    {"on the blacklist", "spawn", "[\"rm\"]",
     MANIFEST("\"allow\":true,\"blacklist\":[\"rm\"]"), NULL,
     "trap: Command 'rm' is blacklisted."},
    {"on both lists", "spawn", "[\"rm\"]",
     MANIFEST("\"allow\":true,\"whitelist\":[\"rm\"],\"blacklist\":[\"rm\"]"),
     NULL, "trap: Command 'rm' is blacklisted."},
    {"the blacklist knows one spelling", "spawn", "[\"/bin/rm\"]",
     MANIFEST("\"allow\":true,\"blacklist\":[\"rm\"]"),
     WORLD(ARGV("\"/bin/rm\"", "\"ran\"")), "ran"},
    {"a name in another case", "spawn", "[\"LS\"]",
     MANIFEST("\"allow\":true,\"whitelist\":[\"ls\"]"), NULL,
     "trap: Command 'LS' is not whitelisted."},
    {"a NUL in a word", "spawn", "[\"p\",\"a\\u0000b\"]", OPEN, NULL,
     "trap: Failed to execute command: nul byte found in provided data"},

    {"longer than the timeout", "run_command", "sleep 3",
     MANIFEST("\"allow\":true,\"timeout\":\"2s\""),
     WORLD(ANY("{\"delay\":\"3s\",\"stdout\":\"o\"}")),
     "trap: Shell command timed out"},
    {"just as long", "run_command", "sleep 2",
     MANIFEST("\"allow\":true,\"timeout\":\"2s\""),
     WORLD(ANY("{\"delay\":2000,\"stdout\":\"o\"}")), "o"},
    {"no time at all", "run_command", "sleep 10",
     MANIFEST("\"allow\":true,\"timeout\":\"0\""),
     WORLD(ANY("{\"delay\":\"10s\",\"stdout\":\"o\"}")),
     "trap: Shell command timed out"},
    {"no time at all, and none needed", "spawn", "[\"p\"]",
     MANIFEST("\"allow\":true,\"timeout\":\"0ms\""),
     WORLD(ARGV("\"p\"", "\"o\"")), "trap: Shell command timed out"},
    {"no time for the run", "run_command", "sleep 10",
     "{\"name\":\"a\",\"version\":\"1\",\"entry_point\":\"a.wasm\","
     "\"wasm\":{\"resources\":{\"timeout\":\"0ms\"}},"
     "\"permissions\":{\"shell\":{\"allow\":true}}}",
     WORLD(ANY("{\"delay\":\"10s\",\"stdout\":\"o\"}")),
     "timeout: Wasm execution timed out after 0ms"},
    {"a time that is none", "run_command", "sleep 10",
     MANIFEST("\"allow\":true,\"timeout\":\"0h\""),
     WORLD(ANY("{\"delay\":\"10s\",\"stdout\":\"o\"}")), "o"},
    {"without a timeout", "run_command", "sleep 3000", OPEN,
     WORLD(ANY("{\"delay\":\"50m\",\"stdout\":\"o\"}")), "o"},
    {"a program that is not there", "spawn", "[\"p\"]", OPEN,
     WORLD(ARGV("\"p\"",
                "{\"error\":\"No such file or directory (os error 2)\"}")),
     "trap: Failed to execute command: No such file or directory (os error "
     "2)"},

    /* Which fixture answers. */
    {"a glob", "run_command", "git log -1", OPEN,
     WORLD("{\"command\":\"git status*\",\"reply\":\"s\"},"
           "{\"command\":\"git log*\",\"reply\":\"l\"}"),
     "l"},
    {"a regular expression", "run_command", "git log -1", OPEN,
     WORLD("{\"command\":{\"match\":\"log -[0-9]+$\"},\"reply\":\"r\"}"), "r"},
    {"something in it", "run_command", "git log -1", OPEN,
     WORLD("{\"command\":{\"contains\":\"log\"},\"reply\":\"c\"}"), "c"},
    {"one that is worn out", "run_command", "x", OPEN,
     WORLD("{\"command\":\"y\",\"times\":1,\"reply\":\"1\"}," ANY("\"2\"")),
     "2"},
    {"patterns among the words", "spawn", "[\"grep\",\"-n\",\"a b\"]", OPEN,
     WORLD(ARGV("\"grep\",{\"match\":\"^-\"},\"a*\"", "\"g\"")), "g"},
    {"the number of words must fit", "spawn", "[\"p\",\"q\"]", OPEN,
     WORLD(ARGV("\"p\"", "\"1\"") "," ARGV(
         "\"p\",\"*\",\"*\"", "\"3\"") "," ARGV("\"*\",\"*\"", "\"2\"")),
     "2"},
    {"a command's fixture is none for a program", "spawn", "[\"p\"]", OPEN,
     WORLD(ANY("\"\"")), "fixture: no fixture answers the program [\"p\"]"},
    {"nor the other way round", "run_command", "sh -c x", OPEN,
     WORLD(ARGV("\"sh\",\"-c\",\"*\"", "\"\"")),
     "fixture: no fixture answers the shell command sh -c x"},
};

static void rows_of_run_command_and_spawn(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct hugind_ask ask = {.function = rows[i].function,
                                       .input = rows[i].input,
                                       .manifest = rows[i].manifest,
                                       .world = rows[i].world};

        hugind_ask_expect(rows[i].name, &ask, rows[i].want);
    }
}

/* T16: a size that the host cannot read is its default, 1 MiB. */
static void t16_an_unreadable_limit_is_the_default(void **state)
{
    const struct hugind_ask ask = {
        .function = "run_command",
        .input = "x",
        .manifest = MANIFEST("\"allow\":true,\"max_output\":\"4KB\"")};
    struct hugind_ask asked = ask;
    static const char end[] = "...[truncated]";
    gk_buf world = GK_BUF_INIT;
    gk_json *result;
    char *got;
    size_t len;

    (void)state;
    gk_buf_puts(&world, "{\"shell\":[{\"command\":\"x\",\"reply\":\"");
    gk_buf_fill(&world, 'a', 2u << 20);
    gk_buf_puts(&world, "\"}]}");
    asked.world = gk_buf_text(&world);
    result = hugind_ask_run(&asked);
    got = hugind_ask_outcome(result);
    len = strlen(got);
    assert_int_equal(len, (1u << 20) + strlen(end));
    assert_int_equal(strspn(got, "a"), 1u << 20);
    assert_string_equal(got + (1u << 20), end);
    free(got);
    gk_json_free(result);
    gk_buf_clear(&world);
}

static void expect_at(const struct hugind_ask *ask, const char *pointer,
                      const char *want)
{
    gk_json *result = hugind_ask_run(ask);
    char *got = hugind_at(result, pointer);

    assert_string_equal(got, want);
    free(got);
    gk_json_free(result);
}

static void a_missing_fixture_is_there_to_paste(void **state)
{
    const struct hugind_ask command = {
        .function = "run_command", .input = "echo hi", .manifest = OPEN};
    const struct hugind_ask program = {
        .function = "spawn", .input = "[\"ls\", \"-l\"]", .manifest = OPEN};

    (void)state;
    expect_at(&command, "/steps/0/error/fixture",
              "{\"shell\":[{\"command\":\"echo hi\",\"reply\":{\"stdout\":\"\","
              "\"exit\":0}}]}");
    expect_at(&program, "/steps/0/error/fixture",
              "{\"shell\":[{\"argv\":[\"ls\",\"-l\"],\"reply\":{\"stdout\":"
              "\"\",\"exit\":0}}]}");
}

static void a_refusal_names_the_key_that_decided(void **state)
{
    static const struct {
        const char *function, *input, *manifest, *hint;
    } asks[] = {
        {"run_command", "x", NULL,
         "[\"run_command was refused: permissions.shell.allow is false\"]"},
        {"spawn", "[\"p\"]", MANIFEST("\"allow\":true,\"whitelist\":[\"q\"]"),
         "[\"spawn was refused: permissions.shell.whitelist does not name "
         "'p'\"]"},
        {"spawn", "[\"p\"]", MANIFEST("\"allow\":true,\"blacklist\":[\"p\"]"),
         "[\"spawn was refused: permissions.shell.blacklist names 'p'\"]"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        const struct hugind_ask ask = {.function = asks[i].function,
                                       .input = asks[i].input,
                                       .manifest = asks[i].manifest};

        expect_at(&ask, "/hints", asks[i].hint);
    }
}

static void an_unused_required_fixture_is_told(void **state)
{
    const struct hugind_ask ask = {
        .function = "run_command",
        .input = "x",
        .manifest = OPEN,
        .world = WORLD("{\"command\":\"x\",\"required\":true,\"reply\":\"\"},"
                       "{\"command\":\"y\",\"required\":true,\"reply\":"
                       "\"\"}")};

    (void)state;
    expect_at(&ask, "/unused/0/command", "\"y\"");
    expect_at(&ask, "/unused/1", "");
}

static void worlds_are_checked(void **state)
{
    static const struct {
        const char *world, *want;
    } worlds[] = {
        {WORLD("{\"reply\":\"\"}"),
         "/shell/0: wanted one of \"command\", \"argv\""},
        {WORLD("{\"command\":\"a\",\"argv\":[\"a\"],\"reply\":\"\"}"),
         "/shell/0: wanted one of \"command\", \"argv\""},
        {WORLD("{\"argv\":[],\"reply\":\"\"}"),
         "/shell/0/argv: found no words, wanted a program"},
        {WORLD("{\"argv\":[1],\"reply\":\"\"}"), "/shell/0/argv/0: found"},
        {WORLD("{\"command\":{\"match\":\"(\"},\"reply\":\"\"}"),
         "/shell/0/command/match: "},
        {WORLD("{\"command\":\"a\"}"), "/shell/0: "},
        {WORLD(ANY("{\"exit\":256}")), "/shell/0/reply/exit: "},
        {WORLD(ANY("{\"exit\":-1}")), "/shell/0/reply/exit: "},
        {WORLD(ANY("{\"delay\":\"soon\"}")), "/shell/0/reply/delay: wanted"},
        {WORLD(ANY("{\"stdout\":{\"base64\":\"?\"}}")),
         "/shell/0/reply/stdout/base64: "},
        {WORLD(ANY("{\"error\":\"x\",\"exit\":1}")),
         "/shell/0/reply: a reply has \"error\" or what a program did"},
        {WORLD("{\"command\":\"a\\u0000\",\"reply\":\"\"}"),
         "/shell/0/command: a NUL"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        gk_json *world = hugind_json(worlds[i].world);
        gk_error err = GK_ERROR_INIT;

        if (gk_world_check(world, "", &err) != GK_E_SCHEMA ||
            strncmp(err.text, worlds[i].want, strlen(worlds[i].want)) != 0)
            fail_msg("%s:\n  wanted %s\n  found  %s", worlds[i].world,
                     worlds[i].want, err.text);
        gk_json_free(world);
    }
}

/* --- real programs ----------------------------------------------------------
 */

static const struct {
    const char *name, *function, *input, *manifest, *world, *want;
} live_rows[] = {
    {"T11 for real", "run_command", "echo out; echo err >&2", OPEN, NULL,
     "out\n"},
    {"T12 for real", "run_command", "echo out; echo err >&2; exit 3", OPEN,
     NULL, "Error: err\n"},
    {"T13 for real", "spawn",
     "[\"sh\",\"-c\",\"echo out; echo err >&2; exit 3\"]", OPEN, NULL,
     "Error:\nout\n\nerr\n"},
    {"T14 for real", "spawn", "[\"/bin/ls\"]",
     MANIFEST("\"allow\":true,\"whitelist\":[\"ls\"]"), NULL,
     "trap: Command '/bin/ls' is not whitelisted."},
    {"T15 for real", "run_command", "printf 'a\303\251\342\202\254'",
     MANIFEST("\"allow\":true,\"max_output\":\"4\""), NULL,
     "a\xc3\xa9...[truncated]"},
    {"one byte less than a limit inside a character", "run_command",
     "printf 'a\303\251\342\202\254'",
     MANIFEST("\"allow\":true,\"max_output\":\"5\""), NULL,
     "a\xc3\xa9...[truncated]"},
    {"killed", "run_command", "echo out; kill -9 $$", OPEN, NULL, "Error: "},
    {"words are no shell's", "spawn", "[\"echo\",\"$HOME\",\"*\",\"a;b\"]",
     OPEN, NULL, "$HOME * a;b\n"},
    {"not there", "spawn", "[\"guestkit-no-such-program\"]", OPEN, NULL,
     "trap: Failed to execute command: No such file or directory (os error "
     "2)"},
    {"not to be executed", "spawn", "[\"/etc/passwd\"]", OPEN, NULL,
     "trap: Failed to execute command: Permission denied (os error 13)"},
    {"a folder", "run_command", "pwd",
     MANIFEST("\"allow\":true,\"working_dir\":\"/\""), NULL, "/\n"},
    {"a folder that is not there", "run_command", "pwd",
     MANIFEST("\"allow\":true,\"working_dir\":\"/nowhere\""), NULL,
     "trap: Failed to execute command: No such file or directory (os error "
     "2)"},
    {"the variables are ours", "run_command", "echo $GUESTKIT_TEST", OPEN, NULL,
     "here\n"},
    {"or none", "spawn", "[\"env\"]",
     MANIFEST("\"allow\":true,\"env_clear\":true"), NULL, ""},
    {"nothing to read", "run_command", "cat", OPEN, NULL, ""},
    {"none of our files", "run_command", "ls /proc/self/fd | tail -n +5", OPEN,
     NULL, ""},
    {"longer than the timeout", "run_command", "sleep 60",
     MANIFEST("\"allow\":true,\"timeout\":\"100ms\""), NULL,
     "trap: Shell command timed out"},
    {"no time at all", "run_command", "sleep 60",
     MANIFEST("\"allow\":true,\"timeout\":\"0\""), NULL,
     "trap: Shell command timed out"},
    {"outputs closed, but still running", "run_command",
     "exec >/dev/null 2>&1; sleep 60",
     MANIFEST("\"allow\":true,\"timeout\":\"100ms\""), NULL,
     "trap: Shell command timed out"},
    {"more than is kept is read all the same", "run_command",
     "head -c 3000000 /dev/zero | tr '\\0' a; echo end >&2; exit 1",
     MANIFEST("\"allow\":true,\"max_output\":\"20\""), NULL, "Error: end\n"},
    {"more than is handed on", "run_command", "head -c 9000000 /dev/zero",
     MANIFEST("\"allow\":true,\"max_output\":\"8MB\""), NULL,
     "trap: Failed to execute command: the program said more than the 7 MiB "
     "that guestkit hands on"},
    {"fixtures come first", "run_command", "echo real", OPEN,
     WORLD("{\"command\":\"echo *\",\"reply\":\"fixture\"}"), "fixture"},
    {"permission comes first", "run_command", "echo real", NULL, NULL,
     "trap: Shell execution is disabled."},
};

static void real_programs_are_run(void **state)
{
    (void)state;
    setenv("GUESTKIT_TEST", "here", 1);
    for (size_t i = 0; i < sizeof live_rows / sizeof *live_rows; i++) {
        const struct hugind_ask ask = {.function = live_rows[i].function,
                                       .input = live_rows[i].input,
                                       .manifest = live_rows[i].manifest,
                                       .world = live_rows[i].world,
                                       .live = GK_LIVE_SHELL};

        hugind_ask_expect(live_rows[i].name, &ask, live_rows[i].want);
    }
}

/* T16 for real: 2 MiB of output, and a limit that cannot be read. */
static void t16_for_real(void **state)
{
    const struct hugind_ask ask = {
        .function = "run_command",
        .input = "head -c 2097152 /dev/zero | tr '\\0' a",
        .manifest = MANIFEST("\"allow\":true,\"max_output\":\"4KB\""),
        .live = GK_LIVE_SHELL};
    gk_json *result = hugind_ask_run(&ask);
    char *got = hugind_ask_outcome(result);

    (void)state;
    assert_int_equal(strspn(got, "a"), 1u << 20);
    assert_string_equal(got + (1u << 20), "...[truncated]");
    free(got);
    gk_json_free(result);
}

static bool is_gone(int pid)
{
    /* Whoever inherits it takes its time to reap it. */
    for (int tries = 0; tries < 200; tries++) {
        const struct timespec nap = {0, 10000000};

        if (kill(pid, 0) != 0)
            return true;
        nanosleep(&nap, NULL);
    }
    return false;
}

/* Also what a command has left in the background, and what timed out. */
static void nothing_outlives_its_command(void **state)
{
    static const struct {
        const char *end, *manifest, *want;
    } ways[] = {
        {"echo done", OPEN, "done\n"},
        {"wait", MANIFEST("\"allow\":true,\"timeout\":\"200ms\""),
         "trap: Shell command timed out"},
    };
    const struct folder *f = *state;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        gk_buf command = GK_BUF_INIT, told = GK_BUF_INIT;
        struct hugind_ask ask = {.function = "run_command",
                                 .manifest = ways[i].manifest,
                                 .live = GK_LIVE_SHELL};
        char file[160];

        snprintf(file, sizeof file, "%s/pid%zu", f->at, i);
        gk_buf_printf(&command, "sleep 600 >/dev/null 2>&1 & echo $! >%s; %s",
                      file, ways[i].end);
        ask.input = gk_buf_text(&command);
        hugind_ask_expect(ways[i].end, &ask, ways[i].want);
        assert_int_equal(gk_read_file(file, 100, &told, NULL), GK_OK);
        assert_true(atoi(gk_buf_text(&told)) > 1);
        assert_true(is_gone(atoi(gk_buf_text(&told))));
        gk_buf_clear(&command);
        gk_buf_clear(&told);
    }
}

/* Nor does it outlive a guestkit that is killed. */
static void nothing_outlives_us(void **state)
{
    const struct folder *f = *state;
    gk_buf command = GK_BUF_INIT, told = GK_BUF_INIT;
    const struct timespec nap = {0, 10000000};
    char file[160];
    pid_t us;

    snprintf(file, sizeof file, "%s/pid", f->at);
    gk_buf_printf(&command,
                  "[\"sh\",\"-c\",\"sleep 600 & echo $! >%s.new; mv %s.new %s; "
                  "wait\"]",
                  file, file, file);
    us = fork();
    if (us == 0) {
        const struct gk_process_start start = {
            .argv = hugind_json(gk_buf_text(&command))};
        struct gk_process process = GK_PROCESS_NONE;

        if (gk_process_open(&start, &process, NULL) != GK_OK)
            _exit(1);
        pause();
        _exit(0);
    }
    assert_true(us > 0);
    for (int tries = 0; tries < 500 && !gk_path_exists(file); tries++)
        nanosleep(&nap, NULL);
    assert_int_equal(gk_read_file(file, 100, &told, NULL), GK_OK);
    assert_true(atoi(gk_buf_text(&told)) > 1);
    assert_int_equal(kill(atoi(gk_buf_text(&told)), 0), 0);
    kill(us, SIGKILL);
    waitpid(us, NULL, 0);
    assert_true(is_gone(atoi(gk_buf_text(&told))));
    gk_buf_clear(&command);
    gk_buf_clear(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_run_command_and_spawn),
        cmocka_unit_test(t16_an_unreadable_limit_is_the_default),
        cmocka_unit_test(a_missing_fixture_is_there_to_paste),
        cmocka_unit_test(a_refusal_names_the_key_that_decided),
        cmocka_unit_test(an_unused_required_fixture_is_told),
        cmocka_unit_test(worlds_are_checked),
        cmocka_unit_test(real_programs_are_run),
        cmocka_unit_test(t16_for_real),
        cmocka_unit_test_setup_teardown(nothing_outlives_its_command,
                                        folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(nothing_outlives_us, folder_make,
                                        folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
