/*
 * json_lex: checks one JSON text (RFC 8259) and rewrites it so that cJSON,
 * which is laxer and knows only NUL-terminated strings, gets it right.
 *
 * In the rewritten text \u0000 stands as C0 80 and a lone surrogate as its
 * three-byte form: neither can occur in checked UTF-8, so nothing is lost.
 * Numbers too long for cJSON are written shorter, with the same value.
 */
#ifndef GK_CORE_BASE_JSON_LEX_H
#define GK_CORE_BASE_JSON_LEX_H

#include "core/base/buf.h"

#include <stdbool.h>

/* What a reader takes. */
struct gk_json_grammar {
    unsigned depth;  /* containers within containers, at most */
    bool exact_only; /* no lone surrogate, no number beyond a double's range */
};

/* Fails: GK_E_SYNTAX "line L, column C: …", GK_E_LIMIT (depth), GK_E_NOMEM. */
GK_NODISCARD gk_status gk_json_lex(const uint8_t *text, size_t len,
                                   const struct gk_json_grammar *grammar,
                                   gk_buf *out, gk_error *err);

/*
 * How many bytes at the beginning mean themselves within a string: ASCII
 * without controls, quotes and backslashes. Most of most texts is that.
 */
size_t gk_json_plain_prefix(const uint8_t *bytes, size_t len);

#endif
