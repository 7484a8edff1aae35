/*
 * kv: bytes under bytes, sorted by key. What a guest keeps.
 */
#ifndef GK_HOST_MOCK_WORLD_KV_H
#define GK_HOST_MOCK_WORLD_KV_H

#include "core/base/json.h"

/* What a row costs beside its bytes: without it a guest could fill the host
 * with rows of nothing. */
#define GK_KV_ROW_BYTES 128

struct gk_kv_row {
    gk_buf key;
    gk_buf value;
};

struct gk_kv {
    struct gk_kv_row **rows; /* owned, sorted bytewise; pointers, so that a
                                new row in front moves little */
    size_t count;
    size_t bytes; /* of all keys and values, and GK_KV_ROW_BYTES each */
};

#define GK_KV_INIT                                                             \
    {                                                                          \
        NULL, 0, 0                                                             \
    }

void gk_kv_clear(struct gk_kv *kv);
/* Copies. Fails: GK_E_LIMIT over GK_MAX_STATE_BYTES, GK_E_NOMEM. */
GK_NODISCARD gk_status gk_kv_set(struct gk_kv *kv, const void *key,
                                 size_t key_len, const void *value,
                                 size_t value_len, gk_error *err);
/* Borrowed until the next change; NULL when it is not there. */
const gk_buf *gk_kv_get(const struct gk_kv *kv, const void *key,
                        size_t key_len);
/* {key: value}, owned; NULL when out of memory. */
gk_json *gk_kv_to_json(const struct gk_kv *kv);
/* Adds the members of an object of strings. */
GK_NODISCARD gk_status gk_kv_add_json(struct gk_kv *kv, const gk_json *object,
                                      gk_error *err);

#endif
