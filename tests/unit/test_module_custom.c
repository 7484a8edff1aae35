/* Custom sections: what is odd in them is a note, and the module stays sound.
 */
#include "test_module_bytes.h"

#include <stdio.h>

#define TWO "01{ 01 60 00 00 } 03{ 02 00 00 } 0a{ 02 { 00 0b } { 00 0b } }"
#define AT  28 /* offset of what follows TWO */

static const struct {
    const char *name;
    const char *text;
    uint32_t names; /* function names kept */
    uint32_t offset;
    gk_status status;
    const char *words; /* of the one note; NULL: none */
} rows[] = {
    {"names in order", "00{ 'name' 01{ 02 00 'a' 01 'b' } }", 2, 0, GK_OK,
     NULL},
    {"locals and later subsections are skipped",
     "00{ 'name' 02{ ff ff } 09{ } 01{ 01 00 'a' } 63{ 01 } }", 1, 0, GK_OK,
     NULL},
    {"names out of order", "00{ 'name' 01{ 02 01 'b' 00 'a' } }", 2, 37,
     GK_E_MALFORMED, "not in the order of their functions"},
    {"a function named twice", "00{ 'name' 01{ 02 00 'a' 00 'b' } }", 1, 37,
     GK_E_MALFORMED, "not in the order of their functions"},
    {"name of no function", "00{ 'name' 01{ 02 00 'a' 07 'b' } }", 1, 41,
     GK_E_MALFORMED, "entry 1: names function 7, the module has 2"},
    {"name not UTF-8", "00{ 'name' 01{ 01 00 01 ff } }", 1, 40, GK_E_UTF8,
     "function name '\\xff' is not UTF-8"},
    {"name leaves its subsection", "00{ 'name' 01{ 02 00 'a' 01 05 62 } }", 1,
     43, GK_E_EOF, "entry 1: the section ends in function name"},
    {"subsection leaves its section", "00{ 'name' 01 09 00 }", 0, 37, GK_E_EOF,
     "ends in a name subsection"},
    {"more names than bytes", "00{ 'name' 01{ 05 00 'a' } }", 0, 37, GK_E_EOF,
     "count of function names is 5"},
    {"second name section",
     "00{ 'name' 01{ 01 00 'a' } } 00{ 'name' 01{ 01 00 'b' } }", 1, 48,
     GK_E_MALFORMED, "a second name section"},
    {"module name ends early", "00{ 'name' 00{ 05 61 } }", 0, 38, GK_E_EOF,
     "the section ends in module name"},
    {"producers with nothing in it", "00{ 'producers' 00 }", 0, 0, GK_OK, NULL},
    {"producers end early", "00{ 'producers' 01 'language' 02 'C' }", 0, 50,
     GK_E_EOF, "count of values is 2"},
    {"bytes after producers", "00{ 'producers' 00 01 }", 0, 41, GK_E_MALFORMED,
     "1 bytes after the last entry of 'producers'"},
    {"prefix of a feature", "00{ 'target_features' 01 2a 'x' }", 0, 47,
     GK_E_MALFORMED, "prefix 0x2a of a feature"},
    {"features end early", "00{ 'target_features' 01 2b }", 0, 46, GK_E_EOF,
     "count of features is 1"},
    {"source map without an address", "00{ 'sourceMappingURL' }", 0, 47,
     GK_E_EOF, "ends in address of the source map"},
    {"nobody knows it", "00{ 'whatever' ff ff ff }", 0, 0, GK_OK, NULL},
};

static void check_row(size_t i, const gk_module *m)
{
    gk_error err = GK_ERROR_INIT;
    uint32_t want = rows[i].words == NULL ? 0 : 1;

    if (gk_module_sound(m, &err) != GK_OK)
        fail_msg("%s: %s", rows[i].name, err.text);
    if (m->func_name_count != rows[i].names || m->note_count != want)
        fail_msg("%s: %u names, %u notes: %s", rows[i].name, m->func_name_count,
                 m->note_count, m->note_count > 0 ? m->notes[0].text : "");
    if (want == 1 && (m->notes[0].status != rows[i].status ||
                      m->notes[0].offset != rows[i].offset ||
                      strstr(m->notes[0].text, rows[i].words) == NULL))
        fail_msg("%s: status %d offset %u '%s'", rows[i].name,
                 (int)m->notes[0].status, m->notes[0].offset, m->notes[0].text);
}

static void oddities_are_notes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_buf text = GK_BUF_INIT;
        uint8_t *exact;
        gk_module m;

        gk_buf_printf(&text, "%s%s", TWO, rows[i].text);
        wasm_make(gk_buf_text(&text), &bytes);
        exact = wasm_exact(bytes.data, bytes.len);
        assert_int_equal(gk_module_read(exact, bytes.len, &m, NULL), GK_OK);
        assert_true(m.sections[m.section_count - 1].header_offset >= AT);
        wasm_check(&m);
        check_row(i, &m);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
        gk_buf_clear(&text);
        free(exact);
    }
}

static void unsorted_names_keep_the_first(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make(TWO "00{ 'name' 01{ 04 01 'b' 00 'a' 01 'c' 00 'd' } }", &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.func_name_count, 2);
    assert_true(gk_name_is(gk_module_func_name(&m, 0), "a"));
    assert_true(gk_name_is(gk_module_func_name(&m, 1), "b"));
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void names_may_come_before_functions(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make("00{ 'name' 01{ 01 01 'b' } }" TWO, &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count + m.note_count, 0);
    assert_true(gk_name_is(gk_module_func_name(&m, 1), "b"));
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void dwarf_is_known_by_its_prefix(void **state)
{
    static const struct {
        const char *text;
        bool dwarf;
    } names[] = {
        {"00{ '.debug_line' }", true},
        {"00{ '.debug_' }", true},
        {"00{ '.debug' }", false},
        {"00{ 'debug_line' }", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_module m;

        wasm_make(names[i].text, &bytes);
        assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL),
                         GK_OK);
        if (m.has_dwarf != names[i].dwarf)
            fail_msg("%s", names[i].text);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(oddities_are_notes),
        cmocka_unit_test(unsorted_names_keep_the_first),
        cmocka_unit_test(names_may_come_before_functions),
        cmocka_unit_test(dwarf_is_known_by_its_prefix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
