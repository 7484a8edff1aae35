/*
 * The rules that compare a manifest with its module: what fires them, and near
 * misses.
 */
#include "core/base/sha256.h"
#include "core/manifest/cortex.h"
#include "core/manifest/grants.h"
#include "scanner/manifest_facts.h"
#include "scanner/rules.h"
#include "scanner/scan.h"
#include "tests/unit/test_folder.h"
#include "tests/unit/test_module_bytes.h"
#include "tests/unit/test_wat.h"

#define PLUGIN(more, body)                                                     \
    "(module (import \"env\" \"host_http_request\" (func $http (param i32 i32" \
    " i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))"                     \
    "(import \"env\" \"memory\" (memory 18 512))"                              \
    "(export \"memory\" (memory 0)) " more                                     \
    "(func $beacon (drop (call $http (i32.const 0) (i32.const 0)"              \
    " (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)"   \
    " (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))"              \
    "(func (export \"plugin_get_abi_version\") (result i32) i32.const 1)"      \
    "(func (export \"plugin_get_capabilities\") (param i32 i32)"               \
    " (result i32) i32.const 0)"                                               \
    "(func (export \"plugin_execute_tool\")"                                   \
    " (param i32 i32 i32 i32 i32 i32) (result i32) " body " i32.const 0))"
#define CALLS PLUGIN("", "call $beacon")
#define DEAD  PLUGIN("", "")
#define DATA(text)                                                             \
    PLUGIN("(data (i32.const 0x100000) \"" text "\")", "call $beacon")

/* Capabilities, and what more the manifest says. */
#define MANIFEST(capabilities, more)                                           \
    "{\"name\":\"weather\",\"version\":\"1.0.0\",\"description\":\"tells the " \
    "weather\",\"kind\":\"wasm\",\"runtime\":\"wasm\",\"entryPoint\":"         \
    "\"weather.wasm\",\"capabilities\":[" capabilities "]" more "}"
#define NET   "\"network:fetch\""
#define TOOLS "\"tools\""

/* {"tools":[{"name":"now"},{"name":"later"}]} */
#define LISTED                                                                 \
    "\\00\\00{\\22abi_version\\22:1,\\22tools\\22:[{\\22name\\22:\\22now\\22," \
    "\\22description\\22:\\22}\\5c\\22{\\22},{\\22name\\22:\\22later\\22}]}"

