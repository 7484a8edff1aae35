/*
 * run: one `guestkit scan` over everything its arguments mean.
 *
 * Options become a context, built once (load); the files of the arguments are
 * scanned with it; each result goes to every sink. Nothing a file holds stops
 * the run: what cannot be scanned is said, and the rest is done.
 */
#ifndef GK_SCANNER_RUN_RUN_H
#define GK_SCANNER_RUN_RUN_H

#include "scanner/change/baseline.h"
#include "scanner/change/lock.h"
#include "scanner/run/options.h"
#include "scanner/run/progress.h"
#include "scanner/run/sinks.h"
#include "scanner/signing/keyring.h"

struct gk_scan_run {
    struct gk_cli *cli;                    /* borrowed */
    const struct gk_scan_options *options; /* borrowed */
    struct gk_scan_context context;        /* what is the same for every file */
    gk_severity fail_on;
    gk_sinks sinks;
    struct gk_progress progress;
    bool shares_terminal;       /* results and progress go to the same one */
    gk_json *manifest;          /* owned; what --manifest named */
    gk_keyring keys;            /* of --key, or of the policy */
    struct gk_folders *folders; /* owned */
    struct gk_policy *policy;   /* owned; what --policy named */
    int exit;                   /* the worst so far */
    size_t failed;              /* files that could not be scanned */
    gk_baseline *baseline;      /* owned; what --baseline named */
    gk_lock *lock;              /* owned; what --lock named */
};

/* Seconds of a clock that only goes forward. */
double gk_scan_run_now(void);

/* Says what went wrong, on standard error, and remembers its exit status. */
void gk_scan_run_fail(struct gk_scan_run *run, const gk_error *err);

/* Does all of it; returns the exit status. */
int gk_scan_run(struct gk_cli *cli, const struct gk_scan_options *options);

#endif
