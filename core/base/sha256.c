#include "core/base/sha256.h"

/* The one-shot and streaming calls of libcrypto that pull in no provider
 * machinery: it would cost more start time than the rest of the program. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

void gk_sha256(const void *bytes, size_t len, uint8_t out[GK_SHA256_BYTES])
{
    SHA256_CTX ctx;

    SHA256_Init(&ctx);
    SHA256_Update(&ctx, bytes, len);
    SHA256_Final(out, &ctx);
}

void gk_sha256_hex(const void *bytes, size_t len, char out[GK_SHA256_HEX_BYTES])
{
    static const char hex[] = "0123456789abcdef";
    uint8_t digest[GK_SHA256_BYTES];

    gk_sha256(bytes, len, digest);
    for (size_t i = 0; i < GK_SHA256_BYTES; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    out[2 * GK_SHA256_BYTES] = '\0';
}
