/* What a validation says beside valid or not: every problem, features, calls,
 * depth. */
#include "validate_bytes.h"

#include "test_wat.h"

#include "core/base/limits.h"

static void validate_bytes(const gk_buf *bytes, gk_module *m, gk_validation *v)
{
    assert_int_equal(gk_module_read(bytes->data, bytes->len, m, NULL), GK_OK);
    validate_all_ways(m, v);
}

static void clear(gk_buf *bytes, gk_module *m, gk_validation *v)
{
    gk_validation_clear(v);
    gk_module_clear(m);
    gk_buf_clear(bytes);
}

/* --- problems ------------------------------------------------------------ */

static const struct {
    const char *name;
    const char *body; /* of a function without results */
    const char *problems;
} many[] = {
    {"each of two statements", "00 4200 2400 4200 2100 4100 2400 0b",
     "global.set: operand 1 is i64, wanted i32|"
     "local.set: local 0, the function has 0|"},
    /* What stands below a wrong operand is gone, and not missed. */
    {"one mistake is one problem", "00 4100 4100 4200 6a 6a 6a 2400 0b",
     "i32.add: operand 2 is i64, wanted i32|"},
    {"not what follows from it", "00 4100 4200 6a 4100 6a 6a 2400 4100 0b",
     "i32.add: operand 2 is i64, wanted i32|"},
    {"each block for itself",
     "00 0240 4200 2400 0b 0240 4200 2400 0b 4200 2400 0b",
     "global.set: operand 1 is i64, wanted i32|"
     "global.set: operand 1 is i64, wanted i32|"
     "global.set: operand 1 is i64, wanted i32|"},
    {"a block's results are what it says",
     "00 027f 4200 0b 2400 027e 4100 0b "
     "2400 0b",
     "end: block's value 1 is i64, wanted i32|"
     "end: block's value 1 is i32, wanted i64|"
     "global.set: operand 1 is i64, wanted i32|"},
    {"nothing behind what cannot be decoded", "00 4200 2400 27 4200 2400 0b",
     "global.set: operand 1 is i64, wanted i32|unknown opcode 0x27|"},
};

static void every_problem_is_told_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        gk_buf bytes = GK_BUF_INIT, found = GK_BUF_INIT;
        gk_module m;
        gk_validation v;

        env_module(0, many[i].body, &bytes);
        validate_bytes(&bytes, &m, &v);
        for (uint32_t n = 0; n < v.problem_count; n++)
            gk_buf_printf(&found, "%s|", v.problems[n].text);
        if (strcmp(gk_buf_text(&found), many[i].problems) != 0)
            fail_msg("%s: %s", many[i].name, gk_buf_text(&found));
        gk_buf_clear(&found);
        clear(&bytes, &m, &v);
    }
}

static void problems_have_a_place(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;
    gk_validation v;

    (void)state;
    env_module(0, "00 01 4200 2400 0b", &bytes);
    validate_bytes(&bytes, &m, &v);
    assert_int_equal(v.problem_count, 1);
    assert_int_equal(v.problems[0].function, 1);
    assert_int_equal(v.problems[0].offset, m.codes[0].offset + 4);
    clear(&bytes, &m, &v);
}

static void the_last_ones_are_counted(void **state)
{
    gk_buf body = GK_BUF_INIT, bytes = GK_BUF_INIT;
    gk_module m;
    gk_validation v;

    (void)state;
    gk_buf_puts(&body, "00");
    for (unsigned i = 0; i < GK_MAX_PROBLEMS + 23; i++)
        gk_buf_puts(&body, "0240 1a 0b");
    gk_buf_puts(&body, "0b");
    env_module(0, gk_buf_text(&body), &bytes);
    validate_bytes(&bytes, &m, &v);
    assert_int_equal(v.problem_count, GK_MAX_PROBLEMS);
    assert_int_equal(v.more, 23);
    gk_buf_clear(&body);
    clear(&bytes, &m, &v);
}

