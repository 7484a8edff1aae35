/* WASI as an agent of Hugind has it: mounts and their checks, in the host's
 * words, the standard streams, and what an exit does to a run. */
#include "tests/unit/hugind_guest.h"

#define W "wasi_snapshot_preview1"
#define WRITE                                                                  \
    "(import \"" W "\" \"fd_write\""                                           \
    " (func $write (param i32 i32 i32 i32) (result i32)))"
#define READ                                                                   \
    "(import \"" W "\" \"fd_read\""                                            \
    " (func $read (param i32 i32 i32 i32) (result i32)))"
#define EXIT "(import \"" W "\" \"proc_exit\" (func $exit (param i32)))"
#define OPEN                                                                   \
    "(import \"" W "\" \"path_open\" (func $open (param"                       \
    " i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))"
#define NAME                                                                   \
    "(import \"" W "\" \"fd_prestat_dir_name\""                                \
    " (func $name (param i32 i32 i32) (result i32)))"
#define SIZES                                                                  \
    "(import \"" W "\" \"args_sizes_get\""                                     \
    " (func $args (param i32 i32) (result i32)))"                              \
    "(import \"" W "\" \"environ_sizes_get\""                                  \
    " (func $env (param i32 i32) (result i32)))"
#define INPUT                                                                  \
    "(import \"hugind\" \"input\" (func $input (param i32 i32) (result i64)))"
#define FD_WRITE "(import \"" W "\" \"fd_write\" (func $write (param i32)))"

#define POLL                                                                   \
    "(import \"" W "\" \"poll_oneoff\""                                        \
    " (func $poll (param i32 i32 i32 i32) (result i32)))"
/* A subscription at 0: 2 s of the monotonic clock. */
#define NAP                                                                    \
    "(data (i32.const 16) \"\\01\")"                                           \
    "(data (i32.const 24) \"\\00\\94\\35\\77\")"

/* An iovec at 0: 64 bytes at 256. */
#define IOVEC                                                                  \
    "(data (i32.const 0) \"\\00\\01\\00\\00\\40\\00\\00\\00\")"                \
    "(data (i32.const 256) \"hello\\n\")"
/* Prints a number below 100. */
#define DIGITS                                                                 \
    "(func $num (param $n i32)"                                                \
    " (i32.store8 (i32.const 300) (i32.add (i32.const 48)"                     \
    "  (i32.div_u (local.get $n) (i32.const 10))))"                            \
    " (i32.store8 (i32.const 301) (i32.add (i32.const 48)"                     \
    "  (i32.rem_u (local.get $n) (i32.const 10))))"                            \
    " (call $print (i32.const 300) (i32.const 2)))"
/* Opens the file whose name is at 64, below descriptor $fd; prints the errno.
 */
#define OPEN_NAME(fd, len)                                                     \
    "(call $num (call $open (i32.const " fd ") (i32.const 1) (i32.const 64)"   \
    " (i32.const " len ") (i32.const 0) (i64.const 2) (i64.const 0)"           \
    " (i32.const 0) (i32.const 128)))"
#define MOUNT(list, more) HUGIND_HEAD "wasm: {mounts: [" list "]" more "}\n"
#define FILES                                                                  \
    "{\"files\":{\"data/f\":\"1\",\"/elsewhere/f\":\"2\","                     \
    "\"here\":{\"link\":\"data\"},\"there\":{\"link\":\"/elsewhere\"}}"
#define OPENS(fd)                                                              \
    HUGIND_AGENT(OPEN, DIGITS "(data (i32.const 64) \"f\")", OPEN_NAME(fd, "1"))

