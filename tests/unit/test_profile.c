/*
 * What a profile says of a module, which changes of a module change it, and
 * what the difference of two says.
 */
#include "core/base/json.h"
#include "scanner/change/diff.h"
#include "scanner/change/hash.h"
#include "scanner/scan.h"
#include "tests/unit/test_wat.h"

#include <stdio.h>
#include <string.h>

/* A module, looked at. */
struct made {
    gk_buf bytes;
    gk_scan scan;
    gk_profile *profile;
};

static void make_with(const char *tool, const char *wat, struct made *m)
{
    const char *const argv[] = {tool, "--enable-all", "--output=-", "-", NULL};
    struct gk_spawn what = {
        .argv = argv, .input = wat, .input_len = strlen(wat)};
    struct gk_spawned how;
    gk_error err = GK_ERROR_INIT;

    m->bytes = (gk_buf)GK_BUF_INIT;
    m->profile = NULL;
    what.out = &m->bytes;
    if (strcmp(tool, "named") == 0)
        test_wat(wat, &m->bytes);
    else
        assert_int_equal(gk_spawn(&what, &how, &err), GK_OK);
    if (gk_scan_bytes(m->bytes.data, m->bytes.len, NULL, &m->scan, &err) !=
            GK_OK ||
        gk_profile_make(&m->scan.facts, &m->profile, &err) != GK_OK)
        fail_msg("%s: %s", wat, err.text);
}

static void make(const char *wat, struct made *m)
{
    make_with("named", wat, m);
}

static void make_bare(const char *wat, struct made *m)
{
    make_with("wat2wasm", wat, m);
}

static void unmake(struct made *m)
{
    gk_profile_free(m->profile);
    gk_scan_clear(&m->scan);
    gk_buf_clear(&m->bytes);
}

/* --- the hash --- */

/* Source: the reference implementation's vectors, key 00 01 … 0f, input
 * 00 01 02 … */
