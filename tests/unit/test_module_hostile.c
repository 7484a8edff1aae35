/* Any bytes: nothing crashes, nothing runs away, and memory keeps its ceiling.
 * Each copy ends where its memory ends, for the sanitizers' sake. */
#include "counting_alloc.h"
#include "test_module_bytes.h"

#include "core/wasm/reader.h"

#include <stdio.h>

static void read_checked(const uint8_t *bytes, size_t len, gk_module *m)
{
    gk_error err = GK_ERROR_INIT;

    if (gk_module_read(bytes, len, m, &err) != GK_OK)
        fail_msg("%zu bytes: %s", len, err.text);
    wasm_check(m);
}

/* Whether a section of the whole module ends at `at`. */
static bool is_boundary(const gk_module *m, size_t at)
{
    for (uint32_t i = 0; i < m->section_count; i++)
        if (at == m->sections[i].header_offset)
            return true;
    return at == m->len;
}

static void every_truncation_is_told(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module whole, m;

    (void)state;
    wasm_make(WASM_RICH, &bytes);
    read_checked(bytes.data, bytes.len, &whole);
    for (size_t len = 0; len <= bytes.len; len++) {
        uint8_t *cut = wasm_exact(bytes.data, len);

        read_checked(cut, len, &m);
        if (m.problem_count == 0 && !is_boundary(&whole, len))
            fail_msg("cut to %zu of %zu bytes and sound", len, bytes.len);
        /* One cut is one problem; between sections, several may be missing. */
        if (m.problem_count > 1 && !is_boundary(&whole, len))
            fail_msg("cut to %zu bytes: %s; %s", len, m.problems[0].text,
                     m.problems[1].text);
        gk_module_clear(&m);
        free(cut);
    }
    gk_module_clear(&whole);
    gk_buf_clear(&bytes);
}

static void no_mangled_byte_breaks_the_reader(void **state)
{
    static const uint8_t flips[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20,
                                    0x40, 0x80, 0xff, 0x7f, 0x0f, 0xf0};
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make(WASM_RICH, &bytes);
    for (size_t i = 0; i < bytes.len; i++)
        for (size_t j = 0; j < sizeof flips; j++) {
            uint8_t *copy = wasm_exact(bytes.data, bytes.len);

            copy[i] ^= flips[j];
            read_checked(copy, bytes.len, &m);
            gk_module_clear(&m);
            free(copy);
        }
    gk_buf_clear(&bytes);
}

