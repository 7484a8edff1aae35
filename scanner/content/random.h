/*
 * random: whether characters look drawn, or written by a person.
 */
#ifndef GK_SCANNER_CONTENT_RANDOM_H
#define GK_SCANNER_CONTENT_RANDOM_H

#include "scanner/content/text.h"

/* No "your_key", "xxxx", "EXAMPLE", "12345678" in it, and at least seven
 * different characters. */
bool gk_text_varied(const struct gk_text *t, size_t i, size_t len);
/* That, and digits and letters of both cases follow each other as often as
 * they do in drawn text, not as in names made of words. */
bool gk_text_random(const struct gk_text *t, size_t i, size_t len);

#endif
