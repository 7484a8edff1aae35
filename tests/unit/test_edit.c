/* Edits: the bytes that come out, and that they mean what they did. */
#include "test_module_bytes.h"

#include "core/wasm/edit.h"

#include <inttypes.h>
#include <stdio.h>

#define FUNC "01{ 01 60 00 00 } 03{ 01 00 }"
#define CODE "0a{ 01 { 00 0b } }"
#define MEM  "05{ 01 00 01 }"

static void read_text(const char *text, gk_buf *bytes, gk_module *m)
{
    gk_error err = GK_ERROR_INIT;

    wasm_make(text, bytes);
    if (gk_module_read(bytes->data, bytes->len, m, &err) != GK_OK ||
        gk_module_sound(m, &err) != GK_OK)
        fail_msg("%s: %s", text, err.text);
}

/* `out` must be what `want` says, and sound. */
static void check_result(const char *name, const gk_buf *out, const char *want)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_module m;

    wasm_make(want, &bytes);
    for (size_t i = 0; i < out->len && i < bytes.len; i++)
        if (out->data[i] != bytes.data[i])
            fail_msg("%s: byte %zu is 0x%02x, wanted 0x%02x", name, i,
                     out->data[i], bytes.data[i]);
    if (out->len != bytes.len)
        fail_msg("%s: %zu bytes, wanted %zu", name, out->len, bytes.len);
    assert_int_equal(gk_module_read(out->data, out->len, &m, &err), GK_OK);
    if (gk_module_sound(&m, &err) != GK_OK)
        fail_msg("%s: %s", name, err.text);
    wasm_check(&m);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

/* --- exports ---------------------------------------------------------------
 */

static const struct {
    const char *name;
    const char *text;
    const char *export;
    gk_extern_kind kind;
    uint32_t index;
    gk_status status;
    const char *want;
} exports[] = {
    {"behind the others", FUNC "07{ 01 'a' 00 00 }" CODE, "bc", GK_EXTERN_FUNC,
     0, GK_OK, FUNC "07{ 02 'a' 00 00 'bc' 00 00 }" CODE},
    {"in a section of its own", FUNC MEM CODE "00{ 'x' 01 }", "memory",
     GK_EXTERN_MEMORY, 0, GK_OK,
     FUNC MEM "07{ 01 'memory' 02 00 }" CODE "00{ 'x' 01 }"},
    {"before start and custom sections",
     "00{ 'dylink.0' }" FUNC "00{ 'y' } 08{ 00 }" CODE, "f", GK_EXTERN_FUNC, 0,
     GK_OK,
     "00{ 'dylink.0' }" FUNC "07{ 01 'f' 00 00 } 00{ 'y' } 08{ 00 }" CODE},
    {"in an empty section", FUNC "07{ 00 }" CODE, "f", GK_EXTERN_FUNC, 0, GK_OK,
     FUNC "07{ 01 'f' 00 00 }" CODE},
    {"behind a long count", FUNC "07{ 81 80 00 'a' 00 00 }" CODE, "b",
     GK_EXTERN_FUNC, 0, GK_OK, FUNC "07{ 02 'a' 00 00 'b' 00 00 }" CODE},
    {"an imported global", "02{ 01 '' '' 03 7f 00 }", "g", GK_EXTERN_GLOBAL, 0,
     GK_OK, "02{ 01 '' '' 03 7f 00 } 07{ 01 'g' 03 00 }"},
    {"a table", "04{ 01 70 00 01 }", "t", GK_EXTERN_TABLE, 0, GK_OK,
     "04{ 01 70 00 01 } 07{ 01 't' 01 00 }"},
    {"a tag, behind globals",
     "01{ 01 60 00 00 } 0d{ 01 00 00 } 06{ 01 7f 00 41 00 0b }", "e",
     GK_EXTERN_TAG, 0, GK_OK,
     "01{ 01 60 00 00 } 0d{ 01 00 00 } 06{ 01 7f 00 41 00 0b }"
     "07{ 01 'e' 04 00 }"},
    {"an empty name", MEM, "", GK_EXTERN_MEMORY, 0, GK_OK,
     MEM "07{ 01 '' 02 00 }"},
    {"name taken", MEM "07{ 01 'm' 02 00 }", "m", GK_EXTERN_MEMORY, 0,
     GK_E_EXISTS, NULL},
    {"no such memory", MEM, "m", GK_EXTERN_MEMORY, 1, GK_E_BOUNDS, NULL},
    {"no such function", MEM, "f", GK_EXTERN_FUNC, 0, GK_E_BOUNDS, NULL},
    {"no such kind", MEM, "f", (gk_extern_kind)5, 0, GK_E_BOUNDS, NULL},
    {"name not UTF-8", MEM, "\xc3(", GK_EXTERN_MEMORY, 0, GK_E_UTF8, NULL},
};

