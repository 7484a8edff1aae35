/*
 * The rules on segments, tables, memory and features: GK039 to GK041, GK043;
 * and what GK001 says of sections that are not where they belong.
 */
#include "core/base/limits.h"
#include "tests/unit/test_rule_rows.h"

#define NOTE GK_SEVERITY_NOTE
#define WARN GK_SEVERITY_WARNING
#define ERR  GK_SEVERITY_ERROR

#define DATA(segments) "(module (memory 1) " segments ")"
#define TARGETS(list)  "00{ 'target_features' " list " }"
/* A memory.fill in a function: uses bulk memory. */
#define FILLS                                                                  \
    "01{ 01 60 00 00 } 03{ 01 00 } 05{ 01 00 01 }"                             \
    " 0a{ 01 { 00 41 00 41 00 41 00 fc 0b 00 0b } }"

static const struct rule_row rows[] = {
    /* GK039: outside */
    {"data behind the end", "GK039", DATA("(data (i32.const 65533) \"abcd\")"),
     NULL, 1, ERR, "4 bytes at address 0xfffd, memory 0 begins with 0x10000"},
    {"data up to the end", "GK039", DATA("(data (i32.const 65532) \"abcd\")"),
     NULL, 0, NOTE, ""},
    {"an address that is no small negative", "GK039",
     DATA("(data (i32.const -1) \"a\")"), NULL, 1, ERR,
     "1 bytes at address 0xffffffff"},
    {"nothing, behind the end", "GK039", DATA("(data (i32.const 65537) \"\")"),
     NULL, 1, ERR, "0 bytes at address 0x10001"},
    {"nothing, at the end", "GK039", DATA("(data (i32.const 65536) \"\")"),
     NULL, 0, NOTE, ""},
    {"what memory may grow to does not count", "GK039",
     "(module (memory 0 9) (data (i32.const 0) \"a\"))", NULL, 1, ERR,
     "1 bytes at address 0x0, memory 0 begins with 0x0"},
    {"an imported memory is as large as its host makes it", "GK039",
     "(module (import \"m\" \"mem\" (memory 0)) (data (i32.const 70000) "
     "\"a\"))",
     NULL, 0, NOTE, ""},
    {"the host's memory, within its 256 pages", "GK039",
     "(module (import \"env\" \"memory\" (memory 1))"
     "(data (i32.const 0x0ffffff) \"a\"))",
     "cortex", 0, NOTE, ""},
    {"the host's memory, behind its 256 pages", "GK039",
     "(module (import \"env\" \"memory\" (memory 1))"
     "(data (i32.const 0x0ffffff) \"ab\"))",
     "cortex", 1, ERR, "2 bytes at address 0xffffff"},
    {"an address by a global", "GK039",
     "(module (import \"m\" \"g\" (global i32)) (memory 0)"
     "(data (global.get 0) \"a\"))",
     NULL, 0, NOTE, ""},
    {"passive data", "GK039", "(module (memory 0) (data \"abc\"))", NULL, 0,
     NOTE, ""},
    {"a second memory", "GK039",
     "(module (memory 1) (memory 0) (data (memory 1) (i32.const 0) \"a\"))",
     NULL, 1, ERR, "1 bytes at address 0x0, memory 1 begins with 0x0"},
    {"64-bit addresses", "GK039",
     "(module (memory i64 1) (data (i64.const -1) \"ab\"))", NULL, 1, ERR,
     "2 bytes at address 0xffffffffffffffff"},
    /* GK039: overlaps */
    {"one overwrites another", "GK039",
     DATA("(data (i32.const 8) \"abcd\") (data (i32.const 10) \"xy\")"), NULL,
     1, WARN, "overwrites 2 bytes of data[0], at address 0xa"},
    {"the same bytes again", "GK039",
     DATA("(data (i32.const 8) \"abcd\") (data (i32.const 10) \"cd\")"), NULL,
     1, NOTE, "repeats 2 bytes of data[0], at address 0xa"},
    {"the later one begins before", "GK039",
     DATA("(data (i32.const 10) \"cd\") (data (i32.const 8) \"abx\")"), NULL, 1,
     WARN, "overwrites 1 byte of data[0], at address 0xa"},
    {"side by side", "GK039",
     DATA("(data (i32.const 8) \"abcd\") (data (i32.const 12) \"xy\")"), NULL,
     0, NOTE, ""},
    {"an empty one inside another", "GK039",
     DATA("(data (i32.const 8) \"abcd\") (data (i32.const 9) \"\")"), NULL, 0,
     NOTE, ""},
    {"a long one under two short ones", "GK039",
     DATA("(data (i32.const 0) \"0123456789\") (data (i32.const 2) \"x\")"
          "(data (i32.const 8) \"y\")"),
     NULL, 2, WARN, "overwrites 1 byte of data[0], at address 0x2"},
    {"the same place in two memories", "GK039",
     "(module (memory 1) (memory 1) (data (memory 0) (i32.const 0) \"a\")"
     "(data (memory 1) (i32.const 0) \"b\"))",
     NULL, 0, NOTE, ""},
    {"two places that globals say", "GK039",
     "(module (import \"m\" \"g\" (global i32)) (memory 1)"
     "(data (global.get 0) \"a\") (data (global.get 0) \"b\"))",
     NULL, 0, NOTE, ""},
    /* GK040 */
    {"a large table", "GK040", "(module (table 1000001 funcref))", NULL, 1,
     WARN, "1000001 entries to begin with"},
    {"a million entries", "GK040", "(module (table 1000000 funcref))", NULL, 0,
     NOTE, ""},
    {"a table too large", "GK040", "(module (table 10000001 funcref))", NULL, 1,
     ERR, "10000001 entries to begin with, engines allow 10000000"},
    {"imported ones count", "GK040",
     "(module (import \"m\" \"t\" (table 2000000 funcref)))", NULL, 1, WARN,
     "2000000 entries"},
    {"a maximum is no request", "GK040",
     "(module (table 1 4000000000 funcref))", NULL, 0, NOTE, ""},
    {"elements behind the end", "GK040",
     "(module (func $f) (table 2 funcref) (elem (i32.const 1) $f $f))", NULL, 1,
     ERR, "2 entries from 1 on, table 0 begins with 2"},
    {"elements up to the end", "GK040",
     "(module (func $f) (table 2 funcref) (elem (i32.const 0) $f $f))", NULL, 0,
     NOTE, ""},
    {"elements of an imported table", "GK040",
     "(module (import \"m\" \"t\" (table 1 funcref)) (func $f)"
     "(elem (i32.const 5) $f))",
     NULL, 0, NOTE, ""},
    {"elements where a global says", "GK040",
     "(module (import \"m\" \"g\" (global i32)) (func $f) (table 0 funcref)"
     "(elem (global.get 0) $f))",
     NULL, 0, NOTE, ""},
    {"elements for later", "GK040",
     "(module (func $f) (table 0 funcref) (elem func $f $f))", NULL, 0, NOTE,
     ""},
    /* GK041, in code */
    {"memory.grow in a body", "GK041",
     "(module (memory 1) (func i32.const 1 memory.grow drop))", NULL, 1, NOTE,
     "memory grows here, and has no maximum"},
    {"memory.size in a body", "GK041",
     "(module (memory 1) (func memory.size drop))", NULL, 0, NOTE, ""},
    /* GK043 */
    {"used and forbidden", "GK043", FILLS TARGETS("01 2d 'bulk-memory'"), NULL,
     1, WARN, "says that bulk-memory must not be used, and it is"},
    {"used and not said", "GK043", FILLS TARGETS("01 2b 'simd128'"), NULL, 1,
     NOTE, "does not say that bulk-memory is used, and it is"},
    {"used and said", "GK043", FILLS TARGETS("01 2b 'bulk-memory'"), NULL, 0,
     NOTE, ""},
    {"a part of it said", "GK043", FILLS TARGETS("01 2b 'bulk-memory-opt'"),
     NULL, 0, NOTE, ""},
    {"forbidden and not used", "GK043",
     FILLS TARGETS("02 2d 'simd128' 2b 'bulk-memory'"), NULL, 0, NOTE, ""},
    {"nothing said at all", "GK043", FILLS TARGETS("00"), NULL, 0, NOTE, ""},
    {"no such section", "GK043", FILLS, NULL, 0, NOTE, ""},
    /* GK001: sections */
    {"an unknown section", "GK001", "01{ 00 } 0f{ 01 02 }", NULL, 1, ERR,
     "unknown section: section id 15, known are 0 to 13"},
    {"sections in another order", "GK001", "03{ 00 } 01{ 00 }", NULL, 1, ERR,
     "type section: type section after the function section"},
    {"a section twice", "GK001", "01{ 00 } 01{ 00 }", NULL, 1, ERR,
     "type section: a second type section; only the first is read"},
    {"bytes after the last entry", "GK001", "01{ 00 ff ff }", NULL, 1, ERR,
     "type section: 2 bytes after the last entry"},
    {"bytes after the last section", "GK001", "01{ 00 } ff", NULL, 1, ERR,
     "unknown section: the section ends in the section's size"},
    {"a zero after the last section", "GK001", "01{ 00 } 00", NULL, 1, ERR,
     "the section ends in the section's size"},
    {"custom sections may stand anywhere", "GK001",
     "00{ 'a' } 01{ 00 } 00{ 'b' 01 02 } 03{ 00 } 00{ 'a' }", NULL, 0, NOTE,
     ""},
};

