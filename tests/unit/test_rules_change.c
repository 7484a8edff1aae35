/*
 * The rules about what has changed: pairs of modules and what is found in the
 * second one, with the first as the baseline, and as what is locked.
 */
#include "scanner/change/baseline.h"
#include "scanner/change/diff.h"
#include "scanner/change/entry.h"
#include "scanner/change/lock.h"
#include "scanner/rules.h"
#include "scanner/scan.h"
#include "tests/unit/test_folder.h"
#include "tests/unit/test_wat.h"

#define LOG "(import \"env\" \"host_log\" (func $log (param i32 i32)))"
#define SET                                                                    \
    "(import \"env\" \"host_set_state\" (func $set (param i32 i32 i32 i32)))"
#define GET                                                                    \
    "(import \"env\" \"host_get_state\""                                       \
    " (func $get (param i32 i32 i32 i32) (result i32)))"
#define ABI   "(import \"env\" \"host_get_abi_version\" (func $abi (result i32)))"
#define TIME  "(import \"env\" \"host_get_time_ms\" (func $time (result i64)))"
#define OTHER "(import \"env\" \"elsewhere\" (func $other))"
#define RUN(body)                                                              \
    "(func $step " body ") (func $run (export \"run\") call $step)"
#define FOUR   "i32.const 0 i32.const 0 i32.const 0 i32.const 0"
#define SAY    "i32.const 0 i32.const 0 call $log"
#define M(...) "(module " __VA_ARGS__ ")"

/* What is found: id and severity's letter of each, GK066 left out, which a lock
 * finds in every row but the first ones. */
