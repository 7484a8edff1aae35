/*
 * Signatures: keys, the section's contents, what signing leaves behind and what
 * checking says of it, changed or not.
 */
#include "scanner/rules.h"
#include "scanner/scan.h"
#include "scanner/signing/data.h"
#include "scanner/signing/embed.h"
#include "scanner/signing/keyring.h"
#include "scanner/signing/parts.h"
#include "tests/unit/test_module_bytes.h"

#define MODULE                                                                 \
    "01{ 01 60 00 00 } 03{ 01 00 } 0a{ 01 { 00 0b } } 00{ 'note' 61 62 }"

static gk_key *new_key(void)
{
    gk_key *key = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_key_generate(&key, &err) != GK_OK)
        fail_msg("%s", err.text);
    return key;
}

/* A ring that holds the key's public half; cleared with gk_keyring_clear. */
static gk_keyring ring_of(const gk_key *key)
{
    gk_keyring ring = {.count = 1};
    gk_buf pem = GK_BUF_INIT;

    ring.at = calloc(1, sizeof(gk_key *));
    assert_non_null(ring.at);
    gk_key_put_public(key, &pem);
    assert_int_equal(gk_key_parse_public(pem.data, pem.len, &ring.at[0], NULL),
                     GK_OK);
    gk_buf_clear(&pem);
    return ring;
}

static struct gk_signature_facts look(const gk_buf *bytes,
                                      const gk_keyring *ring)
{
    uint8_t *exact = wasm_exact(bytes->data, bytes->len);
    struct gk_signature_facts f;

    assert_int_equal(gk_signature_look(exact, bytes->len, ring, &f, NULL),
                     GK_OK);
    free(exact);
    return f;
}

static void sign(const gk_buf *bytes, const gk_key *key, bool add, gk_buf *out)
{
    gk_error err = GK_ERROR_INIT;

    gk_buf_reset(out);
    if (gk_signature_embed(bytes->data, bytes->len, key, add, out, &err) !=
        GK_OK)
        fail_msg("%s", err.text);
}

/* --- keys ----------------------------------------------------------------- */

/* RFC 8032, 7.1, test 1, as PEM and as the conventions' pair. */
static void keys_are_those_of_the_rfc(void **state)
{
    static const char private_pem[] =
        "-----BEGIN PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n";
    static const char public_pem[] =
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        "-----END PUBLIC KEY-----\n";
    gk_buf sig = GK_BUF_INIT;
    gk_buf raw = GK_BUF_INIT;
    gk_buf pem = GK_BUF_INIT;
    uint8_t made[GK_SIGNATURE_BYTES];
    gk_key *key, *public_key, *pair;

    (void)state;
    wasm_bytes("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490"
               "1555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e"
               "7a100b",
               &sig);
    wasm_bytes("81 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031ca"
               "e7f60 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68"
               "f707511a",
               &raw);
    assert_int_equal(
        gk_key_parse_private(private_pem, strlen(private_pem), &key, NULL),
        GK_OK);
    assert_int_equal(
        gk_key_parse_public(public_pem, strlen(public_pem), &public_key, NULL),
        GK_OK);
    assert_int_equal(gk_key_parse_private(raw.data, raw.len, &pair, NULL),
                     GK_OK);
    assert_string_equal(gk_key_id(key), gk_key_id(public_key));
    assert_string_equal(gk_key_id(key), gk_key_id(pair));
    assert_int_equal(gk_key_sign(key, "", 0, made, NULL), GK_OK);
    assert_memory_equal(made, sig.data, GK_SIGNATURE_BYTES);
    assert_true(gk_key_verifies(public_key, "", 0, made));
    assert_false(gk_key_verifies(public_key, "x", 1, made));
    gk_key_put_private(key, &pem);
    assert_string_equal(gk_buf_text(&pem), private_pem);
    gk_buf_reset(&pem);
    gk_key_put_public(key, &pem);
    assert_string_equal(gk_buf_text(&pem), public_pem);
    gk_key_close(key);
    gk_key_close(public_key);
    gk_key_close(pair);
    gk_buf_clear(&sig);
    gk_buf_clear(&raw);
    gk_buf_clear(&pem);
}

