#include "scanner/signing/key.h"

#include "core/base/base64.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "scanner/signing/libcrypto.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct gk_key {
    const struct gk_crypto *crypto;
    EVP_PKEY *pkey; /* owned */
    bool has_private;
    uint8_t secret[GK_KEY_BYTES]; /* meaningful when has_private */
    uint8_t pub[GK_KEY_BYTES];
    char id[GK_KEY_ID_BYTES];
};

/* The conventions' own form begins with these. */
#define RAW_PUBLIC 0x01u
#define RAW_PAIR   0x81u

/* What stands before the key in DER (RFC 8410), which never differs. */
static const uint8_t der_public[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                     0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
static const uint8_t der_private[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30,
                                      0x05, 0x06, 0x03, 0x2b, 0x65, 0x70,
                                      0x04, 0x22, 0x04, 0x20};

/* Whole lines, as messages tell them. */
#define BEGIN_PUBLIC  "-----BEGIN PUBLIC KEY-----"
#define END_PUBLIC    "-----END PUBLIC KEY-----"
#define BEGIN_PRIVATE "-----BEGIN PRIVATE KEY-----"
#define END_PRIVATE   "-----END PRIVATE KEY-----"

/* --- making --------------------------------------------------------------- */

void gk_key_close(gk_key *key)
{
    if (key == NULL)
        return;
    if (key->pkey != NULL)
        key->crypto->EVP_PKEY_free(key->pkey);
    explicit_bzero(key, sizeof *key);
    free(key);
}

static void name_key(gk_key *key)
{
    char digest[GK_SHA256_HEX_BYTES];

    gk_sha256_hex(key->pub, sizeof key->pub, digest);
    memcpy(key->id, digest, GK_KEY_ID_BYTES - 1);
    key->id[GK_KEY_ID_BYTES - 1] = '\0';
}

/* From one half: the private one gives the other. */
static gk_status make(const uint8_t bytes[GK_KEY_BYTES], bool is_private,
                      gk_key **out, gk_error *err)
{
    gk_key *key = calloc(1, sizeof *key);
    size_t len = GK_KEY_BYTES;
    gk_status st;

    if (key == NULL)
        return gk_fail_nomem(err);
    st = gk_crypto_load(&key->crypto, err);
    if (st != GK_OK)
        goto done;
    key->has_private = is_private;
    if (is_private)
        memcpy(key->secret, bytes, GK_KEY_BYTES);
    key->pkey = is_private ? key->crypto->EVP_PKEY_new_raw_private_key(
                                 EVP_PKEY_ED25519, NULL, bytes, GK_KEY_BYTES)
                           : key->crypto->EVP_PKEY_new_raw_public_key(
                                 EVP_PKEY_ED25519, NULL, bytes, GK_KEY_BYTES);
    if (key->pkey == NULL || key->crypto->EVP_PKEY_get_raw_public_key(
                                 key->pkey, key->pub, &len) != 1) {
        st = gk_fail(err, GK_E_FAILED, "libcrypto does not take the key");
        goto done;
    }
    name_key(key);
    *out = key;
    key = NULL;
done:
    gk_key_close(key);
    return st;
}

gk_status gk_key_generate(gk_key **out, gk_error *err)
{
    uint8_t seed[GK_KEY_BYTES];
    gk_status st;

    if (getrandom(seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        return gk_fail(err, GK_E_IO, "no random numbers: %s", strerror(errno));
    st = make(seed, true, out, err);
    explicit_bzero(seed, sizeof seed);
    return st;
}

/* --- reading -------------------------------------------------------------- */

/* The text between two lines of PEM without its blanks; false: they are not
 * there. */
static bool pem_body(const char *text, const char *begin, const char *end,
                     gk_buf *out)
{
    const char *from = strstr(text, begin);
    const char *to = from == NULL ? NULL : strstr(from, end);

    if (to == NULL)
        return false;
    for (from += strlen(begin); from < to; from++)
        if (strchr(" \t\r\n", *from) == NULL)
            gk_buf_byte(out, (uint8_t)*from);
    return true;
}

/* What the first line of PEM calls itself: "EC PRIVATE KEY"; "" without PEM. */
struct label {
    char text[48];
};

static struct label pem_label(const char *text)
{
    static const char begin[] = "-----BEGIN ";
    const char *at = strstr(text, begin);
    struct label label = {""};
    size_t len;

    if (at == NULL)
        return label;
    at += strlen(begin);
    len = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ");
    if (len < sizeof label.text && strncmp(at + len, "-----", 5) == 0)
        memcpy(label.text, at, len);
    return label;
}

static gk_status fail_wanted(const char *text, const char *wanted,
                             gk_error *err)
{
    struct label label = pem_label(text);

    if (label.text[0] == '\0')
        return gk_fail(err, GK_E_SYNTAX, "no key: wanted PEM, \"%s\"", wanted);
    if (strstr(text, wanted) != NULL)
        return gk_fail(err, GK_E_SYNTAX,
                       "a key that is cut short: no \"-----END"
                       " %s-----\"",
                       label.text);
    return gk_fail(err, GK_E_SYNTAX, "found PEM of \"%s\", wanted \"%s\"",
                   label.text, wanted);
}

/* The kinds that openssl makes, by their object identifiers in DER. */
static const char *kind_of(const gk_buf *der)
{
    static const struct {
        const char *name;
        uint8_t len;
        uint8_t oid[10];
    } kinds[] = {
        {"an RSA key", 10, {6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1}},
        {"an EC key", 9, {6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1}},
        {"an X25519 key", 5, {6, 3, 0x2b, 0x65, 0x6e}},
        {"an X448 key", 5, {6, 3, 0x2b, 0x65, 0x6f}},
        {"an Ed448 key", 5, {6, 3, 0x2b, 0x65, 0x71}},
        {"a damaged Ed25519 key", 5, {6, 3, 0x2b, 0x65, 0x70}},
    };
    size_t head = der->len < 32 ? der->len : 32;

    for (size_t i = 0; head > 0 && i < sizeof kinds / sizeof *kinds; i++)
        if (memmem(der->data, head, kinds[i].oid, kinds[i].len) != NULL)
            return kinds[i].name;
    return "a key of an unknown kind";
}

/* The 32 bytes behind a fixed beginning. */
static gk_status read_der(const gk_buf *base64, const uint8_t *prefix,
                          size_t prefix_len, bool is_private, gk_key **out,
                          gk_error *err)
{
    gk_buf der = GK_BUF_INIT;
    gk_status st = gk_base64_decode(gk_buf_text(base64), &der, err);

    if (st == GK_OK && (der.len != prefix_len + GK_KEY_BYTES ||
                        memcmp(der.data, prefix, prefix_len) != 0))
        st = gk_fail(err, GK_E_SYNTAX,
                     "found %s, wanted an Ed25519 one (guestkit keygen "
                     "makes them)",
                     kind_of(&der));
    if (st == GK_OK)
        st = make(der.data + prefix_len, is_private, out, err);
    if (der.data != NULL)
        explicit_bzero(der.data, der.len);
    gk_buf_clear(&der);
    return st;
}

static gk_status parse_public(const char *text, size_t len, gk_key **out,
                              gk_error *err)
{
    gk_buf body = GK_BUF_INIT;
    gk_status st;

    if (len == 1 + GK_KEY_BYTES && (uint8_t)text[0] == RAW_PUBLIC)
        return make((const uint8_t *)text + 1, false, out, err);
    if (strstr(text, "PRIVATE KEY-----") != NULL ||
        (len == 1 + 2 * GK_KEY_BYTES && (uint8_t)text[0] == RAW_PAIR))
        return gk_fail(err, GK_E_SYNTAX,
                       "a private key; to check signatures take the public "
                       "one (.pub)");
    if (pem_body(text, BEGIN_PUBLIC, END_PUBLIC, &body))
        st = read_der(&body, der_public, sizeof der_public, false, out, err);
    else
        st = fail_wanted(text, BEGIN_PUBLIC, err);
    gk_buf_clear(&body);
    return st;
}

/* Both halves, which must belong together. */
static gk_status make_pair(const uint8_t bytes[2 * GK_KEY_BYTES], gk_key **out,
                           gk_error *err)
{
    gk_key *key;
    gk_status st = make(bytes, true, &key, err);

    if (st != GK_OK)
        return st;
    if (memcmp(key->pub, bytes + GK_KEY_BYTES, GK_KEY_BYTES) != 0) {
        gk_key_close(key);
        return gk_fail(err, GK_E_SYNTAX,
                       "its public half belongs to another private one");
    }
    *out = key;
    return GK_OK;
}

static gk_status parse_private(const char *text, size_t len, gk_key **out,
                               gk_error *err)
{
    gk_buf body = GK_BUF_INIT;
    gk_status st;

    if (len == 1 + 2 * GK_KEY_BYTES && (uint8_t)text[0] == RAW_PAIR)
        return make_pair((const uint8_t *)text + 1, out, err);
    if (strstr(text, "-----BEGIN ENCRYPTED PRIVATE KEY-----") != NULL)
        return gk_fail(err, GK_E_SYNTAX,
                       "an encrypted key; decrypt it first (openssl pkey)");
    if (strstr(text, BEGIN_PUBLIC) != NULL ||
        (len == 1 + GK_KEY_BYTES && (uint8_t)text[0] == RAW_PUBLIC))
        return gk_fail(err, GK_E_SYNTAX,
                       "a public key; to sign take the private one (.key)");
    if (pem_body(text, BEGIN_PRIVATE, END_PRIVATE, &body))
        st = read_der(&body, der_private, sizeof der_private, true, out, err);
    else
        st = fail_wanted(text, BEGIN_PRIVATE, err);
    if (body.data != NULL)
        explicit_bzero(body.data, body.len);
    gk_buf_clear(&body);
    return st;
}

typedef gk_status parse_fn(const char *text, size_t len, gk_key **out,
                           gk_error *err);

/* Text functions need a NUL; what was read is forgotten again. */
static gk_status parse(const void *bytes, size_t len, parse_fn *fn,
                       gk_key **out, gk_error *err)
{
    char *text;
    gk_status st;

    if (len > GK_MAX_KEY_FILE)
        return gk_fail(err, GK_E_SYNTAX, "%zu bytes are no key", len);
    text = malloc(len + 1);
    if (text == NULL)
        return gk_fail_nomem(err);
    if (len > 0)
        memcpy(text, bytes, len);
    text[len] = '\0';
    st = fn(text, len, out, err);
    explicit_bzero(text, len);
    free(text);
    return st;
}

gk_status gk_key_parse_public(const void *bytes, size_t len, gk_key **out,
                              gk_error *err)
{
    return parse(bytes, len, parse_public, out, err);
}

gk_status gk_key_parse_private(const void *bytes, size_t len, gk_key **out,
                               gk_error *err)
{
    return parse(bytes, len, parse_private, out, err);
}

static gk_status read_key(const char *path, parse_fn *fn, gk_key **out,
                          gk_error *err)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_status st = gk_read_file(path, GK_MAX_KEY_FILE, &bytes, err);

    if (st == GK_OK) {
        st = parse(bytes.data, bytes.len, fn, out, err);
        if (st != GK_OK && st != GK_E_TOOL)
            gk_wrap(err, "'%s'", path);
    }
    if (bytes.data != NULL)
        explicit_bzero(bytes.data, bytes.len);
    gk_buf_clear(&bytes);
    return st;
}

gk_status gk_key_read_public(const char *path, gk_key **out, gk_error *err)
{
    return read_key(path, parse_public, out, err);
}

gk_status gk_key_read_private(const char *path, gk_key **out, gk_error *err)
{
    return read_key(path, parse_private, out, err);
}

/* --- writing -------------------------------------------------------------- */

static gk_status put_pem(const char *begin, const char *end,
                         const uint8_t *prefix, size_t prefix_len,
                         const uint8_t key[GK_KEY_BYTES], gk_buf *out)
{
    uint8_t der[sizeof der_private + GK_KEY_BYTES];

    memcpy(der, prefix, prefix_len);
    memcpy(der + prefix_len, key, GK_KEY_BYTES);
    gk_buf_printf(out, "%s\n", begin);
    gk_base64_encode(der, prefix_len + GK_KEY_BYTES, out);
    gk_buf_printf(out, "\n%s\n", end);
    explicit_bzero(der, sizeof der);
    return out->status;
}

gk_status gk_key_put_public(const gk_key *key, gk_buf *out)
{
    return put_pem(BEGIN_PUBLIC, END_PUBLIC, der_public, sizeof der_public,
                   key->pub, out);
}

gk_status gk_key_put_private(const gk_key *key, gk_buf *out)
{
    return put_pem(BEGIN_PRIVATE, END_PRIVATE, der_private, sizeof der_private,
                   key->secret, out);
}

const char *gk_key_id(const gk_key *key)
{
    return key->id;
}

/* --- using ---------------------------------------------------------------- */

gk_status gk_key_sign(const gk_key *key, const void *bytes, size_t len,
                      uint8_t out[GK_SIGNATURE_BYTES], gk_error *err)
{
    const struct gk_crypto *c = key->crypto;
    size_t out_len = GK_SIGNATURE_BYTES;
    EVP_MD_CTX *ctx = c->EVP_MD_CTX_new();
    bool good = ctx != NULL && key->has_private &&
                c->EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
                c->EVP_DigestSign(ctx, out, &out_len, bytes, len) == 1 &&
                out_len == GK_SIGNATURE_BYTES;

    c->EVP_MD_CTX_free(ctx);
    return good ? GK_OK : gk_fail(err, GK_E_FAILED, "libcrypto did not sign");
}

bool gk_key_verifies(const gk_key *key, const void *bytes, size_t len,
                     const uint8_t signature[GK_SIGNATURE_BYTES])
{
    const struct gk_crypto *c = key->crypto;
    EVP_MD_CTX *ctx = c->EVP_MD_CTX_new();
    bool good =
        ctx != NULL &&
        c->EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
        c->EVP_DigestVerify(ctx, signature, GK_SIGNATURE_BYTES, bytes, len) ==
            1;

    c->EVP_MD_CTX_free(ctx);
    return good;
}