static void hash_is_siphash_2_4(void **state)
{
    static const uint64_t want[] = {
        0x726fdb47dd0e0e31u, 0x74f839c593dc67fdu, 0x0d6c8009d9a94f5au,
        0x85676696d7fb7e2du, 0xcf2794e0277187b7u, 0x18765564cd99a68du,
        0xcbc9466e58fee3ceu, 0xab0200f58b01d137u, 0x93f5f5799a932462u};
    uint8_t input[16];

    (void)state;
    for (size_t i = 0; i < sizeof input; i++)
        input[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        if (gk_siphash(0x0706050403020100u, 0x0f0e0d0c0b0a0908u, input, i) !=
            want[i])
            fail_msg("%zu bytes", i);
    /* The paper's own: 15 bytes. */
    assert_true(gk_siphash(0x0706050403020100u, 0x0f0e0d0c0b0a0908u, input,
                           15) == 0xa129ca6149be45e5u);
}

/* --- what is in it --- */

static const char plugin[] =
    "(module (import \"env\" \"host_log\" (func $log (param i32 i32)))"
    "(import \"env\" \"host_get_time_ms\" (func $time (result i64)))"
    "(import \"env\" \"memory\" (memory 18 512))"
    "(export \"memory\" (memory 0)) (table 2 7 funcref)"
    "(global (export \"g\") (mut i32) (i32.const 0))"
    "(func $tool (export \"plugin_execute_tool\") (param i32 i32 i32 i32 i32 "
    "i32) (result i32) i32.const 0 i32.const 0 call $log i32.const 0)"
    "(data (i32.const 1048576) \"abc\"))";

static void profile_says_what_a_module_is(void **state)
{
    struct made m;
    const gk_profile *p;

    (void)state;
    make(plugin, &m);
    p = m.profile;
    assert_string_equal(p->host, "cortex");
    assert_int_equal(p->size, m.bytes.len);
    assert_int_equal(p->imports.count, 3);
    assert_true(gk_name_is(p->imports.at[0].name, "host_get_time_ms"));
    assert_int_equal(p->imports.at[0].effect, GK_EFFECT_TIME);
    assert_string_equal(p->imports.at[0].type, "() -> i64");
    assert_int_equal(p->imports.at[0].index, 1);
    assert_int_equal(p->imports.at[2].effect, -1);
    assert_int_equal(p->exports.count, 3);
    assert_true(gk_name_is(p->exports.at[0].name, "g"));
    assert_string_equal(p->exports.at[0].type, "mut i32");
    /* The clock is imported, and nothing calls it. */
    assert_int_equal(p->effect_count, 1);
    assert_int_equal(p->effects[0].effect, GK_EFFECT_LOG);
    assert_string_equal(p->effects[0].path, "plugin_execute_tool");
    assert_int_equal(p->memories.count, 1);
    assert_true(p->memories.at[0].imported);
    assert_int_equal(p->memories.at[0].limits.max, 512);
    assert_int_equal(p->tables.at[0].limits.max, 7);
    assert_int_equal(p->tables.at[0].reftype, GK_FUNCREF);
    assert_int_equal(p->function_count, 1);
    assert_int_equal(p->data_size, 3);
    assert_false(p->has_start);
    assert_true(p->has_names);
    unmake(&m);
}

static void long_types_are_cut_and_stay_apart(void **state)
{
    static const char form[] = "(module (import \"m\" \"f\" (func (param %s %s"
                               "))) (import \"m\" \"g\" (func)))";
    char many[600] = "", wat[1400];
    struct made a, b;

    (void)state;
    for (int i = 0; i < 100; i++)
        strcat(many, " i64");
    snprintf(wat, sizeof wat, form, many, "i32");
    make(wat, &a);
    snprintf(wat, sizeof wat, form, many, "f32");
    make(wat, &b);
    assert_in_range(strlen(a.profile->imports.at[0].type), 120, 150);
    assert_memory_equal(a.profile->imports.at[0].type,
                        b.profile->imports.at[0].type, 110);
    assert_string_not_equal(a.profile->imports.at[0].type,
                            b.profile->imports.at[0].type);
    unmake(&a);
    unmake(&b);
}

/* --- functions --- */

#define M(text) "(module " text ")"
#define F       "(func $f (result i32) call $g)"
#define G       "(func $g (result i32) i32.const 7)"

static const struct {
    const char *name;
    const char *old, *now;
    bool bare;  /* without a name section */
    bool known; /* can be paired */
    uint32_t changed, added, removed;
} pairs[] = {
    {"the same", M(F G), M(F G), false, true, 0, 0, 0},
    {"another order", M(F G), M(G F), false, true, 0, 0, 0},
    {"one body", M(F G), M(F "(func $g (result i32) i32.const 8)"), false, true,
     1, 0, 0},
    {"one more in front shifts all", M(F G), M("(func $new (param f32)) " F G),
     false, true, 0, 1, 0},
    {"an import shifts all", M(F G),
     M("(import \"m\" \"n\" (func $n (param i32))) " F G), false, true, 0, 0,
     0},
    {"a type shifts all", M("(type (func)) " F G),
     M("(type (func (param f64))) (type (func)) " F G), false, true, 0, 0, 0},
    {"another is called", M(F G "(func $h (result i32) i32.const 7)"),
     M("(func $f (result i32) call $h)" G "(func $h (result i32) i32.const 7)"),
     false, true, 1, 0, 0},
    {"one gone, one new", M(F G), M("(func $x (result i32) call $g)" G), false,
     true, 0, 1, 1},
    {"its type", M("(func $f (param i32))"), M("(func $f (param i64))"), false,
     true, 1, 0, 0},
    {"a local", M("(func $f)"), M("(func $f (local i32))"), false, true, 1, 0,
     0},
    {"the type of an indirect call",
     M("(table 1 funcref) (func $f i32.const 0 call_indirect)"),
     M("(table 1 funcref) (func $f i32.const 0 i32.const 0"
       " call_indirect (param i32))"),
     false, true, 1, 0, 0},
    {"a block's type",
     M("(type $a (func (param i32))) (func $f i32.const 0"
       " block (type $a) drop end)"),
     M("(type (func)) (type $a (func (param i32))) (func $f i32.const 0"
       " block (type $a) drop end)"),
     false, true, 0, 0, 0},
    {"a function's reference",
     M("(elem declare func $f $g) (func $f ref.func $f drop) (func $g)"),
     M("(elem declare func $f $g) (func $f ref.func $g drop) (func $g)"), false,
     true, 1, 0, 0},
    {"floats and memory are jumped over right",
     M("(memory 1) (func $g) (func $f f32.const 1 drop f64.const 16 drop"
       " i32.const 0 i64.load offset=4096 drop i32.const 0 i32.const 0"
       " i32.const 0 memory.fill call $g)"),
     M("(memory 1) (func $z) (func $g) (func $f f32.const 1 drop f64.const 16"
       " drop i32.const 0 i64.load offset=4096 drop i32.const 0 i32.const 0"
       " i32.const 0 memory.fill call $g)"),
     false, true, 0, 1, 0},
    {"without names, by body", M(F G), M("(func) " F G), true, true, 0, 1, 0},
    {"without names, one body", M(F G),
     M(F "(func $g (result i32) i32.const 8)"), true, true, 1, 0, 0},
    {"without names, another order", M(F G), M(G F), true, true, 0, 0, 0},
    {"without names, two alike", M("(func) (func)"), M("(func)"), true, true, 0,
     0, 1},
};

static void functions_are_paired_row_by_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct made old, now;
        struct gk_diff_functions d;

        (pairs[i].bare ? make_bare : make)(pairs[i].old, &old);
        (pairs[i].bare ? make_bare : make)(pairs[i].now, &now);
        assert_int_equal(gk_diff_functions(old.profile, now.profile, &d, NULL),
                         GK_OK);
        if (d.known != pairs[i].known || d.changed != pairs[i].changed ||
            d.added != pairs[i].added || d.removed != pairs[i].removed)
            fail_msg("%s: %u changed, %u added, %u removed", pairs[i].name,
                     d.changed, d.added, d.removed);
        if (d.differ != (d.changed + d.added + d.removed > 0))
            fail_msg("%s: the hash of all says another thing", pairs[i].name);
        unmake(&old);
        unmake(&now);
    }
}

