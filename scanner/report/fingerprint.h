/*
 * fingerprint: what tells a finding from others, from one build of a module to
 * the next. Pure functions.
 */
#ifndef GK_SCANNER_REPORT_FINGERPRINT_H
#define GK_SCANNER_REPORT_FINGERPRINT_H

#include "core/base/sha256.h"
#include "scanner/finding.h"

/*
 * The fingerprint of finding `index` in a report about `file`: from the rule,
 * the file's last name, the names of its place and the words of what was found.
 * Offsets, indices, addresses and counts are left out, which change with every
 * build; equal findings are numbered. Lower-case hex.
 * Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_fingerprint(const gk_findings *findings, size_t index,
                                      const char *file,
                                      char out[GK_SHA256_HEX_BYTES]);

#endif
