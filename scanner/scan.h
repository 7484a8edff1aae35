/*
 * scan: one file, everything the scanner has to say about it.
 *
 * A value the caller stores; it owns the mapped bytes, the module, findings
 * and report. Nothing in it may be used after gk_scan_clear.
 */
#ifndef GK_SCANNER_SCAN_H
#define GK_SCANNER_SCAN_H

#include "core/base/file.h"
#include "scanner/component.h"
#include "scanner/content/content.h"
#include "scanner/cortex_report.h"
#include "scanner/detect.h"
#include "scanner/effects.h"
#include "scanner/finding.h"
#include "scanner/signing/signing.h"

struct gk_folder;
struct gk_folders;

/* What is the same for every file of a run. Everything is borrowed and only
 * read (the folders lock for themselves), so that threads may share it; NULL
 * where the run has none. */
struct gk_scan_context {
    const char *host;        /* what --host said */
    const gk_json *manifest; /* of every file; NULL: each has its own, if
                                one beside it says so */
    const char *manifest_path;
    const char *manifest_host;  /* the id of the host whose it is */
    struct gk_folders *folders; /* NULL: each file's folder is read anew */
    const struct gk_policy *policy;
    int64_t today; /* days since 1970-01-01 (gk_date_today); what the policy
                      waives expires by it */
    const struct gk_profile *baseline;
    const char *baseline_name;
    const struct gk_lock *lock;
    const struct gk_keyring *keys; /* to verify signatures with */
    unsigned threads;              /* for one file, at most; 0: as many as there
                                      are cores */
};

typedef struct gk_scan {
    const char *path; /* borrowed, as given; "-" is standard input */
    gk_map map;
    struct gk_folder *folder; /* held; NULL: standard input */
    gk_module module;
    struct gk_detected detected;
    gk_validation validation;
    gk_reach reach;
    gk_effects effects;
    gk_component_scan component; /* when the file is one */
    struct gk_profile *profile;  /* owned; NULL: nothing to compare with */
    struct gk_signature_facts signature;
    gk_content content;
    struct gk_facts facts;
    gk_findings findings;
    struct gk_cortex_report report; /* the checks, correctly read */
    gk_cortex_status status;        /* of checks and findings together */
} gk_scan;

/*
 * Reads and judges a file. `context` may be NULL. What is wrong
 * with the module is no failure. Fails: the file cannot be read (GK_E_NOENT,
 * GK_E_IO, GK_E_LIMIT), its host cannot be told (see gk_detect_file), or the
 * context's manifest is of another host than the file (GK_E_USAGE).
 */
GK_NODISCARD gk_status gk_scan_file(const char *path,
                                    const struct gk_scan_context *context,
                                    gk_scan *out, gk_error *err);

/* Judges bytes that lie in no file; they are borrowed until gk_scan_clear. */
GK_NODISCARD gk_status gk_scan_bytes(const void *bytes, size_t len,
                                     const struct gk_scan_context *context,
                                     gk_scan *out, gk_error *err);
void gk_scan_clear(gk_scan *scan);

/*
 * The status of checks and findings together: the checks', made worse by any
 * error (suspicious) or warning (unverified) of a rule that no check counts.
 * `counts`: the checks are meant for this file (a CortexPrism plugin, or no
 * wasm at all); else the findings alone make the status. What the policy (or
 * NULL) waives or overrides does not count; a hash that it blocks is blocked,
 * and with blockSuspicious whatever is suspicious.
 */
gk_cortex_status gk_scan_verdict(const struct gk_cortex_report *report,
                                 bool counts, const gk_findings *findings,
                                 const struct gk_policy *policy);

/* Whether it is a well-formed module, its code well-typed as far as that could
 * be checked; or a component whose modules are such. */
bool gk_scan_valid(const gk_scan *scan);
/* The same with the reason. Fails: GK_E_MALFORMED and the like, as the problem
 * has it. */
GK_NODISCARD gk_status gk_scan_check_valid(const gk_scan *scan, gk_error *err);

/* Whether a finding of at least that severity was made and not waived, the
 * module is not valid, or the policy blocks it. */
bool gk_scan_fails(const gk_scan *scan, gk_severity at_least);

/* How a file is called in reports: its path, or "standard input". */
const char *gk_scan_name(const gk_scan *scan);

#endif
