/*
 * Custom sections that say where a module comes from and what it is linked
 * with: dylink, build id, debug address, signature, kinds of names.
 */
#include "test_module_bytes.h"

static void check_note(const char *name, const gk_module *m, const char *note)
{
    gk_error err = GK_ERROR_INIT;

    if (gk_module_sound(m, &err) != GK_OK)
        fail_msg("%s: %s", name, err.text);
    if (m->note_count != (note != NULL) ||
        (note != NULL && strstr(m->notes[0].text, note) == NULL))
        fail_msg("%s: %u notes: %s", name, m->note_count,
                 m->note_count > 0 ? m->notes[0].text : "");
}

/* Reads from memory that ends where the module does. */
static uint8_t *read_text(const char *text, gk_module *m)
{
    gk_buf bytes = GK_BUF_INIT;
    uint8_t *exact;

    wasm_make(text, &bytes);
    exact = wasm_exact(bytes.data, bytes.len);
    assert_int_equal(gk_module_read(exact, bytes.len, m, NULL), GK_OK);
    wasm_check(m);
    gk_buf_clear(&bytes);
    return exact;
}

static void dylink_tells_what_is_needed(void **state)
{
    static const struct {
        const char *name, *text;
        bool has;
        uint32_t memory, align, table, table_align, needed;
        const char *note;
    } rows[] = {
        {"none", "", false, 0, 0, 0, 0, 0, NULL},
        {"all of it",
         "00{ 'dylink.0' 01{ 80 08 04 03 00 } 02{ 02 'libc.so' 'libm.so' } }",
         true, 1024, 4, 3, 0, 2, NULL},
        {"subsections for linkers are skipped",
         "00{ 'dylink.0' 03{ 01 'f' 00 } 04{ ff } 05{ } 01{ 01 02 03 04 } }",
         true, 1, 2, 3, 4, 0, NULL},
        {"nothing in it", "00{ 'dylink.0' }", true, 0, 0, 0, 0, 0, NULL},
        {"no library", "00{ 'dylink.0' 02{ 00 } }", true, 0, 0, 0, 0, 0, NULL},
        {"of older compilers", "00{ 'dylink' 80 08 04 03 01 01 'a' }", true,
         1024, 4, 3, 1, 1, NULL},
        {"memory ends early", "00{ 'dylink.0' 01{ 01 } }", true, 1, 0, 0, 0, 0,
         "the section ends in alignment of memory"},
        {"bytes after memory", "00{ 'dylink.0' 01{ 01 02 03 04 05 } }", true, 1,
         2, 3, 4, 0, "1 bytes after the end of dylink subsection 1"},
        {"more libraries than bytes", "00{ 'dylink.0' 02{ ff ff 03 'a' } }",
         true, 0, 0, 0, 0, 0, "count of libraries is 65535"},
        {"a library's name ends early", "00{ 'dylink.0' 02{ 02 'a' 09 } }",
         true, 0, 0, 0, 0, 1, "the section ends in name of a library"},
        {"leaves its section", "00{ 'dylink.0' 01 09 00 }", true, 0, 0, 0, 0, 0,
         "ends in a dylink subsection"},
        {"twice", "00{ 'dylink.0' 01{ 01 00 00 00 } } 00{ 'dylink' 02 }", true,
         1, 0, 0, 0, 0, "a second dylink section, not read"},
        {"the libraries twice", "00{ 'dylink.0' 02{ 01 'a' } 02{ 01 'b' } }",
         true, 0, 0, 0, 0, 1, NULL},
        {"older, in pieces", "00{ 'dylink' 80 }", true, 0, 0, 0, 0, 0,
         "ends in size of memory"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_module m;
        uint8_t *bytes = read_text(rows[i].text, &m);

        check_note(rows[i].name, &m, rows[i].note);
        if (m.has_dylink != rows[i].has ||
            m.dylink.memory_bytes != rows[i].memory ||
            m.dylink.memory_align != rows[i].align ||
            m.dylink.table_entries != rows[i].table ||
            m.dylink.table_align != rows[i].table_align ||
            m.dylink.needed_count != rows[i].needed)
            fail_msg("%s", rows[i].name);
        for (uint32_t n = 0; n < m.dylink.needed_count; n++)
            wasm_check_range(&m, m.dylink.needed[n].at, m.dylink.needed[n].len);
        gk_module_clear(&m);
        free(bytes);
    }
}

static void texts_are_read(void **state)
{
    static const struct {
        const char *name, *text;
        uint32_t build_id, debug_url;
        bool signed_;
        const char *note;
    } rows[] = {
        {"none", "", 0, 0, false, NULL},
        {"a build id of any bytes", "00{ 'build_id' 04 00 ff 80 0a }", 4, 0,
         false, NULL},
        {"a build id that ends early", "00{ 'build_id' 04 00 ff }", 0, 0, false,
         "the section ends in build id"},
        {"bytes after a build id", "00{ 'build_id' 01 00 ff }", 1, 0, false,
         "1 bytes after the last entry of 'build_id'"},
        {"no length at all", "00{ 'build_id' }", 0, 0, false,
         "the section ends in build id"},
        {"where debug information is", "00{ 'external_debug_info' 'a.dwp' }", 0,
         5, false, NULL},
        {"not UTF-8", "00{ 'external_debug_info' 01 ff }", 0, 1, false,
         "is not UTF-8"},
        {"a signature", "00{ 'signature' 01 02 }", 0, 0, true, NULL},
        {"a name like it", "00{ 'signatures' 01 02 }", 0, 0, false, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_module m;
        uint8_t *bytes = read_text(rows[i].text, &m);

        check_note(rows[i].name, &m, rows[i].note);
        wasm_check_range(&m, m.build_id.at, m.build_id.len);
        if (m.build_id.len != rows[i].build_id ||
            m.debug_url.len != rows[i].debug_url ||
            m.has_signature != rows[i].signed_)
            fail_msg("%s", rows[i].name);
        gk_module_clear(&m);
        free(bytes);
    }
}

static void kinds_of_names_are_known(void **state)
{
    static const struct {
        const char *name, *text;
        uint32_t named;
    } rows[] = {
        {"none", "00{ 'name' }", 0},
        {"module", "00{ 'name' 00{ 'm' } }", 1u << GK_NAMES_MODULE},
        {"locals and globals", "00{ 'name' 02{ 00 } 07{ 00 } }",
         1u << GK_NAMES_LOCAL | 1u << GK_NAMES_GLOBAL},
        {"a later kind", "00{ 'name' 09{ 00 } 7f{ 00 } }", 1u << GK_NAMES_DATA},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_module m;
        uint8_t *bytes = read_text(rows[i].text, &m);

        check_note(rows[i].name, &m, NULL);
        if (m.named != rows[i].named)
            fail_msg("%s: 0x%x", rows[i].name, m.named);
        gk_module_clear(&m);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dylink_tells_what_is_needed),
        cmocka_unit_test(texts_are_read),
        cmocka_unit_test(kinds_of_names_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
