/*
 * What is reached, from where, and that the way is a shortest one.
 */
#include "core/base/limits.h"
#include "core/wasm/validate.h"
#include "scanner/reach.h"
#include "tests/unit/test_module_bytes.h"
#include "tests/unit/test_wat.h"

struct graph {
    gk_buf bytes;
    gk_module module;
    gk_validation validation;
    gk_reach reach;
};

static void open_graph(const char *name, struct graph *g)
{
    gk_error err = GK_ERROR_INIT;

    if (gk_module_read(g->bytes.data, g->bytes.len, &g->module, &err) !=
            GK_OK ||
        gk_validate(&g->module, &g->validation, &err) != GK_OK ||
        gk_reach_build(&g->module, &g->validation.calls, &g->reach, &err) !=
            GK_OK)
        fail_msg("%s: %s", name, err.text);
}

static void close_graph(struct graph *g)
{
    gk_reach_clear(&g->reach);
    gk_validation_clear(&g->validation);
    gk_module_clear(&g->module);
    gk_buf_clear(&g->bytes);
}

#define IMPORT_A "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 }"
#define A        "(import \"m\" \"a\" (func $a))"

/* Each asks for the way to import 0, called a. */
static const struct {
    const char *name;
    const char *module; /* text, or bytes where wat2wasm knows no such one */
    const char *way;    /* NULL: it is not reached */
} ways[] = {
    {"called by an export", "(module " A "(func (export \"go\") call $a))",
     "go"},
    {"an export's name before the name section's",
     "(module " A "(func $inner (export \"go\") call $b)(func $b call $a))",
     "go → b"},
    {"a function without a name",
     "(module " A "(func (export \"go\") call 2)(func call $a))", "go → f2"},
    {"two exports of one function: the first",
     "(module " A "(func $f (export \"one\") (export \"two\") call $a))",
     "one"},
    {"nothing calls it", "(module " A "(func (export \"go\")))", NULL},
    {"a dead function calls it",
     "(module " A "(func (export \"go\"))(func call $a))", NULL},
    {"dead functions call each other",
     "(module " A "(func (export \"go\"))(func call 3)(func call 2 call $a))",
     NULL},
    {"no entries", "(module " A "(func call $a))", NULL},
    {"exported itself", "(module " A "(export \"a2\" (func $a)))", "a2"},
    {"the start function", "(module " A "(func $s call $a)(start $s))",
     "start: s"},
    {"an import is the start function", "(module " A "(start $a))", "start: a"},
    {"an export as far as the start function",
     "(module " A "(func $s call $a)(start $s)(func (export \"e\") call $a))",
     "e"},
    {"a shorter way from the start function",
     "(module " A "(func $s call $a)(start $s)"
     "(func (export \"e\") call $x)(func $x call $a))",
     "start: s"},
    {"recursion",
     "(module " A "(func (export \"e\") call 1 call $x)"
     "(func $x call $x call 1 call $a))",
     "e → x"},
    {"a tail call",
     "(module " A "(func (export \"e\") return_call $x)"
     "(func $x return_call $a))",
     "e → x"},
    {"the shorter of two ways",
     "(module " A "(func (export \"e\") call $x call $z)(func $x call $y)"
     "(func $y call $a)(func $z call $a))",
     "e → z"},
    {"called behind what never returns",
     "(module " A "(func (export \"e\") unreachable call $a))", "e"},
    {"in a block in a loop in an if",
     "(module " A "(func (export \"e\") i32.const 0 if loop block call $a end"
     " end else end))",
     "e"},
    /* through a table of the module's own */
    {"an indirect call",
     "(module " A "(table 1 funcref)(elem (i32.const 0) $x)"
     "(func (export \"e\") i32.const 0 call_indirect)(func $x call $a))",
     "e ⇢ x"},
    {"an indirect tail call",
     "(module " A "(table 1 funcref)(elem (i32.const 0) $x)"
     "(func (export \"e\") i32.const 0 return_call_indirect)"
     "(func $x call $a))",
     "e ⇢ x"},
    {"the import itself is in the table",
     "(module " A "(table 1 funcref)(elem (i32.const 0) $a)"
     "(func (export \"e\") i32.const 0 call_indirect))",
     "e"},
    {"of another type",
     "(module " A "(table 1 funcref)(elem (i32.const 0) $x)"
     "(func (export \"e\") i32.const 0 call_indirect)"
     "(func $x (param i32) call $a))",
     NULL},
    {"of another result type",
     "(module " A "(table 1 funcref)(elem (i32.const 0) $x)"
     "(func (export \"e\") i32.const 0 call_indirect)"
     "(func $x (result i32) call $a i32.const 0))",
     NULL},
    {"of an equal type by another number",
     "(module (type $t (func)) (type $p (func (param i32)))"
     " (type $u (func))" A "(table 1 funcref)(elem (i32.const 0) $x)"
     "(func (export \"e\") i32.const 0 call_indirect (type $u))"
     "(func $x (type $t) call $a))",
     "e ⇢ x"},
    {"nobody refers to it",
     "(module " A "(table 1 funcref)"
     "(func (export \"e\") i32.const 0 call_indirect)(func $x call $a))",
     NULL},
    {"in a passive segment",
     "(module " A "(table 1 funcref)(elem func $x)"
     "(func (export \"e\") i32.const 0 call_indirect)(func $x call $a))",
     "e ⇢ x"},
    {"in a segment of expressions",
     "(module " A "(table 1 funcref)"
     "(elem (i32.const 0) funcref (ref.null func) (ref.func $x))"
     "(func (export \"e\") i32.const 0 call_indirect)(func $x call $a))",
     "e ⇢ x"},
    {"referred to by a global",
     IMPORT_A
     "03{ 02 00 00 } 04{ 01 70 00 01 } 06{ 01 70 00 d2 02 0b }"
     " 07{ 01 'e' 00 01 } 0a{ 02 { 00 41 00 11 00 00 0b } { 00 10 00 0b } }",
     "e ⇢ f2"},
    {"referred to in a body that is never run",
     "(module " A "(table 1 funcref)(elem declare func $x)"
     "(func (export \"e\") i32.const 0 call_indirect)"
     "(func ref.func $x drop)(func $x call $a))",
     "e ⇢ x"},
    {"indirect, then direct, then indirect",
     "(module " A "(table 2 funcref)(elem (i32.const 0) $x $z)"
     "(func (export \"e\") i32.const 0 call_indirect)"
     "(func $x call $y)"
     "(func $y i32.const 0 i32.const 1 call_indirect (param i32))"
     "(func $z (param i32) call $a))",
     "e ⇢ x → y ⇢ z"},
    {"in a table nobody calls through",
     "(module " A "(table 1 funcref)(elem (i32.const 0) $x)"
     "(func (export \"e\"))(func $x call $a))",
     NULL},
    /* what a host has a reference to */
    {"an exported table",
     "(module " A "(table (export \"t\") 1 funcref)(elem (i32.const 0) $x)"
     "(func $x call $a))",
     "table: x"},
    {"an imported table",
     "(module " A "(import \"m\" \"t\" (table 1 funcref))"
     "(elem (i32.const 0) $x)(func $x call $a))",
     "table: x"},
    {"an exported table of something else",
     "(module " A "(table (export \"t\") 1 externref)(table 1 funcref)"
     "(elem (table 1) (i32.const 0) func $x)(func $x call $a))",
     NULL},
    {"an export, though a table is nearer",
     "(module " A "(table (export \"t\") 1 funcref)(elem (i32.const 0) $x)"
     "(func (export \"e\") call $y)(func $y call $x)(func $x call $a))",
     "e → y → x"},
    {"an exported global",
     IMPORT_A "03{ 01 00 } 06{ 01 70 00 d2 01 0b } 07{ 01 'g' 03 00 }"
              " 0a{ 01 { 00 10 00 0b } }",
     "table: f1"},
    {"an imported global it is stored in",
     "01{ 01 60 00 00 } 02{ 02 'm' 'a' 00 00 'm' 'g' 03 70 01 }"
     " 03{ 02 00 00 } 07{ 01 'e' 00 01 } 09{ 01 03 00 01 02 }"
     " 0a{ 02 { 00 d2 02 24 00 0b } { 00 10 00 0b } }",
     "table: f2"},
    {"returned by an export",
     "01{ 02 60 00 00 60 00 01 70 } 02{ 01 'm' 'a' 00 00 }"
     " 03{ 02 01 00 } 07{ 01 'e' 00 01 } 09{ 01 03 00 01 02 }"
     " 0a{ 02 { 00 d2 02 0b } { 00 10 00 0b } }",
     "table: f2"},
    {"given to an import",
     "01{ 02 60 00 00 60 01 70 00 } 02{ 02 'm' 'a' 00 00 'm' 'b' 00 01 }"
     " 03{ 02 00 00 } 07{ 01 'e' 00 02 } 09{ 01 03 00 01 03 }"
     " 0a{ 02 { 00 d2 03 10 01 0b } { 00 10 00 0b } }",
     "table: f3"},
    {"taken by an export, not given",
     "(module " A "(elem declare func $x)"
     "(func (export \"e\") (param funcref) ref.func $x drop)"
     "(func $x call $a))",
     NULL},
    {"thrown with a tag that is imported",
     "(module " A "(import \"m\" \"tag\" (tag (param funcref)))"
     "(elem declare func $x)"
     "(func (export \"e\") ref.func $x drop)(func $x call $a))",
     "table: x"},
};

