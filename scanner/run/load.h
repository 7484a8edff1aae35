/*
 * load: the files that options name, read once before the first module.
 *
 * Each option has one function here, which fills its part of the run's
 * context and leaves what the context borrows with the run.
 */
#ifndef GK_SCANNER_RUN_LOAD_H
#define GK_SCANNER_RUN_LOAD_H

#include "scanner/run/run.h"

/* Fills run->context from run->options. What was loaded is freed by gk_unload
 * whether or not this failed. Fails: as the reader of each file; a file that is
 * not right is GK_E_SYNTAX or GK_E_SCHEMA, with its name. */
GK_NODISCARD gk_status gk_load(struct gk_scan_run *run, gk_error *err);
void gk_unload(struct gk_scan_run *run);

#endif
