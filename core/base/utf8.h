/*
 * utf8: text that comes from somewhere else. Pure functions.
 */
#ifndef GK_CORE_BASE_UTF8_H
#define GK_CORE_BASE_UTF8_H

#include "core/base/buf.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Decodes one code point at bytes[0..len); len > 0.
 * Returns its length (1–4) and stores it in *out; for an ill-formed sequence
 * returns minus the length of its maximal subpart, and stores U+FFFD.
 * Source: Unicode 15, table 3-7 and "U+FFFD substitution of maximal subparts".
 */
int gk_utf8_next(const uint8_t *bytes, size_t len, uint32_t *out);

bool gk_utf8_valid(const uint8_t *bytes, size_t len);

/* Whether all bytes are ' ' to '~'. */
bool gk_utf8_printable_ascii(const uint8_t *bytes, size_t len);
/* How many bytes at the beginning are well-formed: len when all are. */
size_t gk_utf8_prefix(const uint8_t *bytes, size_t len);

/* Appends the UTF-8 form of a code point (surrogates as WTF-8). */
gk_status gk_utf8_put(gk_buf *out, uint32_t cp);

/*
 * Appends the bytes as the WHATWG "UTF-8 decode" has them: one leading BOM
 * dropped, each maximal ill-formed subpart replaced by U+FFFD.
 */
gk_status gk_utf8_put_lossy(gk_buf *out, const uint8_t *bytes, size_t len);

/* What is left of UTF-8 without Unicode white space at both ends; borrowed from
 * the same bytes. */
const uint8_t *gk_utf8_trim(const uint8_t *bytes, size_t len, size_t *left);

/* The largest n <= len that does not end inside a character. */
size_t gk_utf8_floor(const uint8_t *bytes, size_t len);

/*
 * Appends text for a person's terminal: printable UTF-8 stays; control
 * characters (C0, DEL, C1), bidirectional controls, zero-width characters,
 * surrogates and ill-formed bytes become \n, \t, \x1b, \u{202e} and the like.
 * A backslash is doubled only when `escape_backslash`.
 */
gk_status gk_utf8_put_printable(gk_buf *out, const uint8_t *bytes, size_t len,
                                bool escape_backslash);

#ifdef __cplusplus
}
#endif
#endif
