#include "scanner/signing/keyring.h"

#include <stdlib.h>

gk_status gk_keyring_read(gk_keyring *ring, const char *path, gk_error *err)
{
    gk_key **grown;
    gk_key *key;
    gk_status st;

    if (ring->count >= GK_MAX_KEYS)
        return gk_fail(err, GK_E_LIMIT, "more than %u keys", GK_MAX_KEYS);
    st = gk_key_read_public(path, &key, err);
    if (st != GK_OK)
        return st;
    grown = reallocarray(ring->at, ring->count + 1, sizeof(gk_key *));
    if (grown == NULL) {
        gk_key_close(key);
        return gk_fail_nomem(err);
    }
    ring->at = grown;
    ring->at[ring->count++] = key;
    return GK_OK;
}

void gk_keyring_clear(gk_keyring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        gk_key_close(ring->at[i]);
    free(ring->at);
    ring->at = NULL;
    ring->count = 0;
}
