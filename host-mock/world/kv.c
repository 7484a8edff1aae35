#include "host-mock/world/kv.h"

#include "core/base/limits.h"

#include <stdlib.h>
#include <string.h>

static void row_free(struct gk_kv_row *row)
{
    if (row == NULL)
        return;
    gk_buf_clear(&row->key);
    gk_buf_clear(&row->value);
    free(row);
}

void gk_kv_clear(struct gk_kv *kv)
{
    for (size_t i = 0; i < kv->count; i++)
        row_free(kv->rows[i]);
    free(kv->rows);
    kv->rows = NULL;
    kv->count = 0;
    kv->bytes = 0;
}

static int compare(const gk_buf *a, const void *bytes, size_t len)
{
    size_t least = a->len < len ? a->len : len;
    int order = least > 0 ? memcmp(a->data, bytes, least) : 0;

    return order != 0 ? order : (a->len > len) - (a->len < len);
}

/* Where the key is, or would be. */
static size_t find(const struct gk_kv *kv, const void *key, size_t len,
                   bool *there)
{
    size_t low = 0, high = kv->count;

    *there = false;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = compare(&kv->rows[mid]->key, key, len);

        if (order == 0) {
            *there = true;
            return mid;
        }
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static gk_status insert(struct gk_kv *kv, size_t at, struct gk_kv_row *row,
                        gk_error *err)
{
    if ((kv->count & (kv->count - 1)) == 0) {
        size_t cap = kv->count == 0 ? 1 : kv->count * 2;
        struct gk_kv_row **rows = reallocarray(kv->rows, cap, sizeof *rows);

        if (rows == NULL)
            return gk_fail_nomem(err);
        kv->rows = rows;
    }
    memmove(&kv->rows[at + 1], &kv->rows[at],
            (kv->count - at) * sizeof *kv->rows);
    kv->rows[at] = row;
    kv->count++;
    return GK_OK;
}

static struct gk_kv_row *row_new(const void *key, size_t key_len,
                                 const void *value, size_t value_len)
{
    struct gk_kv_row *row = calloc(1, sizeof *row);

    if (row == NULL)
        return NULL;
    row->key.max = row->value.max = GK_MAX_STATE_BYTES;
    gk_buf_put(&row->key, key, key_len);
    gk_buf_put(&row->value, value, value_len);
    if (row->key.status == GK_OK && row->value.status == GK_OK)
        return row;
    row_free(row);
    return NULL;
}

gk_status gk_kv_set(struct gk_kv *kv, const void *key, size_t key_len,
                    const void *value, size_t value_len, gk_error *err)
{
    struct gk_kv_row *row;
    bool there;
    size_t at = find(kv, key, key_len, &there);
    size_t old =
        there ? key_len + kv->rows[at]->value.len + GK_KV_ROW_BYTES : 0;
    size_t new = key_len + value_len + GK_KV_ROW_BYTES;

    if (kv->bytes - old + new > GK_MAX_STATE_BYTES)
        return gk_fail(err, GK_E_LIMIT, "state is over %zu bytes",
                       GK_MAX_STATE_BYTES);
    row = row_new(key, key_len, value, value_len);
    if (row == NULL)
        return gk_fail_nomem(err);
    if (there) {
        row_free(kv->rows[at]);
        kv->rows[at] = row;
    } else if (insert(kv, at, row, err) != GK_OK) {
        row_free(row);
        return GK_E_NOMEM;
    }
    kv->bytes += new - old;
    return GK_OK;
}

const gk_buf *gk_kv_get(const struct gk_kv *kv, const void *key, size_t key_len)
{
    bool there;
    size_t at = find(kv, key, key_len, &there);

    return there ? &kv->rows[at]->value : NULL;
}

/* Looks for an equal key at each row: for few rows, of any size. */
static gk_json *build_json(const struct gk_kv *kv)
{
    gk_json *object = gk_json_new_object();

    for (size_t i = 0; i < kv->count; i++) {
        const struct gk_kv_row *row = kv->rows[i];

        if (gk_json_set(object, gk_buf_text(&row->key),
                        gk_json_new_bytes(row->value.data, row->value.len)) !=
            GK_OK) {
            gk_json_free(object);
            return NULL;
        }
    }
    return object;
}

/* By way of its text: a guest with many small rows is no long wait then. Where
 * the text is more than a parser takes, rows are large and not so many. */
gk_json *gk_kv_to_json(const struct gk_kv *kv)
{
    gk_buf text = GK_BUF_LIMIT(GK_MAX_JSON_BYTES);
    gk_json *object = NULL;

    gk_buf_byte(&text, '{');
    for (size_t i = 0; i < kv->count && text.status == GK_OK; i++) {
        const struct gk_kv_row *row = kv->rows[i];

        if (i > 0)
            gk_buf_byte(&text, ',');
        gk_json_quote(&text, row->key.data, row->key.len);
        gk_buf_byte(&text, ':');
        gk_json_quote(&text, row->value.data, row->value.len);
    }
    gk_buf_byte(&text, '}');
    if (text.status == GK_E_LIMIT)
        object = build_json(kv);
    /* Ill-formed keys may have become equal: the last one counts. */
    else if (text.status == GK_OK &&
             gk_json_parse_js(text.data, text.len, &object, NULL) != GK_OK)
        object = NULL;
    gk_buf_clear(&text);
    return object;
}

gk_status gk_kv_add_json(struct gk_kv *kv, const gk_json *object, gk_error *err)
{
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(object); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        gk_buf value = GK_BUF_INIT;

        gk_json_bytes(m, &value);
        st = gk_buf_check(&value, err);
        if (st == GK_OK)
            st = gk_kv_set(kv, gk_json_key(m), strlen(gk_json_key(m)),
                           value.data, value.len, err);
        gk_buf_clear(&value);
    }
    return st;
}
