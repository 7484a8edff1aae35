/*
 * severity: how much a finding or a check weighs. The host's own word for the
 * lowest is "info"; ours is "note".
 */
#ifndef GK_SCANNER_SEVERITY_H
#define GK_SCANNER_SEVERITY_H

typedef enum gk_severity {
    GK_SEVERITY_NOTE,
    GK_SEVERITY_WARNING,
    GK_SEVERITY_ERROR,
    GK_SEVERITY_COUNT
} gk_severity;

/* "note", "warning", "error". */
static inline const char *gk_severity_word(gk_severity severity)
{
    static const char *const words[] = {"note", "warning", "error"};

    return words[severity];
}

#endif
