/* The engine: linking, values, every kind of trap and where it happened. */
#include "core/base/limits.h"
#include "tests/unit/test_guest.h"

static void values_of_every_type_cross_both_ways(void **state)
{
    struct test_guest g;
    (void)state;
    test_guest_open(&g,
                    "(module (func (export \"same\")"
                    " (param i32 i64 f32 f64 v128)"
                    " (result v128 f64 f32 i64 i32)"
                    " local.get 4 local.get 3 local.get 2 local.get 1"
                    " local.get 0))",
                    NULL);
    struct gk_value in[5] = {{.type = GK_I32, .u.i32 = 0x80000001},
                             {.type = GK_I64, .u.i64 = UINT64_MAX - 1},
                             {.type = GK_F32, .u.f32 = -1.5f},
                             {.type = GK_F64, .u.f64 = 1e300},
                             {.type = GK_V128}};
    struct gk_value out[5];
    for (uint8_t i = 0; i < 16; i++)
        in[4].u.v128[i] = i;
    assert_int_equal(
        gk_guest_call(g.guest, "same", in, 5, out, 5, &g.trap, &g.err), GK_OK);
    assert_memory_equal(out[0].u.v128, in[4].u.v128, 16);
    assert_true(out[1].u.f64 == in[3].u.f64);
    assert_true(out[2].u.f32 == in[2].u.f32);
    assert_int_equal(out[3].u.i64, in[1].u.i64);
    assert_int_equal(out[4].u.i32, in[0].u.i32);
    assert_int_equal(out[0].type, GK_V128);
    test_guest_close(&g);
}

static void a_call_is_checked_against_the_type(void **state)
{
    struct test_guest g;
    uint32_t one = 1;
    (void)state;
    test_guest_open(&g,
                    "(module (memory (export \"m\") 1)"
                    " (func (export \"f\") (param i64)))",
                    NULL);
    assert_int_equal(test_guest_call(&g, "g", 0, NULL, NULL), GK_E_EXPORT);
    assert_int_equal(test_guest_call(&g, "m", 0, NULL, NULL), GK_E_EXPORT);
    assert_int_equal(test_guest_call(&g, "f", 0, NULL, NULL), GK_E_USAGE);
    assert_int_equal(test_guest_call(&g, "f", 1, &one, NULL), GK_E_USAGE);
    assert_string_equal(g.err.text, "argument 1 of 'f' is i64, not i32");
    assert_null(gk_guest_func(g.guest, "m"));
    assert_int_equal(gk_guest_func(g.guest, "f")->param_count, 1);
    test_guest_close(&g);
}

static void imports_of_every_kind_are_linked(void **state)
{
    struct test_guest g;
    uint32_t out = 0;
    (void)state;
    test_guest_open(&g,
                    "(module (import \"env\" \"see\" (func $see (param i32)))"
                    " (import \"env\" \"memory\" (memory 1))"
                    " (import \"env\" \"table\" (table 3 10 funcref))"
                    " (import \"env\" \"seven\" (global $s i32))"
                    " (export \"see\" (func $see)) (elem (i32.const 2) $see)"
                    " (data (global.get $s) \"*\")"
                    " (func (export \"f\") (result i32)"
                    " i32.const 9 i32.const 2 call_indirect (param i32)"
                    " table.size 0 i32.const 10 i32.mul"
                    " i32.const 7 i32.load8_u i32.add))",
                    NULL);
    assert_int_equal(g.status, GK_OK);
    assert_int_equal(test_guest_call(&g, "f", 0, NULL, &out), GK_OK);
    assert_int_equal(out, 30 + '*');
    assert_int_equal(g.seen, 9);
    out = 11;
    assert_int_equal(test_guest_call(&g, "see", 1, &out, NULL), GK_OK);
    assert_int_equal(g.seen, 11);
    test_guest_close(&g);
}

