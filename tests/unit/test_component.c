/*
 * Component binaries: what the reader finds in them, what it says of broken
 * ones, and what the scanner makes of the core modules inside.
 */
#include "core/base/limits.h"
#include "core/wasm/component.h"
#include "scanner/report/json_writer.h"
#include "scanner/report/report.h"
#include "scanner/rules.h"
#include "scanner/scan.h"
#include "tests/unit/test_module_bytes.h"

#define C "00 61 73 6d 0d 00 01 00 "
#define M "00 61 73 6d 01 00 00 00 "
/* A core module with a memory of no maximum, called inner. */
#define INNER "01{ " M "05{ 01 00 01 } 00{ 'name' 00{ 'inner' } } }"

static const struct row {
    const char *name;
    const char *bytes;
    const char *problem; /* NULL: none; how the first one begins */
    uint32_t modules, imports, exports, nested;
    const char *async; /* NULL: nothing of preview 3 */
} rows[] = {
    {"empty component", C, NULL, 0, 0, 0, 0, NULL},
    {"one module", C INNER, NULL, 1, 0, 0, 0, NULL},
    {"module in a component in a component", C "04{ " C "04{ " C INNER "} }",
     NULL, 1, 0, 0, 2, NULL},
    {"sections in any order", C INNER "00{ 'x' } " INNER, NULL, 2, 0, 0, 0,
     NULL},
    {"counted only", C "02{ 00 } 03{ 00 } 05{ 00 } 06{ 00 } 07{ 00 } 0c{ 00 }",
     NULL, 0, 0, 0, 0, NULL},
    /* imports */
    {"imports of each kind",
     C "0a{ 06 00 'f' 01 00  01 'wasi:cli/environment@0.2.3' 05 00"
       " 00 'm' 00 11 00  00 'v' 02 01 73  00 't' 03 00 07  00 'c' 04 00 }",
     NULL, 0, 6, 0, 0, NULL},
    {"a resource", C "0a{ 01 00 'r' 03 01 }", NULL, 0, 1, 0, 0, NULL},
    {"a name with its version's tail", C "0a{ 01 02 'a:b/c@1' '.2.3' 05 00 }",
     NULL, 0, 1, 0, 0, NULL},
    {"imports inside are not the file's", C "04{ " C "0a{ 01 00 'f' 01 00 } }",
     NULL, 0, 0, 0, 1, NULL},
    {"a name of another form", C "0a{ 01 03 'f' 01 00 }", "a name of form 0x03",
     0, 0, 0, 0, NULL},
    {"a name that is no UTF-8", C "0a{ 01 00 01 ff 01 00 }",
     "a name is not UTF-8", 0, 0, 0, 0, NULL},
    {"a name past the end", C "0a{ 01 00 7f 66 }", "a name of 127 bytes", 0, 0,
     0, 0, NULL},
    {"an import of an unknown sort", C "0a{ 01 00 'f' 06 00 }",
     "a thing of sort 0x06", 0, 0, 0, 0, NULL},
    {"an import of a core function", C "0a{ 01 00 'f' 00 00 00 }",
     "a thing of sort 0x00", 0, 0, 0, 0, NULL},
    {"an unknown bound", C "0a{ 01 00 't' 03 02 00 }", "a bound of form 0x02",
     0, 0, 0, 0, NULL},
    {"bytes behind the imports", C "0a{ 01 00 'f' 01 00 00 }",
     "1 bytes behind the last entry", 0, 1, 0, 0, NULL},
    {"more imports than bytes", C "0a{ ff ff ff ff 0f 00 }",
     "4294967295 entries in 1 bytes", 0, 0, 0, 0, NULL},
    /* exports */
    {"exports with and without a type",
     C "0b{ 02 00 'run' 01 00 00  01 'a:b/c' 05 00 01 05 01 }", NULL, 0, 0, 2,
     0, NULL},
    {"neither with nor without", C "0b{ 01 00 'run' 01 00 02 }",
     "0x02, wanted 0 or 1", 0, 0, 0, 0, NULL},
    {"an export cut short", C "0b{ 01 00 'run' 01 }", "an index: no 32-bit", 0,
     0, 0, 0, NULL},
    /* canonical definitions */
    {"lift, lower and resources",
     C "08{ 05 00 00 00 04 00 03 00 04 01 05 02 07  01 00 00 00  02 00 03 00"
       " 04 00 }",
     NULL, 0, 0, 0, 0, NULL},
    {"lift of something else", C "08{ 01 00 01 00 00 00 }",
     "a sort 0x01, wanted 0", 0, 0, 0, 0, NULL},
    {"lifted with async", C "08{ 01 00 00 00 02 06 07 00 00 }", NULL, 0, 0, 0,
     0, "canon option async"},
    {"lifted with a callback", C "08{ 01 00 00 00 01 07 00 00 }", NULL, 0, 0, 0,
     0, "canon option callback"},
    {"an option nobody knows", C "08{ 01 00 00 00 01 0f ff }", NULL, 0, 0, 0, 0,
     "a canon option of a later draft"},
    {"task.return", C "08{ 02 03 00 09 01 00 00 }", NULL, 0, 0, 0, 0,
     "canon task.return"},
    {"a definition nobody knows", C "08{ 01 7e ff ff }", NULL, 0, 0, 0, 0,
     "a canonical definition of a later draft"},
    {"inside another component", C "04{ " C "08{ 01 1f } }", NULL, 0, 0, 0, 1,
     "canon waitable-set.new"},
    /* start */
    {"start", C "09{ 00 02 00 01 00 }", NULL, 0, 0, 0, 0, NULL},
    {"start without an end", C "09{ 00 ff ff 03 00 }", "an argument: no", 0, 0,
     0, 0, NULL},
    /* broken outsides */
    {"a draft", "00 61 73 6d 0c 00 01 00 ff ff",
     "a component of version 0x0c, a draft, wanted 0x0d", 0, 0, 0, 0, NULL},
    {"a later version", "00 61 73 6d 0e 00 01 00",
     "a component of version 0x0e, wanted 0x0d", 0, 0, 0, 0, NULL},
    {"a section past the end", C "01 7f 00", "127 bytes, 1 are left", 0, 0, 0,
     0, NULL},
    {"a length that never ends", C "01 ff ff ff ff ff 00",
     "its length: no 32-bit", 0, 0, 0, 0, NULL},
    {"an unknown section", C "0d{ 00 } " INNER, "a section with the unknown id",
     1, 0, 0, 0, NULL},
    {"a component in a module's place", C "01{ " C "}",
     "it does not begin as a core module does", 0, 0, 0, 0, NULL},
    {"a module in a component's place", C "04{ " M "}",
     "it does not begin as a component does", 0, 0, 0, 0, NULL},
    {"half a preamble", C "04{ 00 61 73 6d 0d 00 01 }",
     "it does not begin as a component does", 0, 0, 0, 0, NULL},
    {"a custom section without a name", C "00{ }", "the name's length: no", 0,
     0, 0, 0, NULL},
    {"a custom name past the end", C "00{ 05 61 }",
     "the name is longer than the section", 0, 0, 0, 0, NULL},
    {"what is broken inside stays inside", C "04{ " C "01 7f } " INNER,
     "127 bytes, 0 are left", 1, 0, 0, 1, NULL},
};

