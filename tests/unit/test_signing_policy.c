/*
 * Signatures that a policy asks for: which keys count, and what does not do.
 * Keys and policy are files; the run's own loader reads them.
 */
#include "core/wasm/leb.h"
#include "scanner/rules.h"
#include "scanner/run/load.h"
#include "scanner/signing/data.h"
#include "scanner/signing/embed.h"
#include "scanner/signing/parts.h"
#include "tests/unit/test_folder.h"
#include "tests/unit/test_module_bytes.h"

#define MODULE                                                                 \
    "01{ 01 60 00 00 } 03{ 01 00 } 0a{ 01 { 00 0b } } 00{ 'note' 61 62 }"
/* Two parts, ready to be signed: a delimiter between them, one at the end. */
#define TWO_PARTS                                                              \
    MODULE "00{ 'signature_delimiter' 01 } 00{ 'late' 01 }"                    \
           "00{ 'signature_delimiter' 02 }"

/* The two who sign, and what they sign. */
struct signers {
    gk_key *a, *b;
};

static gk_key *make_key(const struct folder *f, const char *file)
{
    gk_key *key = NULL;
    gk_buf pem = GK_BUF_INIT;

    assert_int_equal(gk_key_generate(&key, NULL), GK_OK);
    gk_key_put_public(key, &pem);
    folder_put(f, file, gk_buf_text(&pem));
    gk_buf_clear(&pem);
    return key;
}

static void sign(const gk_key *key, bool add, gk_buf *bytes)
{
    gk_buf out = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;

    if (gk_signature_embed(bytes->data, bytes->len, key, add, &out, &err) !=
        GK_OK)
        fail_msg("%s", err.text);
    gk_buf_clear(bytes);
    *bytes = out;
}

/* The same file with other contents of the signature section. */
static void replace_section(const void *contents, size_t len, gk_buf *bytes)
{
    static const char name[] = "\x09signature";
    struct gk_parts p;
    gk_buf out = GK_BUF_INIT;

    gk_parts_find(bytes->data, bytes->len, &p);
    gk_buf_put(&out, bytes->data, 8);
    gk_buf_byte(&out, 0);
    gk_leb_put_u64(&out, sizeof name - 1 + len);
    gk_buf_put(&out, name, sizeof name - 1);
    gk_buf_put(&out, contents, len);
    gk_buf_put(&out, bytes->data + p.begin, bytes->len - p.begin);
    assert_int_equal(out.status, GK_OK);
    gk_buf_clear(bytes);
    *bytes = out;
}

static void by_nobody(const struct signers *s, gk_buf *bytes)
{
    (void)s;
    wasm_make(MODULE, bytes);
}

static void by_a(const struct signers *s, gk_buf *bytes)
{
    wasm_make(MODULE, bytes);
    sign(s->a, false, bytes);
}

static void by_b(const struct signers *s, gk_buf *bytes)
{
    wasm_make(MODULE, bytes);
    sign(s->b, false, bytes);
}

static void by_both(const struct signers *s, gk_buf *bytes)
{
    by_b(s, bytes);
    sign(s->a, true, bytes);
}

static void tampered(const struct signers *s, gk_buf *bytes)
{
    by_both(s, bytes);
    bytes->data[bytes->len - 40] ^= 1;
}

static void one_byte_short(const struct signers *s, gk_buf *bytes)
{
    struct gk_signature_data d;
    struct gk_parts p;
    gk_buf contents = GK_BUF_INIT;

    by_a(s, bytes);
    gk_parts_find(bytes->data, bytes->len, &p);
    assert_int_equal(
        gk_signature_parse(bytes->data + p.data, p.data_len, &d, NULL), GK_OK);
    assert_int_equal(d.entry_count, 1);
    d.entries[0].len--;
    gk_signature_write(&d, &contents);
    replace_section(contents.data, contents.len, bytes);
    gk_buf_clear(&contents);
}

static void section_cut(const struct signers *s, gk_buf *bytes)
{
    uint8_t *contents;
    struct gk_parts p;

    by_a(s, bytes);
    gk_parts_find(bytes->data, bytes->len, &p);
    contents = wasm_exact(bytes->data + p.data, p.data_len);
    replace_section(contents, p.data_len - 1, bytes);
    free(contents);
}

static void not_first(const struct signers *s, gk_buf *bytes)
{
    gk_buf out = GK_BUF_INIT;

    by_a(s, bytes);
    gk_buf_put(&out, bytes->data, 8);
    wasm_bytes("00{ 'first' }", &out);
    gk_buf_put(&out, bytes->data + 8, bytes->len - 8);
    gk_buf_clear(bytes);
    *bytes = out;
}

static void section_more(const struct signers *s, gk_buf *bytes)
{
    by_a(s, bytes);
    wasm_bytes("00{ 'late' 01 }", bytes);
}

