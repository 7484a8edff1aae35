/* The known vectors of the Hugind host that need no room beside its core, each
 * by its number; and what a run is told before it begins. */
#include "tests/unit/hugind_guest.h"

#include "core/manifest/hugind.h"

#define SET_RESULT                                                             \
    "(import \"hugind\" \"set_result\" (func $set (param i32 i32)))"
#define ARGS    "(import \"hugind\" \"get_args\" (func $args (result i64)))"
#define VERSION "(import \"hugind\" \"version\" (func $version (result i64)))"
#define INPUT                                                                  \
    "(import \"hugind\" \"input\" (func $input (param i32 i32) (result i64)))"
#define TIMEOUT HUGIND_HEAD "wasm: {resources: {timeout: 5s}}\n"

/* Text at address 16. */
#define TEXT(text) "(data (i32.const 16) \"" text "\")"
/* An allocator that counts: `asked` has the last size, calls go to 4096. */
#define COUNTING                                                               \
    "(memory (export \"memory\") 1)"                                           \
    "(func (export \"alloc\") (param i32) (result i32)"                        \
    " (i32.store (i32.const 4096)"                                             \
    "  (i32.add (i32.load (i32.const 4096)) (i32.const 1)))"                   \
    " (i32.store (i32.const 4100) (local.get 0)) (i32.const 1024))"

static const struct hugind_row vectors[] = {
    {"T1 a packed result: pointer above, length below",
     {.wat = "(module " VERSION COUNTING "(func (export \"_start\")"
             " (if (i64.ne (call $version) (i64.const 0x0000040000000006))"
             "  (then unreachable))))"},
     "ok ",
     "null"},
    {"T2 one allocation of length and zero, with a zero at its end",
     {.wat =
          "(module " VERSION COUNTING "(func (export \"_start\") (local $r i64)"
          " (i32.store8 (i32.const 1030) (i32.const 7))"
          " (local.set $r (call $version))"
          " (if (i32.ne (i32.load (i32.const 4096)) (i32.const 1))"
          "  (then unreachable))"
          " (if (i32.ne (i32.load (i32.const 4100)) (i32.const 7))"
          "  (then unreachable))"
          " (if (i32.ne (i32.wrap_i64 (local.get $r)) (i32.const 6))"
          "  (then unreachable))"
          " (if (i32.load8_u (i32.const 1030)) (then unreachable))))"},
     "ok ",
     "null"},
    {"T3 no alloc",
     {.wat = "(module " ARGS "(memory (export \"memory\") 1)"
             "(func (export \"_start\") (drop (call $args))))"},
     "=trap Wasm module must export 'alloc(size: i32) -> i32' to receive data.",
     NULL},
    {"T4 the input",
     {.wat = HUGIND_AGENT(ARGS, "", "(call $say (call $args))"),
      .call = "{\"args\":[\"a\",\"b\"]}"},
     "=ok {\"args\":[\"a\",\"b\"],\"meta\":{\"env\":{},\"session\":null},"
     "\"team\":{\"memory\":{},\"memory_summary\":\"\",\"messages\":\"\"}}\n",
     "null"},
    {"T5 a result, its keys sorted",
     {.wat = HUGIND_AGENT(SET_RESULT, TEXT("{\\22b\\22:1,\\22a\\22:2}"),
                          "(call $set (i32.const 16) (i32.const 13))")},
     "ok ",
     "{\"a\":2,\"b\":1}"},
    {"T6 a bad result after a good one",
     {.wat = HUGIND_AGENT(SET_RESULT, TEXT("1nope"),
                          "(call $set (i32.const 16) (i32.const 1))"
                          "(call $set (i32.const 17) (i32.const 4))")},
     "trap Invalid JSON result: ",
     NULL},
    {"half of a surrogate pair is no result",
     {.wat = HUGIND_AGENT(SET_RESULT, TEXT("\\22\\5cud800\\22"),
                          "(call $set (i32.const 16) (i32.const 8))")},
     "=trap Invalid JSON result: line 1, column 2: half of a surrogate pair",
     NULL},
    {"a whole pair is one",
     {.wat = HUGIND_AGENT(SET_RESULT, TEXT("\\22\\5cud83d\\5cude00\\22"),
                          "(call $set (i32.const 16) (i32.const 14))")},
     "ok ",
     "\"\xf0\x9f\x98\x80\""},
    {"a number beyond a double is no result",
     {.wat = HUGIND_AGENT(SET_RESULT, TEXT("[1e400]"),
                          "(call $set (i32.const 16) (i32.const 7))")},
     "=trap Invalid JSON result: line 1, column 2: a number is out of range",
     NULL},
    {"T7 the same with a timeout, deployed",
     {.wat = HUGIND_AGENT(SET_RESULT, TEXT("1nope"),
                          "(call $set (i32.const 16) (i32.const 1))"
                          "(call $set (i32.const 17) (i32.const 4))"),
      .manifest = TIMEOUT,
      .fidelity = GK_DEPLOYED},
     "ok ",
     "1"},
    {"T7 the same with a timeout, documented",
     {.wat = HUGIND_AGENT(SET_RESULT, TEXT("1nope"),
                          "(call $set (i32.const 16) (i32.const 1))"
                          "(call $set (i32.const 17) (i32.const 4))"),
      .manifest = TIMEOUT},
     "trap Invalid JSON result: ",
     NULL},
    {"T8 a main of another type is not called",
     {.wat = "(module (memory (export \"memory\") 1)"
             "(func (export \"main\") (param i32 i32) (result i32)"
             " unreachable))"},
     "ok ",
     "null"},
    {"T9 bytes that are no text",
     {.wat = HUGIND_AGENT("", TEXT("\\c3\\28"),
                          "(call $print (i32.const 16) (i32.const 2))")},
     "trap Invalid UTF-8: ",
     NULL},
    {"T10 a negative pointer",
     {.wat =
          HUGIND_AGENT("", "", "(call $print (i32.const -1) (i32.const 0))")},
     "=trap Invalid pointer/length",
     NULL},
    {"T34 a write without its result",
     {.wat = "(module (import \"hugind_fs\" \"fs_write_text\""
             " (func (param i32 i32 i32 i32)))"
             "(func (export \"_start\")))"},
     "link failed to instantiate wasm module: ",
     NULL},
};

