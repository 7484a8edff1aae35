#include "core/base/exit.h"
#include "core/base/limits.h"
#include "core/manifest/project.h"
#include "host-mock/testing/expect/match.h"
#include "host-mock/testing/suite_internal.h"

#include <stdlib.h>
#include <string.h>

/* Folders above a module that may be its project's. */
#define MOST_ABOVE 8

static const struct gk_testfile_checks host_checks = {
    gk_job_check_world,
    gk_job_check_step,
    gk_job_check_manifest,
};

/* What makes a module that is not there: the folder above it that is a
 * project. Appends a command. */
static void put_build_command(gk_buf *out, const char *module_path)
{
    char *dir = gk_path_dir(module_path);

    for (int i = 0; i < MOST_ABOVE && dir != NULL; i++) {
        char *mark = gk_path_join(dir, GK_PROJECT_FILE);
        bool found = mark != NULL && gk_path_exists(mark);
        char *up = NULL;

        free(mark);
        if (found) {
            gk_buf_printf(out, "guestkit build%s%s",
                          strcmp(dir, ".") == 0 ? "" : " ",
                          strcmp(dir, ".") == 0 ? "" : dir);
            free(dir);
            return;
        }
        if (strcmp(dir, ".") != 0 && strcmp(dir, "/") != 0)
            up = gk_path_dir(dir);
        free(dir);
        dir = up;
    }
    free(dir);
    gk_buf_puts(out, "guestkit build");
}

/* Test files a person got wrong are usage; the rest could not be run. */
static void leave_out(gk_suite *suite, struct gk_suite_file *f, gk_status st,
                      const gk_error *err)
{
    bool wrong =
        f->file == NULL && (st == GK_E_SYNTAX || st == GK_E_SCHEMA ||
                            st == GK_E_LIMIT || st == GK_E_UNSUPPORTED);

    gk_testfile_close(f->file);
    f->file = NULL;
    f->run_count = 0;
    f->error = strdup(err->text);
    suite->exit =
        gk_exit_worst(suite->exit, wrong ? GK_EXIT_USAGE : GK_EXIT_CANNOT);
    fprintf(suite->options->err, "%s\n", err->text);
}

static gk_status map_module(struct gk_suite_file *f, gk_error *err)
{
    const char *path = f->file->module_path;
    gk_buf command = GK_BUF_INIT;
    gk_status st = gk_map_file(path, GK_MAX_MODULE_BYTES, &f->module, err);

    if (st == GK_E_NOENT) {
        gk_error_clear(err);
        put_build_command(&command, path);
        gk_fail(err, st, "%s: module '%s' is not there; make it with: %s",
                f->path, path, gk_buf_text(&command));
        gk_buf_clear(&command);
    }
    return st;
}

static void read_file(gk_suite *suite, struct gk_suite_file *f,
                      const char *path)
{
    gk_error err = GK_ERROR_INIT;
    gk_status st;

    f->path = path;
    f->dir = gk_path_dir(path);
    st = f->dir == NULL ? gk_fail_nomem(&err)
                        : gk_testfile_read(path, &host_checks, &f->file, &err);
    /* A module that is not there must not stop --list. */
    if (st != GK_OK)
        leave_out(suite, f, st, &err);
}

/* --- runs ------------------------------------------------------------------
 */

static bool is_wanted(const gk_suite *suite, const struct gk_test_case *c)
{
    const char *filter = suite->options->filter;

    return filter == NULL || strstr(c->name, filter) != NULL;
}

static unsigned sides_of(const gk_suite *suite, const struct gk_test_case *c)
{
    return c->on != 0 ? c->on : suite->options->sides;
}

static void add_run(gk_suite *suite, size_t file, const struct gk_test_case *c,
                    gk_fidelity fidelity)
{
    struct gk_suite_file *f = &suite->files[file];
    struct gk_suite_run *r = &suite->runs[suite->run_count++];
    size_t width;

    r->file = file;
    r->run.file = f->file;
    r->run.c = c;
    r->run.fidelity = fidelity;
    width = gk_report_name_width(&r->run);
    if (width > f->width)
        f->width = width;
    f->run_count++;
}

