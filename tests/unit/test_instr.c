/* The table of opcodes and the decoder that reads by it. */
#include "core/base/limits.h"
#include "core/wasm/instr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void every_row_is_found_by_its_code(void **state)
{
    (void)state;
    for (int op = 0; op < GK_OP_COUNT; op++) {
        const struct gk_op_row *row = &gk_ops[op];
        if (gk_op_find(row->prefix, row->code) != (gk_op)op)
            fail_msg("'%s' is not found", row->name);
    }
}

static void rows_are_sorted_by_prefix_and_code(void **state)
{
    (void)state;
    for (int op = 1; op < GK_OP_COUNT; op++) {
        const struct gk_op_row *a = &gk_ops[op - 1], *b = &gk_ops[op];
        if (a->prefix > b->prefix ||
            (a->prefix == b->prefix && a->code >= b->code))
            fail_msg("'%s' stands after '%s'", b->name, a->name);
    }
}

static void signatures_use_only_their_letters(void **state)
{
    (void)state;
    for (int op = 0; op < GK_OP_COUNT; op++) {
        const char *sig = gk_ops[op].sig;
        const char *colon = strchr(sig, ':');
        if (!strcmp(sig, "*"))
            continue;
        if (!colon || strchr(colon + 1, ':') ||
            strspn(sig, "iIfFvr:") != strlen(sig))
            fail_msg("'%s' has signature \"%s\"", gk_ops[op].name, sig);
    }
}

