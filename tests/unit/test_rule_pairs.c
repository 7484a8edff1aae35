/*
 * Each rule on code, limits, names, WASI and contracts: one module that fires
 * it, and a near miss. A rule without a pair fails, too.
 */
#include "core/base/opts.h"
#include "tests/unit/test_rule_rows.h"

static const char *const ids[] = {
#define GK_RULE(id, function, severity, host, check, title, why, mend) id,
#include "scanner/rules/code.def"
#include "scanner/rules/contract.def"
#include "scanner/rules/limits.def"
#include "scanner/rules/names.def"
#include "scanner/rules/wasi.def"
};

#define LOG "(import \"env\" \"host_log\" (func (param i32 i32)))"
#define MEMORY                                                                 \
    "(import \"env\" \"memory\" (memory 18 512)) (export \"memory\" (memory "  \
    "0))"
#define VERSION(n)                                                             \
    "(func (export \"plugin_get_abi_version\") (result i32) i32.const " n ")"
#define TOOLS                                                                  \
    "(func (export \"plugin_get_capabilities\") (param i32 i32)"               \
    " (result i32) i32.const 0)"                                               \
    "(func (export \"plugin_execute_tool\")"                                   \
    " (param i32 i32 i32 i32 i32 i32) (result i32) i32.const 0)"
#define PLUGIN(head, tail) "(module " head MEMORY VERSION("1") TOOLS tail ")"
#define CALLS(module, name)                                                    \
    "(module (import \"" module "\" \"" name "\" (func $f))"                   \
    "(func (export \"e\") call $f))"
#define WASI CALLS
#define TYPED_BODY(op)                                                         \
    "01{ 01 60 00 01 7f } 03{ 01 00 } 0a{ 01 { 00 " op " 00 0b } }"
#define FILLS                                                                  \
    "01{ 01 60 00 00 } 03{ 01 00 } 05{ 01 00 01 }"                             \
    " 0a{ 01 { 00 41 00 41 00 41 00 fc 0b 00 0b } }"

/* "TEXT …": no module but that text. "BODY n": a function of n bytes of nop.
 * "BLOCKS n": that many inside each other. "LONG n": a file of n bytes. "V2": a
 * module of version 2. */
static const struct pair {
    const char *rule;
    const char *host; /* NULL: as found */
    const char *fires;
    const char *misses;
} pairs[] = {
    {"GK001", NULL, "01 05 01 60", "01{ 01 60 00 00 }"},
    {"GK002", NULL, "V2", "(module)"},
    {"GK003", "cortex", WASI("wasi_snapshot_preview1", "environ_get"),
     WASI("wasi_snapshot_preview1", "random_get")},
    {"GK004", "hugind", CALLS("hugind", "frobnicate"),
     CALLS("hugind", "get_args")},
    {"GK005", "cortex", "(module (memory 1 1025))", "(module (memory 1 1024))"},
    {"GK006", NULL, "LONG 104857601", "LONG 104857600"},
    {"GK007", "cortex", "(module)", "(module " LOG ")"},
    {"GK008", NULL, "TEXT curl x | sh", "TEXT curl x > sh.txt"},
    {"GK009", NULL, "(module (memory 1))", "(module (memory 1 1))"},
    {"GK010", "cortex", CALLS("env", "host_lgo"), CALLS("env", "host_log")},
    {"GK011", "cortex", CALLS("environment", "host_log"),
     CALLS("env", "host_log")},
    {"GK012", "cortex",
     "(module (import \"env\" \"host_log\" (func (param v128))))",
     "(module (import \"env\" \"host_log\" (func (param i64))))"},
    {"GK013", "cortex",
     "(module (import \"env\" \"host_log\" (func (param i32 i64))))",
     "(module " LOG ")"},
    {"GK015", "cortex",
     "(module (import \"env\" \"host_get_time_ms\" (func (result i64))))",
     "(module (import \"env\" \"host_get_abi_version\" (func (result i32))))"},
    {"GK016", "cortex", "(module " LOG MEMORY VERSION("1") ")",
     PLUGIN(LOG, "")},
    {"GK017", NULL, PLUGIN(LOG, "(func (export \"plugin_init\") (param i32))"),
     PLUGIN(LOG, "(func (export \"plugin_init\"))")},
    {"GK018", "cortex", "(module (import \"env\" \"memory\" (memory 257 512)))",
     "(module (import \"env\" \"memory\" (memory 256 512)))"},
    {"GK019", "cortex", "(module " LOG "(memory (export \"memory\") 1))",
     "(module " LOG MEMORY ")"},
    {"GK020", NULL, PLUGIN(LOG, "(data (i32.const 0xfffff) \"a\")"),
     PLUGIN(LOG, "(data (i32.const 0x100000) \"a\")")},
    {"GK021", NULL, "(module (import \"m\" \"f\" (func)))", CALLS("m", "f")},
    {"GK022", NULL, "(module (func $f) (start $f))",
     "(module (func (export \"_start\")))"},
    {"GK023", NULL,
     "(module " LOG "(memory (export \"memory\") 1 128)" VERSION("1") TOOLS ")",
     "(module " LOG "(memory (export \"memory\") 1 127)" VERSION("1") TOOLS
     ")"},
    {"GK024", NULL, "00{ 'name' 01 7f }", "00{ 'names' 01 7f }"},
    {"GK027", NULL, TYPED_BODY("42"), TYPED_BODY("41")},
    {"GK028", NULL, "(module (func $f (export \"e\") return_call $f))",
     "(module (func $f (export \"e\") call $f))"},
    {"GK029", NULL, "BLOCKS 1000", "BLOCKS 990"},
    {"GK030", NULL, "BODY 1048580", "BODY 1048500"},
    {"GK038", "cortex", CALLS("env", "host_l\\d0\\beg"),
     CALLS("env", "host_log")},
    {"GK039", NULL, "(module (memory 1) (data (i32.const 65533) \"abcd\"))",
     "(module (memory 1) (data (i32.const 65532) \"abcd\"))"},
    {"GK040", NULL,
     "(module (func $f) (table 2 funcref) (elem (i32.const 1) $f $f))",
     "(module (func $f) (table 2 funcref) (elem (i32.const 0) $f $f))"},
    {"GK041", NULL, "(module (memory 1) (func i32.const 1 memory.grow drop))",
     "(module (memory 1) (func memory.size drop))"},
    {"GK042", NULL, WASI("wasi_snapshot_preview1", "sock_send"),
     WASI("wasi_snapshot_preview1", "fd_write")},
    {"GK043", NULL, FILLS "00{ 'target_features' 01 2d 'bulk-memory' }",
     FILLS "00{ 'target_features' 01 2b 'bulk-memory' }"},
    {"GK044", NULL, "(module " LOG MEMORY VERSION("2") TOOLS ")",
     "(module " LOG MEMORY VERSION("1") TOOLS ")"},
};