static void make_way(size_t row, gk_buf *out)
{
    if (ways[row].module[0] == '(')
        test_wat(ways[row].module, out);
    else
        wasm_make(ways[row].module, out);
}

static void ways_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct graph g = {.bytes = GK_BUF_INIT};
        struct gk_path path;
        gk_buf way = GK_BUF_INIT;
        bool found;

        make_way(i, &g.bytes);
        open_graph(ways[i].name, &g);
        if (!g.reach.complete)
            fail_msg("%s: not complete", ways[i].name);
        found = gk_reach_path(&g.reach, 0, &path);
        if (found != gk_reach_has(&g.reach, 0) ||
            found != (ways[i].way != NULL))
            fail_msg("%s: %s", ways[i].name, found ? "found" : "not found");
        if (found) {
            gk_path_print(&g.module, &path, &way);
            if (strcmp(gk_buf_text(&way), ways[i].way) != 0)
                fail_msg("%s: '%s'", ways[i].name, gk_buf_text(&way));
        }
        gk_buf_clear(&way);
        close_graph(&g);
    }
}

static void sets_agree_with_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct graph g = {.bytes = GK_BUF_INIT};
        uint64_t *sets;
        bool any = false;

        make_way(i, &g.bytes);
        open_graph(ways[i].name, &g);
        assert_int_equal(gk_reach_sets(&g.reach, &sets, NULL), GK_OK);
        for (uint32_t f = 0; f < g.module.function_count; f++) {
            struct gk_path path;

            /* Whoever is reached and reaches it makes it reached. */
            any |= gk_reach_path(&g.reach, f, &path) && (sets[f] & 1) != 0;
        }
        if (any != (ways[i].way != NULL))
            fail_msg("%s: %d", ways[i].name, any);
        free(sets);
        close_graph(&g);
    }
}

