#include "scanner/signing/data.h"

#include "core/wasm/leb.h"

#include <inttypes.h>
#include <string.h>

struct cursor {
    const uint8_t *bytes;
    size_t at;
    size_t end;
    bool prefixed; /* each record's length stands before it */
};

static gk_status take_u32(struct cursor *c, uint32_t *out, const char *what,
                          gk_error *err)
{
    if (gk_leb_u32(c->bytes, c->end, &c->at, out))
        return GK_OK;
    return gk_fail(err, GK_E_MALFORMED, "%s: no 32-bit integer there", what);
}

static gk_status take_count(struct cursor *c, uint32_t max, uint32_t *out,
                            const char *what, gk_error *err)
{
    gk_status st = take_u32(c, out, what, err);

    if (st == GK_OK && *out > max)
        st = gk_fail(err, GK_E_LIMIT, "%" PRIu32 " %s, at most %" PRIu32, *out,
                     what, max);
    return st;
}

static gk_status take_bytes(struct cursor *c, size_t len, const uint8_t **out,
                            const char *what, gk_error *err)
{
    if (len > c->end - c->at)
        return gk_fail(err, GK_E_EOF, "%s of %zu bytes, %zu are left", what,
                       len, c->end - c->at);
    *out = c->bytes + c->at;
    c->at += len;
    return GK_OK;
}

/* Narrows to one record where its length is told; *end is to be put back. */
static gk_status enter(struct cursor *c, size_t *end, const char *what,
                       gk_error *err)
{
    uint32_t len;
    gk_status st;

    *end = c->end;
    if (!c->prefixed)
        return GK_OK;
    st = take_u32(c, &len, what, err);
    if (st == GK_OK && len > c->end - c->at)
        st = gk_fail(err, GK_E_EOF, "%s of %" PRIu32 " bytes, %zu are left",
                     what, len, c->end - c->at);
    if (st == GK_OK)
        c->end = c->at + len;
    return st;
}

static gk_status leave(struct cursor *c, size_t end, const char *what,
                       gk_error *err)
{
    if (c->prefixed && c->at != c->end)
        return gk_fail(err, GK_E_MALFORMED, "%zu bytes behind %s",
                       c->end - c->at, what);
    c->end = end;
    return GK_OK;
}

static gk_status take_entry(struct cursor *c, uint32_t set,
                            struct gk_signature_entry *e, gk_error *err)
{
    const uint8_t *algorithm = c->bytes;
    size_t end;
    gk_status st = enter(c, &end, "a signature", err);

    e->set = set;
    if (st == GK_OK)
        st = take_u32(c, &e->key_id.len, "a key id's length", err);
    if (st == GK_OK)
        st = take_bytes(c, e->key_id.len, &e->key_id.at, "a key id", err);
    if (st == GK_OK)
        st = take_bytes(c, 1, &algorithm, "an algorithm", err);
    if (st != GK_OK)
        return st;
    e->algorithm = *algorithm;
    st = take_u32(c, &e->len, "a signature's length", err);
    if (st == GK_OK)
        st = take_bytes(c, e->len, &e->at, "a signature", err);
    return st == GK_OK ? leave(c, end, "a signature", err) : st;
}

static gk_status take_set(struct cursor *c, struct gk_signature_data *d,
                          gk_error *err)
{
    struct gk_signature_set *set = &d->sets[d->set_count];
    uint32_t count = 0;
    size_t end;
    gk_status st = enter(c, &end, "a set of hashes", err);

    if (st == GK_OK)
        st = take_count(c, GK_MAX_SIGNED_HASHES, &set->hash_count, "hashes",
                        err);
    if (st == GK_OK)
        st = take_bytes(c, (size_t)set->hash_count * GK_SHA256_BYTES,
                        &set->hashes, "hashes", err);
    if (st == GK_OK)
        st = take_count(c, GK_MAX_SIGNATURES - d->entry_count, &count,
                        "signatures", err);
    for (uint32_t i = 0; i < count && st == GK_OK; i++) {
        st = take_entry(c, d->set_count, &d->entries[d->entry_count], err);
        d->entry_count += st == GK_OK;
    }
    if (st == GK_OK)
        st = leave(c, end, "a set of hashes", err);
    d->set_count += st == GK_OK;
    return st;
}

