/* The form for people; docs/test.md shows it. */
#include "core/base/opts.h"
#include "core/base/utf8.h"
#include "host-mock/testing/expect/match.h"
#include "host-mock/testing/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A longer name pushes its own figures out, not everybody's. */
#define MOST_NAME_WIDTH 60

static const struct {
    const char *label;
    gk_style style;
} labels[] = {
    [GK_VERDICT_PASSED] = {"ok  ", GK_STYLE_GREEN},
    [GK_VERDICT_FAILED] = {"FAIL", GK_STYLE_RED},
    [GK_VERDICT_SKIPPED] = {"skip", GK_STYLE_YELLOW},
    [GK_VERDICT_BLESSED] = {"new ", GK_STYLE_CYAN},
    [GK_VERDICT_BROKEN] = {"FAIL", GK_STYLE_RED},
};

static void put_label(gk_report *report, gk_verdict verdict)
{
    bool color = report->style.color;

    gk_buf_printf(&report->body, "  %s%s%s ",
                  gk_style_on(color, labels[verdict].style),
                  labels[verdict].label, gk_style_off(color));
}

/* "18,204" */
static void put_grouped(char out[32], double value)
{
    char digits[32];
    size_t len, at = 0;

    snprintf(digits, sizeof digits, "%.0f", value < 1e15 ? value : 1e15);
    len = strlen(digits);
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

/* Eight columns; "µ" is two bytes. */
static void put_time(gk_buf *out, double us)
{
    if (us < 1000)
        gk_buf_printf(out, "%5.0f µs", us);
    else if (us < 1e6)
        gk_buf_printf(out, "%5.1f ms", us / 1e3);
    else
        gk_buf_printf(out, "%5.1f s ", us / 1e6);
}

static void put_figures(gk_report *report, const struct gk_test_run *run)
{
    struct gk_test_figures figures;
    size_t width = gk_report_name_width(run);
    char fuel[32];

    gk_test_figures(run, &figures);
    if (width < report->name_width)
        gk_buf_fill(&report->body, ' ', report->name_width - width);
    if (!report->style.reproducible) {
        gk_buf_puts(&report->body, "  ");
        put_time(&report->body, figures.us);
    }
    put_grouped(fuel, figures.fuel);
    gk_buf_printf(&report->body, "  %10s instr  %4.0f page%s", fuel,
                  figures.pages, figures.pages == 1 ? "" : "s");
}

static void put_line(void *context, const char *line)
{
    gk_report *report = context;

    gk_buf_printf(&report->body, "       %s\n", line);
}

static void file_begin(gk_report *report, const char *path)
{
    gk_put_words(&report->body, path);
    gk_buf_byte(&report->body, '\n');
    if (report->name_width > MOST_NAME_WIDTH)
        report->name_width = MOST_NAME_WIDTH;
}

static void tell_run(gk_report *report, const struct gk_test_run *run)
{
    put_label(report, run->verdict);
    gk_report_put_name(&report->body, run);
    if (run->verdict == GK_VERDICT_PASSED)
        put_figures(report, run);
    gk_buf_byte(&report->body, '\n');
    if (gk_report_details(&report->style, run, put_line, report) != GK_OK)
        report->status = GK_E_NOMEM;
}

static void file_end(gk_report *report, const char *path,
                     const struct gk_report_totals *totals, const char *why)
{
    (void)path;
    (void)totals;
    if (why == NULL)
        return;
    put_label(report, GK_VERDICT_FAILED);
    gk_buf_printf(&report->body, "%s\n", why);
}

static void end(gk_report *report, const struct gk_report_totals *totals)
{
    bool color = report->style.color;
    gk_style style = totals->failed > 0 ? GK_STYLE_RED : GK_STYLE_GREEN;

    gk_buf_printf(&report->body, "%s%zu passed, %zu failed",
                  gk_style_on(color, style), totals->passed, totals->failed);
    if (totals->skipped > 0)
        gk_buf_printf(&report->body, ", %zu skipped", totals->skipped);
    gk_buf_printf(&report->body, "%s\n", gk_style_off(color));
}

const struct gk_report_form gk_report_text = {
    "text", NULL, file_begin, tell_run, file_end, NULL, end,
};
