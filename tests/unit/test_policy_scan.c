/*
 * What a policy does to a scan: its rules, what it waives and re-weighs, and
 * the verdict.
 */
#include "scanner/policy/date.h"
#include "scanner/policy/policy.h"
#include "scanner/scan.h"
#include "scanner/signing/signing.h"
#include "tests/unit/test_module_bytes.h"
#include "tests/unit/test_wat.h"

#include <stdio.h>

#define P(parts) "{\"schema\":\"guestkit.policy/1\"" parts "}"
#define TODAY    "2026-01-01"

/* A plugin that has nothing against it; `more` are fields of the module. */
#define PLUGIN(more)                                                           \
    "(module (import \"env\" \"host_log\" (func $log (param i32 i32)))"        \
    "(import \"env\" \"host_http_request\" (func $http (param i32 i32 i32 i32" \
    " i32 i32 i32 i32 i32 i32 i32) (result i32)))"                             \
    "(import \"env\" \"memory\" (memory 18 512))"                              \
    "(export \"memory\" (memory 0))"                                           \
    "(func $send i32.const 0 i32.const 0 call $log)"                           \
    "(func (export \"plugin_get_abi_version\") (result i32) i32.const 1)"      \
    "(func (export \"plugin_get_capabilities\") (param i32 i32)"               \
    " (result i32) i32.const 0)"                                               \
    "(func (export \"plugin_execute_tool\")"                                   \
    " (param i32 i32 i32 i32 i32 i32) (result i32) call $send i32.const "      \
    "0)" more ")"
#define CLEAN PLUGIN("")
/* host_http_request is called, through a table. */
#define CALLS_HTTP                                                             \
    PLUGIN("(func $beacon (export \"init\") i32.const 0 i32.const 0 i32.const" \
           " 0 i32.const 0 i32.const 0 i32.const 0 i32.const 0 i32.const 0"    \
           " i32.const 0 i32.const 0 i32.const 0 call $http drop)")
#define AGENT(module, name)                                                    \
    "(module (import \"" module "\" \"" name "\" (func (param i32 i32)))"      \
    "(memory (export \"memory\") 1 16) (func (export \"_start\")))"
#define WASI_SEND                                                              \
    "(import \"wasi_snapshot_preview1\" \"sock_send\" (func $send (param i32"  \
    " i32 i32 i32 i32) (result i32)))"
#define WASI_RANDOM                                                            \
    "(import \"wasi_snapshot_preview1\" \"random_get\" (func $r (param i32"    \
    " i32) (result i32)))"
#define ZEROS          "i32.const 0 i32.const 0 i32.const 0 i32.const 0 i32.const 0"
#define MEMORY(limits) "(module (memory (export \"memory\") " limits "))"
#define S9             "01{ 01 60 00 00 } 02{ 01 'env' 'host_log' 00 00 }"
#define S3             ""
#define S9_HASH                                                                \
    "fdd4a5f9c1d00e349268b0bcbbdfdb49ec9d9b0a3396236bb9c11b90b5960520"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000000"

static gk_policy *parse(const char *name, const char *text)
{
    gk_error err = GK_ERROR_INIT;
    gk_policy *p = NULL;

    if (gk_policy_parse("p.json", text, strlen(text), &p, &err) != GK_OK)
        fail_msg("%s: %s", name, err.text);
    return p;
}

/* What a test scans with: a policy, and what is known besides. */
struct setup {
    gk_buf bytes;
    gk_policy *policy;
    gk_json *manifest;
    gk_scan scan;
};

static void make(const char *wat, const char *bytes, gk_buf *out)
{
    *out = (gk_buf)GK_BUF_INIT;
    if (wat != NULL)
        test_wat(wat, out);
    else
        wasm_make(bytes, out);
}

static void scan_with(struct setup *s, const char *name, const char *wat,
                      const char *bytes, const char *host, const char *policy,
                      const char *manifest)
{
    struct gk_scan_context context = {.host = host};
    gk_error err = GK_ERROR_INIT;

    memset(s, 0, sizeof *s);
    make(wat, bytes, &s->bytes);
    if (policy != NULL)
        s->policy = parse(name, policy);
    if (manifest != NULL &&
        gk_json_parse(manifest, strlen(manifest), &s->manifest, &err) != GK_OK)
        fail_msg("%s: %s", name, err.text);
    context.policy = s->policy;
    context.manifest = s->manifest;
    context.manifest_path = "manifest.json";
    context.manifest_host = "cortex";
    assert_true(gk_date_parse(TODAY, &context.today));
    if (gk_scan_bytes(s->bytes.data, s->bytes.len, &context, &s->scan, &err) !=
        GK_OK)
        fail_msg("%s: %s", name, err.text);
}

static void clear(struct setup *s)
{
    gk_scan_clear(&s->scan);
    gk_policy_close(s->policy);
    gk_json_free(s->manifest);
    gk_buf_clear(&s->bytes);
}

/* The first finding of a rule that counts; *count of them. */
static const struct gk_finding *find(const gk_scan *scan, const char *rule,
                                     size_t *count)
{
    const struct gk_finding *first = NULL;

    *count = 0;
    for (size_t i = 0; i < scan->findings.count; i++) {
        const struct gk_finding *f = &scan->findings.at[i];

        if (strcmp(f->rule->id, rule) != 0 || f->waived != NULL)
            continue;
        first = first != NULL ? first : f;
        ++*count;
    }
    return first;
}