static const struct {
    const char *name;
    const char *old, *now;
    const char *want;
    const char *what; /* a part of the text of the first one */
} rows[] = {
    {"the same", M(LOG RUN(SAY)), M(LOG RUN(SAY)), "", ""},
    /* GK060 */
    {"a new effect", M(LOG RUN(SAY)), M(LOG TIME RUN(SAY " call $time drop")),
     "GK060e GK064n", "time  env.host_get_time_ms  from run → step  not in "},
    {"it was there and is called now", M(LOG TIME RUN(SAY)),
     M(LOG TIME RUN(SAY " call $time drop")), "GK060e GK064n",
     "time  env.host_get_time_ms"},
    {"a start function reaches it", M(LOG "(func $s)" RUN(SAY)),
     M(LOG TIME "(func $s call $time drop) (start $s)" RUN(SAY)),
     "GK060e GK064n GK067w", "from start: s  not in"},
    {"an effect gone", M(LOG TIME RUN(SAY " call $time drop")),
     M(LOG TIME RUN(SAY)), "GK064n", "1 function"},
    {"another way to an effect", M(LOG RUN(SAY)),
     M(LOG RUN("") "(func (export \"other\")" SAY ")"), "GK062n GK064n",
     "func other is not in"},
    /* GK061 */
    {"another import of a known effect", M(SET RUN(FOUR " call $set")),
     M(SET GET RUN(FOUR " call $set " FOUR " call $get drop")), "GK061n GK064n",
     "env.host_get_state is not in "},
    {"another function of the host itself", M(LOG RUN(SAY)),
     M(LOG ABI RUN(SAY " call $abi drop")), "GK061n GK064n",
     "env.host_get_abi_version is not in "},
    {"an import of no known effect", M(LOG RUN(SAY)),
     M(LOG OTHER RUN(SAY " call $other")), "GK061w GK064n",
     "env.elsewhere is not in "},
    {"a new effect that nothing calls", M(LOG RUN(SAY)), M(LOG TIME RUN(SAY)),
     "GK061w GK064n", "env.host_get_time_ms is not in"},
    {"another type of an import", M(OTHER RUN("call $other")),
     M("(import \"env\" \"elsewhere\" (func $other (result i32)))" RUN(
         "call $other drop")),
     "GK061w GK064n", "env.elsewhere has type () -> i32, in "},
    {"an import gone", M(LOG OTHER RUN(SAY)), M(LOG RUN(SAY)), "GK064n", ""},
    {"imports in another order", M(LOG OTHER RUN(SAY)), M(OTHER LOG RUN(SAY)),
     "GK064n", "no function, no data"},
    /* GK062 */
    {"an export gone", M("(func (export \"a\"))"), M("(func)"), "GK062w GK064n",
     "func a is gone; it is in "},
    {"another type of an export", M("(func (export \"a\"))"),
     M("(func (export \"a\") (param i32))"), "GK062w GK064n",
     "a is func (i32) -> (), in "},
    {"another kind of export", M("(memory 1) (func (export \"a\"))"),
     M("(memory (export \"a\") 1) (func)"), "GK062w GK064n", "a is memory, in"},
    {"exports in another order", M("(func (export \"a\") (export \"b\"))"),
     M("(func (export \"b\") (export \"a\"))"), "GK064n", ""},
    /* GK063 */
    {"more memory", M("(memory 1 2)"), M("(memory 1 3)"), "GK063w GK064n",
     "memory 0: 1 pages, at most 3; in "},
    {"less memory", M("(memory 2 3)"), M("(memory 1 2)"), "GK063n GK064n",
     "memory 0: "},
    {"a memory at all", M(""), M("(memory 1)"), "GK063w GK064n", "memory 0: "},
    {"no memory any more", M("(memory 1)"), M(""), "GK063n GK064n",
     "memory 0: none; in "},
    {"a larger table", M("(table 1 funcref)"), M("(table 2 funcref)"),
     "GK063w GK064n", "table 0: funcref, 2 entries, no maximum; in "},
    {"imported memory", M("(import \"env\" \"memory\" (memory 1 2))"),
     M("(import \"env\" \"memory\" (memory 1 3))"), "GK063w GK064n", ""},
    /* GK064 */
    {"data", M("(memory 1) (data (i32.const 0) \"a\")"),
     M("(memory 1) (data (i32.const 0) \"b\")"), "GK064n", "data; +0 bytes"},
    {"more data", M("(memory 1) (data (i32.const 0) \"a\")"),
     M("(memory 1) (data (i32.const 0) \"bc\")"), "GK064n",
     "data of 2 bytes instead of 1; +1 bytes"},
    /* GK067 */
    {"a new feature", M("(func $f)"),
     M("(func $f (result i32 i32) i32.const 1 "
       "i32.const 2)"),
     "GK064n GK067w", ""},
    {"a feature gone", M("(func $f (result i32 i32) i32.const 1 i32.const 2)"),
     M("(func $f)"), "GK064n", ""},
    {"a start function", M("(func $s)"), M("(func $s) (start $s)"),
     "GK064n GK067w", ""},
    {"a start function gone", M("(func $s) (start $s)"), M("(func $s)"),
     "GK064n", ""},
};

static bool is_ours(const char *id)
{
    return strcmp(id, "GK060") >= 0 && strcmp(id, "GK067") <= 0;
}

/* The findings of our rules but GK066, as in the table; sorted by id. */
static void list(const gk_scan *scan, const char *name, const char *want,
                 const char *what)
{
    gk_buf got = GK_BUF_INIT;
    const char *first = NULL;

    for (size_t i = 0; i < scan->findings.count; i++) {
        const struct gk_finding *f = &scan->findings.at[i];

        if (!is_ours(f->rule->id) || strcmp(f->rule->id, "GK066") == 0)
            continue;
        if (first == NULL)
            first = f->what;
        gk_buf_printf(&got, "%s%s%c", got.len > 0 ? " " : "", f->rule->id,
                      gk_severity_word(f->severity)[0]);
    }
    if (strcmp(gk_buf_text(&got), want) != 0)
        fail_msg("%s: found %s, wanted %s", name, gk_buf_text(&got), want);
    if (first != NULL && strstr(first, what) == NULL)
        fail_msg("%s: \"%s\" without \"%s\"", name, first, what);
    gk_buf_clear(&got);
}

static size_t count_of(const gk_scan *scan, const char *id)
{
    size_t count = 0;

    for (size_t i = 0; i < scan->findings.count; i++)
        count += strcmp(scan->findings.at[i].rule->id, id) == 0;
    return count;
}