static const struct {
    const char *name, *wat, *want;
    gk_status status;
} refused[] = {
    {"unknown import", "(module (import \"env\" \"x\" (func)))",
     "import 'env.x': there is no such thing", GK_E_LINK},
    {"function for a memory", "(module (import \"env\" \"see\" (memory 1)))",
     "import 'env.see': the host has another kind of thing", GK_E_LINK},
    {"global of another type",
     "(module (import \"env\" \"seven\" (global i64)))",
     "import 'env.seven': the host's global is i32, not i64", GK_E_LINK},
    {"memory that is too small",
     "(module (import \"env\" \"memory\""
     " (memory 2)))",
     "", GK_E_LINK},
    {"tag", "(module (import \"env\" \"see\" (tag)))", "exception handling",
     GK_E_UNSUPPORTED},
    {"exceptions", "(module (func try catch_all end))", "'try'",
     GK_E_UNSUPPORTED},
    {"shared memory", "(module (memory 1 2 shared))", "threads",
     GK_E_UNSUPPORTED},
    {"atomics", "(module (memory 1) (func atomic.fence))", "'atomic.fence'",
     GK_E_UNSUPPORTED},
    {"64-bit memory", "(module (memory i64 1))", "64-bit memory",
     GK_E_UNSUPPORTED},
    {"data past the end", "(module (memory 1) (data (i32.const 65536) \"x\"))",
     "out of bounds memory access", GK_E_TRAP},
    {"elements past the end",
     "(module (table 1 funcref) (func $f) (elem (i32.const 1) $f))",
     "out of bounds table access", GK_E_TRAP},
    {"start that traps", "(module (func $s unreachable) (start $s))",
     "unreachable executed", GK_E_TRAP},
};

static void what_cannot_run_is_refused_in_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct test_guest g;
        test_guest_open(&g, refused[i].wat, NULL);
        if (g.status != refused[i].status ||
            !strstr(g.err.text, refused[i].want) || g.guest)
            fail_msg("%s: %s: %s", refused[i].name, gk_status_words(g.status),
                     g.err.text);
        test_guest_close(&g);
    }
}

/* Header, type () -> (), one function of it. */
#define ONE_FUNCTION                                                           \
    0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0

static const struct {
    const char *name, *want;
    uint8_t bytes[40];
    size_t len;
} invalid[] = {
    {"a value left over",
     "offset 0x1a", /* of the function's end */
     {ONE_FUNCTION, 10, 6, 1, 4, 0, 0x41, 0, 0x0b},
     26},
    /* The metered copy has globals; the guest must not know them. */
    {"reading the fuel",
     "'global.get' of global 0, there are 0",
     {ONE_FUNCTION, 10, 7, 1, 5, 0, 0x23, 0, 0x1a, 0x0b},
     27},
    {"refuelling",
     "'global.set' of global 0, there are 0",
     {ONE_FUNCTION, 10, 8, 1, 6, 0, 0x42, 1, 0x24, 0, 0x0b},
     28},
    {"code that does not decode",
     "unknown opcode 0xff",
     {ONE_FUNCTION, 10, 5, 1, 3, 0, 0xff, 0x0b},
     25},
    {"code after the end",
     "code after the end",
     {ONE_FUNCTION, 10, 5, 1, 3, 0, 0x0b, 0x0b},
     25},
    {"no end",
     "a function without its end",
     {ONE_FUNCTION, 10, 5, 1, 3, 0, 0x02, 0x40},
     25},
};

static void a_module_that_does_not_validate_is_malformed(void **state)
{
    struct test_guest g;
    (void)state;
    test_guest_open(&g, "(module)", NULL);
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
        gk_vm_module *module = NULL;
        gk_error err = GK_ERROR_INIT;
        gk_status st =
            gk_vm_load(g.vm, invalid[i].bytes, invalid[i].len, &module, &err);
        if (st != GK_E_MALFORMED || module ||
            !strstr(err.text, invalid[i].want))
            fail_msg("%s: %s: %s", invalid[i].name, gk_status_words(st),
                     err.text);
    }
    test_guest_close(&g);
}

