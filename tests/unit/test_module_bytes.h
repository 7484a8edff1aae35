/*
 * Modules for tests, written as text: two hex digits are a byte, 'text' is a
 * name (its length, then its bytes), { … } is its content's length, then the
 * content. So "01{ 01 60 00 00 }" is a type section with one type. Lengths
 * are LEB128; the preamble comes by itself from wasm_make.
 */
#ifndef TEST_MODULE_BYTES_H
#define TEST_MODULE_BYTES_H

#include "core/base/buf.h"
#include "core/wasm/leb.h"
#include "core/wasm/module.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline unsigned wasm_digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    fail_msg("'%c' is no hex digit", c);
    return 0;
}

static inline void wasm_group(const char **text, gk_buf *out)
{
    gk_buf inner = GK_BUF_INIT;
    const char *end;

    for (; **text != '\0' && **text != '}'; (*text)++) {
        switch (**text) {
        case ' ':
            break;
        case '{':
            (*text)++;
            gk_buf_reset(&inner);
            wasm_group(text, &inner);
            assert_int_equal(**text, '}');
            gk_leb_put_u64(out, inner.len);
            gk_buf_put(out, inner.data, inner.len);
            break;
        case '\'':
            end = strchr(*text + 1, '\'');
            assert_non_null(end);
            gk_leb_put_u64(out, (uint64_t)(end - *text - 1));
            gk_buf_put(out, *text + 1, (size_t)(end - *text - 1));
            *text = end;
            break;
        default:
            gk_buf_byte(out, (uint8_t)(wasm_digit((*text)[0]) << 4 |
                                       wasm_digit((*text)[1])));
            (*text)++;
        }
    }
    gk_buf_clear(&inner);
}

static inline void wasm_bytes(const char *text, gk_buf *out)
{
    wasm_group(&text, out);
    assert_int_equal(*text, '\0');
    assert_int_equal(out->status, GK_OK);
}

/* The preamble and what `text` says. */
static inline void wasm_make(const char *text, gk_buf *out)
{
    gk_buf_put(out, "\0asm\1\0\0\0", 8);
    wasm_bytes(text, out);
}

#define WASM_TYPES "01{ 03 60 00 00  60 02 7f 7e 01 7d  60 01 7f 02 7f 7e }"
#define WASM_IMPORTS                                                           \
    "02{ 06 'env' 'f' 00 01  'env' 't' 01 70 00 01  'env' 'm' 02 01 01 02"     \
    "  'env' 'g' 03 7f 01  'env' 'base' 03 7f 00  'env' 'e' 04 00 00 }"
#define WASM_FUNCTIONS "03{ 02 00 02 }"
#define WASM_TABLES    "04{ 01 6f 01 00 0a }"
#define WASM_MEMORIES  "05{ 01 03 01 01 }"
#define WASM_TAGS      "0d{ 01 00 00 }"
#define WASM_GLOBALS                                                           \
    "06{ 02 7e 01 42 7f 0b  7b 00 fd 0c 00 01 02 03 04 05 06 07 08 09 0a 0b"   \
    " 0c 0d 0e 0f 0b }"
#define WASM_EXPORTS "07{ 03 'run' 00 01  'memory' 02 01  'glob' 03 00 }"
#define WASM_START   "08{ 01 }"
#define WASM_ELEMENTS                                                          \
    "09{ 02 00 41 01 0b 02 01 02  05 70 02 d2 01 0b d0 70 0b }"
#define WASM_DATA_COUNT "0c{ 02 }"
#define WASM_CODE       "0a{ 02 { 00 0b } { 00 00 0b } }"
#define WASM_DATA       "0b{ 02 00 23 01 0b { 61 62 63 }  01 { 7a 7a } }"
#define WASM_CUSTOMS                                                           \
    "00{ 'name' 00{ 'rich' } 01{ 02 01 'first' 02 'second' } 02{ 00 } }"       \
    "00{ 'producers' 02 'language' 01 'C17' '' "                               \
    "'processed-by' 02 'clang' '14.0.6' 'wasm-opt' '108' }"                    \
    "00{ 'target_features' 02 2b 'simd128' 2d 'atomics' }"                     \
    "00{ '.debug_info' 00 }"                                                   \
    "00{ 'sourceMappingURL' 'rich.wasm.map' }"

