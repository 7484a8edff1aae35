/*
 * validate_bytes: modules for the validator's tests: an environment in which
 * there is one of everything, and one function, of which a test gives the
 * type and the body (as test_module_bytes.h writes bytes).
 *
 *   types      0 () -> ()          1 (i32) -> i32   2 (i32 i64) -> (f32 f64)
 *              3 () -> (i32 i32)   4 (i64) -> ()    5 () -> i32
 *   functions  0 imported, (i32) -> i32; 1 the test's; 2 () -> (), in nothing
 *   tables     0 funcref, 1 externref     memory 0     tag 0 (i64)
 *   globals    0 i32, mutable; 1 i64
 *   elements   0 function 0               data 0
 */
#ifndef VALIDATE_BYTES_H
#define VALIDATE_BYTES_H

#include "counting_alloc.h"
#include "test_module_bytes.h"

#include "core/wasm/reader.h"
#include "core/wasm/validate_body.h"

#include <stdio.h>

#define ENV_TYPES                                                              \
    "01{ 06 60 00 00  60 01 7f 01 7f  60 02 7f 7e 02 7d 7c  60 00 02 7f 7f"    \
    "  60 01 7e 00  60 00 01 7f }"
#define ENV_SPACES                                                             \
    "04{ 02 70 00 01 6f 00 01 } 05{ 01 00 01 } 0d{ 01 00 04 }"                 \
    "06{ 02 7f 01 41 00 0b  7e 00 42 00 0b } 07{ 01 'f' 00 01 }"               \
    "09{ 01 01 00 01 00 } 0c{ 01 }"

static inline void env_module(unsigned type, const char *body, gk_buf *out)
{
    gk_buf text = GK_BUF_INIT;

    gk_buf_printf(&text,
                  ENV_TYPES
                  "02{ 01 'env' 'f' 00 01 } 03{ 02 %02x 00 }" ENV_SPACES
                  "0a{ 02 { %s } { 00 0b } } 0b{ 01 01 { 00 } }",
                  type, body);
    wasm_make(gk_buf_text(&text), out);
    gk_buf_clear(&text);
}

static inline void validations_are_equal(const gk_validation *a,
                                         const gk_validation *b)
{
    assert_int_equal(a->problem_count, b->problem_count);
    for (uint32_t i = 0; i < a->problem_count; i++) {
        assert_string_equal(a->problems[i].text, b->problems[i].text);
        assert_int_equal(a->problems[i].status, b->problems[i].status);
        assert_int_equal(a->problems[i].offset, b->problems[i].offset);
        assert_int_equal(a->problems[i].function, b->problems[i].function);
    }
    assert_int_equal(a->more, b->more);
    assert_int_equal(a->instructions, b->instructions);
    assert_int_equal(a->deepest, b->deepest);
    assert_int_equal(a->deepest_function, b->deepest_function);
    assert_int_equal(a->growing_function, b->growing_function);
    assert_int_equal(a->table_growing_function, b->table_growing_function);
    assert_int_equal(a->features, b->features);
    assert_memory_equal(a->uses, b->uses, sizeof a->uses);
    assert_int_equal(a->calls.complete, b->calls.complete);
    assert_int_equal(a->calls.count, b->calls.count);
    for (uint32_t i = 0; i < a->calls.count; i++)
        assert_int_equal(a->calls.targets[i], b->calls.targets[i]);
    for (uint32_t i = 0; i <= a->calls.codes; i++)
        assert_int_equal(a->calls.first[i], b->calls.first[i]);
    for (uint32_t i = 0; i < a->calls.functions; i++)
        assert_int_equal(a->calls.referred[i], b->calls.referred[i]);
}

/* All ways must say the same. The bytes end where their memory ends. */
static inline void validate_all_ways(const gk_module *m, gk_validation *out)
{
    static const struct gk_validate_how ways[] = {{.careful = true},
                                                  {.parts = 2, .threads = 1},
                                                  {.parts = 8, .threads = 4}};
    gk_error err = GK_ERROR_INIT;

    if (gk_validate(m, out, &err) != GK_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        gk_validation other;

        if (gk_validate_with(&ways[i], m, &other, &err) != GK_OK)
            fail_msg("%s", err.text);
        validations_are_equal(out, &other);
        gk_validation_clear(&other);
    }
}

#endif
