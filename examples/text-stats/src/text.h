/*
 * text: UTF-8 as it comes, well-formed or not, in characters and words.
 *
 * A text is a slice of bytes of somebody else's; nothing here ends with NUL.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *at;
    size_t len; /* bytes */
};

/* What stands in place of bytes that are no UTF-8. */
#define TEXT_MALFORMED 0xfffdffffu

/*
 * Takes one code point off the front of a text that is not empty. Malformed
 * bytes are taken as decoders that put U+FFFD take them: as many as could have
 * begun a character, at least one.
 */
uint32_t text_next(struct text *rest);

/*
 * Takes the next word off the front; false when there is none left. A word is
 * letters and digits of any script, with single ' or - inside, and . or ,
 * before digits. `gap`, unless NULL, is what stood before the word, or before
 * the end.
 */
bool text_next_word(struct text *rest, struct text *word, struct text *gap);

size_t text_characters(struct text text);

/* Equal but for the case of the letters A to Z. */
bool text_same_word(struct text a, struct text b);

struct text_counts {
    size_t bytes;
    size_t characters; /* code points; each malformed piece is one */
    size_t malformed;
    size_t words;
    size_t lines;     /* the last one need not end with a newline */
    size_t sentences; /* roughly: "e.g. this" ends one, "a.b" does not */
};

struct text_counts text_count(struct text text);

#endif