static gk_status take_header(struct cursor *c, gk_error *err)
{
    static const struct {
        const char *what;
        uint8_t want;
    } fields[] = {
        {"a specification version", GK_SIGNATURE_VERSION},
        {"a content type", GK_SIGNATURE_CONTENT},
        {"a hash function", GK_SIGNATURE_SHA256},
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const uint8_t *byte = c->bytes;
        gk_status st = take_bytes(c, 1, &byte, fields[i].what, err);

        if (st != GK_OK)
            return st;
        if (*byte != fields[i].want)
            return gk_fail(err, GK_E_UNSUPPORTED, "%s 0x%02x, wanted 0x%02x",
                           fields[i].what, *byte, fields[i].want);
    }
    return GK_OK;
}

static gk_status take_all(struct cursor *c, struct gk_signature_data *d,
                          gk_error *err)
{
    uint32_t count = 0;
    gk_status st = take_header(c, err);

    memset(d, 0, sizeof *d);
    if (st == GK_OK)
        st = take_count(c, GK_MAX_SIGNED_SETS, &count, "sets of hashes", err);
    for (uint32_t i = 0; i < count && st == GK_OK; i++)
        st = take_set(c, d, err);
    if (st == GK_OK && c->at != c->end)
        st = gk_fail(err, GK_E_MALFORMED, "%zu bytes behind the signatures",
                     c->end - c->at);
    return st;
}

gk_status gk_signature_parse(const uint8_t *bytes, size_t len,
                             struct gk_signature_data *out, gk_error *err)
{
    struct gk_signature_data data;
    struct cursor c = {bytes, 0, len, false};
    gk_error why = GK_ERROR_INIT;
    gk_status st = take_all(&c, &data, &why);

    if (st != GK_OK) {
        c = (struct cursor){bytes, 0, len, true};
        if (take_all(&c, &data, NULL) == GK_OK)
            st = GK_OK;
        else
            st = gk_fail(err, st, "%s", why.text);
    }
    if (st == GK_OK)
        *out = data;
    return st;
}

/* --- writing -------------------------------------------------------------- */

static void put_entry(const struct gk_signature_entry *e, gk_buf *out)
{
    gk_leb_put_u64(out, e->key_id.len);
    gk_buf_put(out, e->key_id.at, e->key_id.len);
    gk_buf_byte(out, e->algorithm);
    gk_leb_put_u64(out, e->len);
    gk_buf_put(out, e->at, e->len);
}

gk_status gk_signature_write(const struct gk_signature_data *d, gk_buf *out)
{
    gk_buf_byte(out, GK_SIGNATURE_VERSION);
    gk_buf_byte(out, GK_SIGNATURE_CONTENT);
    gk_buf_byte(out, GK_SIGNATURE_SHA256);
    gk_leb_put_u64(out, d->set_count);
    for (uint32_t s = 0; s < d->set_count; s++) {
        uint32_t count = 0;

        gk_leb_put_u64(out, d->sets[s].hash_count);
        gk_buf_put(out, d->sets[s].hashes,
                   (size_t)d->sets[s].hash_count * GK_SHA256_BYTES);
        for (uint32_t i = 0; i < d->entry_count; i++)
            count += d->entries[i].set == s;
        gk_leb_put_u64(out, count);
        for (uint32_t i = 0; i < d->entry_count; i++)
            if (d->entries[i].set == s)
                put_entry(&d->entries[i], out);
    }
    return out->status;
}

gk_status gk_signature_message(const struct gk_signature_set *set, gk_buf *out)
{
    gk_buf_puts(out, "wasmsig");
    gk_buf_byte(out, GK_SIGNATURE_VERSION);
    gk_buf_byte(out, GK_SIGNATURE_CONTENT);
    gk_buf_byte(out, GK_SIGNATURE_SHA256);
    return gk_buf_put(out, set->hashes,
                      (size_t)set->hash_count * GK_SHA256_BYTES);
}
