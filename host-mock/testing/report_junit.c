/* JUnit XML, as CI systems read it: a suite for each file. */
#include "core/base/utf8.h"
#include "host-mock/testing/report.h"

#include <string.h>

/* XML 1.0, 2.2 Characters: the rest may not stand in a document at all. */
static bool is_xml(uint32_t cp)
{
    return cp == '\t' || cp == '\n' || cp == '\r' ||
           (cp >= 0x20 && cp <= 0xd7ff) || (cp >= 0xe000 && cp <= 0xfffd) ||
           cp >= 0x10000;
}

static void put_xml(gk_buf *out, const char *text)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t len = strlen(text);

    for (size_t at = 0; at < len;) {
        uint32_t cp;
        int n = gk_utf8_next(bytes + at, len - at, &cp);

        if (cp == '<')
            gk_buf_puts(out, "&lt;");
        else if (cp == '>')
            gk_buf_puts(out, "&gt;");
        else if (cp == '&')
            gk_buf_puts(out, "&amp;");
        else if (cp == '"')
            gk_buf_puts(out, "&quot;");
        else
            gk_utf8_put(out, is_xml(cp) ? cp : 0xfffd);
        at += (size_t)(n < 0 ? -n : n);
    }
}

static void begin(gk_report *report)
{
    gk_buf_puts(&report->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<testsuites name=\"guestkit\">\n");
}

static void file_begin(gk_report *report, const char *path)
{
    (void)path;
    gk_buf_reset(&report->file_body);
}

static void put_line(void *context, const char *line)
{
    gk_report *report = context;

    put_xml(&report->file_body, line);
    gk_buf_byte(&report->file_body, '\n');
}

static void put_case(gk_report *report, const char *path, const char *name)
{
    gk_buf *out = &report->file_body;

    gk_buf_puts(out, "    <testcase classname=\"");
    put_xml(out, path);
    gk_buf_puts(out, "\" name=\"");
    put_xml(out, name);
    gk_buf_byte(out, '"');
}

static void put_details(gk_report *report, const struct gk_test_run *run)
{
    if (gk_report_details(&report->style, run, put_line, report) != GK_OK)
        report->status = GK_E_NOMEM;
}

/* The first difference, which is what a list of failures shows. */
static void put_headline(gk_buf *out, const struct gk_test_run *run)
{
    static const char *const parts[][2] = {
        {"", "place"}, {": expected ", "expected"}, {", got ", "got"}};
    const gk_json *first = gk_json_first(run->differences);

    if (run->why != NULL)
        put_xml(out, run->why);
    for (size_t i = 0; run->why == NULL && i < 3; i++) {
        const char *text = gk_json_text(gk_json_get(first, parts[i][1]));

        gk_buf_puts(out, parts[i][0]);
        put_xml(out, text != NULL ? text : "");
    }
}

static void put_failure(gk_report *report, const struct gk_test_run *run)
{
    gk_buf *out = &report->file_body;

    gk_buf_puts(out, ">\n      <failure message=\"");
    put_headline(out, run);
    gk_buf_puts(out, "\">");
    put_details(report, run);
    gk_buf_puts(out, "</failure>\n    </testcase>\n");
}

static void tell_run(gk_report *report, const struct gk_test_run *run)
{
    gk_buf *out = &report->file_body;
    struct gk_test_figures figures;
    gk_buf name = GK_BUF_INIT;

    gk_test_figures(run, &figures);
    gk_report_put_name(&name, run);
    put_case(report, run->file->path, gk_buf_text(&name));
    gk_buf_clear(&name);
    if (!report->style.reproducible)
        gk_buf_printf(out, " time=\"%.6f\"", figures.us / 1e6);
    if (gk_verdict_is_failure(run->verdict)) {
        put_failure(report, run);
    } else if (run->verdict == GK_VERDICT_SKIPPED) {
        gk_buf_puts(out, ">\n      <skipped message=\"");
        put_xml(out, run->why != NULL ? run->why : "");
        gk_buf_puts(out, "\"/>\n    </testcase>\n");
    } else {
        gk_buf_puts(out, "/>\n");
    }
}

static void put_suite(gk_report *report, const char *path,
                      const struct gk_report_totals *t, size_t errors)
{
    gk_buf *out = &report->body;

    gk_buf_puts(out, "  <testsuite name=\"");
    put_xml(out, path);
    gk_buf_printf(out,
                  "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
                  "skipped=\"%zu\"",
                  t->passed + t->failed + t->skipped + errors, t->failed,
                  errors, t->skipped);
    if (!report->style.reproducible)
        gk_buf_printf(out, " time=\"%.6f\"", t->us / 1e6);
    gk_buf_puts(out, ">\n");
    if (report->file_body.status != GK_OK)
        report->status = report->file_body.status;
    gk_buf_put(out, report->file_body.data, report->file_body.len);
    gk_buf_puts(out, "  </testsuite>\n");
    gk_buf_reset(&report->file_body);
}

static void file_end(gk_report *report, const char *path,
                     const struct gk_report_totals *totals, const char *why)
{
    if (why != NULL) {
        put_case(report, path, "the file");
        gk_buf_puts(&report->file_body, ">\n      <failure message=\"");
        put_xml(&report->file_body, why);
        gk_buf_puts(&report->file_body, "\"/>\n    </testcase>\n");
    }
    put_suite(report, path, totals, 0);
}

static void tell_error(gk_report *report, const char *path, const char *text)
{
    static const struct gk_report_totals none;
    gk_buf *out = &report->file_body;

    gk_buf_reset(out);
    put_case(report, path, "the file");
    gk_buf_puts(out, ">\n      <error message=\"");
    put_xml(out, text);
    gk_buf_puts(out, "\"/>\n    </testcase>\n");
    put_suite(report, path, &none, 1);
}

static void end(gk_report *report, const struct gk_report_totals *totals)
{
    (void)totals;
    gk_buf_puts(&report->body, "</testsuites>\n");
}

const struct gk_report_form gk_report_junit = {
    "junit", begin, file_begin, tell_run, file_end, tell_error, end,
};