/* --- each rule: what fires it, what just does not --- */

static const struct row {
    const char *name, *rule, *policy;
    const char *wat; /* or */
    const char *bytes;
    const char *host; /* NULL: cortex for CLEAN and kin */
    size_t count;
    gk_severity severity;
    const char *what; /* of the first; how it begins */
    const char *status;
} rows[] = {
    {"no policy", "GK050", NULL, CALLS_HTTP, NULL, NULL, 0, 0, "", "verified"},
    {"an empty policy", "GK050", P(""), CALLS_HTTP, NULL, NULL, 0, 0, "",
     "verified"},
    /* GK050 */
    {"not among those allowed", "GK050",
     P(",\"imports\":{\"allow\":[\"env.host_log\",\"env.memory\"]}"), CLEAN,
     NULL, NULL, 1, GK_SEVERITY_ERROR,
     "env.host_http_request is not among the imports that the policy allows",
     "suspicious"},
    {"allowed by pattern", "GK050",
     P(",\"imports\":{\"allow\":[\"env.host_*\",\"env.memory\"]}"), CLEAN, NULL,
     NULL, 0, 0, "", "verified"},
    {"nothing allowed", "GK050", P(",\"imports\":{\"allow\":[]}"), CLEAN, NULL,
     NULL, 3, GK_SEVERITY_ERROR, "env.host_log is not", "suspicious"},
    {"denied", "GK050", P(",\"imports\":{\"deny\":[\"env.host_http*\"]}"),
     CLEAN, NULL, NULL, 1, GK_SEVERITY_ERROR,
     "env.host_http_request: the policy denies \"env.host_http*\"",
     "suspicious"},
    {"denied wins", "GK050",
     P(",\"imports\":{\"allow\":[\"*\"],\"deny\":[\"env.memory\"]}"), CLEAN,
     NULL, NULL, 1, GK_SEVERITY_ERROR, "env.memory", "suspicious"},
    {"another is denied", "GK050", P(",\"imports\":{\"deny\":[\"env.host\"]}"),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    /* GK051 */
    {"a reached effect", "GK051", P(",\"effects\":{\"deny\":[\"network\"]}"),
     CALLS_HTTP, NULL, NULL, 1, GK_SEVERITY_ERROR,
     "network: host_http_request from init", "suspicious"},
    {"a dead effect", "GK051", P(",\"effects\":{\"deny\":[\"network\"]}"),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    {"its whole way is told", "GK051", P(",\"effects\":{\"deny\":[\"log\"]}"),
     CLEAN, NULL, NULL, 1, GK_SEVERITY_ERROR,
     "log: host_log from plugin_execute_tool → send", "suspicious"},
    {"an effect not allowed", "GK051", P(",\"effects\":{\"allow\":[\"log\"]}"),
     CALLS_HTTP, NULL, NULL, 1, GK_SEVERITY_ERROR, "network", "suspicious"},
    {"effects allowed", "GK051",
     P(",\"effects\":{\"allow\":[\"log\",\"network\"]}"), CALLS_HTTP, NULL,
     NULL, 0, 0, "", "verified"},
    {"nobody can tell", "GK051", P(",\"effects\":{\"allow\":[]}"),
     "(module (import \"x\" \"y\" (func)))", NULL, NULL, 1, GK_SEVERITY_ERROR,
     "the effects of x.y cannot be told: no host is known", "suspicious"},
    {"nobody can tell of several", "GK051",
     P(",\"effects\":{\"deny\":[\"network\"]}"),
     "(module (import \"x\" \"y\" (func)) " WASI_RANDOM
     "(import \"wasi_snapshot_preview1\" \"sock_opne\" (func)))",
     NULL, NULL, 1, GK_SEVERITY_ERROR,
     "the effects of x.y and 1 more cannot be told", "suspicious"},
    {"without a host, WASI is known", "GK051",
     P(",\"effects\":{\"deny\":[\"network\"]}"),
     "(module " WASI_RANDOM WASI_SEND " (memory 1 1)"
     " (func (export \"_start\") " ZEROS " call $send drop))",
     NULL, NULL, 1, GK_SEVERITY_ERROR, "network: sock_send from _start",
     "suspicious"},
    {"without a host, WASI that nothing calls", "GK051",
     P(",\"effects\":{\"deny\":[\"network\"]}"),
     "(module " WASI_SEND " (memory 1 1) (func (export \"_start\")))", NULL,
     NULL, 0, 0, "", "verified"},
    {"without a host, WASI that is allowed", "GK051",
     P(",\"effects\":{\"allow\":[\"random\"]}"),
     "(module " WASI_RANDOM " (memory (export \"memory\") 1 1)"
     " (func (export \"_start\") i32.const 0 i32.const 0 call $r drop))",
     NULL, NULL, 0, 0, "", "verified"},
    {"without imports everybody can", "GK051", P(",\"effects\":{\"allow\":[]}"),
     "(module (memory 1 1))", NULL, NULL, 0, 0, "", "verified"},
    /* GK052 */
    {"bytes of the file", "GK052", P(",\"limits\":{\"fileBytes\":31}"), NULL,
     S9, NULL, 1, GK_SEVERITY_ERROR,
     "bytes of the file: 32, the policy allows 31", "suspicious"},
    {"as many bytes as allowed", "GK052", P(",\"limits\":{\"fileBytes\":32}"),
     NULL, S9, NULL, 0, 0, "", NULL},
    {"imports", "GK052", P(",\"limits\":{\"imports\":2}"), CLEAN, NULL, NULL, 1,
     GK_SEVERITY_ERROR, "imports: 3, the policy allows 2", "suspicious"},
    {"as many imports as allowed", "GK052", P(",\"limits\":{\"imports\":3}"),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    {"functions", "GK052", P(",\"limits\":{\"functions\":3}"), CLEAN, NULL,
     NULL, 1, GK_SEVERITY_ERROR, "functions of the module's own: 4",
     "suspicious"},
    {"as many functions as allowed", "GK052",
     P(",\"limits\":{\"functions\":4}"), CLEAN, NULL, NULL, 0, 0, "",
     "verified"},
    {"a function's bytes", "GK052", P(",\"limits\":{\"functionBytes\":4}"),
     CLEAN, NULL, NULL, 2, GK_SEVERITY_ERROR,
     "bytes of a function: 8, the policy allows 4", "suspicious"},
    {"bytes of data", "GK052", P(",\"limits\":{\"dataBytes\":4}"),
     PLUGIN("(data (i32.const 1048576) \"abc\") (data \"de\")"), NULL, NULL, 1,
     GK_SEVERITY_ERROR, "bytes of data: 5", "suspicious"},
    {"nesting", "GK052", P(",\"limits\":{\"nesting\":1}"),
     PLUGIN("(func (block (loop (if (i32.const 0) (then)))))"), NULL, NULL, 1,
     GK_SEVERITY_ERROR, "blocks in blocks: 3", "suspicious"},
    {"a table's entries", "GK052", P(",\"limits\":{\"tableEntries\":9}"),
     PLUGIN("(table 10 funcref)"), NULL, NULL, 1, GK_SEVERITY_ERROR,
     "entries a table begins with: 10", "suspicious"},
    {"a small table", "GK052", P(",\"limits\":{\"tableEntries\":10}"),
     PLUGIN("(table 10 funcref)"), NULL, NULL, 0, 0, "", "verified"},
    {"pages at first", "GK052",
     P(",\"limits\":{\"memoryPages\":{\"initial\":17}}"), CLEAN, NULL, NULL, 1,
     GK_SEVERITY_ERROR, "pages the memory begins with: 18", "suspicious"},
    {"pages at last", "GK052",
     P(",\"limits\":{\"memoryPages\":{\"maximum\":511}}"), CLEAN, NULL, NULL, 1,
     GK_SEVERITY_ERROR, "pages the memory may grow to: 512", "suspicious"},
    {"pages as allowed", "GK052",
     P(",\"limits\":{\"memoryPages\":{\"initial\":18,\"maximum\":512},"
       "\"requireMemoryMaximum\":true}"),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    {"no maximum", "GK052", P(",\"limits\":{\"requireMemoryMaximum\":true}"),
     MEMORY("1"), NULL, NULL, 1, GK_SEVERITY_ERROR,
     "the memory has no maximum, the policy wants one", "suspicious"},
    {"a maximum wanted and there", "GK052",
     P(",\"limits\":{\"requireMemoryMaximum\":true}"), MEMORY("1 9"), NULL,
     NULL, 0, 0, "", NULL},
    {"no maximum is more than any", "GK052",
     P(",\"limits\":{\"memoryPages\":{\"maximum\":60000}}"), MEMORY("1"), NULL,
     NULL, 1, GK_SEVERITY_ERROR,
     "the memory has no maximum, the policy allows 60000 pages", "suspicious"},
    {"the host bounds it", "GK052",
     P(",\"limits\":{\"memoryPages\":{\"maximum\":512},"
       "\"requireMemoryMaximum\":true}"),
     "(module (import \"env\" \"memory\" (memory 18)))", NULL, "cortex", 0, 0,
     "", NULL},
    /* GK053 */
    {"a blocked hash", "GK053",
     P(",\"hashes\":{\"blocked\":[\"" S9_HASH "\"]}"), NULL, S9, NULL, 1,
     GK_SEVERITY_ERROR, "sha256 " S9_HASH " is blocked", "blocked"},
    {"another hash is blocked", "GK053",
     P(",\"hashes\":{\"blocked\":[\"" OTHER "\"]}"), NULL, S9, NULL, 0, 0, "",
     NULL},
    {"an unknown hash", "GK053",
     P(",\"hashes\":{\"knownGood\":[\"" OTHER "\"],\"requireKnown\":true}"),
     NULL, S9, NULL, 1, GK_SEVERITY_WARNING, "sha256 " S9_HASH " is none of",
     NULL},
    {"a known hash", "GK053",
     P(",\"hashes\":{\"knownGood\":[\"" OTHER "\",\"" S9_HASH
       "\"],\"requireKnown\":true}"),
     NULL, S9, NULL, 0, 0, "", NULL},
    {"none is known", "GK053", P(",\"hashes\":{\"requireKnown\":true}"), NULL,
     S9, NULL, 1, GK_SEVERITY_NOTE, "the policy wants a known hash", NULL},
    {"unknown, and nobody asks", "GK053",
     P(",\"hashes\":{\"knownGood\":[\"" OTHER "\"]}"), NULL, S9, NULL, 0, 0, "",
     NULL},
    /* GK054 */
    {"an export not allowed", "GK054",
     P(",\"exports\":{\"allow\":[\"plugin_*\",\"memory\"]}"), CALLS_HTTP, NULL,
     NULL, 1, GK_SEVERITY_ERROR,
     "init is not among the exports that the policy allows", "suspicious"},
    {"exports allowed", "GK054",
     P(",\"exports\":{\"allow\":[\"plugin_*\",\"memory\"]}"), CLEAN, NULL, NULL,
     0, 0, "", "verified"},
    {"an export denied", "GK054", P(",\"exports\":{\"deny\":[\"in*\"]}"),
     CALLS_HTTP, NULL, NULL, 1, GK_SEVERITY_ERROR,
     "init: the policy denies \"in*\"", "suspicious"},
    {"an export required", "GK054", P(",\"exports\":{\"require\":[\"init\"]}"),
     CLEAN, NULL, NULL, 1, GK_SEVERITY_ERROR,
     "no export \"init\", which the policy requires", "suspicious"},
    {"an export required and there", "GK054",
     P(",\"exports\":{\"require\":[\"in?t\",\"in*t\"]}"), CALLS_HTTP, NULL,
     NULL, 1, GK_SEVERITY_ERROR, "no export \"in?t\"", "suspicious"},
    {"a feature denied", "GK054", P(",\"features\":{\"deny\":[\"sign-ext\"]}"),
     PLUGIN("(func i32.const 0 i32.extend8_s drop)"), NULL, NULL, 1,
     GK_SEVERITY_ERROR,
     "the module uses sign-ext (1 time), which the policy does not allow",
     "suspicious"},
    {"a feature not used", "GK054",
     P(",\"features\":{\"deny\":[\"sign-ext\"]}"), CLEAN, NULL, NULL, 0, 0, "",
     "verified"},
    {"no feature allowed", "GK054", P(",\"features\":{\"allow\":[]}"),
     PLUGIN("(func i32.const 0 i32.extend8_s drop)"), NULL, NULL, 1,
     GK_SEVERITY_ERROR, "the module uses sign-ext", "suspicious"},
    {"the first version is always allowed", "GK054",
     P(",\"features\":{\"allow\":[],\"deny\":[\"mvp\"]}"), CLEAN, NULL, NULL, 0,
     0, "", "verified"},
    /* GK055 */
    {"not signed", "GK055", P(",\"signature\":{\"required\":true}"), CLEAN,
     NULL, NULL, 1, GK_SEVERITY_ERROR, "the file is not signed", "suspicious"},
    {"not signed, and nobody asks", "GK055",
     P(",\"signature\":{\"required\":false}"), CLEAN, NULL, NULL, 0, 0, "",
     "verified"},
    {"said to be signed is not signed", "GK055",
     P(",\"signature\":{\"required\":true},\"authors\":{\"signed\":true}"),
     CLEAN, NULL, NULL, 1, GK_SEVERITY_ERROR, "the file is not signed",
     "suspicious"},
    {"nothing registered", "GK055",
     P(",\"authors\":{\"requireSignature\":true}"), CLEAN, NULL, NULL, 1,
     GK_SEVERITY_ERROR, "no signature is registered", "suspicious"},
    {"registered", "GK055",
     P(",\"authors\":{\"requireSignature\":true,\"signed\":true}"), CLEAN, NULL,
     NULL, 0, 0, "", "verified"},
    /* GK056, GK057 */
    {"expired yesterday", "GK056",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"reason\":\"r\",\"expires\":"
       "\"2025-12-31\"}]"),
     CLEAN, NULL, NULL, 1, GK_SEVERITY_WARNING,
     "waivers[0] of GK009 has expired on 2025-12-31: r", "unverified"},
    {"expires today", "GK056",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"reason\":\"r\",\"expires\":\"" TODAY
       "\"}]"),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    {"waives nothing", "GK057",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"reason\":\"r\",\"expires\":\"" TODAY
       "\"}]"),
     CLEAN, NULL, NULL, 1, GK_SEVERITY_NOTE,
     "waivers[0] of GK009 waives nothing here: r", "verified"},
    {"an expired one is not unused too", "GK057",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"reason\":\"r\",\"expires\":"
       "\"2025-12-31\"}]"),
     CLEAN, NULL, NULL, 0, 0, "", "unverified"},
    {"for another file", "GK057",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"match\":{\"path\":\"x.wasm\"},"
       "\"reason\":\"r\",\"expires\":\"" TODAY "\"}]"),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    {"for another digest", "GK057",
     P(",\"waivers\":[{\"rule\":\"GK009\",\"match\":{\"sha256\":\"" OTHER
       "\"},\"reason\":\"r\",\"expires\":\"" TODAY "\"}]"),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    {"the note about it can be off", "GK057",
     P(",\"severity\":{\"GK057\":\"off\"},\"waivers\":[{\"rule\":\"GK009\","
       "\"reason\":\"r\",\"expires\":\"" TODAY "\"}]"),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    /* GK058 */
    {"a blocked author", "GK058",
     P(",\"authors\":{\"author\":\"mallory\",\"blocked\":[\"mallory\"]}"),
     CLEAN, NULL, NULL, 1, GK_SEVERITY_ERROR, "author \"mallory\" is blocked",
     "suspicious"},
    {"an author not allowed", "GK058",
     P(",\"authors\":{\"author\":\"mallory\",\"allowed\":[\"alice\"]}"), CLEAN,
     NULL, NULL, 1, GK_SEVERITY_WARNING, "author \"mallory\" is none of those",
     "unverified"},
    {"nobody knows the author", "GK058",
     P(",\"authors\":{\"allowed\":[\"alice\"]}"), CLEAN, NULL, NULL, 1,
     GK_SEVERITY_WARNING, "author \"unknown\" is none of those", "unverified"},
    {"an author allowed", "GK058",
     P(",\"authors\":{\"author\":\"alice\",\"allowed\":[\"alice\"]}"), CLEAN,
     NULL, NULL, 0, 0, "", "verified"},
    {"a bad name", "GK058",
     P(",\"authors\":{\"reputation\":59,\"minimumReputation\":60}"), CLEAN,
     NULL, NULL, 1, GK_SEVERITY_WARNING,
     "author \"unknown\" has a reputation of 59, the policy wants 60",
     "unverified"},
    {"a good name", "GK058",
     P(",\"authors\":{\"reputation\":60,\"minimumReputation\":60}"), CLEAN,
     NULL, NULL, 0, 0, "", "verified"},
    /* Presets. */
    {"the host's preset lets a plugin pass", "GK052",
     P(",\"preset\":\"cortex\""), CALLS_HTTP, NULL, NULL, 0, 0, "", "verified"},
    {"so does the strict one", "GK052", P(",\"preset\":\"cortex-strict\""),
     CLEAN, NULL, NULL, 0, 0, "", "verified"},
    {"an agent under its host's preset", "GK050", P(",\"preset\":\"hugind\""),
     AGENT("hugind", "print"), NULL, NULL, 0, 0, "", NULL},
    {"an agent that wants something else", "GK050", P(",\"preset\":\"hugind\""),
     AGENT("env", "seed"), NULL, NULL, 1, GK_SEVERITY_ERROR,
     "env.seed is not among", "suspicious"},
    {"an agent that starts programs", "GK051",
     P(",\"preset\":\"hugind-strict\""),
     "(module (import \"hugind\" \"run_command\" (func $f (param i32 i32)"
     " (result i64))) (memory (export \"memory\") 1 16)"
     "(func (export \"_start\") i32.const 0 i32.const 0 call $f drop))",
     NULL, NULL, 1, GK_SEVERITY_ERROR, "process: run_command from _start",
     "blocked"},
};

static void policies_find_what_goes_against_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        const struct gk_finding *f;
        const char *status;
        struct setup s;
        size_t count;

        scan_with(&s, r->name, r->wat, r->bytes, r->host, r->policy, NULL);
        f = find(&s.scan, r->rule, &count);
        status = gk_cortex_status_word(s.scan.status);
        if (count != r->count)
            fail_msg("%s: %zu findings (%s)", r->name, count,
                     f != NULL ? f->what : "");
        if (f != NULL && (f->severity != r->severity ||
                          strncmp(f->what, r->what, strlen(r->what)) != 0))
            fail_msg("%s: %s: %s", r->name, gk_severity_word(f->severity),
                     f->what);
        if (r->status != NULL && strcmp(status, r->status) != 0)
            fail_msg("%s: %s", r->name, status);
        clear(&s);
    }
}

/* --- waivers and severities: the verdict --- */

/* Two imports that the host does not have: GK011, an error each. */
#define FOREIGN                                                                \
    "(module (import \"env\" \"host_log\" (func (param i32 i32)))"             \
    "(import \"env\" \"memory\" (memory 18 512))"                              \
    "(import \"a\" \"x\" (func)) (import \"b\" \"y\" (func))"                  \
    "(export \"memory\" (memory 0))"                                           \
    "(func (export \"plugin_get_abi_version\") (result i32) i32.const 1)"      \
    "(func (export \"plugin_get_capabilities\") (param i32 i32)"               \
    " (result i32) i32.const 0)"                                               \
    "(func (export \"plugin_execute_tool\")"                                   \
    " (param i32 i32 i32 i32 i32 i32) (result i32) i32.const 0))"
#define WAIVE(rule, match)                                                     \
    "{\"rule\":\"" rule "\",\"match\":{" match "},\"reason\":\"r\","           \
    "\"expires\":\"2026-06-30\"}"
#define WASI_EXIT                                                              \
    "(module (import \"env\" \"host_log\" (func (param i32 i32)))"             \
    "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func (param i32))))"

static const struct verdict {
    const char *name, *wat, *host, *policy;
    const char *status;
    bool fails; /* at --fail-on error */
    size_t waived;
} verdicts[] = {
    {"nothing waived", FOREIGN, "cortex", P(""), "suspicious", true, 0},
    {"the whole rule", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK011", "") "]"), "verified", false, 2},
    {"one of two", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK011", "\"import\":\"a.*\"") "]"), "suspicious",
     true, 1},
    {"both, one by one", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK011", "\"import\":\"a.*\"") "," WAIVE(
         "GK011", "\"import\":\"b.y\"") "]"),
     "verified", false, 2},
    {"all that is asked must fit", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE(
         "GK011", "\"import\":\"a.*\",\"evidence\":\"*nothing*\"") "]"),
     "suspicious", true, 0},
    {"by what was found", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK011", "\"evidence\":\"1 import from*\"") "]"),
     "verified", false, 2},
    {"by name", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK011", "\"name\":\"x\"") "]"), "suspicious",
     true, 1},
    {"an import is no export", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK011", "\"export\":\"*\"") "]"), "suspicious",
     true, 0},
    {"by path", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK011", "\"path\":\"standard *\"") "]"),
     "verified", false, 2},
    {"of another file", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK011", "\"path\":\"*.wasm\"") "]"),
     "suspicious", true, 0},
    {"of another rule", FOREIGN, "cortex",
     P(",\"waivers\":[" WAIVE("GK010", "") "]"), "suspicious", true, 0},
    {"lowered to a warning", FOREIGN, "cortex",
     P(",\"severity\":{\"GK011\":\"warning\"}"), "unverified", false, 0},
    {"lowered to a note", FOREIGN, "cortex",
     P(",\"severity\":{\"GK011\":\"note\"}"), "verified", false, 0},
    {"off", FOREIGN, "cortex", P(",\"severity\":{\"GK011\":\"off\"}"),
     "verified", false, 0},
    {"raised to an error", "(module (memory 1))", NULL,
     P(",\"severity\":{\"GK009\":\"error\"}"), "suspicious", true, 0},
    /* What a check of the host's table counts likewise. */
    {"a check's finding", WASI_EXIT, "cortex",
     P(",\"severity\":{\"GK011\":\"off\",\"GK016\":\"off\"}"), "suspicious",
     true, 0},
    {"a check's finding waived", WASI_EXIT, "cortex",
     P(",\"severity\":{\"GK011\":\"off\",\"GK016\":\"off\",\"GK019\":\"off\"},"
       "\"waivers\":"
       "[" WAIVE("GK003", "\"import\":\"*.proc_exit\"") "]"),
     "verified", false, 1},
    {"a check's finding lowered", WASI_EXIT, "cortex",
     P(",\"severity\":{\"GK011\":\"off\",\"GK016\":\"off\",\"GK003\":"
       "\"warning\"}"),
     "unverified", false, 0},
    /* blockSuspicious */
    {"suspicious is blocked", FOREIGN, "cortex",
     P(",\"authors\":{\"blockSuspicious\":true}"), "blocked", true, 0},
    {"a warning is not", FOREIGN, "cortex",
     P(",\"authors\":{\"blockSuspicious\":true},\"severity\":{\"GK011\":"
       "\"warning\"}"),
     "unverified", false, 0},
    {"what is waived is not", FOREIGN, "cortex",
     P(",\"authors\":{\"blockSuspicious\":true},\"waivers\":[" WAIVE("GK011",
                                                                     "") "]"),
     "verified", false, 2},
};

