/*
 * sha256: SHA-256 (FIPS 180-4), by OpenSSL's libcrypto.
 */
#ifndef GK_CORE_BASE_SHA256_H
#define GK_CORE_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GK_SHA256_BYTES     32
#define GK_SHA256_HEX_BYTES 65 /* 64 digits and the NUL */

void gk_sha256(const void *bytes, size_t len, uint8_t out[GK_SHA256_BYTES]);
/* Lower-case hex. */
void gk_sha256_hex(const void *bytes, size_t len,
                   char out[GK_SHA256_HEX_BYTES]);

#ifdef __cplusplus
}
#endif
#endif