static void check_row(const struct row *row, const gk_component *c)
{
    const char *first = c->problem_count > 0 ? c->problems[0].text : NULL;

    if ((first == NULL) != (row->problem == NULL) ||
        (first != NULL &&
         strncmp(first, row->problem, strlen(row->problem)) != 0))
        fail_msg("%s: '%s'", row->name, first != NULL ? first : "no problem");
    if (c->module_count != row->modules || c->import_count != row->imports ||
        c->export_count != row->exports || c->nested != row->nested)
        fail_msg("%s: %u modules, %u imports, %u exports, %u nested", row->name,
                 c->module_count, c->import_count, c->export_count, c->nested);
    if ((c->async == NULL) != (row->async == NULL) ||
        (c->async != NULL && strcmp(c->async, row->async) != 0))
        fail_msg("%s: '%s'", row->name, c->async != NULL ? c->async : "sync");
    for (uint32_t i = 0; i < c->module_count; i++)
        assert_memory_equal(c->bytes + c->modules[i].offset, "\0asm\1\0\0\0",
                            8);
}

static void components_are_read_and_broken_ones_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_component c;
        uint8_t *exact;

        wasm_bytes(rows[i].bytes, &bytes);
        assert_true(gk_component_is(bytes.data, bytes.len));
        exact = wasm_exact(bytes.data, bytes.len);
        assert_int_equal(gk_component_read(exact, bytes.len, &c, NULL), GK_OK);
        check_row(&rows[i], &c);
        gk_component_clear(&c);
        free(exact);
        gk_buf_clear(&bytes);
    }
}

