/* The metered copy: what is added, where, and which place is whose. */
#include "core/base/limits.h"
#include "core/wasm/instr.h"
#include "core/wasm/leb.h"
#include "host-mock/vm/meter.h"
#include "host-mock/vm/runnable.h"
#include "tests/unit/test_wat.h"

#include <stdlib.h>

struct metered {
    gk_buf bytes, copy_bytes;
    gk_module module, copy;
    struct gk_meter_map map;
    gk_error err;
};

static void meter_bytes(struct metered *m, uint64_t budget)
{
    assert_int_equal(
        gk_module_read(m->bytes.data, m->bytes.len, &m->module, &m->err),
        GK_OK);
    m->copy_bytes = (gk_buf)GK_BUF_INIT;
    if (gk_meter(&m->module, budget, &m->copy_bytes, &m->map, &m->err) != GK_OK)
        fail_msg("%s", m->err.text);
    assert_int_equal(gk_module_read(m->copy_bytes.data, m->copy_bytes.len,
                                    &m->copy, &m->err),
                     GK_OK);
    if (gk_module_sound(&m->copy, &m->err) != GK_OK)
        fail_msg("the copy: %s", m->err.text);
}

static void meter_wat(struct metered *m, const char *wat, uint64_t budget)
{
    memset(m, 0, sizeof *m);
    m->bytes = (gk_buf)GK_BUF_INIT;
    test_wat(wat, &m->bytes);
    meter_bytes(m, budget);
}

static void clear(struct metered *m)
{
    gk_module_clear(&m->module);
    gk_module_clear(&m->copy);
    gk_meter_map_clear(&m->map);
    gk_buf_clear(&m->bytes);
    gk_buf_clear(&m->copy_bytes);
}

static void counters_are_appended_whatever_sections_there_are(void **state)
{
    static const char *const rows[] = {
        "(module)",
        "(module (func))",
        "(module (global i32 (i32.const 1)))",
        "(module (import \"a\" \"b\" (global i64)))",
        "(module (import \"a\" \"b\" (global i64)) (global i64 (i64.const 0)))",
        "(module (memory 1) (export \"m\" (memory 0)))",
        "(module (func) (start 0))",
        "(module (tag) (func) (export \"f\" (func 0)))",
        "(module (table 1 funcref) (elem (i32.const 0) 0) (func))",
        "(module (memory 1) (data \"x\") (func data.drop 0))",
        "(module (memory 1) (data (i32.const 0) \"x\"))",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct metered m;
        meter_wat(&m, rows[i], 1234);
        uint32_t own = m.module.global_count;
        if (m.copy.global_count != own + GK_METER_GLOBALS)
            fail_msg("%s: %u globals", rows[i], m.copy.global_count);
        const struct gk_global *fuel = &m.copy.globals[own + GK_METER_FUEL];
        assert_int_equal(fuel->type.valtype, GK_I64);
        assert_true(fuel->type.mutable_);
        assert_int_equal(fuel->init.value, 1234);
        assert_int_equal(m.copy.globals[own + GK_METER_SCRATCH].type.valtype,
                         GK_I32);
        assert_int_equal(m.copy.export_count, m.module.export_count);
        assert_int_equal(m.copy.code_count, m.module.code_count);
        assert_int_equal(m.copy.data_count, m.module.data_count);
        assert_int_equal(m.copy.has_start, m.module.has_start);
        clear(&m);
    }
}

static void a_budget_without_end_is_the_largest_there_is(void **state)
{
    struct metered m;
    (void)state;
    meter_wat(&m, "(module)", UINT64_MAX);
    assert_int_equal(m.copy.globals[GK_METER_FUEL].init.value, INT64_MAX);
    clear(&m);
}

static void custom_sections_are_left_out(void **state)
{
    struct metered m;
    (void)state;
    meter_wat(&m, "(module (func $named))", 1);
    assert_non_null(gk_module_custom(&m.module, "name"));
    assert_null(gk_module_custom(&m.copy, "name"));
    clear(&m);
}