static void exports_are_added_at_the_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof exports / sizeof *exports; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_buf out = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_status st;
        gk_module m;

        read_text(exports[i].text, &bytes, &m);
        st = gk_edit_add_export(&m, exports[i].export, exports[i].kind,
                                exports[i].index, &out, &err);
        if (st != exports[i].status)
            fail_msg("%s: status %d %s", exports[i].name, (int)st, err.text);
        if (st == GK_OK)
            check_result(exports[i].name, &out, exports[i].want);
        else
            assert_int_equal(out.len, 0);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
        gk_buf_clear(&out);
    }
}

/* --- custom sections -------------------------------------------------------
 */

static bool drop_debug(struct gk_name name, void *context)
{
    ++*(int *)context;
    return name.len > 6 && memcmp(name.at, ".debug", 6) == 0;
}

static const struct {
    const char *name;
    const char *text;
    int asked;
    const char *want;
} strips[] = {
    {"nothing there", FUNC CODE, 0, FUNC CODE},
    {"nothing to drop", "00{ 'a' }" FUNC "00{ 'b' 01 }" CODE, 2,
     "00{ 'a' }" FUNC "00{ 'b' 01 }" CODE},
    {"some of them",
     "00{ '.debug_info' 01 02 }" FUNC "00{ 'a' 03 } 00{ '.debug_line' }" CODE
     "00{ '.debug_str' 61 00 } 00{ 'z' }",
     5, FUNC "00{ 'a' 03 }" CODE "00{ 'z' }"},
    {"all that is there", "00{ '.debug_info' 01 02 }", 1, ""},
};

static void named_custom_sections_are_dropped(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof strips / sizeof *strips; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_buf out = GK_BUF_INIT;
        int asked = 0;
        gk_module m;

        read_text(strips[i].text, &bytes, &m);
        assert_int_equal(gk_edit_strip(&m, drop_debug, &asked, &out, NULL),
                         GK_OK);
        check_result(strips[i].name, &out, strips[i].want);
        assert_int_equal(asked, strips[i].asked);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
        gk_buf_clear(&out);
    }
}

static void custom_sections_are_added_at_the_end(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_module m;

    (void)state;
    read_text(FUNC CODE, &bytes, &m);
    assert_int_equal(gk_edit_add_custom(&m, "note", "\1\2\0", 3, &out, NULL),
                     GK_OK);
    check_result("with bytes", &out, FUNC CODE "00{ 'note' 01 02 00 }");
    gk_buf_reset(&out);
    assert_int_equal(gk_edit_add_custom(&m, "", NULL, 0, &out, NULL), GK_OK);
    check_result("with nothing", &out, FUNC CODE "00{ '' }");
    gk_buf_reset(&out);
    assert_int_equal(gk_edit_add_custom(&m, "\xff", NULL, 0, &out, NULL),
                     GK_E_UTF8);
    assert_int_equal(out.len, 0);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
    gk_buf_clear(&out);
}

/* --- zero data -------------------------------------------------------------
 */

#define Z4   "00 00 00 00 "
#define Z15  Z4 Z4 Z4 "00 00 00 "
#define Z16  Z4 Z4 Z4 Z4
#define Z64  Z16 Z16 Z16 Z16
#define IMEM "02{ 01 '' 'm' 02 00 01 }"
#define BASE "02{ 01 '' 'b' 03 7f 00 }"