static void functions_need_names_on_both_sides(void **state)
{
    struct made old, now;
    struct gk_diff_functions d;

    (void)state;
    make(M(F G), &old);
    make_bare(M(F G), &now);
    assert_int_equal(gk_diff_functions(old.profile, now.profile, &d, NULL),
                     GK_OK);
    assert_false(d.known);
    assert_true(d.differ);
    unmake(&old);
    unmake(&now);
}

/* --- items --- */

#define I(name, type) "(import \"m\" \"" name "\" (func " type "))"

static const struct {
    const char *name;
    const char *old, *now;
    const char *want; /* + added, - removed, ~ changed, and its name */
} item_rows[] = {
    {"nothing", M(""), M(""), ""},
    {"one new", M(I("a", "")), M(I("a", "") I("b", "")), "+b "},
    {"one gone", M(I("a", "") I("b", "")), M(I("b", "")), "-a "},
    {"another order", M(I("a", "") I("b", "")), M(I("b", "") I("a", "")), ""},
    {"twice the same", M(I("a", "")), M(I("a", "") I("a", "")), ""},
    {"another type", M(I("a", "")), M(I("a", "(param i32)")), "~a "},
    {"another kind", M(I("a", "")), M("(import \"m\" \"a\" (global i32))"),
     "~a "},
    {"a second type", M(I("a", "")), M(I("a", "") I("a", "(param i32)")),
     "+a "},
    {"two types, one of them other", M(I("a", "") I("a", "(param i32)")),
     M(I("a", "") I("a", "(param f32)")), "~a "},
    {"two types, both other", M(I("a", "") I("a", "(param i32)")),
     M(I("a", "(param f32)") I("a", "(param f64)")), "~a ~a "},
    {"two types become one other", M(I("a", "") I("a", "(param i32)")),
     M(I("a", "(param f32)")), "~a -a "},
    {"names that begin alike", M(I("a", "") I("ab", "")),
     M(I("ab", "") I("abc", "")), "-a +abc "},
};