static char *put_module(const struct folder *f, const char *name,
                        const char *wat)
{
    char *path = folder_path(f, name);
    gk_buf bytes = GK_BUF_INIT;

    test_wat(wat, &bytes);
    assert_int_equal(gk_write_file(path, bytes.data, bytes.len, 0644, NULL),
                     GK_OK);
    gk_buf_clear(&bytes);
    return path;
}

static void scan_with(const char *path, const struct gk_scan_context *context,
                      gk_scan *scan)
{
    gk_error err = GK_ERROR_INIT;

    if (gk_scan_file(path, context, scan, &err) != GK_OK)
        fail_msg("%s", err.text);
}

static void changes_are_found_against_a_baseline(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *old = put_module(*state, "old.wasm", rows[i].old);
        char *now = put_module(*state, "now.wasm", rows[i].now);
        gk_baseline *baseline = NULL;
        struct gk_scan_context context = {.host = "cortex",
                                          .baseline_name = "old.wasm"};
        gk_scan scan;
        gk_json *changes;

        assert_int_equal(gk_baseline_open(old, "cortex", &baseline, NULL),
                         GK_OK);
        context.baseline = gk_baseline_profile(baseline);
        scan_with(now, &context, &scan);
        list(&scan, rows[i].name, rows[i].want, rows[i].what);
        assert_int_equal(count_of(&scan, "GK066"), 0);
        changes = gk_changes_json(&scan.facts);
        if (gk_json_true(gk_json_get(changes, "differ")) !=
            (rows[i].want[0] != '\0'))
            fail_msg("%s: the report of changes", rows[i].name);
        gk_json_free(changes);
        gk_scan_clear(&scan);
        gk_baseline_close(baseline);
        free(old);
        free(now);
    }
}

/* Locks the file as it is. */
static void lock_file(gk_lock *lock, const char *path, const char *host)
{
    const struct gk_scan_context context = {.host = host};
    gk_profile *profile = NULL;
    char *name = NULL;
    gk_scan scan;

    scan_with(path, &context, &scan);
    assert_int_equal(gk_profile_make(&scan.facts, &profile, NULL), GK_OK);
    gk_profile_seal(profile, &scan.facts);
    assert_int_equal(gk_lock_name_of(lock, path, &name, NULL), GK_OK);
    assert_int_equal(gk_lock_put(lock, name, gk_entry_new(profile), NULL),
                     GK_OK);
    free(name);
    gk_profile_free(profile);
    gk_scan_clear(&scan);
}

/* A lock with one file in it, written and read again. */
static gk_lock *lock_of(const struct folder *f, const char *path,
                        const char *host)
{
    char *at = folder_path(f, "guestkit.lock");
    gk_lock *made = NULL, *lock = NULL;

    assert_int_equal(gk_lock_new(at, &made, NULL), GK_OK);
    lock_file(made, path, host);
    assert_int_equal(gk_lock_write(made, NULL), GK_OK);
    gk_lock_close(made);
    assert_int_equal(gk_lock_open(at, &lock, NULL), GK_OK);
    free(at);
    return lock;
}

static void changes_are_found_against_a_lock(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *path = put_module(*state, "a.wasm", rows[i].old);
        gk_lock *lock = lock_of(*state, path, "cortex");
        const struct gk_scan_context context = {.host = "cortex", .lock = lock};
        gk_scan scan;
        /* Without the list of functions, GK064 says so in other words. */
        bool words = strncmp(rows[i].want, "GK064", 5) != 0;

        free(path);
        path = put_module(*state, "a.wasm", rows[i].now);
        scan_with(path, &context, &scan);
        list(&scan, rows[i].name, rows[i].want, words ? rows[i].what : "");
        if (count_of(&scan, "GK066") != (rows[i].want[0] != '\0'))
            fail_msg("%s: GK066", rows[i].name);
        gk_scan_clear(&scan);
        gk_lock_close(lock);
        free(path);
    }
}

