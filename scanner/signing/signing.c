#include "scanner/signing/signing.h"

#include "core/base/utf8.h"
#include "scanner/signing/data.h"
#include "scanner/signing/keyring.h"
#include "scanner/signing/parts.h"

#include <stdio.h>
#include <string.h>

static bool is_printable(struct gk_name name)
{
    for (uint32_t i = 0; i < name.len; i++)
        if (name.at[i] < 0x20 || name.at[i] > 0x7e)
            return false;
    return true;
}

/* As text where it is some, else as hexadecimal digits; cut where too long. */
static void put_key_id(struct gk_name id, char *out, size_t size)
{
    bool text = is_printable(id);
    size_t used = 0;

    for (uint32_t i = 0; i < id.len && used + 3 < size; i++)
        used += (size_t)snprintf(out + used, size - used, text ? "%c" : "%02x",
                                 id.at[i]);
    out[used] = '\0';
}

static void say_why(struct gk_signature_facts *f, const char *why)
{
    snprintf(f->why, sizeof f->why, "%s", why);
}

/* What one look at a file has to hand on. */
struct look {
    const struct gk_parts *parts;
    const struct gk_signature_data *data;
    const struct gk_keyring *keys;
    uint8_t hashes[GK_MAX_PARTS + 1][GK_SHA256_BYTES];
    bool hashed;
};

/* The key that made that signature of its set; NULL: none of them. */
static gk_status verify(const struct look *l,
                        const struct gk_signature_entry *e, const gk_key **out,
                        gk_error *err)
{
    gk_buf message = GK_BUF_INIT;
    gk_status st;

    *out = NULL;
    if (e->algorithm != GK_SIGNATURE_ED25519 || e->len != GK_SIGNATURE_BYTES)
        return GK_OK;
    gk_signature_message(&l->data->sets[e->set], &message);
    st = gk_buf_check(&message, err);
    for (size_t i = 0; st == GK_OK && i < l->keys->count && *out == NULL; i++)
        if (gk_key_verifies(l->keys->at[i], message.data, message.len, e->at))
            *out = l->keys->at[i];
    gk_buf_clear(&message);
    return st;
}

static bool set_holds(const struct gk_signature_set *set,
                      const uint8_t hash[GK_SHA256_BYTES])
{
    for (uint32_t i = 0; i < set->hash_count; i++)
        if (memcmp(set->hashes + (size_t)i * GK_SHA256_BYTES, hash,
                   GK_SHA256_BYTES) == 0)
            return true;
    return false;
}

/*
 * Up to where the set's hashes are those of this file. Each is one of all that
 * stands before it, so the last one that fits covers the most.
 */
static uint32_t covered_by(struct look *l, const struct gk_signature_set *set)
{
    const struct gk_parts *p = l->parts;

    if (!l->hashed)
        gk_parts_hash(p, l->hashes);
    l->hashed = true;
    for (uint32_t i = gk_parts_hashes(p); i-- > 0;)
        if (set_holds(set, l->hashes[i]))
            return i < p->count ? p->ends[i] : (uint32_t)p->len;
    return 0;
}

/* Whether a valid signature says more than what is known so far. */
static bool is_better(const struct gk_signature_facts *f, uint32_t covered,
                      bool cut)
{
    return covered > f->covered || (covered == f->covered && f->cut && !cut);
}

/* The valid signature that covers the most. */
static gk_status check(struct look *l, struct gk_signature_facts *f,
                       gk_error *err)
{
    const char *why = "none of the given keys made a signature in it";
    gk_status st = GK_OK;

    f->checked = true;
    for (uint32_t i = 0; i < l->data->entry_count && st == GK_OK; i++) {
        const struct gk_signature_entry *e = &l->data->entries[i];
        const gk_key *key;
        uint32_t covered;
        bool cut;

        st = verify(l, e, &key, err);
        if (st != GK_OK || key == NULL)
            continue;
        covered = covered_by(l, &l->data->sets[e->set]);
        why = "the file has been changed since it was signed";
        cut = covered == f->total &&
              l->data->sets[e->set].hash_count > gk_parts_hashes(l->parts);
        if (covered == 0 || !is_better(f, covered, cut))
            continue;
        f->covered = covered;
        f->cut = cut;
        f->valid = true;
        /* Its own name: the one in the file is not signed. */
        snprintf(f->key_id, sizeof f->key_id, "%s", gk_key_id(key));
    }
    f->partial = f->valid && f->covered < f->total;
    if (!f->valid)
        say_why(f, why);
    return st;
}

/* Without a key: whether any set has as many hashes as the file has parts. */
static bool says_partial(const struct gk_parts *p,
                         const struct gk_signature_data *d)
{
    for (uint32_t i = 0; i < d->set_count; i++)
        if (d->sets[i].hash_count >= gk_parts_hashes(p))
            return false;
    return true;
}

static gk_status read_data(const struct gk_parts *p,
                           struct gk_signature_data *out, gk_error *err)
{
    if (!p->first)
        return gk_fail(err, GK_E_MALFORMED, "it is not the first section");
    if (p->many)
        return gk_fail(err, GK_E_LIMIT, "more than %u delimiters",
                       GK_MAX_PARTS);
    return gk_signature_parse(p->bytes + p->data, p->data_len, out, err);
}

gk_status gk_signature_look(const void *bytes, size_t len,
                            const struct gk_keyring *keys,
                            struct gk_signature_facts *out, gk_error *err)
{
    struct gk_signature_facts f = {.total = (uint32_t)len};
    struct gk_signature_data data;
    struct gk_parts parts;
    struct look look = {.parts = &parts, .data = &data, .keys = keys};
    gk_error why = GK_ERROR_INIT;
    gk_status st = GK_OK;

    gk_parts_find(bytes, len, &parts);
    f.present = parts.present;
    f.offset = parts.header;
    f.checked = keys != NULL && keys->count > 0;
    if (f.present && read_data(&parts, &data, &why) != GK_OK) {
        say_why(&f, why.text);
    } else if (f.present) {
        f.sound = true;
        f.signatures = data.entry_count;
        if (data.entry_count > 0)
            put_key_id(data.entries[0].key_id, f.key_id, sizeof f.key_id);
        f.partial = says_partial(&parts, &data);
        if (keys != NULL && f.checked)
            st = check(&look, &f, err);
    }
    if (st == GK_OK)
        *out = f;
    return st;
}

gk_status gk_signature_put_text(const struct gk_signature_facts *f, gk_buf *out)
{
    if (!f->present || !f->sound || (f->checked && !f->valid))
        return out->status; /* a finding says what is wrong */
    if (f->valid)
        return gk_buf_printf(out, "signed:  %s, with key %s\n",
                             f->partial ? "in part" : "all of it", f->key_id);
    gk_buf_puts(out, "signed:  ");
    if (f->key_id[0] != '\0')
        gk_buf_printf(out, "it says with key \"%s\", ", f->key_id);
    return gk_buf_puts(out, "not checked: no key is given\n");
}
