/*
 * One line a file, for runs over very many: who it is, the verdict, and what it
 * rests on. What else there is to know, the JSON report tells.
 */
#include "scanner/report/report.h"
#include "scanner/rules.h"

static void ndjson_nothing(const struct gk_report_options *options, gk_buf *out)
{
    (void)options;
    (void)out;
}

/* Each effect that something reaches, once, the strongest first. */
static void put_effects(gk_json_writer *w, const gk_scan *scan)
{
    const gk_effects *effects = &scan->effects;
    uint32_t said = 0;

    gk_json_write_array(w, "effects");
    for (size_t i = 0; i < effects->count; i++) {
        uint32_t bit = 1u << effects->at[i].row->effect;

        if (effects->at[i].reached && (said & bit) == 0)
            gk_json_write_string(w, NULL,
                                 gk_effect_word(effects->at[i].row->effect));
        if (effects->at[i].reached)
            said |= bit;
    }
    gk_json_write_end(w);
}

/* The findings of a rule follow each other; a severity changes within. */
static void put_rules(gk_json_writer *w, const gk_findings *findings)
{
    const struct gk_finding *at = findings->at;

    gk_json_write_array(w, "rules");
    for (size_t i = 0; i < findings->count;) {
        size_t first = i;
        double count = 0;

        for (; i < findings->count && at[i].rule == at[first].rule &&
               at[i].severity == at[first].severity &&
               (at[i].waived != NULL) == (at[first].waived != NULL);
             i++)
            count += 1 + (double)at[i].more;
        gk_json_write_object(w, NULL);
        gk_json_write_number(w, "count", count);
        gk_json_write_string(w, "id", at[first].rule->id);
        gk_json_write_string(w, "severity",
                             gk_severity_word(at[first].severity));
        if (at[first].waived != NULL)
            gk_json_write_bool(w, "waived", true);
        gk_json_write_end(w);
    }
    gk_json_write_end(w);
}

static void put_counts(gk_json_writer *w, const gk_findings *findings)
{
    static const gk_severity order[] = {GK_SEVERITY_ERROR, GK_SEVERITY_NOTE,
                                        GK_SEVERITY_WARNING};

    gk_json_write_object(w, "counts");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        gk_json_write_number(w, gk_severity_word(order[i]),
                             (double)gk_findings_count(findings, order[i]));
    gk_json_write_end(w);
}

static void put_scan(gk_json_writer *w, const struct gk_report_entry *entry)
{
    const gk_scan *scan = entry->scan;
    char digest[GK_SHA256_HEX_BYTES];

    put_counts(w, &scan->findings);
    put_effects(w, scan);
    gk_json_write_string(w, "file", gk_report_file(entry));
    if (scan->detected.host == NULL)
        gk_json_write_null(w, "host");
    else
        gk_json_write_string(w, "host", scan->detected.host->id);
    put_rules(w, &scan->findings);
    gk_report_sha256(entry, digest);
    gk_json_write_string(w, "sha256", digest);
    gk_json_write_number(w, "size", (double)scan->facts.len);
    gk_json_write_string(w, "status", gk_cortex_status_word(scan->status));
    gk_json_write_bool(w, "valid", gk_scan_valid(scan));
}

static void ndjson_entry(const struct gk_report_options *options,
                         const struct gk_report_entry *entry, size_t number,
                         gk_buf *out)
{
    gk_json_writer w;

    (void)options;
    (void)number;
    gk_json_write_init(&w, out, false, 0);
    gk_json_write_object(&w, NULL);
    if (entry->scan != NULL) {
        put_scan(&w, entry);
    } else {
        gk_json_write_string(&w, "error", entry->error);
        gk_json_write_string(&w, "file", gk_report_file(entry));
    }
    gk_json_write_end(&w);
    gk_buf_byte(out, '\n');
}

const struct gk_report_format gk_scan_report_ndjson = {
    .name = "ndjson",
    .begin = ndjson_nothing,
    .entry = ndjson_entry,
    .end = ndjson_nothing,
    .media = "application/x-ndjson",
    .extension = "ndjson",
    .summary = "a line a file, for very many",
    .digests = GK_DIGEST_FILE,
};
