#include "scanner/report/json_writer.h"

#include "core/base/utf8.h"

#include <assert.h>
#include <string.h>

/* A bit for each level. */
#define DEEPEST 60u
/* Names may have 100,000 bytes, and a list a thousand of them. */
#define LONGEST_NAME 1000u

void gk_json_write_init(gk_json_writer *w, gk_buf *out, bool pretty,
                        unsigned depth)
{
    *w = (gk_json_writer){
        .out = out, .pretty = pretty, .base = depth, .depth = depth};
}

static void new_line(gk_json_writer *w)
{
    if (!w->pretty)
        return;
    gk_buf_byte(w->out, '\n');
    gk_buf_fill(w->out, ' ', 2 * (size_t)w->depth);
}

/* What stands before a value. */
static void lead(gk_json_writer *w, const char *key)
{
    uint64_t bit = UINT64_C(1) << w->depth;

    if (w->depth > w->base) {
        if ((w->any & bit) != 0)
            gk_buf_byte(w->out, ',');
        new_line(w);
    }
    w->any |= bit;
    if (key == NULL)
        return;
    gk_json_quote(w->out, key, strlen(key));
    gk_buf_puts(w->out, w->pretty ? ": " : ":");
}

static void open_level(gk_json_writer *w, const char *key, bool array)
{
    uint64_t bit;

    lead(w, key);
    gk_buf_byte(w->out, array ? '[' : '{');
    assert(w->depth < DEEPEST);
    w->depth++;
    bit = UINT64_C(1) << w->depth;
    w->any &= ~bit;
    w->arrays = array ? w->arrays | bit : w->arrays & ~bit;
}

void gk_json_write_object(gk_json_writer *w, const char *key)
{
    open_level(w, key, false);
}

void gk_json_write_array(gk_json_writer *w, const char *key)
{
    open_level(w, key, true);
}

void gk_json_write_end(gk_json_writer *w)
{
    uint64_t bit = UINT64_C(1) << w->depth;

    assert(w->depth > w->base);
    w->depth--;
    if ((w->any & bit) != 0)
        new_line(w);
    gk_buf_byte(w->out, (w->arrays & bit) != 0 ? ']' : '}');
}

void gk_json_write_bytes(gk_json_writer *w, const char *key, const void *bytes,
                         size_t len)
{
    lead(w, key);
    gk_json_quote(w->out, bytes, len);
}

void gk_json_write_string(gk_json_writer *w, const char *key, const char *text)
{
    gk_json_write_bytes(w, key, text, strlen(text));
}

void gk_json_write_buf(gk_json_writer *w, const char *key, const gk_buf *text)
{
    if (text->status != GK_OK && w->out->status == GK_OK)
        w->out->status = text->status;
    gk_json_write_bytes(w, key, gk_buf_text(text), text->len);
}

void gk_json_write_name(gk_json_writer *w, const char *key, struct gk_name name)
{
    gk_buf text = GK_BUF_INIT;
    bool cut = name.len > LONGEST_NAME;

    gk_utf8_put_printable(&text, name.at,
                          cut ? gk_utf8_floor(name.at, LONGEST_NAME) : name.len,
                          true);
    gk_buf_puts(&text, cut ? "…" : "");
    gk_json_write_buf(w, key, &text);
    gk_buf_clear(&text);
}

void gk_json_write_printf(gk_json_writer *w, const char *key, const char *fmt,
                          ...)
{
    gk_buf text = GK_BUF_INIT;
    va_list args;

    va_start(args, fmt);
    gk_buf_vprintf(&text, fmt, args);
    va_end(args);
    gk_json_write_buf(w, key, &text);
    gk_buf_clear(&text);
}

void gk_json_write_number(gk_json_writer *w, const char *key, double value)
{
    lead(w, key);
    gk_json_put_number(w->out, value);
}

void gk_json_write_bool(gk_json_writer *w, const char *key, bool value)
{
    lead(w, key);
    gk_buf_puts(w->out, value ? "true" : "false");
}

void gk_json_write_null(gk_json_writer *w, const char *key)
{
    lead(w, key);
    gk_buf_puts(w->out, "null");
}

void gk_json_write_value(gk_json_writer *w, const char *key,
                         const gk_json *value)
{
    unsigned form = w->pretty ? GK_JSON_PRETTY : GK_JSON_COMPACT;
    gk_buf text = GK_BUF_INIT;

    lead(w, key);
    gk_json_print(value, form | GK_JSON_SORTED, &text);
    if (text.status != GK_OK && w->out->status == GK_OK)
        w->out->status = text.status;
    /* In strings, line breaks are escaped: these are between values. */
    for (size_t i = 0; i < text.len; i++) {
        gk_buf_byte(w->out, text.data[i]);
        if (text.data[i] == '\n')
            gk_buf_fill(w->out, ' ', 2 * (size_t)w->depth);
    }
    gk_buf_clear(&text);
}
