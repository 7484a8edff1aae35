/*
 * content_hits: findings from what was found in data and custom sections.
 */
#ifndef GK_SCANNER_RULES_CONTENT_HITS_H
#define GK_SCANNER_RULES_CONTENT_HITS_H

#include "scanner/content/hit.h"
#include "scanner/rules.h"

/* Where a hit lies. */
struct gk_place gk_content_place(const gk_module *module,
                                 const struct gk_spot *spot);

/* A finding for each row of that kind; a row that stands for several says
 * "TEXT (and N more MORE)". */
void gk_content_tell(const struct gk_facts *facts, enum gk_hit_kind kind,
                     const char *more, gk_findings *out);

#endif
