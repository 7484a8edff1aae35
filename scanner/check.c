#include "scanner/check.h"

#include <stdlib.h>
#include <string.h>

void gk_checks_take(gk_checks *list, const char *name, bool passed,
                    gk_severity severity, gk_buf *details)
{
    struct gk_check check = {name, passed, severity, NULL};

    if (list->status == GK_OK && list->count == list->cap) {
        size_t cap = list->cap == 0 ? 8 : list->cap * 2;
        struct gk_check *at = reallocarray(list->at, cap, sizeof *at);

        if (at == NULL) {
            list->status = GK_E_NOMEM;
        } else {
            list->at = at;
            list->cap = cap;
        }
    }
    check.details = list->status == GK_OK ? gk_buf_take(details) : NULL;
    if (check.details == NULL)
        list->status = GK_E_NOMEM;
    else
        list->at[list->count++] = check;
    gk_buf_clear(details);
}

void gk_checks_add(gk_checks *list, const char *name, bool passed,
                   gk_severity severity, const char *fmt, ...)
{
    gk_buf details = GK_BUF_INIT;
    va_list args;

    va_start(args, fmt);
    gk_buf_vprintf(&details, fmt, args);
    va_end(args);
    gk_checks_take(list, name, passed, severity, &details);
}

void gk_checks_clear(gk_checks *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->at[i].details);
    free(list->at);
    memset(list, 0, sizeof *list);
}