/* Every beginning of every row, in memory that ends there; and each of its
 * bytes changed. */
static void cut_and_changed_components_do_no_harm(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;

        wasm_bytes(rows[i].bytes, &bytes);
        for (size_t len = 8; len <= bytes.len; len++) {
            uint8_t *exact = wasm_exact(bytes.data, len);
            gk_component c;

            assert_int_equal(gk_component_read(exact, len, &c, NULL), GK_OK);
            gk_component_clear(&c);
            exact[len - 1] ^= 0x85;
            assert_int_equal(gk_component_read(exact, len, &c, NULL), GK_OK);
            gk_component_clear(&c);
            free(exact);
        }
        gk_buf_clear(&bytes);
    }
}

static void read_all(const gk_buf *bytes, gk_component *out)
{
    assert_int_equal(bytes->status, GK_OK);
    assert_int_equal(gk_component_read(bytes->data, bytes->len, out, NULL),
                     GK_OK);
}

/* `depth` components, one in the other. */
static void nest(unsigned depth, gk_buf *out)
{
    gk_buf inner = GK_BUF_INIT;

    for (unsigned i = 0; i < depth; i++) {
        gk_buf outer = GK_BUF_INIT;

        gk_buf_put(&outer, "\0asm\x0d\0\1\0", 8);
        if (i > 0) {
            gk_buf_byte(&outer, GK_COMPONENT_COMPONENT);
            gk_leb_put_u64(&outer, inner.len);
            gk_buf_put(&outer, inner.data, inner.len);
        }
        gk_buf_clear(&inner);
        inner = outer;
    }
    *out = inner;
}

static void bombs_are_bounded(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_buf section = GK_BUF_INIT;
    gk_component c;

    (void)state;
    nest(GK_MAX_COMPONENT_DEPTH, &bytes);
    read_all(&bytes, &c);
    assert_int_equal(c.problem_count, 0);
    gk_component_clear(&c);
    gk_buf_clear(&bytes);
    nest(GK_MAX_COMPONENT_DEPTH + 1, &bytes);
    read_all(&bytes, &c);
    assert_int_equal(c.problems[0].status, GK_E_LIMIT);
    gk_component_clear(&c);

    gk_buf_reset(&bytes); /* many modules */
    wasm_bytes(C, &bytes);
    for (unsigned i = 0; i <= GK_MAX_COMPONENT_PARTS; i++)
        wasm_bytes("01{ " M "}", &bytes);
    read_all(&bytes, &c);
    assert_int_equal(c.module_count, GK_MAX_COMPONENT_PARTS);
    assert_int_equal(c.problems[0].status, GK_E_LIMIT);
    gk_component_clear(&c);

    gk_buf_reset(&bytes); /* many empty sections, each with a problem */
    wasm_bytes(C, &bytes);
    gk_buf_fill(&bytes, 0, (GK_MAX_SECTIONS + 5) * 2);
    read_all(&bytes, &c);
    assert_int_equal(c.problem_count, GK_MAX_PROBLEMS);
    gk_component_clear(&c);

    gk_buf_reset(&bytes); /* many imports */
    for (unsigned i = 0; i <= GK_MAX_COMPONENT_EXTERNS; i++)
        gk_buf_put(&section, "\0\0\1\0", 4);
    gk_buf_put(&bytes, "\0asm\x0d\0\1\0\x0a", 9);
    gk_leb_put_u64(&bytes, section.len + 3);
    gk_leb_put_u64(&bytes, GK_MAX_COMPONENT_EXTERNS + 1);
    gk_buf_put(&bytes, section.data, section.len);
    read_all(&bytes, &c);
    assert_int_equal(c.import_count, GK_MAX_COMPONENT_EXTERNS);
    assert_int_equal(c.problems[0].status, GK_E_LIMIT);
    gk_component_clear(&c);
    gk_buf_clear(&section);
    gk_buf_clear(&bytes);
}

