#include "core/base/limits.h"
#include "scanner/rules.h"

#include <inttypes.h>

#define UNUSUAL_BYTES (UINT32_C(1) << 20)

void gk_rule_huge_function(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->code_count; i++) {
        uint32_t len = m->codes[i].len;
        bool refused = len > GK_MAX_FUNCTION_BYTES;

        if (len < UNUSUAL_BYTES)
            continue;
        gk_found(out, refused ? GK_SEVERITY_WARNING : GK_SEVERITY_NOTE,
                 gk_place_function(m, m->imported_functions + i),
                 "a body of %" PRIu32 " bytes%s", len,
                 refused ? ", more than engines take" : "");
    }
}