static void known_vectors(void **state)
{
    (void)state;
    HUGIND_RUN_ROWS(vectors);
}

/* T31: the budget decides what runs. */
static const struct hugind_row budgets[] = {
    {"T31 a budget of 5000 lets 5000 through",
     {.wat = HUGIND_AGENT("", "", "nop"),
      .manifest = HUGIND_HEAD "wasm: {resources: {cpu: '5000'}}\n"},
     "ok ",
     "null"},
    {"T31 a budget of 5000 stops a loop",
     {.wat = HUGIND_AGENT("", "", "(loop (br 0))"),
      .manifest = HUGIND_HEAD "wasm: {resources: {cpu: '5000'}}\n"},
     "=fuel wasm trap: all fuel consumed by WebAssembly",
     NULL},
    {"T33 memory grows up to the cap",
     {.wat = HUGIND_AGENT("", "",
                          "(if (i32.eq (memory.grow (i32.const 14))"
                          " (i32.const -1)) (then unreachable))"
                          "(if (i32.ne (memory.grow (i32.const 1))"
                          " (i32.const -1)) (then unreachable))"),
      .manifest = HUGIND_HEAD "wasm: {resources: {memory: 1MB}}\n"},
     "ok ",
     "null"},
    {"T33 a memory that begins above the cap",
     {.wat = "(module (memory (export \"memory\") 17)"
             "(func (export \"_start\")))",
      .manifest = HUGIND_HEAD "wasm: {resources: {memory: 1MB}}\n"},
     "memory failed to instantiate wasm module: ",
     NULL},
    {"a cap of nothing, and a memory of a page",
     {.wat = "(module (memory (export \"memory\") 1)"
             "(func (export \"_start\")))",
      .manifest = HUGIND_HEAD "wasm: {resources: {memory: '0'}}\n"},
     "memory failed to instantiate wasm module: ",
     NULL},
    {"a cap just below a page, and a memory of one",
     {.wat = "(module (memory (export \"memory\") 1)"
             "(func (export \"_start\")))",
      .manifest = HUGIND_HEAD "wasm: {resources: {memory: '65535'}}\n"},
     "memory failed to instantiate wasm module: ",
     NULL},
    {"a cap of just a page, and a memory of one",
     {.wat = "(module (memory (export \"memory\") 1)"
             "(func (export \"_start\")))",
      .manifest = HUGIND_HEAD "wasm: {resources: {memory: '65536'}}\n"},
     "ok ",
     "null"},
    {"a cap below a page, and a memory that begins with none",
     {.wat = "(module (memory (export \"memory\") 0)"
             "(func (export \"_start\")"
             " (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1))"
             " (then unreachable))))",
      .manifest = HUGIND_HEAD "wasm: {resources: {memory: '42'}}\n"},
     "ok ",
     "null"},
    {"a timeout of 0 hides a trap like any other",
     {.wat = HUGIND_AGENT("", "", "unreachable"),
      .manifest = HUGIND_HEAD "wasm: {resources: {timeout: '0'}}\n",
      .fidelity = GK_DEPLOYED},
     "ok ",
     "null"},
};

