#include "host-mock/testing/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static gk_json *parsed(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("%s: %s", text, err.text);
    return json;
}

#define STEPS(part) "\"load\":{\"outcome\":\"ok\"},\"steps\":[{" part "}]"
#define CALLED                                                                 \
    "\"calls\":[{\"name\":\"get\",\"result\":\"-1\",\"line\":\"get(\\\"k\\\")" \
    " "                                                                        \
    "= -1\"},{\"name\":\"log\",\"line\":\"log(\\\"<&>\\\")\"}],"               \
    "\"us\":412,\"fuel\":{\"used\":18204},\"memory\":{\"pages\":18}"

/* One of each: what the cases expect and what came of them. */
static const struct {
    const char *name, *skip, *expect, *result, *broken;
    gk_fidelity fidelity;
} rows[] = {
    {"gets it", NULL, "{\"ok\":true}",
     "{\"outcome\":\"ok\"," STEPS("\"outcome\":\"ok\",\"ok\":true," CALLED) "}",
     NULL, GK_DOCUMENTED},
    {"it's <wrong> #1", NULL, "{\"json\":{\"c\":7}}",
     "{\"outcome\":\"ok\"," STEPS(
         "\"outcome\":\"ok\",\"ok\":true,\"json\":{\"c\":45}," CALLED) "}",
     NULL, GK_DEPLOYED},
    {"asks", NULL, NULL,
     "{\"outcome\":\"fixture\"," STEPS(
         "\"outcome\":\"fixture\",\"ok\":false,\"error\":{\"text\":\"nobody "
         "answers\",\"fixture\":{\"http\":[]}}") "}",
     NULL, GK_DOCUMENTED},
    {"traps", NULL, NULL,
     "{\"outcome\":\"trap\"," STEPS(
         "\"outcome\":\"trap\",\"ok\":false,\"trap\":{\"text\":\"unreachable\","
         "\"frames\":[{\"func\":3,\"offset\":1266,\"name\":\"parse\"},"
         "{\"func\":4,\"offset\":16}]}") "}",
     NULL, GK_DOCUMENTED},
    {"later", "not yet", NULL, NULL, NULL, GK_DOCUMENTED},
    {"host's fault", NULL, NULL,
     "{\"outcome\":\"tool_error\",\"skipped\":\"CX02: misaligned\","
     "\"differences\":[{\"id\":\"CX01\",\"title\":\"no\"},{\"id\":\"CX02\","
     "\"title\":\"misaligned\",\"advice\":\"none\"}]," STEPS(
         "\"outcome\":\"tool_error\",\"ok\":false") "}",
     NULL, GK_DEPLOYED},
    {"broken", NULL, NULL, NULL, "no more processes", GK_DOCUMENTED},
};
#define ROWS (sizeof rows / sizeof *rows)

/* Reports all rows as one file, in one form. */
static void report_all(const struct gk_report_form *form,
                       struct gk_report_style style, gk_buf *out)
{
    gk_testfile file = {.path = (char *)(uintptr_t) "tests/a b.test.json",
                        .module_path = (char *)(uintptr_t) "build/m.wasm"};
    struct gk_report_totals totals = {1, 4, 2, 412};
    gk_report report;

    gk_report_init(&report, form, style);
    report.name_width = 12;
    if (form->begin != NULL)
        form->begin(&report);
    if (form->file_begin != NULL)
        form->file_begin(&report, file.path);
    for (size_t i = 0; i < ROWS; i++) {
        gk_json *expect = rows[i].expect ? parsed(rows[i].expect) : NULL;
        struct gk_test_case c = {
            .name = rows[i].name, .skip = rows[i].skip, .expect = expect};
        struct gk_test_run run = {
            .file = &file, .c = &c, .fidelity = rows[i].fidelity};
        gk_error err = GK_ERROR_INIT;

        if (rows[i].broken != NULL)
            gk_fail(&err, GK_E_IO, "%s", rows[i].broken);
        gk_test_judge(&run, rows[i].result ? parsed(rows[i].result) : NULL,
                      &err);
        form->run(&report, &run);
        gk_test_run_clear(&run);
        gk_json_free(expect);
    }
    if (form->file_end != NULL)
        form->file_end(&report, file.path, &totals, NULL);
    if (form->error != NULL)
        form->error(&report, "b.test.json", "b.test.json:3: \"no\"");
    form->end(&report, &totals);
    assert_int_equal(report.status, GK_OK);
    assert_int_equal(report.body.status, GK_OK);
    gk_buf_put(out, report.body.data, report.body.len);
    gk_report_clear(&report);
}

