#include "scanner/signing/parts.h"

#include "core/wasm/leb.h"
#include "scanner/signing/data.h"

#include <string.h>

/* The streaming calls of libcrypto that load no provider machinery, as in
 * core/base/sha256. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#define PREAMBLE_BYTES 8u

/* A section's payload and, of a custom one, its name. */
struct section {
    size_t header, end;
    size_t data; /* behind the name */
    struct gk_name name;
};

/* False at the end, and where no section can be told. */
static bool next_section(const struct gk_parts *p, size_t at,
                         struct section *out)
{
    struct section s = {.header = at};
    size_t payload = at + 1;
    uint32_t size, name;

    if (at >= p->len || !gk_leb_u32(p->bytes, p->len, &payload, &size) ||
        size > p->len - payload)
        return false;
    s.end = payload + size;
    s.data = payload;
    if (p->bytes[at] == GK_SECTION_CUSTOM &&
        gk_leb_u32(p->bytes, s.end, &payload, &name) &&
        name <= s.end - payload) {
        s.name = (struct gk_name){p->bytes + payload, name};
        s.data = payload + name;
    }
    *out = s;
    return true;
}

static void add_delimiter(struct gk_parts *p, size_t end)
{
    if (p->count == GK_MAX_PARTS) {
        p->many = true;
        return;
    }
    p->ends[p->count++] = (uint32_t)end;
}

void gk_parts_find(const void *bytes, size_t len, struct gk_parts *out)
{
    struct gk_parts p = {.bytes = bytes, .len = len, .begin = PREAMBLE_BYTES};
    size_t at = PREAMBLE_BYTES;
    struct section s;

    p.wasm = len >= PREAMBLE_BYTES && memcmp(bytes, "\0asm", 4) == 0;
    while (p.wasm && next_section(&p, at, &s)) {
        if (!p.present && gk_name_is(s.name, GK_SIGNATURE_SECTION)) {
            p.present = true;
            p.first = at == PREAMBLE_BYTES;
            p.header = (uint32_t)s.header;
            p.data = (uint32_t)s.data;
            p.data_len = (uint32_t)(s.end - s.data);
            if (p.first)
                p.begin = (uint32_t)s.end;
        } else if (gk_name_is(s.name, GK_SIGNATURE_DELIMITER)) {
            add_delimiter(&p, s.end);
        }
        at = s.end;
    }
    p.tail = p.count == 0 || p.ends[p.count - 1] != len;
    *out = p;
}

uint32_t gk_parts_hashes(const struct gk_parts *parts)
{
    return parts->count + parts->tail;
}

void gk_parts_hash(const struct gk_parts *parts,
                   uint8_t out[GK_MAX_PARTS + 1][GK_SHA256_BYTES])
{
    size_t at = parts->begin;
    SHA256_CTX ctx;

    SHA256_Init(&ctx);
    for (uint32_t i = 0; i < gk_parts_hashes(parts); i++) {
        size_t end = i < parts->count ? parts->ends[i] : parts->len;
        SHA256_CTX state;

        SHA256_Update(&ctx, parts->bytes + at, end - at);
        state = ctx;
        SHA256_Final(out[i], &state);
        at = end;
    }
}