static const struct hugind_row rows[] = {
    {"standard output and error are the run's",
     {.wat = HUGIND_AGENT(
          WRITE, IOVEC "(data (i32.const 4) \"\\06\")",
          "(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1)"
          " (i32.const 16)))"
          "(call $print (i32.const 256) (i32.const 5))")},
     "=ok hello\nhello\n",
     NULL},
    {"no arguments and no environment",
     {.wat = HUGIND_AGENT(
          SIZES, DIGITS,
          "(drop (call $args (i32.const 16) (i32.const 20)))"
          "(drop (call $env (i32.const 24) (i32.const 28)))"
          "(call $num (i32.add (i32.add (i32.load (i32.const 16))"
          " (i32.load (i32.const 20))) (i32.add (i32.load (i32.const 24))"
          " (i32.load (i32.const 28)))))"),
      .world = "{\"env\":{\"A\":\"b\"}}",
      .call = "{\"args\":[\"x\"]}"},
     "=ok 00\n",
     NULL},
    {"standard input is the same as that of input",
     {.wat = HUGIND_AGENT(
          READ INPUT, IOVEC DIGITS,
          "(call $say (call $input (i32.const 0) (i32.const 0)))"
          "(drop (call $read (i32.const 0) (i32.const 0) (i32.const 1)"
          " (i32.const 16)))"
          "(call $print (i32.const 256) (i32.load (i32.const 16)))"
          "(drop (call $read (i32.const 0) (i32.const 0) (i32.const 1)"
          " (i32.const 16)))"
          "(call $num (i32.load (i32.const 16)))"),
      .call = "{\"stdin\":[\"one\",\"two\"]}"},
     "=ok one\ntwo\n\n00\n",
     NULL},
    {"D28 an exit fails the run, a good one too",
     {.wat = HUGIND_AGENT(EXIT, "", "(call $exit (i32.const 0))")},
     "=trap Exited with i32 exit status 0",
     NULL},
    {"an exit with a status",
     {.wat =
          HUGIND_AGENT(EXIT, "", "(call $exit (i32.const 3)) (unreachable)")},
     "=trap Exited with i32 exit status 3",
     NULL},
    {"an exit behind a timeout, deployed",
     {.wat = HUGIND_AGENT(EXIT, "", "(call $exit (i32.const 3))"),
      .manifest = HUGIND_HEAD "wasm: {resources: {timeout: 5s}}\n",
      .fidelity = GK_DEPLOYED},
     "ok ",
     "null"},
    {"a nap that is too long for the manifest",
     {.wat = HUGIND_AGENT(POLL, NAP,
                          "(drop (call $poll (i32.const 0) (i32.const 64)"
                          " (i32.const 1) (i32.const 128)))"),
      .manifest = HUGIND_HEAD "wasm: {resources: {timeout: 1500ms}}\n"},
     "=timeout Wasm execution timed out after 1.5s",
     NULL},
    {"a nap that is not",
     {.wat = HUGIND_AGENT(POLL, NAP,
                          "(drop (call $poll (i32.const 0) (i32.const 64)"
                          " (i32.const 1) (i32.const 128)))"),
      .manifest = HUGIND_HEAD "wasm: {resources: {timeout: 3s}}\n"},
     "ok ",
     "null"},
    {"a function of another type is not linked",
     {.wat = "(module " FD_WRITE "(memory (export \"memory\") 1)"
             "(func (export \"_start\")))"},
     "link failed to instantiate wasm module: ",
     NULL},

    {"no mounts: no files",
     {.wat = OPENS("3"), .world = FILES "}"},
     "=ok 08\n",
     NULL},
    {"a mount",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: data, guest: /d}", ""),
      .world = FILES "}"},
     "=ok 00\n",
     NULL},
    {"through a link, still in the root",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: ./here, guest: /d}", ""),
      .world = FILES "}"},
     "=ok 00\n",
     NULL},
    {"the second one is the second descriptor",
     {.wat = OPENS("4"),
      .manifest = MOUNT("{host: ., guest: /a}, {host: data, guest: /d}", ""),
      .world = FILES "}"},
     "=ok 00\n",
     NULL},
    {"its name is the guest's",
     {.wat = HUGIND_AGENT(NAME, "",
                          "(drop (call $name (i32.const 4) (i32.const 16)"
                          " (i32.const 8)))"
                          "(call $print (i32.const 16) (i32.const 2))"),
      .manifest = MOUNT("{host: ., guest: /a}, {host: data, guest: /d}", ""),
      .world = FILES "}"},
     "=ok /d\n",
     NULL},
    {"mounts of a mode without them are not even looked at",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: nowhere, guest: d}",
                        ", runtime_fs_mode: host_filesystem"),
      .world = FILES "}"},
     "=ok 08\n",
     NULL},
    {"mounts and nothing else",
     {.wat = OPENS("3"),
      .manifest =
          MOUNT("{host: data, guest: /d}", ", runtime_fs_mode: wasi_mounts"),
      .world = FILES "}"},
     "=ok 00\n",
     NULL},
    {"what is not there",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: nowhere, guest: d}", ""),
      .world = FILES "}"},
     "=load failed to canonicalize host path: nowhere",
     NULL},
    {"a guest path that is relative",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: /elsewhere, guest: d/..}", ""),
      .world = FILES "}"},
     "=load mount guest path must be absolute: d/..",
     NULL},
    {"a guest path that goes up",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: /elsewhere, guest: /d/../e}", ""),
      .world = FILES "}"},
     "=load mount guest path must not contain '..': /d/../e",
     NULL},
    {"dots in a name go nowhere",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: data, guest: /..d/...}", ""),
      .world = FILES "}"},
     "=ok 00\n",
     NULL},
    {"outside",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: /elsewhere, guest: /d}", ""),
      .world = FILES "}"},
     "=load mount '/elsewhere' is outside agent root; set "
     "permissions.filesystem.allow_outside_agent_root=true to allow",
     NULL},
    {"outside, up from the root",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: .., guest: /d}", ""),
      .world = FILES "}"},
     "=load mount '..' is outside agent root; set "
     "permissions.filesystem.allow_outside_agent_root=true to allow",
     NULL},
    {"outside, by a link",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: there, guest: /d}", ""),
      .world = FILES "}"},
     "=load mount 'there' is outside agent root; set "
     "permissions.filesystem.allow_outside_agent_root=true to allow",
     NULL},
    {"outside, a file: the place is looked at first",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: /elsewhere/f, guest: /d}", ""),
      .world = FILES "}"},
     "=load mount '/elsewhere/f' is outside agent root; set "
     "permissions.filesystem.allow_outside_agent_root=true to allow",
     NULL},
    {"outside is allowed",
     {.wat = OPENS("3"),
      .manifest = MOUNT(
          "{host: /elsewhere, guest: /d}",
          "") "permissions: {filesystem: {allow_outside_agent_root: true}}\n",
      .world = FILES "}"},
     "=ok 00\n",
     NULL},
    {"a file is no folder",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: data/f, guest: /d}", ""),
      .world = FILES "}"},
     "=load failed to open host dir: \"data/f\"",
     NULL},
    {"D15 deployed: relative to where the host runs, not to the agent",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: data, guest: /d}", ""),
      .world = FILES ",\"config\":{\"cwd\":\"/elsewhere\"}}",
      .fidelity = GK_DEPLOYED},
     "=load failed to canonicalize host path: data",
     NULL},
    {"D15 and found there",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: ./agent/data, guest: /d}", ""),
      .world = FILES ",\"config\":{\"cwd\":\"/\"}}",
      .fidelity = GK_DEPLOYED},
     "=ok 00\n",
     NULL},
    {"the first that is wrong is told",
     {.wat = OPENS("3"),
      .manifest = MOUNT("{host: data, guest: /d}, {host: n, guest: x},"
                        "{host: data, guest: y}",
                        ""),
      .world = FILES "}"},
     "=load failed to canonicalize host path: n",
     NULL},
};

