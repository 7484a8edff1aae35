#include "core/base/error.h"

#undef gk_fail

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *gk_status_words(gk_status status)
{
    static const char *const words[] = {
#define GK_STATUS(name, words) words,
        GK_STATUS_LIST(GK_STATUS)
#undef GK_STATUS
    };

    if ((unsigned)status >= GK_STATUS_COUNT)
        return "unknown status";
    return words[status];
}

/* Control characters would let a guest's text steer the reader's terminal. */
static void escape_controls(char *text, size_t size)
{
    static const char hex[] = "0123456789abcdef";
    char copy[GK_ERROR_TEXT_BYTES];
    size_t out = 0;
    bool any = false;

    for (const char *p = text; *p != '\0' && out + 5 < sizeof copy; p++) {
        unsigned char c = (unsigned char)*p;

        if ((c >= 0x20 && c != 0x7f) || c == '\n') {
            copy[out++] = (char)c;
            continue;
        }
        any = true;
        copy[out++] = '\\';
        copy[out++] = 'x';
        copy[out++] = hex[c >> 4];
        copy[out++] = hex[c & 15];
    }
    if (!any)
        return;
    copy[out] = '\0';
    snprintf(text, size, "%s", copy);
}

gk_status gk_vfail(gk_error *err, gk_status status, const char *fmt,
                   va_list args)
{
    if (err == NULL || err->status != GK_OK)
        return status;
    err->status = status;
    vsnprintf(err->text, sizeof err->text, fmt, args);
    if (err->text[0] == '\0')
        snprintf(err->text, sizeof err->text, "%s", gk_status_words(status));
    escape_controls(err->text, sizeof err->text);
    return status;
}

gk_status gk_fail(gk_error *err, gk_status status, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    gk_vfail(err, status, fmt, args);
    va_end(args);
    return status;
}

void gk_wrap(gk_error *err, const char *fmt, ...)
{
    char cause[GK_ERROR_TEXT_BYTES];
    va_list args;
    size_t used;

    if (err == NULL || err->status == GK_OK)
        return;
    memcpy(cause, err->text, sizeof cause);
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    used = strlen(err->text);
    snprintf(err->text + used, sizeof err->text - used, ": %s", cause);
    escape_controls(err->text, sizeof err->text);
}

void gk_error_clear(gk_error *err)
{
    err->status = GK_OK;
    err->text[0] = '\0';
}