/* One module, one export for each way to fail. */
static const char trapping[] =
    "(module (import \"env\" \"fail\" (func $fail))"
    " (memory (export \"memory\") 1) (table $t 4 4 funcref)"
    " (type $v (func)) (type $i (func (param i32)))"
    " (func $nothing) (elem $e funcref (ref.func $nothing))"
    " (elem (i32.const 1) $nothing) (data $d \"abc\")"
    " (func (export \"unreachable\") unreachable)"
    " (func (export \"load\") i32.const 65533 i32.load drop)"
    " (func (export \"store\") i32.const -1 i64.const 0 i64.store offset=9)"
    " (func (export \"simd\") i32.const 65521 v128.load drop)"
    " (func (export \"fill\") i32.const 1 i32.const 0 i32.const 65536"
    "  memory.fill)"
    " (func (export \"copy\") i32.const 0 i32.const 1 i32.const 65536"
    "  memory.copy)"
    " (func (export \"init\") i32.const 0 i32.const 0 i32.const 4"
    "  memory.init $d)"
    " (func (export \"dropped\") data.drop $d i32.const 0 i32.const 0"
    "  i32.const 1 memory.init $d)"
    " (func (export \"table.get\") i32.const 4 table.get $t drop)"
    " (func (export \"table.set\") i32.const -1 ref.null func table.set $t)"
    " (func (export \"table.fill\") i32.const 3 ref.null func i32.const 2"
    "  table.fill $t)"
    " (func (export \"table.copy\") i32.const 0 i32.const 3 i32.const 2"
    "  table.copy $t $t)"
    " (func (export \"table.init\") i32.const 0 i32.const 0 i32.const 2"
    "  table.init $t $e)"
    " (func (export \"undefined\") i32.const 4 call_indirect (type $v))"
    " (func (export \"null\") i32.const 0 call_indirect (type $v))"
    " (func (export \"type\") i32.const 5 i32.const 1"
    "  call_indirect (type $i))"
    " (func (export \"zero\") i32.const 1 i32.const 0 i32.rem_u drop)"
    " (func (export \"overflow\") i32.const 0x80000000 i32.const -1 i32.div_s"
    "  drop)"
    " (func (export \"big\") f64.const 1e10 i32.trunc_f64_s drop)"
    " (func (export \"nan\") f32.const nan i64.trunc_f32_u drop)"
    " (func $r (export \"deep\") call $r)"
    " (func $ri (export \"deep indirect\") i32.const 2"
    "  call_indirect (type $v)) (elem (i32.const 2) $ri)"
    " (func (export \"host\") call $fail))";

static const struct {
    const char *name;
    gk_trap_kind kind;
    const char *text;
} traps[] = {
    {"unreachable", GK_TRAP_UNREACHABLE, ""},
    {"load", GK_TRAP_MEMORY_BOUNDS, "access at 65533+4 >= max value 65536"},
    {"store", GK_TRAP_MEMORY_BOUNDS,
     "access at 4294967304+8 >= max value 65536"},
    {"simd", GK_TRAP_MEMORY_BOUNDS, "access at 65521+16 >= max value 65536"},
    {"fill", GK_TRAP_MEMORY_BOUNDS, "memory.fill out of bound"},
    {"copy", GK_TRAP_MEMORY_BOUNDS, "memory.copy out of bound"},
    {"init", GK_TRAP_MEMORY_BOUNDS, "memory.init out of bound"},
    {"dropped", GK_TRAP_MEMORY_BOUNDS, "memory.init out of bound"},
    {"table.get", GK_TRAP_TABLE_BOUNDS, "table.get at 4 >= max value 4"},
    {"table.set", GK_TRAP_TABLE_BOUNDS,
     "table.set at 4294967295 >= max value 4"},
    {"table.fill", GK_TRAP_TABLE_BOUNDS, "table.fill out of bound"},
    {"table.copy", GK_TRAP_TABLE_BOUNDS, "table.copy out of bound"},
    {"table.init", GK_TRAP_TABLE_BOUNDS, "table.init out of bound"},
    {"undefined", GK_TRAP_ELEMENT_UNDEFINED, ""},
    {"null", GK_TRAP_ELEMENT_NULL, ""},
    {"type", GK_TRAP_INDIRECT_TYPE, ""},
    {"zero", GK_TRAP_DIVIDE_BY_ZERO, ""},
    {"overflow", GK_TRAP_INTEGER_OVERFLOW, ""},
    {"big", GK_TRAP_INTEGER_OVERFLOW, ""},
    {"nan", GK_TRAP_CONVERSION, ""},
    {"deep", GK_TRAP_CALL_DEPTH, ""},
    {"deep indirect", GK_TRAP_CALL_DEPTH, ""},
    {"host", GK_TRAP_HOST, "key at 0x10 leaves memory"},
};

