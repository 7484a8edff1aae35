/*
 * buf: a growing byte buffer with a ceiling.
 *
 * A value the caller stores: start with GK_BUF_INIT (or GK_BUF_LIMIT), end
 * with gk_buf_clear. Appending past the ceiling or out of memory fails, keeps
 * what was there, and is remembered in `status`: a run of appends may be
 * checked once, at its end. The bytes are always followed by a NUL that does
 * not count, so text can be handed to C functions.
 */
#ifndef GK_CORE_BASE_BUF_H
#define GK_CORE_BASE_BUF_H

#include "core/base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gk_buf {
    uint8_t *data; /* owned; NULL until the first append */
    size_t len;    /* bytes in use */
    size_t cap;    /* bytes allocated, NUL included */
    size_t max;    /* ceiling for len */
    gk_status status;
} gk_buf;

#define GK_BUF_LIMIT(bytes)                                                    \
    {                                                                          \
        NULL, 0, 0, (bytes), GK_OK                                             \
    }
/* 256 MiB: more than any report; a guest's own outputs get tighter ceilings. */
#define GK_BUF_INIT GK_BUF_LIMIT((size_t)256 << 20)

/* Frees; the buffer is empty and usable again. NULL is fine. */
void gk_buf_clear(gk_buf *buf);
/* Empties, keeps the memory and forgets a failure. */
void gk_buf_reset(gk_buf *buf);

gk_status gk_buf_put(gk_buf *buf, const void *bytes, size_t len);
gk_status gk_buf_byte(gk_buf *buf, uint8_t byte);
gk_status gk_buf_puts(gk_buf *buf, const char *text);
gk_status gk_buf_printf(gk_buf *buf, const char *fmt, ...) GK_PRINTF(2, 3);
gk_status gk_buf_vprintf(gk_buf *buf, const char *fmt, va_list args)
    GK_PRINTF(2, 0);
/* `count` copies of `byte`. */
gk_status gk_buf_fill(gk_buf *buf, uint8_t byte, size_t count);

/* The text, "" when empty. Borrowed until the next append. */
const char *gk_buf_text(const gk_buf *buf);
/* Hands the bytes over (owned, NUL-terminated, free()); empties the buffer.
 * NULL when out of memory or failed before. */
char *gk_buf_take(gk_buf *buf);

/* Any failure recorded so far, put into err. */
GK_NODISCARD gk_status gk_buf_check(const gk_buf *buf, gk_error *err);

#ifdef __cplusplus
}
#endif
#endif
