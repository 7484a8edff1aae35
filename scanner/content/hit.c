#include "scanner/content/hit.h"

#include "core/base/utf8.h"
#include "scanner/content/secret.h"
#include "scanner/finding.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a. Hostile modules have many long keys that differ at their ends. */
static uint32_t hash_of(const struct gk_text *key)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < key->len; i++)
        hash = (hash ^ (uint32_t)gk_lower(gk_text_get(key, i))) * 16777619u;
    return hash;
}

static struct gk_hit *equal_one(struct gk_hits *list, const struct gk_hit *hit,
                                uint32_t hash)
{
    for (size_t i = 0; i < list->count; i++) {
        struct gk_hit *h = &list->at[i];

        if (h->hash == hash && h->severity == hit->severity &&
            h->label == hit->label && gk_text_same(&h->key, &hit->key))
            return h;
    }
    return NULL;
}

static bool make_room(struct gk_hits *list)
{
    size_t cap = list->cap == 0 ? 4 : list->cap * 2;
    struct gk_hit *at;

    if (list->count < list->cap)
        return true;
    at = reallocarray(list->at, cap, sizeof *at);
    if (at == NULL) {
        list->nomem = true;
        return false;
    }
    list->at = at;
    list->cap = cap;
    return true;
}

struct gk_hit *gk_hits_add(struct gk_hits *list, const struct gk_hit *hit)
{
    uint32_t hash = hash_of(&hit->key);
    struct gk_hit *same = equal_one(list, hit, hash);

    if (same != NULL) {
        same->more++;
        return NULL;
    }
    if (list->kept[hit->severity] >= GK_MAX_FINDINGS) {
        list->left_out[hit->severity]++;
        return NULL;
    }
    if (!make_room(list))
        return NULL;
    list->kept[hit->severity]++;
    list->at[list->count] = *hit;
    list->at[list->count].hash = hash;
    return &list->at[list->count++];
}

static int compare(const void *left, const void *right)
{
    const struct gk_hit *a = left, *b = right;

    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->spot.custom != b->spot.custom)
        return a->spot.custom ? 1 : -1;
    if (a->spot.index != b->spot.index)
        return a->spot.index < b->spot.index ? -1 : 1;
    if (a->spot.within != b->spot.within)
        return a->spot.within < b->spot.within ? -1 : 1;
    return strcmp(a->label, b->label);
}

void gk_hits_sort(struct gk_hits *list)
{
    if (list->count > 1)
        qsort(list->at, list->count, sizeof *list->at, compare);
}

void gk_hits_clear(struct gk_hits *list)
{
    free(list->at);
    memset(list, 0, sizeof *list);
}

gk_status gk_hit_show(struct gk_hit *hit, const gk_buf *text)
{
    static const char dots[] = "…";
    const size_t max = sizeof hit->shown - sizeof dots;
    gk_buf masked = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_status st = gk_secret_hide(text, &masked);
    size_t len;

    if (st == GK_OK)
        st = gk_utf8_put_printable(&out, (const uint8_t *)gk_buf_text(&masked),
                                   masked.len, false);
    len = out.len <= max ? out.len : gk_utf8_floor(out.data, max);
    if (len > 0)
        memcpy(hit->shown, out.data, len);
    hit->shown[len] = '\0';
    if (len < out.len)
        memcpy(hit->shown + len, dots, sizeof dots);
    gk_buf_clear(&masked);
    gk_buf_clear(&out);
    return st;
}
