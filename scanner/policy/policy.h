/*
 * policy: what the owner of a host lets in, as a JSON file says it.
 *
 * Read once, then only read: threads may share it. Everything in it is
 * checked when it is read: spelling of keys, rule ids, effects, features,
 * hashes, dates. Owns all its texts; findings that it waives borrow the
 * reason, so it outlives every scan that was made with it.
 *
 * The file's format: docs/policy.md, docs/schema/policy.json.
 */
#ifndef GK_SCANNER_POLICY_POLICY_H
#define GK_SCANNER_POLICY_POLICY_H

#include "core/base/file.h"
#include "scanner/cortex_report.h"
#include "scanner/finding.h"
#include "scanner/rules.h"

#ifdef __cplusplus
extern "C" {
#endif

#define GK_POLICY_SCHEMA "guestkit.policy/1"

/* Names by pattern; deny wins. */
struct gk_policy_names {
    bool only; /* "allow" was given: nothing else is allowed */
    gk_names allow;
    gk_names deny;
};

/* Words as bits. */
struct gk_policy_words {
    bool only; /* "allow" was given */
    uint32_t allow;
    uint32_t deny;
};

/* GK_POLICY_LIMIT(key): a field of that name in "limits". */
#define GK_POLICY_LIMIT_LIST(GK_POLICY_LIMIT)                                  \
    GK_POLICY_LIMIT(fileBytes)                                                 \
    GK_POLICY_LIMIT(tableEntries) /* that a table begins with */               \
    GK_POLICY_LIMIT(functions)    /* defined in the module */                  \
    GK_POLICY_LIMIT(functionBytes)                                             \
    GK_POLICY_LIMIT(dataBytes) /* of all segments */                           \
    GK_POLICY_LIMIT(imports)                                                   \
    GK_POLICY_LIMIT(nesting) /* blocks in blocks */

typedef enum gk_policy_limit {
#define GK_POLICY_LIMIT(key) GK_POLICY_LIMIT_##key,
    GK_POLICY_LIMIT_LIST(GK_POLICY_LIMIT)
#undef GK_POLICY_LIMIT
        GK_POLICY_LIMIT_COUNT
} gk_policy_limit;

#define GK_POLICY_UNLIMITED UINT64_MAX

struct gk_policy_limits {
    uint64_t at[GK_POLICY_LIMIT_COUNT]; /* GK_POLICY_UNLIMITED: none */
    uint64_t memory_initial;            /* pages */
    uint64_t memory_maximum;            /* pages it may grow to */
    bool require_memory_maximum;
};

/* What "severity" makes of a rule's findings. */
typedef enum gk_policy_severity {
    GK_POLICY_AS_FOUND,
    GK_POLICY_NOTE,
    GK_POLICY_WARNING,
    GK_POLICY_ERROR,
    GK_POLICY_OFF
} gk_policy_severity;

/* What a waiver's "match" may say; all that is given must fit. Patterns. */
#define GK_WAIVER_MATCH_LIST(GK_WAIVER_MATCH)                                  \
    GK_WAIVER_MATCH(IMPORT, "import")                                          \
    GK_WAIVER_MATCH(EXPORT, "export")                                          \
    GK_WAIVER_MATCH(NAME, "name")     /* of the evidence, whatever it is */    \
    GK_WAIVER_MATCH(SHA256, "sha256") /* of the file */                        \
    GK_WAIVER_MATCH(PATH, "path")     /* of the file, as scanned */            \
    GK_WAIVER_MATCH(EVIDENCE, "evidence") /* what was found */

typedef enum gk_waiver_match {
#define GK_WAIVER_MATCH(name, key) GK_WAIVER_##name,
    GK_WAIVER_MATCH_LIST(GK_WAIVER_MATCH)
#undef GK_WAIVER_MATCH
        GK_WAIVER_MATCH_COUNT
} gk_waiver_match;

struct gk_waiver {
    const struct gk_rule *rule;
    char *match[GK_WAIVER_MATCH_COUNT]; /* owned; NULL: not asked */
    char *reason;                       /* owned, printable */
    int64_t expires;                    /* the last day it holds */
};

struct gk_policy_authors {
    char *author; /* owned; NULL: as the manifest says */
    uint64_t reputation;
    bool is_signed;
    gk_names allowed;
    gk_names blocked;
    uint64_t minimum_reputation;
    bool require_signature;
    bool block_suspicious;
};

typedef struct gk_policy {
    char *path;                     /* owned: for messages */
    const struct gk_abi_host *host; /* NULL: whatever is found */
    struct gk_policy_names imports;
    struct gk_policy_names exports;
    gk_names required_exports;
    struct gk_policy_words effects;  /* bits 1 << gk_effect */
    struct gk_policy_words features; /* bits 1 << gk_feature */
    struct gk_policy_limits limits;
    uint8_t *severity;  /* owned; gk_policy_severity by place in gk_rules */
    gk_names known;     /* sha256 in lower case */
    gk_names blocked;   /* likewise */
    bool require_known; /* the file's hash is one of `known` */
    struct gk_policy_authors authors;
    bool require_signature; /* one that can be verified */
    gk_names keys; /* files, relative to the working directory; when there are
                      any, no other key counts */
    struct gk_waiver *waivers; /* owned */
    size_t waiver_count;
} gk_policy;

/*
 * Reads a policy file ("-" is standard input). *out is owned.
 * Fails: GK_E_NOENT, GK_E_IO, GK_E_LIMIT; GK_E_SYNTAX, GK_E_SCHEMA with file,
 * line, column, JSON pointer, what was found and what was wanted.
 */
GK_NODISCARD gk_status gk_policy_read(const char *path, gk_policy **out,
                                      gk_error *err);

/* Likewise from text; `path` says where it came from, and where paths in it
 * begin. */
GK_NODISCARD gk_status gk_policy_parse(const char *path, const void *text,
                                       size_t len, gk_policy **out,
                                       gk_error *err);
void gk_policy_close(gk_policy *policy);

/* Whether what the rule finds makes a module invalid: it stays an error, and
 * nobody waives it. */
bool gk_policy_is_fixed(const struct gk_rule *rule);

/* --- asking --- */

/* The pattern that denies the import; NULL and *allowed false: no pattern
 * allows it; NULL and *allowed true: it may stay. */
const char *gk_policy_import(const gk_policy *policy,
                             const struct gk_import *import, bool *allowed);
/* Likewise of a component's import: its whole name. */
const char *gk_policy_interface(const gk_policy *policy, struct gk_name name,
                                bool *allowed);
const char *gk_policy_export(const gk_policy *policy, struct gk_name name,
                             bool *allowed);

/* What the memory may grow to: its own maximum, else what the host bounds an
 * import of that name to. False: neither. */
bool gk_policy_memory_bound(const struct gk_facts *facts, uint32_t index,
                            uint64_t *pages);

/* A text of the policy, printable, for messages. */
struct gk_label gk_policy_label(const char *text);

/* What "severity" says of the rule. NULL policy: AS_FOUND. */
gk_policy_severity gk_policy_override(const gk_policy *policy,
                                      const struct gk_rule *rule);

/* Policy and subject of the Cortex table. Both borrow from policy and facts;
 * a NULL policy gives the host's defaults. */
void gk_policy_cortex(const gk_policy *policy, const struct gk_facts *facts,
                      struct gk_cortex_policy *cortex,
                      struct gk_cortex_subject *subject);

/* --- after all rules have spoken --- */

/*
 * Severity overrides and waivers: findings are re-weighed, dropped when "off",
 * or marked as waived; waivers that were not needed become findings. A NULL
 * policy changes nothing. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_policy_apply(const gk_policy *policy,
                                       const struct gk_facts *facts,
                                       gk_findings *findings, gk_error *err);

/* Whether the policy has answered what this check of the Cortex table counts:
 * the rule that finds the same thing is overridden, or all it found is
 * waived. */
bool gk_policy_answers(const gk_policy *policy, const gk_findings *findings,
                       const char *check);

struct gk_scan;

/* Days that generated waivers hold. */
#define GK_POLICY_WAIVER_DAYS 90

/*
 * Appends a policy that allows what the module has now: names exactly, limits
 * with head room, warnings and errors waived for GK_POLICY_WAIVER_DAYS.
 * Fails: GK_E_MALFORMED for what is not a valid module, GK_E_UNSUPPORTED for a
 * component and for a name that no policy can hold (a NUL in it), GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_policy_generate(const struct gk_scan *scan,
                                          gk_buf *out, gk_error *err);

#ifdef __cplusplus
}
#endif
#endif
