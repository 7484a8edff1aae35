/*
 * feature: the rule on features, for an engine that the caller names.
 */
#ifndef GK_SCANNER_RULES_FEATURE_H
#define GK_SCANNER_RULES_FEATURE_H

#include "scanner/features.h"
#include "scanner/finding.h"

/* `engine` may be NULL: none is known. With one, the facts have a host. */
void gk_feature_judge(const struct gk_facts *facts,
                      const struct gk_engine *engine, gk_findings *out);

#endif