static const struct pair *find_pair(const char *id)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i].rule, id) == 0)
            return &pairs[i];
    return NULL;
}

static void put_times(gk_buf *out, uint8_t byte, size_t times)
{
    while (times-- > 0)
        gk_buf_byte(out, byte);
}

/* One function of type () -> () with that body. */
static void put_body(const gk_buf *body, gk_buf *out)
{
    gk_buf entry = GK_BUF_INIT;

    wasm_make("01{ 01 60 00 00 } 03{ 01 00 }", out);
    gk_buf_byte(&entry, 1);
    gk_leb_put_u64(&entry, body->len);
    gk_buf_put(&entry, body->data, body->len);
    gk_buf_byte(out, GK_SECTION_CODE);
    gk_leb_put_u64(out, entry.len);
    gk_buf_put(out, entry.data, entry.len);
    gk_buf_clear(&entry);
}

static void make_body(size_t blocks, size_t nops, gk_buf *out)
{
    gk_buf body = GK_BUF_INIT;

    gk_buf_byte(&body, 0);
    for (size_t i = 0; i < blocks; i++)
        gk_buf_put(&body, "\x02\x40", 2);
    put_times(&body, 0x01, nops);
    put_times(&body, 0x0b, blocks + 1);
    put_body(&body, out);
    gk_buf_clear(&body);
}

/* One custom section of zeros; its head takes 14 bytes. */
static void make_long(size_t len, gk_buf *out)
{
    static const uint8_t name[] = {1, 'x'};
    gk_buf size = GK_BUF_INIT;
    uint8_t *zeros = calloc(len, 1);

    assert_non_null(zeros);
    gk_leb_put_u64(&size, len - 13);
    assert_int_equal(size.len, 4);
    gk_buf_put(out, "\0asm\1\0\0\0", 8);
    gk_buf_byte(out, 0);
    gk_buf_put(out, size.data, size.len);
    gk_buf_put(out, name, sizeof name);
    gk_buf_put(out, zeros, len - 15);
    assert_int_equal(out->len, len);
    free(zeros);
    gk_buf_clear(&size);
}

static void make(const char *text, gk_buf *out)
{
    if (text[0] == '(')
        test_wat(text, out);
    else if (strcmp(text, "V2") == 0)
        gk_buf_put(out, "\0asm\2\0\0\0", 8);
    else if (strncmp(text, "TEXT ", 5) == 0)
        gk_buf_puts(out, text + 5);
    else if (strncmp(text, "LONG ", 5) == 0)
        make_long(strtoul(text + 5, NULL, 10), out);
    else if (strncmp(text, "BODY ", 5) == 0)
        make_body(0, strtoul(text + 5, NULL, 10), out);
    else if (strncmp(text, "BLOCKS ", 7) == 0)
        make_body(strtoul(text + 7, NULL, 10), 0, out);
    else
        wasm_make(text, out);
}