static void codes_outside_the_table_are_unknown(void **state)
{
    static const struct {
        uint8_t prefix;
        uint32_t code;
    } rows[] = {
        {0, 0x27},     {0, 0xfc},    {0, 0xff},          {0, 0x100},
        {0xfc, 0x12},  {0xfc, 0x20}, {0xfd, 0x9a},       {0xfd, 0x114},
        {0xfd, 0x120}, {0xfe, 0x04}, {0xfe, 0x4f},       {0xfe, 0x50},
        {0xfb, 0},     {1, 0},       {0xfd, UINT32_MAX}, {0xfc, UINT32_MAX}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (gk_op_find(rows[i].prefix, rows[i].code) != GK_OP_COUNT)
            fail_msg("0x%02x 0x%x is known", rows[i].prefix, rows[i].code);
}

static void costs_follow_wasmtime(void **state)
{
    static const gk_op free_ones[] = {
        GK_OP_NOP,   GK_OP_DROP,      GK_OP_BLOCK,   GK_OP_LOOP,
        GK_OP_END,   GK_OP_ELSE,      GK_OP_RETURN,  GK_OP_UNREACHABLE,
        GK_OP_CATCH, GK_OP_CATCH_ALL, GK_OP_DELEGATE};
    unsigned cost_nothing = 0;
    (void)state;
    for (int op = 0; op < GK_OP_COUNT; op++)
        cost_nothing += gk_ops[op].fuel == 0;
    for (size_t i = 0; i < sizeof free_ones / sizeof *free_ones; i++)
        assert_int_equal(gk_ops[free_ones[i]].fuel, 0);
    assert_int_equal(cost_nothing, sizeof free_ones / sizeof *free_ones);
    assert_int_equal(gk_ops[GK_OP_IF].fuel, 1);
}

/* An array of bytes and how many they are. */
#define BYTES(...) {__VA_ARGS__}, sizeof((uint8_t[]){__VA_ARGS__})

static const struct good {
    const char *name;
    uint8_t bytes[20];
    size_t len;
    gk_op op;
    uint32_t a, b;
    uint64_t value;
    int64_t block_type;
    uint8_t lane;
} good[] = {
    {"nop", BYTES(0x01), GK_OP_NOP, 0, 0, 0, 0, 0},
    {"block empty", BYTES(0x02, 0x40), GK_OP_BLOCK, 0, 0, 0, -64, 0},
    {"loop i32", BYTES(0x03, 0x7f), GK_OP_LOOP, 0, 0, 0, -1, 0},
    {"if type 300", BYTES(0x04, 0xac, 0x02), GK_OP_IF, 0, 0, 0, 300, 0},
    {"block funcref", BYTES(0x02, 0x70), GK_OP_BLOCK, 0, 0, 0, -16, 0},
    {"br 5", BYTES(0x0c, 0x05), GK_OP_BR, 5, 0, 0, 0, 0},
    {"br_table 0 targets", BYTES(0x0e, 0, 7), GK_OP_BR_TABLE, 0, 0, 0, 0, 0},
    {"br_table 2 targets", BYTES(0x0e, 2, 0x80, 0x01, 1, 0), GK_OP_BR_TABLE, 2,
     0, 0, 0, 0},
    {"call padded", BYTES(0x10, 0x81, 0x80, 0x80, 0x80, 0x00), GK_OP_CALL, 1, 0,
     0, 0, 0},
    {"call_indirect", BYTES(0x11, 3, 1), GK_OP_CALL_INDIRECT, 3, 1, 0, 0, 0},
    {"i32.const -1", BYTES(0x41, 0x7f), GK_OP_I32_CONST, 0, 0, UINT64_MAX, 0,
     0},
    {"i32.const min", BYTES(0x41, 0x80, 0x80, 0x80, 0x80, 0x78),
     GK_OP_I32_CONST, 0, 0, 0xffffffff80000000u, 0, 0},
    {"i64.const 1", BYTES(0x42, 1), GK_OP_I64_CONST, 0, 0, 1, 0, 0},
    {"f32.const", BYTES(0x43, 0, 0, 0x80, 0x3f), GK_OP_F32_CONST, 0, 0,
     0x3f800000, 0, 0},
    {"f64.const", BYTES(0x44, 1, 2, 3, 4, 5, 6, 7, 8), GK_OP_F64_CONST, 0, 0,
     0x0807060504030201, 0, 0},
    {"i32.load", BYTES(0x28, 2, 0x80, 0x08), GK_OP_I32_LOAD, 2, 0, 1024, 0, 0},
    {"i32.load memory 1", BYTES(0x28, 0x42, 1, 8), GK_OP_I32_LOAD, 2, 1, 8, 0,
     0},
    {"memory.grow", BYTES(0x40, 0), GK_OP_MEMORY_GROW, 0, 0, 0, 0, 0},
    {"select t", BYTES(0x1c, 1, 0x7b), GK_OP_SELECT_T, 1, 0, 0, 0, 0},
    {"ref.null", BYTES(0xd0, 0x6f), GK_OP_REF_NULL, 0x6f, 0, 0, 0, 0},
    {"memory.init", BYTES(0xfc, 8, 9, 0), GK_OP_MEMORY_INIT, 9, 0, 0, 0, 0},
    {"table.copy", BYTES(0xfc, 14, 1, 2), GK_OP_TABLE_COPY, 1, 2, 0, 0, 0},
    {"prefix padded", BYTES(0xfc, 0x8b, 0x00, 0), GK_OP_MEMORY_FILL, 0, 0, 0, 0,
     0},
    {"extract_lane", BYTES(0xfd, 0x15, 15), GK_OP_I8X16_EXTRACT_LANE_S, 0, 0, 0,
     0, 15},
    {"load8_lane", BYTES(0xfd, 0x54, 0, 4, 3), GK_OP_V128_LOAD8_LANE, 0, 0, 4,
     0, 3},
    {"v128.const",
     BYTES(0xfd, 0x0c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
     GK_OP_V128_CONST, 0, 0, 0, 0, 0},
    {"relaxed", BYTES(0xfd, 0x80, 0x02), GK_OP_I8X16_RELAXED_SWIZZLE, 0, 0, 0,
     0, 0},
    {"atomic.fence", BYTES(0xfe, 3, 0), GK_OP_ATOMIC_FENCE, 0, 0, 0, 0, 0},
    {"try_table", BYTES(0x1f, 0x40, 2, 0, 5, 1, 2, 0), GK_OP_TRY_TABLE, 2, 0, 0,
     -64, 0},
};

/* A copy of just that size lets the sanitizer see a byte too many. */
static uint8_t *exact(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    return copy;
}

static void immediates_are_read_and_measured(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const struct good *row = &good[i];
        struct gk_instr in;
        gk_error err = GK_ERROR_INIT;
        uint8_t *bytes = exact(row->bytes, row->len);
        if (gk_instr_decode(bytes, row->len, 0, &in, &err) != GK_OK)
            fail_msg("%s: %s", row->name, err.text);
        if (in.op != row->op || in.len != row->len || in.a != row->a ||
            in.b != row->b || in.value != row->value ||
            in.block_type != row->block_type || in.lane != row->lane)
            fail_msg("%s: decodes to '%s', %u bytes", row->name,
                     gk_ops[in.op].name, in.len);
        free(bytes);
    }
}

static void instructions_cut_anywhere_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        for (size_t len = 0; len < good[i].len; len++) {
            struct gk_instr in = {.op = GK_OP_NOP, .len = 77};
            gk_error err = GK_ERROR_INIT;
            uint8_t *bytes = exact(good[i].bytes, len);
            gk_status st = gk_instr_decode(bytes, len, 0, &in, &err);
            if (st != GK_E_EOF && st != GK_E_MALFORMED)
                fail_msg("%s cut at %zu: status %d", good[i].name, len, st);
            assert_int_equal(in.len, 77);
            free(bytes);
        }
}

