/*
 * leb: LEB128 integers (core 2.0, 5.2.2), bounded. Pure functions.
 */
#ifndef GK_CORE_WASM_LEB_H
#define GK_CORE_WASM_LEB_H

#include "core/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Each reads at bytes[*at..end), moves *at past the integer, and stores it.
 * False, with *at where it was, when the bytes end, the integer is longer than
 * its type allows, or unused bits are set.
 */
bool gk_leb_u32(const uint8_t *bytes, size_t end, size_t *at, uint32_t *out);
bool gk_leb_u64(const uint8_t *bytes, size_t end, size_t *at, uint64_t *out);
bool gk_leb_s32(const uint8_t *bytes, size_t end, size_t *at, int32_t *out);
bool gk_leb_s33(const uint8_t *bytes, size_t end, size_t *at, int64_t *out);
bool gk_leb_s64(const uint8_t *bytes, size_t end, size_t *at, int64_t *out);

/* Shortest forms. */
gk_status gk_leb_put_u64(gk_buf *out, uint64_t value);
gk_status gk_leb_put_s64(gk_buf *out, int64_t value);

#ifdef __cplusplus
}
#endif
#endif