static void each_trap_has_its_kind_and_leaves_the_guest_usable(void **state)
{
    struct test_guest g;
    (void)state;
    test_guest_open(&g, trapping, NULL);
    assert_int_equal(g.status, GK_OK);
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
            gk_status st = test_guest_call(&g, traps[i].name, 0, NULL, NULL);
            if (st != GK_E_TRAP || g.trap.kind != traps[i].kind ||
                !strstr(g.trap.text, traps[i].text) ||
                !strstr(g.err.text, gk_trap_words(traps[i].kind)))
                fail_msg("%s: %s (%s)", traps[i].name, g.err.text, g.trap.text);
            if (g.trap.frame_count == 0)
                fail_msg("%s: no backtrace", traps[i].name);
        }
    test_guest_close(&g);
}

/* wat2wasm's bytes are its own affair: where an instruction is, is found by
 * the bytes it is made of. */
static uint32_t place_of(const gk_buf *bytes, const void *what, size_t len)
{
    for (size_t i = 0; i + len <= bytes->len; i++)
        if (!memcmp(bytes->data + i, what, len))
            return (uint32_t)i;
    fail_msg("no such bytes");
    return 0;
}

static void backtraces_name_functions_and_the_authors_bytes(void **state)
{
    struct test_guest g;
    uint32_t yes = 1;
    (void)state;
    test_guest_open(
        &g,
        "(module (import \"env\" \"again\""
        " (func $again (param i32) (result i32)))"
        " (memory 1) (func $inner (param i32) (result i32) (local i64 f32)"
        " nop block loop end end i32.const 3 drop"
        " i32.const 5 i32.const 6 i32.const 640 memory.fill"
        " (block (br_if 0 (i32.const 1)) (br_table 0 0 0 (i32.const 9)))"
        " local.get 0 i32.const 77 drop drop"
        " i32.const 0x7fff0 i32.load16_u offset=3)"
        " (func $down (export \"down\") (param i32) (result i32)"
        " local.get 0 i32.const 1 i32.add call $inner i32.const 88 i32.add)"
        " (func (export \"top\") (param i32) (result i32)"
        " local.get 0 if (result i32) local.get 0 call $again else"
        " i32.const 0 end))",
        NULL);
    assert_int_equal(g.status, GK_OK);
    assert_int_equal(test_guest_call(&g, "top", 1, &yes, NULL), GK_E_TRAP);
    /* The host function passed the nested trap on as its own failure. */
    assert_int_equal(g.trap.kind, GK_TRAP_HOST);
    assert_non_null(strstr(g.trap.text, "out of bounds memory access"));
    assert_int_equal(g.trap.frame_count, 1);
    assert_int_equal(g.trap.frames[0].func, 3);
    assert_int_equal(g.trap.frames[0].offset,
                     place_of(&g.bytes, "\x10\x00\x05", 3));
    assert_int_equal(test_guest_call(&g, "down", 1, &yes, NULL), GK_E_TRAP);
    assert_int_equal(g.trap.frame_count, 2);
    assert_int_equal(g.trap.frames[0].func, 1);
    assert_true(gk_name_is(g.trap.frames[0].name, "inner"));
    assert_int_equal(g.trap.frames[0].offset,
                     place_of(&g.bytes, "\x2f\x01\x03", 3));
    assert_true(gk_name_is(g.trap.frames[1].name, "down"));
    assert_int_equal(g.trap.frames[1].offset,
                     place_of(&g.bytes, "\x10\x01\x41", 3));
    test_guest_close(&g);
}

static void backtraces_keep_the_innermost_frames(void **state)
{
    struct test_guest g;
    struct gk_vm_limits limits = {.call_depth = 100};
    (void)state;
    test_guest_open(&g, "(module (func $r (export \"r\") call $r))", &limits);
    assert_int_equal(test_guest_call(&g, "r", 0, NULL, NULL), GK_E_TRAP);
    assert_int_equal(g.trap.frame_count, GK_MAX_BACKTRACE);
    assert_int_equal(g.trap.frames_left_out, 100 - GK_MAX_BACKTRACE);
    test_guest_close(&g);
}

