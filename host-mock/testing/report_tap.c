/* Test Anything Protocol, version 13; details are comments. */
#include "host-mock/testing/expect/match.h"
#include "host-mock/testing/report.h"

static void begin(gk_report *report)
{
    gk_buf_puts(&report->body, "TAP version 13\n");
}

/* A "#" in a name would begin a directive. */
static void put_escaped(gk_buf *out, const char *text)
{
    gk_buf plain = GK_BUF_INIT;

    gk_put_words(&plain, text);
    for (size_t i = 0; i < plain.len; i++) {
        if (plain.data[i] == '#')
            gk_buf_byte(out, '\\');
        gk_buf_byte(out, plain.data[i]);
    }
    gk_buf_clear(&plain);
}

static void put_line(void *context, const char *line)
{
    gk_report *report = context;

    gk_buf_printf(&report->body, "#   %s\n", line);
}

static void tell_run(gk_report *report, const struct gk_test_run *run)
{
    gk_buf *out = &report->body;

    gk_buf_printf(out, "%sok %zu - ",
                  gk_verdict_is_failure(run->verdict) ? "not " : "",
                  ++report->number);
    put_escaped(out, run->file->path);
    gk_buf_puts(out, ": ");
    put_escaped(out, run->c->name);
    if (run->fidelity == GK_DEPLOYED)
        gk_buf_puts(out, " [deployed]");
    if (run->verdict == GK_VERDICT_SKIPPED) {
        gk_buf_puts(out, " # SKIP ");
        put_escaped(out, run->why != NULL ? run->why : "");
    }
    gk_buf_byte(out, '\n');
    if (run->verdict != GK_VERDICT_SKIPPED &&
        gk_report_details(&report->style, run, put_line, report) != GK_OK)
        report->status = GK_E_NOMEM;
}

static void file_end(gk_report *report, const char *path,
                     const struct gk_report_totals *totals, const char *why)
{
    (void)totals;
    if (why == NULL)
        return;
    gk_buf_printf(&report->body, "not ok %zu - ", ++report->number);
    put_escaped(&report->body, path);
    gk_buf_printf(&report->body, ": %s\n", why);
}

/* No run of it is told, so it takes a number of its own. */
static void tell_error(gk_report *report, const char *path, const char *text)
{
    gk_buf_printf(&report->body, "not ok %zu - ", ++report->number);
    put_escaped(&report->body, path);
    gk_buf_puts(&report->body, "\n#   ");
    gk_put_words(&report->body, text);
    gk_buf_byte(&report->body, '\n');
}

static void end(gk_report *report, const struct gk_report_totals *totals)
{
    (void)totals;
    gk_buf_printf(&report->body, "1..%zu\n", report->number);
}

const struct gk_report_form gk_report_tap = {
    "tap", begin, NULL, tell_run, file_end, tell_error, end,
};
