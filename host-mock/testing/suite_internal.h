/*
 * suite_internal: what the two halves of a suite share: suite.c (its files)
 * and suite_run.c (its runs).
 */
#ifndef GK_HOST_MOCK_TESTING_SUITE_INTERNAL_H
#define GK_HOST_MOCK_TESTING_SUITE_INTERNAL_H

#include "host-mock/testing/suite.h"
#include "host-mock/warm.h"

struct gk_suite_file {
    const char *path;  /* borrowed */
    char *dir;         /* owned: the one it is in */
    gk_testfile *file; /* owned; NULL when it is not right */
    char *error;       /* owned; why it is left out */
    gk_map module;
    gk_warm *warm; /* owned; NULL before the first run, or without success */
    bool warmed;   /* it was tried */
    size_t run_count;
    gk_json *blessed; /* owned; the file's tree with what was seen */
    struct gk_report_totals totals;
    size_t width; /* of the names, in columns */
};

struct gk_suite_run {
    struct gk_test_run run;
    size_t file;    /* index */
    gk_json *world; /* owned while it runs */
};

struct gk_suite {
    const struct gk_suite_options *options;
    struct gk_suite_file *files;
    size_t file_count;
    struct gk_suite_run *runs;
    size_t run_count;
    int exit;
    size_t blessed_files;
    bool masked;
    /* while it runs */
    struct gk_suite_output *outputs;
    size_t output_count;
    size_t next_file; /* to be told */
    size_t told;      /* runs of that file told so far */
    struct gk_report_totals totals;
    gk_error err; /* the first thing that went wrong in a callback */
};

/* Opens the modules of all files that have runs; a file without is told of and
 * left out, with its runs. */
void gk_suite_map_modules(gk_suite *suite);

#endif