/* down(n) stands on n + 1 frames of its own. */
static const char downward[] =
    "(module (type $t (func (param i32) (result i32))) (table 1 funcref)"
    " (elem (i32.const 0) $di)"
    " (func $d (export \"down\") (param i32) (result i32)"
    " local.get 0 if (result i32) local.get 0 i32.const 1 i32.sub call $d"
    " else i32.const 42 end)"
    " (func $di (export \"indirect\") (param i32) (result i32)"
    " local.get 0 if (result i32) local.get 0 i32.const 1 i32.sub"
    " i32.const 0 call_indirect (type $t) else i32.const 42 end))";

static void call_depth_is_exact_on_both_sides(void **state)
{
    static const uint32_t depths[] = {1, 2, 100, 5000, 0};
    static const char *const names[] = {"down", "indirect"};
    (void)state;
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++)
        for (size_t k = 0; k < 2; k++) {
            struct gk_vm_limits limits = {.call_depth = depths[i]};
            uint32_t most = depths[i] ? depths[i] : GK_DEFAULT_CALL_DEPTH;
            uint32_t below = most - 1, out = 0;
            struct test_guest g;
            test_guest_open(&g, downward, &limits);
            if (test_guest_call(&g, names[k], 1, &below, &out) != GK_OK ||
                out != 42)
                fail_msg("%s, %u frames: %s", names[k], most, g.err.text);
            if (test_guest_call(&g, names[k], 1, &most, NULL) != GK_E_TRAP ||
                g.trap.kind != GK_TRAP_CALL_DEPTH)
                fail_msg("%s, %u frames and one: %s", names[k], most,
                         g.err.text);
            test_guest_close(&g);
        }
}

static void many_locals_end_the_stack_before_memory_does(void **state)
{
    gk_buf wat = GK_BUF_INIT;
    struct test_guest g;
    (void)state;
    gk_buf_puts(&wat, "(module (func $r (export \"r\") (local ");
    for (int i = 0; i < 49999; i++)
        gk_buf_puts(&wat, "i64 ");
    gk_buf_puts(&wat, ") call $r))");
    test_guest_open(&g, gk_buf_text(&wat), NULL);
    assert_int_equal(g.status, GK_OK);
    assert_int_equal(test_guest_call(&g, "r", 0, NULL, NULL), GK_E_TRAP);
    assert_int_equal(g.trap.kind, GK_TRAP_CALL_DEPTH);
    assert_true(test_guest_fuel(&g) < 200);
    test_guest_close(&g);
    gk_buf_clear(&wat);
}

static void host_and_guest_may_nest_only_so_deep(void **state)
{
    struct test_guest g;
    uint32_t levels = GK_MAX_REENTRY, out = 0;
    (void)state;
    test_guest_open(&g,
                    "(module (import \"env\" \"again\""
                    " (func $again (param i32) (result i32)))"
                    " (func (export \"down\") (param i32) (result i32)"
                    " local.get 0 if (result i32) local.get 0 i32.const 1"
                    " i32.sub call $again i32.const 1 i32.add"
                    " else i32.const 0 end))",
                    NULL);
    assert_int_equal(test_guest_call(&g, "down", 1, &levels, &out), GK_OK);
    assert_int_equal(out, GK_MAX_REENTRY);
    levels++;
    assert_int_equal(test_guest_call(&g, "down", 1, &levels, NULL), GK_E_TRAP);
    assert_non_null(strstr(g.err.text, "too deeply"));
    assert_int_equal(test_guest_call(&g, "down", 1, &levels, NULL), GK_E_TRAP);
    levels = 3;
    assert_int_equal(test_guest_call(&g, "down", 1, &levels, &out), GK_OK);
    test_guest_close(&g);
}

