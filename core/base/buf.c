#include "core/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gk_buf_clear(gk_buf *buf)
{
    if (buf == NULL)
        return;
    free(buf->data);
    buf->data = NULL;
    buf->len = 0;
    buf->cap = 0;
    buf->status = GK_OK;
}

void gk_buf_reset(gk_buf *buf)
{
    buf->len = 0;
    buf->status = GK_OK;
    if (buf->data != NULL)
        buf->data[0] = 0;
}

/* Room for `more` bytes and the NUL. */
static gk_status reserve(gk_buf *buf, size_t more)
{
    size_t need, cap;
    uint8_t *data;

    if (buf->status != GK_OK)
        return buf->status;
    if (more > buf->max || buf->len > buf->max - more)
        return buf->status = GK_E_LIMIT;
    need = buf->len + more + 1;
    if (need <= buf->cap)
        return GK_OK;
    cap = buf->cap < 64 ? 64 : buf->cap;
    while (cap < need)
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    data = realloc(buf->data, cap);
    if (data == NULL)
        return buf->status = GK_E_NOMEM;
    buf->data = data;
    buf->cap = cap;
    return GK_OK;
}

gk_status gk_buf_put(gk_buf *buf, const void *bytes, size_t len)
{
    gk_status st = reserve(buf, len);

    if (st != GK_OK)
        return st;
    if (len > 0)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = 0;
    return GK_OK;
}

gk_status gk_buf_byte(gk_buf *buf, uint8_t byte)
{
    return gk_buf_put(buf, &byte, 1);
}

gk_status gk_buf_puts(gk_buf *buf, const char *text)
{
    return gk_buf_put(buf, text, strlen(text));
}

gk_status gk_buf_vprintf(gk_buf *buf, const char *fmt, va_list args)
{
    size_t room = buf->cap - buf->len;
    va_list again;
    int len;
    gk_status st;

    if (buf->status != GK_OK)
        return buf->status;
    /* It fits mostly; then once is enough. */
    va_copy(again, args);
    len = vsnprintf(buf->data == NULL ? NULL : (char *)buf->data + buf->len,
                    room, fmt, again);
    va_end(again);
    if (len >= 0 && (size_t)len < room && buf->len + (size_t)len <= buf->max) {
        buf->len += (size_t)len;
        return GK_OK;
    }
    if (buf->data != NULL)
        buf->data[buf->len] = 0;
    if (len < 0)
        return buf->status = GK_E_FAILED;
    st = reserve(buf, (size_t)len);
    if (st != GK_OK)
        return st;
    vsnprintf((char *)buf->data + buf->len, (size_t)len + 1, fmt, args);
    buf->len += (size_t)len;
    return GK_OK;
}

gk_status gk_buf_printf(gk_buf *buf, const char *fmt, ...)
{
    va_list args;
    gk_status st;

    va_start(args, fmt);
    st = gk_buf_vprintf(buf, fmt, args);
    va_end(args);
    return st;
}

gk_status gk_buf_fill(gk_buf *buf, uint8_t byte, size_t count)
{
    gk_status st = reserve(buf, count);

    if (st != GK_OK)
        return st;
    memset(buf->data + buf->len, byte, count);
    buf->len += count;
    buf->data[buf->len] = 0;
    return GK_OK;
}

const char *gk_buf_text(const gk_buf *buf)
{
    return buf->data == NULL ? "" : (const char *)buf->data;
}

char *gk_buf_take(gk_buf *buf)
{
    char *text = NULL;

    /* An empty buffer still gives a string. */
    if (gk_buf_put(buf, "", 0) == GK_OK) {
        text = (char *)buf->data;
        buf->data = NULL;
    }
    gk_buf_clear(buf);
    return text;
}

gk_status gk_buf_check(const gk_buf *buf, gk_error *err)
{
    if (buf->status == GK_E_LIMIT)
        return gk_fail(err, GK_E_LIMIT, "output is over %zu bytes", buf->max);
    if (buf->status != GK_OK)
        return gk_fail(err, buf->status, "%s", gk_status_words(buf->status));
    return GK_OK;
}
