#include "scanner/rules.h"

#include <inttypes.h>

void gk_rule_version(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    if (!facts->wasm || facts->len < 8 || m->version == 1)
        return;
    if (facts->component != NULL)
        return; /* GK045 says what it is */
    gk_found(out, GK_SEVERITY_ERROR, gk_place_bytes(GK_SECTION_CUSTOM, 4),
             "version 0x%08" PRIx32 ", wanted 1", m->version);
}