static void waivers_and_severities_make_the_verdict(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        const struct verdict *v = &verdicts[i];
        size_t waived = 0;
        const char *status;
        struct setup s;

        scan_with(&s, v->name, v->wat, NULL, v->host, v->policy, NULL);
        status = gk_cortex_status_word(s.scan.status);
        for (size_t f = 0; f < s.scan.findings.count; f++)
            waived += s.scan.findings.at[f].waived != NULL;
        if (strcmp(status, v->status) != 0)
            fail_msg("%s: %s", v->name, status);
        if (gk_scan_fails(&s.scan, GK_SEVERITY_ERROR) != v->fails)
            fail_msg("%s: it does%s fail", v->name, v->fails ? " not" : "");
        if (waived != v->waived)
            fail_msg("%s: %zu waived", v->name, waived);
        clear(&s);
    }
}

static void blocked_hash_is_blocked_whatever_the_host(void **state)
{
    char digest[GK_SHA256_HEX_BYTES], policy[400];
    struct setup s;

    (void)state;
    scan_with(&s, "", "(module (import \"x\" \"y\" (func)))", NULL, NULL, NULL,
              NULL);
    gk_facts_sha256(&s.scan.facts, digest);
    assert_int_equal(s.scan.status, GK_CORTEX_VERIFIED);
    clear(&s);
    snprintf(policy, sizeof policy,
             P(",\"hashes\":{\"blocked\":[\"%s\"]},\"severity\":{\"GK053\":"
               "\"off\"}"),
             digest);
    scan_with(&s, "", "(module (import \"x\" \"y\" (func)))", NULL, NULL,
              policy, NULL);
    assert_int_equal(s.scan.status, GK_CORTEX_BLOCKED);
    assert_true(gk_scan_fails(&s.scan, GK_SEVERITY_ERROR));
    clear(&s);
}

