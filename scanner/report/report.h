/*
 * report: how scans are written. A format is a row of a table: to add one, a
 * writer in a file of its own, and a row in formats.c.
 */
#ifndef GK_SCANNER_REPORT_REPORT_H
#define GK_SCANNER_REPORT_REPORT_H

#include "core/base/json.h"
#include "scanner/scan.h"

#include <stdio.h>

struct gk_report_options {
    bool color;
    bool reproducible; /* no dates, no durations */
    bool several;      /* the arguments may mean more than one file */
};

/* One file of the run. */
struct gk_report_entry {
    const char *path;
    const gk_scan *scan; /* NULL: it could not be scanned */
    const char *error;   /* why not */
    double elapsed_us;
    double scanned_at; /* seconds since 1970 */
};

/*
 * A writer is given the files one by one, then told that it was the last.
 * Each call appends to `out`.
 */
struct gk_report_format {
    const char *name;
    void (*begin)(const struct gk_report_options *options, gk_buf *out);
    void (*entry)(const struct gk_report_options *options,
                  const struct gk_report_entry *entry, size_t number,
                  gk_buf *out);
    void (*end)(const struct gk_report_options *options, gk_buf *out);
};

/* NULL when there is none. */
const struct gk_report_format *gk_scan_report_find(const char *name);

extern const struct gk_report_format gk_scan_report_text;
extern const struct gk_report_format gk_scan_report_json;
extern const struct gk_report_format gk_scan_report_cortex;

/* --- shared by the writers --- */

/* Appends "31.2 KiB". */
gk_status gk_report_size(gk_buf *out, uint64_t bytes);
/* Appends "2026-01-01T00:00:00.000Z". */
gk_status gk_report_time(gk_buf *out, double seconds);
/* The checks as the host writes them; owned. */
gk_json *gk_report_checks(const gk_checks *checks);
/* A module's name, control characters escaped and backslashes doubled; owned.
 */
gk_json *gk_report_name(struct gk_name name);
/* The host's id, or null; owned. */
gk_json *gk_report_host(const struct gk_detected *detected);
/* Prints a value, as an item of a list where there are several files, and frees
 * it. NULL is what remains when out of memory. */
void gk_report_value(const struct gk_report_options *options, gk_json *value,
                     unsigned flags, size_t number, gk_buf *out);

#endif
