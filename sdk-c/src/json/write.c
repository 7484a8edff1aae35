#include "utf8.h"

#include <guestkit/json.h>

#include <string.h>

void gk_writer_init(gk_writer *w, char *at, size_t cap)
{
    *w = (gk_writer){.at = at, .cap = cap};
}

bool gk_writer_fits(const gk_writer *w)
{
    return w->len <= w->cap;
}

bool gk_writer_closed(const gk_writer *w)
{
    return w->depth == 0 && !w->broken;
}

/* Kept out of its many callers: size before speed. */
__attribute__((noinline)) static void put_char(gk_writer *w, char c)
{
    if (w->len < w->cap)
        w->at[w->len] = c;
    if (w->len < SIZE_MAX)
        w->len++;
}

void gk_put_bytes(gk_writer *w, const void *bytes, size_t len)
{
    if (w->len < w->cap) {
        size_t room = w->cap - w->len;
        memcpy(w->at + w->len, bytes, len < room ? len : room);
    }
    w->len = len > SIZE_MAX - w->len ? SIZE_MAX : w->len + len;
}

void gk_put_text(gk_writer *w, const char *text)
{
    gk_put_bytes(w, text, strlen(text));
}

/* What separates a value from the one before. */
static void value_begins(gk_writer *w)
{
    if (w->comma)
        put_char(w, ',');
    w->comma = true;
}

static void container_begins(gk_writer *w, bool object)
{
    value_begins(w);
    put_char(w, object ? '{' : '[');
    w->comma = false;
    if (w->depth == GK_JSON_MAX_DEPTH) {
        w->broken = true;
        return;
    }
    w->objects = w->objects << 1 | object;
    w->depth++;
}

void gk_put_object(gk_writer *w)
{
    container_begins(w, true);
}

void gk_put_array(gk_writer *w)
{
    container_begins(w, false);
}

void gk_put_end(gk_writer *w)
{
    if (w->depth == 0) {
        w->broken = true;
        return;
    }
    put_char(w, w->objects & 1 ? '}' : ']');
    w->objects >>= 1;
    w->depth--;
    w->comma = true;
}

/* A character that JSON does not allow as it is. */
static void put_escape(gk_writer *w, unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *letter = strchr(from, c);
    put_char(w, '\\');
    if (c != 0 && letter != NULL) {
        put_char(w, to[letter - from]);
        return;
    }
    gk_put_text(w, "u00");
    put_char(w, "0123456789abcdef"[c >> 4]);
    put_char(w, "0123456789abcdef"[c & 15]);
}

static void put_quoted(gk_writer *w, const char *text, size_t len)
{
    put_char(w, '"');
    while (len > 0) {
        /* Nearly all text: looked at once, copied at once. */
        size_t run = gk_json_plain(text, len);
        gk_put_bytes(w, text, run);
        text += run;
        len -= run;
        if (len == 0)
            break;
        unsigned char c = (unsigned char)*text;
        int n = gk_utf8_length(text, len);
        if (n < 0)
            gk_put_text(w, "\xef\xbf\xbd");
        else if (c < 0x20 || c == '"' || c == '\\')
            put_escape(w, c);
        else
            gk_put_bytes(w, text, (size_t)n);
        n = n < 0 ? -n : n;
        text += n;
        len -= (size_t)n;
    }
    put_char(w, '"');
}

void gk_put_string_n(gk_writer *w, const char *text, size_t len)
{
    value_begins(w);
    put_quoted(w, text, len);
}

void gk_put_string(gk_writer *w, const char *text)
{
    if (text == NULL)
        gk_put_null(w);
    else
        gk_put_string_n(w, text, strlen(text));
}

void gk_put_key(gk_writer *w, const char *key)
{
    gk_put_string(w, key);
    put_char(w, ':');
    w->comma = false;
}

void gk_put_bool(gk_writer *w, bool value)
{
    value_begins(w);
    gk_put_text(w, value ? "true" : "false");
}

void gk_put_null(gk_writer *w)
{
    value_begins(w);
    gk_put_text(w, "null");
}

void gk_put_json(gk_writer *w, gk_json value)
{
    if (value.at == NULL) {
        gk_put_null(w);
        return;
    }
    value_begins(w);
    gk_put_bytes(w, value.at, value.len);
}

void gk_put_int(gk_writer *w, int64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t n = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[--at] = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    if (value < 0)
        digits[--at] = '-';
    value_begins(w);
    gk_put_bytes(w, digits + at, sizeof digits - at);
}
