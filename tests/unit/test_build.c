/* Parts of a build that need no compiler: commands, dependency files, what the
 * finish does to a module, when a build is fresh. */
#include "test_folder.h"
#include "test_module_bytes.h"

#include "core/manifest/build_record.h"
#include "toolchain/argv.h"
#include "toolchain/compile.h"
#include "toolchain/finish.h"
#include "toolchain/host_check.h"
#include "toolchain/link.h"
#include "toolchain/optimise.h"
#include "toolchain/tools.h"

#include <unistd.h>

static void deps_are_read_as_make_reads_them(void **state)
{
    static const struct {
        const char *name, *text, *want; /* joined by "|" */
    } rows[] = {
        {"one", "a.o: a.c\n", "a.c"},
        {"several, once each", "a.o: a.c b.h \\\n  c.h b.h\n", "a.c|b.h|c.h"},
        {"spaces in names", "a.o: my\\ file.c x.h\n", "my file.c|x.h"},
        {"marks in names", "a.o: a\\#b.c c$$d.h\n", "a#b.c|c$d.h"},
        {"lines of another system", "a.o: a.c \\\r\n b.h\r\n", "a.c|b.h"},
        {"backslash inside", "a.o: a\\b.c\n", "a\\b.c"},
        {"nothing", "", ""},
        {"no prerequisites", "a.o:\n", ""},
        {"ends in a backslash", "a.o: a.c \\", "a.c|\\"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_names found = GK_NAMES_INIT;
        gk_buf joined = GK_BUF_INIT;

        assert_int_equal(gk_compile_read_deps(
                             rows[i].text, strlen(rows[i].text), &found, NULL),
                         GK_OK);
        for (size_t k = 0; k < found.count; k++)
            gk_buf_printf(&joined, "%s%s", k > 0 ? "|" : "", found.at[k]);
        if (strcmp(gk_buf_text(&joined), rows[i].want) != 0)
            fail_msg("%s: '%s', wanted '%s'", rows[i].name,
                     gk_buf_text(&joined), rows[i].want);
        gk_buf_clear(&joined);
        gk_names_clear(&found);
    }
}

static void commands_are_printed_for_a_shell(void **state)
{
    gk_argv argv = GK_ARGV_INIT;
    gk_buf text = GK_BUF_INIT;

    (void)state;
    gk_argv_add(&argv, "clang");
    gk_argv_addf(&argv, "-DX=%s", "a b");
    gk_argv_add(&argv, "");
    gk_argv_add(&argv, "it's");
    gk_argv_add(&argv, "$HOME");
    gk_argv_print(&argv, &text);
    assert_string_equal(gk_buf_text(&text),
                        "clang '-DX=a b' '' 'it'\\''s' '$HOME'");
    gk_buf_clear(&text);
    gk_argv_clear(&argv);
}

static void command_hash_sees_where_words_end(void **state)
{
    gk_argv a = GK_ARGV_INIT, b = GK_ARGV_INIT;
    char ha[GK_SHA256_HEX_BYTES], hb[GK_SHA256_HEX_BYTES];

    (void)state;
    gk_argv_add(&a, "ab");
    gk_argv_add(&a, "c");
    gk_argv_add(&b, "a");
    gk_argv_add(&b, "bc");
    gk_argv_hash(&a, ha);
    gk_argv_hash(&b, hb);
    assert_string_not_equal(ha, hb);
    gk_argv_clear(&a);
    gk_argv_clear(&b);
}

static void ends_of_programs_are_told(void **state)
{
    static const struct {
        const char *script, *says;
        gk_status want;
    } rows[] = {
        {"exit 0", "", GK_OK},
        {"exit 3", "'sh' ended with status 3", GK_E_FAILED},
        {"kill -9 $$", "'sh' was killed by signal 9", GK_E_FAILED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_argv argv = GK_ARGV_INIT;
        struct gk_spawn how = {.input = ""};
        gk_error err = GK_ERROR_INIT;

        gk_argv_add(&argv, "sh");
        gk_argv_add(&argv, "-c");
        gk_argv_add(&argv, rows[i].script);
        if (gk_argv_run(&argv, how, &err) != rows[i].want ||
            strstr(err.text, rows[i].says) == NULL)
            fail_msg("'%s': %s", rows[i].script, err.text);
        gk_argv_clear(&argv);
    }
}

/* --- the compiler's and the linker's command ------------------------------ */

static bool has_word(const gk_argv *argv, const char *word)
{
    for (size_t i = 0; i < argv->words.count; i++)
        if (strcmp(argv->words.at[i], word) == 0)
            return true;
    return false;
}

static void project_settings_reach_the_commands(void **state)
{
    const struct folder *f = *state;
    gk_project p = {0};
    gk_argv compile = GK_ARGV_INIT, link = GK_ARGV_INIT;
    const gk_names none = GK_NAMES_INIT;

    folder_put(f, "guestkit.json",
               "{\"host\":\"cortex\",\"name\":\"a\",\"build\":{"
               "\"cflags\":[\"-Wpedantic\"],\"defines\":[\"X=1\"],"
               "\"memory-pages\":20,\"stack-size\":8192,"
               "\"optimize\":\"speed\"}}");
    assert_int_equal(gk_project_read(f->at, &p, NULL), GK_OK);
    gk_compile_command(&(struct gk_compiler){&p, "clang", "inc", false}, "a.c",
                       "a.o", &compile);
    assert_true(has_word(&compile, "-Wpedantic"));
    assert_true(has_word(&compile, "-DX=1"));
    assert_true(has_word(&compile, "-O2"));
    assert_false(has_word(&compile, "-g"));
    gk_link_command(&(struct gk_linker){&p, gk_link_host_find("cortex"),
                                        "wasm-ld", "", "", ""},
                    &none, &none, "out", &link);
    assert_true(has_word(&link, "--import-memory"));
    assert_true(has_word(&link, "--global-base=1048576"));
    assert_true(has_word(&link, "stack-size=8192"));
    assert_true(has_word(&link, "--initial-memory=1310720"));
    gk_argv_clear(&compile);
    gk_compile_command(&(struct gk_compiler){&p, "clang", "inc", true}, "a.c",
                       "a.o", &compile);
    assert_true(has_word(&compile, "-O0"));
    assert_true(has_word(&compile, "-g"));
    gk_argv_clear(&compile);
    gk_argv_clear(&link);
    gk_project_clear(&p);
}

static void every_host_can_be_linked_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < gk_abi_host_count; i++)
        if (gk_link_host_find(gk_abi_hosts[i].id) == NULL)
            fail_msg("host '%s' has no row", gk_abi_hosts[i].id);
    assert_null(gk_link_host_find("nowhere"));
}

