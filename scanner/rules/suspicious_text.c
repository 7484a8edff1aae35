#include "scanner/rules.h"
#include "scanner/text_pattern.h"

void gk_rule_suspicious_text(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->wasm)
        return;
    for (size_t i = 0; i < gk_text_pattern_count; i++) {
        const struct gk_text_pattern *p = &gk_text_patterns[i];
        size_t at = gk_text_pattern_find(p, facts->bytes, facts->len);

        if (at < facts->len)
            gk_found(out, GK_SEVERITY_ERROR,
                     gk_place_bytes(GK_SECTION_CUSTOM, (uint32_t)at),
                     "the text matches \"%s\"", p->text);
    }
}
