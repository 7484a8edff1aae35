/*
 * utf8: one well-formed sequence. Private to the json library.
 */
#ifndef GUESTKIT_SRC_JSON_UTF8_H
#define GUESTKIT_SRC_JSON_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Length (1–4) of the well-formed sequence at bytes[0..len), len > 0; for an
 * ill-formed one minus the length of its maximal subpart (1–3).
 * Source: Unicode 15, table 3-7.
 */
int gk_utf8_length(const char *bytes, size_t len);

/* Writes a code point (no surrogate) to out; returns the length, 1–4. */
int gk_utf8_encode(uint32_t code_point, char out[4]);

/* How many of the first `len` characters JSON takes as they are; ASCII only. */
size_t gk_json_plain(const char *text, size_t len);

#endif
