/* Guest memory: spans, growth, ceilings, and pages that cost nothing. */
#include "core/base/limits.h"
#include "tests/unit/test_guest.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void span_stays_inside(void **state)
{
    static const struct {
        const char *name;
        uint32_t ptr, len;
        gk_status want;
    } rows[] = {
        {"empty at start", 0, 0, GK_OK},
        {"empty at end", 65536, 0, GK_OK},
        {"empty past end", 65537, 0, GK_E_BOUNDS},
        {"all of it", 0, 65536, GK_OK},
        {"one more", 0, 65537, GK_E_BOUNDS},
        {"last byte", 65535, 1, GK_OK},
        {"one past end", 65536, 1, GK_E_BOUNDS},
        {"across the end", 65530, 7, GK_E_BOUNDS},
        {"end wraps u32", UINT32_MAX, 2, GK_E_BOUNDS},
        {"everything", UINT32_MAX, UINT32_MAX, GK_E_BOUNDS},
        {"longest", 0, UINT32_MAX, GK_E_BOUNDS},
        {"length wraps to inside", 16, UINT32_MAX - 8, GK_E_BOUNDS},
    };
    struct test_guest g;
    (void)state;
    test_guest_open(&g, "(module (memory (export \"m\") 1))", NULL);
    gk_vm_memory *memory = gk_guest_memory(g.guest, "m");
    assert_non_null(memory);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t *out = NULL;
        gk_error err = GK_ERROR_INIT;
        gk_status st =
            gk_guest_span(memory, rows[i].ptr, rows[i].len, &out, &err);
        if (st != rows[i].want || (st == GK_OK) != (out != NULL))
            fail_msg("%s: status %d %s", rows[i].name, st, err.text);
    }
    test_guest_close(&g);
}

static void an_empty_memory_has_an_empty_span(void **state)
{
    struct test_guest g;
    uint8_t *out = NULL;
    (void)state;
    test_guest_open(&g, "(module (memory (export \"m\") 0 0))", NULL);
    gk_vm_memory *memory = gk_guest_memory(g.guest, "m");
    assert_int_equal(gk_vm_memory_pages(memory), 0);
    assert_int_equal(gk_guest_span(memory, 0, 0, &out, NULL), GK_OK);
    assert_non_null(out);
    assert_int_equal(gk_guest_span(memory, 0, 1, &out, &g.err), GK_E_BOUNDS);
    assert_string_equal(g.err.text, "guest range 0x0+1 leaves memory of 0 "
                                    "bytes");
    test_guest_close(&g);
}

static const char growing[] =
    ")"
    " (func (export \"grow\") (param i32) (result i32)"
    " local.get 0 memory.grow)"
    " (func (export \"size\") (result i32) memory.size)"
    " (func (export \"at\") (param i32) (result i32)"
    " local.get 0 i32.load8_u)"
    " (func (export \"put\") (param i32 i32)"
    " local.get 0 local.get 1 i32.store8))";

static void open_growing(struct test_guest *g, const char *max,
                         const struct gk_vm_limits *limits)
{
    gk_buf wat = GK_BUF_INIT;
    gk_buf_puts(&wat, "(module (memory (export \"m\") 1 ");
    gk_buf_puts(&wat, max);
    gk_buf_puts(&wat, growing);
    test_guest_open(g, gk_buf_text(&wat), limits);
    assert_int_equal(g->status, GK_OK);
    gk_buf_clear(&wat);
}

static uint32_t call1(struct test_guest *g, const char *name, uint32_t arg)
{
    uint32_t out = 0;
    if (test_guest_call(g, name, 1, &arg, &out) != GK_OK)
        fail_msg("%s: %s", name, g->err.text);
    return out;
}

