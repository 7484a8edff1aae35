#include "scanner/component.h"
#include "scanner/policy/policy.h"

#include <inttypes.h>

struct measure {
    uint64_t limit;
    struct gk_place place;
    const char *what; /* "imports" */
};

static void check(struct measure m, uint64_t found, gk_findings *out)
{
    if (m.limit != GK_POLICY_UNLIMITED && found > m.limit)
        gk_found(out, GK_SEVERITY_ERROR, m.place,
                 "%s: %" PRIu64 ", the policy allows %" PRIu64, m.what, found,
                 m.limit);
}

static void check_counts(const struct gk_facts *facts,
                         const struct gk_policy_limits *l, gk_findings *out)
{
    const gk_module *m = facts->module;
    struct gk_place all = gk_place_module();
    uint64_t data = 0;

    for (uint32_t i = 0; i < m->data_count; i++)
        data += m->datas[i].len;
    check((struct measure){l->at[GK_POLICY_LIMIT_fileBytes], all,
                           "bytes of the file"},
          facts->len, out);
    check((struct measure){l->at[GK_POLICY_LIMIT_imports], all, "imports"},
          facts->component != NULL ? facts->component->component.import_count
                                   : m->import_count,
          out);
    check((struct measure){l->at[GK_POLICY_LIMIT_functions], all,
                           "functions of the module's own"},
          m->function_count - m->imported_functions, out);
    check((struct measure){l->at[GK_POLICY_LIMIT_dataBytes], all,
                           "bytes of data"},
          data, out);
}

static void check_code(const struct gk_facts *facts,
                       const struct gk_policy_limits *l, gk_findings *out)
{
    const gk_module *m = facts->module;
    const gk_validation *v = facts->validation;
    uint64_t bytes = l->at[GK_POLICY_LIMIT_functionBytes];

    for (uint32_t i = 0; i < m->code_count; i++)
        if (m->codes[i].len > bytes)
            check((struct measure){bytes,
                                   gk_place_function(m,
                                                     m->imported_functions + i),
                                   "bytes of a function"},
                  m->codes[i].len, out);
    if (v != NULL && v->deepest > l->at[GK_POLICY_LIMIT_nesting])
        check((struct measure){l->at[GK_POLICY_LIMIT_nesting],
                               gk_place_function(m, v->deepest_function),
                               "blocks in blocks"},
              v->deepest, out);
}

static void check_tables(const struct gk_facts *facts,
                         const struct gk_policy_limits *l, gk_findings *out)
{
    for (uint32_t i = 0; i < facts->module->table_count; i++)
        check((struct measure){l->at[GK_POLICY_LIMIT_tableEntries],
                               gk_place_table(facts->module, i),
                               "entries a table begins with"},
              facts->module->tables[i].limits.min, out);
}

static void check_growth(const struct gk_facts *facts, uint32_t index,
                         const struct gk_policy_limits *l, gk_findings *out)
{
    struct gk_place place = gk_place_memory(facts->module, index);
    uint64_t pages = 0;

    if (gk_policy_memory_bound(facts, index, &pages)) {
        check((struct measure){l->memory_maximum, place,
                               "pages the memory may grow to"},
              pages, out);
        return;
    }
    if (l->require_memory_maximum)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "the memory has no maximum, the policy wants one");
    else if (l->memory_maximum != GK_POLICY_UNLIMITED)
        gk_found(out, GK_SEVERITY_ERROR, place,
                 "the memory has no maximum, the policy allows %" PRIu64
                 " pages",
                 l->memory_maximum);
    else
        return;
    gk_found_mend(out, "declare a maximum (wasm-ld --max-memory=BYTES)");
}

/* What is in a component is judged by the rules, not by these limits. */
static void say_unchecked(const struct gk_policy_limits *l, gk_findings *out)
{
    bool asked = l->require_memory_maximum ||
                 l->memory_initial != GK_POLICY_UNLIMITED ||
                 l->memory_maximum != GK_POLICY_UNLIMITED;

    for (int i = 0; i < GK_POLICY_LIMIT_COUNT; i++)
        asked |= l->at[i] != GK_POLICY_UNLIMITED &&
                 i != GK_POLICY_LIMIT_fileBytes && i != GK_POLICY_LIMIT_imports;
    if (asked)
        gk_found(out, GK_SEVERITY_WARNING, gk_place_module(),
                 "the policy's limits on code and memory are not asked of the "
                 "modules in a component");
}

void gk_rule_policy_limit(const struct gk_facts *facts, gk_findings *out)
{
    const struct gk_policy_limits *l;

    if (facts->policy == NULL)
        return;
    l = &facts->policy->limits;
    if (facts->component != NULL)
        say_unchecked(l, out);
    check_counts(facts, l, out);
    check_code(facts, l, out);
    check_tables(facts, l, out);
    for (uint32_t i = 0; i < facts->module->memory_count; i++) {
        check((struct measure){l->memory_initial,
                               gk_place_memory(facts->module, i),
                               "pages the memory begins with"},
              facts->module->memories[i].limits.min, out);
        check_growth(facts, i, l, out);
    }
}