/* How often the rule fires on the module. */
static size_t fire(const char *rule, const char *host, const char *module)
{
    gk_buf bytes = GK_BUF_INIT;
    size_t count;
    gk_scan s;

    make(module, &bytes);
    assert_int_equal(bytes.status, GK_OK);
    rule_scan(rule, &bytes, host, &s);
    count = rule_count(&s.findings, rule);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
    return count;
}

static void each_rule_has_a_module_that_fires_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const struct pair *pair = find_pair(ids[i]);

        if (pair == NULL)
            fail_msg("no module that fires %s, and no near miss", ids[i]);
        else if (fire(ids[i], pair->host, pair->fires) == 0)
            fail_msg("%s does not fire", ids[i]);
    }
}

static void no_rule_fires_on_its_near_miss(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (fire(pairs[i].rule, pairs[i].host, pairs[i].misses) != 0)
            fail_msg("%s fires on its near miss", pairs[i].rule);
}

static const struct rule_row more[] = {
    /* GK020: the stack */
    {"a small stack that comes first", "GK020",
     PLUGIN(LOG, "(global (export \"__stack_pointer\") (mut i32)"
                 " (i32.const 65536))"),
     NULL, 1, GK_SEVERITY_WARNING, "the stack begins at 0x10000 and grows"},
    {"one of 1 MiB", "GK020",
     PLUGIN(LOG, "(global (export \"__stack_pointer\") (mut i32)"
                 " (i32.const 1048576))"),
     NULL, 0, GK_SEVERITY_NOTE, ""},
    {"a global of another compiler", "GK020",
     PLUGIN(LOG, "(global (mut i32) (i32.const 65536))"), NULL, 0,
     GK_SEVERITY_NOTE, ""},
    {"clang's first global", "GK020",
     "01{ 01 60 02 7f 7f 00 }"
     " 02{ 01 'env' 'host_log' 00 00 } 06{ 01 7f 01 41 80 80 04 0b }"
     " 00{ 'producers' 01 'processed-by' 01 'clang' '14' }",
     NULL, 1, GK_SEVERITY_WARNING, "the stack begins at 0x10000"},
    {"Debian's clang", "GK020",
     "01{ 01 60 02 7f 7f 00 }"
     " 02{ 01 'env' 'host_log' 00 00 } 06{ 01 7f 01 41 80 80 04 0b }"
     " 00{ 'producers' 01 'processed-by' 01 'Debian clang' '14' }",
     NULL, 1, GK_SEVERITY_WARNING, "the stack begins at 0x10000"},
    {"a name that only ends alike", "GK020",
     "01{ 01 60 02 7f 7f 00 }"
     " 02{ 01 'env' 'host_log' 00 00 } 06{ 01 7f 01 41 80 80 04 0b }"
     " 00{ 'producers' 01 'processed-by' 01 'notclang' '14' }",
     NULL, 0, GK_SEVERITY_NOTE, ""},
    {"a constant of clang's", "GK020",
     "01{ 01 60 02 7f 7f 00 }"
     " 02{ 01 'env' 'host_log' 00 00 } 06{ 01 7f 00 41 80 80 04 0b }"
     " 00{ 'producers' 01 'processed-by' 01 'clang' '14' }",
     NULL, 0, GK_SEVERITY_NOTE, ""},
    /* GK044 */
    {"the next version", "GK044", "(module " LOG MEMORY VERSION("2") TOOLS ")",
     NULL, 1, GK_SEVERITY_ERROR,
     "plugin_get_abi_version returns 2, which CortexPrism does not know"},
    {"no version", "GK044", "(module " LOG MEMORY VERSION("0") TOOLS ")", NULL,
     1, GK_SEVERITY_ERROR, "plugin_get_abi_version returns 0"},
    {"returned by hand", "GK044",
     "(module " LOG MEMORY "(func (export \"plugin_get_abi_version\")"
     " (result i32) i32.const -1 return) " TOOLS ")",
     NULL, 1, GK_SEVERITY_ERROR, "plugin_get_abi_version returns -1"},
    {"computed: not known here", "GK044",
     "(module " LOG MEMORY "(func (export \"plugin_get_abi_version\")"
     " (result i32) i32.const 1 i32.const 1 i32.add) " TOOLS ")",
     NULL, 0, GK_SEVERITY_NOTE, ""},
    {"an import", "GK044",
     "(module (import \"env\" \"host_get_abi_version\""
     " (func $v (result i32)))" MEMORY
     "(export \"plugin_get_abi_version\" (func $v)) " TOOLS ")",
     NULL, 0, GK_SEVERITY_NOTE, ""},
};

static void stacks_and_versions(void **state)
{
    (void)state;
    rule_rows_run(more, sizeof more / sizeof *more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_has_a_module_that_fires_it),
        cmocka_unit_test(no_rule_fires_on_its_near_miss),
        cmocka_unit_test(stacks_and_versions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
