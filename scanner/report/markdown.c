/*
 * A summary in Markdown, for pull requests and job summaries: a table of the
 * files, then what was found. All that comes from a module stands in code
 * spans, so that it cannot be markup, a link or a mention.
 */
#include "scanner/report/escape.h"
#include "scanner/report/report.h"
#include "scanner/rules.h"

#include <inttypes.h>

/* Job summaries end at 1 MiB, comments at 64 KiB: what is behind that nobody
 * would see, and the table comes first. */
#define MOST_DETAILS ((size_t)256 << 10)

static void markdown_begin(const struct gk_report_options *o, gk_buf *out)
{
    if (!gk_report_keeps(o, out))
        return;
    gk_buf_puts(out, "## guestkit scan\n\n"
                     "| file | verdict | host | errors | warnings | notes |\n"
                     "|---|---|---|--:|--:|--:|\n");
}

static void put_row(const struct gk_report_entry *entry, gk_buf *out)
{
    const gk_scan *scan = entry->scan;

    gk_buf_puts(out, "| ");
    gk_escape_markdown(out, gk_report_file(entry), true);
    if (scan == NULL) {
        gk_buf_puts(out, " | **not scanned** | | | | |\n");
        return;
    }
    gk_buf_printf(out, " | %s%s%s | %s |",
                  scan->status >= GK_CORTEX_SUSPICIOUS ? "**" : "",
                  gk_cortex_status_word(scan->status),
                  scan->status >= GK_CORTEX_SUSPICIOUS ? "**" : "",
                  scan->detected.host != NULL ? scan->detected.host->id : "");
    for (int s = GK_SEVERITY_ERROR; s >= GK_SEVERITY_NOTE; s--)
        gk_buf_printf(out, " %" PRIu64 " |",
                      gk_findings_count(&scan->findings, (gk_severity)s));
    gk_buf_byte(out, '\n');
}

static void put_effects(const gk_scan *scan, gk_buf *out)
{
    const gk_effects *effects = &scan->effects;
    const char *between = "Can do: ";
    uint32_t first;

    for (size_t i = 0; i < effects->count; i++) {
        const struct gk_effect_use *use = &effects->at[i];

        if (!use->reached || use->row->effect == GK_EFFECT_CONTROL)
            continue;
        gk_buf_printf(out, "%s**%s** (", between,
                      gk_effect_word(use->row->effect));
        gk_escape_markdown(out, use->row->name, false);
        gk_buf_byte(out, ')');
        between = ", ";
    }
    if (between[0] == ',')
        gk_buf_printf(out, "%s\n\n",
                      gk_effects_unknown(&scan->facts, &first) > 0
                          ? "; the rest is not known without a host"
                          : "");
}

/* The rule's own words are ours; a finding's may hold names. */
static void put_words(const char *own, const char *rules, gk_buf *out)
{
    if (own == NULL)
        gk_buf_puts(out, rules);
    else
        gk_escape_markdown(out, own, false);
}

static void put_finding(const struct gk_finding *f, gk_buf *out)
{
    const char *waived = f->waived;
    gk_buf place = GK_BUF_INIT;

    gk_place_print(&f->place, &place);
    gk_buf_printf(out, "- **%s** %s %s: ",
                  waived != NULL ? "waived" : gk_severity_word(f->severity),
                  f->rule->id, f->rule->title);
    gk_escape_markdown(out, f->what, false);
    if (place.len > 0) {
        gk_buf_puts(out, ", at ");
        gk_escape_markdown(out, gk_buf_text(&place), false);
    }
    gk_buf_puts(out, "  \n  ");
    if (waived != NULL) {
        gk_escape_markdown(out, waived, false);
    } else {
        put_words(f->why, f->rule->why, out);
        gk_buf_puts(out, "  \n  ");
        put_words(f->mend, f->rule->mend, out);
    }
    if (f->more > 0)
        gk_buf_printf(out, "  \n  … and %" PRIu64 " more like this", f->more);
    gk_buf_byte(out, '\n');
    if (place.status != GK_OK)
        out->status = place.status;
    gk_buf_clear(&place);
}

static void put_details(const struct gk_report_entry *entry, gk_buf *out)
{
    gk_buf_puts(out, "\n### ");
    gk_escape_markdown(out, gk_report_file(entry), false);
    gk_buf_puts(out, "\n\n");
    if (entry->scan == NULL) {
        gk_escape_markdown(out, entry->error, false);
        gk_buf_byte(out, '\n');
        return;
    }
    put_effects(entry->scan, out);
    for (int s = GK_SEVERITY_ERROR; s >= GK_SEVERITY_NOTE; s--)
        for (size_t i = 0; i < entry->scan->findings.count; i++)
            if ((int)entry->scan->findings.at[i].severity == s)
                put_finding(&entry->scan->findings.at[i], out);
}

static void markdown_entry(const struct gk_report_options *o,
                           const struct gk_report_entry *entry, size_t number,
                           gk_buf *out)
{
    struct gk_scan_report_state *state = o->state;

    (void)number;
    gk_report_tally(state, entry);
    put_row(entry, out);
    if (entry->scan != NULL && entry->scan->findings.count == 0 && o->several)
        return; /* the table has said it */
    if (state->later.len > MOST_DETAILS)
        state->results++;
    else
        put_details(entry, &state->later);
}

static void markdown_end(const struct gk_report_options *o, gk_buf *out)
{
    struct gk_scan_report_state *state = o->state;

    if (!gk_report_keeps(o, out))
        return;
    gk_report_append(out, &state->later);
    if (state->results > 0)
        gk_buf_printf(out, "\n… and %" PRIu64 " more files with findings.\n",
                      state->results);
}

const struct gk_report_format gk_scan_report_markdown = {
    .name = "markdown",
    .begin = markdown_begin,
    .entry = markdown_entry,
    .end = markdown_end,
    .media = "text/markdown",
    .extension = "md",
    .summary = "a summary for pull requests",
    .keeps = true,
};