static void assert_report(const struct gk_report_form *form,
                          struct gk_report_style style, const char *want)
{
    gk_buf out = GK_BUF_INIT;
    size_t same = 0;

    report_all(form, style, &out);
    while (want[same] != '\0' && want[same] == gk_buf_text(&out)[same])
        same++;
    if (strcmp(gk_buf_text(&out), want) != 0)
        fail_msg("%s, from byte %zu: said\n%s\nwanted\n%s", form->name, same,
                 gk_buf_text(&out) + same, want + same);
    gk_buf_clear(&out);
}

#define RERUN(name) "rerun: guestkit test 'tests/a b.test.json' --filter " name

static void text_is_for_people(void **state)
{
    static const struct gk_report_style style = {false, false, false};

    (void)state;
    assert_report(
        &gk_report_text, style,
        "tests/a b.test.json\n"
        "  ok   gets it         412 µs      18,204 instr    18 pages\n"
        "  FAIL it's <wrong> #1 [deployed]\n"
        "       json /c: expected 7, got 45\n"
        "       calls: get = -1, log\n"
        "       " RERUN(
            "'it'\\''s <wrong> #1'") " --fidelity deployed "
                                     "--trace\n"
                                     "  FAIL asks\n"
                                     "       outcome: expected ok, got "
                                     "fixture: nobody answers\n"
                                     "       answer it with a fixture in "
                                     "\"world\":\n"
                                     "         {\"http\":[]}\n"
                                     "       calls: none\n"
                                     "       " RERUN(
                                         "'asks'") " --trace\n"
                                                   "  FAIL traps\n"
                                                   "       outcome: expected "
                                                   "ok, got trap: unreachable\n"
                                                   "         parse  "
                                                   "m.wasm+0x4f2\n"
                                                   "         func[4]  "
                                                   "m.wasm+0x10\n"
                                                   "       calls: none\n"
                                                   "       " RERUN(
                                                       "'traps'") " --trace\n"
                                                                  "  skip "
                                                                  "later\n"
                                                                  "       not "
                                                                  "yet\n"
                                                                  "  skip "
                                                                  "host's "
                                                                  "fault "
                                                                  "[deployed]\n"
                                                                  "       "
                                                                  "CX02: "
                                                                  "misaligned; "
                                                                  "none\n"
                                                                  "  FAIL "
                                                                  "broken\n"
                                                                  "       no "
                                                                  "more "
                                                                  "processes\n"
                                                                  "      "
                                                                  " " RERUN(
                                                                      "'broken"
                                                                      "'") " --"
                                                                           "tra"
                                                                           "ce"
                                                                           "\n"
                                                                           "1 "
                                                                           "pas"
                                                                           "sed"
                                                                           ", "
                                                                           "4 "
                                                                           "fai"
                                                                           "led"
                                                                           ", "
                                                                           "2 "
                                                                           "ski"
                                                                           "ppe"
                                                                           "d"
                                                                           "\n");
}

static void reproducible_text_has_no_times_and_a_trace_has_calls(void **state)
{
    static const struct gk_report_style style = {false, true, true};
    gk_buf out = GK_BUF_INIT;

    (void)state;
    report_all(&gk_report_text, style, &out);
    assert_non_null(strstr(gk_buf_text(&out),
                           "  ok   gets it           18,204 instr    18 pages\n"
                           "       step 1, :\n"
                           "         get(\"k\") = -1\n"
                           "         log(\"<&>\")\n"));
    gk_buf_clear(&out);
}