static void an_agent_has_the_wasi_of_its_manifest(void **state)
{
    (void)state;
    HUGIND_RUN_ROWS(rows);
}

/* What the trace says of a call: its errno, and the text that went by. */
static void the_trace_reads_as_words(void **state)
{
    static const struct {
        const char *call; /* JSON pointer */
        const char *end;
    } lines[] = {
        {"/calls/0/line", "= 63  read  PERM"},
        {"/calls/2/line", "= 0  6  \"hello\\n\""},
    };
    const struct hugind_run run = {
        .wat = HUGIND_AGENT(OPEN WRITE,
                            IOVEC DIGITS "(data (i32.const 4) \"\\06\")"
                                         "(data (i32.const 64) \"../f\")",
                            OPEN_NAME("3", "4") "(drop (call $write (i32.const "
                                                "1) (i32.const 0) (i32.const 1)"
                                                " (i32.const 16)))"),
        .manifest = MOUNT("{host: data, guest: /d}", ""),
        .world = FILES "}"};
    gk_json *result = hugind_run(&run);

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const char *line =
            gk_json_text(gk_json_pointer(hugind_step(result), lines[i].call));

        if (line == NULL || strstr(line, lines[i].end) == NULL)
            fail_msg("%s: '%s'", lines[i].end, line ? line : "none");
    }
    gk_json_free(result);
}

/* A status of 0 is the one that a C programmer would not expect to fail. */
static void an_exit_with_0_is_explained(void **state)
{
    const struct hugind_run good = {
        .wat = HUGIND_AGENT(EXIT, "", "(call $exit (i32.const 0))")};
    const struct hugind_run bad = {
        .wat = HUGIND_AGENT(EXIT, "", "(call $exit (i32.const 1))")};
    gk_json *result = hugind_run(&good);
    const char *hint = gk_json_text(gk_json_pointer(result, "/hints/0"));

    (void)state;
    if (hint == NULL || strstr(hint, "return from main") == NULL)
        fail_msg("the hint is '%s'", hint != NULL ? hint : "none");
    gk_json_free(result);
    result = hugind_run(&bad);
    assert_null(gk_json_get(result, "hints"));
    gk_json_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_agent_has_the_wasi_of_its_manifest),
        cmocka_unit_test(the_trace_reads_as_words),
        cmocka_unit_test(an_exit_with_0_is_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
