#include "scanner/report/report.h"

/* The host's own report: its keys, in its order. */
static gk_json *new_report(const struct gk_report_options *options,
                           const struct gk_report_entry *entry,
                           const struct gk_cortex_report *report)
{
    gk_json *o = gk_json_new_object();
    gk_buf at = GK_BUF_INIT;

    gk_json_set_string(o, "status", gk_cortex_status_word(report->status));
    gk_json_set(o, "checks", gk_report_checks(&report->checks));
    gk_json_set_string(o, "summary", gk_buf_text(&report->summary));
    if (!options->reproducible) {
        gk_report_time(&at, entry->scanned_at);
        gk_json_set_string(o, "verifiedAt", gk_buf_text(&at));
        gk_buf_clear(&at);
    }
    return o;
}

static void cortex_begin(const struct gk_report_options *options, gk_buf *out)
{
    if (options->several)
        gk_buf_byte(out, '[');
}

static void cortex_entry(const struct gk_report_options *options,
                         const struct gk_report_entry *entry, size_t number,
                         gk_buf *out)
{
    struct gk_cortex_report unreadable = {.summary = GK_BUF_INIT};
    const struct gk_cortex_report *report = &unreadable;
    gk_json *value;

    if (entry->scan != NULL)
        report = &entry->scan->report;
    else if (gk_cortex_report_unreadable(entry->path, &unreadable, NULL) !=
             GK_OK)
        out->status = GK_E_NOMEM;
    value = new_report(options, entry, report);
    if (options->several) {
        gk_json *named = gk_json_new_object();

        gk_json_set_string(named, "entry", entry->path);
        gk_json_set(named, "report", value);
        value = named;
    }
    gk_report_value(options, value, GK_JSON_PRETTY, number, out);
    gk_cortex_report_clear(&unreadable);
}

static void cortex_end(const struct gk_report_options *options, gk_buf *out)
{
    gk_buf_puts(out, options->several ? "\n]\n" : "\n");
}

const struct gk_report_format gk_scan_report_cortex = {
    .name = "cortex",
    .begin = cortex_begin,
    .entry = cortex_entry,
    .end = cortex_end,
    .media = "application/json",
    .extension = "cortex.json",
    .summary = "that host's own report",
};