static void colours_are_there_when_asked_for(void **state)
{
    static const struct gk_report_style style = {true, false, true};
    gk_buf out = GK_BUF_INIT;

    (void)state;
    report_all(&gk_report_text, style, &out);
    assert_non_null(strstr(gk_buf_text(&out), "  \x1b[32mok  \x1b[0m gets it"));
    assert_non_null(strstr(gk_buf_text(&out), "  \x1b[31mFAIL\x1b[0m broken"));
    assert_non_null(strstr(gk_buf_text(&out),
                           "\x1b[31m1 passed, 4 failed, 2 skipped\x1b[0m\n"));
    gk_buf_clear(&out);
}

static void tap_counts_every_line(void **state)
{
    static const struct gk_report_style style = {false, false, true};

    (void)state;
    assert_report(
        &gk_report_tap, style,
        "TAP version 13\n"
        "ok 1 - tests/a b.test.json: gets it\n"
        "not ok 2 - tests/a b.test.json: it's <wrong> \\#1 [deployed]\n"
        "#   json /c: expected 7, got 45\n"
        "#   calls: get = -1, log\n"
        "#   " RERUN(
            "'it'\\''s <wrong> #1'") " --fidelity deployed --trace\n"
                                     "not ok 3 - tests/a b.test.json: asks\n"
                                     "#   outcome: expected ok, got fixture: "
                                     "nobody answers\n"
                                     "#   answer it with a fixture in "
                                     "\"world\":\n"
                                     "#     {\"http\":[]}\n"
                                     "#   calls: none\n"
                                     "#   " RERUN(
                                         "'asks'") " --trace\n"
                                                   "not ok 4 - tests/a "
                                                   "b.test.json: traps\n"
                                                   "#   outcome: expected ok, "
                                                   "got trap: unreachable\n"
                                                   "#     parse  m.wasm+0x4f2\n"
                                                   "#     func[4]  "
                                                   "m.wasm+0x10\n"
                                                   "#   calls: none\n"
                                                   "#   " RERUN(
                                                       "'traps'") " --trace\n"
                                                                  "ok 5 - "
                                                                  "tests/a "
                                                                  "b.test.json:"
                                                                  " later # "
                                                                  "SKIP not "
                                                                  "yet\n"
                                                                  "ok 6 - "
                                                                  "tests/a "
                                                                  "b.test.json:"
                                                                  " host's "
                                                                  "fault "
                                                                  "[deployed] "
                                                                  "# SKIP "
                                                                  "CX02: "
                                                                  "misaligned\n"
                                                                  "not ok 7 - "
                                                                  "tests/a "
                                                                  "b.test.json:"
                                                                  " broken\n"
                                                                  "#   no more "
                                                                  "processes\n"
                                                                  "#   " RERUN(
                                                                      "'broken"
                                                                      "'") " --"
                                                                           "tra"
                                                                           "ce"
                                                                           "\n"
                                                                           "not"
                                                                           " ok"
                                                                           " 8 "
                                                                           "- "
                                                                           "b."
                                                                           "tes"
                                                                           "t."
                                                                           "jso"
                                                                           "n\n"
                                                                           "#  "
                                                                           " b."
                                                                           "tes"
                                                                           "t."
                                                                           "jso"
                                                                           "n:"
                                                                           "3: "
                                                                           "\"n"
                                                                           "o\""
                                                                           "\n"
                                                                           "1.."
                                                                           "8"
                                                                           "\n");
}

