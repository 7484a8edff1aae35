/*
 * hit: something found in a module's data, and the list of those of one kind.
 *
 * The list owns its rows; a key is borrowed from the module's bytes. Equal ones
 * are one row with a count. A list keeps GK_MAX_FINDINGS rows of each severity:
 * what is harmless, however much there is of it, cannot crowd out what is not.
 */
#ifndef GK_SCANNER_CONTENT_HIT_H
#define GK_SCANNER_CONTENT_HIT_H

#include "core/wasm/module.h"
#include "scanner/content/text.h"
#include "scanner/severity.h"

enum gk_hit_kind {
    GK_HIT_ADDRESS,
    GK_HIT_URL,
    GK_HIT_SECRET,
    GK_HIT_PATH,
    GK_HIT_PROGRAM,
    GK_HIT_COMMAND,
    GK_HIT_KINDS
};

/* A byte of a data segment or a custom section. */
struct gk_spot {
    bool custom;
    uint32_t index; /* of the segment; the section's number */
    uint32_t within;
};

/* What a row shows, at most; longer texts are cut. */
#define GK_HIT_TEXT 160

struct gk_hit {
    gk_severity severity;
    struct gk_spot spot; /* of the first */
    const char *label;   /* static: what it is; part of what makes two equal */
    struct gk_text key;  /* in any case of letters; len 0: the label decides */
    uint32_t hash;       /* of the key; the list's */
    char shown[GK_HIT_TEXT]; /* printable, without secrets */
    uint64_t more;           /* equal ones behind the first */
};

struct gk_hits {
    struct gk_hit *at; /* owned */
    size_t count, cap;
    size_t kept[GK_SEVERITY_ERROR + 1];       /* rows of each severity */
    uint64_t left_out[GK_SEVERITY_ERROR + 1]; /* that are in no row */
    bool nomem;
};

/* Copies the row and returns it, borrowed until the next is added; NULL when it
 * was only counted. */
struct gk_hit *gk_hits_add(struct gk_hits *list, const struct gk_hit *hit);
/* The severest first, then by place. */
void gk_hits_sort(struct gk_hits *list);
void gk_hits_clear(struct gk_hits *list);

/* Puts a text into `shown`: what does not print escaped, what looks like a
 * secret masked, the rest of a long one as "…". Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_hit_show(struct gk_hit *hit, const gk_buf *text);

#endif
