#include "scanner/run/result.h"

#include "core/base/exit.h"

#include <string.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void gk_result_init(struct gk_result *result)
{
    memset(result, 0, sizeof *result);
    gk_input_init(&result->input);
    gk_rendering_init(&result->rendering);
}

/* Lets go of the module; the rendering stays. */
static void drop_scan(struct gk_result *result)
{
    if (result->entry.scan != NULL)
        gk_scan_clear(&result->scan);
    gk_digests_clear(&result->digests);
    result->entry.scan = NULL;
    result->entry.digests = NULL;
}

void gk_result_clear(struct gk_result *result)
{
    drop_scan(result);
    gk_input_clear(&result->input);
    gk_rendering_clear(&result->rendering);
}

/* The paths of a batch come when its report is already being written. */
static gk_status spare(const struct gk_scan_run *run, struct gk_result *result)
{
    const char *path = result->input.path;
    const struct gk_sink *over =
        run->options->batch ? gk_sinks_over(&run->sinks, path) : NULL;

    if (over == NULL)
        return GK_OK;
    result->is_place = true;
    return gk_fail(&result->why, GK_E_USAGE,
                   "'%s' cannot be scanned: it is where the report of format "
                   "%s goes",
                   path, over->format->name);
}

static gk_status scan(const struct gk_scan_run *run, struct gk_result *result)
{
    struct gk_report_entry *entry = &result->entry;
    unsigned wanted = run->sinks.digests;
    gk_status st;

    if (result->input.why.status != GK_OK) {
        result->why = result->input.why;
        return result->why.status;
    }
    st = spare(run, result);
    if (st == GK_OK)
        st = gk_scan_file(entry->path, &run->context, &result->scan,
                          &result->why);
    if (st != GK_OK)
        return st;
    entry->scan = &result->scan;
    result->fails = gk_scan_fails(&result->scan, run->fail_on);
    if (wanted == 0)
        return GK_OK;
    st = gk_digests_make(&result->scan.facts, wanted, &result->digests,
                         &result->why);
    entry->digests = st == GK_OK ? &result->digests : NULL;
    return st;
}

void gk_result_make(const struct gk_scan_run *run, struct gk_result *result,
                    size_t number)
{
    double start = seconds(CLOCK_MONOTONIC);
    struct gk_report_entry *entry = &result->entry;

    gk_error_clear(&result->why);
    result->fails = false;
    result->is_place = false;
    *entry = (struct gk_report_entry){.path = result->input.path,
                                      .scanned_at = seconds(CLOCK_REALTIME)};
    if (scan(run, result) != GK_OK) {
        drop_scan(result);
        entry->error = result->why.text;
    }
    entry->elapsed_us =
        (double)(long)((seconds(CLOCK_MONOTONIC) - start) * 1e6);
    gk_sinks_free(&run->sinks, entry, number, &result->rendering);
    if (!run->sinks.keeps)
        drop_scan(result);
}

/* In a batch each line says for itself what was wrong. */
static void note(struct gk_scan_run *run, const struct gk_result *result)
{
    run->progress.done++;
    if (result->why.status == GK_OK) {
        run->progress.found += result->fails;
        if (result->fails)
            run->exit = gk_exit_worst(run->exit, GK_EXIT_FOUND);
        return;
    }
    run->failed++;
    if (run->options->batch)
        run->exit = GK_EXIT_CANNOT;
    else
        gk_scan_run_fail(run, &result->why);
}

void gk_result_deliver(struct gk_scan_run *run, struct gk_result *result,
                       size_t number)
{
    gk_error err = GK_ERROR_INIT;

    note(run, result);
    if (result->is_place)
        gk_sinks_mark_over(&run->sinks, result->input.path);
    gk_sinks_ordered(&run->sinks, &result->entry, number, &result->rendering);
    drop_scan(result);
    if (run->shares_terminal)
        gk_progress_hide(&run->progress);
    if (gk_sinks_put(&run->sinks, &result->rendering, &err) != GK_OK)
        gk_scan_run_fail(run, &err);
    gk_progress_tick(&run->progress, gk_scan_run_now());
}
