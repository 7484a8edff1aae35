/*
 * key: an Ed25519 key, public or with its private half.
 *
 * Files are PEM as OpenSSL writes them (PUBLIC KEY, PRIVATE KEY), or the raw
 * form of the tool conventions (0x01 and 32 bytes; 0x81 and 64 bytes).
 */
#ifndef GK_SCANNER_SIGNING_KEY_H
#define GK_SCANNER_SIGNING_KEY_H

#include "core/base/buf.h"

#include <stdbool.h>

#define GK_KEY_BYTES       32
#define GK_SIGNATURE_BYTES 64
/* 16 hexadecimal digits and the NUL. */
#define GK_KEY_ID_BYTES 17
/* A key file is a few lines. */
#define GK_MAX_KEY_FILE ((size_t)16 << 10)

typedef struct gk_key gk_key;

/* A new pair from the system's random numbers. *out is owned.
 * Fails: GK_E_TOOL without libcrypto, GK_E_IO, GK_E_NOMEM. */
GK_NODISCARD gk_status gk_key_generate(gk_key **out, gk_error *err);

/* Reads the bytes of a public key; a private one is refused: whoever checks
 * does not need it. *out is owned. Fails: GK_E_SYNTAX, GK_E_TOOL, GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_key_parse_public(const void *bytes, size_t len,
                                           gk_key **out, gk_error *err);
/* Reads the bytes of a private key. Likewise. */
GK_NODISCARD gk_status gk_key_parse_private(const void *bytes, size_t len,
                                            gk_key **out, gk_error *err);
/* The same from files; errors name them. Fails: GK_E_NOENT, GK_E_IO, too. */
GK_NODISCARD gk_status gk_key_read_public(const char *path, gk_key **out,
                                          gk_error *err);
GK_NODISCARD gk_status gk_key_read_private(const char *path, gk_key **out,
                                           gk_error *err);
/* Forgets the private half. NULL is fine. */
void gk_key_close(gk_key *key);

/* Appends PEM. The private half must be there for put_private. */
gk_status gk_key_put_public(const gk_key *key, gk_buf *out);
gk_status gk_key_put_private(const gk_key *key, gk_buf *out);

/* What guestkit calls a key: the first digits of its public half's SHA-256. */
const char *gk_key_id(const gk_key *key);

/* Signs with the private half. Fails: GK_E_FAILED. */
GK_NODISCARD gk_status gk_key_sign(const gk_key *key, const void *bytes,
                                   size_t len, uint8_t out[GK_SIGNATURE_BYTES],
                                   gk_error *err);
/* Any thread may ask. */
bool gk_key_verifies(const gk_key *key, const void *bytes, size_t len,
                     const uint8_t signature[GK_SIGNATURE_BYTES]);

#endif
