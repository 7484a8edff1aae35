/*
 * test_rule_rows: tables of modules that fire a rule, and of near misses.
 */
#ifndef GK_TESTS_UNIT_TEST_RULE_ROWS_H
#define GK_TESTS_UNIT_TEST_RULE_ROWS_H

#include "scanner/rules.h"
#include "scanner/scan.h"
#include "tests/unit/test_module_bytes.h"
#include "tests/unit/test_wat.h"

struct rule_row {
    const char *name;
    const char *rule;
    const char *module; /* text, or bytes as in test_module_bytes.h */
    const char *host;   /* NULL: as found */
    size_t count;       /* findings of that rule */
    gk_severity severity;
    const char *what; /* of the first of them; how it begins */
};

static inline void rule_scan(const char *name, const gk_buf *bytes,
                             const char *host, gk_scan *out)
{
    const struct gk_scan_context context = {.host = host};
    gk_error err = GK_ERROR_INIT;

    if (gk_scan_bytes(bytes->data, bytes->len, &context, out, &err) != GK_OK)
        fail_msg("%s: %s", name, err.text);
}

/* The first finding of that rule; NULL. */
static inline const struct gk_finding *rule_first(const gk_findings *found,
                                                  const char *rule)
{
    for (size_t i = 0; i < found->count; i++)
        if (strcmp(found->at[i].rule->id, rule) == 0)
            return &found->at[i];
    return NULL;
}

static inline size_t rule_count(const gk_findings *found, const char *rule)
{
    size_t count = 0;

    for (size_t i = 0; i < found->count; i++)
        count += strcmp(found->at[i].rule->id, rule) == 0;
    return count;
}

static inline void rule_check(const struct rule_row *row,
                              const gk_findings *found)
{
    const struct gk_finding *first = rule_first(found, row->rule);
    size_t count = rule_count(found, row->rule);

    if (count != row->count)
        fail_msg("%s: %s found %zu times, wanted %zu: %s", row->name, row->rule,
                 count, row->count, first != NULL ? first->what : "");
    if (first == NULL)
        return;
    if (first->severity != row->severity ||
        strncmp(first->what, row->what, strlen(row->what)) != 0)
        fail_msg("%s: %s '%s'", row->name, gk_severity_word(first->severity),
                 first->what);
    if (first->severity > first->rule->severity)
        fail_msg("%s: %s is worse than its row says", row->name, row->rule);
}

static inline void rule_rows_run(const struct rule_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_scan s;

        if (rows[i].module[0] == '(')
            test_wat(rows[i].module, &bytes);
        else
            wasm_make(rows[i].module, &bytes);
        rule_scan(rows[i].name, &bytes, rows[i].host, &s);
        rule_check(&rows[i], &s.findings);
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
    }
}

#endif
