/* Fuel to the instruction, and time. Each count was made by hand. */
#include "core/base/limits.h"
#include "tests/unit/test_guest.h"

#include <inttypes.h>
#include <time.h>

static const struct {
    const char *name;
    const char *body; /* of (func (export "f") (param i32) (result i32)) */
    uint32_t arg;
    uint64_t fuel;
} counts[] = {
    {"one instruction", "i32.const 1", 0, 1},
    {"nop and drop are free", "nop i32.const 1 i32.const 2 drop nop", 0, 2},
    {"blocks are free", "(block (block (block))) i32.const 1", 0, 1},
    {"code after return is not paid for",
     "i32.const 1 return i32.const 2 drop i32.const 3", 0, 1},
    {"code after br is not paid for",
     "(block i32.const 7 drop br 0 i32.const 1 drop) i32.const 2", 0, 3},
    /* get, if; 1 arm of 3; 1 after */
    {"if: then",
     "local.get 0 if i32.const 1 i32.const 2 i32.const 3 drop drop"
     " drop else i32.const 4 drop end i32.const 5",
     1, 6},
    {"if: else",
     "local.get 0 if i32.const 1 i32.const 2 i32.const 3 drop drop"
     " drop else i32.const 4 drop end i32.const 5",
     0, 4},
    {"if without else, not taken",
     "local.get 0 if i32.const 1 drop end i32.const 5", 0, 3},
    /* 10 rounds of get const sub tee br_if, then const */
    {"loop",
     "loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end"
     " i32.const 9",
     10, 51},
    /* the loop above within another: 3 * (const set + 4 * 5 + get const sub
     * tee br_if) + const, the outer one counting in local 0 */
    {"nested loops",
     "(local i32) loop i32.const 4 local.set 1 loop local.get 1 i32.const 1"
     " i32.sub local.tee 1 br_if 0 end local.get 0 i32.const 1 i32.sub"
     " local.tee 0 br_if 0 end i32.const 9",
     3, 82},
    /* the condition is paid, the rest of the block only when reached */
    {"br_if taken", "(block local.get 0 br_if 0 i32.const 1 drop) i32.const 2",
     1, 3},
    {"br_if not taken",
     "(block local.get 0 br_if 0 i32.const 1 drop) i32.const 2", 0, 4},
    {"br_table",
     "(block (block (block local.get 0 br_table 0 1 2) i32.const 1 i32.const 1"
     " drop drop) i32.const 1 drop) i32.const 2",
     1, 4},
    {"br_table default",
     "(block (block (block local.get 0 br_table 0 1 2) i32.const 1 i32.const 1"
     " drop drop) i32.const 1 drop) i32.const 2",
     77, 3},
    /* const call; the callee's get get add */
    {"call", "i32.const 1 call $double", 0, 5},
    {"call of a host function", "i32.const 1 call $see i32.const 2", 0, 3},
    {"indirect call", "i32.const 1 i32.const 0 call_indirect (type $t)", 0, 6},
    {"tail call", "i32.const 1 return_call $double", 0, 5},
    {"indirect tail call",
     "i32.const 1 i32.const 0 return_call_indirect (type $t)", 0, 6},
    /* 4 for the instruction and its operands, const, and n / 64 */
    {"memory.fill of 63 bytes",
     "i32.const 0 i32.const 0 i32.const 63 memory.fill i32.const 1", 0, 5},
    {"memory.fill of 640 bytes",
     "i32.const 0 i32.const 0 i32.const 640 memory.fill i32.const 1", 0, 15},
    {"memory.copy of 65536 bytes",
     "i32.const 0 i32.const 0 i32.const 65536 memory.copy i32.const 1", 0,
     1029},
    {"memory.init of 64 bytes",
     "i32.const 0 i32.const 0 i32.const 64 memory.init $d i32.const 1", 0, 6},
    {"table.fill of 3 entries",
     "i32.const 0 ref.null func i32.const 3 table.fill 0 i32.const 1", 0, 8},
    {"table.copy of 5 entries",
     "i32.const 0 i32.const 1 i32.const 5 table.copy 0 0 i32.const 1", 0, 10},
    {"table.init of 1 entry",
     "i32.const 0 i32.const 0 i32.const 1 table.init $e i32.const 1", 0, 6},
    {"bulk operations within a run",
     "i32.const 0 i32.const 0 i32.const 128 memory.fill"
     " i32.const 0 i32.const 0 i32.const 128 memory.copy local.get 0",
     0, 13},
};