static void rules_fire_and_near_misses_do_not(void **state)
{
    (void)state;
    rule_rows_run(rows, sizeof rows / sizeof *rows);
}

/* --- GK041 --- */

static void growth_is_told_by_what_bounds_it(void **state)
{
    static const struct {
        const char *name, *wat, *host;
        bool grows;
        const char *what; /* NULL: nothing */
    } cases[] = {
        {"no maximum", "(module (memory 1) (func))", NULL, true,
         "memory grows here, and has no maximum"},
        {"it does not grow", "(module (memory 1) (func))", NULL, false, NULL},
        {"a maximum", "(module (memory 1 2) (func))", NULL, true, NULL},
        {"a maximum it begins with", "(module (memory 2 2) (func))", NULL, true,
         "memory is to grow here, and cannot: it begins with its maximum of 2 "
         "pages"},
        {"imported, no maximum",
         "(module (import \"m\" \"mem\" (memory 1)) (func))", NULL, true,
         "memory grows here"},
        {"the host has a maximum",
         "(module (import \"env\" \"memory\" (memory 1)) (func))", "cortex",
         true, NULL},
        {"one of two", "(module (memory 1) (memory 1) (func))", NULL, true,
         NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_validation v = {.growing_function = cases[i].grows ? 0 : UINT32_MAX};
        gk_findings found = {.rule = gk_rule_find("GK041")};
        gk_buf bytes = GK_BUF_INIT;
        struct gk_facts facts;
        gk_module m;

        test_wat(cases[i].wat, &bytes);
        assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL),
                         GK_OK);
        gk_facts_init(&facts, bytes.data, bytes.len, &m,
                      cases[i].host == NULL ? NULL
                                            : gk_abi_host_find(cases[i].host));
        facts.validation = &v;
        found.rule->run(&facts, &found);
        if (found.count != (cases[i].what != NULL) ||
            (found.count > 0 && strncmp(found.at[0].what, cases[i].what,
                                        strlen(cases[i].what)) != 0))
            fail_msg("%s: %s", cases[i].name,
                     found.count > 0 ? found.at[0].what : "nothing");
        gk_findings_clear(&found);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
    }
}