static const struct {
    const char *name;
    bool memory_is_zero;
    const char *text;
    const char *want; /* NULL: as it was */
} zeros[] = {
    {"no data", false, MEM, NULL},
    {"no zeros", false, MEM "0b{ 01 00 41 08 0b { 01 02 } }", NULL},
    {"trailing", false, MEM "0b{ 01 00 41 08 0b { 01 02 00 00 } }",
     MEM "0b{ 01 00 41 08 0b { 01 02 } }"},
    {"leading", false, MEM "0b{ 01 00 41 08 0b { 00 00 01 02 } }",
     MEM "0b{ 01 00 41 0a 0b { 01 02 } }"},
    {"leading, into a longer address", false,
     MEM "0b{ 01 00 41 08 0b { " Z64 "01 } }",
     MEM "0b{ 01 00 41 c8 00 0b { 01 } }"},
    {"place in long form stays", false,
     MEM "0b{ 01 00 41 88 80 00 0b { 01 00 } }",
     MEM "0b{ 01 00 41 88 80 00 0b { 01 } }"},
    {"15 inside stay", false, MEM "0b{ 01 00 41 08 0b { 01 " Z15 "02 } }",
     NULL},
    {"16 inside split", false, MEM "0b{ 01 00 41 08 0b { 01 " Z16 "02 } }",
     MEM "0b{ 02 00 41 08 0b { 01 } 00 41 19 0b { 02 } }"},
    {"two splits", false,
     MEM "0b{ 01 00 41 00 0b { 00 01 " Z16 "02 00 03 " Z16 "00 04 00 } }",
     MEM "0b{ 03 00 41 01 0b { 01 } 00 41 12 0b { 02 00 03 }"
         " 00 41 26 0b { 04 } }"},
    {"all zero, alone", false, MEM "0b{ 01 00 41 08 0b { 00 00 } } 00{ 'z' }",
     MEM "00{ 'z' }"},
    {"all zero, among others", false,
     MEM "0b{ 03 00 41 00 0b { 01 } 00 41 08 0b { 00 } 00 41 10 0b { 02 } }",
     MEM "0b{ 02 00 41 00 0b { 01 } 00 41 10 0b { 02 } }"},
    {"no bytes at all", false, MEM "0b{ 01 00 41 08 0b { } }", MEM},
    {"numbered by data count: emptied and trimmed, not split", false,
     MEM "0c{ 03 } 0b{ 03 00 41 00 0b { 00 00 } 01 { 00 00 }"
         " 00 41 08 0b { 00 01 " Z16 "02 00 } }",
     MEM "0c{ 03 } 0b{ 03 00 41 00 0b { } 01 { 00 00 }"
         " 00 41 09 0b { 01 " Z16 "02 } }"},
    {"passive", false, MEM "0b{ 01 01 { 00 00 } }", NULL},
    {"imported memory", false, IMEM "0b{ 01 00 41 08 0b { 00 01 00 } }", NULL},
    {"imported memory that is zero", true,
     IMEM "0b{ 01 00 41 08 0b { 00 01 00 } }",
     IMEM "0b{ 01 00 41 09 0b { 01 } }"},
    {"place is a global", false, BASE MEM "0b{ 01 00 23 00 0b { 00 01 00 } }",
     NULL},
    {"behind an unknown place", false,
     BASE MEM "0b{ 02 00 23 00 0b { 01 } 00 41 08 0b { 00 01 } }", NULL},
    {"before an unknown place", false,
     BASE MEM "0b{ 02 00 41 08 0b { 00 01 } 00 23 00 0b { 01 } }",
     BASE MEM "0b{ 02 00 41 09 0b { 01 } 00 23 00 0b { 01 } }"},
    {"place is a sum", false, MEM "0b{ 01 00 41 01 41 02 6a 0b { 00 01 00 } }",
     NULL},
    {"overlapping", false,
     MEM "0b{ 02 00 41 00 0b { 01 02 03 } 00 41 02 0b { 00 00 } }", NULL},
    {"overlapping, later one first", false,
     MEM "0b{ 02 00 41 02 0b { 00 00 } 00 41 00 0b { 01 02 03 } }", NULL},
    {"inside another", false,
     MEM "0b{ 03 00 41 00 0b { 01 00 00 00 00 01 } 00 41 01 0b { 02 }"
         " 00 41 04 0b { 00 } }",
     NULL},
    {"side by side", false,
     MEM "0b{ 02 00 41 00 0b { 01 00 } 00 41 02 0b { 00 02 } }",
     MEM "0b{ 02 00 41 00 0b { 01 } 00 41 03 0b { 02 } }"},
    {"in two memories", false,
     "05{ 02 00 01 00 01 }"
     "0b{ 02 00 41 00 0b { 01 02 } 02 01 41 00 0b { 00 00 03 } }",
     "05{ 02 00 01 00 01 }"
     "0b{ 02 00 41 00 0b { 01 02 } 02 01 41 02 0b { 03 } }"},
    {"leaving memory would trap, and still does", false,
     MEM "0b{ 01 00 41 ff ff 03 0b { 01 00 } }", NULL},
    {"up to the last byte", false, MEM "0b{ 01 00 41 fe ff 03 0b { 01 00 } }",
     MEM "0b{ 01 00 41 fe ff 03 0b { 01 } }"},
    {"empty behind the end would trap", false,
     MEM "0b{ 01 00 41 81 80 04 0b { } }", NULL},
    {"memory of no pages", false, "05{ 01 00 00 } 0b{ 01 00 41 00 0b { 00 } }",
     NULL},
    {"address over 2 GiB", false,
     "05{ 01 00 80 80 04 } 0b{ 01 00 41 7e 0b { 00 01 } }",
     "05{ 01 00 80 80 04 } 0b{ 01 00 41 7f 0b { 01 } }"},
    {"64-bit memory", false, "05{ 01 04 01 } 0b{ 01 00 42 08 0b { 00 01 } }",
     "05{ 01 04 01 } 0b{ 01 00 42 09 0b { 01 } }"},
};

