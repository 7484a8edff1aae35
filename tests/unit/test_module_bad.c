/* What is wrong with a module is said, with the place, and hides no more than
 * it must. */
#include "test_module_bytes.h"

#include "core/base/limits.h"

#include <inttypes.h>
#include <stdio.h>

#define FUNC  "01{ 01 60 00 00 } 03{ 01 00 }"
#define BODY  "0a{ 01 { 00 0b } }"
#define TABLE "04{ 01 70 00 01 }"
#define MEM   "05{ 01 00 01 }"

/* One problem each, told at `offset`. */
static const struct {
    const char *name;
    const char *text;
    gk_status status;
    uint8_t section;
    uint32_t offset;
    const char *words;
} rows[] = {
    /* sections */
    {"unknown section", "0e{ 01 02 }", GK_E_MALFORMED, 14, 8,
     "section id 14, known are 0 to 13"},
    {"section twice", "01{ 00 } 01{ 00 }", GK_E_MALFORMED, 1, 11,
     "a second type section"},
    {"sections out of order", "03{ 00 } 01{ 00 }", GK_E_MALFORMED, 1, 11,
     "type section after the function section"},
    {"tags behind globals", "06{ 00 } 0d{ 00 }", GK_E_MALFORMED, 13, 11,
     "tag section after the global section"},
    {"data count behind code", "0a{ 00 } 0c{ 00 }", GK_E_MALFORMED, 12, 11,
     "data count section after the code section"},
    {"section longer than the module", "01 0a 00", GK_E_EOF, 1, 10,
     "size is 10 bytes, the module has 1 left"},
    {"section without a size", "01", GK_E_EOF, 1, 9, "ends in the section's"},
    {"size is no integer", "01 ff ff ff ff ff 00", GK_E_MALFORMED, 1, 9,
     "no LEB128 integer of 32 bits"},
    {"bytes left over", "01{ 00 00 00 }", GK_E_MALFORMED, 1, 11,
     "2 bytes after the last entry"},
    {"no count", "01{ }", GK_E_EOF, 1, 10, "ends in count of types"},
    {"count beyond the bytes", "01{ 05 60 00 00 }", GK_E_EOF, 1, 10,
     "is 5, the 3 bytes that follow hold at most 1"},
    {"count beyond reason", "01{ ff ff ff ff 0f 60 00 00 }", GK_E_LIMIT, 1, 10,
     "is 4294967295, at most 1000000"},
    {"custom section without a name", "00{ }", GK_E_EOF, 0, 10,
     "ends in custom section's name"},
    {"custom name longer than its section", "00{ 05 61 }", GK_E_EOF, 0, 11,
     "ends in custom section's name"},
    {"custom name not UTF-8", "00{ 01 ff }", GK_E_UTF8, 0, 11,
     "name '\\xff' is not UTF-8"},
    /* types */
    {"form of a type", "01{ 01 40 00 00 }", GK_E_MALFORMED, 1, 11,
     "type 0: form 0x40, wanted 0x60"},
    {"struct type", "01{ 01 5f 00 00 }", GK_E_UNSUPPORTED, 1, 11,
     "type 0: form 0x5f is of a proposal"},
    {"unknown value type", "01{ 01 60 01 40 00 }", GK_E_MALFORMED, 1, 13,
     "type 0: value type 0x40 is no value type"},
    {"typed reference", "01{ 01 60 01 64 00 }", GK_E_UNSUPPORTED, 1, 13,
     "0x64 is of the garbage collection proposal"},
    {"parameters beyond the bytes", "01{ 01 60 09 7f 00 }", GK_E_EOF, 1, 12,
     "count of parameters is 9"},
    /* imports */
    {"kind of import", "02{ 01 'a' 'b' 05 00 }", GK_E_MALFORMED, 2, 15,
     "import 0: kind 0x05, wanted 0 to 4"},
    {"import of an unknown type", "02{ 01 'a' 'b' 00 00 }", GK_E_MALFORMED, 2,
     16, "import 0: type index is 0, the module has 0"},
    {"import name not UTF-8", "01{ 01 60 00 00 } 02{ 01 'a' 02 c3 28 00 00 }",
     GK_E_UTF8, 2, 20, "import 0: name '\\xc3(' is not UTF-8"},
    {"import module ends early", "02{ 01 09 61 62 63 }", GK_E_EOF, 2, 12,
     "import 0: the section ends in module name"},
    {"mutability of an import", "02{ 01 '' '' 03 7f 02 }", GK_E_MALFORMED, 2,
     15, "mutability 0x02, wanted 0 or 1"},
    {"attribute of a tag", "01{ 01 60 00 00 } 02{ 01 '' '' 04 01 00 }",
     GK_E_MALFORMED, 2, 20, "attribute 0x01 of the tag, wanted 0"},
    /* functions */
    {"function of an unknown type", "03{ 01 07 }" BODY, GK_E_MALFORMED, 3, 11,
     "function 0: type index is 7, the module has 0"},
    {"function without a body", FUNC, GK_E_MALFORMED, 10, 18,
     "1 functions are defined, 0 have a body"},
    {"body without a function", BODY, GK_E_MALFORMED, 10, 10,
     "0 functions are defined, 1 have a body"},
    /* tables and memories */
    {"table of numbers", "04{ 01 7f 00 01 }", GK_E_MALFORMED, 4, 11,
     "table 0: type of table entries 0x7f is no reference type"},
    {"flags of limits", "05{ 01 08 01 }", GK_E_UNSUPPORTED, 5, 11,
     "memory 0: flags 0x08 of limits"},
    {"maximum below minimum", "05{ 01 01 02 01 }", GK_E_MALFORMED, 5, 11,
     "minimum 2 of the memory is over its maximum 1"},
    {"table maximum below minimum", "04{ 01 70 01 02 01 }", GK_E_MALFORMED, 4,
     12, "minimum 2 of the table is over its maximum 1"},
    {"memory over 4 GiB", "05{ 01 00 81 80 04 }", GK_E_MALFORMED, 5, 11,
     "memory of 65537 pages, at most 65536"},
    {"maximum over 4 GiB", "05{ 01 01 01 81 80 04 }", GK_E_MALFORMED, 5, 11,
     "memory of 65537 pages, at most 65536"},
    {"64-bit memory of 2^48+1 pages", "05{ 01 04 81 80 80 80 80 80 c0 00 }",
     GK_E_MALFORMED, 5, 11, "at most 281474976710656"},
    {"shared memory without maximum", "05{ 01 02 01 }", GK_E_MALFORMED, 5, 11,
     "a shared memory without a maximum"},
    {"shared table", "04{ 01 70 03 01 02 }", GK_E_UNSUPPORTED, 4, 12,
     "a shared table"},
    {"table with a value", "04{ 01 40 00 70 00 01 d0 70 0b }", GK_E_UNSUPPORTED,
     4, 11, "a table with an initial value"},
    {"tag with results", "01{ 01 60 00 01 7f } 0d{ 01 00 00 }", GK_E_MALFORMED,
     13, 18, "type 0 of a tag has results"},
    /* globals and constant expressions */
    {"mutability of a global", "06{ 01 7f 02 41 00 0b }", GK_E_MALFORMED, 6, 12,
     "global 0: mutability 0x02"},
    {"initializer of another type", "06{ 01 7f 00 42 00 0b }", GK_E_MALFORMED,
     6, 13, "global 0: initializer is i64, wanted i32"},
    {"initializer without a value", "06{ 02 7f 00 0b 7f 00 41 00 0b }",
     GK_E_MALFORMED, 6, 13, "initializer leaves 0 values"},
    {"initializer with two values", "06{ 01 7f 00 41 00 41 00 0b }",
     GK_E_MALFORMED, 6, 13, "initializer leaves 2 values"},
    {"initializer without an end", "06{ 01 7f 00 41 00 }", GK_E_EOF, 6, 15,
     "the section ends in an initializer"},
    {"initializer calls", "06{ 01 7f 00 10 00 0b }", GK_E_MALFORMED, 6, 13,
     "opcode 0x10 is not constant"},
    {"initializer adds vectors", "06{ 01 7b 00 fd ae 01 0b }", GK_E_MALFORMED,
     6, 13, "opcode 0xfd 174 is not constant"},
    {"sum of one", "06{ 01 7f 00 41 00 6a 0b }", GK_E_MALFORMED, 6, 15,
     "operands are not two i32"},
    {"sum of i32 and i64", "06{ 01 7f 00 41 00 42 00 6a 0b }", GK_E_MALFORMED,
     6, 17, "operands are not two i32"},
    {"constant of 33 bits", "06{ 01 7f 00 41 ff ff ff ff 1f 0b }",
     GK_E_MALFORMED, 6, 14, "an initializer is no LEB128 integer of 32 bits"},
    {"global of no index", "06{ 01 7f 00 23 00 0b }", GK_E_MALFORMED, 6, 14,
     "global 0: global index is 0, the module has 0"},
    {"value of a mutable global",
     "02{ 01 '' '' 03 7f 01 } 06{ 01 7f 00 23 00 0b }", GK_E_MALFORMED, 6, 22,
     "global 0 is mutable"},
    {"value of a defined global", "06{ 02 7f 00 41 00 0b 7f 00 23 00 0b }",
     GK_E_UNSUPPORTED, 6, 19, "global 0 is not imported"},
    {"reference to no function", "06{ 01 70 00 d2 05 0b }", GK_E_MALFORMED, 6,
     14, "function index is 5, the module has 0"},
    {"null of no type", "06{ 01 70 00 d0 7f 0b }", GK_E_MALFORMED, 6, 14,
     "type of a null 0x7f is no reference type"},
    {"null of another type", "06{ 01 70 00 d0 6f 0b }", GK_E_MALFORMED, 6, 13,
     "initializer is externref, wanted funcref"},
    /* exports */
    {"kind of export", FUNC "07{ 01 'a' 05 00 }" BODY, GK_E_MALFORMED, 7, 23,
     "export 0: kind 0x05, wanted 0 to 4"},
    {"export of no function", FUNC "07{ 01 'a' 00 01 }" BODY, GK_E_MALFORMED, 7,
     24, "export 0: function index is 1, the module has 1"},
    {"export of no table", "07{ 01 'a' 01 00 }", GK_E_MALFORMED, 7, 14,
     "table index is 0, the module has 0"},
    {"export of no memory", "07{ 01 'a' 02 00 }", GK_E_MALFORMED, 7, 14,
     "memory index is 0, the module has 0"},
    {"export of no global", "07{ 01 'a' 03 00 }", GK_E_MALFORMED, 7, 14,
     "global index is 0, the module has 0"},
    {"export of no tag", "07{ 01 'a' 04 00 }", GK_E_MALFORMED, 7, 14,
     "tag index is 0, the module has 0"},
    {"two exports of a name",
     FUNC "07{ 03 'a' 00 00 'b' 00 00 'a' 00 00 }" BODY, GK_E_MALFORMED, 7, 29,
     "export 2: name 'a' is taken by another export"},
    {"export name not UTF-8", MEM "07{ 01 01 80 02 00 }", GK_E_UTF8, 7, 17,
     "export 0: name '\\x80' is not UTF-8"},
    {"export ends in its index", MEM "07{ 01 'a' 02 }", GK_E_EOF, 7, 19,
     "export 0: the section ends in index"},
    /* start */
    {"start of no function", "08{ 03 }", GK_E_MALFORMED, 8, 10,
     "start function index is 3, the module has 0"},
    {"start with a result", "01{ 01 60 00 01 7f } 03{ 01 00 } 08{ 00 }" BODY,
     GK_E_MALFORMED, 8, 21, "start function 0 takes or returns values"},
    /* elements */
    {"flags of elements", "09{ 01 08 00 00 }", GK_E_MALFORMED, 9, 11,
     "element segment 0: flags 0x8, wanted 0 to 7"},
    {"elements of no table", "09{ 01 00 41 00 0b 00 }", GK_E_MALFORMED, 9, 12,
     "table index is 0, the module has 0"},
    {"element of no function", TABLE "09{ 01 00 41 00 0b 01 02 }",
     GK_E_MALFORMED, 9, 22, "function index is 2, the module has 0"},
    {"elements' kind", TABLE "09{ 01 01 01 00 }", GK_E_MALFORMED, 9, 18,
     "kind 0x01 of entries, wanted 0"},
    {"elements of another type", TABLE "09{ 01 06 00 41 00 0b 6f 01 d0 6f 0b }",
     GK_E_MALFORMED, 9, 17, "entries are externref, table 0 has funcref"},
    {"elements at a long place", TABLE "09{ 01 00 42 00 0b 00 }",
     GK_E_MALFORMED, 9, 18, "initializer is i64, wanted i32"},
    {"element expression of another type", "09{ 01 05 70 01 d0 6f 0b }",
     GK_E_MALFORMED, 9, 14, "initializer is externref, wanted funcref"},
    /* code */
    {"empty body", FUNC "0a{ 01 { } 00 }", GK_E_EOF, 10, 20,
     "count of bodies is 1"},
    {"body without an end",
     "01{ 01 60 00 00 } 03{ 02 00 00 } 0a{ 02 { 00 } { 00 00 0b } }",
     GK_E_MALFORMED, 10, 22, "body 0: 1 bytes, wanted 2 or more"},
    {"body leaves its section", FUNC "0a{ 01 05 00 0b }", GK_E_EOF, 10, 22,
     "body 0: the section ends in a body"},
    /* data */
    {"flags of data", MEM "0b{ 01 03 00 }", GK_E_MALFORMED, 11, 16,
     "data segment 0: flags 0x3, wanted 0 to 2"},
    {"data of no memory", "0b{ 01 00 41 00 0b 00 }", GK_E_MALFORMED, 11, 12,
     "memory index is 0, the module has 0"},
    {"data at a long place", MEM "0b{ 01 00 42 00 0b 00 }", GK_E_MALFORMED, 11,
     17, "initializer is i64, wanted i32"},
    {"data leaves its section", MEM "0b{ 01 00 41 00 0b 04 61 }", GK_E_EOF, 11,
     21, "the section ends in the bytes of a segment"},
    {"data count over the segments", MEM "0c{ 02 } 0b{ 01 01 { } }",
     GK_E_MALFORMED, 11, 18, "data count is 2, there are 1 segments"},
    {"data count without segments", MEM "0c{ 01 }", GK_E_MALFORMED, 11, 16,
     "data count is 1, there are 0 segments"},
};

