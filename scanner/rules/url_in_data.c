#include "scanner/rules/content_hits.h"

void gk_rule_url_in_data(const struct gk_facts *facts, gk_findings *out)
{
    gk_content_tell(facts, GK_HIT_URL, "of that host", out);
}
