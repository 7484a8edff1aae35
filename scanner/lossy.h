/*
 * lossy: a file's bytes as a host sees them that reads the file as text.
 *
 * Such a host decodes UTF-8, replacing each maximal ill-formed subpart by
 * U+FFFD, and encodes the text again: every such subpart has become EF BF BD
 * and what follows has moved. The re-encoded bytes are never held in memory:
 * an index of marks finds any of them at once.
 *
 * The raw bytes are borrowed and must outlive the value.
 */
#ifndef GK_SCANNER_LOSSY_H
#define GK_SCANNER_LOSSY_H

#include "core/base/error.h"
#include "core/base/sha256.h"

#include <stdbool.h>

typedef struct gk_lossy {
    const uint8_t *raw;
    size_t len;
    uint64_t size;    /* bytes of the re-encoded text */
    bool same;        /* raw was UTF-8 all through: nothing has changed */
    uint32_t *marks;  /* owned; where every 256th byte comes from */
    uint64_t start;   /* the character looked at last: where it starts, */
    uint32_t at;      /* where that is in raw, */
    uint8_t raw_len;  /* how many raw bytes it is, */
    uint8_t text_len; /* how many in the text, */
    uint8_t text[4];  /* and which */
} gk_lossy;

/* `len` is at most GK_MAX_MODULE_BYTES. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_lossy_init(gk_lossy *lossy, const void *raw,
                                     size_t len, gk_error *err);
void gk_lossy_clear(gk_lossy *lossy);

/* The byte at `pos` of the text, -1 past its end. Cheap wherever `pos` is, and
 * cheapest near the last one. */
int gk_lossy_byte(gk_lossy *lossy, uint64_t pos);

/* SHA-256 of the text, lower-case hex. */
void gk_lossy_sha256(const void *raw, size_t len,
                     char out[GK_SHA256_HEX_BYTES]);

#endif
