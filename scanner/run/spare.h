/*
 * spare: that no report takes the place of a file that the run reads.
 *
 * Found out before anything is scanned or written. The paths of a batch come
 * later, so each is looked at when it comes (result).
 */
#ifndef GK_SCANNER_RUN_SPARE_H
#define GK_SCANNER_RUN_SPARE_H

#include "core/base/file.h"
#include "scanner/run/run.h"

/* Of what the options name; after gk_load, with the sinks open.
 * Fails: GK_E_USAGE. */
GK_NODISCARD gk_status gk_spare_options(const struct gk_scan_run *run,
                                        gk_error *err);

/* Of the files to be scanned, and of the manifests beside them.
 * Fails: GK_E_USAGE, GK_E_NOMEM. */
GK_NODISCARD gk_status gk_spare_files(const struct gk_scan_run *run,
                                      const gk_names *files, gk_error *err);

#endif
