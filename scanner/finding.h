/*
 * finding: what a rule has to say about a module, and the list of all of them.
 *
 * The list owns the texts; names in places are borrowed from the module. Rules
 * add to it without checking: running out of memory is remembered in `status`.
 * One rule keeps at most GK_MAX_FINDINGS findings; the last of them says how
 * many more there were.
 */
#ifndef GK_SCANNER_FINDING_H
#define GK_SCANNER_FINDING_H

#include "scanner/place.h"
#include "scanner/severity.h"

/* Nobody reads more of the same kind, and hostile modules have millions. */
#define GK_MAX_FINDINGS 50u

struct gk_rule;

struct gk_finding {
    const struct gk_rule *rule;
    gk_severity severity;
    struct gk_place place;
    char *what;    /* owned: what was found */
    char *why;     /* owned: what it leads to; NULL: as in the rule's row */
    char *mend;    /* owned: what to do; NULL: as in the rule's row */
    uint64_t more; /* left out after this one */
    const char *waived; /* borrowed from the policy, printable: why it does not
                           count; NULL: it does */
};

typedef struct gk_findings {
    struct gk_finding *at; /* owned */
    size_t count, cap;
    const struct gk_rule *rule; /* whose turn it is */
    size_t of_rule;             /* findings of that rule */
    bool left_out;              /* the last gk_found was one too many */
    gk_status status;
} gk_findings;

void gk_finding_clear(struct gk_finding *finding);
void gk_findings_clear(gk_findings *list);

/* Adds a finding of the rule whose turn it is; `fmt` says what was found. All
 * arguments that come from a module must be printable (gk_label_…). */
void gk_found(gk_findings *list, gk_severity severity, struct gk_place place,
              const char *fmt, ...) GK_PRINTF(4, 5);
/* Each replaces, for the finding added last, what the rule's row says. */
void gk_found_why(gk_findings *list, const char *fmt, ...) GK_PRINTF(2, 3);
void gk_found_mend(gk_findings *list, const char *fmt, ...) GK_PRINTF(2, 3);

/* Adds a finding that another list has made, and takes its texts. On failure
 * (GK_E_NOMEM, also in `status`) they stay the caller's. */
gk_status gk_findings_take(gk_findings *list, const struct gk_finding *finding);

/* How many of that severity, those left out included, waived ones not. */
uint64_t gk_findings_count(const gk_findings *list, gk_severity severity);

/* The finding's own words, or its rule's. */
const char *gk_finding_why(const struct gk_finding *finding);
const char *gk_finding_mend(const struct gk_finding *finding);

#endif
