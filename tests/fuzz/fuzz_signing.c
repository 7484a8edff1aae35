/*
 * Any bytes as the contents of a signature section, as a file that has one, and
 * as a key: what can be read can be written and read again, and says the same.
 */
#include "scanner/signing/data.h"
#include "scanner/signing/keyring.h"
#include "scanner/signing/parts.h"
#include "scanner/signing/signing.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void must(bool fact)
{
    if (!fact)
        abort();
}

static void check_inside(const uint8_t *bytes, size_t len, const uint8_t *at,
                         size_t part)
{
    must(at >= bytes && part <= len && (size_t)(at - bytes) <= len - part);
}

static void check_data(const uint8_t *bytes, size_t len,
                       const struct gk_signature_data *d)
{
    must(d->set_count <= GK_MAX_SIGNED_SETS);
    must(d->entry_count <= GK_MAX_SIGNATURES);
    for (uint32_t i = 0; i < d->set_count; i++)
        check_inside(bytes, len, d->sets[i].hashes,
                     (size_t)d->sets[i].hash_count * GK_SHA256_BYTES);
    for (uint32_t i = 0; i < d->entry_count; i++) {
        must(d->entries[i].set < d->set_count);
        check_inside(bytes, len, d->entries[i].at, d->entries[i].len);
        check_inside(bytes, len, d->entries[i].key_id.at,
                     d->entries[i].key_id.len);
    }
}

static void as_contents(const uint8_t *bytes, size_t len)
{
    struct gk_signature_data d, again;
    gk_buf out = GK_BUF_INIT;

    if (gk_signature_parse(bytes, len, &d, NULL) != GK_OK)
        return;
    check_data(bytes, len, &d);
    gk_signature_write(&d, &out);
    must(gk_signature_parse(out.data, out.len, &again, NULL) == GK_OK);
    must(again.set_count == d.set_count && again.entry_count == d.entry_count);
    gk_buf_clear(&out);
}

/* RFC 8032, 7.1, test 1: seeds are signed with its other half. */
static const gk_keyring *ring(void)
{
    static const char pem[] =
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        "-----END PUBLIC KEY-----\n";
    static gk_key *key;
    static gk_keyring keys = {&key, 1};

    if (key == NULL)
        must(gk_key_parse_public(pem, sizeof pem - 1, &key, NULL) == GK_OK);
    return &keys;
}

static void as_key(const uint8_t *bytes, size_t len)
{
    gk_key *key, *again;
    gk_buf pem = GK_BUF_INIT;

    if (gk_key_parse_public(bytes, len, &key, NULL) == GK_OK) {
        gk_key_put_public(key, &pem);
        must(gk_key_parse_public(pem.data, pem.len, &again, NULL) == GK_OK);
    } else if (gk_key_parse_private(bytes, len, &key, NULL) == GK_OK) {
        gk_key_put_private(key, &pem);
        must(gk_key_parse_private(pem.data, pem.len, &again, NULL) == GK_OK);
    } else {
        return;
    }
    must(strcmp(gk_key_id(key), gk_key_id(again)) == 0);
    gk_key_close(key);
    gk_key_close(again);
    gk_buf_clear(&pem);
}

static void as_file(const uint8_t *bytes, size_t len)
{
    uint8_t hashes[GK_MAX_PARTS + 1][GK_SHA256_BYTES];
    struct gk_signature_facts f;
    struct gk_parts p;
    gk_buf text = GK_BUF_INIT;

    gk_parts_find(bytes, len, &p);
    must(p.count <= GK_MAX_PARTS && p.begin <= len + 8);
    if (p.wasm)
        gk_parts_hash(&p, hashes);
    must(gk_signature_look(bytes, len, NULL, &f, NULL) == GK_OK);
    must(!f.valid && !f.checked && (!f.sound || f.present));
    gk_signature_put_text(&f, &text);
    must(gk_signature_look(bytes, len, ring(), &f, NULL) == GK_OK);
    must(f.checked && (!f.valid || f.sound) && f.covered <= len);
    must(f.valid ? f.covered > p.begin || len == p.begin : f.covered == 0);
    must(!f.cut || (f.valid && !f.partial));
    gk_signature_put_text(&f, &text);
    gk_buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    /* As a section of a file, so that both readers get past the preamble. */
    static const uint8_t head[] = "\0asm\1\0\0\0\0\x80\x80\x80\0\x09signature";
    uint8_t *file = malloc(sizeof head - 1 + len);
    size_t size = len + 10;

    if (file == NULL)
        return 0;
    memcpy(file, head, sizeof head - 1);
    if (len > 0)
        memcpy(file + sizeof head - 1, bytes, len);
    file[9] = (uint8_t)(0x80 | (size & 0x7f));
    file[10] = (uint8_t)(0x80 | (size >> 7 & 0x7f));
    file[11] = (uint8_t)(0x80 | (size >> 14 & 0x7f));
    file[12] = (uint8_t)(size >> 21 & 0x7f);
    as_contents(bytes, len);
    as_key(bytes, len);
    as_file(bytes, len);
    as_file(file, sizeof head - 1 + len);
    free(file);
    return 0;
}