static void each_fault_is_one_problem(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        const struct gk_problem *p;
        uint8_t *exact;
        gk_module m;

        wasm_make(rows[i].text, &bytes);
        exact = wasm_exact(bytes.data, bytes.len);
        assert_int_equal(gk_module_read(exact, bytes.len, &m, &err), GK_OK);
        wasm_check(&m);
        if (m.problem_count != 1)
            fail_msg("%s: %u problems, wanted 1%s%s%s%s", rows[i].name,
                     m.problem_count, m.problem_count > 1 ? ": " : "",
                     m.problem_count > 1 ? m.problems[0].text : "",
                     m.problem_count > 1 ? "; " : "",
                     m.problem_count > 1 ? m.problems[1].text : "");
        p = &m.problems[0];
        if (p->status != rows[i].status || p->section != rows[i].section ||
            p->offset != rows[i].offset ||
            strstr(p->text, rows[i].words) == NULL)
            fail_msg("%s: status %d section %u offset %u '%s'", rows[i].name,
                     (int)p->status, p->section, p->offset, p->text);
        assert_int_equal(gk_module_sound(&m, &err), rows[i].status);
        assert_non_null(strstr(err.text, rows[i].words));
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
        free(exact);
    }
}

static const struct {
    const char *name;
    const char *bytes;
    gk_status status;
    bool magic;
    bool component;
    const char *words;
} preambles[] = {
    {"no bytes", "", GK_E_MALFORMED, false, false, "no WebAssembly"},
    {"three bytes", "00 61 73", GK_E_MALFORMED, false, false, "no WebAssembly"},
    {"another file", "7f 45 4c 46 02 01 01 00", GK_E_MALFORMED, false, false,
     "no WebAssembly"},
    {"magic alone", "00 61 73 6d", GK_E_EOF, true, false, "in its version"},
    {"half a version", "00 61 73 6d 01 00", GK_E_EOF, true, false,
     "in its version"},
    {"version 2", "00 61 73 6d 02 00 00 00", GK_E_UNSUPPORTED, true, false,
     "version 0x00000002, wanted 1"},
    {"component", "00 61 73 6d 0d 00 01 00 07 00", GK_E_UNSUPPORTED, true, true,
     "a component (version 0x0001000d)"},
};