/* What the reader could not read is not missed a second time. */
static const struct {
    const char *name;
    const char *module;
} partial[] = {
    {"imports", "01{ 01 60 00 00 } 02{ 02 'a' 'b' 00 00 'c' 'd' 09 }"
                "03{ 01 00 } 0a{ 01 { 00 1005 2305 1a 0b } }"},
    {"types", "01{ 02 60 00 00 60 01 01 00 } 03{ 01 00 }"
              "0a{ 01 { 00 0201 0b 4100 1103 00 0b } } 04{ 01 70 00 01 }"},
    {"globals", "01{ 01 60 00 00 } 03{ 01 00 } 06{ 01 7f 02 41 00 0b }"
                "0a{ 01 { 00 2300 6a 2403 0b } }"},
    {"elements", "01{ 01 60 00 00 } 03{ 02 00 00 } 04{ 01 70 00 01 }"
                 "09{ 01 09 } 0a{ 02 { 00 fc0d 04 d201 1a 0b } { 00 0b } }"},
    {"data count", "01{ 01 60 00 00 } 03{ 01 00 } 05{ 01 00 01 } 0c{ }"
                   "0a{ 01 { 00 fc09 04 0b } }"},
    {"tables", "01{ 01 60 00 00 } 03{ 01 00 } 04{ 01 7f 00 01 }"
               "0a{ 01 { 00 4100 1100 00 0b } }"},
    {"memories", "01{ 01 60 00 00 } 03{ 01 00 } 05{ 01 09 }"
                 "0a{ 01 { 00 4100 28 02 00 1a 0b } }"},
    {"a function's type", "01{ 01 60 00 00 } 03{ 02 07 00 }"
                          "0a{ 02 { 00 4100 0b } { 00 1000 0b } }"},
};

static void what_was_not_read_is_not_missed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof partial / sizeof *partial; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_module m;
        gk_validation v;

        wasm_make(partial[i].module, &bytes);
        validate_bytes(&bytes, &m, &v);
        if (m.problem_count == 0)
            fail_msg("%s: sound", partial[i].name);
        if (v.problem_count > 0)
            fail_msg("%s: %s", partial[i].name, v.problems[0].text);
        clear(&bytes, &m, &v);
    }
}

/* --- features ------------------------------------------------------------ */

#define F "(module (func "
static const struct {
    const char *wat;
    gk_feature feature; /* MVP: no other one */
    uint64_t count;
    uint32_t function;
} features[] = {
    {F "nop))", GK_FEATURE_MVP, 2, 0},
    {F ") (func (drop (i32.extend8_s (i32.const 0)))))", GK_FEATURE_SIGN_EXT, 1,
     1},
    {F "(drop (i32.trunc_sat_f32_s (f32.const 0)))))", GK_FEATURE_SAT_FLOAT, 1,
     0},
    {"(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0)"
     " (i32.const 0))))",
     GK_FEATURE_BULK_MEMORY, 1, 0},
    {F "(drop (ref.null extern))))", GK_FEATURE_REFERENCE_TYPES, 1, 0},
    {F "(local externref)))", GK_FEATURE_REFERENCE_TYPES, 1, 0},
    {"(module (table 1 externref))", GK_FEATURE_REFERENCE_TYPES, 1, UINT32_MAX},
    {"(module (type (func (result i32 i32))))", GK_FEATURE_MULTI_VALUE, 1,
     UINT32_MAX},
    {F "(i32.const 0) (block (param i32) drop)))", GK_FEATURE_MULTI_VALUE, 1,
     0},
    {F "(drop (v128.const i64x2 0 0)) (drop (v128.const i64x2 0 0))))",
     GK_FEATURE_SIMD, 2, 0},
    {"(module (global v128 (v128.const i64x2 0 0)))", GK_FEATURE_SIMD, 1,
     UINT32_MAX},
    {F "(atomic.fence)))", GK_FEATURE_THREADS, 1, 0},
    {"(module (memory 1 1 shared))", GK_FEATURE_THREADS, 1, UINT32_MAX},
    {"(module (func $f (return_call $f)))", GK_FEATURE_TAIL_CALL, 1, 0},
    {"(module (tag))", GK_FEATURE_EXCEPTIONS, 1, UINT32_MAX},
    {F "(try (do) (catch_all))))", GK_FEATURE_EXCEPTIONS, 2, 0},
    {"(module (import \"a\" \"b\" (global (mut i32))))",
     GK_FEATURE_MUTABLE_GLOBALS, 1, UINT32_MAX},
    {"(module (global (export \"g\") (mut i32) (i32.const 0)))",
     GK_FEATURE_MUTABLE_GLOBALS, 1, UINT32_MAX},
    {"(module (global i32 (i32.add (i32.const 0) (i32.const 1))))",
     GK_FEATURE_EXTENDED_CONST, 1, UINT32_MAX},
    {"(module (memory 1) (memory 1))", GK_FEATURE_MULTI_MEMORY, 1, UINT32_MAX},
    {"(module (memory i64 1))", GK_FEATURE_MEMORY64, 1, UINT32_MAX},
    {"(module (import \"a\" \"b\" (memory i64 1)))", GK_FEATURE_MEMORY64, 1,
     UINT32_MAX},
};