/* --- the finish ----------------------------------------------------------- */

#define IMPORTED_MEMORY(pages) "02{ 01 'env' 'memory' 02 00 " pages " }"
/* () -> i32 and (i32 i32) -> i32 and (6 times i32) -> i32, each returning 0. */
#define TYPES                                                                  \
    "01{ 03 60 00 01 7f 60 02 7f 7f 01 7f 60 06 7f 7f 7f 7f 7f 7f 01 7f }"
#define FUNCS "03{ 03 00 01 02 }"
#define EXPORTS                                                                \
    "07{ 03 'plugin_get_abi_version' 00 00 'plugin_get_capabilities' 00 01 "   \
    "'plugin_execute_tool' 00 02 }"
#define CODE "0a{ 03 { 00 41 00 0b } { 00 41 00 0b } { 00 41 00 0b } }"

static gk_status finish(const char *text, bool keep_debug,
                        struct gk_finished *out, gk_error *err)
{
    const struct gk_finish how = {gk_abi_host_find("cortex"), true, keep_debug,
                                  GK_OPTIMIZE_NONE,           NULL, false};
    gk_buf bytes = GK_BUF_INIT;
    gk_status st;

    wasm_make(text, &bytes);
    st = gk_finish(&how, bytes.data, bytes.len, out, err);
    gk_buf_clear(&bytes);
    return st;
}

