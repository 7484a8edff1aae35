#include "scanner/content/text.h"

#include <string.h>

#define LOW   GK_DIGIT_LOW
#define MID   GK_DIGIT_MID
#define HIGH  GK_DIGIT_HIGH
#define UHEX  GK_UPPER_HEX
#define UREST GK_UPPER_REST
#define LHEX  GK_LOWER_HEX
#define LREST GK_LOWER_REST

/* Ranges: a GNU notation that both compilers here know. */
const uint16_t gk_text_classes[256] = {
    ['\t' ... '\n'] = GK_SPACE,
    ['\r'] = GK_SPACE,
    [' '] = GK_SPACE,
    ['!'] = GK_MARK,
    ['"'] = GK_QUOTE,
    ['#' ... '&'] = GK_MARK,
    ['\''] = GK_QUOTE,
    ['(' ... '*'] = GK_MARK,
    ['+'] = GK_PLUS_SLASH,
    [','] = GK_MARK,
    ['-'] = GK_DASH,
    ['.'] = GK_DOT,
    ['/'] = GK_PLUS_SLASH,
    ['0' ... '1'] = LOW,
    ['2' ... '7'] = MID,
    ['8' ... '9'] = HIGH,
    [':'] = GK_COLON,
    [';' ... '@'] = GK_MARK,
    ['A' ... 'F'] = UHEX,
    ['G' ... 'Z'] = UREST,
    ['['] = GK_MARK,
    ['\\'] = GK_QUOTE,
    [']' ... '^'] = GK_MARK,
    ['_'] = GK_UNDERSCORE,
    ['`'] = GK_QUOTE,
    ['a' ... 'f'] = LHEX,
    ['g' ... 'z'] = LREST,
    ['{' ... '~'] = GK_MARK,
};

bool gk_text_has(const struct gk_text *t, size_t i, const char *word,
                 size_t len, bool fold)
{
    if (i > t->len || len > t->len - i)
        return false;
    for (size_t n = 0; n < len; n++) {
        int c = t->at[(i + n) << t->shift];

        if ((fold ? gk_lower(c) : c) != (uint8_t)word[n])
            return false;
    }
    return true;
}

bool gk_text_ends(const struct gk_text *t, size_t i, const char *word)
{
    size_t len = strlen(word);

    return i >= len && gk_text_has(t, i - len, word, len, true);
}

size_t gk_text_run(const struct gk_text *t, size_t i, unsigned classes,
                   size_t max)
{
    size_t n = 0;

    while (n < max && gk_text_is(t, i + n, classes))
        n++;
    return n;
}

size_t gk_text_run_back(const struct gk_text *t, size_t i, unsigned classes,
                        size_t max)
{
    size_t n = 0;

    while (n < max && n < i && gk_text_is(t, i - n - 1, classes))
        n++;
    return n;
}

bool gk_text_holds_word(const struct gk_text *t, size_t i, size_t len,
                        const char *word)
{
    size_t n = strlen(word);

    for (; len >= n; i++, len--)
        if (gk_text_has(t, i, word, n, true))
            return true;
    return false;
}

struct gk_text gk_text_part(const struct gk_text *t, size_t i, size_t len)
{
    return (struct gk_text){t->at + (i << t->shift), len, t->shift};
}

bool gk_text_same(const struct gk_text *a, const struct gk_text *b)
{
    if (a->len != b->len)
        return false;
    for (size_t i = 0; i < a->len; i++)
        if (gk_lower(gk_text_get(a, i)) != gk_lower(gk_text_get(b, i)))
            return false;
    return true;
}

void gk_text_put(const struct gk_text *t, gk_buf *out)
{
    for (size_t i = 0; i < t->len; i++)
        gk_buf_byte(out, (uint8_t)gk_text_get(t, i));
}

static int value64(int c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

size_t gk_text_decode64(const struct gk_text *t, size_t i, uint8_t *out,
                        size_t cap)
{
    uint32_t bits = 0;
    unsigned have = 0;
    size_t len = 0;
    int v;

    for (; len < cap && (v = value64(gk_text_get(t, i))) >= 0; i++) {
        bits = bits << 6 | (uint32_t)v;
        have += 6;
        if (have < 8)
            continue;
        have -= 8;
        out[len++] = (uint8_t)(bits >> have);
    }
    return len;
}
