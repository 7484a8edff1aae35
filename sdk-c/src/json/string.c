#include "utf8.h"

#include <guestkit/json.h>

#include <string.h>

#define REPLACEMENT 0xfffdu

static uint32_t hex4(const char *p)
{
    uint32_t n = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)p[i];
        n = n << 4 | (c <= '9' ? c - 48u : (c | 32u) - 87u); /* '0', 'a' - 10 */
    }
    return n;
}

/* \uXXXX, p at the 'u'. A pair of surrogates is one character; half of one is
 * none. */
static const char *unescape_unicode(const char *p, uint32_t *out)
{
    uint32_t c = hex4(p + 1);
    p += 5;
    if (c < 0xd800 || c > 0xdfff) {
        *out = c;
        return p;
    }
    *out = REPLACEMENT;
    /* Text goes on at least to the closing quote, which is no backslash. */
    if (c > 0xdbff || p[0] != '\\' || p[1] != 'u')
        return p;
    uint32_t low = hex4(p + 2);
    if (low < 0xdc00 || low > 0xdfff)
        return p;
    *out = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    return p + 6;
}

/* The next piece of a string: p inside the quotes; up to 4 bytes to out. */
static const char *next_piece(const char *p, char out[4], int *n)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    *n = 1;
    out[0] = *p++;
    if (out[0] != '\\')
        return p;
    if (*p == 'u') {
        uint32_t c;
        p = unescape_unicode(p, &c);
        *n = gk_utf8_encode(c, out);
        return p;
    }
    const char *letter = strchr(from, *p);
    out[0] = letter == NULL ? *p : to[letter - from]; /* " \ / are themselves */
    return p + 1;
}

size_t gk_json_string(gk_json value, char *out, size_t cap)
{
    size_t len = 0;
    if (gk_json_type(value) == GK_JSON_STRING) {
        const char *p = value.at + 1;
        const char *end = value.at + value.len - 1; /* the closing quote */
        while (p < end) {
            char piece[4];
            int n;
            p = next_piece(p, piece, &n);
            for (int i = 0; i < n; i++, len++)
                if (len < cap)
                    out[len] = piece[i];
        }
    }
    if (cap > 0)
        out[len < cap ? len : cap - 1] = '\0';
    return len;
}

bool gk_json_string_is(gk_json value, const char *text)
{
    if (gk_json_type(value) != GK_JSON_STRING)
        return false;
    const char *p = value.at + 1;
    const char *end = value.at + value.len - 1;
    while (p < end) {
        char piece[4];
        int n;
        p = next_piece(p, piece, &n);
        for (int i = 0; i < n; i++, text++)
            if (*text == '\0' || *text != piece[i])
                return false;
    }
    return *text == '\0';
}