static void two_parts(const struct signers *s, gk_buf *bytes)
{
    wasm_make(TWO_PARTS, bytes);
    sign(s->a, false, bytes);
}

static void first_part_alone(const struct signers *s, gk_buf *bytes)
{
    struct gk_parts p;

    two_parts(s, bytes);
    gk_parts_find(bytes->data, bytes->len, &p);
    assert_int_equal(p.count, 2);
    bytes->len = p.ends[0];
}

/* Whoever shortens a file and signs what is left has signed all of it. */
static void first_part_signed(const struct signers *s, gk_buf *bytes)
{
    first_part_alone(s, bytes);
    sign(s->a, true, bytes);
}

static void first_part_changed(const struct signers *s, gk_buf *bytes)
{
    struct gk_parts p;

    two_parts(s, bytes);
    gk_parts_find(bytes->data, bytes->len, &p);
    bytes->data[p.ends[0] - 1] ^= 1;
}

static void second_part_changed(const struct signers *s, gk_buf *bytes)
{
    two_parts(s, bytes);
    bytes->data[bytes->len - 1] ^= 1;
}

#define A    "\"keys\":[\"a.pub\"]"
#define B    "\"keys\":[\"b.pub\"]"
#define BOTH "\"keys\":[\"a.pub\",\"b.pub\"]"
#define MUST "\"required\":true,"

static const struct row {
    const char *name;
    void (*make)(const struct signers *s, gk_buf *bytes);
    const char *signature; /* of the policy */
    const char *rule;
    const char *what; /* how its one finding begins; NULL: it finds nothing */
    bool fails;
} rows[] = {
    {"its key", by_a, MUST A, "GK055", NULL, false},
    {"its key, not GK070", by_a, MUST A, "GK070", NULL, false},
    {"another key", by_b, MUST A, "GK055",
     "the signature does not verify: none of the given keys", true},
    {"another key is a bad signature", by_b, MUST A, "GK070",
     "the signature does not verify: none of the given keys", true},
    {"another key, none required", by_b, A, "GK070",
     "the signature does not verify: none of the given keys", true},
    {"first of two keys", by_a, MUST BOTH, "GK055", NULL, false},
    {"second of two keys", by_b, MUST BOTH, "GK055", NULL, false},
    {"two signatures, first key", by_both, MUST A, "GK055", NULL, false},
    {"two signatures, second key", by_both, MUST B, "GK055", NULL, false},
    {"no signature", by_nobody, MUST A, "GK055", "the file is not signed",
     true},
    {"no signature, said once", by_nobody, MUST A, "GK071", NULL, true},
    {"no signature, none required", by_nobody, A, "GK071",
     "a key is given, and the file has no signature", false},
    {"no signature, no key", by_nobody, "\"required\":true", "GK055",
     "the file is not signed", true},
    {"signed, no key", by_a, "\"required\":true", "GK055",
     "the signature was not checked: no key was given", true},
    {"tampered", tampered, MUST BOTH, "GK055",
     "the signature does not verify: the file has been changed", true},
    {"signature a byte short", one_byte_short, MUST A, "GK055",
     "the signature does not verify: none of the given keys", true},
    {"section cut short", section_cut, MUST A, "GK055",
     "the signature cannot be read: a signature of 64 bytes, 63 are left",
     true},
    {"not the first section", not_first, MUST A, "GK055",
     "the signature cannot be read: it is not the first section", true},
    {"a section more", section_more, MUST A, "GK055", "only the first ", true},
    {"a section more, said once", section_more, MUST A, "GK072", NULL, true},
    {"a section more, none required", section_more, A, "GK072",
     "the signature ends here: 8 of ", false},
    {"two parts", two_parts, MUST A, "GK055", NULL, false},
    {"two parts, whole", two_parts, MUST A, "GK072", NULL, false},
    {"first part alone", first_part_alone, MUST A, "GK055", NULL, false},
    {"first part alone, said", first_part_alone, MUST A, "GK072",
     "sections that were signed behind these are not in the file", false},
    {"first part signed again", first_part_signed, MUST A, "GK072", NULL,
     false},
    {"first part changed", first_part_changed, MUST A, "GK055",
     "the signature does not verify: the file has been changed", true},
    {"second part changed", second_part_changed, MUST A, "GK055",
     "only the first ", true},
    {"second part changed, none required", second_part_changed, A, "GK072",
     "the signature ends here: ", false},
};

static void put_policy(const struct folder *f, const char *signature)
{
    char text[256];

    snprintf(text, sizeof text,
             "{\"schema\":\"guestkit.policy/1\",\"signature\":{%s}}",
             signature);
    folder_put(f, "policy.json", text);
}