static void finish_exports_the_imported_memory(void **state)
{
    struct gk_finished done = GK_FINISHED_INIT;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(finish(TYPES IMPORTED_MEMORY("12") FUNCS EXPORTS CODE,
                            false, &done, &err),
                     GK_OK);
    assert_true(done.memory_imported);
    assert_true(done.memory_exported);
    assert_int_equal(done.memory_pages, 18);
    assert_false(done.optimised);
    if (done.warnings.count > 0)
        fail_msg("%s", done.warnings.at[0]);
    gk_finished_clear(&done);
}

static void finish_drops_zeros_and_debugging(void **state)
{
#define WITH_EXTRAS                                                            \
    TYPES IMPORTED_MEMORY("12") FUNCS EXPORTS CODE                             \
        "0b{ 01 00 41 80 80 c0 00 0b { 00 00 00 00 00 00 00 00 } }"            \
        "00{ '.debug_line' 01 02 03 }00{ 'kept' 01 }"
    struct gk_finished kept = GK_FINISHED_INIT, dropped = GK_FINISHED_INIT;
    gk_module m;

    (void)state;
    assert_int_equal(finish(WITH_EXTRAS, true, &kept, NULL), GK_OK);
    assert_int_equal(finish(WITH_EXTRAS, false, &dropped, NULL), GK_OK);
    assert_int_equal(kept.plain_bytes, dropped.plain_bytes);
    assert_int_equal(
        gk_module_read(dropped.module.data, dropped.module.len, &m, NULL),
        GK_OK);
    assert_null(gk_module_custom(&m, ".debug_line"));
    assert_non_null(gk_module_custom(&m, "kept"));
    assert_int_equal(m.data_count, 0);
    gk_module_clear(&m);
    assert_int_equal(
        gk_module_read(kept.module.data, kept.module.len, &m, NULL), GK_OK);
    assert_non_null(gk_module_custom(&m, ".debug_line"));
    gk_module_clear(&m);
    gk_finished_clear(&kept);
    gk_finished_clear(&dropped);
#undef WITH_EXTRAS
}

static void finish_refuses_what_is_no_module(void **state)
{
    struct gk_finished done = GK_FINISHED_INIT;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_not_equal(finish("01{ 05 60 }", false, &done, &err), GK_OK);
    assert_true(err.text[0] != '\0');
    assert_null(done.module.data);
}

