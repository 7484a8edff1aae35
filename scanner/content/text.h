/*
 * text: characters that lie in a module's bytes, one or two bytes each.
 *
 * A view, borrowed from the bytes. AssemblyScript keeps its strings as UTF-16,
 * so whatever looks for text reads it through here: a wide view is over a run
 * of UTF-16LE in which every high byte is zero. Positions are characters.
 * Pure functions.
 */
#ifndef GK_SCANNER_CONTENT_TEXT_H
#define GK_SCANNER_CONTENT_TEXT_H

#include "core/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gk_text {
    const uint8_t *at;
    size_t len;     /* characters */
    unsigned shift; /* 0: bytes, 1: UTF-16LE */
};

/* Classes of characters, to be or-ed. */
enum {
    GK_DIGIT_LOW = 1 << 0,  /* 0 1 */
    GK_DIGIT_MID = 1 << 1,  /* 2–7, what base 32 has */
    GK_DIGIT_HIGH = 1 << 2, /* 8 9 */
    GK_UPPER_HEX = 1 << 3,  /* A–F */
    GK_UPPER_REST = 1 << 4,
    GK_LOWER_HEX = 1 << 5, /* a–f */
    GK_LOWER_REST = 1 << 6,
    GK_UNDERSCORE = 1 << 7,
    GK_DASH = 1 << 8,
    GK_DOT = 1 << 9,
    GK_PLUS_SLASH = 1 << 10,
    GK_SPACE = 1 << 11, /* blank, tab and line ends */
    GK_QUOTE = 1 << 12, /* and the backslash */
    GK_COLON = 1 << 13,
    GK_MARK = 1 << 14, /* any other that prints */

    GK_DIGIT = GK_DIGIT_LOW | GK_DIGIT_MID | GK_DIGIT_HIGH,
    GK_UPPER = GK_UPPER_HEX | GK_UPPER_REST,
    GK_LOWER = GK_LOWER_HEX | GK_LOWER_REST,
    GK_LETTER = GK_UPPER | GK_LOWER,
    GK_HEX = GK_DIGIT | GK_UPPER_HEX | GK_LOWER_HEX,
    GK_HEX_LOWER = GK_DIGIT | GK_LOWER_HEX,
    GK_BASE32 = GK_UPPER | GK_DIGIT_MID,
    GK_ALNUM = GK_DIGIT | GK_LETTER,
    GK_WORD = GK_ALNUM | GK_UNDERSCORE,
    GK_ALNUM_DASH = GK_ALNUM | GK_DASH,
    GK_BASE64URL = GK_WORD | GK_DASH,
    GK_BASE64URL_DOT = GK_BASE64URL | GK_DOT,
    GK_BASE64 = GK_ALNUM | GK_PLUS_SLASH,
    GK_VISIBLE =
        GK_BASE64URL_DOT | GK_PLUS_SLASH | GK_QUOTE | GK_COLON | GK_MARK,
    GK_PRINTS = GK_VISIBLE | GK_SPACE
};

extern const uint16_t gk_text_classes[256];

/* The character at `i`; -1 outside, so that i - 1 at the start is fine. */
static inline int gk_text_get(const struct gk_text *t, size_t i)
{
    return i < t->len ? t->at[i << t->shift] : -1;
}

/* Whether the character at `i` is of one of the classes; outside: no. */
static inline bool gk_text_is(const struct gk_text *t, size_t i,
                              unsigned classes)
{
    return i < t->len && (gk_text_classes[t->at[i << t->shift]] & classes) != 0;
}

static inline int gk_lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Whether `word` stands at `i`. */
bool gk_text_has(const struct gk_text *t, size_t i, const char *word,
                 size_t len, bool fold);
/* Whether `word` ends before `i`, in any case of letters. */
bool gk_text_ends(const struct gk_text *t, size_t i, const char *word);
/* How many characters from `i` are of these classes, at most `max`. */
size_t gk_text_run(const struct gk_text *t, size_t i, unsigned classes,
                   size_t max);
/* How many before `i`. */
size_t gk_text_run_back(const struct gk_text *t, size_t i, unsigned classes,
                        size_t max);
/* Whether `word` is anywhere in [i, i + len), in any case of letters. */
bool gk_text_holds_word(const struct gk_text *t, size_t i, size_t len,
                        const char *word);
struct gk_text gk_text_part(const struct gk_text *t, size_t i, size_t len);
/* In any case of letters. */
bool gk_text_same(const struct gk_text *a, const struct gk_text *b);
/* Appends the characters; they must print. */
void gk_text_put(const struct gk_text *t, gk_buf *out);
/* Decodes base 64, either alphabet, until a character that is none or `cap`
 * bytes. Returns the bytes. */
size_t gk_text_decode64(const struct gk_text *t, size_t i, uint8_t *out,
                        size_t cap);

#endif
