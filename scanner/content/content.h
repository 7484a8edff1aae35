/*
 * content: what lies in a module's data segments and custom sections.
 *
 * Found in one pass, linear in the module's bytes; the rules about content read
 * it. It owns the lists; the keys in them are borrowed from the module's bytes.
 */
#ifndef GK_SCANNER_CONTENT_CONTENT_H
#define GK_SCANNER_CONTENT_CONTENT_H

#include "scanner/content/entropy.h"

typedef struct gk_content {
    struct gk_hits hits[GK_HIT_KINDS]; /* sorted: the severest first */
    struct gk_random random;
} gk_content;

/* Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_content_find(const gk_module *module, gk_content *out,
                                       gk_error *err);
void gk_content_clear(gk_content *content);

#endif