static void open_body(struct test_guest *g, const char *body,
                      const struct gk_vm_limits *limits)
{
    gk_buf wat = GK_BUF_INIT;
    gk_buf_printf(&wat,
                  "(module (import \"env\" \"see\" (func $see (param i32)))"
                  " (type $t (func (param i32) (result i32)))"
                  " (memory 1) (table 10 funcref)"
                  " (elem (i32.const 0) $double) (elem $e func $double)"
                  " (data $d \"0123456789abcdef0123456789abcdef"
                  "0123456789abcdef0123456789abcdef\")"
                  " (func $double (param i32) (result i32)"
                  " local.get 0 local.get 0 i32.add)"
                  " (func (export \"f\") (param i32) (result i32) %s))",
                  body);
    test_guest_open(g, gk_buf_text(&wat), limits);
    if (g->status != GK_OK)
        fail_msg("%s: %s", body, g->err.text);
    gk_buf_clear(&wat);
}

static void every_instruction_is_counted_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct test_guest g;
        uint32_t out;
        open_body(&g, counts[i].body, NULL);
        if (test_guest_call(&g, "f", 1, &counts[i].arg, &out) != GK_OK)
            fail_msg("%s: %s", counts[i].name, g.err.text);
        if (test_guest_fuel(&g) != counts[i].fuel)
            fail_msg("%s: %" PRIu64 ", not %" PRIu64, counts[i].name,
                     test_guest_fuel(&g), counts[i].fuel);
        test_guest_close(&g);
    }
}

static void just_enough_fuel_is_enough_and_one_less_is_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct gk_vm_limits limits = {.fuel = counts[i].fuel};
        struct test_guest g;
        uint32_t out;
        open_body(&g, counts[i].body, &limits);
        if (test_guest_call(&g, "f", 1, &counts[i].arg, &out) != GK_OK)
            fail_msg("%s: %s", counts[i].name, g.err.text);
        test_guest_close(&g);
        if (--limits.fuel == 0)
            continue; /* that is the default */
        open_body(&g, counts[i].body, &limits);
        if (test_guest_call(&g, "f", 1, &counts[i].arg, &out) != GK_E_TRAP ||
            g.trap.kind != GK_TRAP_FUEL || test_guest_fuel(&g) != limits.fuel)
            fail_msg("%s, one less: %s", counts[i].name, g.err.text);
        /* Nothing runs any more, also not what would be free. */
        if (test_guest_call(&g, "f", 1, &counts[i].arg, &out) != GK_E_TRAP ||
            g.trap.kind != GK_TRAP_FUEL)
            fail_msg("%s: runs on", counts[i].name);
        test_guest_close(&g);
    }
}

static void bulk_fuel_is_told_apart(void **state)
{
    struct gk_vm_usage usage;
    struct test_guest g;
    uint32_t zero = 0, out;
    (void)state;
    open_body(&g,
              "i32.const 0 i32.const 0 i32.const 6400 memory.fill"
              " i32.const 0 ref.null func i32.const 7 table.fill 0"
              " local.get 0",
              NULL);
    assert_int_equal(test_guest_call(&g, "f", 1, &zero, &out), GK_OK);
    gk_guest_usage(g.guest, &usage);
    assert_int_equal(usage.fuel_bulk, 107);
    assert_int_equal(usage.fuel, 9 + 107);
    test_guest_close(&g);
}

static void a_bulk_operation_that_traps_is_no_fuel_trap(void **state)
{
    struct gk_vm_limits limits = {.fuel = 100};
    struct test_guest g;
    uint32_t zero = 0, out;
    (void)state;
    open_body(&g,
              "i32.const 0 i32.const 0 i32.const -1 memory.copy local.get 0",
              &limits);
    assert_int_equal(test_guest_call(&g, "f", 1, &zero, &out), GK_E_TRAP);
    assert_int_equal(g.trap.kind, GK_TRAP_MEMORY_BOUNDS);
    test_guest_close(&g);
}

