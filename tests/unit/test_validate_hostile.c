/* Modules made to take time or memory, and memory that runs out. */
#include "validate_bytes.h"

#include "core/base/limits.h"

#include <time.h>

#define CEILING(len) ((len) / 4 + ((size_t)12 << 20))

/* --- bombs --------------------------------------------------------------- */

/* A module being made of few parts, many times. */
static void put_section(gk_buf *out, uint8_t id, gk_buf *payload)
{
    gk_buf_byte(out, id);
    gk_leb_put_u64(out, payload->len);
    gk_buf_put(out, payload->data, payload->len);
    assert_int_equal(out->status, GK_OK);
    gk_buf_clear(payload);
}

static void put_times(gk_buf *out, uint32_t times, const char *hex)
{
    gk_buf part = GK_BUF_INIT;

    wasm_bytes(hex, &part);
    for (uint32_t i = 0; i < times; i++)
        gk_buf_put(out, part.data, part.len);
    gk_buf_clear(&part);
}

/* `count` of `hex`. */
static void put_vector(gk_buf *out, uint8_t id, uint32_t count, const char *hex)
{
    gk_buf payload = GK_BUF_INIT;

    gk_leb_put_u64(&payload, count);
    put_times(&payload, count, hex);
    put_section(out, id, &payload);
}

/* Types 0: () -> (); 1: 1000 i32 -> 1000 i32; 2: as 1, the last ones i64;
 * 3: () -> 1000 i32. */
static void put_wide_types(gk_buf *out)
{
    gk_buf types = GK_BUF_INIT;

    wasm_bytes("04 60 00 00", &types);
    put_times(&types, 1, "60 e807");
    put_times(&types, 1000, "7f");
    put_times(&types, 1, "e807");
    put_times(&types, 1000, "7f");
    put_times(&types, 1, "60 e807");
    put_times(&types, 999, "7f");
    put_times(&types, 1, "7e e807");
    put_times(&types, 999, "7f");
    put_times(&types, 1, "7e 60 00 e807");
    put_times(&types, 1000, "7f");
    put_section(out, 1, &types);
}

/* Functions of type 0, of which each has this body. */
static void put_bodies(gk_buf *out, uint32_t count, const gk_buf *body)
{
    gk_buf codes = GK_BUF_INIT;

    put_vector(out, 3, count, "00");
    gk_leb_put_u64(&codes, count);
    for (uint32_t i = 0; i < count; i++) {
        gk_leb_put_u64(&codes, body->len);
        gk_buf_put(&codes, body->data, body->len);
    }
    put_section(out, 10, &codes);
}

struct bomb {
    const char *name;
    const char *before; /* of the body */
    const char *part;   /* many times */
    const char *after;
    uint32_t times;
    uint32_t bodies;
    const char *problem; /* the first one; NULL: valid */
};

static const struct bomb bombs[] = {
    /* A thousand operands, passed on from block to block. */
    {"wide blocks", "00 0203 00 0b", "0201 0b", "00 0b", 500000, 1, NULL},
    {"wide br_if", "00 0203 00 4100", "0d00 4100", "00 0b 00 0b", 500000, 1,
     NULL},
    {"wide blocks that do not fit", "00 0203 00 0b", "0201 0b 0202 0b", "00 0b",
     300000, 1, "block: operand 1000 is i32, wanted i64"},
    {"dead wide blocks", "00 00", "0201 0b", "00 0b", 500000, 1, NULL},
    {"calls of nothing", "00 0203 00 0b", "1001", "00 0b", 1000000, 1,
     "call: function 1, the module has 1"},
    {"locals", "04 ffff02 7f 01 7e 01 7d 01 7c", "", "0b", 0, 300000, NULL},
    {"locals, the last one", "04 ffff02 7f 01 7e 01 7d 01 7c", "",
     "208080031a0b", 0, 200000, NULL},
    {"more locals than may be", "01 ffffffff0f 7f", "", "0b", 0, 300000,
     "more than 50000 locals"},
    {"nested blocks", "00", "0240", "0b", 3000000, 1,
     "block: over 10000 nested blocks"},
    {"nested loops that end", "00", "0340", "0b", 9999, 1,
     "the body ends where an instruction should be"},
    {"operands", "00", "4100", "00 0b", 3000000, 1,
     "i32.const: over 1000000 operands pending"},
    {"wide results", "00", "020300 0b", "00 0b", 2000, 1,
     "end: over 1000000 operands pending"},
    {"errors", "00", "02401a0b", "0b", 1500000, 1,
     "drop: operand 1 is missing, wanted a value"},
    {"bad locals", "00", "20011a", "0b", 1500000, 1,
     "local.get: local 1, the function has 0"},
    {"bad labels", "00", "0c01", "0b", 1500000, 1, "br: label 1, there are 1"},
    {"br_table", "00 4100 0e c0843d", "00", "00 0b", 1000000, 1, NULL},
    {"wide br_table", "00 0203 0203 00 4100 0e c0843d", "0001",
     "00 0b 0b 00 0b", 500000, 1, NULL},
    {"small bodies", "00", "", "0b", 0, 1000000, NULL},
    {"ref.func of the same", "00", "d2001a", "0b", 1500000, 1,
     "ref.func: function 0 is in no element segment, export or global"},
};