/* Without a host, what WASI's functions do is known all the same. */
static void effects_of_wasi_need_no_host(void **state)
{
#define WASI(name, params)                                                     \
    "(import \"wasi_snapshot_preview1\" \"" name "\" (func $" name             \
    " (param " params ") (result i32)))"
#define WRITE      WASI("fd_write", "i32 i32 i32 i32")
#define SEND       WASI("sock_send", "i32 i32 i32 i32 i32")
#define MAIN(body) "(func $main " body ") (func (export \"_start\") call $main)"
#define TO_OUT     FOUR " call $fd_write drop "
#define TO_NET     FOUR " i32.const 0 call $sock_send drop"
    static const struct {
        const char *name, *old, *now, *want, *what;
    } pairs[] = {
        {"a socket", M(WRITE MAIN(TO_OUT)), M(WRITE SEND MAIN(TO_OUT TO_NET)),
         "GK060e GK064n",
         "network  wasi_snapshot_preview1.sock_send  from _start → main  not"},
        {"a socket that nothing uses", M(WRITE MAIN(TO_OUT)),
         M(WRITE SEND MAIN(TO_OUT)), "GK061w GK064n", "sock_send is not in"},
        {"it had a socket", M(SEND MAIN(TO_NET)),
         M(SEND MAIN(TO_NET " " TO_NET)), "GK064n", "function"},
        {"no WASI of its own",
         M("(import \"x\" \"sock_send\" (func $f))" MAIN("")),
         M("(import \"x\" \"sock_send\" (func $f))" MAIN("call $f")), "GK064n",
         "function"},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *path = put_module(*state, "a.wasm", pairs[i].old);
        gk_lock *lock = lock_of(*state, path, NULL);
        const struct gk_scan_context context = {.lock = lock};
        gk_scan scan;

        free(path);
        path = put_module(*state, "a.wasm", pairs[i].now);
        scan_with(path, &context, &scan);
        list(&scan, pairs[i].name, pairs[i].want,
             strncmp(pairs[i].want, "GK064", 5) != 0 ? pairs[i].what : "");
        gk_scan_clear(&scan);
        gk_lock_close(lock);
        free(path);
    }
}

/* "i5NAME": the component imports NAME, of sort 5 (an instance; 1: a function);
 * "e1NAME" exports it. A section each. */
static void put_extern(const char *what, gk_buf *bytes)
{
    bool export = what[0] == 'e';
    size_t len = strlen(what + 2);

    gk_buf_byte(bytes, export ? GK_COMPONENT_EXPORT : GK_COMPONENT_IMPORT);
    gk_buf_byte(bytes, (uint8_t)(len + (export ? 6 : 5)));
    gk_buf_put(bytes, "\1\0", 2);
    gk_buf_byte(bytes, (uint8_t)len);
    gk_buf_puts(bytes, what + 2);
    gk_buf_byte(bytes, (uint8_t)(what[1] - '0'));
    gk_buf_put(bytes, "\0\0", export ? 2 : 1);
}

#define MOST_EXTERNS 4

static char *put_component(const struct folder *f, const char *file,
                           const char *const externs[MOST_EXTERNS])
{
    char *path = folder_path(f, file);
    gk_buf bytes = GK_BUF_INIT;

    gk_buf_put(&bytes, "\0asm\x0d\0\1\0", 8);
    for (size_t i = 0; i < MOST_EXTERNS && externs[i] != NULL; i++)
        put_extern(externs[i], &bytes);
    assert_int_equal(gk_write_file(path, bytes.data, bytes.len, 0644, NULL),
                     GK_OK);
    gk_buf_clear(&bytes);
    return path;
}

#define CLOCK "i5wasi:clocks/wall-clock@0.2.0"
#define HTTP  "i5wasi:http/types@0.2.0"