static void junit_counts_and_escapes(void **state)
{
    static const struct gk_report_style style = {false, false, false};
    gk_buf out = GK_BUF_INIT;

    (void)state;
    report_all(&gk_report_junit, style, &out);
    assert_non_null(strstr(
        gk_buf_text(&out),
        "  <testsuite name=\"tests/a b.test.json\" tests=\"7\" failures=\"4\" "
        "errors=\"0\" skipped=\"2\" time=\"0.000412\">\n"
        "    <testcase classname=\"tests/a b.test.json\" name=\"gets it\" "
        "time=\"0.000412\"/>\n"
        "    <testcase classname=\"tests/a b.test.json\" name=\"it's "
        "&lt;wrong&gt; #1 [deployed]\" time=\"0.000412\">\n"
        "      <failure message=\"json /c: expected 7, got 45\">json /c: "
        "expected 7, got 45\ncalls: get = -1, log\n"));
    assert_non_null(strstr(gk_buf_text(&out),
                           ">\n      <skipped message=\"not yet\"/>\n"
                           "    </testcase>\n"));
    assert_non_null(
        strstr(gk_buf_text(&out),
               "  <testsuite name=\"b.test.json\" tests=\"1\" failures=\"0\" "
               "errors=\"1\" skipped=\"0\" time=\"0.000000\">\n"
               "    <testcase classname=\"b.test.json\" name=\"the file\">\n"
               "      <error message=\"b.test.json:3: &quot;no&quot;\"/>\n"
               "    </testcase>\n  </testsuite>\n</testsuites>\n"));
    gk_buf_clear(&out);
}

static void json_tells_all_of_it(void **state)
{
    static const struct gk_report_style style = {false, true, true};
    static const struct {
        const char *pointer, *want;
    } wants[] = {
        {"/schema", "\"guestkit.test/1\""},
        {"/passed", "1"},
        {"/failed", "4"},
        {"/skipped", "2"},
        {"/errors",
         "[{\"path\":\"b.test.json\",\"text\":\"b.test.json:3: \\\"no\\\"\"}]"},
        {"/files/0/path", "\"tests/a b.test.json\""},
        {"/files/0/cases/0",
         "{\"differences\":[],\"fidelity\":\"documented\",\"fuel\":18204,"
         "\"name\":\"gets it\",\"outcome\":\"ok\",\"pages\":18,\"trace\":["
         "\"get(\\\"k\\\") = -1\",\"log(\\\"<&>\\\")\"],"
         "\"verdict\":\"passed\"}"},
        {"/files/0/cases/1/differences",
         "[{\"expected\":\"7\",\"field\":\"json\",\"got\":\"45\",\"place\":"
         "\"json /c\"}]"},
        {"/files/0/cases/2/fixture", "{\"http\":[]}"},
        {"/files/0/cases/4",
         "{\"differences\":[],\"fidelity\":\"documented\",\"name\":\"later\","
         "\"verdict\":\"skipped\",\"why\":\"not yet\"}"},
        {"/files/0/cases/6/why", "\"no more processes\""},
        {"/files/0/cases/6/verdict", "\"failed\""},
    };
    gk_buf out = GK_BUF_INIT;
    gk_json *json;

    (void)state;
    report_all(&gk_report_json, style, &out);
    json = parsed(gk_buf_text(&out));
    assert_null(strstr(gk_buf_text(&out), "timing"));
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        gk_buf part = GK_BUF_INIT;

        gk_json_print(gk_json_pointer(json, wants[i].pointer), GK_JSON_SORTED,
                      &part);
        if (strcmp(gk_buf_text(&part), wants[i].want) != 0)
            fail_msg("%s: %s", wants[i].pointer, gk_buf_text(&part));
        gk_buf_clear(&part);
    }
    gk_json_free(json);
    gk_buf_clear(&out);
}

static void forms_are_found_by_name(void **state)
{
    (void)state;
    assert_ptr_equal(gk_report_form_find("tap", 3), &gk_report_tap);
    assert_ptr_equal(gk_report_form_find("junit=x", 5), &gk_report_junit);
    assert_null(gk_report_form_find("tapx", 4));
    assert_null(gk_report_form_find("ta", 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_for_people),
        cmocka_unit_test(reproducible_text_has_no_times_and_a_trace_has_calls),
        cmocka_unit_test(colours_are_there_when_asked_for),
        cmocka_unit_test(tap_counts_every_line),
        cmocka_unit_test(junit_counts_and_escapes),
        cmocka_unit_test(json_tells_all_of_it),
        cmocka_unit_test(forms_are_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