static void add_runs(gk_suite *suite, size_t file)
{
    const gk_testfile *t = suite->files[file].file;

    for (size_t i = 0; t != NULL && i < t->count; i++) {
        unsigned sides = sides_of(suite, &t->cases[i]);

        if (!is_wanted(suite, &t->cases[i]))
            continue;
        if (sides & GK_ON_DOCUMENTED)
            add_run(suite, file, &t->cases[i], GK_DOCUMENTED);
        if (sides & GK_ON_DEPLOYED)
            add_run(suite, file, &t->cases[i], GK_DEPLOYED);
    }
}

static size_t most_runs(const gk_suite *suite)
{
    size_t count = 0;

    for (size_t i = 0; i < suite->file_count; i++)
        if (suite->files[i].file != NULL)
            count += 2 * suite->files[i].file->count;
    return count;
}

gk_status gk_suite_open(const gk_names *files,
                        const struct gk_suite_options *options, gk_suite **out,
                        gk_error *err)
{
    static const gk_map no_map = GK_MAP_INIT;
    gk_suite *suite = calloc(1, sizeof *suite);

    if (suite == NULL)
        return gk_fail_nomem(err);
    suite->options = options;
    suite->files = calloc(files->count + 1, sizeof *suite->files);
    if (suite->files == NULL)
        goto nomem;
    for (; suite->file_count < files->count; suite->file_count++) {
        struct gk_suite_file *f = &suite->files[suite->file_count];

        f->module = no_map;
        read_file(suite, f, files->at[suite->file_count]);
    }
    suite->runs = calloc(most_runs(suite) + 1, sizeof *suite->runs);
    if (suite->runs == NULL)
        goto nomem;
    for (size_t i = 0; i < suite->file_count; i++)
        add_runs(suite, i);
    *out = suite;
    return GK_OK;
nomem:
    gk_suite_close(suite);
    return gk_fail_nomem(err);
}

void gk_suite_close(gk_suite *suite)
{
    if (suite == NULL)
        return;
    for (size_t i = 0; i < suite->run_count; i++) {
        gk_test_run_clear(&suite->runs[i].run);
        gk_json_free(suite->runs[i].world);
    }
    for (size_t i = 0; i < suite->file_count; i++) {
        gk_testfile_close(suite->files[i].file);
        gk_warm_stop(suite->files[i].warm);
        gk_map_clear(&suite->files[i].module);
        gk_json_free(suite->files[i].blessed);
        free(suite->files[i].error);
        free(suite->files[i].dir);
    }
    free(suite->runs);
    free(suite->files);
    free(suite);
}

void gk_suite_map_modules(gk_suite *suite)
{
    size_t kept = 0;

    for (size_t i = 0; i < suite->file_count; i++) {
        struct gk_suite_file *f = &suite->files[i];
        gk_error err = GK_ERROR_INIT;
        gk_status st;

        if (f->run_count == 0)
            continue;
        st = map_module(f, &err);
        if (st != GK_OK)
            leave_out(suite, f, st, &err);
    }
    for (size_t i = 0; i < suite->run_count; i++)
        if (suite->files[suite->runs[i].file].file != NULL)
            suite->runs[kept++] = suite->runs[i];
    suite->run_count = kept;
}

size_t gk_suite_count(const gk_suite *suite)
{
    return suite->run_count;
}

size_t gk_suite_bad_files(const gk_suite *suite)
{
    size_t count = 0;

    for (size_t i = 0; i < suite->file_count; i++)
        count += suite->files[i].error != NULL;
    return count;
}

void gk_suite_list(const gk_suite *suite, FILE *out)
{
    for (size_t i = 0; i < suite->run_count; i++) {
        gk_buf line = GK_BUF_INIT;

        gk_put_words(&line, suite->files[suite->runs[i].file].path);
        gk_buf_puts(&line, ": ");
        gk_report_put_name(&line, &suite->runs[i].run);
        fprintf(out, "%s\n", gk_buf_text(&line));
        gk_buf_clear(&line);
    }
}

int gk_suite_exit(const gk_suite *suite)
{
    return suite->exit;
}

size_t gk_suite_blessed(const gk_suite *suite, bool *masked)
{
    *masked = suite->masked;
    return suite->blessed_files;
}
