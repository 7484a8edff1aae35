#include "scanner/component.h"
#include "scanner/rules.h"

#include <inttypes.h>

void gk_rule_component(const struct gk_facts *facts, gk_findings *out)
{
    const gk_component *c;

    if (facts->component == NULL)
        return;
    c = &facts->component->component;
    gk_found(out, facts->host != NULL ? GK_SEVERITY_ERROR : GK_SEVERITY_NOTE,
             gk_place_bytes(GK_SECTION_CUSTOM, 4),
             "a component with %" PRIu32 " core module%s", c->module_count,
             c->module_count == 1 ? "" : "s");
    if (facts->host != NULL)
        gk_found_why(out, "%s loads core modules", facts->host->title);
    if (c->module_count > GK_MAX_INNER)
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "only the first %u of %" PRIu32 " core modules are scanned",
                 GK_MAX_INNER, c->module_count);
}
