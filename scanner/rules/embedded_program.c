#include "scanner/rules/content_hits.h"

void gk_rule_embedded_program(const struct gk_facts *facts, gk_findings *out)
{
    gk_content_tell(facts, GK_HIT_PROGRAM, "like it", out);
}
