#include "scanner/rules.h"

/* What could not be read is not said to be absent. */
void gk_rule_no_imports(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->sound && facts->module->import_count == 0)
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "the module imports nothing");
}
