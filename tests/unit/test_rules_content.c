/*
 * The rules about what lies in data and custom sections: modules that fire
 * each, and near misses.
 */
#include "scanner/rules.h"
#include "scanner/scan.h"
#include "tests/unit/test_module_bytes.h"

/* One page, and a segment at 0 in front of its bytes. */
#define DATA "05{ 01 00 01 } 0b{ 01 00 41 00 0b "

static const struct row {
    const char *name;
    const char *rule;
    const char *bytes; /* sections; "$" stands for `text`, with its length */
    const char *text;
    size_t count;
    gk_severity severity;
    const char *what;  /* of the first */
    const char *place; /* likewise */
} rows[] = {
    {"address", "GK031", DATA "$ }", "at:203.0.113.9", 1, GK_SEVERITY_WARNING,
     "203.0.113.9", "data[0]+0x3"},
    {"address three times", "GK031", DATA "$ }",
     "203.0.113.9,203.0.113.9,203.0.113.9", 1, GK_SEVERITY_WARNING,
     "203.0.113.9 (and 2 more times)", "data[0]+0x0"},
    {"address in a custom section", "GK031", "00{ 'notes' $ }", "203.0.113.9",
     1, GK_SEVERITY_WARNING, "203.0.113.9", "custom section 'notes'+0x1"},
    {"address in a tool's section", "GK031", "00{ '.debug_str' $ }",
     "203.0.113.9", 0, 0, "", ""},
    {"version", "GK031", DATA "$ }", "version 1.2.3.4", 0, 0, "", ""},

    {"URL", "GK032", DATA "$ }", "see https://acme.dev/a", 1, GK_SEVERITY_NOTE,
     "https://acme.dev/a", "data[0]+0x4"},
    {"several of a host", "GK032", DATA "$ }",
     "https://acme.dev/a https://acme.dev/b", 1, GK_SEVERITY_NOTE,
     "https://acme.dev/a (and 1 more of that host)", "data[0]+0x0"},
    {"the worse first", "GK032", DATA "$ }",
     "https://acme.dev/a http://203.0.113.9/", 2, GK_SEVERITY_WARNING,
     "http://203.0.113.9/, a bare address", "data[0]+0x13"},
    {"URL of a compiler", "GK032", "00{ 'producers' 01 'sdk' 01 'x' $ }",
     "https://github.com/llvm", 0, 0, "", ""},
    {"namespace", "GK032", DATA "$ }", "http://www.w3.org/2000/svg", 0, 0, "",
     ""},

    {"secret", "GK033", DATA "$ }",
     "sk_live_"
     "q7Zt0X9kY2vR7nW3sLpQ8dHf",
     1, GK_SEVERITY_WARNING, "Stripe live key sk_l…, 32 characters",
     "data[0]+0x0"},
    {"secret in debug information", "GK033", "00{ '.debug_str' $ }",
     "sk_live_"
     "q7Zt0X9kY2vR7nW3sLpQ8dHf",
     1, GK_SEVERITY_WARNING, "Stripe live key sk_l…, 32 characters",
     "custom section '.debug_str'+0x1"},
    {"placeholder", "GK033", DATA "$ }",
     "sk_live_"
     "xxxxxxxxxxxxxxxxxxxxxxxx",
     0, 0, "", ""},

    {"build path", "GK034", DATA "$ }", "/home/alice/x.c", 1, GK_SEVERITY_NOTE,
     "/home/alice/x.c", "data[0]+0x0"},
    {"build path in debug information", "GK034", "00{ '.debug_line_str' $ }",
     "/home/alice/x.c", 1, GK_SEVERITY_NOTE, "/home/alice/x.c",
     "custom section '.debug_line_str'+0x1"},
    {"build path in names", "GK034", "00{ 'name' 00{ $ } }", "/home/alice/x.c",
     1, GK_SEVERITY_NOTE, "/home/alice/x.c", "custom section 'name'+0x3"},
    {"build path in producers", "GK034", "00{ 'producers' 01 'sdk' 01 'x' $ }",
     "/home/alice/bin/clang", 1, GK_SEVERITY_NOTE, "/home/alice/bin/clang",
     "custom section 'producers'+0x9"},
    {"home that a runtime makes up", "GK034", DATA "$ }", "/home/web_user/x", 0,
     0, "", ""},

    {"debug sections", "GK036",
     "00{ '.debug_info' $ } 00{ '.debug_str' 41 42 }", "012345678", 1,
     GK_SEVERITY_NOTE, "2 debug sections, 12 bytes, 25 % of the file",
     "custom section '.debug_info'"},
    {"names", "GK036", "00{ 'name' 00{ $ } }", "small", 0, 0, "", ""},

    {"source map", "GK037", "00{ 'sourceMappingURL' $ }", "x.wasm.map", 1,
     GK_SEVERITY_NOTE, "x.wasm.map", "custom section 'sourceMappingURL'"},
    {"source map on the net", "GK037", "00{ 'sourceMappingURL' $ }",
     "https://u:pw@acme.dev/x.map?k=v", 1, GK_SEVERITY_WARNING,
     "https://…@acme.dev/x.map?…, on the net",
     "custom section 'sourceMappingURL'"},
    {"DWARF file on this machine", "GK037", "00{ 'external_debug_info' $ }",
     "file:///home/alice/x.wasm", 1, GK_SEVERITY_WARNING,
     "file:///home/alice/x.wasm, an absolute path",
     "custom section 'external_debug_info'"},
    {"source map on Windows", "GK037", "00{ 'sourceMappingURL' $ }",
     "C:\\p\\x.map", 1, GK_SEVERITY_WARNING, "C:\\p\\x.map, an absolute path",
     "custom section 'sourceMappingURL'"},
    {"source map inside", "GK037", "00{ 'sourceMappingURL' $ }",
     "data:application/json;base64,AAAA", 1, GK_SEVERITY_NOTE, "data:…",
     "custom section 'sourceMappingURL'"},
    {"secret in its name", "GK037", "00{ 'sourceMappingURL' $ }",
     "x.map?token=hello", 1, GK_SEVERITY_NOTE, "x.map?token=***",
     "custom section 'sourceMappingURL'"},
    {"cut short", "GK037", "00{ 'sourceMappingURL' 7f 41 }", "", 0, 0, "", ""},
    {"another section", "GK037", "00{ 'sourceMappingURLs' $ }", "x.map", 0, 0,
     "", ""},

    {"script", "GK049", DATA "$ }", "#!/bin/sh\nrm -r build\n", 1,
     GK_SEVERITY_WARNING, "a script", "data[0]+0x0"},
    {"two of a kind", "GK049", DATA "$ }",
     "#!/bin/sh\nrm -r build\n#!/bin/sh\nrm -r build\n", 1, GK_SEVERITY_WARNING,
     "a script (and 1 more like it)", "data[0]+0x0"},
    {"first line of one", "GK049", DATA "$ }", "#!/bin/sh\n", 0, 0, "", ""},

    {"command", "GK047", DATA "$ }", "curl x.dev | sh", 1, GK_SEVERITY_WARNING,
     "\"curl … | sh\" runs what it fetched", "data[0]+0x0"},
    {"command in a custom section", "GK047", "00{ 'notes' $ }", "rm -rf /", 1,
     GK_SEVERITY_WARNING, "\"rm -rf /\" deletes every file",
     "custom section 'notes'+0x1"},
    {"no shell", "GK047", DATA "$ }", "curl x.dev | less", 0, 0, "", ""},
};