/* The one finding of the rule; NULL: none. */
static const struct gk_finding *find(const struct row *row, const gk_scan *s)
{
    const struct gk_finding *found = NULL;

    for (size_t i = 0; i < s->findings.count; i++) {
        if (strcmp(s->findings.at[i].rule->id, row->rule) != 0)
            continue;
        if (found != NULL)
            fail_msg("%s: %s twice", row->name, row->rule);
        found = &s->findings.at[i];
    }
    return found;
}

static void check(const struct row *row, const struct signers *signers,
                  const struct gk_scan_context *context)
{
    const struct gk_finding *f;
    gk_buf bytes = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    uint8_t *exact;
    gk_scan s;

    row->make(signers, &bytes);
    exact = wasm_exact(bytes.data, bytes.len);
    if (gk_scan_bytes(exact, bytes.len, context, &s, &err) != GK_OK)
        fail_msg("%s: %s", row->name, err.text);
    f = find(row, &s);
    if ((f == NULL) != (row->what == NULL) ||
        (f != NULL && strncmp(f->what, row->what, strlen(row->what)) != 0))
        fail_msg("%s: '%s'", row->name, f != NULL ? f->what : "");
    if (gk_scan_fails(&s, GK_SEVERITY_ERROR) != row->fails)
        fail_msg("%s: %s", row->name, row->fails ? "passes" : "fails");
    if (row->fails && s.status < GK_CORTEX_SUSPICIOUS)
        fail_msg("%s: %s", row->name, gk_cortex_status_word(s.status));
    gk_scan_clear(&s);
    free(exact);
    gk_buf_clear(&bytes);
}

static void only_the_policys_keys_count(void **state)
{
    const struct folder *f = *state;
    struct signers signers = {make_key(f, "a.pub"), make_key(f, "b.pub")};
    char *path = folder_path(f, "policy.json");
    const struct gk_scan_options options = {.policy = path};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gk_scan_run run = {.options = &options};
        gk_error err = GK_ERROR_INIT;

        put_policy(f, rows[i].signature);
        if (gk_load(&run, &err) != GK_OK)
            fail_msg("%s: %s", rows[i].name, err.text);
        check(&rows[i], &signers, &run.context);
        gk_unload(&run);
    }
    gk_key_close(signers.a);
    gk_key_close(signers.b);
    free(path);
}

/* A signature for part of the file is none for the host's "requireSignature".
 */
static void authors_signature_is_of_the_whole_file(void **state)
{
    static const struct {
        void (*make)(const struct signers *s, gk_buf *bytes);
        bool registered;
    } cases[] = {
        {by_a, true}, {by_both, true}, {section_more, false}, {by_b, false}};
    const struct folder *f = *state;
    struct signers signers = {make_key(f, "a.pub"), make_key(f, "b.pub")};
    char *path = folder_path(f, "policy.json");
    const struct gk_scan_options options = {.policy = path};
    struct gk_scan_run run = {.options = &options};

    folder_put(f, "policy.json",
               "{\"schema\":\"guestkit.policy/1\",\"signature\":{" A
               "},\"authors\":{\"requireSignature\":true}}");
    assert_int_equal(gk_load(&run, NULL), GK_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct row row = {"requireSignature",
                                cases[i].make,
                                "",
                                "GK055",
                                cases[i].registered ? NULL
                                                    : "no signature is reg",
                                !cases[i].registered};

        check(&row, &signers, &run.context);
    }
    gk_unload(&run);
    gk_key_close(signers.a);
    gk_key_close(signers.b);
    free(path);
}

static void keys_that_do_not_load_stop_the_run(void **state)
{
    static const struct {
        const char *name, *signature, *option; /* --key, or NULL */
        gk_status status;
        const char *why; /* is in the message */
    } cases[] = {
        {"key beside keys", A, "b.pub", GK_E_USAGE, "says which keys count"},
        {"no such file", MUST "\"keys\":[\"a.pub\",\"gone.pub\"]", NULL,
         GK_E_NOENT, "/signature/keys/1"},
        {"no key", "\"keys\":[\"policy.json\"]", NULL, GK_E_SYNTAX,
         "/signature/keys/0"},
    };
    const struct folder *f = *state;
    char *path = folder_path(f, "policy.json");

    gk_key_close(make_key(f, "a.pub"));
    gk_key_close(make_key(f, "b.pub"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *given[] = {cases[i].option};
        const struct gk_scan_options options = {
            .policy = path, .keys = {given, cases[i].option != NULL}};
        struct gk_scan_run run = {.options = &options};
        gk_error err = GK_ERROR_INIT;
        gk_status st;

        put_policy(f, cases[i].signature);
        st = gk_load(&run, &err);
        if (st != cases[i].status || strstr(err.text, cases[i].why) == NULL)
            fail_msg("%s: %d '%s'", cases[i].name, (int)st, err.text);
        gk_unload(&run);
    }
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(only_the_policys_keys_count),
        WITH_FOLDER(authors_signature_is_of_the_whole_file),
        WITH_FOLDER(keys_that_do_not_load_stop_the_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