static void check_feature(size_t i, gk_buf *bytes)
{
    gk_feature feature = features[i].feature;
    gk_module m;
    gk_validation v;

    validate_bytes(bytes, &m, &v);
    if (v.problem_count > 0)
        fail_msg("%s: %s", features[i].wat, v.problems[0].text);
    if (v.features != (1u << GK_FEATURE_MVP | 1u << feature))
        fail_msg("%s: features 0x%x", features[i].wat, v.features);
    if (v.uses[feature].count != features[i].count)
        fail_msg("%s: %u uses", features[i].wat,
                 (unsigned)v.uses[feature].count);
    assert_int_equal(v.uses[feature].function, features[i].function);
    assert_true(v.uses[feature].offset >= 8);
    clear(bytes, &m, &v);
}

static void features_are_told_with_their_first_use(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        gk_buf bytes = GK_BUF_INIT;

        test_wat(features[i].wat, &bytes);
        check_feature(i, &bytes);
    }
}

static void memory_0_can_be_named_with_the_proposal_only(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;
    gk_validation v;

    (void)state;
    env_module(5, "00 4100 28 420000 0b", &bytes);
    validate_bytes(&bytes, &m, &v);
    assert_int_equal(v.problem_count, 0);
    assert_int_equal(v.uses[GK_FEATURE_MULTI_MEMORY].count, 1);
    assert_int_equal(v.uses[GK_FEATURE_MULTI_MEMORY].function, 1);
    clear(&bytes, &m, &v);
}

/* --- calls, depth, growth ------------------------------------------------ */

static void calls_are_gathered(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;
    gk_validation v;

    (void)state;
    test_wat("(module (type $a (func)) (type $b (func (param i32)))"
             "(type $c (func)) (table 1 funcref) (elem declare func $h)"
             "(func $f (type $a) (call $g) (call $h (i32.const 1)) (call $g)"
             "  (call_indirect (type $c) (i32.const 0))"
             "  (call_indirect (type $a) (i32.const 0)))"
             "(func $g (type $a))"
             "(func $h (type $b) (call $h (i32.const 0))"
             "  (drop (ref.func $h))))",
             &bytes);
    validate_bytes(&bytes, &m, &v);
    assert_int_equal(v.problem_count, 0);
    assert_true(v.calls.complete);
    assert_int_equal(v.calls.codes, 3);
    assert_int_equal(v.calls.count, 4);
    assert_memory_equal(v.calls.first, ((uint32_t[]){0, 3, 3, 4}), 16);
    /* Both indirect calls are of the first one of equal types. */
    assert_memory_equal(v.calls.targets, ((uint32_t[]){1, 2, 3, 2}), 16);
    assert_memory_equal(v.calls.same_type, ((uint32_t[]){0, 1, 0}), 12);
    assert_memory_equal(v.calls.referred, "\0\0\1", 3);
    clear(&bytes, &m, &v);
}

static const struct {
    const char *name;
    const char *body;
    bool complete;
    const char *targets;
} broken[] = {
    {"behind a type error", "00 4200 1000 1a 1002 0b", true, "0 2 "},
    {"behind an else without if", "00 05 1002 4100 1101 00 0b", true, "2 4 "},
    {"up to what cannot be decoded", "00 1002 27 4100 1000 1a 0b", false, "2 "},
    {"none without its locals", "01 01 00 1002 0b", false, ""},
};

static void calls_of_broken_bodies_count(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        gk_buf bytes = GK_BUF_INIT, found = GK_BUF_INIT;
        gk_module m;
        gk_validation v;

        env_module(0, broken[i].body, &bytes);
        validate_bytes(&bytes, &m, &v);
        assert_int_equal(v.problem_count, 1);
        for (uint32_t n = 0; n < v.calls.count; n++)
            gk_buf_printf(&found, "%u ", v.calls.targets[n]);
        if (strcmp(gk_buf_text(&found), broken[i].targets) != 0 ||
            v.calls.complete != broken[i].complete)
            fail_msg("%s: %s", broken[i].name, gk_buf_text(&found));
        gk_buf_clear(&found);
        clear(&bytes, &m, &v);
    }
}

