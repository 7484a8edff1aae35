/*
 * area: a stretch of a module that holds data: a data segment, or the payload
 * of a custom section.
 *
 * A value, borrowed from the module. What is not to be found in an area is left
 * out of its `wanted`: the debug sections of an honest module are full of
 * addresses of its tools' makers, but a secret or the name of somebody's home
 * is worth telling wherever it lies.
 */
#ifndef GK_SCANNER_CONTENT_AREA_H
#define GK_SCANNER_CONTENT_AREA_H

#include "scanner/content/hit.h"

struct gk_area {
    struct gk_spot spot; /* of its first byte */
    const uint8_t *at;
    uint32_t len;
    unsigned wanted; /* bits 1 << enum gk_hit_kind */
    bool measured;   /* for GK035 */
};

/* Data segments and sections together; area numbers are below this. */
uint32_t gk_area_count(const gk_module *module);
/* In their order: segments, then custom sections. False: number `n` is a
 * section that is not custom. */
bool gk_area_get(const gk_module *module, uint32_t n, struct gk_area *out);

#endif