static void growing_keeps_the_bytes_and_adds_zeros(void **state)
{
    struct test_guest g;
    const uint32_t put[] = {65535, 42};
    uint8_t *byte;
    (void)state;
    open_growing(&g, "", NULL);
    assert_int_equal(test_guest_call(&g, "put", 2, put, NULL), GK_OK);
    assert_int_equal(call1(&g, "grow", 3), 1);
    assert_int_equal(call1(&g, "at", 65535), 42);
    assert_int_equal(call1(&g, "at", 4 * 65536 - 1), 0);
    gk_vm_memory *memory = gk_guest_memory(g.guest, "m");
    assert_int_equal(gk_vm_memory_grow(memory, 2, NULL), GK_OK);
    assert_int_equal(gk_vm_memory_pages(memory), 6);
    assert_int_equal(gk_guest_span(memory, 6 * 65536 - 1, 1, &byte, NULL),
                     GK_OK);
    *byte = 7;
    assert_int_equal(call1(&g, "at", 6 * 65536 - 1), 7);
    assert_int_equal(call1(&g, "at", 65535), 42);
    test_guest_close(&g);
}

static void growth_ends_at_the_lower_of_both_ceilings(void **state)
{
    static const struct {
        const char *name, *max;
        uint32_t cap, most;
        bool at_cap;
    } rows[] = {
        {"the guest's own", "5", 100, 5, false},
        {"ours", "100", 6, 6, true},
        {"ours, the guest has none", "", 7, 7, true},
        {"both the same", "8", 8, 8, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gk_vm_limits limits = {.memory_pages = rows[i].cap};
        struct gk_vm_usage usage;
        struct test_guest g;
        open_growing(&g, rows[i].max, &limits);
        bool past = call1(&g, "grow", rows[i].most) != UINT32_MAX;
        bool up_to = call1(&g, "grow", rows[i].most - 1) == 1;
        bool more = call1(&g, "grow", 1) != UINT32_MAX;
        gk_guest_usage(g.guest, &usage);
        if (past || !up_to || more || usage.memory_pages != rows[i].most ||
            usage.memory_at_cap != rows[i].at_cap)
            fail_msg("%s: %u pages", rows[i].name, usage.memory_pages);
        assert_int_equal(
            gk_vm_memory_grow(gk_guest_memory(g.guest, "m"), 1, NULL),
            GK_E_LIMIT);
        test_guest_close(&g);
    }
}

static void what_starts_past_a_ceiling_is_refused(void **state)
{
    static const char *const rows[] = {
        "(module (memory 101))",
        "(module (memory 65536))",
        "(module (memory 60) (memory 60))",
        "(module (table 1001 funcref))",
        "(module (table 4294967295 externref))",
        "(module (table 600 funcref) (table 600 funcref))",
    };
    struct gk_vm_limits limits = {.memory_pages = 100, .table_entries = 1000};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct test_guest g;
        test_guest_open(&g, rows[i], &limits);
        if (g.status != GK_E_LIMIT || g.trap.kind != GK_TRAP_MEMORY_LIMIT)
            fail_msg("%s: %s", rows[i], g.err.text);
        test_guest_close(&g);
    }
}

static void many_memories_and_tables_share_the_ceiling(void **state)
{
    static const char wat[] =
        "(module (memory $a 10) (memory $b 10)"
        " (table $t 100 funcref) (table $u 100 funcref)"
        " (func (export \"memory\") (param i32) (result i32)"
        " local.get 0 memory.grow $b)"
        " (func (export \"table\") (param i32) (result i32)"
        " ref.null func local.get 0 table.grow $u))";
    struct gk_vm_limits limits = {.memory_pages = 100, .table_entries = 1000};
    struct test_guest g;
    (void)state;
    test_guest_open(&g, wat, &limits);
    assert_int_equal(g.status, GK_OK);
    assert_int_equal(call1(&g, "memory", 41), UINT32_MAX);
    assert_int_equal(call1(&g, "memory", 40), 10);
    assert_int_equal(call1(&g, "table", 401), UINT32_MAX);
    assert_int_equal(call1(&g, "table", 400), 100);
    test_guest_close(&g);
}