static void no_missing_or_added_byte_breaks_the_reader(void **state)
{
    static const uint8_t added[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make(WASM_RICH, &bytes);
    for (size_t i = 0; i < bytes.len; i++)
        for (size_t j = 0; j <= sizeof added; j++) {
            bool add = j < sizeof added;
            gk_buf copy = GK_BUF_INIT;
            uint8_t *exact;

            gk_buf_put(&copy, bytes.data, i);
            if (add)
                gk_buf_byte(&copy, added[j]);
            gk_buf_put(&copy, bytes.data + i + !add, bytes.len - i - !add);
            exact = wasm_exact(copy.data, copy.len);
            read_checked(exact, copy.len, &m);
            gk_module_clear(&m);
            gk_buf_clear(&copy);
            free(exact);
        }
    gk_buf_clear(&bytes);
}

/* --- memory ----------------------------------------------------------------
 */

static void running_out_of_memory_leaves_nothing_behind(void **state)
{
    static const char *const texts[] = {
        WASM_RICH,
        /* problems, notes, unsorted names, an export taken twice */
        "01{ 01 60 00 00 } 03{ 02 00 00 } 07{ 02 'a' 00 00 'a' 00 09 }"
        "0a{ 02 { 00 0b } { 00 0b } } 00{ 'name' 01{ 02 01 'b' 00 'a' } }"
        "00{ 'producers' 01 'sdk' 09 }",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_status st = GK_E_NOMEM;
        size_t fail_at = 0;

        wasm_make(texts[i], &bytes);
        while (st != GK_OK) {
            struct counting c = {.fail_at = ++fail_at};
            struct gk_alloc alloc = {counting_resize, &c};
            gk_module m = {.version = 77};
            gk_error err = GK_ERROR_INIT;

            st = gk_module_read_with(&alloc, bytes.data, bytes.len, &m, &err);
            if (st == GK_OK) {
                assert_true(c.calls < fail_at);
                gk_module_clear(&m);
            } else {
                assert_int_equal(st, GK_E_NOMEM);
                assert_int_equal(err.status, GK_E_NOMEM);
                assert_int_equal(m.version, 77);
            }
            assert_int_equal(c.blocks, 0);
        }
        assert_true(fail_at > 10);
        gk_buf_clear(&bytes);
    }
}

/* A section of `count` entries; each is `entry`, or, where that holds "####",
 * has its number there in four letters. */
static void put_many(gk_buf *out, uint8_t id, const char *before,
                     uint32_t count, const char *entry, size_t entry_len)
{
    gk_buf payload = GK_BUF_INIT;

    wasm_bytes(before, &payload);
    gk_leb_put_u64(&payload, count);
    for (uint32_t i = 0; i < count; i++) {
        char copy[32];
        char *number;

        memcpy(copy, entry, entry_len);
        number = memchr(copy, '#', entry_len);
        for (uint32_t n = i, k = 0; number != NULL && k < 4; k++, n /= 64)
            number[k] = (char)('0' + n % 64);
        gk_buf_put(&payload, copy, entry_len);
    }
    gk_buf_byte(out, id);
    gk_leb_put_u64(out, payload.len);
    gk_buf_put(out, payload.data, payload.len);
    gk_buf_clear(&payload);
}

static const struct {
    const char *name;
    uint8_t id;
    uint32_t count;
    const char *entry;
    size_t len;
} floods[] = {
    {"types", 1, 1000000, "\x60\0\0", 3},
    {"imports", 2, 1000000, "\0\0\3\x7f\0", 5},
    {"named imports", 2, 200000, "\4####\0\3\x7f\0", 9},
    {"functions", 3, 1000000, "\0", 1},
    {"tables", 4, 100000, "\x70\0\1", 3},
    {"memories", 5, 100000, "\0\1", 2},
    {"globals", 6, 1000000, "\x7f\0\x41\0\x0b", 5},
    {"exports", 7, 1000000, "\4####\2\0", 7},
    {"equal exports", 7, 1000000, "\0\2\0", 3},
    {"elements", 9, 2000000, "\1\0\0", 3},
    {"bodies", 10, 1000000, "\2\0\x0b", 3},
    {"data", 11, 100000, "\1\0", 2},
    {"tags", 13, 1000000, "\0\0", 2},
};

static void flood(const char *name, const gk_buf *bytes)
{
    struct counting c = {0};
    struct gk_alloc alloc = {counting_resize, &c};
    gk_module m;

    assert_int_equal(bytes->status, GK_OK);
    assert_int_equal(
        gk_module_read_with(&alloc, bytes->data, bytes->len, &m, NULL), GK_OK);
    if (c.peak > bytes->len / 4 + ((size_t)16 << 20))
        fail_msg("%s: %zu bytes of memory for %zu", name, c.peak, bytes->len);
    assert_true(m.problem_count > 0 || m.note_count == 0);
    gk_module_clear(&m);
    assert_int_equal(c.blocks, 0);
}

static void floods_of_entries_stay_under_the_ceiling(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof floods / sizeof *floods; i++) {
        gk_buf bytes = GK_BUF_INIT;

        wasm_make("", &bytes);
        put_many(&bytes, floods[i].id, "", floods[i].count, floods[i].entry,
                 floods[i].len);
        flood(floods[i].name, &bytes);
        gk_buf_clear(&bytes);
    }
}

/* The name section counts its function names in a subsection. */
static void put_names(gk_buf *out, uint32_t count)
{
    gk_buf inner = GK_BUF_INIT;
    gk_buf payload = GK_BUF_INIT;

    gk_leb_put_u64(&inner, count);
    for (uint32_t i = 0; i < count; i++) {
        gk_leb_put_u64(&inner, i);
        gk_buf_byte(&inner, 0);
    }
    wasm_bytes("'name' 01", &payload);
    gk_leb_put_u64(&payload, inner.len);
    gk_buf_put(&payload, inner.data, inner.len);
    gk_buf_byte(out, GK_SECTION_CUSTOM);
    gk_leb_put_u64(out, payload.len);
    gk_buf_put(out, payload.data, payload.len);
    gk_buf_clear(&inner);
    gk_buf_clear(&payload);
}