/* By the lock and by the older file itself. */
static void components_are_compared_from_outside(void **state)
{
    static const struct {
        const char *name;
        const char *old[MOST_EXTERNS], *now[MOST_EXTERNS];
        const char *want, *what;
    } pairs[] = {
        {"the same", {CLOCK}, {CLOCK}, "", ""},
        {"the same effect by another interface",
         {CLOCK},
         {CLOCK, "i5wasi:clocks/monotonic-clock@0.2.0"},
         "GK061n GK064n",
         "wasi:clocks/monotonic-clock@0.2.0 is not in "},
        {"another version of an interface",
         {CLOCK},
         {"i5wasi:clocks/wall-clock@0.2.3"},
         "GK061n GK064n",
         "wasi:clocks/wall-clock@0.2.3 is not in "},
        {"the network",
         {CLOCK},
         {CLOCK, HTTP},
         "GK060e GK064n",
         "network  wasi:http/types@0.2.0  imported  not in "},
        {"an interface nobody knows",
         {HTTP},
         {HTTP, "i5evil:x/y@1.0.0"},
         "GK061w GK064n",
         "evil:x/y@1.0.0 is not in "},
        {"a function instead of an instance",
         {"i5evil:x/y"},
         {"i1evil:x/y"},
         "GK061w GK064n",
         "evil:x/y is func, in "},
        {"an import gone", {CLOCK, HTTP}, {HTTP}, "GK064n", ""},
        {"imports in another order",
         {CLOCK, HTTP},
         {HTTP, CLOCK},
         "GK064n",
         ""},
        {"an interface of two new effects",
         {HTTP},
         {HTTP, "i5wasi:filesystem/types@0.2.0"},
         "GK060e GK060e GK064n",
         "fs-write  wasi:filesystem/types@0.2.0"},
        {"an export gone",
         {CLOCK, "e1run", "e5a:b/c@1.0.0"},
         {CLOCK, "e1run"},
         "GK062w GK064n",
         "instance a:b/c@1.0.0 is gone; it is in "},
        {"a new export",
         {"e1run"},
         {"e1run", "e1stop"},
         "GK062n GK064n",
         "func stop is not in "},
        {"another kind of export",
         {"e1run"},
         {"e5run"},
         "GK062w GK064n",
         "run is instance, in "},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *old = put_component(*state, "old.wasm", pairs[i].old);
        char *path = put_component(*state, "a.wasm", pairs[i].old);
        gk_lock *lock = lock_of(*state, path, NULL);
        struct gk_scan_context context = {.lock = lock};
        gk_baseline *baseline = NULL;
        gk_scan scan;

        assert_int_equal(gk_baseline_open(old, NULL, &baseline, NULL), GK_OK);
        free(path);
        path = put_component(*state, "a.wasm", pairs[i].now);
        scan_with(path, &context, &scan);
        list(&scan, pairs[i].name, pairs[i].want, pairs[i].what);
        gk_scan_clear(&scan);
        context =
            (struct gk_scan_context){.baseline = gk_baseline_profile(baseline)};
        scan_with(path, &context, &scan);
        list(&scan, pairs[i].name, pairs[i].want, pairs[i].what);
        gk_scan_clear(&scan);
        gk_baseline_close(baseline);
        gk_lock_close(lock);
        free(path);
        free(old);
    }
}

static void files_that_are_not_locked_are_errors(void **state)
{
    char *path = put_module(*state, "a.wasm", M(""));
    char *other = put_module(*state, "b.wasm", M(""));
    gk_lock *lock = lock_of(*state, path, "cortex");
    const struct gk_scan_context context = {.lock = lock};
    gk_scan scan;

    scan_with(other, &context, &scan);
    list(&scan, "another file", "GK065e", "not in guestkit.lock");
    gk_scan_clear(&scan);
    scan_with(path, &context, &scan);
    list(&scan, "the file", "", "");
    gk_scan_clear(&scan);
    /* Standard input is told by its bytes. */
    assert_int_equal(gk_scan_bytes("\0asm\1\0\0\0", 8, &context, &scan, NULL),
                     GK_OK);
    assert_int_equal(count_of(&scan, "GK065"), 1);
    gk_scan_clear(&scan);
    gk_lock_close(lock);
    free(path);
    free(other);
}

static void nothing_is_found_without_a_comparison(void **state)
{
    char *path = put_module(*state, "a.wasm", rows[1].now);
    gk_scan scan;

    scan_with(path, NULL, &scan);
    list(&scan, "alone", "", "");
    assert_null(scan.facts.profile);
    assert_null(gk_changes_json(&scan.facts));
    gk_scan_clear(&scan);
    free(path);
}