static void memory_of_the_host_is_the_guests(void **state)
{
    struct test_guest g;
    uint8_t *bytes;
    (void)state;
    test_guest_open(&g,
                    "(module (import \"env\" \"memory\" (memory 1))"
                    " (export \"m\" (memory 0))"
                    " (func (export \"at\") (param i32) (result i32)"
                    " local.get 0 i32.load8_u)"
                    " (data (i32.const 5) \"five\"))",
                    NULL);
    assert_ptr_equal(gk_guest_memory(g.guest, "m"), g.memory);
    assert_int_equal(gk_guest_span(g.memory, 5, 4, &bytes, NULL), GK_OK);
    assert_memory_equal(bytes, "five", 4);
    bytes[0] = 'F';
    assert_int_equal(call1(&g, "at", 5), 'F');
    assert_int_equal(gk_vm_memory_grow(g.memory, 9, NULL), GK_OK);
    assert_int_equal(gk_vm_memory_grow(g.memory, 1, NULL), GK_E_LIMIT);
    assert_int_equal(call1(&g, "at", 10 * 65536 - 1), 0);
    test_guest_close(&g);
}

/* How many of the machine's pages behind a guest's memory are there. */
static size_t resident(gk_vm_memory *memory)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t len = (size_t)gk_vm_memory_pages(memory) * GK_PAGE_BYTES;
    size_t count = 0;
    uint8_t *base;
    unsigned char *there = calloc(len / page, 1);
    assert_non_null(there);
    assert_int_equal(gk_guest_span(memory, 0, 0, &base, NULL), GK_OK);
    assert_int_equal(mincore(base, len, there), 0);
    for (size_t i = 0; i < len / page; i++)
        count += there[i] & 1;
    free(there);
    return count;
}

static void pages_cost_nothing_until_touched(void **state)
{
    struct test_guest g;
    gk_vm_memory *host = NULL;
    (void)state;
    test_guest_open(&g,
                    "(module (memory (export \"m\") 4096)"
                    " (data (i32.const 1000000) \"x\")"
                    " (func (export \"put\") (param i32)"
                    " local.get 0 i32.const 1 i32.store8))",
                    NULL);
    assert_int_equal(g.status, GK_OK);
    gk_vm_memory *own = gk_guest_memory(g.guest, "m");
    /* Of 65,536. One touch may bring in a huge page of 512. */
    assert_in_range(resident(own), 1, 1024);
    call1(&g, "put", 100000000);
    assert_in_range(resident(own), 2, 2048);
    assert_int_equal(gk_vm_memory_new(g.vm, 256, 16384, &host, NULL), GK_OK);
    assert_int_equal(resident(host), 0);
    test_guest_close(&g);
}

static void a_memory_larger_than_allowed_is_not_made(void **state)
{
    struct gk_vm_limits limits = {.memory_pages = 100};
    gk_vm_memory *memory = NULL;
    struct test_guest g;
    (void)state;
    test_guest_open(&g, "(module)", &limits);
    assert_int_equal(gk_vm_memory_new(g.vm, 101, 200, &memory, &g.err),
                     GK_E_LIMIT);
    assert_null(memory);
    assert_int_equal(gk_vm_memory_new(g.vm, 100, 200, &memory, NULL), GK_OK);
    assert_int_equal(gk_vm_memory_grow(memory, 1, NULL), GK_E_LIMIT);
    test_guest_close(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(span_stays_inside),
        cmocka_unit_test(an_empty_memory_has_an_empty_span),
        cmocka_unit_test(growing_keeps_the_bytes_and_adds_zeros),
        cmocka_unit_test(growth_ends_at_the_lower_of_both_ceilings),
        cmocka_unit_test(what_starts_past_a_ceiling_is_refused),
        cmocka_unit_test(many_memories_and_tables_share_the_ceiling),
        cmocka_unit_test(memory_of_the_host_is_the_guests),
        cmocka_unit_test(pages_cost_nothing_until_touched),
        cmocka_unit_test(a_memory_larger_than_allowed_is_not_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
