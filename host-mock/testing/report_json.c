/* guestkit.test/1; docs/schema/test-result.json describes it. */
#include "host-mock/testing/expect/match.h"
#include "host-mock/testing/report.h"

#include <string.h>

/* Appends to an array of the document; keeps what fails. */
static void push(gk_report *report, const gk_json *array, gk_json *value)
{
    /* The document is ours: only its readers see it as const. */
    if (gk_json_push((gk_json *)(uintptr_t)array, value) != GK_OK)
        report->status = GK_E_NOMEM;
}

static void set(gk_report *report, gk_json *object, const char *key,
                gk_json *value)
{
    if (gk_json_set(object, key, value) != GK_OK)
        report->status = GK_E_NOMEM;
}

static void begin(gk_report *report)
{
    report->document = gk_json_new_object();
    set(report, report->document, "schema",
        gk_json_new_string("guestkit.test/1"));
    set(report, report->document, "files", gk_json_new_array());
    set(report, report->document, "errors", gk_json_new_array());
}

static void file_begin(gk_report *report, const char *path)
{
    report->file = gk_json_new_object();
    set(report, report->file, "path", gk_json_new_string(path));
    set(report, report->file, "cases", gk_json_new_array());
    push(report, gk_json_get(report->document, "files"), report->file);
    /* What could not be pushed is gone. */
    if (report->status != GK_OK)
        report->file = NULL;
}

/* Without what only a blessing needs. */
static gk_json *shown_differences(const struct gk_test_run *run)
{
    gk_json *list = gk_json_new_array();

    for (const gk_json *d = gk_json_first(run->differences); d != NULL;
         d = gk_json_next(d)) {
        gk_json *copy = gk_json_copy(d);

        if (copy != NULL)
            gk_json_unset(copy, "seen");
        if (gk_json_push(list, copy) != GK_OK) {
            gk_json_free(list);
            return NULL;
        }
    }
    return list;
}

/* The lines of --trace. */
static gk_json *shown_trace(const struct gk_test_run *run)
{
    gk_json *list = gk_json_new_array();
    const gk_json *part = gk_json_get(run->result, "load");
    const gk_json *next = gk_json_first(gk_json_get(run->result, "steps"));

    while (part != NULL) {
        for (const gk_json *c = gk_json_first(gk_json_get(part, "calls"));
             c != NULL; c = gk_json_next(c))
            if (gk_json_push(list, gk_json_copy(gk_json_get(c, "line"))) !=
                GK_OK) {
                gk_json_free(list);
                return NULL;
            }
        part = next;
        next = gk_json_next(next);
    }
    return list;
}

static void set_copy(gk_report *report, gk_json *into, const char *key,
                     const gk_json *value)
{
    if (value != NULL)
        set(report, into, key, gk_json_copy(value));
}

/* What a run of the guest has left; nothing when there was none. */
static void set_result(gk_report *report, gk_json *one,
                       const struct gk_test_run *run)
{
    struct gk_test_figures figures;
    const gk_json *culprit = gk_result_culprit(run->result);
    gk_json *timing;

    if (run->result == NULL)
        return;
    gk_test_figures(run, &figures);
    set_copy(report, one, "outcome", gk_json_get(run->result, "outcome"));
    set(report, one, "fuel", gk_json_new_number(figures.fuel));
    set(report, one, "pages", gk_json_new_number(figures.pages));
    set_copy(report, one, "met", gk_json_get(run->result, "differences"));
    set_copy(report, one, "fixture",
             gk_json_pointer(culprit, "/error/fixture"));
    if (report->style.trace)
        set(report, one, "trace", shown_trace(run));
    if (report->style.reproducible)
        return;
    timing = gk_json_new_object();
    if (gk_json_set_number(timing, "us", figures.us) != GK_OK)
        report->status = GK_E_NOMEM;
    set(report, one, "timing", timing);
}

static void tell_run(gk_report *report, const struct gk_test_run *run)
{
    gk_json *one = gk_json_new_object();

    set(report, one, "name", gk_json_new_string(run->c->name));
    set(report, one, "fidelity",
        gk_json_new_string(gk_fidelity_word(run->fidelity)));
    set(report, one, "verdict",
        gk_json_new_string(gk_verdict_word(run->verdict)));
    set(report, one, "differences", shown_differences(run));
    if (run->why != NULL)
        set(report, one, "why", gk_json_new_string(run->why));
    set_result(report, one, run);
    push(report, gk_json_get(report->file, "cases"), one);
}

static void file_end(gk_report *report, const char *path,
                     const struct gk_report_totals *totals, const char *why)
{
    (void)path;
    (void)totals;
    if (why != NULL)
        set(report, report->file, "why", gk_json_new_string(why));
}

static void tell_error(gk_report *report, const char *path, const char *text)
{
    gk_json *one = gk_json_new_object();

    set(report, one, "path", gk_json_new_string(path));
    set(report, one, "text", gk_json_new_string(text));
    push(report, gk_json_get(report->document, "errors"), one);
}

static void end(gk_report *report, const struct gk_report_totals *totals)
{
    gk_json *timing;

    set(report, report->document, "passed",
        gk_json_new_number((double)totals->passed));
    set(report, report->document, "failed",
        gk_json_new_number((double)totals->failed));
    set(report, report->document, "skipped",
        gk_json_new_number((double)totals->skipped));
    if (!report->style.reproducible) {
        timing = gk_json_new_object();
        if (gk_json_set_number(timing, "us", totals->us) != GK_OK)
            report->status = GK_E_NOMEM;
        set(report, report->document, "timing", timing);
    }
    if (report->document == NULL) {
        report->status = GK_E_NOMEM;
        return;
    }
    gk_json_print(report->document, GK_JSON_PRETTY | GK_JSON_SORTED,
                  &report->body);
    gk_buf_byte(&report->body, '\n');
}

const struct gk_report_form gk_report_json = {
    "json", begin, file_begin, tell_run, file_end, tell_error, end,
};