static void what_is_no_key_is_told(void **state)
{
#define PUBLIC(body)                                                           \
    "-----BEGIN PUBLIC KEY-----\n" body "\n-----END PUBLIC KEY-----\n"
    static const struct {
        const char *name, *text;
        bool is_private;
        const char *why;
    } cases[] = {
        {"nothing", "", false, "no key: wanted PEM, \"-----BEGIN PUBLIC KEY"},
        {"a text", "hello", true, "no key: wanted PEM, \"-----BEGIN PRIVATE"},
        {"no end", "-----BEGIN PUBLIC KEY-----\nMCow", false,
         "a key that is cut short"},
        {"no base64", PUBLIC("MC*w"), false, "'*' is not base64"},
        {"half a byte", PUBLIC("MCo"), false, "base64 of 3 characters"},
        {"EC", PUBLIC("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"), false,
         "found an EC key, wanted an Ed25519 one"},
        {"RSA", PUBLIC("MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDL"), false,
         "found an RSA key, wanted an Ed25519 one"},
        {"X25519",
         PUBLIC("MCowBQYDK2VuAyEAZv9xZ3oYkqqn7rXcUfPF4cRjCf0B2kYGd1wNbRjzfXo="),
         false, "found an X25519 key, wanted an Ed25519 one"},
        {"too short", PUBLIC("MCowBQYDK2VwAyEA"), false,
         "found a damaged Ed25519 key"},
        {"of nothing known", PUBLIC("MAA="), false,
         "found a key of an unknown kind"},
        {"a certificate", "-----BEGIN CERTIFICATE-----\nMIIB", false,
         "found PEM of \"CERTIFICATE\", wanted \"-----BEGIN PUBLIC KEY-----\""},
        {"openssl's older form", "-----BEGIN EC PRIVATE KEY-----\nMHcC", true,
         "found PEM of \"EC PRIVATE KEY\", wanted"},
        {"private for public", "-----BEGIN PRIVATE KEY-----\n", false,
         "a private key; to check"},
        {"public for private", PUBLIC("MCow"), true,
         "a public key; to sign take the private one"},
        {"encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMCow", true,
         "an encrypted key"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_error err = GK_ERROR_INIT;
        gk_key *key = NULL;
        size_t len = strlen(cases[i].text);
        gk_status st =
            cases[i].is_private
                ? gk_key_parse_private(cases[i].text, len, &key, &err)
                : gk_key_parse_public(cases[i].text, len, &key, &err);

        if (st != GK_E_SYNTAX || key != NULL ||
            strncmp(err.text, cases[i].why, strlen(cases[i].why)) != 0)
            fail_msg("%s: %d '%s'", cases[i].name, (int)st, err.text);
    }
}

/* --- the section's contents ----------------------------------------------- */

#define H8  "01 02 03 04 05 06 07 08 "
#define H32 H8 H8 H8 H8
#define S64 H32 H32

static const struct {
    const char *name;
    const char *bytes;
    const char *why; /* NULL: it can be read */
    uint32_t sets, hashes, entries;
} datas[] = {
    {"one of each", "01 01 01 01  01 " H32 " 01  00 01 40 " S64, NULL, 1, 1, 1},
    {"with a key id", "01 01 01 01  01 " H32 " 01  'first' 01 40 " S64, NULL, 1,
     1, 1},
    {"two sets, two signatures",
     "01 01 01 02  02 " H32 H32 " 02  00 01 40 " S64 "  'b' 01 40 " S64
     " 01 " H32 " 00",
     NULL, 2, 2, 2},
    {"nothing signed", "01 01 01 00", NULL, 0, 0, 0},
    {"an algorithm nobody knows", "01 01 01 01  00 01  00 7f 01 ff", NULL, 1, 0,
     1},
    {"each record's length before it",
     "01 01 01 01 { 01 " H32 " 01 { 00 01 40 " S64 " } }", NULL, 1, 1, 1},
    {"empty", "", "a specification version of 1 bytes, 0 are left", 0, 0, 0},
    {"version 2", "02 01 01 00", "a specification version 0x02, wanted 0x01", 0,
     0, 0},
    {"of something else", "01 02 01 00", "a content type 0x02", 0, 0, 0},
    {"another hash", "01 01 02 00", "a hash function 0x02", 0, 0, 0},
    {"no count", "01 01 01", "sets of hashes: no 32-bit", 0, 0, 0},
    {"many sets", "01 01 01 11", "17 sets of hashes, at most 16", 0, 0, 0},
    {"many hashes", "01 01 01 01 41", "65 hashes, at most 64", 0, 0, 0},
    {"hashes cut short", "01 01 01 01 02 " H32, "hashes of 64 bytes", 0, 0, 0},
    {"many signatures", "01 01 01 01 00 41", "65 signatures, at most 64", 0, 0,
     0},
    {"signature cut short", "01 01 01 01 00 01 00 01 40 " H32,
     "a signature of 64 bytes, 32 are left", 0, 0, 0},
    {"a key id past the end", "01 01 01 01 00 01 ff ff ff ff 0f",
     "a key id of 4294967295 bytes", 0, 0, 0},
    {"bytes behind", "01 01 01 00 00", "1 bytes behind the signatures", 0, 0,
     0},
    {"bytes behind a record", "01 01 01 01 { 00 00 00 }",
     "hashes of 96 bytes, 3 are left", 0, 0, 0},
};

static void contents_are_read_and_written_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof datas / sizeof *datas; i++) {
        struct gk_signature_data d = {.set_count = 0};
        struct gk_signature_data again;
        gk_buf bytes = GK_BUF_INIT;
        gk_buf out = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        uint8_t *exact;
        gk_status st;

        wasm_bytes(datas[i].bytes, &bytes);
        exact = wasm_exact(bytes.data, bytes.len);
        st = gk_signature_parse(exact, bytes.len, &d, &err);
        if ((st == GK_OK) != (datas[i].why == NULL) ||
            (st != GK_OK &&
             strncmp(err.text, datas[i].why, strlen(datas[i].why)) != 0))
            fail_msg("%s: '%s'", datas[i].name, err.text);
        if (d.set_count != datas[i].sets || d.entry_count != datas[i].entries ||
            (d.set_count > 0 && d.sets[0].hash_count != datas[i].hashes))
            fail_msg("%s: %u sets, %u signatures", datas[i].name, d.set_count,
                     d.entry_count);
        if (st == GK_OK) {
            gk_signature_write(&d, &out);
            assert_int_equal(
                gk_signature_parse(out.data, out.len, &again, NULL), GK_OK);
            assert_int_equal(again.entry_count, d.entry_count);
        }
        for (size_t len = 0; len < bytes.len; len++) {
            uint8_t *cut = wasm_exact(bytes.data, len);

            st = gk_signature_parse(cut, len, &again, NULL);
            if (st == GK_OK && datas[i].why == NULL)
                fail_msg("%s: cut at %zu", datas[i].name, len);
            free(cut);
        }
        free(exact);
        gk_buf_clear(&out);
        gk_buf_clear(&bytes);
    }
}

