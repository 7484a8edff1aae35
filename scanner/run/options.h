/*
 * options: what the command line of `guestkit scan` said.
 *
 * A value filled by gk_opts_parse; texts are borrowed from argv, the arrays of
 * lists are owned.
 */
#ifndef GK_SCANNER_RUN_OPTIONS_H
#define GK_SCANNER_RUN_OPTIONS_H

#include "core/base/opts.h"

/* The one format in which each file's report is a line. */
#define GK_BATCH_FORMAT "ndjson"

struct gk_scan_options {
    const char *host;
    const char *fail_on;
    const char *explain;
    const char *manifest;
    const char *policy;
    bool policy_generate;
    const char *baseline;
    const char *lock;
    struct gk_opt_list formats; /* NAME or NAME=FILE */
    struct gk_opt_list keys;    /* files */
    struct gk_opt_list paths;   /* the arguments that are no options */
    uint64_t jobs;
    bool batch; /* paths from standard input, one line of JSON for each */
    bool null;  /* a NUL behind each of them */
    bool reproducible;
};

#endif
