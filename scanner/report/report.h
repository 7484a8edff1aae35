/*
 * report: how scans are written. A format is a row of a table: to add one, a
 * writer in a file of its own, and a row in formats.c.
 */
#ifndef GK_SCANNER_REPORT_REPORT_H
#define GK_SCANNER_REPORT_REPORT_H

#include "core/base/json.h"
#include "scanner/report/digests.h"
#include "scanner/report/json_writer.h"
#include "scanner/scan.h"

/* What a format keeps from file to file, because its document has it behind
 * all files. Owned by whoever drives the run: zeroed (GK_SCAN_REPORT_STATE)
 * before `begin`, one for each report that is written, cleared after `end`. */
struct gk_scan_report_state {
    gk_buf later;       /* text that comes behind the last file */
    gk_buf notes;       /* likewise, of another list */
    uint64_t counts[3]; /* findings by gk_severity, waived ones not */
    uint64_t files;
    uint64_t unreadable;
    uint64_t results; /* findings written, waived ones too */
};
#define GK_SCAN_REPORT_STATE                                                   \
    {                                                                          \
        GK_BUF_INIT, GK_BUF_INIT, {0, 0, 0}, 0, 0, 0                           \
    }
void gk_scan_report_state_clear(struct gk_scan_report_state *state);

struct gk_report_options {
    bool color;
    bool reproducible;   /* no dates, no durations */
    bool several;        /* the arguments may mean more than one file */
    gk_severity fail_on; /* what --fail-on said */
    struct gk_scan_report_state *state; /* borrowed; NULL: `begin` of a format
                                           with `keeps` fails the buffer */
};

/* One file of the run. */
struct gk_report_entry {
    const char *path;
    const gk_scan *scan; /* NULL: it could not be scanned */
    const char *error;   /* why not */
    double elapsed_us;
    double scanned_at; /* seconds since 1970 */
    /* Borrowed; made once for all formats of a run (gk_digests_make, in the
     * thread that scans). NULL: each writer makes those that it needs. */
    const struct gk_digests *digests;
};

/*
 * A writer is given the files one by one, then told that it was the last.
 * Each call appends to `out`; `number` counts the files from 0. What it cannot
 * do for want of memory is left in out->status.
 */
struct gk_report_format {
    const char *name;
    void (*begin)(const struct gk_report_options *options, gk_buf *out);
    void (*entry)(const struct gk_report_options *options,
                  const struct gk_report_entry *entry, size_t number,
                  gk_buf *out);
    void (*end)(const struct gk_report_options *options, gk_buf *out);
    const char *media;     /* "application/sarif+json" */
    const char *extension; /* of a file that holds it: "sarif" */
    const char *summary;   /* what it is for, a few words */
    unsigned digests;      /* GK_DIGEST_… that it always prints */
    bool keeps;            /* it needs options->state */
};

/* NULL when there is none. */
const struct gk_report_format *gk_scan_report_find(const char *name);

/* All of them, in the order of the manual: "text" first. */
extern const struct gk_report_format *const gk_scan_reports[];
extern const size_t gk_scan_report_count;

extern const struct gk_report_format gk_scan_report_text;
extern const struct gk_report_format gk_scan_report_json;
extern const struct gk_report_format gk_scan_report_ndjson;
extern const struct gk_report_format gk_scan_report_sarif;
extern const struct gk_report_format gk_scan_report_junit;
extern const struct gk_report_format gk_scan_report_cyclonedx;
extern const struct gk_report_format gk_scan_report_markdown;
extern const struct gk_report_format gk_scan_report_github;
extern const struct gk_report_format gk_scan_report_cortex;

/* --- shared by the writers --- */

/* The file's digest, from entry->digests or made now. */
void gk_report_sha256(const struct gk_report_entry *entry,
                      char out[GK_SHA256_HEX_BYTES]);
/* How the file is called: its path, or "standard input". */
const char *gk_report_file(const struct gk_report_entry *entry);
/* Adds a file to the state's counts; the state may be NULL. */
void gk_report_tally(struct gk_scan_report_state *state,
                     const struct gk_report_entry *entry);
/* `begin` of a format that keeps something: false when it cannot. */
bool gk_report_keeps(const struct gk_report_options *options, gk_buf *out);
/* Appends what another buffer holds, or takes over its failure. */
void gk_report_append(gk_buf *out, const gk_buf *text);
/* Appends "31.2 KiB". */
gk_status gk_report_size(gk_buf *out, uint64_t bytes);
/* Appends "2026-01-01T00:00:00.000Z". */
gk_status gk_report_time(gk_buf *out, double seconds);
/* Appends "3 errors, 1 warning", without those that are 0; "" for none. */
gk_status gk_report_put_counts(gk_buf *out, const uint64_t counts[3]);

/* --- parts of the JSON report --- */

/* What is in the module: an object behind "module". */
void gk_report_module(struct gk_json_writer *w, const gk_scan *scan);
/* What a component is made of, behind "component"; nothing for a module. */
void gk_report_component(struct gk_json_writer *w, const gk_scan *scan);
/* Its sections, each with its digest. */
void gk_report_sections(struct gk_json_writer *w, const gk_scan *scan,
                        const struct gk_digests *digests);

/* --- trees, for the reports of hosts and inspect --- */

/* The checks as the host writes them; owned. */
gk_json *gk_report_checks(const gk_checks *checks);
/* A module's name, control characters escaped and backslashes doubled; owned.
 */
gk_json *gk_report_name(struct gk_name name);
/* The host's id, or null; owned. */
gk_json *gk_report_host(const struct gk_detected *detected);
/* The host's word for a severity. */
const char *gk_report_check_severity(gk_severity severity);
/* Prints a value, as an item of a list where there are several files, and frees
 * it. NULL is what remains when out of memory. */
void gk_report_value(const struct gk_report_options *options, gk_json *value,
                     unsigned flags, size_t number, gk_buf *out);

#endif
