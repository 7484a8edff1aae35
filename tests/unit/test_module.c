/* The facts of a sound module, and how to look things up in it. */
#include "test_module_bytes.h"

#include <stdio.h>

static gk_buf rich_bytes = GK_BUF_INIT;
static gk_module rich;

static int read_rich(void **state)
{
    gk_error err = GK_ERROR_INIT;

    (void)state;
    wasm_make(WASM_RICH, &rich_bytes);
    if (gk_module_read(rich_bytes.data, rich_bytes.len, &rich, &err) != GK_OK)
        fail_msg("%s", err.text);
    if (gk_module_sound(&rich, &err) != GK_OK)
        fail_msg("%s", err.text);
    return 0;
}

static int clear_rich(void **state)
{
    (void)state;
    gk_module_clear(&rich);
    gk_buf_clear(&rich_bytes);
    return 0;
}

static void assert_name(struct gk_name name, const char *want)
{
    if (!gk_name_is(name, want))
        fail_msg("'%.*s', wanted '%s'", (int)name.len, (const char *)name.at,
                 want);
}

static void rich_module_is_sound_without_notes(void **state)
{
    (void)state;
    assert_true(rich.magic);
    assert_int_equal(rich.version, 1);
    assert_false(rich.is_component);
    assert_int_equal(rich.problem_count, 0);
    assert_int_equal(rich.note_count, 0);
    wasm_check(&rich);
}

static void sections_are_located(void **state)
{
    static const uint8_t ids[] = {1, 2,  3,  4,  5, 13, 6, 7, 8,
                                  9, 12, 10, 11, 0, 0,  0, 0, 0};
    size_t at = 8;

    (void)state;
    assert_int_equal(rich.section_count, sizeof ids);
    for (size_t i = 0; i < sizeof ids; i++) {
        const struct gk_section *section = &rich.sections[i];

        assert_int_equal(section->id, ids[i]);
        assert_int_equal(section->header_offset, at);
        at = (size_t)section->offset + section->len;
    }
    assert_int_equal(at, rich.len);
    assert_ptr_equal(gk_module_custom(&rich, ".debug_info"),
                     &rich.sections[16]);
    assert_int_equal(gk_module_custom(&rich, ".debug_info")->len, 1);
    assert_null(gk_module_custom(&rich, ".debug_line"));
}

static void index_spaces_begin_with_imports(void **state)
{
    (void)state;
    assert_int_equal(rich.imported_functions, 1);
    assert_int_equal(rich.function_count, 3);
    assert_int_equal(rich.functions[0], 1);
    assert_int_equal(rich.functions[1], 0);
    assert_int_equal(rich.functions[2], 2);
    assert_int_equal(rich.imported_tables, 1);
    assert_int_equal(rich.table_count, 2);
    assert_int_equal(rich.tables[0].reftype, GK_FUNCREF);
    assert_int_equal(rich.tables[0].limits.min, 1);
    assert_false(rich.tables[0].limits.has_max);
    assert_int_equal(rich.tables[1].reftype, GK_EXTERNREF);
    assert_int_equal(rich.tables[1].limits.max, 10);
    assert_int_equal(rich.imported_memories, 1);
    assert_int_equal(rich.memory_count, 2);
    assert_int_equal(rich.memories[0].limits.max, 2);
    assert_true(rich.memories[1].limits.shared);
    assert_int_equal(rich.imported_globals, 2);
    assert_int_equal(rich.global_count, 4);
    assert_true(rich.globals[0].type.mutable_);
    assert_int_equal(rich.globals[0].init.len, 0);
    assert_false(rich.globals[1].type.mutable_);
    assert_int_equal(rich.globals[2].type.valtype, GK_I64);
    assert_int_equal(rich.globals[2].init.kind, GK_CONST_I64);
    assert_int_equal(rich.globals[2].init.value, UINT64_MAX);
    assert_int_equal(rich.globals[2].init.len, 3);
    assert_int_equal(rich.globals[3].init.kind, GK_CONST_V128);
    assert_int_equal(rich.imported_tags, 1);
    assert_int_equal(rich.tag_count, 2);
}

