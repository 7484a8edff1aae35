/*
 * result: what one file of a run came to, on its way to the sinks.
 *
 * A slot of the workers' ring: taken, made and delivered again and again.
 */
#ifndef GK_SCANNER_RUN_RESULT_H
#define GK_SCANNER_RUN_RESULT_H

#include "scanner/run/inputs.h"
#include "scanner/run/run.h"

struct gk_result {
    struct gk_input input;
    struct gk_report_entry entry;
    gk_scan scan; /* entry.scan points here where there is one */
    struct gk_digests digests;
    gk_error why;  /* not GK_OK: it could not be scanned */
    bool fails;    /* it has findings that count */
    bool is_place; /* not scanned: a report is to have its name */
    struct gk_rendering rendering;
};

void gk_result_init(struct gk_result *result);
void gk_result_clear(struct gk_result *result);

/* Scans the input and renders what can be rendered at once. Reads the run
 * only: many threads may do it, each with a result of its own. */
void gk_result_make(const struct gk_scan_run *run, struct gk_result *result,
                    size_t number);

/* Writes it to the sinks, and what went wrong to standard error. In order. */
void gk_result_deliver(struct gk_scan_run *run, struct gk_result *result,
                       size_t number);

#endif