static void preamble_decides_what_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof preambles / sizeof *preambles; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_status st;
        gk_module m;

        wasm_bytes(preambles[i].bytes, &bytes);
        assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, &err),
                         GK_OK);
        st = gk_module_sound(&m, &err);
        if (st != preambles[i].status || m.magic != preambles[i].magic ||
            m.is_component != preambles[i].component || m.section_count != 0 ||
            strstr(err.text, preambles[i].words) == NULL)
            fail_msg("%s: %s", preambles[i].name, err.text);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
    }
}

static void a_bad_section_hides_no_other(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    /* The second import is bad, so functions are not counted reliably; exports
     * and the name section are still told, without further complaints. */
    wasm_make("01{ 01 60 00 00 } 02{ 02 'env' 'f' 00 00 'env' 'g' 09 00 }"
              "03{ 01 00 } 05{ 01 00 01 } 07{ 02 'run' 00 02 'mem' 02 00 }" BODY
              "0b{ 01 00 41 00 0b { 61 } } 00{ 'name' 00{ 'x' } }",
              &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count, 1);
    assert_int_equal(m.problems[0].section, GK_SECTION_IMPORT);
    assert_int_equal(m.import_count, 1);
    assert_int_equal(m.function_count, 2);
    assert_int_equal(m.export_count, 2);
    assert_int_equal(m.code_count, 1);
    assert_int_equal(m.data_count, 1);
    assert_int_equal(m.section_count, 8);
    assert_true(gk_name_is(m.module_name, "x"));
    wasm_check(&m);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void sections_in_any_order_are_read(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make("07{ 01 'run' 00 01 }" BODY "03{ 01 00 }"
              "02{ 01 'env' 'f' 00 00 } 01{ 01 60 00 00 }",
              &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    /* Only the order is wrong: function behind code, import and type behind
     * code. */
    assert_int_equal(m.problem_count, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_non_null(strstr(m.problems[i].text, "after the code section"));
    assert_int_equal(m.function_count, 2);
    assert_non_null(gk_module_func_type(&m, 1));
    assert_non_null(gk_module_export(&m, "run"));
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void problems_come_by_offset_and_end(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_module m;

    (void)state;
    gk_buf_puts(&text, "07{ 7f");
    for (int i = 0; i < 127; i++)
        gk_buf_printf(&text, " 01 %02x 02 00", 0x21 + i % 64);
    gk_buf_puts(&text, " }");
    wasm_make(gk_buf_text(&text), &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count, GK_MAX_PROBLEMS);
    for (uint32_t i = 1; i + 1 < m.problem_count; i++)
        assert_true(m.problems[i - 1].offset <= m.problems[i].offset);
    assert_string_equal(m.problems[GK_MAX_PROBLEMS - 1].text,
                        "there are more, which are not listed");
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
    gk_buf_clear(&text);
}

static void hostile_names_are_shown_printable(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make(MEM "07{ 02 05 1b e2 80 ae 61 02 00  05 1b e2 80 ae 61 02 00 }",
              &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count, 1);
    assert_string_equal(m.problems[0].text,
                        "export 1: name '\\x1b\\u{202e}a' is taken by another"
                        " export");
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void long_names_are_over_the_limit(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_buf payload = GK_BUF_INIT;
    gk_module m;

    (void)state;
    gk_buf_byte(&payload, 1);
    gk_leb_put_u64(&payload, GK_MAX_NAME_BYTES + 1);
    gk_buf_fill(&payload, 'x', GK_MAX_NAME_BYTES + 1);
    gk_buf_put(&payload, "\2\0", 2);
    wasm_make(MEM, &bytes);
    gk_buf_byte(&bytes, GK_SECTION_EXPORT);
    gk_leb_put_u64(&bytes, payload.len);
    gk_buf_put(&bytes, payload.data, payload.len);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count, 1);
    assert_int_equal(m.problems[0].status, GK_E_LIMIT);
    assert_non_null(strstr(m.problems[0].text, "100001 bytes, at most 100000"));
    assert_int_equal(m.export_count, 1);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
    gk_buf_clear(&payload);
}

static void long_signatures_are_over_the_limit(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    gk_buf_put(&bytes, "\0asm\1\0\0\0\1", 9);
    gk_leb_put_u64(&bytes, 1 + 1 + 2 + GK_MAX_PARAMS + 1 + 1);
    gk_buf_put(&bytes, "\1\x60", 2);
    gk_leb_put_u64(&bytes, GK_MAX_PARAMS + 1);
    gk_buf_fill(&bytes, GK_I32, GK_MAX_PARAMS + 1);
    gk_buf_byte(&bytes, 0);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count, 1);
    assert_int_equal(m.problems[0].status, GK_E_LIMIT);
    assert_int_equal(m.types[0].param_count, GK_MAX_PARAMS + 1);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_is_one_problem),
        cmocka_unit_test(preamble_decides_what_is_read),
        cmocka_unit_test(a_bad_section_hides_no_other),
        cmocka_unit_test(sections_in_any_order_are_read),
        cmocka_unit_test(problems_come_by_offset_and_end),
        cmocka_unit_test(hostile_names_are_shown_printable),
        cmocka_unit_test(long_names_are_over_the_limit),
        cmocka_unit_test(long_signatures_are_over_the_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