static void a_million_names_stay_under_the_ceiling(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    struct counting c = {0};
    struct gk_alloc alloc = {counting_resize, &c};
    gk_module m;

    (void)state;
    wasm_make("01{ 01 60 00 00 }", &bytes);
    put_many(&bytes, 3, "", 1000000, "\0", 1);
    put_many(&bytes, 10, "", 1000000, "\2\0\x0b", 3);
    put_names(&bytes, 1000000);
    assert_int_equal(
        gk_module_read_with(&alloc, bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_true(c.peak <= bytes.len / 4 + ((size_t)16 << 20));
    /* Names are worth less than functions: they go, and a note says so. */
    assert_int_equal(m.problem_count, 0);
    assert_int_equal(m.function_count, 1000000);
    assert_int_equal(m.note_count, 1);
    assert_int_equal(m.notes[0].status, GK_E_LIMIT);
    assert_int_equal(m.func_name_count, 0);
    gk_module_clear(&m);
    assert_int_equal(c.blocks, 0);
    gk_buf_clear(&bytes);
}

static void many_sections_are_over_the_limit(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make("", &bytes);
    for (uint32_t i = 0; i < 100001; i++)
        gk_buf_put(&bytes, "\0\1\0", 3);
    read_checked(bytes.data, bytes.len, &m);
    assert_int_equal(m.section_count, 100000);
    assert_int_equal(m.problem_count, 1);
    assert_int_equal(m.problems[0].status, GK_E_LIMIT);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

/* Values pending in one initializer. */
static void deep_initializers_are_over_the_limit(void **state)
{
    static const uint32_t depths[] = {64, 65};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        gk_buf text = GK_BUF_INIT;
        gk_buf bytes = GK_BUF_INIT;
        gk_module m;

        gk_buf_puts(&text, "06{ 01 7f 00");
        for (uint32_t k = 0; k < depths[i]; k++)
            gk_buf_puts(&text, " 41 01");
        for (uint32_t k = 1; k < depths[i]; k++)
            gk_buf_puts(&text, " 6a");
        gk_buf_puts(&text, " 0b }");
        wasm_make(gk_buf_text(&text), &bytes);
        read_checked(bytes.data, bytes.len, &m);
        assert_int_equal(m.problem_count, i);
        if (i == 1)
            assert_int_equal(m.problems[0].status, GK_E_LIMIT);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
        gk_buf_clear(&text);
    }
}

static void cleared_modules_can_be_cleared_again(void **state)
{
    gk_module m;

    (void)state;
    memset(&m, 0, sizeof m);
    gk_module_clear(NULL);
    gk_module_clear(&m);
    read_checked((const uint8_t *)"\0asm\1\0\0\0", 8, &m);
    assert_int_equal(m.problem_count, 0);
    gk_module_clear(&m);
    gk_module_clear(&m);
    assert_null(gk_module_export(&m, "x"));
    assert_int_equal(gk_module_func_name(&m, 0).len, 0);
}

static void more_than_a_gigabyte_is_refused(void **state)
{
    gk_error err = GK_ERROR_INIT;
    gk_module m = {.version = 77};

    (void)state;
    /* The length is looked at before any byte. */
    assert_int_equal(gk_module_read("", ((size_t)1 << 30) + 1, &m, &err),
                     GK_E_LIMIT);
    assert_int_equal(m.version, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_truncation_is_told),
        cmocka_unit_test(no_mangled_byte_breaks_the_reader),
        cmocka_unit_test(no_missing_or_added_byte_breaks_the_reader),
        cmocka_unit_test(running_out_of_memory_leaves_nothing_behind),
        cmocka_unit_test(floods_of_entries_stay_under_the_ceiling),
        cmocka_unit_test(a_million_names_stay_under_the_ceiling),
        cmocka_unit_test(many_sections_are_over_the_limit),
        cmocka_unit_test(deep_initializers_are_over_the_limit),
        cmocka_unit_test(cleared_modules_can_be_cleared_again),
        cmocka_unit_test(more_than_a_gigabyte_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
