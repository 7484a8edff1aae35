#include "scanner/run/run.h"

#include "core/base/exit.h"
#include "scanner/commands.h"
#include "scanner/run/load.h"
#include "scanner/walk.h"

#include <string.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static gk_severity severity_of(const char *word)
{
    if (strcmp(word, "note") == 0)
        return GK_SEVERITY_NOTE;
    return strcmp(word, "warning") == 0 ? GK_SEVERITY_WARNING
                                        : GK_SEVERITY_ERROR;
}

static void fail(struct gk_scan_run *run, const gk_error *err)
{
    run->exit =
        gk_exit_worst(run->exit, gk_cli_fail(run->cli, &gk_cmd_scan, err));
}

static void put(struct gk_scan_run *run, struct gk_rendering *r)
{
    gk_error err = GK_ERROR_INIT;

    if (gk_sinks_put(&run->sinks, r, &err) != GK_OK) {
        fail(run, &err);
        run->exit = GK_EXIT_CANNOT;
    }
}

static void scan_one(struct gk_scan_run *run, const char *path, size_t number,
                     struct gk_rendering *r)
{
    double start = seconds(CLOCK_MONOTONIC);
    struct gk_report_entry entry = {.path = path,
                                    .scanned_at = seconds(CLOCK_REALTIME)};
    gk_error why = GK_ERROR_INIT;
    gk_scan scan;

    if (gk_scan_file(path, &run->context, &scan, &why) == GK_OK) {
        entry.scan = &scan;
        if (gk_scan_fails(&scan, run->fail_on))
            run->exit = gk_exit_worst(run->exit, GK_EXIT_FOUND);
    } else {
        entry.error = why.text;
        fail(run, &why);
    }
    entry.elapsed_us = (double)(long)((seconds(CLOCK_MONOTONIC) - start) * 1e6);
    gk_sinks_free(&run->sinks, &entry, number, r);
    gk_sinks_ordered(&run->sinks, &entry, number, r);
    if (entry.scan != NULL)
        gk_scan_clear(&scan);
    put(run, r);
}

static void scan_all(struct gk_scan_run *run, const gk_names *files)
{
    struct gk_rendering r;
    gk_error err = GK_ERROR_INIT;

    gk_rendering_init(&r);
    gk_sinks_begin(&run->sinks, &r);
    put(run, &r);
    for (size_t i = 0; i < files->count; i++)
        scan_one(run, files->at[i], i, &r);
    gk_sinks_end(&run->sinks, &r);
    put(run, &r);
    gk_rendering_clear(&r);
    if (gk_sinks_finish(&run->sinks, &err) != GK_OK)
        fail(run, &err);
}

/* What could not be walked, and that there may be nothing to scan. */
static void say_troubles(struct gk_scan_run *run, const gk_names *files,
                         const gk_names *troubles)
{
    for (size_t i = 0; i < troubles->count; i++) {
        fprintf(run->cli->err, "guestkit scan: error: %s\n", troubles->at[i]);
        run->exit = GK_EXIT_CANNOT;
    }
    if (files->count == 0 && troubles->count == 0) {
        fputs("guestkit scan: error: no .wasm file there\n", run->cli->err);
        run->exit = GK_EXIT_CANNOT;
    }
}

static gk_status walk_all(const struct gk_opt_list *paths, gk_names *files,
                          gk_names *troubles, gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0; st == GK_OK && i < paths->count; i++)
        st = gk_walk(paths->at[i], files, troubles, err);
    return st;
}

/* Whether the arguments may mean more than one file. */
static bool means_several(const struct gk_opt_list *paths)
{
    return paths->count > 1 ||
           (paths->count == 1 && strcmp(paths->at[0], "-") != 0 &&
            gk_path_is_dir(paths->at[0]));
}

static gk_status prepare(struct gk_scan_run *run, gk_error *err)
{
    const struct gk_report_options report = {
        .color = run->cli->color,
        .reproducible = run->options->reproducible,
        .fail_on = run->fail_on,
        .several = means_several(&run->options->paths)};
    gk_status st = gk_load(run, err);

    if (st != GK_OK)
        return st;
    return gk_sinks_open(&run->sinks, &run->options->formats, &report,
                         run->cli->out, err);
}

int gk_scan_run(struct gk_cli *cli, const struct gk_scan_options *options)
{
    struct gk_scan_run run = {.cli = cli,
                              .options = options,
                              .fail_on = severity_of(options->fail_on)};
    gk_names files = GK_NAMES_INIT;
    gk_names troubles = GK_NAMES_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_status st = prepare(&run, &err);

    if (st == GK_OK)
        st = walk_all(&options->paths, &files, &troubles, &err);
    if (st == GK_OK) {
        say_troubles(&run, &files, &troubles);
        scan_all(&run, &files);
    } else {
        fail(&run, &err);
    }
    gk_names_clear(&files);
    gk_names_clear(&troubles);
    gk_sinks_close(&run.sinks);
    gk_unload(&run);
    return run.exit;
}
