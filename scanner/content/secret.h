/*
 * secret: what GK033 shows of one, and what other rules show instead.
 */
#ifndef GK_SCANNER_CONTENT_SECRET_H
#define GK_SCANNER_CONTENT_SECRET_H

#include "scanner/content/seek.h"

/* Records a secret, `len` characters from `i`. Its length is shown and at most
 * four of its first characters, a fifth of a short one; nothing else is ever
 * kept of it. `label` is static. */
void gk_secret_found(struct gk_seeker *s, const struct gk_text *t, size_t i,
                     size_t len, const char *label);

/* Appends the text with all that looks like a secret replaced by "***".
 * Fails: GK_E_NOMEM, or what failed in `text` before. */
gk_status gk_secret_hide(const gk_buf *text, gk_buf *out);

/* Replaces each token that has a known shape by "***", in place: for a whole
 * report, in which names may be anything. Linear in the text. */
void gk_secret_strike(gk_buf *text);

#endif