static void imports_have_their_place_in_their_space(void **state)
{
    static const struct {
        const char *name;
        gk_extern_kind kind;
        uint32_t index;
    } want[] = {
        {"f", GK_EXTERN_FUNC, 0},      {"t", GK_EXTERN_TABLE, 0},
        {"m", GK_EXTERN_MEMORY, 0},    {"g", GK_EXTERN_GLOBAL, 0},
        {"base", GK_EXTERN_GLOBAL, 1}, {"e", GK_EXTERN_TAG, 0},
    };

    (void)state;
    assert_int_equal(rich.import_count, 6);
    for (uint32_t i = 0; i < 6; i++) {
        assert_name(rich.imports[i].module, "env");
        assert_name(rich.imports[i].name, want[i].name);
        assert_int_equal(rich.imports[i].kind, want[i].kind);
        assert_int_equal(rich.imports[i].index, want[i].index);
    }
    assert_ptr_equal(gk_module_func_import(&rich, 0), &rich.imports[0]);
    assert_null(gk_module_func_import(&rich, 1));
}

static void exports_are_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(rich.export_count, 3);
    assert_ptr_equal(gk_module_export(&rich, "run"), &rich.exports[0]);
    assert_ptr_equal(gk_module_export(&rich, "memory"), &rich.exports[1]);
    assert_ptr_equal(gk_module_export(&rich, "glob"), &rich.exports[2]);
    assert_int_equal(rich.exports[1].kind, GK_EXTERN_MEMORY);
    assert_int_equal(rich.exports[1].index, 1);
    assert_null(gk_module_export(&rich, "ru"));
    assert_null(gk_module_export(&rich, "runs"));
    assert_null(gk_module_export(&rich, "zzzzzzzz"));
    assert_null(gk_module_export(&rich, ""));
}

/* So many that names share places, and some very likely a hash. */
static void a_hundred_thousand_exports_are_found_by_name(void **state)
{
    enum { COUNT = 100000 };
    gk_buf bytes = GK_BUF_INIT, exports = GK_BUF_INIT;
    char name[24];
    gk_module m;

    (void)state;
    gk_leb_put_u64(&exports, COUNT + 1);
    for (unsigned i = 0; i <= COUNT; i++) {
        /* The last one has the first one's name. */
        int len = snprintf(name, sizeof name, "name-%u", i % COUNT);

        gk_leb_put_u64(&exports, (uint64_t)len);
        gk_buf_put(&exports, name, (size_t)len);
        gk_buf_put(&exports, "\0\0", 2);
    }
    wasm_make("01{ 01 60 00 00 } 03{ 01 00 }", &bytes);
    gk_buf_byte(&bytes, 7);
    gk_leb_put_u64(&bytes, exports.len);
    gk_buf_put(&bytes, exports.data, exports.len);
    wasm_bytes("0a{ 01 { 00 0b } }", &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.export_count, COUNT + 1);
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(name, sizeof name, "name-%u", i);
        assert_ptr_equal(gk_module_export(&m, name), &m.exports[i]);
    }
    assert_null(gk_module_export(&m, "name-100000"));
    assert_int_equal(m.problem_count, 1);
    assert_string_equal(m.problems[0].text, "export 100000: name 'name-0' is "
                                            "taken by another export");
    gk_module_clear(&m);
    gk_buf_clear(&exports);
    gk_buf_clear(&bytes);
}

static void segments_are_read(void **state)
{
    const struct gk_element *e = rich.elements;
    const struct gk_data *d = rich.datas;

    (void)state;
    assert_true(rich.has_start);
    assert_int_equal(rich.start, 1);
    assert_int_equal(rich.element_count, 2);
    assert_int_equal(e[0].mode, GK_SEGMENT_ACTIVE);
    assert_int_equal(e[0].where.value, 1);
    assert_int_equal(e[0].count, 2);
    assert_int_equal(e[0].len, 2);
    assert_false(e[0].expressions);
    assert_int_equal(e[1].mode, GK_SEGMENT_PASSIVE);
    assert_true(e[1].expressions);
    assert_int_equal(e[1].len, 6);
    assert_true(rich.has_data_count);
    assert_int_equal(rich.data_count_declared, 2);
    assert_int_equal(rich.data_count, 2);
    assert_int_equal(d[0].where.kind, GK_CONST_GLOBAL);
    assert_int_equal(d[0].where.value, 1);
    assert_memory_equal(rich.bytes + d[0].offset, "abc", 3);
    assert_int_equal(d[1].mode, GK_SEGMENT_PASSIVE);
    assert_memory_equal(rich.bytes + d[1].offset, "zz", 2);
    assert_int_equal(rich.code_count, 2);
    assert_int_equal(rich.codes[0].len, 2);
    assert_memory_equal(rich.bytes + rich.codes[1].offset, "\0\0\x0b", 3);
}

