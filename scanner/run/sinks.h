/*
 * sinks: where the reports of a run go, each in its format.
 *
 * One report may go to standard output; the others go to files, which are
 * written beside their place and renamed at the end, so that readers see a
 * whole report or none. What is no regular file (a pipe, a device) is written
 * as it is.
 *
 * A result is rendered into one buffer for each sink, then put. Formats that
 * keep nothing are rendered by whichever thread has the result (gk_sinks_free);
 * those that keep something by the one that puts, in order (gk_sinks_ordered).
 * All but gk_sinks_free belongs to one thread.
 */
#ifndef GK_SCANNER_RUN_SINKS_H
#define GK_SCANNER_RUN_SINKS_H

#include "core/base/opts.h"
#include "scanner/report/report.h"

/* Each format once, and then some. */
#define GK_MAX_SINKS 16

struct gk_sink {
    const struct gk_report_format *format;
    struct gk_report_options options;
    struct gk_scan_report_state state;
    const char *path; /* borrowed; NULL: standard output */
    FILE *stream;     /* owned, unless it is standard output */
    char *temp;       /* owned; NULL: nothing to rename */
    bool failed;      /* a write did; nothing more is tried */
    bool over_input;  /* its file was read in this run: it must not be lost */
};

typedef struct gk_sinks {
    struct gk_sink at[GK_MAX_SINKS];
    size_t count;
    unsigned digests; /* GK_DIGEST_… that some format always prints */
    bool keeps;       /* some format has to see the results in order */
} gk_sinks;

/* One result in the format of each sink. */
struct gk_rendering {
    gk_buf at[GK_MAX_SINKS];
};

/* Appends a line for each format: its name and what it is for. */
gk_status gk_sinks_list(gk_buf *out);

/*
 * Opens a sink for each of `words` ("json", "json=FILE"); `otherwise` (NULL:
 * nothing) goes to standard output where none of them does. Fails: GK_E_USAGE
 * (an unknown format, two for standard output, too many), GK_E_IO and
 * GK_E_NOENT (a file). The sinks opened so far must be closed also then. They
 * may not be moved.
 */
GK_NODISCARD gk_status gk_sinks_open(gk_sinks *sinks,
                                     const struct gk_opt_list *words,
                                     const struct gk_report_format *otherwise,
                                     const struct gk_report_options *options,
                                     FILE *out, gk_error *err);

/* The sink whose file would replace the one at `input` ("-": standard input);
 * NULL: none. Safe from several threads. */
const struct gk_sink *gk_sinks_over(const gk_sinks *sinks, const char *input);

/* Fails: GK_E_USAGE, one would replace the file at `input`, which is `what`,
 * as in "the file of --policy". */
GK_NODISCARD gk_status gk_sinks_spare(const gk_sinks *sinks, const char *input,
                                      const char *what, gk_error *err);

/* The same where it is found out too late to stop: such a sink will not be
 * given its name, and gk_sinks_finish says so. */
void gk_sinks_mark_over(gk_sinks *sinks, const char *input);

void gk_rendering_init(struct gk_rendering *r);
void gk_rendering_clear(struct gk_rendering *r);

/* Appends the start of each report, one result, or the end. */
void gk_sinks_begin(const gk_sinks *sinks, struct gk_rendering *r);
void gk_sinks_free(const gk_sinks *sinks, const struct gk_report_entry *entry,
                   size_t number, struct gk_rendering *r);
void gk_sinks_ordered(const gk_sinks *sinks,
                      const struct gk_report_entry *entry, size_t number,
                      struct gk_rendering *r);
void gk_sinks_end(const gk_sinks *sinks, struct gk_rendering *r);

/* Writes and empties the buffers. Fails: a buffer did not hold the report, or
 * a file cannot be written; the other sinks get theirs all the same. */
GK_NODISCARD gk_status gk_sinks_put(gk_sinks *sinks, struct gk_rendering *r,
                                    gk_error *err);

/* Gives the files their names. Fails: one cannot be written, or would replace
 * what was to be read. */
GK_NODISCARD gk_status gk_sinks_finish(gk_sinks *sinks, gk_error *err);
/* Removes what was not finished. */
void gk_sinks_close(gk_sinks *sinks);

#endif
