/*
 * baseline: an older file, looked at, to compare others with.
 *
 * An opaque handle; owns the file's bytes and the profile made of them.
 */
#ifndef GK_SCANNER_CHANGE_BASELINE_H
#define GK_SCANNER_CHANGE_BASELINE_H

#include "scanner/change/profile.h"

typedef struct gk_baseline gk_baseline;

/* `host` is what --host said, or NULL. Fails: as gk_scan_file; GK_E_MALFORMED
 * when it is no valid module. */
GK_NODISCARD gk_status gk_baseline_open(const char *path, const char *host,
                                        gk_baseline **out, gk_error *err);
void gk_baseline_close(gk_baseline *baseline);

/* Borrowed. */
const gk_profile *gk_baseline_profile(const gk_baseline *baseline);

#endif