/* What cannot be read may call anything. */
static void unsound_modules_reach_everything(void **state)
{
    static const struct {
        const char *name, *bytes;
    } rows[] = {
        {"a body that ends early",
         "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 03{ 01 00 }"
         " 07{ 01 'e' 00 01 } 0a{ 01 { 00 41 } }"},
        {"an unknown opcode",
         "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 03{ 01 00 }"
         " 07{ 01 'e' 00 01 } 0a{ 01 { 00 27 0b } }"},
        {"a body too few",
         "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 03{ 02 00 00 }"
         " 07{ 01 'e' 00 01 } 0a{ 01 { 00 0b } }"},
        {"a body too many",
         "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 03{ 01 00 }"
         " 07{ 01 'e' 00 01 } 0a{ 02 { 00 0b } { 00 10 00 0b } }"},
        {"an export section in pieces",
         "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 03{ 01 00 }"
         " 07{ 02 'e' 00 01 } 0a{ 01 { 00 0b } }"},
        {"a type out of range",
         "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 03{ 01 09 }"
         " 07{ 01 'e' 00 01 } 0a{ 01 { 00 0b } }"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct graph g = {.bytes = GK_BUF_INIT};
        struct gk_path path;
        uint64_t *sets;

        wasm_make(rows[i].bytes, &g.bytes);
        open_graph(rows[i].name, &g);
        if (g.reach.complete || !gk_reach_has(&g.reach, 0) ||
            gk_reach_path(&g.reach, 0, &path))
            fail_msg("%s", rows[i].name);
        assert_int_equal(gk_reach_sets(&g.reach, &sets, NULL), GK_OK);
        free(sets);
        close_graph(&g);
    }
}

/* Indices of nothing are no crash and reach nothing. */
static void indices_out_of_range_lead_nowhere(void **state)
{
    static const char wild[] =
        "01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 } 03{ 01 00 }"
        " 07{ 01 'e' 00 63 } 08{ 63 } 09{ 01 00 41 00 0b 01 63 }"
        " 0a{ 01 { 00 10 63 11 63 00 d2 63 1a 0b } }";
    struct graph g = {.bytes = GK_BUF_INIT};
    struct gk_path path;
    uint64_t *sets;

    (void)state;
    wasm_make(wild, &g.bytes);
    open_graph("wild", &g);
    for (uint32_t f = 0; f < 200; f++)
        assert_false(gk_reach_path(&g.reach, f, &path));
    assert_int_equal(gk_reach_sets(&g.reach, &sets, NULL), GK_OK);
    assert_true(sets[0] == 1 && sets[1] == 0);
    free(sets);
    close_graph(&g);
}

static void nothing_is_a_graph_too(void **state)
{
    static const char *const rows[] = {"", "01{ 02 60 00 00 60 01 7f 00 }",
                                       "00{ 'x' }"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct graph g = {.bytes = GK_BUF_INIT};
        struct gk_path path;
        uint64_t *sets;

        wasm_make(rows[i], &g.bytes);
        open_graph(rows[i], &g);
        assert_true(g.reach.complete);
        assert_false(gk_reach_has(&g.reach, 0));
        assert_false(gk_reach_path(&g.reach, 0, &path));
        assert_int_equal(gk_reach_sets(&g.reach, &sets, NULL), GK_OK);
        free(sets);
        close_graph(&g);
    }
}

/* --- long ways --- */

/* Functions 1 … n, each calls the next; the last one import 0, directly or
 * through a table. */
static void make_chain(uint32_t n, bool exported, bool indirect, gk_buf *out)
{
    gk_buf s = GK_BUF_INIT;
    gk_buf body = GK_BUF_INIT;

    wasm_make("01{ 01 60 00 00 } 02{ 01 'm' 'a' 00 00 }", out);
    gk_leb_put_u64(&s, n);
    gk_buf_fill(&s, 0, n);
    gk_buf_byte(out, GK_SECTION_FUNCTION);
    gk_leb_put_u64(out, s.len);
    gk_buf_put(out, s.data, s.len);
    if (indirect)
        wasm_bytes("04{ 01 70 00 01 }", out);
    if (exported)
        wasm_bytes("07{ 01 'e' 00 01 }", out);
    else
        wasm_bytes("08{ 01 }", out);
    if (indirect)
        wasm_bytes("09{ 01 00 41 00 0b 01 00 }", out);
    gk_buf_reset(&s);
    gk_leb_put_u64(&s, n);
    for (uint32_t i = 1; i <= n; i++) {
        gk_buf_reset(&body);
        gk_buf_byte(&body, 0);
        if (i == n && indirect) {
            wasm_bytes("41 00 11 00 00", &body);
        } else {
            gk_buf_byte(&body, 0x10);
            gk_leb_put_u64(&body, i == n ? 0 : i + 1);
        }
        gk_buf_byte(&body, 0x0b);
        gk_leb_put_u64(&s, body.len);
        gk_buf_put(&s, body.data, body.len);
    }
    gk_buf_byte(out, GK_SECTION_CODE);
    gk_leb_put_u64(out, s.len);
    gk_buf_put(out, s.data, s.len);
    assert_int_equal(out->status, GK_OK);
    gk_buf_clear(&s);
    gk_buf_clear(&body);
}

static void long_ways_keep_both_ends(void **state)
{
    static const struct {
        uint32_t functions;
        bool exported, indirect;
    } rows[] = {
        {1, true, false},      {30, true, false},     {31, true, false},
        {32, true, true},      {33, false, false},    {31, false, true},
        {100000, true, false}, {100000, false, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct graph g = {.bytes = GK_BUF_INIT};
        uint32_t total = rows[i].functions + 1; /* and the import */
        uint32_t kept = total < GK_MAX_PATH ? total : GK_MAX_PATH;
        struct gk_path p;

        make_chain(rows[i].functions, rows[i].exported, rows[i].indirect,
                   &g.bytes);
        open_graph("chain", &g);
        assert_true(g.reach.complete);
        assert_true(gk_reach_path(&g.reach, 0, &p));
        if (p.count != kept || p.left_out != total - kept ||
            p.kind != (rows[i].exported ? GK_ENTRY_EXPORT : GK_ENTRY_START) ||
            p.entry != (rows[i].exported ? 0u : 1u))
            fail_msg("row %zu: %u and %u left out", i, p.count, p.left_out);
        for (uint32_t n = 0; n + 1 < p.count; n++)
            if (p.at[n] != n + 1)
                fail_msg("row %zu: at[%u] is %u", i, n, p.at[n]);
        assert_int_equal(p.at[p.count - 1], 0);
        assert_int_equal(p.indirect,
                         rows[i].indirect ? 1u << (p.count - 1) : 0);
        close_graph(&g);
    }
}

static void what_is_left_out_is_said(void **state)
{
    static const struct {
        uint32_t function; /* the way to it, in a chain of 50 */
        const char *end;
    } rows[] = {
        {0, " → f31 → …"},        /* the import is not printed */
        {40, " → f31 → … → f40"}, /* a function is */
        {32, " → f31 → f32"},     {2, "e → f2"}, {1, "e"},
    };
    struct graph g = {.bytes = GK_BUF_INIT};

    (void)state;
    make_chain(50, true, false, &g.bytes);
    open_graph("chain", &g);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf way = GK_BUF_INIT;
        struct gk_path p;
        size_t len = strlen(rows[i].end);

        assert_true(gk_reach_path(&g.reach, rows[i].function, &p));
        gk_path_print(&g.module, &p, &way);
        if (way.len < len ||
            strcmp(gk_buf_text(&way) + way.len - len, rows[i].end) != 0)
            fail_msg("%u: '%s'", rows[i].function, gk_buf_text(&way));
        gk_buf_clear(&way);
    }
    close_graph(&g);
}

/* --- against another way to count --- */

#define N 24u

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* N functions of random calls, of which some are exported. */
static void make_random(uint32_t seed, bool calls[N][N], bool entry[N],
                        gk_buf *bytes)
{
    gk_buf wat = GK_BUF_INIT;

    gk_buf_puts(&wat, "(module ");
    for (uint32_t f = 0; f < N; f++) {
        entry[f] = next_random(&seed) % 8 == 0;
        gk_buf_puts(&wat, "(func ");
        if (entry[f])
            gk_buf_printf(&wat, "(export \"e%u\") ", f);
        for (uint32_t t = 0; t < N; t++) {
            calls[f][t] = next_random(&seed) % 16 == 0;
            if (calls[f][t])
                gk_buf_printf(&wat, "call %u ", t);
        }
        gk_buf_puts(&wat, ")");
    }
    gk_buf_puts(&wat, ")");
    test_wat(gk_buf_text(&wat), bytes);
    gk_buf_clear(&wat);
}

/* Functions on the shortest way to each, by relaxing edges N times. */
static void count_lengths(bool calls[N][N], const bool entry[N],
                          uint32_t length[N])
{
    for (uint32_t f = 0; f < N; f++)
        length[f] = entry[f] ? 1 : UINT32_MAX;
    for (uint32_t round = 0; round < N; round++)
        for (uint32_t f = 0; f < N; f++)
            for (uint32_t t = 0; t < N; t++)
                if (calls[f][t] && length[f] != UINT32_MAX &&
                    length[f] + 1 < length[t])
                    length[t] = length[f] + 1;
}

static void ways_are_shortest_in_random_graphs(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        struct graph g = {.bytes = GK_BUF_INIT};
        bool calls[N][N], entry[N];
        uint32_t length[N];

        make_random(seed, calls, entry, &g.bytes);
        count_lengths(calls, entry, length);
        open_graph("random", &g);
        for (uint32_t f = 0; f < N; f++) {
            struct gk_path p = {.count = UINT32_MAX};
            bool found = gk_reach_path(&g.reach, f, &p);

            if (found != (length[f] != UINT32_MAX) || p.count != length[f])
                fail_msg("seed %u function %u: %u, wanted %u", seed, f, p.count,
                         length[f]);
            if (!found)
                continue;
            assert_true(entry[p.at[0]]);
            assert_int_equal(p.at[p.count - 1], f);
            for (uint32_t n = 1; n < p.count; n++)
                if (!calls[p.at[n - 1]][p.at[n]])
                    fail_msg("seed %u: %u does not call %u", seed, p.at[n - 1],
                             p.at[n]);
        }
        close_graph(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_are_found),
        cmocka_unit_test(sets_agree_with_ways),
        cmocka_unit_test(unsound_modules_reach_everything),
        cmocka_unit_test(indices_out_of_range_lead_nowhere),
        cmocka_unit_test(nothing_is_a_graph_too),
        cmocka_unit_test(long_ways_keep_both_ends),
        cmocka_unit_test(what_is_left_out_is_said),
        cmocka_unit_test(ways_are_shortest_in_random_graphs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
