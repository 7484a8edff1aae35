/*
 * Any bytes as the contents of a signature section, and as a file that has one:
 * what can be read can be written and read again, and says the same.
 */
#include "scanner/signing/data.h"
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
    as_file(bytes, len);
    as_file(file, sizeof head - 1 + len);
    free(file);
    return 0;
}
