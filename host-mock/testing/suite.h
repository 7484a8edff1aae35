/*
 * suite: the test files of one `guestkit test`, their runs and their reports.
 */
#ifndef GK_HOST_MOCK_TESTING_SUITE_H
#define GK_HOST_MOCK_TESTING_SUITE_H

#include "core/base/file.h"
#include "host-mock/testing/report.h"

#include <stdio.h>

struct gk_suite_options {
    const char *filter; /* what a case's name must contain; NULL: anything */
    unsigned sides;     /* GK_ON_… for cases that do not say */
    unsigned jobs;      /* at a time */
    bool bless;
    FILE *err; /* where files that are not right are told of */
};

/* Where one report goes. */
struct gk_suite_output {
    gk_report report; /* gk_report_init; the caller clears it */
    FILE *stream;     /* written to as it grows; NULL: see path */
    const char *path; /* written at the end */
};

typedef struct gk_suite gk_suite;

/*
 * Reads every file; one that is not right is told of and left out. `options`
 * and `files` are borrowed until gk_suite_close. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_suite_open(const gk_names *files,
                                     const struct gk_suite_options *options,
                                     gk_suite **out, gk_error *err);
void gk_suite_close(gk_suite *suite);

/* How many runs there are. */
size_t gk_suite_count(const gk_suite *suite);
/* How many files were left out. */
size_t gk_suite_bad_files(const gk_suite *suite);
/* Writes "FILE: NAME" for each run. */
void gk_suite_list(const gk_suite *suite, FILE *out);

/*
 * Runs everything and reports.
 * Fails: GK_E_NOMEM, GK_E_IO (a report or a blessed file cannot be written).
 */
GK_NODISCARD gk_status gk_suite_run(gk_suite *suite,
                                    struct gk_suite_output *outputs,
                                    size_t output_count, gk_error *err);

/* The exit status so far: what was wrong with files, what failed. */
int gk_suite_exit(const gk_suite *suite);
/* How many files were blessed, and whether a secret was left out. */
size_t gk_suite_blessed(const gk_suite *suite, bool *masked);

#endif