/* --- signing and checking ------------------------------------------------- */

static void signed_files_verify_and_stay_what_they_were(void **state)
{
    gk_key *key = new_key();
    gk_key *other = new_key();
    gk_keyring ring = ring_of(key);
    gk_keyring wrong = ring_of(other);
    gk_buf plain = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    struct gk_signature_facts f;
    gk_module m;

    (void)state;
    wasm_make(MODULE, &plain);
    sign(&plain, key, false, &out);
    assert_int_equal(gk_module_read(out.data, out.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count, 0);
    gk_module_clear(&m);
    assert_non_null(memmem(out.data, out.len, plain.data + 8, plain.len - 8));
    f = look(&out, &ring);
    assert_true(f.present && f.sound && f.checked && f.valid && !f.partial);
    assert_int_equal(f.covered, out.len);
    assert_string_equal(f.key_id, gk_key_id(key));
    f = look(&out, &wrong);
    assert_true(f.present && f.sound && f.checked && !f.valid);
    assert_string_equal(f.why, "none of the given keys made a signature in it");
    f = look(&out, NULL);
    assert_true(f.present && f.sound && !f.checked && !f.valid && !f.partial);
    assert_string_equal(f.why, "");
    f = look(&plain, &ring);
    assert_true(!f.present && f.checked && !f.valid);
    gk_keyring_clear(&ring);
    gk_keyring_clear(&wrong);
    gk_key_close(key);
    gk_key_close(other);
    gk_buf_clear(&plain);
    gk_buf_clear(&out);
}

/* No byte behind the signature can change, and none can be added or lost,
 * without the file being told from the one that was signed. */
static void every_change_is_noticed(void **state)
{
    gk_key *key = new_key();
    gk_keyring ring = ring_of(key);
    gk_buf plain = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    struct gk_parts parts;
    struct gk_signature_facts f;

    (void)state;
    wasm_make(MODULE, &plain);
    sign(&plain, key, false, &out);
    gk_parts_find(out.data, out.len, &parts);
    for (size_t i = parts.begin; i < out.len; i++)
        for (unsigned bit = 0; bit < 8; bit += 3) {
            out.data[i] ^= (uint8_t)(1u << bit);
            f = look(&out, &ring);
            if (f.valid)
                fail_msg("byte %zu, bit %u", i, bit);
            assert_string_equal(
                f.why, "the file has been changed since it was signed");
            out.data[i] ^= (uint8_t)(1u << bit);
        }
    for (size_t i = parts.data + 5; i < parts.begin; i++) {
        out.data[i] ^= 1; /* hashes, key id or signature: never by accident */
        f = look(&out, &ring);
        if (f.valid && strcmp(f.key_id, gk_key_id(key)) != 0)
            fail_msg("byte %zu: '%s'", i, f.key_id);
        out.data[i] ^= 1;
    }
    for (size_t len = 0; len < out.len; len++) {
        gk_buf cut = out;

        cut.len = len;
        f = look(&cut, &ring);
        if (f.valid)
            fail_msg("cut at %zu", len);
    }
    gk_keyring_clear(&ring);
    gk_key_close(key);
    gk_buf_clear(&plain);
    gk_buf_clear(&out);
}

static void sections_behind_the_signed_ones_are_partial(void **state)
{
    gk_key *key = new_key();
    gk_keyring ring = ring_of(key);
    gk_buf plain = GK_BUF_INIT;
    gk_buf one = GK_BUF_INIT;
    gk_buf two = GK_BUF_INIT;
    struct gk_signature_facts f;
    size_t covered;

    (void)state;
    wasm_make(MODULE, &plain);
    sign(&plain, key, false, &one);
    covered = one.len;
    wasm_bytes("00{ 'late' 01 }", &one);
    f = look(&one, &ring);
    assert_true(f.valid && f.partial);
    assert_int_equal(f.covered, covered);
    assert_int_equal(f.total, one.len);
    assert_true(look(&one, NULL).partial);
    sign(&one, key, false, &two); /* both parts, and a delimiter more */
    f = look(&two, &ring);
    assert_true(f.valid && !f.partial);
    f = look(&two, NULL);
    assert_true(!f.partial && f.signatures == 1);
    gk_keyring_clear(&ring);
    gk_key_close(key);
    gk_buf_clear(&plain);
    gk_buf_clear(&one);
    gk_buf_clear(&two);
}

static void signatures_are_replaced_or_added(void **state)
{
    gk_key *key = new_key();
    gk_key *other = new_key();
    gk_keyring ring = ring_of(key);
    gk_keyring second = ring_of(other);
    gk_buf plain = GK_BUF_INIT;
    gk_buf one = GK_BUF_INIT;
    gk_buf two = GK_BUF_INIT;

    (void)state;
    wasm_make(MODULE, &plain);
    sign(&plain, key, false, &one);
    sign(&one, other, true, &two);
    assert_int_equal(look(&two, &ring).signatures, 2);
    assert_true(look(&two, &ring).valid && look(&two, &second).valid);
    sign(&two, key, true, &one); /* the same key again */
    assert_int_equal(look(&one, &ring).signatures, 2);
    assert_int_equal(one.len, two.len);
    sign(&one, other, false, &two); /* alone now */
    assert_int_equal(look(&two, &ring).signatures, 1);
    assert_false(look(&two, &ring).valid);
    assert_true(look(&two, &second).valid);
    gk_keyring_clear(&ring);
    gk_keyring_clear(&second);
    gk_key_close(key);
    gk_key_close(other);
    gk_buf_clear(&plain);
    gk_buf_clear(&one);
    gk_buf_clear(&two);
}

/* --- in the scanner ------------------------------------------------------- */

enum trick {
    AS_SIGNED,
    CHANGED,
    LATE,     /* a section more */
    NOT_FIRST /* a section before it */
};

static const struct {
    const char *name;
    const char *bytes; /* NULL: MODULE, signed */
    enum trick trick;
    bool with_key;
    const char *rule;
    size_t count;
    gk_severity severity;
    const char *what;
} scans[] = {
    {"good", NULL, AS_SIGNED, true, "GK070", 0, 0, ""},
    {"good, all of it", NULL, AS_SIGNED, true, "GK072", 0, 0, ""},
    {"good, not unsigned", NULL, AS_SIGNED, true, "GK071", 0, 0, ""},
    {"changed", NULL, CHANGED, true, "GK070", 1, GK_SEVERITY_ERROR,
     "the signature does not verify: the file has been changed"},
    {"changed, nobody asked", NULL, CHANGED, false, "GK070", 0, 0, ""},
    {"a section before it", NULL, NOT_FIRST, true, "GK070", 1,
     GK_SEVERITY_ERROR, "the signature cannot be read: it is not the first"},
    {"no signature, a key", MODULE, AS_SIGNED, true, "GK071", 1,
     GK_SEVERITY_WARNING, "a key is given, and the file has no signature"},
    {"no signature, no key", MODULE, AS_SIGNED, false, "GK071", 0, 0, ""},
    {"another tool's section", "00{ 'signature' 7f 00 }", AS_SIGNED, false,
     "GK070", 1, GK_SEVERITY_WARNING,
     "the signature cannot be read: a specification version 0x7f"},
    {"a name that is near", "00{ 'signatures' 7f 00 }", AS_SIGNED, true,
     "GK070", 0, 0, ""},
    {"a section more", NULL, LATE, true, "GK072", 1, GK_SEVERITY_WARNING,
     "the signature ends here: 8 of "},
    {"a section more, no key", NULL, LATE, false, "GK072", 1,
     GK_SEVERITY_WARNING, "no signature has hashes for all parts"},
};

static void make_scanned(const char *text, enum trick trick, const gk_key *key,
                         gk_buf *out)
{
    gk_buf plain = GK_BUF_INIT;
    gk_buf moved = GK_BUF_INIT;

    wasm_make(text != NULL ? text : MODULE, &plain);
    if (text == NULL)
        sign(&plain, key, false, out);
    else
        gk_buf_put(out, plain.data, plain.len);
    if (trick == CHANGED)
        out->data[out->len - 1] ^= 1;
    if (trick == LATE)
        wasm_bytes("00{ 'late' 01 }", out);
    if (trick == NOT_FIRST) {
        gk_buf_put(&moved, out->data, 8);
        wasm_bytes("00{ 'first' }", &moved);
        gk_buf_put(&moved, out->data + 8, out->len - 8);
        gk_buf_reset(out);
        gk_buf_put(out, moved.data, moved.len);
    }
    gk_buf_clear(&plain);
    gk_buf_clear(&moved);
}

static void rules_fire_and_near_misses_do_not(void **state)
{
    gk_key *key = new_key();
    gk_keyring ring = ring_of(key);

    (void)state;
    for (size_t i = 0; i < sizeof scans / sizeof *scans; i++) {
        struct gk_scan_context context = {.keys =
                                              scans[i].with_key ? &ring : NULL};
        const struct gk_finding *first = NULL;
        gk_buf bytes = GK_BUF_INIT;
        size_t count = 0;
        gk_scan s;

        make_scanned(scans[i].bytes, scans[i].trick, key, &bytes);
        assert_int_equal(
            gk_scan_bytes(bytes.data, bytes.len, &context, &s, NULL), GK_OK);
        for (size_t f = 0; f < s.findings.count; f++)
            if (strcmp(s.findings.at[f].rule->id, scans[i].rule) == 0 &&
                count++ == 0)
                first = &s.findings.at[f];
        if (count != scans[i].count)
            fail_msg("%s: %zu", scans[i].name, count);
        if (first != NULL &&
            (first->severity != scans[i].severity ||
             strncmp(first->what, scans[i].what, strlen(scans[i].what)) != 0))
            fail_msg("%s: '%s'", scans[i].name, first->what);
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
    }
    gk_keyring_clear(&ring);
    gk_key_close(key);
}

/* What the file says of its key is not signed, so it is not believed, and
 * cannot reach a terminal as it is. */
static void a_lying_key_id_is_only_quoted(void **state)
{
    gk_key *key = new_key();
    gk_buf plain = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_buf text = GK_BUF_INIT;
    struct gk_signature_facts f;
    uint8_t *id;

    (void)state;
    wasm_make(MODULE, &plain);
    sign(&plain, key, false, &out);
    id = memmem(out.data, out.len, gk_key_id(key), GK_KEY_ID_BYTES - 1);
    assert_non_null(id);
    memcpy(id, "\x1b[31mtrust me!!!", GK_KEY_ID_BYTES - 1);
    f = look(&out, NULL);
    assert_string_equal(f.key_id, "1b5b33316d7472757374206d65212121");
    memcpy(id, "the well-known 1", GK_KEY_ID_BYTES - 1);
    f = look(&out, NULL);
    gk_signature_put_text(&f, &text);
    assert_string_equal(gk_buf_text(&text),
                        "signed:  it says with key \"the well-known 1\", not "
                        "checked: no key is given\n");
    gk_key_close(key);
    gk_buf_clear(&plain);
    gk_buf_clear(&out);
    gk_buf_clear(&text);
}

/* Many delimiters, and sections called "signature", cost no more than their
 * bytes. */
static void hostile_files_are_bounded(void **state)
{
    gk_key *key = new_key();
    gk_keyring ring = ring_of(key);
    gk_buf bytes = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    struct gk_signature_facts f;

    (void)state;
    wasm_make("00{ 'signature' 01 01 01 00 }", &bytes);
    for (unsigned i = 0; i < 100000; i++)
        wasm_bytes("00{ 'signature_delimiter' } 00{ 'signature' }", &bytes);
    f = look(&bytes, &ring);
    assert_true(f.present && !f.sound);
    assert_string_equal(f.why, "more than 64 delimiters");
    assert_int_equal(
        gk_signature_embed(bytes.data, bytes.len, key, false, &out, NULL),
        GK_E_LIMIT);
    assert_int_equal(out.len, 0);
    assert_int_equal(gk_signature_embed("text", 4, key, false, &out, NULL),
                     GK_E_MALFORMED);
    gk_keyring_clear(&ring);
    gk_key_close(key);
    gk_buf_clear(&bytes);
    gk_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_those_of_the_rfc),
        cmocka_unit_test(what_is_no_key_is_told),
        cmocka_unit_test(contents_are_read_and_written_back),
        cmocka_unit_test(signed_files_verify_and_stay_what_they_were),
        cmocka_unit_test(every_change_is_noticed),
        cmocka_unit_test(sections_behind_the_signed_ones_are_partial),
        cmocka_unit_test(signatures_are_replaced_or_added),
        cmocka_unit_test(rules_fire_and_near_misses_do_not),
        cmocka_unit_test(a_lying_key_id_is_only_quoted),
        cmocka_unit_test(hostile_files_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
