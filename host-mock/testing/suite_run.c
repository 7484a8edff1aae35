#include "core/base/exit.h"
#include "host-mock/testing/bless.h"
#include "host-mock/testing/runner.h"
#include "host-mock/testing/suite_internal.h"

#include <stdlib.h>
#include <string.h>

/* --- reports ---------------------------------------------------------------
 */

/* Remembers the first failure of a callback. */
static void keep_error(gk_suite *suite, gk_status st, const char *what)
{
    gk_fail(&suite->err, st, "%s: %s", what, gk_status_words(st));
}

static void write_out(gk_suite *suite, struct gk_suite_output *o)
{
    gk_buf *body = &o->report.body;

    if (o->report.status == GK_OK)
        o->report.status = body->status;
    if (o->report.status != GK_OK)
        keep_error(suite, o->report.status, "cannot write a report");
    if (o->stream == NULL)
        return;
    fwrite(gk_buf_text(body), 1, body->len, o->stream);
    fflush(o->stream);
    gk_buf_reset(body);
}

static void begin_file(gk_suite *suite, const struct gk_suite_file *f)
{
    for (size_t i = 0; i < suite->output_count; i++) {
        gk_report *report = &suite->outputs[i].report;

        report->name_width = f->width;
        if (report->form->file_begin != NULL)
            report->form->file_begin(report, f->path);
    }
}

static void tell_bad_file(gk_suite *suite, const struct gk_suite_file *f)
{
    for (size_t i = 0; i < suite->output_count; i++) {
        gk_report *report = &suite->outputs[i].report;

        if (report->form->error != NULL)
            report->form->error(report, f->path, f->error);
        write_out(suite, &suite->outputs[i]);
    }
}

/* Up to file `index`: those without runs are told of when they are bad. */
static void skip_files(gk_suite *suite, size_t index)
{
    for (; suite->next_file < index; suite->next_file++)
        if (suite->files[suite->next_file].error != NULL)
            tell_bad_file(suite, &suite->files[suite->next_file]);
}

static void write_blessed(gk_suite *suite, struct gk_suite_file *f)
{
    gk_error err = GK_ERROR_INIT;

    if (f->blessed == NULL)
        return;
    if (gk_bless_write(f->file, f->blessed, &err) != GK_OK)
        gk_fail(&suite->err, err.status, "%s", err.text);
    else
        suite->blessed_files++;
    gk_json_free(f->blessed);
    f->blessed = NULL;
}

static void end_file(gk_suite *suite, struct gk_suite_file *f)
{
    struct gk_report_totals *t = &f->totals;
    const char *why = NULL;

    if (t->passed + t->failed == 0) {
        why = "every case is skipped: nothing was tested";
        t->failed++;
    }
    for (size_t i = 0; i < suite->output_count; i++) {
        gk_report *report = &suite->outputs[i].report;

        if (report->form->file_end != NULL)
            report->form->file_end(report, f->path, t, why);
        write_out(suite, &suite->outputs[i]);
    }
    gk_warm_stop(f->warm);
    f->warm = NULL;
    suite->totals.passed += t->passed;
    suite->totals.failed += t->failed;
    suite->totals.skipped += t->skipped;
    suite->totals.us += t->us;
    if (t->failed > 0)
        suite->exit = gk_exit_worst(suite->exit, GK_EXIT_FOUND);
    write_blessed(suite, f);
}

static void count(struct gk_report_totals *totals,
                  const struct gk_test_run *run)
{
    struct gk_test_figures figures;

    gk_test_figures(run, &figures);
    totals->us += figures.us;
    if (run->verdict == GK_VERDICT_SKIPPED)
        totals->skipped++;
    else if (gk_verdict_is_failure(run->verdict))
        totals->failed++;
    else
        totals->passed++;
}

/* --- blessing --------------------------------------------------------------
 */

/*
 * The other side of the case may have been blessed already: what then fits is
 * not written a second time.
 */
static gk_status bless(gk_suite *suite, struct gk_suite_file *f,
                       struct gk_test_run *run, gk_error *err)
{
    gk_json *left = NULL;
    bool masked = false;
    gk_status st;

    if (f->blessed == NULL)
        f->blessed = gk_json_copy(f->file->root);
    if (f->blessed == NULL)
        return gk_fail_nomem(err);
    st = gk_test_match_again(run, f->blessed, &left, err);
    if (st != GK_OK)
        return st;
    gk_json_free(run->differences);
    run->differences = left;
    st = gk_bless_run(f->blessed, run, &masked, err);
    suite->masked = suite->masked || masked;
    if (st == GK_OK)
        run->verdict = GK_VERDICT_BLESSED;
    return st;
}

