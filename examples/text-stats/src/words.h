/*
 * words: the distinct words of a text, and how often each is there.
 *
 * Memory is the arena's (guestkit/memory.h): it goes with the tool call.
 */
#ifndef WORDS_H
#define WORDS_H

#include "text.h"

struct word {
    struct text text; /* as it was spelt first; borrowed from the text */
    size_t count;
    size_t characters;
};

struct words {
    struct word *list; /* in the order they were found */
    size_t count;
};

/* False: no memory. */
bool words_collect(struct text text, struct words *out);

/* Whether a stands before b. */
typedef bool words_order(const struct word *a, const struct word *b);

words_order words_more_often; /* then by the alphabet's bytes */
words_order words_longer;     /* counted in characters */

/* Writes the first `most` in that order to best, which has room for them, and
 * returns how many there are. Of equals, the one found first stands first. */
size_t words_best(const struct words *words, words_order *before,
                  const struct word **best, size_t most);

#endif