static void make_bomb(const struct bomb *b, gk_buf *out)
{
    gk_buf body = GK_BUF_INIT;

    put_times(&body, 1, b->before);
    put_times(&body, b->times, b->part);
    put_times(&body, 1, b->after);
    wasm_make("", out);
    put_wide_types(out);
    put_bodies(out, b->bodies, &body);
    gk_buf_clear(&body);
}

/* The most it may take, several times what was measured, on a slow machine:
 * what is not linear takes minutes here. */
#ifdef GK_SANITIZED
#define NS_PER_BYTE 20000.0
#else
#define NS_PER_BYTE 2000.0
#endif

static void set_off(const char *name, const gk_buf *bytes, const char *problem)
{
    struct counting c = {0};
    struct gk_alloc alloc = {counting_resize, &c};
    gk_module m;
    gk_validation v;
    clock_t start;
    double ns;

    assert_int_equal(gk_module_read(bytes->data, bytes->len, &m, NULL), GK_OK);
    start = clock();
    assert_int_equal(gk_validate_with(&(struct gk_validate_how){.alloc = &alloc,
                                                                .threads = 1},
                                      &m, &v, NULL),
                     GK_OK);
    assert_true(v.instructions > 0 || v.problem_count > 0);
    ns = (double)(clock() - start) / CLOCKS_PER_SEC * 1e9;
    if (c.peak > CEILING(bytes->len))
        fail_msg("%s: %zu bytes of memory for %zu", name, c.peak, bytes->len);
    if (ns / (double)bytes->len > NS_PER_BYTE)
        fail_msg("%s: %.0f ns a byte", name, ns / (double)bytes->len);
    if (strcmp(problem != NULL ? problem : "",
               v.problem_count ? v.problems[0].text : "") != 0)
        fail_msg("%s: %s", name,
                 v.problem_count ? v.problems[0].text : "valid");
    gk_validation_clear(&v);
    gk_module_clear(&m);
    assert_int_equal(c.blocks, 0);
}

static void bombs_take_no_more_than_linear_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        gk_buf bytes = GK_BUF_INIT;

        make_bomb(&bombs[i], &bytes);
        set_off(bombs[i].name, &bytes, bombs[i].problem);
        gk_buf_clear(&bytes);
    }
}

/* A type of a million parameters is over the limit, which the reader tells;
 * used all over, it must not be looked at each time. */
static void types_over_the_limit_are_not_compared(void **state)
{
    gk_buf bytes = GK_BUF_INIT, types = GK_BUF_INIT, body = GK_BUF_INIT;

    (void)state;
    wasm_make("", &bytes);
    wasm_bytes("02 60 00 00 60 c0843d", &types);
    put_times(&types, 1000000, "7f");
    gk_buf_byte(&types, 0);
    put_section(&bytes, 1, &types);
    gk_buf_byte(&body, 0);
    put_times(&body, 1000000, "0201 0b");
    gk_buf_byte(&body, 0x0b);
    put_bodies(&bytes, 1, &body);
    set_off("wide types", &bytes, NULL);
    gk_buf_clear(&body);
    gk_buf_clear(&bytes);
}

/* --- memory -------------------------------------------------------------- */