static void the_start_function_pays_too(void **state)
{
    static const char wat[] =
        "(module (func $s (local i32) i32.const 50 local.set 0 loop"
        " local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end) (start $s))";
    struct gk_vm_limits limits = {.fuel = 252};
    struct test_guest g;
    (void)state;
    test_guest_open(&g, wat, &limits);
    assert_int_equal(g.status, GK_OK);
    assert_int_equal(test_guest_fuel(&g), 252);
    test_guest_close(&g);
    limits.fuel = 251;
    test_guest_open(&g, wat, &limits);
    assert_int_equal(g.status, GK_E_TRAP);
    assert_int_equal(g.trap.kind, GK_TRAP_FUEL);
    test_guest_close(&g);
}

static void an_endless_loop_runs_out_of_fuel(void **state)
{
    static const char *const loops[] = {
        "loop br 0 end i32.const 1",
        "loop i32.const 1 br_if 0 end i32.const 1",
        "loop local.get 0 br_table 0 0 end i32.const 1",
        "loop loop end i32.const 0 call $double drop br 0 end i32.const 1",
    };
    struct gk_vm_limits limits = {.fuel = 100000};
    (void)state;
    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
        struct test_guest g;
        uint32_t zero = 0;
        open_body(&g, loops[i], &limits);
        if (test_guest_call(&g, "f", 1, &zero, NULL) != GK_E_TRAP ||
            g.trap.kind != GK_TRAP_FUEL)
            fail_msg("%s: %s", loops[i], g.err.text);
        assert_int_equal(test_guest_fuel(&g), 100000);
        assert_true(g.trap.frame_count == 1 || g.trap.frame_count == 2);
        test_guest_close(&g);
    }
}

static void the_world_hears_nothing_from_a_guest_out_of_fuel(void **state)
{
    /* 1000 for the loop, then const call */
    static const char body[] =
        "loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end"
        " i32.const 5 call $see i32.const 0";
    struct gk_vm_limits limits = {.fuel = 1001};
    struct test_guest g;
    uint32_t rounds = 200;
    (void)state;
    open_body(&g, body, &limits);
    assert_int_equal(test_guest_call(&g, "f", 1, &rounds, NULL), GK_E_TRAP);
    assert_int_equal(g.trap.kind, GK_TRAP_FUEL);
    assert_int_equal(g.calls, 0);
    test_guest_close(&g);
    limits.fuel = 1002;
    open_body(&g, body, &limits);
    assert_int_equal(test_guest_call(&g, "f", 1, &rounds, NULL), GK_E_TRAP);
    assert_int_equal(g.trap.kind, GK_TRAP_FUEL);
    assert_int_equal(g.calls, 1);
    test_guest_close(&g);
}

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void an_endless_loop_ends_by_the_clock(void **state)
{
    struct gk_vm_limits limits = {.fuel = UINT64_MAX, .timeout_ms = 50};
    struct test_guest g;
    uint32_t zero = 0;
    (void)state;
    open_body(&g, "loop br 0 end i32.const 1", &limits);
    uint64_t began = now_ms();
    assert_int_equal(test_guest_call(&g, "f", 1, &zero, NULL), GK_E_TRAP);
    uint64_t took = now_ms() - began;
    assert_int_equal(g.trap.kind, GK_TRAP_TIMEOUT);
    assert_in_range(took, 50, 2000);
    assert_int_equal(g.trap.frame_count, 1);
    test_guest_close(&g);
}

static void time_is_counted_for_each_call_anew(void **state)
{
    struct gk_vm_limits limits = {.timeout_ms = 300};
    struct timespec nap = {0, 200000000};
    struct test_guest g;
    uint32_t rounds = 20000;
    (void)state;
    open_body(&g,
              "loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end"
              " i32.const 0",
              &limits);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(test_guest_call(&g, "f", 1, &rounds, NULL), GK_OK);
        nanosleep(&nap, NULL);
    }
    test_guest_close(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_instruction_is_counted_once),
        cmocka_unit_test(just_enough_fuel_is_enough_and_one_less_is_not),
        cmocka_unit_test(bulk_fuel_is_told_apart),
        cmocka_unit_test(a_bulk_operation_that_traps_is_no_fuel_trap),
        cmocka_unit_test(the_start_function_pays_too),
        cmocka_unit_test(an_endless_loop_runs_out_of_fuel),
        cmocka_unit_test(the_world_hears_nothing_from_a_guest_out_of_fuel),
        cmocka_unit_test(an_endless_loop_ends_by_the_clock),
        cmocka_unit_test(time_is_counted_for_each_call_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
