/*
 * text_pattern: what the supply-chain table looks for in files that are no
 * wasm, in its order.
 */
#ifndef GK_SCANNER_TEXT_PATTERN_H
#define GK_SCANNER_TEXT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gk_text_pattern {
    const char *text;     /* as the table writes it */
    const char *parts[3]; /* what it means: these, in this order, in one line;
                             NULL after the last */
};

extern const struct gk_text_pattern gk_text_patterns[];
extern const size_t gk_text_pattern_count;

/* Where the pattern's meaning is found: an offset, or `len`. */
size_t gk_text_pattern_find(const struct gk_text_pattern *pattern,
                            const uint8_t *bytes, size_t len);

/* Whether `text` stands there letter by letter, as the deployed host looks. */
bool gk_text_holds(const uint8_t *bytes, size_t len, const char *text);

#endif