static void waived_finding_stays_with_its_reason(void **state)
{
    struct setup s;
    size_t seen = 0;

    (void)state;
    scan_with(&s, "", FOREIGN, NULL, "cortex",
              P(",\"waivers\":[{\"rule\":\"GK011\",\"reason\":\"known \\u001b"
                "[31m\",\"expires\":\"2026-06-30\"}]"),
              NULL);
    for (size_t i = 0; i < s.scan.findings.count; i++)
        if (s.scan.findings.at[i].waived != NULL) {
            seen++;
            assert_int_equal(s.scan.findings.at[i].severity, GK_SEVERITY_ERROR);
            assert_string_equal(s.scan.findings.at[i].waived,
                                "known \\x1b[31m");
        }
    assert_int_equal(seen, 2);
    assert_int_equal(gk_findings_count(&s.scan.findings, GK_SEVERITY_ERROR), 0);
    clear(&s);
}

/* The 51st was never looked at: one waiver for the 50th is none for it. */
static void what_was_left_out_is_not_waived_unseen(void **state)
{
    static const struct {
        const char *waiver;
        bool fails;
    } cases[] = {{WAIVE("GK004", "\"import\":\"env.zz*\""), true},
                 {WAIVE("GK004", ""), false}};
    gk_buf wat = GK_BUF_INIT;

    (void)state;
    gk_buf_puts(&wat, "(module ");
    for (unsigned i = 0; i <= GK_MAX_FINDINGS; i++)
        gk_buf_printf(&wat, "(import \"env\" \"zz%u\" (func))", i);
    gk_buf_puts(&wat, ")");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf policy = GK_BUF_INIT;
        struct setup s;

        gk_buf_printf(&policy,
                      P(",\"severity\":{\"GK016\":\"off\",\"GK004\":\"error\"},"
                        "\"waivers\":[%s]"),
                      cases[i].waiver);
        scan_with(&s, cases[i].waiver, gk_buf_text(&wat), NULL, "cortex",
                  gk_buf_text(&policy), NULL);
        if (gk_scan_fails(&s.scan, GK_SEVERITY_ERROR) != cases[i].fails)
            fail_msg("%s", cases[i].waiver);
        clear(&s);
        gk_buf_clear(&policy);
    }
    gk_buf_clear(&wat);
}