static void host_check_warns_of_what_will_fail(void **state)
{
    static const struct {
        const char *name, *text, *says; /* NULL: nothing to say */
    } rows[] = {
        {"a good one", TYPES IMPORTED_MEMORY("12") FUNCS EXPORTS CODE, NULL},
        {"as much memory as there is",
         TYPES IMPORTED_MEMORY("80 02") FUNCS EXPORTS CODE, NULL},
        {"a page too many", TYPES IMPORTED_MEMORY("81 02") FUNCS EXPORTS CODE,
         "needs 257 pages of memory, CortexPrism gives 256"},
        {"an export is missing",
         TYPES IMPORTED_MEMORY("12") FUNCS
         "07{ 02 'plugin_get_abi_version' 00 00 "
         "'plugin_get_capabilities' 00 01 }" CODE,
         "does not export 'plugin_execute_tool'"},
        {"an import the host does not have",
         "01{ 01 60 00 00 } 02{ 02 'env' 'memory' 02 00 12 "
         "'wasi_snapshot_preview1' 'proc_exit' 00 00 }",
         "imports 'wasi_snapshot_preview1.proc_exit'"},
        {"an import with an escape in its name",
         "01{ 01 60 00 00 } 02{ 02 'env' 'memory' 02 00 12 "
         "'env' { 1b } 00 00 }",
         "imports 'env.\\x1b'"},
        {"a start function",
         "01{ 01 60 00 00 } " IMPORTED_MEMORY(
             "12") "03{ 01 00 } "
                   "08{ 00 } 0a{ 01 { 00 0b } }",
         "has a start function"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gk_finished done = GK_FINISHED_INIT;
        gk_error err = GK_ERROR_INIT;
        bool said = false;

        if (finish(rows[i].text, false, &done, &err) != GK_OK)
            fail_msg("%s: %s", rows[i].name, err.text);
        for (size_t k = 0; k < done.warnings.count && rows[i].says; k++)
            said = said || strstr(done.warnings.at[k], rows[i].says);
        if (rows[i].says == NULL ? done.warnings.count > 0 : !said)
            fail_msg("%s: %zu warnings, the first '%s'", rows[i].name,
                     done.warnings.count,
                     done.warnings.count > 0 ? done.warnings.at[0] : "");
        gk_finished_clear(&done);
    }
}

/* --- the optimiser's process ---------------------------------------------- */

/* Whatever the helper does, the caller gets words and keeps its bytes. */
static void optimiser_may_end_any_way(void **state)
{
    static const struct {
        const char *name, *script, *says;
    } rows[] = {
        {"refuses", "echo first; echo 'helper: no' >&2; exit 1", "helper: no"},
        {"refuses with control characters", "printf 'a\\033b' >&2; exit 1",
         "a\\x1bb"},
        {"dies", "kill -11 $$", "was killed by signal 11"},
        {"ends without a word", "exit 7", "ended with status 7"},
        {"writes no module", "cat >/dev/null; echo hello",
         "the optimiser's result"},
        {"writes nothing", "exit 0", "the optimiser's result"},
    };
    const struct folder *f = *state;
    char *path = folder_path(f, "helper");

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf script = GK_BUF_INIT, out = GK_BUF_INIT, why = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        bool done = true;

        gk_buf_printf(&script, "#!/bin/sh\n%s\n", rows[i].script);
        assert_int_equal(
            gk_write_file(path, script.data, script.len, 0755, NULL), GK_OK);
        if (gk_optimise(path, GK_OPTIMIZE_SIZE, "\0asm\1\0\0", 8, &out, &why,
                        &done, &err) != GK_OK)
            fail_msg("%s: %s", rows[i].name, err.text);
        if (done || out.len > 0 ||
            strstr(gk_buf_text(&why), rows[i].says) == NULL)
            fail_msg("%s: done %d, said '%s', wanted '%s'", rows[i].name, done,
                     gk_buf_text(&why), rows[i].says);
        gk_buf_clear(&script);
        gk_buf_clear(&out);
        gk_buf_clear(&why);
    }
    free(path);
}

static void optimiser_that_is_missing_is_a_missing_tool(void **state)
{
    gk_buf out = GK_BUF_INIT, why = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    bool done = true;

    (void)state;
    assert_int_equal(gk_optimise("./no-such-helper", GK_OPTIMIZE_SIZE, "", 0,
                                 &out, &why, &done, &err),
                     GK_E_TOOL);
    assert_non_null(strstr(err.text, "no-such-helper"));
    gk_buf_clear(&out);
    gk_buf_clear(&why);
}

/* --- records -------------------------------------------------------------- */

/* What a build of one source would have recorded. */
static void write_record(const struct folder *f, const gk_project *p)
{
    gk_json *record = gk_json_new_object();
    gk_json *files = gk_json_new_object();
    gk_json *objects = gk_json_new_object();
    gk_json *output = gk_json_new_object();
    gk_json *once = gk_json_new_object();
    char hash[GK_SHA256_HEX_BYTES];
    char *object = gk_build_object("src/a.c");

    folder_put(f, "build/a.wasm", "module");
    assert_int_equal(gk_build_hash(p, "src/a.c", files, hash, NULL), GK_OK);
    assert_int_equal(gk_build_hash(p, GK_PROJECT_FILE, files, hash, NULL),
                     GK_OK);
    assert_int_equal(gk_build_hash(p, "build/a.wasm", once, hash, NULL), GK_OK);
    assert_int_equal(gk_json_set(objects, object, gk_json_new_object()), GK_OK);
    assert_int_equal(gk_json_set_string(output, "path", "build/a.wasm"), GK_OK);
    assert_int_equal(gk_json_set_string(output, "sha256", hash), GK_OK);
    assert_int_equal(gk_json_set(record, "files", files), GK_OK);
    assert_int_equal(gk_json_set(record, "objects", objects), GK_OK);
    assert_int_equal(gk_json_set(record, "output", output), GK_OK);
    assert_int_equal(gk_build_record_write(p, record, NULL), GK_OK);
    gk_json_free(once);
    gk_json_free(record);
    free(object);
}

