/*
 * confusable: what a name looks like to a person, as far as that differs from
 * what it is. Pure functions; names are any bytes.
 *
 * A small table for names of functions, not all of Unicode's confusables
 * (UTS 39): the letters that are taken for ASCII ones at any size and in any
 * type.
 */
#ifndef GK_SCANNER_RULES_CONFUSABLE_H
#define GK_SCANNER_RULES_CONFUSABLE_H

#include "core/wasm/module.h"

/* Longer names are looked at for invisible characters only. */
#define GK_MAX_LOOKALIKE 128u

struct gk_looks {
    const char *hidden; /* static: "a bidirectional control", the first
                           character that cannot be seen; NULL: none */
    uint32_t at;        /* its offset in the name */
    bool imitates;      /* a word mixes ASCII letters with others that look like
                           them, and the whole name looks like ASCII */
    char ascii[GK_MAX_LOOKALIKE + 1]; /* what it looks like; "" when it is
                                         ASCII, or does not look like it */
};

/* What is the matter with a name. Linear in its length. */
void gk_name_look(struct gk_name name, struct gk_looks *out);

#endif
