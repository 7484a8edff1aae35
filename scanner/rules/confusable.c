#include "scanner/rules/confusable.h"

#include "core/base/utf8.h"

#include <string.h>

/* --- what cannot be seen --- */

static const struct {
    uint32_t first, last;
    const char *what;
} hidden[] = {
    {0x0000, 0x001f, "a control character"},
    {0x007f, 0x009f, "a control character"},
    {0x00a0, 0x00a0, "a space that is none"},
    {0x00ad, 0x00ad, "an invisible character"}, /* soft hyphen */
    {0x034f, 0x034f, "an invisible character"},
    {0x061c, 0x061c, "a bidirectional control"},
    {0x115f, 0x1160, "an invisible character"}, /* Hangul fillers */
    {0x1680, 0x1680, "a space that is none"},
    {0x17b4, 0x17b5, "an invisible character"},
    {0x180b, 0x180f, "an invisible character"},
    {0x2000, 0x200a, "a space that is none"},
    {0x200b, 0x200d, "a zero-width character"},
    {0x200e, 0x200f, "a bidirectional control"},
    {0x2028, 0x2029, "a line separator"},
    {0x202a, 0x202e, "a bidirectional control"},
    {0x202f, 0x202f, "a space that is none"},
    {0x205f, 0x205f, "a space that is none"},
    {0x2060, 0x2065, "a zero-width character"},
    {0x2066, 0x2069, "a bidirectional control"},
    {0x206a, 0x206f, "an invisible character"},
    {0x2800, 0x2800, "a space that is none"}, /* Braille blank */
    {0x3000, 0x3000, "a space that is none"},
    {0x3164, 0x3164, "an invisible character"},
    {0xfe00, 0xfe0f, "an invisible character"}, /* variation selectors */
    {0xfeff, 0xfeff, "a zero-width character"},
    {0xffa0, 0xffa0, "an invisible character"},
    {0xfff9, 0xfffb, "an invisible character"},
    {0xe0000, 0xe0fff, "an invisible character"}, /* tags, selectors */
};

static const char *hidden_what(uint32_t cp)
{
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (cp >= hidden[i].first && cp <= hidden[i].last)
            return hidden[i].what;
    return NULL;
}

/* --- what looks like ASCII --- */

/* Each character, as UTF-8, behind the one it looks like. */
static const struct {
    char ascii;
    const char *like;
} alike[] = {
    {'A', "АΑᎪ"},    {'B', "ВΒᏴ"},     {'C', "СϹᏟⅭ"}, {'D', "ᎠⅮ"},
    {'E', "ЕΕᎬ"},    {'F', "Ϝ"},       {'G', "ԌᏀ"},   {'H', "НΗᎻ"},
    {'I', "ІΙӀⅠ"},   {'J', "ЈᎫͿ"}, {'K', "КΚᏦK"}, {'L', "ᏞⅬ"},
    {'M', "МΜᎷⅯ"},   {'N', "Ν"},       {'O', "ОΟՕ"},  {'P', "РΡᏢ"},
    {'Q', "Ԛ"},      {'R', "ᎡᏒ"},      {'S', "ЅՏᏚ"},  {'T', "ТΤᎢ"},
    {'U', "Սᑌ"},     {'V', "ѴᏙⅤ"},     {'W', "ԜᎳ"},   {'X', "ХΧⅩ"},
    {'Y', "УΥҮ"},    {'Z', "ΖᏃ"},      {'a', "аαɑ"},  {'c', "сϲⅽ"},
    {'d', "ԁⅾ"},     {'e', "еҽ"},      {'f', "ẝ"},    {'g', "ɡց"},
    {'h', "һհ"},     {'i', "іιıⅰ"},    {'j', "јϳ"},   {'k', "κ"},
    {'l', "ӏⅼ"},     {'m', "ⅿ"},       {'n', "ո"},    {'o', "оοօσ"},
    {'p', "рρ"},     {'q', "ԛզ"},      {'r', "г"},    {'s', "ѕ"},
    {'t', "τ"},      {'u', "υս"},      {'v', "νѵⅴ"},  {'w', "ԝա"},
    {'x', "хχⅹ"},    {'y', "уγү"},     {'z', "ᴢ"},    {'_', "ˍ‗﹍"},
    {'-', "‐‑‒–—−"}, {'.', "․"},       {':', "ː꞉∶"},  {'/', "∕⁄"},
    {'0', "߀"},      {'3', "ЗӠ"},      {'6', "б"},
};

