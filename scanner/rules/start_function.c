#include "scanner/rules.h"

void gk_rule_start_function(const struct gk_facts *facts, gk_findings *out)
{
    struct gk_place place;

    if (!facts->module->has_start)
        return;
    place = gk_place_function(facts->module, facts->module->start);
    gk_found(out, GK_SEVERITY_NOTE, place,
             "%s runs while the module is instantiated",
             place.name.len > 0 ? gk_label_name(place.name).text
                                : "a function");
}
