#include "scanner/lossy.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* The streaming calls of libcrypto that load no provider machinery, as in
 * core/base/sha256. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#define STEP 256u
/* A mark holds an offset into raw and, in the bits above, how far into its
 * character the marked byte is. */
#define MARK_BITS 30
#define MARK_MASK ((1u << MARK_BITS) - 1)

/* NOLINTNEXTLINE(misc-redundant-expression): today they are the same number */
_Static_assert(GK_MAX_MODULE_BYTES <= (size_t)1 << MARK_BITS,
               "offsets must fit into a mark");

static const uint8_t replacement[3] = {0xef, 0xbf, 0xbd};

/* Bytes before the next one that is not ASCII, looked at eight at a time. */
static size_t ascii_run(const uint8_t *bytes, size_t len)
{
    size_t n = 0;
    uint64_t word;

    for (; len - n >= sizeof word; n += sizeof word) {
        memcpy(&word, bytes + n, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    while (n < len && bytes[n] < 0x80)
        n++;
    return n;
}

/* Marks the bytes of the text in [from, from + text_len), which come from the
 * character at raw offset `at`. */
static void mark(uint32_t *marks, uint64_t from, size_t text_len, size_t at)
{
    uint64_t next = (from + STEP - 1) / STEP * STEP;

    if (next < from + text_len)
        marks[next / STEP] = (uint32_t)at | (uint32_t)(next - from)
                                                << MARK_BITS;
}

static void mark_ascii(uint32_t *marks, uint64_t from, size_t len, size_t at)
{
    uint64_t next = (from + STEP - 1) / STEP * STEP;

    for (; next < from + len; next += STEP)
        marks[next / STEP] = (uint32_t)(at + (next - from));
}

gk_status gk_lossy_init(gk_lossy *lossy, const void *raw, size_t len,
                        gk_error *err)
{
    gk_lossy l = {.raw = raw, .len = len, .same = true};
    size_t at = 0;

    /* Each raw byte gives at most three; pages not needed are not touched. */
    l.marks = malloc((len * 3 / STEP + 1) * sizeof *l.marks);
    if (l.marks == NULL)
        return gk_fail_nomem(err);
    while (at < len) {
        size_t run = ascii_run(l.raw + at, len - at);
        uint32_t cp;
        int n;

        mark_ascii(l.marks, l.size, run, at);
        l.size += run;
        at += run;
        if (at >= len)
            break;
        n = gk_utf8_next(l.raw + at, len - at, &cp);
        mark(l.marks, l.size, n < 0 ? 3 : (size_t)n, at);
        l.same = l.same && n > 0;
        l.size += n < 0 ? 3 : (size_t)n;
        at += (size_t)(n < 0 ? -n : n);
    }
    *lossy = l;
    return GK_OK;
}

void gk_lossy_clear(gk_lossy *lossy)
{
    free(lossy->marks);
    memset(lossy, 0, sizeof *lossy);
}

/* Looks at the character at raw offset `at`, which starts at `start`. */
static void look(gk_lossy *l, uint64_t start, uint32_t at)
{
    uint32_t cp;
    int n = gk_utf8_next(l->raw + at, l->len - at, &cp);

    l->start = start;
    l->at = at;
    l->raw_len = (uint8_t)(n < 0 ? -n : n);
    l->text_len = (uint8_t)(n < 0 ? sizeof replacement : (size_t)n);
    if (n < 0)
        memcpy(l->text, replacement, sizeof replacement);
    else
        memcpy(l->text, l->raw + at, (size_t)n);
}

int gk_lossy_byte(gk_lossy *l, uint64_t pos)
{
    if (pos >= l->size)
        return -1;
    if (l->text_len == 0 || pos < l->start || pos - l->start > STEP) {
        uint64_t marked = pos / STEP;
        uint32_t m = l->marks[marked];

        look(l, marked * STEP - (m >> MARK_BITS), m & MARK_MASK);
    }
    while (pos - l->start >= l->text_len)
        look(l, l->start + l->text_len, l->at + l->raw_len);
    return l->text[pos - l->start];
}

/* Feeds text in blocks: a call for each character would cost more than the
 * hash. */
struct feed {
    SHA256_CTX ctx;
    size_t used;
    uint8_t block[4096];
};

static void feed_put(struct feed *f, const uint8_t *bytes, size_t len)
{
    if (len > sizeof f->block - f->used) {
        SHA256_Update(&f->ctx, f->block, f->used);
        f->used = 0;
    }
    if (len > sizeof f->block) {
        SHA256_Update(&f->ctx, bytes, len);
        return;
    }
    memcpy(f->block + f->used, bytes, len);
    f->used += len;
}

static void put_hex(const uint8_t *digest, char *out)
{
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0; i < GK_SHA256_BYTES; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    out[2 * GK_SHA256_BYTES] = '\0';
}

void gk_lossy_sha256(const void *raw, size_t len, char out[GK_SHA256_HEX_BYTES])
{
    const uint8_t *bytes = raw;
    uint8_t digest[GK_SHA256_BYTES];
    struct feed f = {.used = 0};
    size_t at = 0;

    SHA256_Init(&f.ctx);
    while (at < len) {
        size_t run = ascii_run(bytes + at, len - at);
        uint32_t cp;
        int n;

        if (run > 0)
            feed_put(&f, bytes + at, run);
        at += run;
        if (at >= len)
            break;
        n = gk_utf8_next(bytes + at, len - at, &cp);
        if (n < 0)
            feed_put(&f, replacement, sizeof replacement);
        else
            feed_put(&f, bytes + at, (size_t)n);
        at += (size_t)(n < 0 ? -n : n);
    }
    SHA256_Update(&f.ctx, f.block, f.used);
    SHA256_Final(digest, &f.ctx);
    put_hex(digest, out);
}