static void interfaces_lead_to_effects(void **state)
{
#define BIT(name) (1u << GK_EFFECT_##name)
    static const struct {
        const char *name;
        uint32_t effects;
    } cases[] = {
        {"wasi:http/types@0.2.3", BIT(NETWORK)},
        {"wasi:http/outgoing-handler", BIT(NETWORK)},
        {"wasi:sockets/tcp@0.2.0", BIT(NETWORK)},
        {"wasi:filesystem/preopens@0.2.0", BIT(FS_READ) | BIT(FS_WRITE)},
        {"wasi:cli/environment@0.2.0", BIT(CONFIG)},
        {"wasi:cli/stdout@0.2.0", BIT(LOG)},
        {"wasi:cli/exit@0.2.0", BIT(CONTROL)},
        {"wasi:clocks/wall-clock@0.2.0", BIT(TIME)},
        {"wasi:random/random@0.2.0", BIT(RANDOM)},
        {"wasi:httpx/types", 0},
        {"wasi:htt", 0},
        {"other:http/types@0.2.3", 0},
        {"", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gk_name name = {(const uint8_t *)cases[i].name,
                               (uint32_t)strlen(cases[i].name)};

        if (gk_interface_effects(name) != cases[i].effects)
            fail_msg("%s: %x", cases[i].name, gk_interface_effects(name));
    }
}

/* --- in the scanner ------------------------------------------------------- */

static const struct {
    const char *name;
    const char *bytes;
    const char *host;
    bool valid, fails; /* fails: at severity error */
    const char *rule;
    size_t count;
    gk_severity severity;
    const char *what;
} scans[] = {
    {"a component is one, not a broken module", C INNER, NULL, true, false,
     "GK045", 1, GK_SEVERITY_NOTE, "a component with 1 core module"},
    {"no wrong version", C INNER, NULL, true, false, "GK002", 0, 0, ""},
    {"not malformed", C INNER, NULL, true, false, "GK001", 0, 0, ""},
    {"a host of core modules", C INNER, "cortex", true, true, "GK045", 1,
     GK_SEVERITY_ERROR, "a component with 1 core module"},
    {"broken outside", C "01 7f", NULL, false, true, "GK001", 1,
     GK_SEVERITY_ERROR, "core module section: 127 bytes"},
    {"a draft", "00 61 73 6d 0a 00 01 00", NULL, false, true, "GK001", 1,
     GK_SEVERITY_ERROR, "a component of version 0x0a"},
    {"broken module inside", C "01{ " M "01 7f }", NULL, false, true, "GK001",
     1, GK_SEVERITY_ERROR, "type section: "},
    {"what is found inside", C INNER, NULL, true, false, "GK009", 1,
     GK_SEVERITY_NOTE, "1 pages to begin with, no maximum"},
    {"what links inside is no host's business",
     C "01{ " M "01{ 01 60 00 00 } 02{ 01 'wasi_snapshot_preview1' 'proc_exit'"
       " 00 00 } }",
     NULL, true, false, "GK003", 0, 0, ""},
    {"a plugin inside is not taken for one",
     C "01{ " M "01{ 01 60 00 00 } 02{ 01 'env' 'host_lgo' 00 00 } }", NULL,
     true, false, "GK010", 0, 0, ""},
    {"preview 3 by name", C "0a{ 01 00 'wasi:cli/stdin@0.3.0-rc-1' 05 00 }",
     NULL, true, true, "GK046", 1, GK_SEVERITY_ERROR,
     "it imports wasi:cli/stdin@0.3.0-rc-1"},
    {"preview 3 by an export", C "0b{ 01 00 'wasi:cli/run@0.3' 05 00 00 }",
     NULL, true, true, "GK046", 1, GK_SEVERITY_ERROR,
     "it exports wasi:cli/run@0.3"},
    {"preview 3 by what it calls", C "08{ 01 1f }", NULL, true, true, "GK046",
     1, GK_SEVERITY_ERROR,
     "it is built for asynchronous calls: canon waitable-set.new"},
    {"preview 2", C "0a{ 01 00 'wasi:cli/stdin@0.2.3' 05 00 }", NULL, true,
     false, "GK046", 0, 0, ""},
    {"version 0.30 of a package", C "0a{ 01 00 'wasi:x/y@0.30.0' 05 00 }", NULL,
     true, false, "GK046", 0, 0, ""},
    {"somebody else's 0.3", C "0a{ 01 00 'mine:x/y@0.3.0' 05 00 }", NULL, true,
     false, "GK046", 0, 0, ""},
};

static void scanner_looks_into_components(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scans / sizeof *scans; i++) {
        struct gk_scan_context context = {.host = scans[i].host};
        const struct gk_finding *first = NULL;
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        size_t count = 0;
        gk_scan s;

        wasm_bytes(scans[i].bytes, &bytes);
        if (gk_scan_bytes(bytes.data, bytes.len, &context, &s, &err) != GK_OK)
            fail_msg("%s: %s", scans[i].name, err.text);
        for (size_t f = 0; f < s.findings.count; f++)
            if (strcmp(s.findings.at[f].rule->id, scans[i].rule) == 0 &&
                count++ == 0)
                first = &s.findings.at[f];
        if (count != scans[i].count)
            fail_msg("%s: %zu", scans[i].name, count);
        if (first != NULL &&
            (first->severity != scans[i].severity ||
             strncmp(first->what, scans[i].what, strlen(scans[i].what)) != 0))
            fail_msg("%s: '%s'", scans[i].name, first->what);
        if (gk_scan_valid(&s) != scans[i].valid ||
            gk_scan_fails(&s, GK_SEVERITY_ERROR) != scans[i].fails)
            fail_msg("%s: valid %d", scans[i].name, gk_scan_valid(&s));
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
    }
}

