#include "core/base/json.h"
#include "scanner/cortex_report.h"
#include "scanner/rules.h"

#include <inttypes.h>

/* The host's code and its published table draw their lines elsewhere; both are
 * named, so that nobody has to guess which one was meant. */
void gk_rule_memory_request(const struct gk_facts *facts, gk_findings *out)
{
    gk_buf size = GK_BUF_INIT;
    uint32_t index;
    uint64_t pages;
    bool too_much;

    if (!gk_facts_memory(facts, &index, &pages) ||
        pages <= GK_CORTEX_WARN_PAGES)
        return;
    too_much = pages > GK_CORTEX_ERROR_PAGES;
    gk_json_put_number(&size, (double)pages * 64 / 1024);
    gk_found(out, too_much ? GK_SEVERITY_ERROR : GK_SEVERITY_WARNING,
             gk_place_memory(facts->module, index),
             "the memory may take %" PRIu64 " pages (%s MB)", pages,
             gk_buf_text(&size));
    gk_found_why(out,
                 "the host's code warns above 1024 pages (64 MB) and objects "
                 "above 4096 (256 MB); its documentation warns above 64 MB and "
                 "objects above 4 GB");
    gk_buf_clear(&size);
}
