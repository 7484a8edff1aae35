/*
 * The parts of a run: workers keep the order, streams are cut into paths,
 * sinks, the line on a terminal, and what a folder says of the files in it.
 */
#include "core/base/file.h"
#include "scanner/folders.h"
#include "scanner/run/inputs.h"
#include "scanner/run/progress.h"
#include "scanner/run/sinks.h"
#include "scanner/run/workers.h"
#include "tests/unit/test_wat.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* --- workers ---------------------------------------------------------------*/

struct slot {
    size_t number;
    size_t square;
    bool busy; /* between being taken and being delivered */
};

struct count {
    size_t pieces;
    size_t taken;
    size_t delivered;
    size_t idle;
};

static bool take(void *arg, void *slot, size_t number)
{
    struct count *c = arg;
    struct slot *s = slot;

    if (number == c->pieces)
        return false;
    assert_int_equal(number, c->taken);
    assert_false(s->busy);
    *s = (struct slot){.number = number, .busy = true};
    c->taken++;
    return true;
}

/* Later pieces are often done first. */
static void make(void *arg, void *slot, size_t number)
{
    const struct timespec pause = {0, (long)(number % 7) * 20000};
    struct slot *s = slot;

    (void)arg;
    if (number % 3 == 0)
        nanosleep(&pause, NULL);
    s->square = s->number * s->number;
}

static void deliver(void *arg, void *slot, size_t number)
{
    struct count *c = arg;
    struct slot *s = slot;

    assert_int_equal(number, c->delivered);
    assert_int_equal(s->number, number);
    assert_int_equal(s->square, number * number);
    s->busy = false;
    c->delivered++;
}

static void idle(void *arg)
{
    ((struct count *)arg)->idle++;
}

static void workers_deliver_in_order(void **state)
{
    static const struct {
        const char *name;
        size_t pieces, slots;
        unsigned threads;
    } rows[] = {
        {"alone", 50, 1, 1},         {"nothing alone", 0, 1, 1},
        {"nothing", 0, 8, 4},        {"one piece", 1, 8, 4},
        {"one slot", 200, 1, 4},     {"fewer slots than threads", 200, 3, 8},
        {"many slots", 1000, 64, 4}, {"two", 1000, 8, 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct slot *slots = calloc(rows[i].slots, sizeof *slots);
        struct count c = {.pieces = rows[i].pieces};
        const struct gk_work work = {&c, take, make, deliver, idle};
        const struct gk_ring ring = {slots, sizeof *slots, rows[i].slots};
        gk_error err = GK_ERROR_INIT;

        assert_non_null(slots);
        assert_int_equal(gk_workers_run(&work, &ring, rows[i].threads, &err),
                         GK_OK);
        if (c.delivered != rows[i].pieces)
            fail_msg("%s: %zu delivered", rows[i].name, c.delivered);
        free(slots);
    }
}

/* --- inputs ----------------------------------------------------------------*/

/* The text as a stream, taken in turns with "|" behind each path; what is no
 * path as "!" and the beginning of the reason. */
static void read_paths(const char *text, size_t len, char separator,
                       gk_buf *out)
{
    FILE *file = tmpfile();
    gk_error err = GK_ERROR_INIT;
    struct gk_input input;
    gk_inputs inputs;

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, len, file), len);
    rewind(file);
    assert_int_equal(
        gk_inputs_of_stream(&inputs, fileno(file), separator, &err), GK_OK);
    gk_input_init(&input);
    while (gk_inputs_next(&inputs, &input)) {
        if (input.why.status != GK_OK)
            gk_buf_printf(out, "!%.8s", input.why.text);
        else
            gk_buf_puts(out, input.path);
        gk_buf_puts(out, "|");
    }
    assert_false(gk_inputs_next(&inputs, &input));
    assert_int_equal(inputs.broken.status, GK_OK);
    gk_input_clear(&input);
    gk_inputs_clear(&inputs);
    fclose(file);
}