/* A place inside is told by the module's number and by an offset in the file;
 * reports name the module. */
static void findings_inside_say_where(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_buf text = GK_BUF_INIT;
    const struct gk_finding *f = NULL;
    gk_json_writer w;
    gk_scan s;

    (void)state;
    wasm_bytes(C "01{ " M "} " INNER
                 "0a{ 01 00 'wasi:http/types@0.2.0' 05 00 }",
               &bytes);
    assert_int_equal(gk_scan_bytes(bytes.data, bytes.len, NULL, &s, NULL),
                     GK_OK);
    for (size_t i = 0; i < s.findings.count; i++)
        if (strcmp(s.findings.at[i].rule->id, "GK009") == 0)
            f = &s.findings.at[i];
    assert_non_null(f);
    assert_int_equal(f->place.inner, 2);
    gk_place_print(&f->place, &text);
    assert_string_equal(gk_buf_text(&text), "core module 2, memory 0");
    assert_int_equal(s.component.inner_count, 2);
    assert_int_equal(s.component.inner[1].findings, 1);
    assert_memory_equal(s.component.inner[1].name.at, "inner", 5);
    gk_buf_reset(&text);
    gk_component_put_text(&s.component, &text);
    assert_string_equal(gk_buf_text(&text),
                        "can do:  network   wasi:http/types@0.2.0\n"
                        "holds:   core module 1  8 bytes at 0xa  valid\n"
                        "         core module 2 inner  28 bytes at 0x14  "
                        "valid\n");
    gk_buf_reset(&text);
    gk_json_write_init(&w, &text, false, 0);
    gk_json_write_object(&w, NULL);
    gk_report_component(&w, &s);
    gk_json_write_end(&w);
    assert_string_equal(
        gk_buf_text(&text),
        "{\"component\":{\"components\":0,\"coreModules\":2,\"exports\":[],"
        "\"imports\":[{\"effects\":[\"network\"],\"kind\":\"instance\","
        "\"name\":\"wasi:http/types@0.2.0\"}],\"modules\":[{\"depth\":1,"
        "\"findings\":0,\"functions\":0,\"offset\":10,\"size\":8,\"valid\":"
        "true},{\"depth\":1,\"findings\":1,\"functions\":0,\"name\":\"inner\","
        "\"offset\":20,\"size\":28,\"valid\":true}],\"version\":13}}");
    gk_scan_clear(&s);
    gk_buf_clear(&text);
    gk_buf_clear(&bytes);
}

static void only_so_many_modules_are_scanned_and_that_is_said(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    bool said = false;
    gk_scan s;

    (void)state;
    wasm_bytes(C, &bytes);
    for (unsigned i = 0; i < GK_MAX_INNER + 3; i++)
        wasm_bytes(INNER, &bytes);
    assert_int_equal(gk_scan_bytes(bytes.data, bytes.len, NULL, &s, NULL),
                     GK_OK);
    assert_int_equal(s.component.inner_count, GK_MAX_INNER);
    for (size_t i = 0; i < s.findings.count; i++)
        said |= strcmp(s.findings.at[i].what,
                       "only the first 64 of 67 core modules are scanned") == 0;
    assert_true(said);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(components_are_read_and_broken_ones_told),
        cmocka_unit_test(cut_and_changed_components_do_no_harm),
        cmocka_unit_test(bombs_are_bounded),
        cmocka_unit_test(interfaces_lead_to_effects),
        cmocka_unit_test(scanner_looks_into_components),
        cmocka_unit_test(findings_inside_say_where),
        cmocka_unit_test(only_so_many_modules_are_scanned_and_that_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
