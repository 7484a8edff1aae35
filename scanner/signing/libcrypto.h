/*
 * libcrypto: the part of OpenSSL's library that signs, loaded when it is first
 * needed.
 *
 * Linked in, it would double the start time of every command: its tables have
 * to be relocated before main. Digests need none of it and are linked in (see
 * core/base/sha256).
 */
#ifndef GK_SCANNER_SIGNING_LIBCRYPTO_H
#define GK_SCANNER_SIGNING_LIBCRYPTO_H

#include "core/base/error.h"

#include <openssl/evp.h>

/* GK_CRYPTO(result, name, parameters): what is used of it. */
#define GK_CRYPTO_LIST(GK_CRYPTO)                                              \
    GK_CRYPTO(int, OPENSSL_init_crypto,                                        \
              (uint64_t options, const OPENSSL_INIT_SETTINGS *settings))       \
    GK_CRYPTO(                                                                 \
        EVP_PKEY *, EVP_PKEY_new_raw_private_key,                              \
        (int type, ENGINE *engine, const unsigned char *key, size_t len))      \
    GK_CRYPTO(                                                                 \
        EVP_PKEY *, EVP_PKEY_new_raw_public_key,                               \
        (int type, ENGINE *engine, const unsigned char *key, size_t len))      \
    GK_CRYPTO(int, EVP_PKEY_get_raw_public_key,                                \
              (const EVP_PKEY *key, unsigned char *out, size_t *len))          \
    GK_CRYPTO(void, EVP_PKEY_free, (EVP_PKEY * key))                           \
    GK_CRYPTO(EVP_MD_CTX *, EVP_MD_CTX_new, (void))                            \
    GK_CRYPTO(void, EVP_MD_CTX_free, (EVP_MD_CTX * ctx))                       \
    GK_CRYPTO(int, EVP_DigestSignInit,                                         \
              (EVP_MD_CTX * ctx, EVP_PKEY_CTX * *key_ctx, const EVP_MD *type,  \
               ENGINE *engine, EVP_PKEY *key))                                 \
    GK_CRYPTO(int, EVP_DigestSign,                                             \
              (EVP_MD_CTX * ctx, unsigned char *sig, size_t *sig_len,          \
               const unsigned char *bytes, size_t len))                        \
    GK_CRYPTO(int, EVP_DigestVerifyInit,                                       \
              (EVP_MD_CTX * ctx, EVP_PKEY_CTX * *key_ctx, const EVP_MD *type,  \
               ENGINE *engine, EVP_PKEY *key))                                 \
    GK_CRYPTO(int, EVP_DigestVerify,                                           \
              (EVP_MD_CTX * ctx, const unsigned char *sig, size_t sig_len,     \
               const unsigned char *bytes, size_t len))

struct gk_crypto {
#define GK_CRYPTO(result, name, parameters) result(*name) parameters;
    GK_CRYPTO_LIST(GK_CRYPTO)
#undef GK_CRYPTO
};

/*
 * *out is static and lives as long as the program; any thread may ask.
 * Fails: GK_E_TOOL when the library is not there or too old; the message says
 * what to install.
 */
GK_NODISCARD gk_status gk_crypto_load(const struct gk_crypto **out,
                                      gk_error *err);

#endif