static void depth_and_growth_are_noted(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;
    gk_validation v;

    (void)state;
    test_wat("(module (memory 1) (table 1 funcref)"
             "(func (block (loop)))"
             "(func (block (block (if (i32.const 1) (then (block))))))"
             "(func (drop (memory.grow (i32.const 1))))"
             "(func (drop (table.grow 0 (ref.null func) (i32.const 1)))"
             "  (drop (memory.grow (i32.const 1)))))",
             &bytes);
    validate_bytes(&bytes, &m, &v);
    assert_int_equal(v.deepest, 4);
    assert_int_equal(v.deepest_function, 1);
    assert_int_equal(v.growing_function, 2);
    assert_int_equal(v.table_growing_function, 3);
    assert_int_equal(v.instructions, 27);
    clear(&bytes, &m, &v);
    test_wat("(module (memory 1) (func (drop (memory.size))))", &bytes);
    validate_bytes(&bytes, &m, &v);
    assert_int_equal(v.growing_function, UINT32_MAX);
    assert_int_equal(v.table_growing_function, UINT32_MAX);
    clear(&bytes, &m, &v);
}

/* --- 64 bits ------------------------------------------------------------- */

/* Memory 0 of 32 bits, 1 of 64; tables likewise. */
static const struct {
    const char *name;
    const char *body;
    const char *problem;
} wide[] = {
    {"load", "4200 29 420100 1a", NULL},
    {"load by 32 bits", "4100 29 430100 1a",
     "i64.load: operand 1 is i32, wanted i64"},
    {"large offset", "4200 29 4301 8080808010 1a", NULL},
    {"size and grow", "3f01 4001 1a", NULL},
    {"grow by 32 bits", "4100 4001 1a",
     "memory.grow: operand 1 is i32, wanted i64"},
    {"copy to 64 bits", "4200 4100 4100 fc0a 01 00", NULL},
    {"copy within 64 bits", "4200 4200 4200 fc0a 01 01", NULL},
    {"copy from 64 bits", "4100 4200 4200 fc0a 00 01",
     "memory.copy: operand 3 is i64, wanted i32"},
    {"fill", "4200 4100 4200 fc0b 01", NULL},
    {"table.get", "4200 2501 1a", NULL},
    {"table.get by 32 bits", "4100 2501 1a",
     "table.get: operand 1 is i32, wanted i64"},
    {"table.size", "fc10 01 42 00 51 1a", NULL},
    {"call_indirect", "4200 1100 01", NULL},
    {"call_indirect by 32 bits", "4100 1100 01",
     "call_indirect: operand 1 is i32, wanted i64"},
};

static void wide_indices_are_of_64_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        gk_buf bytes = GK_BUF_INIT, text = GK_BUF_INIT;
        gk_module m;
        gk_validation v;

        gk_buf_printf(&text,
                      "01{ 01 60 00 00 } 03{ 01 00 } 04{ 02 70 00 01 70 04 01 }"
                      "05{ 02 00 01 04 01 } 0a{ 01 { 00 %s 0b } }",
                      wide[i].body);
        wasm_make(gk_buf_text(&text), &bytes);
        validate_bytes(&bytes, &m, &v);
        assert_int_equal(m.problem_count, 0);
        if (strcmp(wide[i].problem != NULL ? wide[i].problem : "",
                   v.problem_count ? v.problems[0].text : "") != 0)
            fail_msg("%s: %s", wide[i].name,
                     v.problem_count ? v.problems[0].text : "valid");
        assert_true(v.uses[GK_FEATURE_MEMORY64].count > 2);
        gk_buf_clear(&text);
        clear(&bytes, &m, &v);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_problem_is_told_once),
        cmocka_unit_test(problems_have_a_place),
        cmocka_unit_test(the_last_ones_are_counted),
        cmocka_unit_test(what_was_not_read_is_not_missed),
        cmocka_unit_test(features_are_told_with_their_first_use),
        cmocka_unit_test(memory_0_can_be_named_with_the_proposal_only),
        cmocka_unit_test(calls_are_gathered),
        cmocka_unit_test(calls_of_broken_bodies_count),
        cmocka_unit_test(depth_and_growth_are_noted),
        cmocka_unit_test(wide_indices_are_of_64_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
