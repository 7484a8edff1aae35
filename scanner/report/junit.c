/*
 * JUnit XML, as build servers read it: a suite for each file, a case for each
 * rule that is about it. A case fails when --fail-on says so; it is skipped
 * when all that would have failed it is waived.
 */
#include "scanner/report/escape.h"
#include "scanner/report/report.h"
#include "scanner/rules.h"

#include <inttypes.h>
#include <string.h>

/* What became of one rule. */
struct outcome {
    const struct gk_rule *rule;
    const struct gk_finding *cause; /* the first that made it so; NULL: none */
    bool any, fails, waived;
};

static struct outcome judge(const struct gk_report_options *o,
                            const gk_findings *findings,
                            const struct gk_rule *rule)
{
    struct outcome r = {.rule = rule};

    for (size_t i = 0; i < findings->count; i++) {
        const struct gk_finding *f = &findings->at[i];
        bool waived = f->waived != NULL;

        if (f->rule != rule)
            continue;
        r.any = true;
        if (f->severity < o->fail_on)
            continue;
        if (r.cause == NULL || (!waived && !r.fails))
            r.cause = f;
        r.fails |= !waived;
        r.waived |= waived;
    }
    return r;
}

static void put_attribute(const char *name, const char *value, gk_buf *out)
{
    gk_buf_printf(out, " %s=\"", name);
    gk_escape_xml(out, value);
    gk_buf_byte(out, '"');
}

static void put_finding(const struct gk_finding *f, gk_buf *out)
{
    gk_buf place = GK_BUF_INIT;

    gk_place_print(&f->place, &place);
    gk_buf_printf(out, "%s: ", gk_severity_word(f->severity));
    gk_escape_xml(out, f->what);
    if (place.len > 0) {
        gk_buf_puts(out, "\n  ");
        gk_escape_xml(out, gk_buf_text(&place));
    }
    gk_buf_puts(out, "\n  ");
    gk_escape_xml(out, gk_finding_why(f));
    gk_buf_puts(out, "\n  ");
    gk_escape_xml(out, gk_finding_mend(f));
    if (f->more > 0)
        gk_buf_printf(out, "\n  and %" PRIu64 " more like this", f->more);
    gk_buf_byte(out, '\n');
    if (place.status != GK_OK)
        out->status = place.status;
    gk_buf_clear(&place);
}

static void put_outcome(const gk_findings *findings, const struct outcome *r,
                        gk_buf *out)
{
    const char *element = r->fails ? "failure" : "system-out";

    if (!r->fails && r->waived) {
        gk_buf_puts(out, "      <skipped");
        put_attribute("message", r->cause->waived, out);
        gk_buf_puts(out, "/>\n");
    }
    gk_buf_printf(out, "      <%s", element);
    if (r->fails) {
        put_attribute("message", r->cause->what, out);
        put_attribute("type", gk_severity_word(r->cause->severity), out);
    }
    gk_buf_byte(out, '>');
    for (size_t i = 0; i < findings->count; i++)
        if (findings->at[i].rule == r->rule)
            put_finding(&findings->at[i], out);
    gk_buf_printf(out, "</%s>\n", element);
}

static void put_case(const char *file, const gk_findings *findings,
                     const struct outcome *r, gk_buf *out)
{
    gk_buf_puts(out, "    <testcase");
    put_attribute("classname", file, out);
    gk_buf_printf(out, " name=\"%s ", r->rule->id);
    gk_escape_xml(out, r->rule->title);
    gk_buf_byte(out, '"');
    if (!r->any) {
        gk_buf_puts(out, "/>\n");
        return;
    }
    gk_buf_puts(out, ">\n");
    put_outcome(findings, r, out);
    gk_buf_puts(out, "    </testcase>\n");
}

static void put_property(const char *name, const char *value, gk_buf *out)
{
    gk_buf_puts(out, "      <property");
    put_attribute("name", name, out);
    put_attribute("value", value, out);
    gk_buf_puts(out, "/>\n");
}

static void put_properties(const struct gk_report_entry *entry, gk_buf *out)
{
    const gk_scan *scan = entry->scan;
    char digest[GK_SHA256_HEX_BYTES];

    gk_report_sha256(entry, digest);
    gk_buf_puts(out, "    <properties>\n");
    put_property("sha256", digest, out);
    put_property("status", gk_cortex_status_word(scan->status), out);
    if (scan->detected.host != NULL)
        put_property("host", scan->detected.host->id, out);
    gk_buf_puts(out, "    </properties>\n");
}