static void streams_are_cut_into_paths(void **state)
{
#define TEXT(t) t, sizeof t - 1
    static const struct {
        const char *name;
        const char *text;
        size_t len;
        char separator;
        const char *want;
    } rows[] = {
        {"nothing", TEXT(""), '\n', ""},
        {"one", TEXT("a\n"), '\n', "a|"},
        {"no newline at the end", TEXT("a\nb"), '\n', "a|b|"},
        {"empty lines", TEXT("\n\na\n\n\nb\n\n"), '\n', "a|b|"},
        {"blanks and quotes are the path's", TEXT(" a b\t\n\"c\"\n"), '\n',
         " a b\t|\"c\"|"},
        {"a carriage return, too", TEXT("a\r\n"), '\n', "a\r|"},
        {"NULs", TEXT("a\nb\0c\0\0d"), '\0', "a\nb|c|d|"},
        {"a NUL between newlines", TEXT("a\0b\nc\n"), '\n', "!a path w|c|"},
        {"the list itself", TEXT("a\n-\n./-\n"), '\n', "a|!'-' is s|./-|"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf out = GK_BUF_INIT;

        read_paths(rows[i].text, rows[i].len, rows[i].separator, &out);
        if (strcmp(gk_buf_text(&out), rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, gk_buf_text(&out));
        gk_buf_clear(&out);
    }
}

/* Paths around the longest, and around the ends of what is read at once. */
static void long_lines_are_bounded(void **state)
{
    static const struct {
        size_t before, len;
        bool fits;
    } rows[] = {
        {1, GK_MAX_PATH_BYTES, true},
        {1, GK_MAX_PATH_BYTES + 1, false},
        {65530, 10, true},
        {65535, 1, true},
        {65534, 2, true},
        {65536, 3, true},
        {65536 - 100, 4000, true},
        {65536 - 4000, 5000, false},
        {1, 65536, false},
        {1, 65536 * 3 + 5, false},
        {65535, GK_MAX_PATH_BYTES, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = rows[i].before + rows[i].len + 2;
        char *text = malloc(len);
        gk_buf want = GK_BUF_INIT;
        gk_buf out = GK_BUF_INIT;

        assert_non_null(text);
        memset(text, '\n', rows[i].before);
        memset(text + rows[i].before, 'x', rows[i].len);
        memcpy(text + len - 2, "\nz", 2);
        if (rows[i].fits)
            gk_buf_fill(&want, 'x', rows[i].len);
        else
            gk_buf_puts(&want, "!a path o");
        gk_buf_puts(&want, "|z|");
        read_paths(text, len, '\n', &out);
        if (strcmp(gk_buf_text(&out), gk_buf_text(&want)) != 0)
            fail_msg("row %zu: %.40s…", i, gk_buf_text(&out));
        free(text);
        gk_buf_clear(&want);
        gk_buf_clear(&out);
    }
}

static void a_broken_stream_says_so(void **state)
{
    gk_error err = GK_ERROR_INIT;
    struct gk_input input;
    gk_inputs inputs;

    (void)state;
    assert_int_equal(gk_inputs_of_stream(&inputs, -1, '\n', &err), GK_OK);
    gk_input_init(&input);
    assert_false(gk_inputs_next(&inputs, &input));
    assert_int_equal(inputs.broken.status, GK_E_IO);
    gk_input_clear(&input);
    gk_inputs_clear(&inputs);
}

/* What an over-long line is called ends between characters. */
static void long_lines_are_cut_between_characters(void **state)
{
    char text[8002];
    FILE *file = tmpfile();
    gk_error err = GK_ERROR_INIT;
    struct gk_input input;
    gk_inputs inputs;

    (void)state;
    assert_non_null(file);
    text[0] = 'x';
    for (size_t i = 1; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "é", 2);
    assert_int_equal(fwrite(text, 1, sizeof text - 1, file), sizeof text - 1);
    rewind(file);
    assert_int_equal(gk_inputs_of_stream(&inputs, fileno(file), '\n', &err),
                     GK_OK);
    gk_input_init(&input);
    assert_true(gk_inputs_next(&inputs, &input));
    assert_int_equal(strlen(input.path), 63 + strlen("…"));
    assert_string_equal(input.path + 61, "é…");
    gk_input_clear(&input);
    gk_inputs_clear(&inputs);
    fclose(file);
}

/* --- the line on a terminal ------------------------------------------------*/

static void progress_appears_after_a_second(void **state)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    struct gk_progress p;

    (void)state;
    assert_non_null(out);
    gk_progress_init(&p, out, 5000, 10.0);
    p.done = 7;
    gk_progress_tick(&p, 10.9);
    gk_progress_hide(&p);
    fflush(out);
    assert_int_equal(len, 0);
    p.done = 1200;
    p.found = 3;
    gk_progress_tick(&p, 11.1);
    gk_progress_tick(&p, 11.15); /* too soon for another */
    gk_progress_hide(&p);
    gk_progress_hide(&p);
    fflush(out);
    assert_string_equal(
        text, "\r\x1b[Kscanned 1200 of 5000, 3 with findings\r\x1b[K");
    fclose(out);
    free(text);
}

static void progress_that_is_off_writes_nothing(void **state)
{
    struct gk_progress p;

    (void)state;
    gk_progress_init(&p, NULL, 0, 0);
    gk_progress_tick(&p, 100);
    gk_progress_hide(&p);
    assert_false(p.visible);
}

/* --- sinks -----------------------------------------------------------------*/

static gk_status open_sinks(gk_sinks *sinks, const char **words, size_t count,
                            FILE *out, gk_error *err)
{
    const struct gk_opt_list list = {words, count};
    const struct gk_report_options options = {.color = true};

    return gk_sinks_open(sinks, &list, &gk_scan_report_text, &options, out,
                         err);
}

static void sinks_take_formats_and_files(void **state)
{
    static const struct {
        const char *words[3];
        gk_status status;
        size_t count;
        const char *says;
    } rows[] = {
        {{NULL}, GK_OK, 1, ""},
        {{"json"}, GK_OK, 1, ""},
        {{"json=/dev/null"}, GK_OK, 2, ""},
        {{"text", "json=/dev/null"}, GK_OK, 2, ""},
        {{"json", "text"}, GK_E_USAGE, 0, "two formats for standard output"},
        {{"json=/dev/null", "text=/dev/null"}, GK_E_USAGE, 0, "two formats"},
        {{"jason"}, GK_E_USAGE, 0, "unknown format 'jason', did you mean"},
        {{"=x"}, GK_E_USAGE, 0, "unknown format ''"},
        {{"json="}, GK_E_USAGE, 0, "option '--format': no file"},
        {{"json=/dev/null/x"}, GK_E_IO, 0, "cannot write '/dev/null/x'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *words[3];
        gk_sinks sinks = {.count = 0};
        gk_error err = GK_ERROR_INIT;
        size_t count = 0;

        for (; count < 3 && rows[i].words[count] != NULL; count++)
            words[count] = rows[i].words[count];
        if (open_sinks(&sinks, words, count, stdout, &err) != rows[i].status ||
            (err.status == GK_OK && sinks.count != rows[i].count) ||
            strncmp(err.text, rows[i].says, strlen(rows[i].says)) != 0)
            fail_msg("row %zu: %s", i, err.text);
        for (size_t k = 0; k < sinks.count; k++)
            assert_true(sinks.at[k].options.color ==
                        (sinks.at[k].path == NULL));
        gk_sinks_close(&sinks);
    }
}

/* A report has its name when it is whole, and never before. */
static void files_are_renamed_at_the_end(void **state)
{
    char top[] = P_tmpdir "/gk-sinks-XXXXXX";
    char command[64];
    gk_buf word = GK_BUF_INIT;
    gk_buf text = GK_BUF_INIT;
    char *path;
    const char *words[1];

    (void)state;
    assert_non_null(mkdtemp(top));
    path = gk_path_join(top, "x.json");
    assert_non_null(path);
    gk_buf_printf(&word, "json=%s", path);
    words[0] = gk_buf_text(&word);
    for (int finished = 0; finished < 2; finished++) {
        const struct gk_report_entry gone = {.path = "x", .error = "gone"};
        struct gk_rendering r;
        gk_error err = GK_ERROR_INIT;
        gk_names names = GK_NAMES_INIT;
        gk_sinks sinks;

        assert_int_equal(open_sinks(&sinks, words, 1, stdout, &err), GK_OK);
        gk_rendering_init(&r);
        gk_sinks_begin(&sinks, &r);
        gk_sinks_free(&sinks, &gone, 0, &r);
        gk_sinks_ordered(&sinks, &gone, 0, &r);
        gk_sinks_end(&sinks, &r);
        assert_int_equal(gk_sinks_put(&sinks, &r, &err), GK_OK);
        assert_false(gk_path_exists(path));
        if (finished)
            assert_int_equal(gk_sinks_finish(&sinks, &err), GK_OK);
        gk_rendering_clear(&r);
        gk_sinks_close(&sinks);
        assert_int_equal(gk_list_dir(top, &names, &err), GK_OK);
        assert_int_equal(names.count, finished);
        gk_names_clear(&names);
    }
    assert_int_equal(gk_read_file(path, 4096, &text, NULL), GK_OK);
    assert_non_null(strstr(gk_buf_text(&text), "gone"));
    snprintf(command, sizeof command, "rm -r %s", top);
    assert_int_equal(system(command), 0);
    gk_buf_clear(&text);
    gk_buf_clear(&word);
    free(path);
}

/* A report that would replace a file of the run is refused, or never gets its
 * name; what is written as it is replaces nothing. */
static void reports_do_not_replace_what_is_read(void **state)
{
    char top[] = P_tmpdir "/gk-sinks-XXXXXX";
    char command[64];
    gk_buf word = GK_BUF_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    const char *words[3] = {"text", "sarif=/dev/null"};
    const struct gk_sink *over;
    gk_names names = GK_NAMES_INIT;
    gk_sinks sinks;
    char *path, *other;

    (void)state;
    assert_non_null(mkdtemp(top));
    path = gk_path_join(top, "x.wasm");
    other = gk_path_join(top, "other.wasm");
    assert_int_equal(gk_write_file(path, "x", 1, 0644, &err), GK_OK);
    assert_int_equal(gk_write_file(other, "x", 1, 0644, &err), GK_OK);
    gk_buf_printf(&word, "json=%s/./x.wasm", top);
    words[2] = gk_buf_text(&word);
    assert_int_equal(open_sinks(&sinks, words, 3, stdout, &err), GK_OK);
    assert_null(gk_sinks_over(&sinks, other));
    assert_null(gk_sinks_over(&sinks, "/dev/null"));
    assert_int_equal(gk_sinks_spare(&sinks, other, "a file", &err), GK_OK);
    over = gk_sinks_over(&sinks, path);
    assert_non_null(over);
    assert_string_equal(over->format->name, "json");
    assert_int_equal(gk_sinks_spare(&sinks, path, "a file", &err), GK_E_USAGE);
    assert_non_null(strstr(err.text, "x.wasm', a file"));
    gk_error_clear(&err);
    gk_sinks_mark_over(&sinks, path);
    assert_int_equal(gk_sinks_finish(&sinks, &err), GK_E_IO);
    assert_non_null(strstr(err.text, "is among the files to be scanned"));
    gk_sinks_close(&sinks);
    assert_int_equal(gk_read_file(path, 9, &text, NULL), GK_OK);
    assert_string_equal(gk_buf_text(&text), "x");
    assert_int_equal(gk_list_dir(top, &names, NULL), GK_OK);
    assert_int_equal(names.count, 2);
    gk_names_clear(&names);
    snprintf(command, sizeof command, "rm -r %s", top);
    assert_int_equal(system(command), 0);
    gk_buf_clear(&text);
    gk_buf_clear(&word);
    free(path);
    free(other);
}

/* --- folders ---------------------------------------------------------------*/

#define MANIFEST(entry)                                                        \
    "{\"name\":\"x\",\"kind\":\"wasm\",\"entryPoint\":\"" entry "\"}"

static char *put(const char *dir, const char *name, const void *bytes,
                 size_t len)
{
    char *path = gk_path_join(dir, name);

    assert_non_null(path);
    assert_int_equal(gk_write_file(path, bytes, len, 0644, NULL), GK_OK);
    return path;
}

/* A manifest is a fact of the file that it names, and of no other. */
static void a_manifest_is_of_the_file_it_names(void **state)
{
    static const struct {
        const char *name;
        const char *manifest; /* text of manifest.json; NULL: there is none */
        const char *host;     /* --host */
        bool fact;
        const char *found; /* host */
    } rows[] = {
        {"names it", MANIFEST("x.wasm"), NULL, true, "cortex"},
        {"names it in a folder", MANIFEST("build/x.wasm"), NULL, true,
         "cortex"},
        {"with --host", MANIFEST("x.wasm"), "cortex", true, "cortex"},
        {"names another", MANIFEST("y.wasm"), NULL, false, "cortex"},
        {"is no host's", "{\"name\":\"x\",\"entryPoint\":\"x.wasm\"}", NULL,
         false, NULL},
        {"none", NULL, NULL, false, NULL},
    };
    gk_buf module = GK_BUF_INIT;

    (void)state;
    test_wat("(module (func (export \"run\")))", &module);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char top[] = P_tmpdir "/gk-folder-XXXXXX";
        struct gk_scan_context context = {.host = rows[i].host};
        gk_error err = GK_ERROR_INIT;
        char command[64];
        char *path;
        gk_scan scan;

        assert_non_null(mkdtemp(top));
        path = put(top, "x.wasm", module.data, module.len);
        if (rows[i].manifest != NULL)
            free(put(top, "manifest.json", rows[i].manifest,
                     strlen(rows[i].manifest)));
        assert_int_equal(gk_folders_open(&context.folders, &err), GK_OK);
        if (gk_scan_file(path, &context, &scan, &err) != GK_OK)
            fail_msg("%s: %s", rows[i].name, err.text);
        if ((scan.facts.manifest != NULL) != rows[i].fact ||
            (scan.detected.host == NULL) != (rows[i].found == NULL))
            fail_msg("%s", rows[i].name);
        /* What a scan holds outlives the folders. */
        gk_folders_close(context.folders);
        if (rows[i].fact)
            assert_non_null(gk_json_get(scan.facts.manifest, "entryPoint"));
        gk_scan_clear(&scan);
        snprintf(command, sizeof command, "rm -r %s", top);
        assert_int_equal(system(command), 0);
        free(path);
    }
    gk_buf_clear(&module);
}

/* A second look at a folder takes the first one's answer, even behind many
 * others. */
static void folders_are_read_once(void **state)
{
    gk_folders *folders = NULL;
    struct gk_folder *first = NULL, *again = NULL, *other = NULL;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_folders_open(&folders, &err), GK_OK);
    assert_int_equal(gk_folders_of(folders, "/nowhere/a", &first, &err), GK_OK);
    assert_int_equal(gk_folders_of(folders, "/nowhere/b", &again, &err), GK_OK);
    assert_ptr_equal(first, again);
    gk_folder_close(again);
    for (int i = 0; i < 2000; i++) {
        char file[32];

        snprintf(file, sizeof file, "/nowhere/%d/x", i);
        assert_int_equal(gk_folders_of(folders, file, &other, &err), GK_OK);
        assert_ptr_not_equal(first, other);
        gk_folder_close(other);
    }
    assert_int_equal(gk_folders_of(folders, "/nowhere/c", &again, &err), GK_OK);
    assert_null(again->manifest);
    gk_folder_close(again);
    gk_folder_close(first);
    gk_folders_close(folders);
    gk_folders_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_deliver_in_order),
        cmocka_unit_test(streams_are_cut_into_paths),
        cmocka_unit_test(long_lines_are_bounded),
        cmocka_unit_test(a_broken_stream_says_so),
        cmocka_unit_test(long_lines_are_cut_between_characters),
        cmocka_unit_test(progress_appears_after_a_second),
        cmocka_unit_test(progress_that_is_off_writes_nothing),
        cmocka_unit_test(sinks_take_formats_and_files),
        cmocka_unit_test(files_are_renamed_at_the_end),
        cmocka_unit_test(reports_do_not_replace_what_is_read),
        cmocka_unit_test(a_manifest_is_of_the_file_it_names),
        cmocka_unit_test(folders_are_read_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
