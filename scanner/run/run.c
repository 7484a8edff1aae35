#include "scanner/run/run.h"

#include "core/base/exit.h"
#include "scanner/commands.h"
#include "scanner/run/load.h"
#include "scanner/run/result.h"
#include "scanner/run/spare.h"
#include "scanner/run/workers.h"
#include "scanner/walk.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Results that may wait for a slow one before them, for each thread. */
#define SLOTS_EACH 4

double gk_scan_run_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static gk_severity severity_of(const char *word)
{
    if (strcmp(word, "note") == 0)
        return GK_SEVERITY_NOTE;
    return strcmp(word, "warning") == 0 ? GK_SEVERITY_WARNING
                                        : GK_SEVERITY_ERROR;
}

void gk_scan_run_fail(struct gk_scan_run *run, const gk_error *err)
{
    gk_progress_hide(&run->progress);
    run->exit =
        gk_exit_worst(run->exit, gk_cli_fail(run->cli, &gk_cmd_scan, err));
}

/* --- the work -------------------------------------------------------------*/

/* What the workers share. */
struct job {
    struct gk_scan_run *run;
    gk_inputs *inputs;
};

static bool take(void *arg, void *slot, size_t number)
{
    struct job *job = arg;
    struct gk_result *result = slot;

    (void)number;
    return gk_inputs_next(job->inputs, &result->input);
}

static void make(void *arg, void *slot, size_t number)
{
    const struct job *job = arg;

    gk_result_make(job->run, slot, number);
}

static void deliver(void *arg, void *slot, size_t number)
{
    struct job *job = arg;

    gk_result_deliver(job->run, slot, number);
}

/* Whoever sent a path may wait for its line before it sends the next. */
static void idle(void *arg)
{
    struct job *job = arg;
    struct gk_scan_run *run = job->run;

    if (run->options->batch)
        fflush(run->cli->out);
    gk_progress_tick(&run->progress, gk_scan_run_now());
}

static gk_status work(struct gk_scan_run *run, gk_inputs *inputs,
                      unsigned threads, gk_error *err)
{
    struct job job = {run, inputs};
    const struct gk_work what = {&job, take, make, deliver, idle};
    struct gk_ring ring = {NULL, sizeof(struct gk_result),
                           threads > 1 ? threads * SLOTS_EACH : 1};
    struct gk_result *results = calloc(ring.count, sizeof *results);
    gk_status st;

    if (results == NULL)
        return gk_fail_nomem(err);
    for (size_t i = 0; i < ring.count; i++)
        gk_result_init(&results[i]);
    ring.slots = results;
    st = gk_workers_run(&what, &ring, threads, err);
    for (size_t i = 0; i < ring.count; i++)
        gk_result_clear(&results[i]);
    free(results);
    return st;
}

/* The beginning or the end of each report. */
static void frame(struct gk_scan_run *run,
                  void (*part)(const gk_sinks *, struct gk_rendering *))
{
    struct gk_rendering r;
    gk_error err = GK_ERROR_INIT;

    gk_rendering_init(&r);
    part(&run->sinks, &r);
    if (gk_sinks_put(&run->sinks, &r, &err) != GK_OK)
        gk_scan_run_fail(run, &err);
    gk_rendering_clear(&r);
}

static void start_progress(struct gk_scan_run *run, size_t total)
{
    const struct gk_cli *cli = run->cli;
    FILE *out = !cli->quiet && gk_progress_can(cli->err) ? cli->err : NULL;

    gk_progress_init(&run->progress, out, total, gk_scan_run_now());
    run->shares_terminal = out != NULL && isatty(fileno(cli->out));
}

