/*
 * check: one line of a host's own verdict table, and the list of them.
 *
 * The list owns the texts. Adding needs no checking: running out of memory is
 * remembered in `status`.
 */
#ifndef GK_SCANNER_CHECK_H
#define GK_SCANNER_CHECK_H

#include "core/base/buf.h"
#include "scanner/severity.h"

#include <stdbool.h>

struct gk_check {
    const char *name; /* static, the host's */
    bool passed;      /* a passed warning does not change the status */
    gk_severity severity;
    char *details; /* owned */
};

typedef struct gk_checks {
    struct gk_check *at; /* owned */
    size_t count, cap;
    gk_status status;
} gk_checks;

void gk_checks_add(gk_checks *list, const char *name, bool passed,
                   gk_severity severity, const char *fmt, ...) GK_PRINTF(5, 6);
/* Likewise; takes the details' bytes. */
void gk_checks_take(gk_checks *list, const char *name, bool passed,
                    gk_severity severity, gk_buf *details);
void gk_checks_clear(gk_checks *list);

#endif