/* --- the runner's callbacks ------------------------------------------------
 */

/* One process loads a file's module for all its runs. When it cannot, each run
 * tells why by itself. */
static gk_warm *warm_for(struct gk_suite_file *f, const struct gk_job *job)
{
    if (!f->warmed && f->run_count > 1 &&
        gk_warm_start(job, &f->warm, NULL) != GK_OK)
        f->warm = NULL;
    f->warmed = true;
    return f->warm != NULL && gk_warm_fits(f->warm, job) ? f->warm : NULL;
}

static gk_status prepare(void *context, size_t index, struct gk_job *job,
                         gk_error *err)
{
    gk_suite *suite = context;
    struct gk_suite_run *r = &suite->runs[index];
    struct gk_suite_file *f = &suite->files[r->file];
    const struct gk_test_case *c = r->run.c;

    if (c->skip != NULL)
        return GK_OK;
    r->world = gk_world_merge(f->file->world, c->world);
    if (r->world == NULL)
        return gk_fail_nomem(err);
    job->host = f->file->host;
    job->module = f->module.data;
    job->module_len = f->module.len;
    job->module_name = gk_path_base(f->file->module_path);
    job->folder = c->folder;
    job->manifest = c->manifest;
    job->world = r->world;
    job->world_dir = f->dir;
    job->steps = c->job_steps;
    job->limits = c->limits;
    gk_job_limit(job->host, job->manifest, &job->limits);
    job->fidelity = r->run.fidelity;
    job->warm = warm_for(f, job);
    return GK_OK;
}

static void done(void *context, size_t index, gk_json *result,
                 const gk_error *err)
{
    gk_suite *suite = context;
    struct gk_suite_run *r = &suite->runs[index];

    gk_json_free(r->world);
    r->world = NULL;
    gk_test_judge(&r->run, result, err);
}

static void tell(void *context, size_t index)
{
    gk_suite *suite = context;
    struct gk_suite_run *r = &suite->runs[index];
    struct gk_suite_file *f = &suite->files[r->file];
    gk_error err = GK_ERROR_INIT;

    skip_files(suite, r->file);
    if (suite->told == 0)
        begin_file(suite, f);
    if (suite->options->bless && gk_bless_can(&r->run) &&
        bless(suite, f, &r->run, &err) != GK_OK)
        gk_fail(&suite->err, err.status, "%s", err.text);
    count(&f->totals, &r->run);
    if (r->run.verdict == GK_VERDICT_BROKEN)
        suite->exit = gk_exit_worst(suite->exit, GK_EXIT_CANNOT);
    for (size_t i = 0; i < suite->output_count; i++) {
        gk_report *report = &suite->outputs[i].report;

        report->form->run(report, &r->run);
        write_out(suite, &suite->outputs[i]);
    }
    gk_test_run_clear(&r->run);
    if (++suite->told < f->run_count)
        return;
    end_file(suite, f);
    suite->told = 0;
    suite->next_file++;
}

/* --- the whole -------------------------------------------------------------
 */

static void begin(gk_suite *suite)
{
    for (size_t i = 0; i < suite->output_count; i++) {
        gk_report *report = &suite->outputs[i].report;

        if (report->form->begin != NULL)
            report->form->begin(report);
    }
}

static void end(gk_suite *suite)
{
    skip_files(suite, suite->file_count);
    for (size_t i = 0; i < suite->output_count; i++) {
        struct gk_suite_output *o = &suite->outputs[i];
        gk_error err = GK_ERROR_INIT;

        o->report.form->end(&o->report, &suite->totals);
        write_out(suite, o);
        if (o->path == NULL || o->report.status != GK_OK)
            continue;
        if (gk_write_file(o->path, o->report.body.data, o->report.body.len,
                          0644, &err) != GK_OK)
            gk_fail(&suite->err, err.status, "%s", err.text);
    }
}

gk_status gk_suite_run(gk_suite *suite, struct gk_suite_output *outputs,
                       size_t output_count, gk_error *err)
{
    struct gk_runner runner = {
        .prepare = prepare,
        .done = done,
        .tell = tell,
        .context = suite,
        .parallel = suite->options->jobs,
    };
    gk_status st;

    suite->outputs = outputs;
    suite->output_count = output_count;
    gk_suite_map_modules(suite);
    runner.count = suite->run_count;
    begin(suite);
    st = gk_runner_run(&runner, err);
    if (st != GK_OK)
        return st;
    end(suite);
    if (suite->err.status != GK_OK)
        return gk_fail(err, suite->err.status, "%s", suite->err.text);
    return GK_OK;
}
