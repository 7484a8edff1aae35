/*
 * cortex_report: the integrity report of CortexPrism's supply-chain check: its
 * table of checks, in its order, with its words, and the status they add up to.
 *
 * Two readings. CORRECT applies the published table to what the file really
 * holds. DEPLOYED says what the deployed scanner would, mistakes included.
 * Pure functions of facts, policy and subject.
 *
 * Where they differ on thresholds: the published table blocks a memory above
 * 4 GB and warns above 64 MB; the host's code makes it an error above 4096
 * pages (256 MB). Both readings use the code's numbers, because status words
 * are the host's; the finding GK005 names both.
 */
#ifndef GK_SCANNER_CORTEX_REPORT_H
#define GK_SCANNER_CORTEX_REPORT_H

#include "scanner/check.h"
#include "scanner/facts.h"

/* GK_CORTEX_STATUS(name, word), from good to bad. */
#define GK_CORTEX_STATUS_LIST(GK_CORTEX_STATUS)                                \
    GK_CORTEX_STATUS(VERIFIED, "verified")                                     \
    GK_CORTEX_STATUS(UNVERIFIED, "unverified")                                 \
    GK_CORTEX_STATUS(SUSPICIOUS, "suspicious")                                 \
    GK_CORTEX_STATUS(BLOCKED, "blocked")

typedef enum gk_cortex_status {
#define GK_CORTEX_STATUS(name, word) GK_CORTEX_##name,
    GK_CORTEX_STATUS_LIST(GK_CORTEX_STATUS)
#undef GK_CORTEX_STATUS
} gk_cortex_status;

const char *gk_cortex_status_word(gk_cortex_status status);

/* A list of words; borrowed. */
struct gk_words {
    const char *const *at;
    size_t count;
};
bool gk_words_hold(struct gk_words words, const char *word);

struct gk_cortex_policy {
    bool require_signature;
    bool require_known_hash;
    bool block_suspicious;
    struct gk_words allowed_authors;
    struct gk_words blocked_authors;
    struct gk_words blocked_hashes;
    unsigned minimum_reputation;
};

/* What the host knows about who made the plugin. */
struct gk_cortex_subject {
    const char *author;           /* "unknown" by default */
    unsigned reputation;          /* 0–100, 50 by default */
    bool is_signed;               /* a signature is registered */
    struct gk_words known_hashes; /* registered for this name and version */
};

/* What install paths use. */
extern const struct gk_cortex_policy gk_cortex_default_policy;
extern const struct gk_cortex_subject gk_cortex_unknown_subject;

typedef enum gk_cortex_reading {
    GK_CORTEX_CORRECT,
    GK_CORTEX_DEPLOYED
} gk_cortex_reading;

struct gk_cortex_report {
    gk_checks checks;
    gk_cortex_status status;
    gk_buf summary;
    bool hangs;    /* DEPLOYED: no report ever comes; checks are empty */
    bool given_up; /* DEPLOYED: it works for a very long time */
};

/* Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_cortex_report(const struct gk_facts *facts,
                                        gk_cortex_reading reading,
                                        const struct gk_cortex_policy *policy,
                                        const struct gk_cortex_subject *subject,
                                        struct gk_cortex_report *out,
                                        gk_error *err);

/* The report for a file that cannot be read. */
GK_NODISCARD gk_status gk_cortex_report_unreadable(const char *entry,
                                                   struct gk_cortex_report *out,
                                                   gk_error *err);

void gk_cortex_report_clear(struct gk_cortex_report *report);

/* The host's integrity hash: over the file as it reads it. */
void gk_cortex_integrity_hash(const struct gk_facts *facts,
                              char out[GK_SHA256_HEX_BYTES]);

/* What the checks on the content are (cortex_checks.c). */
void gk_cortex_correct_checks(const struct gk_facts *facts, gk_checks *out);
struct gk_cortex_seen;
void gk_cortex_deployed_checks(const struct gk_facts *facts,
                               const struct gk_cortex_seen *deployed,
                               gk_checks *out);

/* Thresholds of the host's code, in pages; more than these is too much. */
#define GK_CORTEX_WARN_PAGES  1024u
#define GK_CORTEX_ERROR_PAGES 4096u
#define GK_CORTEX_WARN_BYTES  104857600u

#endif
