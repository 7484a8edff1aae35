#include "core/base/json.h"
#include "scanner/cortex_report.h"
#include "scanner/rules.h"

#include <inttypes.h>

static void say_size(gk_findings *out, gk_severity severity,
                     struct gk_place place, const char *verb, uint64_t pages)
{
    gk_buf size = GK_BUF_INIT;

    gk_json_put_number(&size, (double)pages * 64 / 1024);
    gk_found(out, severity, place, "the memory %s %" PRIu64 " pages (%s MB)",
             verb, pages, gk_buf_text(&size));
    gk_buf_clear(&size);
}

/* The host's code and its published table draw their lines elsewhere; both are
 * named, so that nobody has to guess which one was meant. */
static void judge_for_cortex(const struct gk_facts *facts, gk_findings *out)
{
    uint32_t index;
    uint64_t pages;

    if (!gk_facts_memory(facts, &index, &pages) ||
        pages <= GK_CORTEX_WARN_PAGES)
        return;
    say_size(out,
             pages > GK_CORTEX_ERROR_PAGES ? GK_SEVERITY_ERROR
                                           : GK_SEVERITY_WARNING,
             gk_place_memory(facts->module, index), "may take", pages);
    gk_found_why(out,
                 "the host's code warns above 1024 pages (64 MB) and objects "
                 "above 4096 (256 MB); its documentation warns above 64 MB and "
                 "objects above 4 GB");
}

/* A large maximum is what compilers write who know no better; what is taken at
 * once is another matter. */
static void judge_limits(const struct gk_limits *l, struct gk_place place,
                         gk_findings *out)
{
    if (l->min > GK_CORTEX_ERROR_PAGES)
        say_size(out, GK_SEVERITY_WARNING, place, "takes", l->min);
    else if (l->has_max && l->max > GK_CORTEX_ERROR_PAGES)
        say_size(out, GK_SEVERITY_NOTE, place, "may take", l->max);
}

static void judge_for_any(const struct gk_facts *facts, gk_findings *out)
{
    const gk_module *m = facts->module;

    for (uint32_t i = 0; i < m->import_count; i++)
        if (m->imports[i].kind == GK_EXTERN_MEMORY)
            judge_limits(&m->imports[i].u.memory.limits, gk_place_import(m, i),
                         out);
    for (uint32_t i = m->imported_memories; i < m->memory_count; i++)
        judge_limits(&m->memories[i].limits, gk_place_memory(m, i), out);
}

void gk_rule_memory_request(const struct gk_facts *facts, gk_findings *out)
{
    if (gk_facts_host_is(facts, "cortex"))
        judge_for_cortex(facts, out);
    else
        judge_for_any(facts, out);
}