static void wrong_bytes_are_malformed(void **state)
{
    static const struct {
        const char *name;
        uint8_t bytes[20];
        size_t len;
    } rows[] = {
        {"unknown opcode", BYTES(0x27, 0)},
        {"unknown prefixed", BYTES(0xfc, 0x12, 0)},
        {"gc prefix", BYTES(0xfb, 0, 0)},
        {"index of six bytes",
         BYTES(0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0)},
        {"i32.const beyond 32 bits",
         BYTES(0x41, 0x80, 0x80, 0x80, 0x80, 0x70, 0)},
        {"block type is no valtype", BYTES(0x02, 0x41, 0)},
        {"block type negative in two bytes", BYTES(0x02, 0xc0, 0x7f, 0)},
        {"alignment of 2^128", BYTES(0x28, 0x80, 0x01, 0)},
        {"ref.null of i32", BYTES(0xd0, 0x7f, 0)},
        {"select of no type", BYTES(0x1c, 1, 0x40, 0)},
        {"br_table of 4 G targets",
         BYTES(0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0)},
        {"fence not zero", BYTES(0xfe, 3, 1, 0)},
        {"try_table clause kind 4", BYTES(0x1f, 0x40, 1, 4, 0, 0)},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gk_instr in;
        gk_error err = GK_ERROR_INIT;
        uint8_t *bytes = exact(rows[i].bytes, rows[i].len);
        if (gk_instr_decode(bytes, rows[i].len, 0, &in, &err) != GK_E_MALFORMED)
            fail_msg("%s: status %d, %s", rows[i].name, err.status, err.text);
        if (!strstr(err.text, "offset 0x0"))
            fail_msg("%s: no offset in: %s", rows[i].name, err.text);
        free(bytes);
    }
}

static void local_declarations_are_counted(void **state)
{
    static const struct {
        const char *name;
        uint8_t bytes[20];
        size_t len;
        gk_status want;
        uint32_t locals, body;
    } rows[] = {
        {"none", BYTES(0, 0x0b), GK_OK, 0, 1},
        {"two groups", BYTES(2, 3, 0x7f, 2, 0x7b, 0x0b), GK_OK, 5, 5},
        {"as many as allowed", BYTES(1, 0xd0, 0x86, 0x03, 0x7f, 0x0b), GK_OK,
         50000, 5},
        {"one too many", BYTES(1, 0xd1, 0x86, 0x03, 0x7f, 0x0b), GK_E_LIMIT, 0,
         0},
        {"sum wraps 32 bits",
         BYTES(2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 1, 0x7f, 0x0b),
         GK_E_LIMIT, 0, 0},
        {"no valtype", BYTES(1, 1, 0x40, 0x0b), GK_E_MALFORMED, 0, 0},
        {"cut", BYTES(2, 1, 0x7f), GK_E_MALFORMED, 0, 0},
        {"empty", {0}, 0, GK_E_MALFORMED, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t *bytes = exact(rows[i].bytes, rows[i].len);
        gk_module module = {.bytes = bytes, .len = rows[i].len};
        struct gk_code code = {0, (uint32_t)rows[i].len};
        uint32_t locals = 0, body = 0;
        gk_error err = GK_ERROR_INIT;
        gk_status st = gk_code_locals(&module, &code, &locals, &body, &err);
        if (st != rows[i].want || locals != rows[i].locals ||
            body != rows[i].body)
            fail_msg("%s: status %d, %u locals, body at %u", rows[i].name, st,
                     locals, body);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found_by_its_code),
        cmocka_unit_test(rows_are_sorted_by_prefix_and_code),
        cmocka_unit_test(signatures_use_only_their_letters),
        cmocka_unit_test(codes_outside_the_table_are_unknown),
        cmocka_unit_test(costs_follow_wasmtime),
        cmocka_unit_test(immediates_are_read_and_measured),
        cmocka_unit_test(instructions_cut_anywhere_fail),
        cmocka_unit_test(wrong_bytes_are_malformed),
        cmocka_unit_test(local_declarations_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