static void floods_of_entries_stay_under_the_ceiling(void **state)
{
    gk_buf bytes = GK_BUF_INIT, body = GK_BUF_INIT;

    (void)state;
    wasm_bytes("00 0b", &body);
    wasm_make("", &bytes);
    put_vector(&bytes, 1, 600000, "60 00 00");
    put_bodies(&bytes, 10, &body);
    set_off("types", &bytes, NULL);
    gk_buf_clear(&bytes);
    wasm_make("01{ 01 60 00 00 }", &bytes);
    put_bodies(&bytes, 1000000, &body);
    set_off("functions", &bytes, NULL);
    gk_buf_clear(&bytes);
    wasm_make("01{ 01 60 00 00 } 03{ 01 00 }", &bytes);
    put_vector(&bytes, 6, 200000, "7f 01 41 00 0b");
    put_vector(&bytes, 10, 1, "02 00 0b");
    set_off("globals", &bytes, NULL);
    gk_buf_clear(&bytes);
    gk_buf_clear(&body);
}

/* Each function calls each one: the graph is larger than the module. */
static void a_graph_over_the_ceiling_is_cut_off(void **state)
{
    enum { FUNCTIONS = 3000 };
    gk_buf bytes = GK_BUF_INIT, body = GK_BUF_INIT;
    struct counting c = {0};
    struct gk_alloc alloc = {counting_resize, &c};
    gk_module m;
    gk_validation v;

    (void)state;
    wasm_make("01{ 01 60 00 00 }", &bytes);
    gk_buf_byte(&body, 0);
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        gk_buf_byte(&body, 0x10);
        gk_leb_put_u64(&body, i);
    }
    gk_buf_byte(&body, 0x0b);
    put_bodies(&bytes, FUNCTIONS, &body);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(gk_validate_with(&(struct gk_validate_how){.alloc = &alloc,
                                                                .threads = 1},
                                      &m, &v, NULL),
                     GK_OK);
    assert_true(c.peak <= CEILING(bytes.len));
    assert_int_equal(v.problem_count, 0);
    assert_false(v.calls.complete);
    assert_true(v.calls.count > 1000000);
    assert_int_equal(v.calls.first[FUNCTIONS], v.calls.count);
    gk_validation_clear(&v);
    gk_module_clear(&m);
    assert_int_equal(c.blocks, 0);
    gk_buf_clear(&body);
    gk_buf_clear(&bytes);
}

static void run_out_of_memory(const gk_module *m, unsigned parts)
{
    gk_status st = GK_E_NOMEM;
    size_t fail_at = 0;

    while (st != GK_OK) {
        struct counting c = {.fail_at = ++fail_at};
        struct gk_alloc alloc = {counting_resize, &c};
        gk_validation v = {.deepest = 77};
        gk_error err = GK_ERROR_INIT;

        st = gk_validate_with(&(struct gk_validate_how){.alloc = &alloc,
                                                        .threads = 1,
                                                        .parts = parts},
                              m, &v, &err);
        if (st == GK_OK) {
            assert_true(c.calls < fail_at);
            assert_int_equal(v.deepest, 40);
            gk_validation_clear(&v);
        } else {
            assert_int_equal(st, GK_E_NOMEM);
            assert_int_equal(err.status, GK_E_NOMEM);
            assert_int_equal(v.deepest, 77);
        }
        assert_int_equal(c.blocks, 0);
    }
    assert_true(fail_at > 15);
}

static void running_out_of_memory_leaves_nothing_behind(void **state)
{
    gk_buf bytes = GK_BUF_INIT, body = GK_BUF_INIT;
    gk_module m;

    (void)state;
    gk_buf_puts(&body, "03 01 7f e807 7f a00f 7e 4200 2400 1000");
    for (int i = 0; i < 40; i++)
        gk_buf_puts(&body, "0240");
    for (int i = 0; i < 2000; i++)
        gk_buf_puts(&body, "4100");
    gk_buf_puts(&body, "4100 4200 6a 0b");
    env_module(0, gk_buf_text(&body), &bytes);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    run_out_of_memory(&m, 1);
    run_out_of_memory(&m, 2);
    gk_module_clear(&m);
    gk_buf_clear(&body);
    gk_buf_clear(&bytes);
}

/* --- parts --------------------------------------------------------------- */

/* Functions of all sizes, some of which are wrong, so many that they are
 * checked in parts. */