static void invalid_module_stays_invalid(void **state)
{
    struct setup s;

    (void)state;
    scan_with(&s, "", NULL, "01 05 01 60", NULL, P(",\"preset\":\"none\""),
              NULL);
    assert_true(gk_scan_fails(&s.scan, GK_SEVERITY_ERROR));
    clear(&s);
}

static void policys_host_is_the_modules(void **state)
{
    struct setup s;

    (void)state;
    scan_with(&s, "", "(module (memory 1 1))", NULL, NULL,
              P(",\"host\":\"cortex\""), NULL);
    assert_non_null(s.scan.facts.host);
    assert_string_equal(s.scan.facts.host->id, "cortex");
    assert_string_equal(s.scan.detected.reason, "as the policy says");
    clear(&s);
}

static void manifest_names_the_author_where_the_policy_does_not(void **state)
{
    static const struct {
        const char *policy;
        size_t count;
    } cases[] = {
        {P(",\"authors\":{\"blocked\":[\"mallory\"]}"), 1},
        {P(",\"authors\":{\"blocked\":[\"mallory\"],\"author\":\"alice\"}"), 0},
    };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct setup s;
        size_t count;

        scan_with(&s, "", CLEAN, NULL, NULL, cases[i].policy,
                  "{\"author\":\"mallory\"}");
        find(&s.scan, "GK058", &count);
        assert_int_equal(count, cases[i].count);
        clear(&s);
    }
}

