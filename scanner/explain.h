/*
 * explain: what a rule is about, at length.
 */
#ifndef GK_SCANNER_EXPLAIN_H
#define GK_SCANNER_EXPLAIN_H

#include "scanner/rules.h"

/* Appends the page of one rule, in Markdown that reads well as text. */
gk_status gk_explain_rule(const struct gk_rule *rule, gk_buf *out);

/* Appends all pages: docs/rules.md. */
gk_status gk_explain_all(gk_buf *out);

#endif