static void build_is_fresh_until_something_changes(void **state)
{
    static const struct {
        const char *name, *file, *text;
    } changes[] = {
        {"a source", "src/a.c", "int x;"},
        {"a new source", "src/b.c", ""},
        {"the output", "build/a.wasm", "other"},
        {"the record", GK_BUILD_RECORD_FILE, "{}"},
        {"the record is no JSON", GK_BUILD_RECORD_FILE, "{"},
        {"the settings", "guestkit.json",
         "{\"host\":\"cortex\",\"name\":\"a\",\"lang\":\"c\"}"},
    };
    const struct folder *f = *state;

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *added = folder_path(f, "src/b.c");
        gk_project p = {0};

        unlink(added);
        free(added);
        folder_put(f, "guestkit.json", "{\"host\":\"cortex\",\"name\":\"a\"}");
        folder_put(f, "src/a.c", "");
        assert_int_equal(gk_project_read(f->at, &p, NULL), GK_OK);
        write_record(f, &p);
        if (!gk_build_is_fresh(&p))
            fail_msg("%s: not fresh before the change", changes[i].name);
        folder_put(f, changes[i].file, changes[i].text);
        if (gk_build_is_fresh(&p))
            fail_msg("%s: still fresh", changes[i].name);
        gk_project_clear(&p);
    }
}

static void build_without_record_is_not_fresh(void **state)
{
    const struct folder *f = *state;
    gk_project p = {0};

    folder_put(f, "guestkit.json", "{\"host\":\"cortex\",\"name\":\"a\"}");
    folder_put(f, "src/a.c", "");
    assert_int_equal(gk_project_read(f->at, &p, NULL), GK_OK);
    assert_false(gk_build_is_fresh(&p));
    gk_project_clear(&p);
}

/* --- tools ---------------------------------------------------------------- */

static void missing_tool_says_how_to_install_it(void **state)
{
    gk_error err = GK_ERROR_INIT;
    const char *path = getenv("PATH");
    char *old = path != NULL ? strdup(path) : NULL;
    char *found = NULL;

    (void)state;
    setenv("PATH", "/nonexistent", 1);
    assert_int_equal(gk_tool_require(GK_TOOL_WASM_LD, &found, &err), GK_E_TOOL);
    assert_non_null(strstr(err.text, "wasm-ld"));
    assert_non_null(strstr(err.text, "apt-get install lld"));
    assert_null(found);
    if (old != NULL)
        setenv("PATH", old, 1);
    free(old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deps_are_read_as_make_reads_them),
        cmocka_unit_test(commands_are_printed_for_a_shell),
        cmocka_unit_test(command_hash_sees_where_words_end),
        cmocka_unit_test(ends_of_programs_are_told),
        WITH_FOLDER(project_settings_reach_the_commands),
        cmocka_unit_test(every_host_can_be_linked_for),
        cmocka_unit_test(finish_exports_the_imported_memory),
        cmocka_unit_test(finish_drops_zeros_and_debugging),
        cmocka_unit_test(finish_refuses_what_is_no_module),
        cmocka_unit_test(host_check_warns_of_what_will_fail),
        WITH_FOLDER(optimiser_may_end_any_way),
        cmocka_unit_test(optimiser_that_is_missing_is_a_missing_tool),
        WITH_FOLDER(build_is_fresh_until_something_changes),
        WITH_FOLDER(build_without_record_is_not_fresh),
        cmocka_unit_test(missing_tool_says_how_to_install_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