/* --- components --- */

#define C "00 61 73 6d 0d 00 01 00 "
#define HTTP                                                                   \
    C "0a{ 01 00 'wasi:http/types@0.2.3' 05 00 } 0b{ 01 00 'run' 05 00 00 }"

static void components_are_held_to_it(void **state)
{
    static const struct {
        const char *name, *bytes, *policy, *rule, *what; /* NULL: nothing */
    } cases[] = {
        {"import allowed", HTTP,
         P(",\"imports\":{\"allow\":[\"wasi:http/*\"]}"), "GK050", NULL},
        {"import not allowed", HTTP,
         P(",\"imports\":{\"allow\":[\"wasi:cli/*\"]}"), "GK050",
         "wasi:http/types@0.2.3 is not among"},
        {"import denied", HTTP, P(",\"imports\":{\"deny\":[\"wasi:http/*\"]}"),
         "GK050", "wasi:http/types@0.2.3: the policy denies"},
        {"effect allowed", HTTP, P(",\"effects\":{\"allow\":[\"network\"]}"),
         "GK051", NULL},
        {"effect denied", HTTP, P(",\"effects\":{\"deny\":[\"network\"]}"),
         "GK051", "network: wasi:http/types@0.2.3"},
        {"effect not allowed", HTTP, P(",\"effects\":{\"allow\":[\"log\"]}"),
         "GK051", "network: wasi:http/types@0.2.3"},
        {"effect not known", C "0a{ 01 00 'my:own/thing' 05 00 }",
         P(",\"effects\":{\"allow\":[\"log\"]}"), "GK051",
         "the effects of my:own/thing cannot be told"},
        {"export there", HTTP, P(",\"exports\":{\"require\":[\"run\"]}"),
         "GK054", NULL},
        {"export missing", HTTP, P(",\"exports\":{\"require\":[\"ran\"]}"),
         "GK054", "no export \"ran\""},
        {"export denied", HTTP, P(",\"exports\":{\"deny\":[\"r*\"]}"), "GK054",
         "run: the policy denies \"r*\""},
        {"imports counted", HTTP, P(",\"limits\":{\"imports\":0}"), "GK052",
         "imports: 1, the policy allows 0"},
        {"as many as allowed", HTTP, P(",\"limits\":{\"imports\":1}"), "GK052",
         NULL},
        {"limits of code", HTTP, P(",\"limits\":{\"nesting\":1}"), "GK052",
         "the policy's limits on code and memory are not asked"},
        {"features", HTTP, P(",\"features\":{\"deny\":[\"atomics\"]}"), "GK054",
         "the policy's features are not looked for"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gk_scan_context context = {.host = NULL};
        gk_buf bytes = GK_BUF_INIT;
        gk_policy *policy = parse(cases[i].name, cases[i].policy);
        gk_error err = GK_ERROR_INIT;
        const struct gk_finding *f;
        size_t count;
        gk_scan s;

        wasm_bytes(cases[i].bytes, &bytes);
        context.policy = policy;
        if (gk_scan_bytes(bytes.data, bytes.len, &context, &s, &err) != GK_OK)
            fail_msg("%s: %s", cases[i].name, err.text);
        f = find(&s, cases[i].rule, &count);
        if ((f == NULL) != (cases[i].what == NULL) ||
            (f != NULL &&
             strncmp(f->what, cases[i].what, strlen(cases[i].what)) != 0))
            fail_msg("%s: '%s'", cases[i].name, f != NULL ? f->what : "");
        gk_scan_clear(&s);
        gk_policy_close(policy);
        gk_buf_clear(&bytes);
    }
}

/* --- the rule about signatures, with facts made by hand --- */

static void only_a_whole_valid_signature_will_do(void **state)
{
    static const struct {
        struct gk_signature_facts signature;
        const char *what; /* NULL: accepted */
    } cases[] = {
        {{.present = false}, "the file is not signed"},
        {{.present = true, .why = "cut short"},
         "the signature cannot be read: cut short"},
        {{.present = true, .sound = true}, "the signature was not checked"},
        {{.present = true,
          .sound = true,
          .checked = true,
          .why = "no such key"},
         "the signature does not verify: no such key"},
        {{.present = true,
          .sound = true,
          .checked = true,
          .valid = true,
          .partial = true,
          .covered = 7,
          .total = 9},
         "only the first 7 of 9 bytes are signed"},
        {{.present = true, .sound = true, .checked = true, .valid = true},
         NULL},
    };
    gk_policy *policy = parse("", P(",\"signature\":{\"required\":true}"));

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct gk_facts facts = {.policy = policy,
                                       .signature = &cases[i].signature};
        gk_findings found = {.rule = gk_rule_find("GK055")};

        found.rule->run(&facts, &found);
        assert_int_equal(found.count, cases[i].what != NULL);
        if (cases[i].what != NULL && strncmp(found.at[0].what, cases[i].what,
                                             strlen(cases[i].what)) != 0)
            fail_msg("%s", found.at[0].what);
        gk_findings_clear(&found);
    }
    gk_policy_close(policy);
}