static void items_are_paired_row_by_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof item_rows / sizeof *item_rows; i++) {
        struct made old, now;
        gk_changes changes;
        gk_buf got = GK_BUF_INIT;

        make(item_rows[i].old, &old);
        make(item_rows[i].now, &now);
        assert_int_equal(gk_diff_items(&old.profile->imports,
                                       &now.profile->imports, &changes, NULL),
                         GK_OK);
        for (size_t c = 0; c < changes.count; c++) {
            const struct gk_change *at = &changes.at[c];

            if ((at->old == NULL) != (at->kind == GK_CHANGE_ADDED) ||
                (at->now == NULL) != (at->kind == GK_CHANGE_REMOVED))
                fail_msg("%s: sides", item_rows[i].name);
            gk_buf_byte(&got, (uint8_t) "+-~"[at->kind]);
            gk_name_print((at->now != NULL ? at->now : at->old)->name, &got);
            gk_buf_byte(&got, ' ');
        }
        if (strcmp(gk_buf_text(&got), item_rows[i].want) != 0)
            fail_msg("%s: %s", item_rows[i].name, gk_buf_text(&got));
        gk_buf_clear(&got);
        gk_changes_clear(&changes);
        unmake(&old);
        unmake(&now);
    }
}

/* --- limits --- */

#define LIMITS(min, max, has, shared, is64)                                    \
    {                                                                          \
        0, false,                                                              \
        {                                                                      \
            min, max, has, shared, is64                                        \
        }                                                                      \
    }

static const struct {
    const char *name;
    struct gk_profile_space old, now;
    gk_growth want;
} space_rows[] = {
    {"same", LIMITS(1, 2, true, false, false), LIMITS(1, 2, true, false, false),
     GK_GROWTH_NONE},
    {"minimum", LIMITS(1, 2, true, false, false),
     LIMITS(2, 2, true, false, false), GK_GROWTH_MORE},
    {"maximum", LIMITS(1, 2, true, false, false),
     LIMITS(1, 3, true, false, false), GK_GROWTH_MORE},
    {"no maximum now", LIMITS(1, 2, true, false, false),
     LIMITS(1, 0, false, false, false), GK_GROWTH_MORE},
    {"a maximum now", LIMITS(1, 0, false, false, false),
     LIMITS(1, 2, true, false, false), GK_GROWTH_LESS},
    {"lower", LIMITS(2, 3, true, false, false),
     LIMITS(1, 2, true, false, false), GK_GROWTH_LESS},
    {"lower and higher", LIMITS(2, 3, true, false, false),
     LIMITS(1, 4, true, false, false), GK_GROWTH_MORE},
    {"shared", LIMITS(1, 2, true, false, false),
     LIMITS(1, 2, true, true, false), GK_GROWTH_MORE},
    {"64 bits", LIMITS(1, 2, true, false, false),
     LIMITS(1, 2, true, false, true), GK_GROWTH_MORE},
};

static void limits_grow_row_by_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof space_rows / sizeof *space_rows; i++)
        if (gk_diff_space(&space_rows[i].old, &space_rows[i].now) !=
            space_rows[i].want)
            fail_msg("%s", space_rows[i].name);
    assert_int_equal(gk_diff_space(NULL, &space_rows[0].now), GK_GROWTH_MORE);
    assert_int_equal(gk_diff_space(&space_rows[0].now, NULL), GK_GROWTH_LESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_is_siphash_2_4),
        cmocka_unit_test(profile_says_what_a_module_is),
        cmocka_unit_test(long_types_are_cut_and_stay_apart),
        cmocka_unit_test(functions_are_paired_row_by_row),
        cmocka_unit_test(functions_need_names_on_both_sides),
        cmocka_unit_test(items_are_paired_row_by_row),
        cmocka_unit_test(limits_grow_row_by_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
