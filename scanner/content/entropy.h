/*
 * entropy: how evenly bytes are spread, in 1/65536 bits a byte; 8 bits is what
 * cannot be compressed. Integers only: the same on every machine.
 */
#ifndef GK_SCANNER_CONTENT_ENTROPY_H
#define GK_SCANNER_CONTENT_ENTROPY_H

#include "scanner/content/area.h"

#define GK_ENTROPY_BIT 65536u

/* Shannon's, of `len` > 0 bytes; at most 16 MiB. */
uint32_t gk_entropy(const uint8_t *bytes, size_t len);

/* Stretches of data that look random: the largest, and all together. */
struct gk_random {
    struct gk_spot spot; /* of the largest; of equal ones the first */
    size_t len;          /* its bytes */
    uint32_t entropy;    /* its mean */
    uint64_t count, bytes;
};

/* Adds those of an area. */
void gk_entropy_seek(const struct gk_area *area, struct gk_random *out);

#endif