static void put_suite_head(const struct gk_report_options *o,
                           const struct gk_report_entry *entry,
                           const unsigned counts[4], gk_buf *out)
{
    gk_buf at = GK_BUF_INIT;

    gk_buf_puts(out, "  <testsuite");
    put_attribute("name", gk_report_file(entry), out);
    gk_buf_printf(out,
                  " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"",
                  counts[0], counts[1], counts[2], counts[3]);
    if (!o->reproducible) {
        gk_report_time(&at, entry->scanned_at);
        put_attribute("timestamp", gk_buf_text(&at), out);
        gk_buf_printf(out, " time=\"%.6f\"", entry->elapsed_us / 1e6);
    }
    gk_buf_puts(out, ">\n");
    gk_buf_clear(&at);
}

/* Counts them when `out` is NULL. */
static void do_cases(const struct gk_report_options *o,
                     const struct gk_report_entry *entry, unsigned counts[4],
                     gk_buf *out)
{
    const gk_findings *findings = &entry->scan->findings;

    for (size_t i = 0; i < gk_rule_count; i++) {
        struct outcome r = judge(o, findings, &gk_rules[i]);

        if (!r.any &&
            !gk_rule_applies(&gk_rules[i], entry->scan->detected.host))
            continue;
        counts[0]++;
        counts[1] += r.fails;
        counts[3] += !r.fails && r.waived;
        if (out != NULL)
            put_case(gk_report_file(entry), findings, &r, out);
    }
}

/* A policy may refuse what no rule objects to: a failing file always has a
 * case that fails. */
static void do_verdict(const struct gk_report_options *o,
                       const struct gk_report_entry *entry, unsigned counts[4],
                       gk_buf *out)
{
    bool fails = counts[1] == 0 && gk_scan_fails(entry->scan, o->fail_on);

    counts[0]++;
    counts[1] += fails;
    if (out == NULL)
        return;
    gk_buf_puts(out, "    <testcase");
    put_attribute("classname", gk_report_file(entry), out);
    gk_buf_puts(out, " name=\"verdict\"");
    if (fails)
        gk_buf_printf(out,
                      ">\n      <failure message=\"%s\" type=\"error\"/>\n"
                      "    </testcase>\n",
                      gk_cortex_status_word(entry->scan->status));
    else
        gk_buf_puts(out, "/>\n");
}

static void put_unreadable(const struct gk_report_options *o,
                           const struct gk_report_entry *entry, gk_buf *out)
{
    static const unsigned counts[4] = {1, 0, 1, 0};

    put_suite_head(o, entry, counts, out);
    gk_buf_puts(out, "    <testcase");
    put_attribute("classname", gk_report_file(entry), out);
    gk_buf_puts(out, " name=\"can be read\">\n      <error");
    put_attribute("message", entry->error, out);
    gk_buf_puts(out, "/>\n    </testcase>\n  </testsuite>\n");
}

static void junit_begin(const struct gk_report_options *o, gk_buf *out)
{
    (void)o;
    gk_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<testsuites name=\"guestkit scan\">\n");
}

static void junit_entry(const struct gk_report_options *o,
                        const struct gk_report_entry *entry, size_t number,
                        gk_buf *out)
{
    unsigned counts[4] = {0};
    unsigned again[4] = {0};

    (void)number;
    if (entry->scan == NULL) {
        put_unreadable(o, entry, out);
        return;
    }
    do_cases(o, entry, counts, NULL);
    do_verdict(o, entry, counts, NULL);
    put_suite_head(o, entry, counts, out);
    put_properties(entry, out);
    do_cases(o, entry, again, out);
    do_verdict(o, entry, again, out);
    gk_buf_puts(out, "  </testsuite>\n");
}

static void junit_end(const struct gk_report_options *o, gk_buf *out)
{
    (void)o;
    gk_buf_puts(out, "</testsuites>\n");
}

const struct gk_report_format gk_scan_report_junit = {
    .name = "junit",
    .begin = junit_begin,
    .entry = junit_entry,
    .end = junit_end,
    .media = "application/xml",
    .extension = "xml",
    .summary = "JUnit XML, for build servers",
    .digests = GK_DIGEST_FILE,
};