static void put_large_module(gk_buf *out)
{
    enum { FUNCTIONS = 9000 };
    gk_buf codes = GK_BUF_INIT;

    wasm_make("01{ 01 60 00 00 }", out);
    put_vector(out, 3, FUNCTIONS, "00");
    gk_leb_put_u64(&codes, FUNCTIONS);
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        gk_buf body = GK_BUF_INIT;

        gk_buf_byte(&body, 0);
        put_times(&body, i % 7 * 300, "01");
        put_times(&body, i % 11, "02 40");
        for (uint32_t k = 0; k < 9; k++) {
            gk_buf_byte(&body, 0x10);
            gk_leb_put_u64(&body, i * (k + 1) % FUNCTIONS);
        }
        put_times(&body, i % 97 == 96, "41 00 c0 1a"); /* i32.extend8_s */
        put_times(&body, i % 61 == 60, "6a 1a");       /* no operands */
        put_times(&body, i % 89 == 88, "d2 00 1a");    /* not announced */
        put_times(&body, i % 11, "0b");
        put_times(&body, i % 4001 != 4000, "0b"); /* no end */
        gk_leb_put_u64(&codes, body.len);
        gk_buf_put(&codes, body.data, body.len);
        gk_buf_clear(&body);
    }
    put_section(out, 10, &codes);
}

static void a_large_module_is_the_same_in_any_number_of_parts(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_module m;
    gk_validation one, usual;
    const struct gk_validate_how alone = {.parts = 1};

    (void)state;
    put_large_module(&bytes);
    assert_true(bytes.len > (size_t)8 << 20);
    assert_int_equal(gk_module_read(bytes.data, bytes.len, &m, NULL), GK_OK);
    assert_int_equal(gk_validate_with(&alone, &m, &one, NULL), GK_OK);
    assert_int_equal(one.problem_count, GK_MAX_PROBLEMS);
    assert_true(one.more > 100);
    assert_int_equal(one.uses[GK_FEATURE_SIGN_EXT].count, 92);
    assert_int_equal(one.uses[GK_FEATURE_SIGN_EXT].function, 96);
    assert_true(one.calls.count > 9000 * 6);
    validate_all_ways(&m, &usual);
    validations_are_equal(&one, &usual);
    gk_validation_clear(&usual);
    gk_validation_clear(&one);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

/* --- any bytes ----------------------------------------------------------- */

static void no_mangled_byte_breaks_the_validator(void **state)
{
    gk_buf bytes = GK_BUF_INIT;

    (void)state;
    env_module(5,
               "02 01 7e 01 7d 027f 4100 4100 0440 05 0b 4100 0d00 0b 2000 42"
               " 8001 1a 1a 0240 0c00 0b 1000 4100 28 0204 6a 067f 4100 19 4100"
               " 0b 6a 1f7f 01 02 01 4100 0b 6a fc0d00 d2 00 1a fd0c 0001020304"
               "05060708090a0b0c0d0e0f fd15 03 6a 4100 4100 0e 01 00 00 0b",
               &bytes);
    for (size_t i = 8; i < bytes.len; i++)
        for (unsigned byte = 0; byte < 256; byte += 1 + byte % 3) {
            uint8_t *copy = wasm_exact(bytes.data, bytes.len);
            gk_module m;
            gk_validation v;

            copy[i] = (uint8_t)byte;
            assert_int_equal(gk_module_read(copy, bytes.len, &m, NULL), GK_OK);
            validate_all_ways(&m, &v);
            gk_validation_clear(&v);
            gk_module_clear(&m);
            free(copy);
        }
    gk_buf_clear(&bytes);
}

static void components_have_nothing_to_validate(void **state)
{
    static const uint8_t component[] = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};
    gk_module m;
    gk_validation v;

    (void)state;
    assert_int_equal(gk_module_read(component, 8, &m, NULL), GK_OK);
    validate_all_ways(&m, &v);
    assert_int_equal(v.problem_count, 0);
    assert_int_equal(v.instructions, 0);
    gk_validation_clear(&v);
    gk_module_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bombs_take_no_more_than_linear_time),
        cmocka_unit_test(types_over_the_limit_are_not_compared),
        cmocka_unit_test(floods_of_entries_stay_under_the_ceiling),
        cmocka_unit_test(a_graph_over_the_ceiling_is_cut_off),
        cmocka_unit_test(running_out_of_memory_leaves_nothing_behind),
        cmocka_unit_test(a_large_module_is_the_same_in_any_number_of_parts),
        cmocka_unit_test(no_mangled_byte_breaks_the_validator),
        cmocka_unit_test(components_have_nothing_to_validate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
