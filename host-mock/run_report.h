/*
 * run_report: what `guestkit run` prints of a result (job.h).
 */
#ifndef GK_HOST_MOCK_RUN_REPORT_H
#define GK_HOST_MOCK_RUN_REPORT_H

#include "core/base/json.h"
#include "core/base/opts.h"
#include "host-mock/guestfile.h"

struct gk_run_view {
    const char *name; /* of the module, for messages */
    bool trace;
    bool list_tools;
    bool reproducible; /* no times */
};

/* The guest's output on cli->out; logs, calls, traps, notes on cli->err. */
void gk_run_print_text(struct gk_cli *cli, const struct gk_run_view *view,
                       const gk_json *result);

/* The result as guestkit.run/1, owned; NULL when out of memory. Consumes
 * nothing. */
gk_json *gk_run_to_json(const struct gk_guestfile *file, const char *fidelity,
                        bool reproducible, const gk_json *result);

#endif