static void custom_sections_are_understood(void **state)
{
    (void)state;
    assert_name(rich.module_name, "rich");
    assert_int_equal(rich.func_name_count, 2);
    assert_name(gk_module_func_name(&rich, 1), "first");
    assert_name(gk_module_func_name(&rich, 2), "second");
    assert_int_equal(gk_module_func_name(&rich, 0).len, 0);
    assert_int_equal(gk_module_func_name(&rich, 99).len, 0);
    assert_int_equal(rich.producer_count, 3);
    assert_name(rich.producers[0].field, "language");
    assert_name(rich.producers[0].version, "");
    assert_name(rich.producers[2].field, "processed-by");
    assert_name(rich.producers[2].name, "wasm-opt");
    assert_name(rich.producers[2].version, "108");
    assert_int_equal(rich.target_feature_count, 2);
    assert_int_equal(rich.target_features[1].prefix, '-');
    assert_name(rich.target_features[1].name, "atomics");
    assert_true(rich.has_dwarf);
    assert_name(rich.source_map_url, "rich.wasm.map");
}

static void types_print(void **state)
{
    static const char *const want[] = {"() -> ()", "(i32 i64) -> f32",
                                       "(i32) -> (i32 i64)"};

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        gk_buf text = GK_BUF_INIT;

        assert_int_equal(gk_functype_print(&rich.types[i], &text), GK_OK);
        assert_string_equal(gk_buf_text(&text), want[i]);
        gk_buf_clear(&text);
    }
    assert_ptr_equal(gk_module_func_type(&rich, 2), &rich.types[2]);
    assert_null(gk_module_func_type(&rich, 3));
    assert_string_equal(gk_valtype_name(GK_EXTERNREF), "externref");
    assert_string_equal(gk_valtype_name(0x5e), "?");
    assert_string_equal(gk_section_name(GK_SECTION_DATA_COUNT), "data count");
    assert_string_equal(gk_section_name(99), "unknown");
}

static void names_print_without_controls(void **state)
{
    gk_buf text = GK_BUF_INIT;
    struct gk_name name = {(const uint8_t *)"a\x1b[31m\xe2\x80\xae"
                                            "b",
                           10};

    (void)state;
    assert_int_equal(gk_name_print(name, &text), GK_OK);
    assert_string_equal(gk_buf_text(&text), "a\\x1b[31m\\u{202e}b");
    gk_buf_clear(&text);
}

