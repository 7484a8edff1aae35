/*
 * Workflow commands of GitHub Actions: a line for each finding, which the
 * runner turns into an annotation. What is waived makes none.
 */
#include "scanner/report/escape.h"
#include "scanner/report/report.h"
#include "scanner/rules.h"

#include <inttypes.h>

static const char *command(gk_severity severity)
{
    static const char *const words[] = {"notice", "warning", "error"};

    return words[severity];
}

static void put_head(const char *word, const char *file, gk_buf *out)
{
    gk_buf_printf(out, "::%s file=", word);
    gk_escape_workflow(out, file, true);
    gk_buf_puts(out, ",title=");
}

static void put_finding(const char *file, const struct gk_finding *f,
                        gk_buf *out)
{
    gk_buf place = GK_BUF_INIT;

    gk_place_print(&f->place, &place);
    put_head(command(f->severity), file, out);
    gk_buf_printf(out, "%s ", f->rule->id);
    gk_escape_workflow(out, f->rule->title, true);
    gk_buf_puts(out, "::");
    gk_escape_workflow(out, f->what, false);
    gk_buf_puts(out, "%0A");
    if (place.len > 0) {
        gk_escape_workflow(out, gk_buf_text(&place), false);
        gk_buf_puts(out, "; ");
    }
    gk_escape_workflow(out, gk_finding_why(f), false);
    gk_buf_puts(out, "%0A");
    gk_escape_workflow(out, gk_finding_mend(f), false);
    if (f->more > 0)
        gk_buf_printf(out, "%%0A… and %" PRIu64 " more like this", f->more);
    gk_buf_byte(out, '\n');
    if (place.status != GK_OK)
        out->status = place.status;
    gk_buf_clear(&place);
}

static void github_begin(const struct gk_report_options *o, gk_buf *out)
{
    (void)gk_report_keeps(o, out);
}

static void github_entry(const struct gk_report_options *o,
                         const struct gk_report_entry *entry, size_t number,
                         gk_buf *out)
{
    const char *file = gk_report_file(entry);

    (void)number;
    gk_report_tally(o->state, entry);
    if (entry->scan == NULL) {
        put_head("error", file, out);
        gk_buf_puts(out, "cannot be scanned::");
        gk_escape_workflow(out, entry->error, false);
        gk_buf_byte(out, '\n');
        return;
    }
    /* A runner shows ten of a kind: the worst must not come last. */
    for (int s = GK_SEVERITY_ERROR; s >= GK_SEVERITY_NOTE; s--)
        for (size_t i = 0; i < entry->scan->findings.count; i++) {
            const struct gk_finding *f = &entry->scan->findings.at[i];

            if ((int)f->severity == s && f->waived == NULL)
                put_finding(file, f, out);
        }
}

/* Said in every case: no output at all looks like a step that did nothing. */
static void github_end(const struct gk_report_options *o, gk_buf *out)
{
    const struct gk_scan_report_state *state = o->state;
    size_t before;

    if (!gk_report_keeps(o, out))
        return;
    gk_buf_printf(out, "guestkit scan: %" PRIu64 " file%s, ", state->files,
                  state->files == 1 ? "" : "s");
    before = out->len;
    gk_report_put_counts(out, state->counts);
    if (out->len == before)
        gk_buf_puts(out, "no finding");
    if (state->unreadable > 0)
        gk_buf_printf(out, ", %" PRIu64 " could not be scanned",
                      state->unreadable);
    gk_buf_byte(out, '\n');
}

const struct gk_report_format gk_scan_report_github = {
    .name = "github",
    .begin = github_begin,
    .entry = github_entry,
    .end = github_end,
    .media = "text/plain",
    .extension = "txt",
    .summary = "annotations of GitHub Actions",
    .keeps = true,
};
