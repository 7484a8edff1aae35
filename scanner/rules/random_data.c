#include "scanner/content/content.h"
#include "scanner/rules/content_hits.h"

#include <inttypes.h>
#include <stdio.h>

/* One finding: a module with tables of that kind has many. */
void gk_rule_random_data(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_random *r;
    char others[80] = "";

    if (facts->content == NULL || facts->content->random.count == 0)
        return;
    r = &facts->content->random;
    if (r->count > 1)
        snprintf(others, sizeof others,
                 ", the largest of %" PRIu64 " stretches, %" PRIu64
                 " KiB together",
                 r->count, r->bytes / 1024);
    gk_found(out, GK_SEVERITY_NOTE, gk_content_place(facts->module, &r->spot),
             "%zu KiB with %u.%02u bits a byte%s", r->len / 1024,
             r->entropy / GK_ENTROPY_BIT,
             r->entropy % GK_ENTROPY_BIT * 100 / GK_ENTROPY_BIT, others);
}