static void scan_all(struct gk_scan_run *run, gk_inputs *inputs, size_t total)
{
    gk_error err = GK_ERROR_INIT;
    uint64_t threads = run->options->jobs;

    /* A thread for a file that does not come is one too many. */
    if (inputs->list != NULL && threads > total)
        threads = total;
    /* Files share the threads; a single one has them for itself. */
    run->context.threads =
        inputs->list != NULL && total == 1 ? (unsigned)run->options->jobs : 1;
    start_progress(run, total);
    frame(run, gk_sinks_begin);
    if (work(run, inputs, (unsigned)threads, &err) != GK_OK)
        gk_scan_run_fail(run, &err);
    gk_progress_hide(&run->progress);
    frame(run, gk_sinks_end);
    gk_error_clear(&err);
    if (gk_sinks_finish(&run->sinks, &err) != GK_OK)
        gk_scan_run_fail(run, &err);
}

/* --- what the arguments mean ----------------------------------------------*/

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

static gk_status scan_paths(struct gk_scan_run *run, gk_error *err)
{
    const struct gk_opt_list *paths = &run->options->paths;
    gk_names files = GK_NAMES_INIT;
    gk_names troubles = GK_NAMES_INIT;
    gk_inputs inputs;
    gk_status st = GK_OK;

    for (size_t i = 0; st == GK_OK && i < paths->count; i++)
        st = gk_walk(paths->at[i], &files, &troubles, err);
    if (st == GK_OK)
        st = gk_spare_files(run, &files, err);
    if (st == GK_OK) {
        say_troubles(run, &files, &troubles);
        gk_inputs_of_list(&inputs, &files);
        scan_all(run, &inputs, files.count);
        gk_inputs_clear(&inputs);
    }
    gk_names_clear(&files);
    gk_names_clear(&troubles);
    return st;
}

static gk_status scan_batch(struct gk_scan_run *run, gk_error *err)
{
    gk_inputs inputs;
    gk_status st = gk_inputs_of_stream(&inputs, STDIN_FILENO,
                                       run->options->null ? '\0' : '\n', err);

    if (st != GK_OK)
        return st;
    scan_all(run, &inputs, 0);
    if (inputs.broken.status != GK_OK)
        gk_scan_run_fail(run, &inputs.broken);
    if (run->failed > 0)
        gk_cli_say(run->cli,
                   "guestkit scan: %zu of %zu files could not be scanned; "
                   "their lines say why",
                   run->failed, run->progress.done);
    gk_inputs_clear(&inputs);
    return GK_OK;
}

/* Whether there may be more than one file. */
static bool means_several(const struct gk_scan_options *options)
{
    const struct gk_opt_list *paths = &options->paths;

    return options->batch || paths->count > 1 ||
           (paths->count == 1 && strcmp(paths->at[0], "-") != 0 &&
            gk_path_is_dir(paths->at[0]));
}

/* What goes to standard output unless --format says otherwise. */
static const struct gk_report_format *
default_format(const struct gk_scan_options *options)
{
    if (!options->batch)
        return &gk_scan_report_text;
    return options->formats.count == 0 ? gk_scan_report_find(GK_BATCH_FORMAT)
                                       : NULL;
}

static gk_status prepare(struct gk_scan_run *run, gk_error *err)
{
    const struct gk_report_options report = {
        .color = run->cli->color,
        .reproducible = run->options->reproducible,
        .fail_on = run->fail_on,
        .several = means_several(run->options)};
    gk_status st = gk_load(run, err);

    if (st != GK_OK)
        return st;
    st = gk_sinks_open(&run->sinks, &run->options->formats,
                       default_format(run->options), &report, run->cli->out,
                       err);
    return st == GK_OK ? gk_spare_options(run, err) : st;
}

int gk_scan_run(struct gk_cli *cli, const struct gk_scan_options *options)
{
    struct gk_scan_run run = {.cli = cli,
                              .options = options,
                              .fail_on = severity_of(options->fail_on)};
    gk_error err = GK_ERROR_INIT;
    gk_status st = prepare(&run, &err);

    if (st == GK_OK)
        st = options->batch ? scan_batch(&run, &err) : scan_paths(&run, &err);
    if (st != GK_OK)
        gk_scan_run_fail(&run, &err);
    gk_sinks_close(&run.sinks);
    gk_unload(&run);
    return run.exit;
}
