#include "scanner/finding.h"

#include "scanner/rules.h"

#include <stdlib.h>
#include <string.h>

void gk_finding_clear(struct gk_finding *finding)
{
    free(finding->what);
    free(finding->why);
    free(finding->mend);
    memset(finding, 0, sizeof *finding);
}

void gk_findings_clear(gk_findings *list)
{
    for (size_t i = 0; i < list->count; i++)
        gk_finding_clear(&list->at[i]);
    free(list->at);
    memset(list, 0, sizeof *list);
}

static char *format(gk_findings *list, const char *fmt, va_list args)
    GK_PRINTF(2, 0);

static char *format(gk_findings *list, const char *fmt, va_list args)
{
    gk_buf text = GK_BUF_INIT;
    char *taken;

    gk_buf_vprintf(&text, fmt, args);
    taken = gk_buf_take(&text);
    if (taken == NULL)
        list->status = GK_E_NOMEM;
    gk_buf_clear(&text);
    return taken;
}

static bool make_room(gk_findings *list)
{
    size_t cap = list->cap == 0 ? 8 : list->cap * 2;
    struct gk_finding *at;

    if (list->count < list->cap)
        return true;
    at = reallocarray(list->at, cap, sizeof *at);
    if (at == NULL) {
        list->status = GK_E_NOMEM;
        return false;
    }
    list->at = at;
    list->cap = cap;
    return true;
}

void gk_found(gk_findings *list, gk_severity severity, struct gk_place place,
              const char *fmt, ...)
{
    struct gk_finding f = {
        .rule = list->rule, .severity = severity, .place = place};
    va_list args;

    list->left_out = true;
    if (list->of_rule >= GK_MAX_FINDINGS) {
        list->at[list->count - 1].more++;
        return;
    }
    if (list->status != GK_OK || !make_room(list))
        return;
    va_start(args, fmt);
    f.what = format(list, fmt, args);
    va_end(args);
    if (f.what == NULL)
        return;
    list->at[list->count++] = f;
    list->of_rule++;
    list->left_out = false;
}

gk_status gk_findings_take(gk_findings *list, const struct gk_finding *finding)
{
    if (list->status == GK_OK && make_room(list))
        list->at[list->count++] = *finding;
    return list->status;
}

void gk_found_why(gk_findings *list, const char *fmt, ...)
{
    va_list args;

    if (list->left_out || list->count == 0)
        return;
    va_start(args, fmt);
    free(list->at[list->count - 1].why);
    list->at[list->count - 1].why = format(list, fmt, args);
    va_end(args);
}

void gk_found_mend(gk_findings *list, const char *fmt, ...)
{
    va_list args;

    if (list->left_out || list->count == 0)
        return;
    va_start(args, fmt);
    free(list->at[list->count - 1].mend);
    list->at[list->count - 1].mend = format(list, fmt, args);
    va_end(args);
}

uint64_t gk_findings_count(const gk_findings *list, gk_severity severity)
{
    uint64_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].severity == severity && list->at[i].waived == NULL)
            count += 1 + list->at[i].more;
    return count;
}

const char *gk_finding_why(const struct gk_finding *finding)
{
    return finding->why != NULL ? finding->why : finding->rule->why;
}

const char *gk_finding_mend(const struct gk_finding *finding)
{
    return finding->mend != NULL ? finding->mend : finding->rule->mend;
}
