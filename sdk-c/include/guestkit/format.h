/*
 * format: the part of printf that messages need, into a writer (json.h).
 *
 *   %%  %c  %s  %d %i  %u  %x  %f
 *
 * with the sizes hh h l ll j z, the flag '0', a width, a precision (for %s: at
 * most that many bytes; for %f: digits after the point, 6 when not given, 9 at
 * most), and * for either. %f is for messages: numbers of 1e18 and above are
 * "big"; gk_put_number prints every number in full. Anything else prints
 * itself.
 */
#ifndef GUESTKIT_FORMAT_H
#define GUESTKIT_FORMAT_H

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GK_FORMAT(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define GK_FORMAT(fmt, first)
#endif

struct gk_writer;

/* Appends formatted text as it is: not quoted, no commas. */
void gk_put_format(struct gk_writer *w, const char *fmt, ...) GK_FORMAT(2, 3);
void gk_put_formatv(struct gk_writer *w, const char *fmt, va_list args)
    GK_FORMAT(2, 0);

#ifdef __cplusplus
}
#endif
#endif