/* --- the host's table of checks, through the file: S25 to S30 --- */

static const struct vector {
    const char *name, *bytes, *policy;
    const char *status, *check, *summary; /* of the host's report */
} vectors[] = {
    {"S25 signature wanted", S3, P(",\"authors\":{\"requireSignature\":true}"),
     "suspicious", "signature", "Verification failed: signature"},
    {"S25 and suspicious is blocked", S3,
     P(",\"authors\":{\"requireSignature\":true,\"blockSuspicious\":true}"),
     "blocked", "signature", "Verification failed: signature"},
    {"S26 reputation", S9, P(",\"authors\":{\"minimumReputation\":60}"),
     "unverified", "author_reputation",
     "Verification passed with warnings: author_reputation"},
    {"S27 no hash registered", S9, P(",\"hashes\":{\"requireKnown\":true}"),
     "verified", "known_hash", "All integrity checks passed"},
    {"S27 another hash registered", S9,
     P(",\"hashes\":{\"requireKnown\":true,\"knownGood\":[\"" OTHER "\"]}"),
     "unverified", "known_hash",
     "Verification passed with warnings: known_hash"},
    {"S28 hash blocked", S9, P(",\"hashes\":{\"blocked\":[\"" S9_HASH "\"]}"),
     "blocked", "blocked_hash", "Plugin content is blocked by hash"},
    {"S30 author blocked", S9,
     P(",\"authors\":{\"author\":\"mallory\",\"blocked\":[\"mallory\"]}"),
     "suspicious", "author_blocked", "Verification failed: author_blocked"},
    {"S30 author not allowed", S9,
     P(",\"authors\":{\"author\":\"mallory\",\"allowed\":[\"a\",\"b\"]}"),
     "unverified", "author_allowed",
     "Verification passed with warnings: author_allowed"},
};