/* Every section, every kind of entry. */
#define WASM_RICH                                                              \
    WASM_TYPES WASM_IMPORTS WASM_FUNCTIONS WASM_TABLES WASM_MEMORIES WASM_TAGS \
        WASM_GLOBALS WASM_EXPORTS WASM_START WASM_ELEMENTS WASM_DATA_COUNT     \
            WASM_CODE WASM_DATA WASM_CUSTOMS

/* A copy that ends where its memory ends, so that a sanitizer sees any read
 * behind it. Owned (free()). */
static inline uint8_t *wasm_exact(const void *bytes, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);

    assert_non_null(copy);
    if (len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

static inline void wasm_check_range(const gk_module *m, const uint8_t *at,
                                    size_t len)
{
    if (len == 0)
        return;
    assert_true(at >= m->bytes && len <= m->len);
    assert_true((size_t)(at - m->bytes) <= m->len - len);
}

static inline void wasm_check_rows(const gk_module *m)
{
    for (uint32_t i = 0; i < m->section_count; i++) {
        wasm_check_range(m, m->sections[i].name.at, m->sections[i].name.len);
        assert_true((size_t)m->sections[i].offset + m->sections[i].len <=
                    m->len);
    }
    for (uint32_t i = 0; i < m->type_count; i++) {
        wasm_check_range(m, m->types[i].params, m->types[i].param_count);
        wasm_check_range(m, m->types[i].results, m->types[i].result_count);
    }
    for (uint32_t i = 0; i < m->import_count; i++) {
        wasm_check_range(m, m->imports[i].module.at, m->imports[i].module.len);
        wasm_check_range(m, m->imports[i].name.at, m->imports[i].name.len);
    }
    for (uint32_t i = 0; i < m->export_count; i++)
        wasm_check_range(m, m->exports[i].name.at, m->exports[i].name.len);
    for (uint32_t i = 0; i < m->code_count; i++)
        assert_true((size_t)m->codes[i].offset + m->codes[i].len <= m->len);
    for (uint32_t i = 0; i < m->data_count; i++)
        assert_true((size_t)m->datas[i].offset + m->datas[i].len <= m->len);
    for (uint32_t i = 0; i < m->element_count; i++)
        assert_true((size_t)m->elements[i].offset + m->elements[i].len <=
                    m->len);
}

/* What holds for every module, sound or not; then what soundness promises. */
static inline void wasm_check(const gk_module *m)
{
    wasm_check_rows(m);
    assert_true(m->imported_functions <= m->function_count);
    assert_true(m->imported_globals <= m->global_count);
    assert_true(m->problem_count <= GK_MAX_PROBLEMS);
    assert_true(m->note_count <= GK_MAX_PROBLEMS);
    for (uint32_t i = 0; i < m->func_name_count; i++) {
        wasm_check_range(m, m->func_names[i].name.at,
                         m->func_names[i].name.len);
        assert_true(m->func_names[i].index < m->function_count);
        assert_true(i == 0 ||
                    m->func_names[i - 1].index < m->func_names[i].index);
    }
    for (uint32_t i = 0; i < m->function_count; i++) {
        struct gk_name name = gk_module_func_name(m, i);
        const struct gk_import *import = gk_module_func_import(m, i);

        wasm_check_range(m, name.at, name.len);
        assert_int_equal(import != NULL, i < m->imported_functions);
        assert_true(import == NULL || import->index == i);
        assert_true(m->problem_count > 0 || gk_module_func_type(m, i) != NULL);
    }
    if (m->problem_count > 0)
        return;
    assert_int_equal(m->code_count, m->function_count - m->imported_functions);
    for (uint32_t i = 0; i < m->data_count; i++)
        assert_true(m->datas[i].mode == GK_SEGMENT_PASSIVE ||
                    m->datas[i].memory < m->memory_count);
    for (uint32_t i = 0; i < m->element_count; i++)
        assert_true(m->elements[i].mode != GK_SEGMENT_ACTIVE ||
                    m->elements[i].table < m->table_count);
}

#endif
