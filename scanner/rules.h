/*
 * rules: the table of everything the scanner looks for.
 *
 * A rule is a pure function from facts to findings, in a file of its own under
 * rules/, with a row in rules.def.
 */
#ifndef GK_SCANNER_RULES_H
#define GK_SCANNER_RULES_H

#include "scanner/facts.h"
#include "scanner/finding.h"

typedef void gk_rule_fn(const struct gk_facts *facts, gk_findings *out);

struct gk_rule {
    const char *id; /* "GK001"; never given to another rule */
    gk_rule_fn *run;
    gk_severity severity; /* the highest it finds */
    const char *host;     /* "": any or none; "*": some host is known; an id */
    const char *check;    /* the check of the host's table that counts the same
                             thing towards the status; NULL: this rule does */
    const char *title;    /* two or three words */
    const char *why;
    const char *mend;
};

extern const struct gk_rule gk_rules[];
extern const size_t gk_rule_count;

/* By id, in any case of letters; NULL. */
const struct gk_rule *gk_rule_find(const char *id);

/* Whether the rule is about modules of that host (NULL: none known). */
bool gk_rule_applies(const struct gk_rule *rule,
                     const struct gk_abi_host *host);

/* Runs every rule that applies, in the order of the table.
 * Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_rules_run(const struct gk_facts *facts,
                                    gk_findings *out, gk_error *err);

#define GK_RULE(id, function, severity, host, check, title, why, mend)         \
    gk_rule_fn gk_rule_##function;
#include "scanner/rules.def"

#endif
