/*
 * keyring: the public keys whose signatures count.
 *
 * A value; all zero is an empty one. Filled once, then only read: threads may
 * share it.
 */
#ifndef GK_SCANNER_SIGNING_KEYRING_H
#define GK_SCANNER_SIGNING_KEYRING_H

#include "scanner/signing/key.h"

/* Each is tried with each signature. */
#define GK_MAX_KEYS 64u

typedef struct gk_keyring {
    gk_key **at; /* owned */
    size_t count;
} gk_keyring;

/* Reads a public key into the ring.
 * Fails: as gk_key_read_public; GK_E_LIMIT. */
GK_NODISCARD gk_status gk_keyring_read(gk_keyring *ring, const char *path,
                                       gk_error *err);
void gk_keyring_clear(gk_keyring *ring);

#endif