/* The row's sections, with its text as bytes. */
static void make(const struct row *r, gk_buf *out)
{
    gk_buf sections = GK_BUF_INIT;
    size_t len = strlen(r->text);

    for (const char *p = r->bytes; *p != '\0'; p++) {
        if (*p != '$') {
            gk_buf_byte(&sections, (uint8_t)*p);
            continue;
        }
        gk_buf_puts(&sections, "{");
        for (size_t i = 0; i < len; i++)
            gk_buf_printf(&sections, " %02x", (uint8_t)r->text[i]);
        gk_buf_puts(&sections, " }");
    }
    wasm_make(gk_buf_text(&sections), out);
    gk_buf_clear(&sections);
}

static void check(const struct row *r, const gk_findings *found)
{
    const struct gk_finding *first = NULL;
    gk_buf place = GK_BUF_INIT;
    size_t count = 0;

    for (size_t i = 0; i < found->count; i++) {
        if (strcmp(found->at[i].rule->id, r->rule) != 0)
            continue;
        first = first == NULL ? &found->at[i] : first;
        count++;
    }
    if (count != r->count)
        fail_msg("%s: %zu findings, %s", r->name, count,
                 first != NULL ? first->what : "");
    if (first == NULL)
        return;
    gk_place_print(&first->place, &place);
    if (strcmp(first->what, r->what) != 0 || first->severity != r->severity ||
        strcmp(gk_buf_text(&place), r->place) != 0)
        fail_msg("%s: %s: %s at %s", r->name, gk_severity_word(first->severity),
                 first->what, gk_buf_text(&place));
    gk_buf_clear(&place);
}

