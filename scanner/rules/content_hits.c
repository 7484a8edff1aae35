#include "scanner/rules/content_hits.h"

#include "scanner/content/content.h"

#include <inttypes.h>

struct gk_place gk_content_place(const gk_module *module,
                                 const struct gk_spot *spot)
{
    return spot->custom ? gk_place_custom(module, spot->index, spot->within)
                        : gk_place_data_at(module, spot->index, spot->within);
}

void gk_content_tell(const struct gk_facts *facts, enum gk_hit_kind kind,
                     const char *more, gk_findings *out)
{
    const struct gk_hits *hits;
    gk_severity last = GK_SEVERITY_NOTE;

    if (facts->content == NULL)
        return;
    hits = &facts->content->hits[kind];
    for (size_t i = 0; i < hits->count; i++) {
        const struct gk_hit *h = &hits->at[i];
        struct gk_place place = gk_content_place(facts->module, &h->spot);

        /* A finding that was left out would count as one of the last's. */
        if (out->of_rule >= GK_MAX_FINDINGS && h->severity != last)
            break;
        last = h->severity;
        if (h->more == 0)
            gk_found(out, last, place, "%s", h->shown);
        else
            gk_found(out, last, place, "%s (and %" PRIu64 " more %s)", h->shown,
                     h->more, more);
    }
    if (hits->count > 0 && out->status == GK_OK && out->count > 0)
        out->at[out->count - 1].more += hits->left_out[last];
}
