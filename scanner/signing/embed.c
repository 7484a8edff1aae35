#include "scanner/signing/embed.h"

#include "core/base/limits.h"
#include "core/wasm/leb.h"
#include "scanner/signing/data.h"
#include "scanner/signing/parts.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define PREAMBLE_BYTES  8u
#define DELIMITER_BYTES 16u

static void put_custom(const char *name, const void *bytes, size_t len,
                       gk_buf *out)
{
    gk_buf payload = GK_BUF_INIT;

    gk_leb_put_u64(&payload, strlen(name));
    gk_buf_puts(&payload, name);
    gk_buf_put(&payload, bytes, len);
    if (payload.status != GK_OK)
        out->status = payload.status;
    gk_buf_byte(out, GK_SECTION_CUSTOM);
    gk_leb_put_u64(out, payload.len);
    gk_buf_put(out, payload.data, payload.len);
    gk_buf_clear(&payload);
}

/* The preamble and all sections but the signature, with a delimiter at the
 * end. */
static gk_status put_content(const struct gk_parts *p, gk_buf *out,
                             gk_error *err)
{
    uint8_t random[DELIMITER_BYTES];
    size_t skip = p->present ? p->header : p->len;
    size_t resume = p->present ? (size_t)p->data + p->data_len : p->len;

    gk_buf_put(out, p->bytes, skip);
    gk_buf_put(out, p->bytes + resume, p->len - resume);
    if (p->tail) {
        if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
            return gk_fail(err, GK_E_IO, "no random numbers: %s",
                           strerror(errno));
        put_custom(GK_SIGNATURE_DELIMITER, random, sizeof random, out);
    }
    return gk_buf_check(out, err);
}

static bool same_set(const struct gk_signature_set *a,
                     const struct gk_signature_set *b)
{
    return a->hash_count == b->hash_count &&
           memcmp(a->hashes, b->hashes,
                  (size_t)a->hash_count * GK_SHA256_BYTES) == 0;
}

/* The number of the set with those hashes, a new one where there is none. */
static gk_status find_set(struct gk_signature_data *d,
                          const struct gk_signature_set *set, uint32_t *out,
                          gk_error *err)
{
    for (uint32_t i = 0; i < d->set_count; i++)
        if (same_set(&d->sets[i], set)) {
            *out = i;
            return GK_OK;
        }
    if (d->set_count == GK_MAX_SIGNED_SETS)
        return gk_fail(err, GK_E_LIMIT, "%u sets of hashes are signed already",
                       GK_MAX_SIGNED_SETS);
    *out = d->set_count;
    d->sets[d->set_count++] = *set;
    return GK_OK;
}

/* Puts `e` in the place of one by the same key in the same set, or behind the
 * others. */
static gk_status add_entry(struct gk_signature_data *d,
                           const struct gk_signature_entry *e, gk_error *err)
{
    for (uint32_t i = 0; i < d->entry_count; i++) {
        const struct gk_signature_entry *old = &d->entries[i];

        if (old->set == e->set && old->key_id.len == e->key_id.len &&
            memcmp(old->key_id.at, e->key_id.at, e->key_id.len) == 0) {
            d->entries[i] = *e;
            return GK_OK;
        }
    }
    if (d->entry_count == GK_MAX_SIGNATURES)
        return gk_fail(err, GK_E_LIMIT, "%u signatures are there already",
                       GK_MAX_SIGNATURES);
    d->entries[d->entry_count++] = *e;
    return GK_OK;
}

/* Signs the hashes of `content` and appends file and signatures, the old ones
 * first. */
static gk_status sign(const gk_buf *content, const gk_key *key,
                      const struct gk_signature_data *old, gk_buf *out,
                      gk_error *err)
{
    uint8_t hashes[GK_MAX_PARTS + 1][GK_SHA256_BYTES];
    uint8_t signature[GK_SIGNATURE_BYTES];
    struct gk_signature_data all = *old;
    const char *id = gk_key_id(key);
    struct gk_signature_set set = {.hashes = &hashes[0][0]};
    struct gk_signature_entry e = {
        .key_id = {(const uint8_t *)id, (uint32_t)strlen(id)},
        .algorithm = GK_SIGNATURE_ED25519,
        .at = signature,
        .len = sizeof signature};
    gk_buf message = GK_BUF_INIT;
    gk_buf section = GK_BUF_INIT;
    struct gk_parts parts;
    gk_status st;

    gk_parts_find(content->data, content->len, &parts);
    set.hash_count = gk_parts_hashes(&parts);
    if (parts.many || set.hash_count > GK_MAX_SIGNED_HASHES)
        return gk_fail(err, GK_E_LIMIT, "the file has more than %u parts",
                       GK_MAX_SIGNED_HASHES);
    gk_parts_hash(&parts, hashes);
    gk_signature_message(&set, &message);
    st = gk_buf_check(&message, err);
    if (st == GK_OK)
        st = gk_key_sign(key, message.data, message.len, signature, err);
    if (st == GK_OK)
        st = find_set(&all, &set, &e.set, err);
    if (st == GK_OK)
        st = add_entry(&all, &e, err);
    if (st != GK_OK)
        goto done;
    gk_signature_write(&all, &section);
    st = gk_buf_check(&section, err);
    if (st != GK_OK)
        goto done;
    gk_buf_put(out, content->data, PREAMBLE_BYTES);
    put_custom(GK_SIGNATURE_SECTION, section.data, section.len, out);
    gk_buf_put(out, content->data + PREAMBLE_BYTES,
               content->len - PREAMBLE_BYTES);
    st = gk_buf_check(out, err);
done:
    gk_buf_clear(&message);
    gk_buf_clear(&section);
    return st;
}

gk_status gk_signature_embed(const void *bytes, size_t len, const gk_key *key,
                             bool add, gk_buf *out, gk_error *err)
{
    gk_buf content = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES);
    struct gk_signature_data data = {.set_count = 0};
    struct gk_parts parts;
    gk_status st = GK_OK;

    gk_parts_find(bytes, len, &parts);
    if (!parts.wasm)
        return gk_fail(err, GK_E_MALFORMED,
                       "not a WebAssembly module or component");
    if (add && parts.first) {
        st = gk_signature_parse(parts.bytes + parts.data, parts.data_len, &data,
                                err);
        if (st != GK_OK)
            gk_wrap(err, "the signature that is there");
    }
    if (st == GK_OK)
        st = put_content(&parts, &content, err);
    if (st == GK_OK)
        st = sign(&content, key, &data, out, err);
    gk_buf_clear(&content);
    return st;
}