static const struct row {
    const char *name;
    const char *rule;
    const char *wat;
    const char *manifest; /* NULL: none */
    size_t count;         /* findings of that rule */
    gk_severity severity;
    const char *what; /* of the first */
    const char *why;  /* NULL: as in the row */
} rows[] = {
    /* GK073 */
    {"a text for a list", "GK073", CALLS,
     "{\"name\":\"weather\",\"version\":\"1.0.0\",\"description\":\"d\","
     "\"kind\":\"wasm\",\"runtime\":\"wasm\",\"entryPoint\":"
     "\"weather.wasm\",\"capabilities\":\"network:fetch\"}",
     1, GK_SEVERITY_ERROR, "/capabilities: found string, wanted array",
     "the host does not take it, so nothing of what it declares counts"},
    {"nothing is compared with that", "GK014", CALLS,
     "{\"name\":\"weather\",\"version\":\"1.0.0\",\"description\":\"d\","
     "\"kind\":\"wasm\",\"runtime\":\"wasm\",\"entryPoint\":"
     "\"weather.wasm\",\"capabilities\":\"network:fetch\"}",
     0, GK_SEVERITY_NOTE, "", NULL},
    {"a manifest as it should be", "GK073", CALLS, MANIFEST(TOOLS, ""), 0,
     GK_SEVERITY_NOTE, "", NULL},
    {"none at all", "GK073", CALLS, NULL, 0, GK_SEVERITY_NOTE, "", NULL},
    /* GK014 */
    {"network, only tools declared", "GK014", CALLS, MANIFEST(TOOLS, ""), 1,
     GK_SEVERITY_ERROR, "uses the network, manifest declares only \"tools\"",
     "reached from plugin_execute_tool → beacon; the host will answer 403"},
    {"network, nothing declared", "GK014", CALLS, MANIFEST("", ""), 1,
     GK_SEVERITY_ERROR, "uses the network, manifest declares nothing", NULL},
    {"network, a list too long to show", "GK014", CALLS,
     MANIFEST("\"a\",\"b\",\"c\\u0007\",\"d\",\"e\",\"f\"", ""), 1,
     GK_SEVERITY_ERROR,
     "uses the network, manifest declares only \"a\", \"b\", \"c\\x07\", "
     "\"d\" and 2 more",
     NULL},
    {"network declared", "GK014", CALLS, MANIFEST(TOOLS "," NET, ""), 0, 0, "",
     NULL},
    {"network declared by its other name", "GK014", CALLS,
     MANIFEST("\"net:outbound\"", ""), 0, 0, "", NULL},
    {"a name that only looks like it", "GK014", CALLS,
     MANIFEST("\"network:fetch \"", ""), 1, GK_SEVERITY_ERROR,
     "uses the network, manifest declares only \"network:fetch \"", NULL},
    {"inbound is not outbound", "GK014", CALLS, MANIFEST("\"net:inbound\"", ""),
     1, GK_SEVERITY_ERROR, "uses the network", NULL},
    {"nothing reaches the import", "GK014", DEAD, MANIFEST(TOOLS, ""), 0, 0, "",
     NULL},
    {"no manifest", "GK014", CALLS, NULL, 0, 0, "", NULL},
    /* GK025 */
    {"shell, and no way to use it", "GK025", CALLS,
     MANIFEST(NET ",\"shell:run\"", ""), 1, GK_SEVERITY_WARNING,
     "the manifest asks for \"shell:run\", nothing in the module can use it",
     NULL},
    {"reading files weighs less", "GK025", CALLS,
     MANIFEST(NET ",\"fs:read\"", ""), 1, GK_SEVERITY_NOTE,
     "the manifest asks for \"fs:read\"", NULL},
    {"network that nothing reaches", "GK025", DEAD, MANIFEST(NET, ""), 1,
     GK_SEVERITY_WARNING, "the manifest asks for \"network:fetch\"", NULL},
    {"database, which no function needs", "GK025", CALLS,
     MANIFEST(NET ",\"db:read\"", ""), 1, GK_SEVERITY_NOTE,
     "the manifest asks for \"db:read\"",
     "no function that CortexPrism offers needs it"},
    {"once for one asked twice", "GK025", DEAD, MANIFEST(NET "," NET, ""), 1,
     GK_SEVERITY_WARNING, "", NULL},
    {"both names of the network", "GK025", CALLS,
     MANIFEST(NET ",\"net:outbound\"", ""), 0, 0, "", NULL},
    {"extension points are no permissions", "GK025", CALLS,
     MANIFEST(NET ",\"tools\",\"ui:panel\"", ""), 0, 0, "", NULL},
    {"words the host does not know", "GK025", CALLS,
     MANIFEST(NET ",\"fly:moon\"", ""), 0, 0, "", NULL},
    /* GK026 */
    {"tool that is not in the data", "GK026", DATA("now\\00"),
     MANIFEST(NET, ",\"tools\":[{\"name\":\"now\"},{\"name\":\"later\"}]"), 1,
     GK_SEVERITY_NOTE,
     "the manifest declares the tool \"later\", whose name is nowhere in the "
     "module's data",
     NULL},
    {"all tools are in the data", "GK026", DATA("now\\00later\\00"),
     MANIFEST(NET, ",\"tools\":[\"now\",\"later\"]"), 0, 0, "", NULL},
    {"tools by key", "GK026", DATA("now\\00"),
     MANIFEST(NET, ",\"tools\":{\"now\":{},\"later\":{}}"), 1, GK_SEVERITY_NOTE,
     "the manifest declares the tool \"later\"", NULL},
    {"name as UTF-16", "GK026", DATA("n\\00o\\00w\\00"),
     MANIFEST(NET, ",\"tools\":[\"now\"]"), 0, 0, "", NULL},
    {"module lists a tool more", "GK026", DATA(LISTED),
     MANIFEST(NET, ",\"tools\":[\"now\"]"), 1, GK_SEVERITY_NOTE,
     "the module lists the tool \"later\", the manifest does not", NULL},
    {"module and manifest list the same", "GK026", DATA(LISTED),
     MANIFEST(NET, ",\"tools\":[\"later\",\"now\"]"), 0, 0, "", NULL},
    {"listed as UTF-16", "GK026",
     DATA("{\\00\\22\\00t\\00o\\00o\\00l\\00s\\00\\22\\00:\\00[\\00{\\00"
          "\\22\\00n\\00a\\00m\\00e\\00\\22\\00:\\00\\22\\00g\\00o\\00\\22\\00"
          "}\\00]\\00}\\00"),
     MANIFEST(NET, ",\"tools\":[]"), 1, GK_SEVERITY_NOTE,
     "the module lists the tool \"go\"", NULL},
    {"a list that never ends", "GK026",
     DATA("{\\22tools\\22:[{\\22name\\22:\\22go\\22"),
     MANIFEST(NET, ",\"tools\":[]"), 0, 0, "", NULL},
    {"manifest that lists no tools at all", "GK026", DATA(LISTED),
     MANIFEST(NET, ""), 0, 0, "", NULL},
    /* GK048: see also below */
    {"another kind", "GK048", CALLS, "{\"kind\":\"esm\",\"runtime\":\"wasm\"}",
     1, GK_SEVERITY_WARNING, "kind is \"esm\", the file is a wasm module",
     NULL},
    {"no runtime", "GK048", CALLS, "{\"kind\":\"wasm\"}", 1,
     GK_SEVERITY_WARNING, "runtime is missing, the file is a wasm module",
     NULL},
    {"runtime of another type", "GK048", CALLS,
     "{\"kind\":\"wasm\",\"runtime\":1}", 1, GK_SEVERITY_WARNING,
     "runtime is number, the file is a wasm module", NULL},
    {"hash of something else", "GK048", CALLS, MANIFEST("", ",\"hash\":\"00\""),
     1, GK_SEVERITY_WARNING, "hash is 00, the file's sha256 is ", NULL},
    {"no hash", "GK048", CALLS, MANIFEST("", ""), 0, 0, "", NULL},
};