/* A manifest with one of wasm.resources. */
static gk_hugind_manifest read_resource(const char *key, const char *value,
                                        gk_json **json)
{
    gk_hugind_manifest m;
    char text[200];

    snprintf(text, sizeof text, HUGIND_HEAD "wasm: {resources: {%s: '%s'}}",
             key, value);
    assert_int_equal(gk_yaml_parse(text, strlen(text), json, NULL), GK_OK);
    assert_int_equal(gk_hugind_manifest_read(*json, "", &m, NULL), GK_OK);
    return m;
}

static void resources(void **state)
{
    static const struct {
        const char *cpu;
        uint64_t fuel;
    } rows[] = {{"100%", 1000000000}, {"5000", 5000}, {"2MB", 2097152}};

    (void)state;
    HUGIND_RUN_ROWS(budgets);
    for (size_t i = 0; i < 3; i++) {
        gk_json *json = NULL;
        gk_hugind_manifest m = read_resource("cpu", rows[i].cpu, &json);

        if (!m.metered || m.fuel != rows[i].fuel)
            fail_msg("T31 cpu %s: %llu", rows[i].cpu,
                     (unsigned long long)m.fuel);
        gk_json_free(json);
    }
}

static void amounts(void **state)
{
    static const struct {
        const char *name, *key, *value;
        uint64_t wanted; /* bytes, or ms */
        bool none;
    } rows[] = {
        {"T32", "timeout", "250ms", 250, false},
        {"T32", "timeout", "2m", 120000, false},
        {"T32", "timeout", "9", 9000, false},
        {"T32", "timeout", "3h", 0, true},
        {"T32", "timeout", "1.5s", 0, true},
        {"0 is a time", "timeout", "0", 0, false},
        {"0 is a time", "timeout", "0ms", 0, false},
        {"T33", "memory", "1MB", 1048576, false},
        {"T33", "memory", "2gb", UINT64_C(2147483648), false},
        {"T33", "memory", " 42 ", 42, false},
        {"0 is a size", "memory", "0", 0, false},
        {"T33", "memory", "8TB", 0, true},
        {"T33", "memory", "512 MB", 0, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_json *json = NULL;
        gk_hugind_manifest m = read_resource(rows[i].key, rows[i].value, &json);
        bool time = strcmp(rows[i].key, "timeout") == 0;
        bool none = !(time ? m.timed : m.capped);
        uint64_t got = time ? m.timeout_ms : m.memory_bytes;

        if (none != rows[i].none || (!none && got != rows[i].wanted))
            fail_msg("%s %s '%s': %llu%s", rows[i].name, rows[i].key,
                     rows[i].value, (unsigned long long)got,
                     none ? ", none" : "");
        gk_json_free(json);
    }
}

static const struct hugind_row before[] = {
    {"a newer host than asked for",
     {.wat = HUGIND_AGENT("", "", "nop"),
      .manifest = HUGIND_HEAD "hugind_version: '>=0.6.0'\n"},
     "ok ",
     NULL},
    {"an older host than asked for",
     {.wat = HUGIND_AGENT("", "", "nop"),
      .manifest = HUGIND_HEAD "hugind_version: '>=1'\n"},
     "=load Agent requires hugind_version '>=1' but current is 0.12.0",
     NULL},
    {"the world says which release it is",
     {.wat = HUGIND_AGENT("", "", "nop"),
      .manifest = HUGIND_HEAD "hugind_version: '>=1'\n",
      .world = "{\"config\":{\"hugind_version\":\"1.2.0\"}}"},
     "ok ",
     NULL},
    {"a requirement that is none",
     {.wat = HUGIND_AGENT("", "", "nop"),
      .manifest = HUGIND_HEAD "hugind_version: newest\n"},
     "load Invalid hugind_version constraint 'newest': ",
     NULL},
    {"a variable that is needed",
     {.wat = HUGIND_AGENT("", "", "nop"),
      .manifest = HUGIND_HEAD "env: [{name: KEY, required: true}]\n"},
     "=load Missing required environment variable 'KEY' declared in agent.yaml "
     "env section",
     NULL},
    {"a variable that is there",
     {.wat = HUGIND_AGENT(ARGS, "", "(call $say (call $args))"),
      .manifest = HUGIND_HEAD "env: [{name: KEY, required: true}, OTHER]\n",
      .world = "{\"env\":{\"KEY\":\"v\",\"UNDECLARED\":\"w\"}}"},
     "ok {\"args\":[],\"meta\":{\"env\":{\"KEY\":\"v\"},",
     NULL},
    {"no server, documented",
     {.wat = HUGIND_AGENT("", "", "nop"),
      .world = "{\"config\":{\"server\":\"down\"}}"},
     "ok ",
     NULL},
    {"no server, deployed",
     {.wat = HUGIND_AGENT("", "", "nop"),
      .world = "{\"config\":{\"server\":\"down\"}}",
      .fidelity = GK_DEPLOYED},
     "load Server not reachable at http://127.0.0.1:8080/v1: ",
     NULL},
    {"a session of the call, white space around it",
     {.wat = HUGIND_AGENT(ARGS, "", "(call $say (call $args))"),
      .call = "{\"session\":\" s-1\\u3000\\n\"}"},
     "ok {\"args\":[],\"meta\":{\"env\":{},\"session\":{\"id\":\"s-1\","
     "\"mode\":\"resume\"}}",
     "null"},
    {"the manifest's, likewise",
     {.wat = HUGIND_AGENT(ARGS, "", "(call $say (call $args))"),
      .manifest = HUGIND_HEAD "backend: {url: u, session: {mode: resume, id: "
                              "\"\\u2003s-2 \"}}"},
     "ok {\"args\":[],\"meta\":{\"env\":{},\"session\":{\"id\":\"s-2\","
     "\"mode\":\"resume\"}}",
     "null"},
    {"a session of the call",
     {.wat = HUGIND_AGENT(ARGS, "", "(call $say (call $args))"),
      .call = "{\"session\":\"s-1\"}"},
     "ok {\"args\":[],\"meta\":{\"env\":{},\"session\":{\"id\":\"s-1\","
     "\"mode\":\"resume\"}}",
     NULL},
};

static void before_a_run(void **state)
{
    (void)state;
    HUGIND_RUN_ROWS(before);
}

#define TWO_LINES                                                              \
    HUGIND_AGENT(INPUT, "",                                                    \
                 "(call $say (call $input (i32.const 0) (i32.const 0)))"       \
                 "(call $say (call $input (i32.const 0) (i32.const 0)))")
#define LINES "{\"stdin\":[\" one \",\"two\"]}"

static const struct hugind_row reading[] = {
    {"each call a line, trimmed",
     {.wat = TWO_LINES, .call = LINES},
     "=ok one\ntwo\n",
     NULL},
    {"deployed, what was read ahead is lost",
     {.wat = TWO_LINES, .call = LINES, .fidelity = GK_DEPLOYED},
     "=ok one\n\n",
     NULL},
    {"bytes that are no text are an empty line",
     {.wat = TWO_LINES,
      .call = "{\"stdin\":[{\"base64\":\"Y2Fm6Q==\"},\"two\"]}"},
     "=ok \ntwo\n",
     NULL},
    {"a text, in base64 all the same",
     {.wat = TWO_LINES, .call = "{\"stdin\":[{\"base64\":\"IGHDqQ==\"}]}"},
     "=ok a\xc3\xa9\n\n",
     NULL},
    {"past the end", {.wat = TWO_LINES}, "=ok \n\n", NULL},
    {"why a run failed is not told by the deployed host",
     {.wat = HUGIND_AGENT("", "", "unreachable"), .fidelity = GK_DEPLOYED},
     "=trap error while executing at wasm backtrace:",
     NULL},
};

static void input_and_words(void **state)
{
    (void)state;
    HUGIND_RUN_ROWS(reading);
}

static void versions(void **state)
{
    static const struct {
        const char *requirement, *version;
        int fits; /* -1: no requirement */
    } rows[] = {
        {"", "0.12.0", 1},
        {" ", "0.12.0", 1},
        {"*", "0.12.0", 1},
        {"0.12", "0.12.9", 1},
        {"0.12", "0.13.0", 0},
        {"^0.12.3", "0.12.2", 0},
        {"^1.2", "1.9.0", 1},
        {"^1.2", "2.0.0", 0},
        {"^0.0.3", "0.0.3", 1},
        {"^0.0.3", "0.0.4", 0},
        {"^0", "0.9.0", 1},
        {"~1.2.3", "1.2.9", 1},
        {"~1.2.3", "1.3.0", 0},
        {"~1", "1.9.0", 1},
        {"=1.2", "1.2.7", 1},
        {"=1.2.3", "1.2.4", 0},
        {">1.2", "1.2.9", 0},
        {">1.2", "1.3.0", 1},
        {"<=1.2", "1.2.9", 1},
        {"<1.2", "1.1.9", 1},
        {">=0.6, <0.13", "0.12.0", 1},
        {">=0.6,<0.12", "0.12.0", 0},
        {"1.*", "1.4.2", 1},
        {"1.2.x", "1.3.0", 0},
        {"newest", "1.0.0", -1},
        {"1.2.3.4", "1.0.0", -1},
        {">=", "1.0.0", -1},
        {"1,", "1.0.0", -1},
        {"1.*.2", "1.0.0", -1},
        {"01", "1.0.0", -1},
        {"!1", "1.0.0", -1},
        {"=<1", "1.0.0", -1},
        {"99999999999999999999", "1.0.0", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool fits = false;
        gk_status st = gk_hugind_version_fits(rows[i].requirement,
                                              rows[i].version, &fits, NULL);
        int got = st != GK_OK ? -1 : fits;

        if (got != rows[i].fits)
            fail_msg("'%s' and %s: found %d, wanted %d", rows[i].requirement,
                     rows[i].version, got, rows[i].fits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_vectors),   cmocka_unit_test(resources),
        cmocka_unit_test(amounts),         cmocka_unit_test(before_a_run),
        cmocka_unit_test(input_and_words), cmocka_unit_test(versions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