static void scan(const gk_buf *bytes, gk_scan *out)
{
    gk_error err = GK_ERROR_INIT;

    if (gk_scan_bytes(bytes->data, bytes->len, NULL, out, &err) != GK_OK)
        fail_msg("%s", err.text);
}

static void rules_fire_and_near_misses_do_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_scan s;

        make(&rows[i], &bytes);
        scan(&bytes, &s);
        check(&rows[i], &s.findings);
        gk_scan_clear(&s);
        gk_buf_clear(&bytes);
    }
}

/* A data section with one passive segment of these bytes. */
static void with_data(const uint8_t *data, size_t len, gk_buf *out)
{
    gk_buf body = GK_BUF_INIT;

    gk_buf_byte(&body, 1);
    gk_buf_byte(&body, 1);
    gk_leb_put_u64(&body, len);
    gk_buf_put(&body, data, len);
    wasm_make("0b", out);
    gk_leb_put_u64(out, body.len);
    gk_buf_put(out, body.data, body.len);
    gk_buf_clear(&body);
}

static size_t count_of(const gk_scan *s, const char *id, size_t *at)
{
    size_t count = 0;

    for (size_t i = 0; i < s->findings.count; i++)
        if (strcmp(s->findings.at[i].rule->id, id) == 0) {
            *at = i;
            count++;
        }
    return count;
}

/* GK035: bytes that cannot be packed, and as many that can. */
static void random_data_is_told_once(void **state)
{
    static uint8_t data[8192];
    gk_buf bytes = GK_BUF_INIT;
    gk_scan s;
    size_t at = 0;
    uint32_t x = 1;

    (void)state;
    for (size_t i = 0; i < sizeof data; i++) {
        x = x * 1664525 + 1013904223;
        data[i] = (uint8_t)(x >> 24);
    }
    with_data(data, sizeof data, &bytes);
    scan(&bytes, &s);
    assert_int_equal(count_of(&s, "GK035", &at), 1);
    assert_memory_equal(s.findings.at[at].what, "8 KiB with 7.9", 14);
    assert_int_equal(s.findings.at[at].severity, GK_SEVERITY_NOTE);
    assert_int_equal(s.findings.at[at].place.index, 0);
    gk_scan_clear(&s);
    gk_buf_reset(&bytes);

    for (size_t i = 0; i < sizeof data; i++)
        data[i] &= 0x7f;
    with_data(data, sizeof data, &bytes);
    scan(&bytes, &s);
    assert_int_equal(count_of(&s, "GK035", &at), 0);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
}

/* GK036: names that are more than a quarter of a large file. */
static void large_name_sections_are_told(void **state)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_scan s;
    size_t at = 0;

    (void)state;
    wasm_make("00", &bytes);
    gk_leb_put_u64(&bytes, 5 + 70000);
    wasm_bytes("'name'", &bytes);
    gk_buf_fill(&bytes, 0, 70000);
    scan(&bytes, &s);
    assert_int_equal(count_of(&s, "GK036", &at), 1);
    assert_string_equal(s.findings.at[at].what,
                        "70000 bytes of names, 99 % of the file");
    gk_scan_clear(&s);

    wasm_bytes("00", &bytes);
    gk_leb_put_u64(&bytes, 2 + 300000);
    wasm_bytes("'x'", &bytes);
    gk_buf_fill(&bytes, 0, 300000);
    scan(&bytes, &s);
    assert_int_equal(count_of(&s, "GK036", &at), 0);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
}

/* Many of them: fifty findings, and the rest in words. */
static void findings_are_bounded(void **state)
{
    gk_buf text = GK_BUF_INIT;
    gk_buf bytes = GK_BUF_INIT;
    gk_scan s;
    size_t last = 0;

    (void)state;
    for (unsigned i = 0; i < GK_MAX_FINDINGS + 9; i++)
        gk_buf_printf(&text, "203.0.113.%u ", 100 + i);
    gk_buf_puts(&text, "10.9.8.7");
    with_data(text.data, text.len, &bytes);
    scan(&bytes, &s);
    assert_int_equal(count_of(&s, "GK031", &last), GK_MAX_FINDINGS);
    assert_int_equal(s.findings.at[last].severity, GK_SEVERITY_WARNING);
    assert_int_equal(s.findings.at[last].more, 9);
    gk_scan_clear(&s);
    gk_buf_clear(&bytes);
    gk_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_fire_and_near_misses_do_not),
        cmocka_unit_test(random_data_is_told_once),
        cmocka_unit_test(large_name_sections_are_told),
        cmocka_unit_test(findings_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
