#include "scanner/explain.h"

#include <string.h>

static void put_scope(const struct gk_rule *rule, gk_buf *out)
{
    if (rule->host[0] == '\0')
        gk_buf_puts(out, "any module");
    else if (strcmp(rule->host, "*") == 0)
        gk_buf_puts(out, "modules whose host is known");
    else
        gk_buf_printf(out, "modules for %s", rule->host);
}

/* A sentence from a phrase in lower case without a full stop. */
static void put_sentence(const char *lead, const char *phrase, gk_buf *out)
{
    gk_buf_printf(out, "%s: %s.\n", lead, phrase);
}

gk_status gk_explain_rule(const struct gk_rule *rule, gk_buf *out)
{
    gk_buf_printf(out, "## %s %s\n\n", rule->id, rule->title);
    gk_buf_printf(out, "Severity: %s%s. Looks at ",
                  rule->severity == GK_SEVERITY_NOTE ? "" : "up to ",
                  gk_severity_word(rule->severity));
    put_scope(rule, out);
    gk_buf_puts(out, ".\n");
    if (rule->check != NULL)
        gk_buf_printf(out, "Counts towards the status as the check `%s`.\n",
                      rule->check);
    gk_buf_byte(out, '\n');
    put_sentence("Why it matters", rule->why, out);
    put_sentence("What to do", rule->mend, out);
    return out->status;
}

gk_status gk_explain_all(gk_buf *out)
{
    gk_buf_puts(
        out,
        "# What the scanner looks for\n\n"
        "One section a rule; `guestkit scan --explain ID` prints it, and\n"
        "`guestkit scan --explain all` this page. Numbers are never given\n"
        "to another rule.\n");
    for (size_t i = 0; i < gk_rule_count; i++) {
        gk_buf_byte(out, '\n');
        gk_explain_rule(&gk_rules[i], out);
    }
    return out->status;
}