/* A file that is cut off is compared as far as it can be read. */
static void broken_files_are_compared(void **state)
{
    char *old = put_module(*state, "old.wasm", rows[1].now);
    gk_baseline *baseline = NULL;
    struct gk_scan_context context = {.host = "cortex"};
    gk_buf bytes = GK_BUF_INIT;
    gk_scan scan;

    assert_int_equal(gk_baseline_open(old, "cortex", &baseline, NULL), GK_OK);
    context.baseline = gk_baseline_profile(baseline);
    assert_int_equal(gk_read_file(old, 1 << 20, &bytes, NULL), GK_OK);
    for (size_t len = 0; len < bytes.len; len++) {
        gk_json *changes;

        assert_int_equal(gk_scan_bytes(bytes.data, len, &context, &scan, NULL),
                         GK_OK);
        assert_int_equal(count_of(&scan, "GK064"), 1);
        changes = gk_changes_json(&scan.facts);
        assert_non_null(changes);
        gk_json_free(changes);
        gk_scan_clear(&scan);
    }
    gk_baseline_close(baseline);
    gk_buf_clear(&bytes);
    free(old);
}

static void broken_baselines_are_refused(void **state)
{
    char *old;
    gk_baseline *baseline = NULL;
    gk_error err = GK_ERROR_INIT;

    folder_put(*state, "old.wasm", "hello");
    old = folder_path(*state, "old.wasm");
    assert_int_not_equal(gk_baseline_open(old, NULL, &baseline, &err), GK_OK);
    assert_null(baseline);
    assert_non_null(strstr(err.text, "is no valid module to compare with"));
    free(old);
}

/* Every change of a kind is in the report. */
static void report_of_changes_lists_them(void **state)
{
    static const struct {
        const char *pointer;
        const char *text; /* NULL: it is there */
    } want[] = {
        {"/against", "old.wasm"},
        {"/effects/added/0/effect", "time"},
        {"/effects/added/0/path", "run → step"},
        {"/imports/added/0/name", "host_get_time_ms"},
        {"/imports/changed/0/from/type", "() -> ()"},
        {"/imports/changed/0/to/type", "() -> i32"},
        {"/exports/removed/0/name", "gone"},
        {"/memories/changed/0/to/max", NULL},
        {"/tables/added/0/type", "funcref"},
        {"/features/added/0", "multivalue"},
        {"/functions/first/changed/0/name", "step"},
        {"/functions/first/added/0/name", "two"},
        {"/data/bytes/to", NULL},
        {"/size/from", NULL},
    };
    char *old = put_module(
        *state, "old.wasm",
        M(LOG OTHER "(memory 1 2) (func (export \"gone\"))" RUN(SAY)));
    char *now = put_module(
        *state, "now.wasm",
        M(LOG TIME "(import \"env\" \"elsewhere\" (func (result i32)))"
                   "(memory 1 3) (table 1 funcref) (func $gone)"
                   "(func $two (result i32 i32) i32.const 1 i32.const 1)" RUN(
                       SAY " call $time drop")));
    gk_baseline *baseline = NULL;
    struct gk_scan_context context = {.host = "cortex",
                                      .baseline_name = "old.wasm"};
    gk_scan scan;
    gk_json *changes;

    assert_int_equal(gk_baseline_open(old, "cortex", &baseline, NULL), GK_OK);
    context.baseline = gk_baseline_profile(baseline);
    scan_with(now, &context, &scan);
    changes = gk_changes_json(&scan.facts);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const gk_json *at = gk_json_pointer(changes, want[i].pointer);

        if (at == NULL)
            fail_msg("no %s", want[i].pointer);
        if (want[i].text != NULL && strcmp(gk_json_text(at), want[i].text) != 0)
            fail_msg("%s: %s", want[i].pointer, gk_json_text(at));
    }
    gk_json_free(changes);
    gk_scan_clear(&scan);
    gk_baseline_close(baseline);
    free(old);
    free(now);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(changes_are_found_against_a_baseline),
        WITH_FOLDER(changes_are_found_against_a_lock),
        WITH_FOLDER(effects_of_wasi_need_no_host),
        WITH_FOLDER(components_are_compared_from_outside),
        WITH_FOLDER(files_that_are_not_locked_are_errors),
        WITH_FOLDER(nothing_is_found_without_a_comparison),
        WITH_FOLDER(broken_files_are_compared),
        WITH_FOLDER(broken_baselines_are_refused),
        WITH_FOLDER(report_of_changes_lists_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