/* --- many --- */

/* As many segments as a module may have, all at one place. */
static void a_heap_of_segments_takes_no_time(void **state)
{
    gk_buf section = GK_BUF_INIT;
    gk_buf bytes = GK_BUF_INIT;
    const struct gk_finding *f;
    gk_scan s;
    uint64_t more = 0;

    (void)state;
    wasm_make("05{ 01 00 01 }", &bytes);
    gk_leb_put_u64(&section, GK_MAX_DATA_SEGMENTS);
    for (uint32_t i = 0; i < GK_MAX_DATA_SEGMENTS; i++) {
        wasm_bytes("00 41 00 0b 04 00 00 00", &section);
        gk_buf_byte(&section, (uint8_t)i);
    }
    gk_buf_byte(&bytes, GK_SECTION_DATA);
    gk_leb_put_u64(&bytes, section.len);
    gk_buf_put(&bytes, section.data, section.len);
    rule_scan("heap", &bytes, NULL, &s);
    assert_true(s.facts.sound);
    f = rule_first(&s.findings, "GK039");
    assert_non_null(f);
    for (size_t i = 0; i < s.findings.count; i++)
        if (strcmp(s.findings.at[i].rule->id, "GK039") == 0)
            more += 1 + s.findings.at[i].more;
    assert_int_equal(more, GK_MAX_DATA_SEGMENTS - 1);
    gk_scan_clear(&s);
    gk_buf_clear(&section);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_fire_and_near_misses_do_not),
        cmocka_unit_test(growth_is_told_by_what_bounds_it),
        cmocka_unit_test(a_heap_of_segments_takes_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