static void a_host_function_may_survive_a_nested_trap(void **state)
{
    struct test_guest g;
    uint32_t out = 0;
    (void)state;
    test_guest_open(&g,
                    "(module (import \"env\" \"try\" (func $try (result i32)))"
                    " (func $deep (param i32) i32.const 1 i32.const 2"
                    " i32.const 3 unreachable)"
                    " (func (export \"bad\") (local i64 i64 i64)"
                    " i32.const 4 call $deep)"
                    " (func (export \"f\") (result i32)"
                    " i32.const 1000 call $try i32.add))",
                    NULL);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(test_guest_call(&g, "f", 0, NULL, &out), GK_OK);
        assert_int_equal(out, 1000 + GK_TRAP_UNREACHABLE);
    }
    test_guest_close(&g);
}

static void tail_calls_return_what_the_callee_does(void **state)
{
    struct test_guest g;
    uint32_t n = 1000, out = 0;
    (void)state;
    test_guest_open(&g,
                    "(module (import \"env\" \"see\" (func $see (param i32)))"
                    " (type $t (func (param i32) (result i32)))"
                    " (table 2 funcref) (elem (i32.const 0) $odd $see)"
                    " (func $even (export \"even\") (param i32) (result i32)"
                    " i32.const 5 local.get 0 i32.eqz if i32.const 1 return end"
                    " local.get 0 i32.const 1 i32.sub i32.const 0"
                    " return_call_indirect (type $t))"
                    " (func $odd (param i32) (result i32)"
                    " i64.const 7 local.get 0 i32.eqz if i32.const 0 return end"
                    " local.get 0 i32.const 1 i32.sub return_call $even)"
                    " (func (export \"host\") (param i32)"
                    " local.get 0 i32.const 1 return_call_indirect"
                    " (param i32)))",
                    NULL);
    assert_int_equal(g.status, GK_OK);
    assert_int_equal(test_guest_call(&g, "even", 1, &n, &out), GK_OK);
    assert_int_equal(out, 1);
    assert_int_equal(test_guest_call(&g, "host", 1, &n, NULL), GK_OK);
    assert_int_equal(g.seen, 1000);
    test_guest_close(&g);
}

static void two_guests_share_a_vm_but_nothing_else(void **state)
{
    struct test_guest g;
    struct gk_vm_link link = {test_resolve, &g};
    gk_guest *other = NULL;
    struct gk_value one = {.type = GK_I32}, two = {.type = GK_I32};
    (void)state;
    test_guest_open(&g,
                    "(module (memory 1) (func (export \"next\") (result i32)"
                    " i32.const 0 i32.const 0 i32.load i32.const 1 i32.add"
                    " i32.store i32.const 0 i32.load))",
                    NULL);
    assert_int_equal(
        gk_vm_instantiate(g.vm, g.module, &link, &other, &g.trap, &g.err),
        GK_OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            gk_guest_call(g.guest, "next", NULL, 0, &one, 1, &g.trap, &g.err),
            GK_OK);
    assert_int_equal(
        gk_guest_call(other, "next", NULL, 0, &two, 1, &g.trap, &g.err), GK_OK);
    assert_int_equal(one.u.i32, 2);
    assert_int_equal(two.u.i32, 1);
    test_guest_close(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_every_type_cross_both_ways),
        cmocka_unit_test(a_call_is_checked_against_the_type),
        cmocka_unit_test(imports_of_every_kind_are_linked),
        cmocka_unit_test(what_cannot_run_is_refused_in_words),
        cmocka_unit_test(a_module_that_does_not_validate_is_malformed),
        cmocka_unit_test(each_trap_has_its_kind_and_leaves_the_guest_usable),
        cmocka_unit_test(backtraces_name_functions_and_the_authors_bytes),
        cmocka_unit_test(backtraces_keep_the_innermost_frames),
        cmocka_unit_test(call_depth_is_exact_on_both_sides),
        cmocka_unit_test(many_locals_end_the_stack_before_memory_does),
        cmocka_unit_test(host_and_guest_may_nest_only_so_deep),
        cmocka_unit_test(a_host_function_may_survive_a_nested_trap),
        cmocka_unit_test(tail_calls_return_what_the_callee_does),
        cmocka_unit_test(two_guests_share_a_vm_but_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