static size_t count_of(const gk_scan *s, const char *rule,
                       const struct gk_finding **first)
{
    size_t count = 0;

    *first = NULL;
    for (size_t f = 0; f < s->findings.count; f++)
        if (strcmp(s->findings.at[f].rule->id, rule) == 0 && count++ == 0)
            *first = &s->findings.at[f];
    return count;
}

static gk_json *parse(const char *text)
{
    gk_json *value = NULL;
    gk_error err = GK_ERROR_INIT;

    if (text != NULL && gk_json_parse(text, strlen(text), &value, &err))
        fail_msg("%s: %s", text, err.text);
    return value;
}

static void rules_fire_and_near_misses_do_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        gk_json *manifest = parse(row->manifest);
        struct gk_scan_context context = {.manifest = manifest,
                                          .manifest_host = "cortex",
                                          .manifest_path = "manifest.json"};
        const struct gk_finding *first;
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_scan s;

        test_wat(row->wat, &bytes);
        if (gk_scan_bytes(bytes.data, bytes.len, &context, &s, &err) != GK_OK)
            fail_msg("%s: %s", row->name, err.text);
        if (count_of(&s, row->rule, &first) != row->count)
            fail_msg("%s: %s found %zu times, wanted %zu", row->name, row->rule,
                     count_of(&s, row->rule, &first), row->count);
        if (first != NULL &&
            (first->severity != row->severity ||
             strncmp(first->what, row->what, strlen(row->what)) != 0))
            fail_msg("%s: %s '%s'", row->name,
                     gk_severity_word(first->severity), first->what);
        if (row->why != NULL && strcmp(gk_finding_why(first), row->why) != 0)
            fail_msg("%s: '%s'", row->name, gk_finding_why(first));
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
        gk_json_free(manifest);
    }
}

/* Findings of GK048 for a module in a file of that name. */
static size_t identity(const struct folder *f, const char *file,
                       const char *manifest_text, gk_severity *severity)
{
    char *path = folder_path(f, file);
    gk_json *manifest = parse(manifest_text);
    struct gk_scan_context context = {.host = "cortex",
                                      .manifest = manifest,
                                      .manifest_host = "cortex",
                                      .manifest_path = "manifest.json"};
    const struct gk_finding *first;
    gk_buf bytes = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    size_t count;
    gk_scan s;

    test_wat(CALLS, &bytes);
    assert_int_equal(gk_write_file(path, bytes.data, bytes.len, 0644, &err),
                     GK_OK);
    if (gk_scan_file(path, &context, &s, &err) != GK_OK)
        fail_msg("%s", err.text);
    count = count_of(&s, "GK048", &first);
    if (first != NULL)
        *severity = first->severity;
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
    gk_json_free(manifest);
    free(path);
    return count;
}