static void a_straight_run_is_charged_once_at_its_head(void **state)
{
    static const uint8_t want[] = {
        0x00, 0x23, 0x00, 0x42, 0x03, 0x7d, 0x24, 0x00, /* no locals; - 3 */
        0x41, 0x01, 0x41, 0x02, 0x6a, 0x1a, 0x02, 0x40, 0x0b, 0x0b};
    struct metered m;
    (void)state;
    meter_wat(&m,
              "(module (func i32.const 1 i32.const 2 i32.add drop block end))",
              9);
    assert_int_equal(m.copy.codes[0].len, sizeof want);
    assert_memory_equal(m.copy_bytes.data + m.copy.codes[0].offset, want,
                        sizeof want);
    clear(&m);
}

/* Every instruction of the author's, in order, and where it went. */
static void check_places(struct metered *m)
{
    struct gk_instr in, copied;
    uint32_t locals, at, from;
    for (uint32_t i = 0; i < m->module.code_count; i++) {
        const struct gk_code *code = &m->module.codes[i];
        const struct gk_code *copy = &m->copy.codes[i];
        uint32_t end = code->offset + code->len;
        uint32_t copy_end = copy->offset + copy->len;
        assert_int_equal(gk_code_locals(&m->module, code, &locals, &at, NULL),
                         GK_OK);
        assert_int_equal(gk_code_locals(&m->copy, copy, &locals, &from, NULL),
                         GK_OK);
        for (; at < end; at += in.len) {
            assert_int_equal(
                gk_instr_decode(m->module.bytes, end, at, &in, NULL), GK_OK);
            /* The first instruction of the copy that is none of ours. */
            for (;; from += copied.len) {
                assert_true(from < copy_end);
                assert_int_equal(gk_instr_decode(m->copy.bytes, copy_end, from,
                                                 &copied, NULL),
                                 GK_OK);
                if (gk_meter_original(&m->map, from) == at &&
                    copied.op == in.op && copied.len == in.len &&
                    !memcmp(m->copy.bytes + from, m->module.bytes + at, in.len))
                    break;
            }
            from += copied.len;
        }
    }
}

static const char every_shape[] =
    "(module (memory 1) (table 4 funcref) (data $d \"abcd\")"
    " (elem $e func $f) (global $g (mut i32) (i32.const 0))"
    " (func $f (param i32) (result i32) (local i64 i64 f32)"
    " nop local.get 0 if (result i32) i32.const 1 else i32.const 2 end"
    " drop block loop local.get 0 br_if 0 local.get 0 br_if 1"
    " local.get 0 br_table 0 1 0 end end"
    " i32.const 0 i32.const 0 i32.const 3 memory.init $d"
    " i32.const 0 i32.const 0 i32.const 3 memory.copy data.drop $d"
    " i32.const 0 i32.const 0 i32.const 1 table.init $e"
    " local.get 0 call $f global.set $g"
    " local.get 0 i32.const 0 call_indirect (param i32) (result i32))"
    " (func unreachable) (func block unreachable end unreachable)"
    " (func return) (func))";

static void places_of_the_copy_are_the_authors(void **state)
{
    struct metered m;
    (void)state;
    meter_wat(&m, every_shape, 1);
    check_places(&m);
    for (size_t i = 1; i < m.map.count; i++) {
        assert_true(m.map.points[i - 1].metered <= m.map.points[i].metered);
        assert_true(m.map.points[i - 1].original <= m.map.points[i].original);
    }
    clear(&m);
}

static void an_empty_map_changes_no_place(void **state)
{
    struct gk_meter_map map = GK_METER_MAP_INIT;
    (void)state;
    assert_int_equal(gk_meter_original(&map, 77), 77);
    gk_meter_map_clear(&map);
}

static void tail_calls_become_calls(void **state)
{
    struct metered m;
    struct gk_instr in;
    (void)state;
    meter_wat(&m,
              "(module (type $t (func)) (table 1 funcref)"
              " (func $f return_call $f)"
              " (func i32.const 0 return_call_indirect (type $t)))",
              1);
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t end = m.copy.codes[i].offset + m.copy.codes[i].len;
        uint32_t locals, at, calls = 0, returns = 0;
        assert_int_equal(
            gk_code_locals(&m.copy, &m.copy.codes[i], &locals, &at, NULL),
            GK_OK);
        for (; at < end; at += in.len) {
            assert_int_equal(gk_instr_decode(m.copy.bytes, end, at, &in, NULL),
                             GK_OK);
            calls += in.op == GK_OP_CALL || in.op == GK_OP_CALL_INDIRECT;
            returns += in.op == GK_OP_RETURN;
            assert_int_not_equal(gk_ops[in.op].feature, GK_FEATURE_TAIL_CALL);
        }
        assert_int_equal(calls, 1);
        assert_int_equal(returns, 1);
    }
    clear(&m);
}