static void zero_data_is_dropped_where_it_is_safe(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_buf out = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_module m;

        read_text(zeros[i].text, &bytes, &m);
        if (gk_edit_drop_zero_data(&m, zeros[i].memory_is_zero, &out, &err) !=
            GK_OK)
            fail_msg("%s: %s", zeros[i].name, err.text);
        check_result(zeros[i].name, &out,
                     zeros[i].want != NULL ? zeros[i].want : zeros[i].text);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
        gk_buf_clear(&out);
    }
}

/* What a page of memory holds after instantiation, with 0x100 in the imported
 * global; stops where an engine would trap, and says so. */
static bool instantiate(const gk_module *m, uint8_t *page)
{
    memset(page, 0, 65536);
    for (uint32_t i = 0; i < m->data_count; i++) {
        const struct gk_data *data = &m->datas[i];
        uint64_t at =
            data->where.kind == GK_CONST_GLOBAL ? 0x100 : data->where.value;

        if (data->mode != GK_SEGMENT_ACTIVE)
            continue;
        if (at + data->len > 65536)
            return false;
        memcpy(page + at, m->bytes + data->offset, data->len);
    }
    return true;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Segments of mostly zeros, close together, so that many overlap. */
static void put_random_module(uint32_t seed, gk_buf *text)
{
    uint32_t count = 1 + next_random(&seed) % 8;
    bool counted = next_random(&seed) % 4 == 0;
    uint32_t spread = next_random(&seed) % 2 ? 512 : 65536;

    gk_buf_puts(text, BASE MEM);
    if (counted)
        gk_buf_printf(text, "0c{ %02x }", count);
    gk_buf_printf(text, "0b{ %02x", count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t len = next_random(&seed) % 100;
        uint32_t at = next_random(&seed) % spread;

        if (next_random(&seed) % 8 == 0)
            gk_buf_puts(text, " 00 23 00 0b {");
        else
            gk_buf_printf(text, " 00 41 %02x %02x %02x 0b {", 0x80 | (at & 127),
                          0x80 | (at >> 7 & 127), at >> 14);
        while (len-- > 0)
            gk_buf_printf(text, " %02x",
                          next_random(&seed) % 16 == 0 ? seed >> 24 : 0);
        gk_buf_puts(text, " }");
    }
    gk_buf_puts(text, " }");
}

static void memory_is_the_same_without_zeros(void **state)
{
    static uint8_t before[65536], after[65536];
    size_t saved = 0;

    (void)state;
    for (uint32_t seed = 1; seed <= 2000; seed++) {
        gk_buf text = GK_BUF_INIT;
        gk_buf bytes = GK_BUF_INIT;
        gk_buf out = GK_BUF_INIT;
        gk_module m, edited;

        put_random_module(seed, &text);
        read_text(gk_buf_text(&text), &bytes, &m);
        assert_int_equal(gk_edit_drop_zero_data(&m, false, &out, NULL), GK_OK);
        assert_int_equal(gk_module_read(out.data, out.len, &edited, NULL),
                         GK_OK);
        assert_int_equal(edited.problem_count, 0);
        if (out.len > bytes.len)
            fail_msg("seed %" PRIu32 ": grows from %zu to %zu", seed, bytes.len,
                     out.len);
        if (instantiate(&m, before) != instantiate(&edited, after) ||
            memcmp(before, after, sizeof before) != 0)
            fail_msg("seed %" PRIu32 ": memory differs", seed);
        saved += bytes.len - out.len;
        gk_module_clear(&m);
        gk_module_clear(&edited);
        gk_buf_clear(&text);
        gk_buf_clear(&bytes);
        gk_buf_clear(&out);
    }
    assert_true(saved > 2000 * 20);
}

static void a_megabyte_of_zeros_leaves_nothing(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make("05{ 01 00 20 } 0b 88 80 40 01 00 41 00 0b 80 80 40", &bytes);
    gk_buf_fill(&bytes, 0, 1 << 20);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    if (m.problem_count > 0)
        fail_msg("%s", m.problems[0].text);
    assert_int_equal(gk_edit_drop_zero_data(&m, false, &out, NULL), GK_OK);
    check_result("megabyte", &out, "05{ 01 00 20 }");
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
    gk_buf_clear(&out);
}

/* --- all of them -----------------------------------------------------------
 */

static bool drop_nothing(struct gk_name name, void *context)
{
    (void)name;
    (void)context;
    return false;
}

static gk_status edit(int which, const gk_module *m, gk_buf *out, gk_error *err)
{
    switch (which) {
    case 0:
        return gk_edit_add_export(m, "added", GK_EXTERN_FUNC, 1, out, err);
    case 1:
        return gk_edit_strip(m, drop_nothing, NULL, out, err);
    case 2:
        return gk_edit_add_custom(m, "added", "abc", 3, out, err);
    default:
        return gk_edit_drop_zero_data(m, true, out, err);
    }
}

static void unsound_modules_are_not_edited(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make("01{ 05 }", &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    for (int which = 0; which < 4; which++) {
        gk_buf out = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;

        assert_int_equal(edit(which, &m, &out, &err), GK_E_EOF);
        assert_int_equal(out.len, 0);
        gk_buf_clear(&out);
    }
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void a_full_buffer_is_left_as_it_was(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    read_text(WASM_RICH, &bytes, &m);
    for (int which = 0; which < 4; which++) {
        gk_status st = GK_E_LIMIT;

        for (size_t max = 4; st != GK_OK; max++) {
            gk_buf out = GK_BUF_LIMIT(max);
            gk_error err = GK_ERROR_INIT;

            gk_buf_puts(&out, "keep");
            st = edit(which, &m, &out, &err);
            if (st != GK_OK) {
                assert_int_equal(st, GK_E_LIMIT);
                assert_string_equal(gk_buf_text(&out), "keep");
            } else {
                assert_int_equal(out.len, max);
                assert_memory_equal(out.data, "keep\0asm", 8);
            }
            gk_buf_clear(&out);
        }
    }
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void rich_module_survives_every_edit(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m, edited;

    (void)state;
    read_text(WASM_RICH, &bytes, &m);
    for (int which = 0; which < 4; which++) {
        gk_buf out = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;

        assert_int_equal(edit(which, &m, &out, &err), GK_OK);
        assert_int_equal(gk_module_read(out.data, out.len, &edited, NULL),
                         GK_OK);
        assert_int_equal(edited.problem_count + edited.note_count, 0);
        assert_int_equal(edited.function_count, m.function_count);
        assert_int_equal(edited.export_count, m.export_count + (which == 0));
        assert_int_equal(edited.section_count, m.section_count + (which == 2));
        if (which == 1)
            assert_int_equal(out.len, bytes.len);
        gk_module_clear(&edited);
        gk_buf_clear(&out);
    }
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exports_are_added_at_the_end),
        cmocka_unit_test(named_custom_sections_are_dropped),
        cmocka_unit_test(custom_sections_are_added_at_the_end),
        cmocka_unit_test(zero_data_is_dropped_where_it_is_safe),
        cmocka_unit_test(memory_is_the_same_without_zeros),
        cmocka_unit_test(a_megabyte_of_zeros_leaves_nothing),
        cmocka_unit_test(unsound_modules_are_not_edited),
        cmocka_unit_test(a_full_buffer_is_left_as_it_was),
        cmocka_unit_test(rich_module_survives_every_edit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