static void entry_point_names_the_file(void **state)
{
    static const struct {
        const char *entry;
        size_t count;
    } cases[] = {
        {"weather.wasm", 0},
        {"./build/weather.wasm", 0},
        {"https://example.com/p/weather.wasm?v=1#x", 0},
        {"weather.wasm?v=1", 1},
        {"other.wasm", 1},
        {"weather.wasm/", 1},
        {"xweather.wasm", 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf text = GK_BUF_INIT;
        gk_severity severity = GK_SEVERITY_WARNING;

        gk_buf_printf(&text,
                      "{\"kind\":\"wasm\",\"runtime\":\"wasm\","
                      "\"entryPoint\":\"%s\"}",
                      cases[i].entry);
        if (identity(*state, "weather.wasm", gk_buf_text(&text), &severity) !=
            cases[i].count)
            fail_msg("%s", cases[i].entry);
        assert_int_equal(severity, GK_SEVERITY_WARNING);
        gk_buf_clear(&text);
    }
}

/* The module holds bytes that are no UTF-8, so that the two kinds of host
 * compute different digests. */
static void hash_of_either_host_is_told_from_a_wrong_one(void **state)
{
    char digest[GK_SHA256_HEX_BYTES];
    char deployed[GK_SHA256_HEX_BYTES];
    gk_buf bytes = GK_BUF_INIT;
    struct gk_facts facts;
    gk_module m;
    const struct {
        const char *hash;
        size_t count;
        gk_severity severity;
    } cases[] = {
        {digest, 1, GK_SEVERITY_NOTE},
        {deployed, 1, GK_SEVERITY_NOTE},
        {"0123", 1, GK_SEVERITY_WARNING},
    };

    test_wat(CALLS, &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    gk_facts_init(&facts, bytes.data, bytes.len, &m, NULL);
    gk_facts_sha256(&facts, digest);
    gk_cortex_integrity_hash(&facts, deployed);
    assert_string_not_equal(digest, deployed);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf text = GK_BUF_INIT;
        gk_severity severity = GK_SEVERITY_ERROR;

        gk_buf_printf(&text,
                      "{\"kind\":\"wasm\",\"runtime\":\"wasm\","
                      "\"entryPoint\":\"weather.wasm\",\"hash\":\"%s\"}",
                      cases[i].hash);
        if (identity(*state, "weather.wasm", gk_buf_text(&text), &severity) !=
                cases[i].count ||
            severity != cases[i].severity)
            fail_msg("hash %zu", i);
        gk_buf_clear(&text);
    }
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void grants_follow_the_table(void **state)
{
    static const struct {
        const char *host, *capabilities;
        gk_effect effect;
        gk_grant grant;
        size_t words;
    } cases[] = {
        {"cortex", "\"network:fetch\"", GK_EFFECT_NETWORK, GK_GRANT_GIVEN, 2},
        {"cortex", "\"net:outbound\"", GK_EFFECT_NETWORK, GK_GRANT_GIVEN, 2},
        {"cortex", "\"net:outbound\",\"x\"", GK_EFFECT_NETWORK, GK_GRANT_GIVEN,
         2},
        {"cortex", "\"tools\"", GK_EFFECT_NETWORK, GK_GRANT_DENIED, 2},
        {"cortex", "1, null, [\"network:fetch\"]", GK_EFFECT_NETWORK,
         GK_GRANT_DENIED, 2},
        {"cortex", "", GK_EFFECT_STATE, GK_GRANT_FREE, 0},
        {"cortex", "", GK_EFFECT_PROCESS, GK_GRANT_DENIED, 1},
        {"another", "", GK_EFFECT_NETWORK, GK_GRANT_FREE, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf text = GK_BUF_INIT;
        const struct gk_abi_import function = {.effect = cases[i].effect};
        struct gk_grant_words words;
        gk_json *m;

        gk_buf_printf(&text, "{\"capabilities\":[%s]}", cases[i].capabilities);
        m = parse(gk_buf_text(&text));
        if (gk_manifest_grants(cases[i].host, m, &function, &words) !=
                cases[i].grant ||
            words.count != cases[i].words)
            fail_msg("%s %s", cases[i].host, cases[i].capabilities);
        gk_json_free(m);
        gk_buf_clear(&text);
    }
    for (size_t i = 0; gk_cortex_capabilities[i] != NULL; i++)
        assert_non_null(
            gk_capability_find("cortex", gk_cortex_capabilities[i]));
    assert_null(gk_capability_find("cortex", "network"));
    assert_null(gk_capability_find("another", "tools"));
}

/* Many objects that look like the beginning of a list cost little. */
static void hostile_data_is_looked_at_in_bounded_time(void **state)
{
    enum { LEN = 1 << 20 };
    gk_buf bytes = GK_BUF_INIT;
    struct gk_data data = {.offset = 0};
    gk_module m = {.datas = &data, .data_count = 1};
    struct gk_data_place place;
    gk_names names = GK_NAMES_INIT;
    bool found = true;

    (void)state;
    while (bytes.len < LEN)
        gk_buf_puts(&bytes, "{{{{[[\"\"\"tools\"{{{{");
    m.bytes = bytes.data;
    m.len = bytes.len;
    data.len = (uint32_t)bytes.len;
    assert_int_equal(gk_data_tools(&m, &found, &place, &names, NULL), GK_OK);
    assert_false(found);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_fire_and_near_misses_do_not),
        WITH_FOLDER(entry_point_names_the_file),
        WITH_FOLDER(hash_of_either_host_is_told_from_a_wrong_one),
        cmocka_unit_test(grants_follow_the_table),
        cmocka_unit_test(hostile_data_is_looked_at_in_bounded_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