static char find_alike(uint32_t cp)
{
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
        const char *p = alike[i].like;
        size_t left = strlen(p);

        while (left > 0) {
            uint32_t other;
            int len = gk_utf8_next((const uint8_t *)p, left, &other);

            if (len <= 0)
                break;
            if (other == cp)
                return alike[i].ascii;
            p += len;
            left -= (size_t)len;
        }
    }
    return 0;
}

/* Letters that are ASCII in other clothes: full-width, mathematical, circled.
 * Nobody types them into a name by habit. 0: it is none. */
static char undress(uint32_t cp)
{
    if (cp >= 0xff01 && cp <= 0xff5e)
        return (char)(cp - 0xff01 + '!');
    if (cp >= 0x1d400 && cp <= 0x1d6a3) {
        uint32_t n = (cp - 0x1d400) % 52;

        return (char)(n < 26 ? 'A' + n : 'a' + (n - 26));
    }
    if (cp >= 0x1d7ce && cp <= 0x1d7ff)
        return (char)('0' + (cp - 0x1d7ce) % 10);
    if (cp >= 0x24b6 && cp <= 0x24cf)
        return (char)('A' + (cp - 0x24b6));
    if (cp >= 0x24d0 && cp <= 0x24e9)
        return (char)('a' + (cp - 0x24d0));
    return 0;
}

/* --- a name --- */

static bool is_letter(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

static bool ends_word(uint32_t cp)
{
    return cp < 0x80 && !is_letter(cp) && !(cp >= '0' && cp <= '9');
}

struct look {
    struct gk_looks *out;
    uint32_t len;      /* of out->ascii */
    bool plain;        /* only ASCII so far */
    bool ascii;        /* it looks like ASCII so far */
    bool dressed;      /* some letter is ASCII in other clothes */
    bool own, foreign; /* letters of this word */
};

static void add(struct look *l, uint32_t cp)
{
    char like = cp < 0x80 ? (char)cp : undress(cp);

    l->plain &= cp < 0x80;
    if (cp >= 0x80 && like != 0)
        l->dressed = true;
    if (like == 0)
        like = find_alike(cp);
    if (ends_word(cp)) {
        l->own = l->foreign = false;
    } else {
        l->own |= is_letter(cp);
        l->foreign |= cp >= 0x80;
        l->out->imitates |= l->own && l->foreign;
    }
    l->ascii &= like != 0 && l->len < GK_MAX_LOOKALIKE;
    if (l->ascii)
        l->out->ascii[l->len++] = like;
}

void gk_name_look(struct gk_name name, struct gk_looks *out)
{
    struct look l = {.out = out, .plain = true, .ascii = true};

    memset(out, 0, sizeof *out);
    /* Nearly all names are, and a module has megabytes of them. */
    if (gk_utf8_printable_ascii(name.at, name.len))
        return;
    for (uint32_t i = 0; i < name.len;) {
        uint32_t cp;
        int len = gk_utf8_next(name.at + i, name.len - i, &cp);

        if (out->hidden == NULL) {
            out->hidden = hidden_what(cp);
            out->at = i;
        }
        if (l.ascii)
            add(&l, cp);
        i += (uint32_t)(len < 0 ? -len : len);
    }
    if (!l.ascii || l.plain)
        out->ascii[0] = '\0';
    else
        out->ascii[l.len] = '\0';
    out->imitates = l.ascii && (out->imitates || l.dressed);
}