static void instructions_are_found_by_counting(void **state)
{
    struct metered m;
    (void)state;
    /* mark, const, sub, set; nop and block are silent; const, drop */
    meter_wat(&m,
              "(module (func nop block i32.const 1 drop end"
              " i32.const 2 drop))",
              1);
    uint32_t body = m.copy.codes[0].offset + 1;
    static const struct {
        uint32_t marks, ops, at;
    } rows[] = {{0, 0, 0},  {1, 0, 0},  {1, 1, 2},  {1, 3, 5},
                {1, 4, 10}, {1, 5, 12}, {2, 0, 14}, {2, 4, 21}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t at = gk_meter_find(&m.copy, 0, 0, rows[i].marks, rows[i].ops);
        if (at != body + rows[i].at)
            fail_msg("%u marks, %u ops: body + %u", rows[i].marks, rows[i].ops,
                     at - body);
    }
    assert_int_equal(gk_meter_find(&m.copy, 0, 9, 1, 1), 0);
    assert_int_equal(gk_meter_find(&m.copy, 0, 0, 1000, 1), body);
    clear(&m);
}

static void a_copy_past_the_ceiling_is_refused(void **state)
{
    struct metered m;
    gk_buf small = GK_BUF_LIMIT(100);
    struct gk_meter_map map = GK_METER_MAP_INIT;
    (void)state;
    meter_wat(&m, every_shape, 1);
    assert_int_equal(gk_meter(&m.module, 1, &small, &map, &m.err), GK_E_LIMIT);
    gk_buf_clear(&small);
    gk_meter_map_clear(&map);
    clear(&m);
}

static void block_depth_ends_at_the_limit(void **state)
{
    (void)state;
    for (uint32_t extra = 0; extra < 2; extra++) {
        /* One function: its own end closes the outermost block. */
        uint32_t blocks = GK_MAX_BLOCK_DEPTH - 1 + extra;
        gk_buf wasm = GK_BUF_INIT;
        gk_module module;
        struct gk_runnable runnable;
        gk_error err = GK_ERROR_INIT;
        gk_buf_put(&wasm, "\0asm\1\0\0\0\1\4\1\x60\0\0\3\2\1\0\n", 19);
        uint32_t body = 1 + blocks * 3 + 1;
        gk_buf code = GK_BUF_INIT;
        gk_leb_put_u64(&code, 1);
        gk_leb_put_u64(&code, body);
        gk_buf_byte(&code, 0);
        for (uint32_t i = 0; i < blocks; i++)
            gk_buf_put(&code, "\x02\x40", 2);
        gk_buf_fill(&code, 0x0b, (size_t)blocks + 1);
        gk_leb_put_u64(&wasm, code.len);
        gk_buf_put(&wasm, code.data, code.len);
        assert_int_equal(gk_module_read(wasm.data, wasm.len, &module, &err),
                         GK_OK);
        gk_status st = gk_runnable_check(&module, &runnable, &err);
        if (st != (extra ? GK_E_LIMIT : GK_OK))
            fail_msg("%u blocks: %s", blocks, err.text);
        gk_module_clear(&module);
        gk_buf_clear(&code);
        gk_buf_clear(&wasm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_are_appended_whatever_sections_there_are),
        cmocka_unit_test(a_budget_without_end_is_the_largest_there_is),
        cmocka_unit_test(custom_sections_are_left_out),
        cmocka_unit_test(a_straight_run_is_charged_once_at_its_head),
        cmocka_unit_test(places_of_the_copy_are_the_authors),
        cmocka_unit_test(an_empty_map_changes_no_place),
        cmocka_unit_test(tail_calls_become_calls),
        cmocka_unit_test(instructions_are_found_by_counting),
        cmocka_unit_test(a_copy_past_the_ceiling_is_refused),
        cmocka_unit_test(block_depth_ends_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
