#include <guestkit/cortex.h>
#include <guestkit/json.h>

#include <string.h>

#define LINE_BYTES 1023

void cortex_log(const char *text)
{
    host_log(text, (uint32_t)strlen(text));
}

void cortex_logf(const char *fmt, ...)
{
    char line[LINE_BYTES];
    gk_writer w;
    va_list args;
    gk_writer_init(&w, line, sizeof line);
    va_start(args, fmt);
    gk_put_formatv(&w, fmt, args);
    va_end(args);
    host_log(line, gk_writer_fits(&w) ? (uint32_t)w.len : LINE_BYTES);
}
