#include "scanner/report/escape.h"

#include "core/base/utf8.h"

#include <string.h>

/* A failure of a text on the way is the result's. */
static gk_status pass_on(gk_buf *out, gk_buf *text)
{
    if (text->status != GK_OK && out->status == GK_OK)
        out->status = text->status;
    gk_buf_clear(text);
    return out->status;
}

static void make_printable(gk_buf *out, const char *text)
{
    gk_utf8_put_printable(out, (const uint8_t *)text, strlen(text), false);
}

static const char *xml_entity(uint8_t byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    default:
        return NULL;
    }
}

gk_status gk_escape_xml(gk_buf *out, const char *text)
{
    gk_buf clean = GK_BUF_INIT;

    make_printable(&clean, text);
    for (size_t at = 0; at < clean.len;) {
        const char *entity = xml_entity(clean.data[at]);
        uint32_t cp;
        size_t n = (size_t)gk_utf8_next(clean.data + at, clean.len - at, &cp);

        /* Printable text has no control characters left, but these two. */
        if (cp == 0xfffe || cp == 0xffff)
            gk_buf_printf(out, "\\u{%x}", cp);
        else if (entity != NULL)
            gk_buf_puts(out, entity);
        else
            gk_buf_put(out, clean.data + at, n);
        at += n;
    }
    return pass_on(out, &clean);
}

static bool is_unreserved(uint8_t b)
{
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') ||
           (b >= '0' && b <= '9') || (b != 0 && strchr("-._~/", b) != NULL);
}

gk_status gk_escape_uri(gk_buf *out, const char *path)
{
    while (path[0] == '.' && path[1] == '/')
        path += 2 + strspn(path + 2, "/");
    if (path[0] == '/')
        gk_buf_puts(out, "file://");
    for (; *path != '\0'; path++) {
        uint8_t b = (uint8_t)*path;

        if (is_unreserved(b))
            gk_buf_byte(out, b);
        else
            gk_buf_printf(out, "%%%02X", b);
    }
    return out->status;
}

gk_status gk_escape_workflow(gk_buf *out, const char *text, bool property)
{
    gk_buf clean = GK_BUF_INIT;

    make_printable(&clean, text);
    for (size_t i = 0; i < clean.len; i++) {
        uint8_t b = clean.data[i];

        if (b == '%' || (property && (b == ':' || b == ',')))
            gk_buf_printf(out, "%%%02X", b);
        else
            gk_buf_byte(out, b);
    }
    return pass_on(out, &clean);
}

/* More backquotes than stand in a row anywhere in the text. */
static size_t fence_of(const gk_buf *text)
{
    size_t longest = 0, row = 0;

    for (size_t i = 0; i < text->len; i++) {
        row = text->data[i] == '`' ? row + 1 : 0;
        if (row > longest)
            longest = row;
    }
    return longest + 1;
}

gk_status gk_escape_markdown(gk_buf *out, const char *text, bool cell)
{
    gk_buf clean = GK_BUF_INIT;
    size_t fence;
    bool pad;

    make_printable(&clean, text);
    if (clean.len == 0)
        gk_buf_byte(&clean, ' '); /* an empty span is none */
    fence = fence_of(&clean);
    pad = clean.len > 0 &&
          (clean.data[0] == '`' || clean.data[clean.len - 1] == '`');
    gk_buf_fill(out, '`', fence);
    gk_buf_puts(out, pad ? " " : "");
    for (size_t i = 0; i < clean.len; i++)
        if (cell && clean.data[i] == '|')
            gk_buf_puts(out, "\\x7c");
        else
            gk_buf_byte(out, clean.data[i]);
    gk_buf_puts(out, pad ? " " : "");
    gk_buf_fill(out, '`', fence);
    return pass_on(out, &clean);
}

/* Ascending, so that the first range that ends behind a character decides. */
static const struct {
    uint32_t first, last;
    uint8_t columns;
} ranges[] = {
    {0x300, 0x36f, 0},     {0x483, 0x489, 0},     {0x591, 0x5bd, 0},
    {0x610, 0x61a, 0},     {0x64b, 0x65f, 0},     {0x1100, 0x115f, 2},
    {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},   {0x20d0, 0x20ff, 0},
    {0x231a, 0x231b, 2},   {0x23e9, 0x23ec, 2},   {0x2614, 0x2615, 2},
    {0x2648, 0x2653, 2},   {0x26a1, 0x26a1, 2},   {0x2705, 0x2705, 2},
    {0x2728, 0x2728, 2},   {0x274c, 0x274c, 2},   {0x2e80, 0x303e, 2},
    {0x3041, 0x33ff, 2},   {0x3400, 0x4dbf, 2},   {0x4e00, 0xa4cf, 2},
    {0xa960, 0xa97f, 2},   {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},
    {0xfe00, 0xfe0f, 0},   {0xfe20, 0xfe2f, 0},   {0xfe30, 0xfe6f, 2},
    {0xff01, 0xff60, 2},   {0xffe0, 0xffe6, 2},   {0x17000, 0x18cff, 2},
    {0x1b000, 0x1b2ff, 2}, {0x1f300, 0x1f64f, 2}, {0x1f680, 0x1f6ff, 2},
    {0x1f900, 0x1f9ff, 2}, {0x1fa70, 0x1faff, 2}, {0x20000, 0x3fffd, 2},
};

static size_t columns_of(uint32_t cp)
{
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp <= ranges[i].last)
            return cp >= ranges[i].first ? ranges[i].columns : 1;
    return 1;
}

size_t gk_text_columns(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    size_t left = strlen(text), columns = 0;

    while (left > 0) {
        uint32_t cp;
        int n = gk_utf8_next(at, left, &cp);
        size_t used = (size_t)(n < 0 ? -n : n);

        columns += cp < 0x300 ? 1 : columns_of(cp);
        at += used;
        left -= used;
    }
    return columns;
}