static void exports_name_functions_that_have_no_other_name(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make("01{ 01 60 00 00 } 03{ 03 00 00 00 }"
              "07{ 03 'a' 00 01 'b' 00 01 'c' 00 00 }"
              "0a{ 03 {00 0b} {00 0b} {00 0b} }"
              "00{ 'name' 01{ 01 00 'zero' } }",
              &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_name(gk_module_func_name(&m, 0), "zero");
    assert_name(gk_module_func_name(&m, 1), "a");
    assert_int_equal(gk_module_func_name(&m, 2).len, 0);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static const struct {
    const char *name;
    const char *text;
    uint32_t features;
} features[] = {
    {"nothing", "", 0},
    {"a plain memory", "05{ 01 00 01 }", 0},
    {"function table", "04{ 01 70 00 01 }", 0},
    {"two results", "01{ 01 60 00 02 7f 7f }", GK_MODULE_MULTI_VALUE},
    {"externref parameter", "01{ 01 60 01 6f 00 }", GK_MODULE_REFERENCE_TYPES},
    {"v128 parameter", "01{ 01 60 01 7b 00 }", GK_MODULE_SIMD},
    {"exnref result", "01{ 01 60 00 01 69 }", GK_MODULE_EXCEPTIONS},
    {"two tables", "04{ 02 70 00 01 70 00 01 }", GK_MODULE_REFERENCE_TYPES},
    {"two memories", "05{ 02 00 01 00 01 }", GK_MODULE_MULTI_MEMORY},
    {"shared memory", "05{ 01 03 01 02 }", GK_MODULE_THREADS},
    {"64-bit memory", "05{ 01 04 01 }", GK_MODULE_MEMORY64},
    {"64-bit table", "04{ 01 70 04 01 }", GK_MODULE_MEMORY64},
    {"64-bit place", "05{ 01 04 01 } 0b{ 01 00 42 00 0b { 01 } }",
     GK_MODULE_MEMORY64},
    {"mutable import", "02{ 01 '' '' 03 7f 01 }", GK_MODULE_MUTABLE_GLOBALS},
    {"mutable export", "06{ 01 7f 01 41 00 0b } 07{ 01 'g' 03 00 }",
     GK_MODULE_MUTABLE_GLOBALS},
    {"mutable, kept to itself", "06{ 01 7f 01 41 00 0b }", 0},
    {"data count", "0c{ 00 }", GK_MODULE_BULK_MEMORY},
    {"passive data", "0b{ 01 01 { 01 } }", GK_MODULE_BULK_MEMORY},
    {"passive elements", "09{ 01 01 00 00 }", GK_MODULE_BULK_MEMORY},
    {"declared elements", "09{ 01 03 00 00 }", GK_MODULE_REFERENCE_TYPES},
    {"tag", "01{ 01 60 01 7f 00 } 0d{ 01 00 00 }", GK_MODULE_EXCEPTIONS},
    {"sum of constants", "06{ 01 7f 00 41 01 41 02 6a 41 03 6c 0b }",
     GK_MODULE_EXTENDED_CONST},
    {"difference of longs", "06{ 01 7e 00 42 01 42 02 7d 0b }",
     GK_MODULE_EXTENDED_CONST},
    {"reference",
     "01{ 01 60 00 00 } 03{ 01 00 } 06{ 01 70 00 d2 00 0b }"
     "0a{ 01 { 00 0b } }",
     GK_MODULE_REFERENCE_TYPES},
};

static void features_are_recognised(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_module m;

        wasm_make(features[i].text, &bytes);
        assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, &err),
                         GK_OK);
        if (gk_module_sound(&m, &err) != GK_OK)
            fail_msg("%s: %s", features[i].name, err.text);
        if (m.features != features[i].features)
            fail_msg("%s: features 0x%x, wanted 0x%x", features[i].name,
                     m.features, features[i].features);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
    }
}

static void float_constants_keep_their_bits(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;

    (void)state;
    wasm_make("06{ 03 7d 00 43 00 00 c0 7f 0b  7c 00 44 01 02 03 04 05 06 07 08"
              " 0b  7f 00 41 7f 0b }",
              &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(m.problem_count, 0);
    assert_int_equal(m.globals[0].init.value, 0x7fc00000);
    assert_int_equal(m.globals[1].init.value, 0x0807060504030201);
    assert_int_equal(m.globals[2].init.value, 0xffffffff);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rich_module_is_sound_without_notes),
        cmocka_unit_test(sections_are_located),
        cmocka_unit_test(index_spaces_begin_with_imports),
        cmocka_unit_test(imports_have_their_place_in_their_space),
        cmocka_unit_test(exports_are_found_by_name),
        cmocka_unit_test(a_hundred_thousand_exports_are_found_by_name),
        cmocka_unit_test(segments_are_read),
        cmocka_unit_test(custom_sections_are_understood),
        cmocka_unit_test(types_print),
        cmocka_unit_test(names_print_without_controls),
        cmocka_unit_test(exports_name_functions_that_have_no_other_name),
        cmocka_unit_test(features_are_recognised),
        cmocka_unit_test(float_constants_keep_their_bits),
    };

    return cmocka_run_group_tests(tests, read_rich, clear_rich);
}