static void file_gives_the_hosts_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *v = &vectors[i];
        const struct gk_cortex_report *r;
        bool found = false;
        struct setup s;

        scan_with(&s, v->name, NULL, v->bytes, "cortex", v->policy, NULL);
        r = &s.scan.report;
        for (size_t c = 0; c < r->checks.count; c++)
            found |= strcmp(r->checks.at[c].name, v->check) == 0;
        if (!found ||
            strcmp(gk_cortex_status_word(r->status), v->status) != 0 ||
            strcmp(gk_buf_text(&r->summary), v->summary) != 0)
            fail_msg("%s: %s, '%s'", v->name, gk_cortex_status_word(r->status),
                     gk_buf_text(&r->summary));
        clear(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policies_find_what_goes_against_them),
        cmocka_unit_test(waivers_and_severities_make_the_verdict),
        cmocka_unit_test(blocked_hash_is_blocked_whatever_the_host),
        cmocka_unit_test(waived_finding_stays_with_its_reason),
        cmocka_unit_test(what_was_left_out_is_not_waived_unseen),
        cmocka_unit_test(invalid_module_stays_invalid),
        cmocka_unit_test(policys_host_is_the_modules),
        cmocka_unit_test(manifest_names_the_author_where_the_policy_does_not),
        cmocka_unit_test(components_are_held_to_it),
        cmocka_unit_test(only_a_whole_valid_signature_will_do),
        cmocka_unit_test(file_gives_the_hosts_vectors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
