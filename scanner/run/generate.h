/*
 * generate: `guestkit scan --policy-generate`: one module in, a policy out.
 */
#ifndef GK_SCANNER_RUN_GENERATE_H
#define GK_SCANNER_RUN_GENERATE_H

#include "scanner/run/options.h"

/* Prints the policy on cli->out; returns the exit status. */
int gk_scan_generate(struct gk_cli *cli, const struct gk_scan_options *options);

#endif
