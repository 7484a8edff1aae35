#include "core/base/json_expect.h"
#include "host-mock/testing/testfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What a host would say: steps are {"call": {"tool"}} or {"reload"}; a world
 * has "http", "config", "seed". */
static gk_status check_world(const char *host, const gk_json *world,
                             const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"http", GK_JSON_BIT(GK_JSON_ARRAY), false},
        {"config", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"seed", GK_JSON_BIT(GK_JSON_NUMBER), false},
    };

    assert_string_equal(host, "cortex");
    return gk_json_expect(world, where, fields, COUNT(fields), err);
}

static gk_status check_step(const char *host, const gk_json *step,
                            const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"call", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"reload", GK_JSON_BIT(GK_JSON_BOOL), false},
    };
    static const struct gk_json_field call[] = {
        {"tool", GK_JSON_BIT(GK_JSON_STRING), true},
    };
    char path[200];
    gk_status st;

    assert_string_equal(host, "cortex");
    st = gk_json_expect(step, where, fields, COUNT(fields), err);
    snprintf(path, sizeof path, "%s/call", where);
    if (st == GK_OK && gk_json_get(step, "call") != NULL)
        st = gk_json_expect(gk_json_get(step, "call"), path, call, COUNT(call),
                            err);
    return st;
}

static gk_status check_manifest(const char *host, const gk_json *manifest,
                                const char *where, gk_error *err)
{
    assert_string_equal(host, "cortex");
    if (gk_json_get(manifest, "name") == NULL)
        return gk_fail(err, GK_E_SCHEMA, "%s: key \"name\" is missing", where);
    return GK_OK;
}

static const struct gk_testfile_checks checks = {check_world, check_step,
                                                 check_manifest};

static gk_testfile *parsed(const char *text)
{
    gk_testfile *file = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_testfile_parse("tests/a.test.json", text, strlen(text), &checks,
                          &file, &err) != GK_OK)
        fail_msg("%s", err.text);
    return file;
}

/* One line for each part: what is in `cases` begins on line 3. */
#define HEAD         "{\"host\": \"cortex\", \"module\": \"../build/a.wasm\",\n"
#define CASES(text)  HEAD "\"cases\": [\n" text "\n]}"
#define CALL         "\"call\": {\"tool\": \"t\"}"
#define CASE(rest)   CASES("{\"name\": \"n\", " CALL ", " rest "}")
#define EXPECT(rest) CASE("\"expect\": {" rest "}")
#define STEP_EXPECT(rest)                                                      \
    CASES("{\"name\": \"n\", \"steps\": [{\"reload\": true,\n"                 \
          "\"expect\": {" rest "}}]}")

static void a_whole_file_is_read(void **state)
{
    gk_testfile *file = parsed(
        "{\"$schema\": \"x\", \"host\": \"cortex\", \"module\": \"m.wasm\",\n"
        "\"limits\": {\"fuel\": 100, \"timeout-ms\": 50},\n"
        "\"manifest\": {\"name\": \"outer\"}, \"world\": {\"seed\": 1},\n"
        "\"cases\": [{\"name\": \"one\", " CALL ", \"skip\": \"later\"},\n"
        "{\"name\": \"two\", \"limits\": {\"fuel\": 7}, \"manifest\": null,\n"
        "\"fidelity\": \"both\", \"steps\": [{" CALL ", \"expect\": {}},\n"
        "{\"reload\": true}]},\n"
        "{\"name\": \"three\", " CALL ", \"manifest\": {\"name\": \"in\"},\n"
        "\"world\": {\"seed\": 2}}]}");
    const struct gk_test_case *c = file->cases;

    (void)state;
    assert_string_equal(file->host, "cortex");
    assert_string_equal(file->module_path, "tests/m.wasm");
    assert_int_equal(file->count, 3);
    assert_string_equal(c[0].skip, "later");
    assert_int_equal(c[0].limits.fuel, 100);
    assert_int_equal(c[0].limits.timeout_ms, 50);
    assert_int_equal(c[0].on, 0);
    assert_null(c[0].steps);
    assert_int_equal(gk_json_count(c[0].job_steps), 1);
    assert_string_equal(gk_json_text(gk_json_get(c[0].manifest, "name")),
                        "outer");
    assert_null(c[1].skip);
    assert_int_equal(c[1].limits.fuel, 7);
    assert_int_equal(c[1].limits.timeout_ms, 50);
    assert_int_equal(c[1].on, GK_ON_BOTH);
    assert_null(c[1].manifest);
    assert_int_equal(gk_json_count(c[1].job_steps), 2);
    /* The job does not see what is expected. */
    assert_null(gk_json_pointer(c[1].job_steps, "/0/expect"));
    assert_string_equal(gk_json_text(gk_json_get(c[2].manifest, "name")), "in");
    assert_true(gk_json_number(gk_json_get(c[2].world, "seed")) == 2);
    gk_testfile_close(file);
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text, *says; /* after "tests/a.test.json:" */
    } rows[] = {
        {"{", "1: line 1, column 2: the text ends, wanted a key in double "
              "quotes"},
        {"{\"host\":\n\"cortex\" \"m\"}", "2: line 2, column 10"},
        {"[]", "1: the file: found array, wanted object"},
        {"{\"host\": \"cortex\", \"module\": \"m\"}",
         "1: the file: key \"cases\" is missing"},
        {HEAD "\"cases\": []}", "2: /cases: found none"},
        {HEAD "\"case\": []}",
         "2: the file: unknown key \"case\", did you mean \"cases\"?"},
        {"{\"module\": \"m\",\n\"host\": \"cortez\", \"cases\": []}",
         "2: /host: unknown host \"cortez\", wanted one of: cortex"},
        {"{\"host\": \"cortex\",\n\"module\": \"\", \"cases\": []}",
         "2: /module: wanted a path"},
        {"{\"host\": \"cortex\",\n\"module\": \"-\", \"cases\": []}",
         "2: /module: wanted a path"},
        {HEAD "\"manifest\": \"-\", \"cases\": []}",
         "2: /manifest: wanted a path"},
        {HEAD "\"world\": {\"sead\": 1}, \"cases\": []}",
         "2: /world: unknown key \"sead\", did you mean \"seed\"?"},
        {HEAD "\"limits\": {\"fuel\": 0}, \"cases\": []}",
         "2: /limits/fuel: found 0, wanted a whole number from 1"},
        {HEAD "\"manifest\": {}, \"cases\": []}",
         "2: /manifest: key \"name\" is missing"},
        {HEAD "\"manifest\": \"no/such.json\", \"cases\": []}",
         "2: /manifest: cannot read 'tests/no/such.json'"},
        {CASES("7"), "3: /cases/0: found number, wanted object"},
        {CASES("{" CALL "}"), "3: /cases/0: key \"name\" is missing"},
        {CASES("{\"name\": \"\", " CALL "}"), "3: /cases/0/name: wanted"},
        {CASES("{\"name\": \"n\"}"),
         "3: /cases/0: found neither \"call\" nor \"steps\""},
        {CASES("{\"name\": \"n\", " CALL ", \"steps\": []}"),
         "3: /cases/0: found both \"call\" and \"steps\""},
        {CASES("{\"name\": \"n\", " CALL "},\n{\"name\": \"n\", " CALL "}"),
         "2: /cases: two are named \"n\""},
        {CASES("{\"name\": \"n\",\n\"call\": {\"tol\": \"t\"}}"),
         "4: /cases/0/call: unknown key \"tol\", did you mean \"tool\"?"},
        {CASES("{\"name\": \"n\", \"steps\": [\n3]}"),
         "4: /cases/0/steps/0: found number, wanted object"},
        {CASES("{\"name\": \"n\", \"steps\": [\n{\"call\": {}}]}"),
         "4: /cases/0/steps/0/call: key \"tool\" is missing"},
        {CASE("\"fidelity\": \"real\""), "3: /cases/0/fidelity: wanted"},
        {CASE("\"world\": {\"http\": {}}"),
         "3: /cases/0/world/http: found object, wanted array"},
        {CASE("\"limits\": {\"fuel\": 1.5}"), "3: /cases/0/limits/fuel:"},
        {EXPECT("\"okay\": true"), "3: /cases/0/expect: unknown key \"okay\""},
        {EXPECT("\"ok\": 1"), "3: /cases/0/expect/ok: found number"},
        {EXPECT("\"outcome\": \"fine\""),
         "3: /cases/0/expect/outcome: unknown outcome \"fine\""},
        {EXPECT("\"text\": {\"match\": \"(\"}"),
         "3: /cases/0/expect/text/match: '(' is no regular expression"},
        {EXPECT("\"text\": {\"match\": \"a\", \"contains\": \"a\"}"),
         "3: /cases/0/expect/text: wanted one of"},
        {EXPECT("\"logs\": [{\"match\": \"(a)\\\\1\"}]"),
         "3: /cases/0/expect/logs/0/match: back references"},
        {EXPECT("\"trap\": {\"match\": \"a{10001}\"}"),
         "3: /cases/0/expect/trap/match: its repeats come to more"},
        {EXPECT("\"logs\": [1]"), "3: /cases/0/expect/logs/0: found number"},
        {EXPECT("\"logs\": {\"contain\": []}"),
         "3: /cases/0/expect/logs: unknown key \"contain\""},
        {EXPECT("\"calls\": [{\"args\": []}]"),
         "3: /cases/0/expect/calls/0: key \"name\" is missing"},
        {EXPECT("\"state\": {\"k\": 1}"),
         "3: /cases/0/expect/state/k: found number"},
        {EXPECT("\"fuel\": {\"max\": -1}"), "3: /cases/0/expect/fuel/max:"},
        {EXPECT("\"memory\": {\"max\": 1}"),
         "3: /cases/0/expect/memory: unknown key \"max\""},
        {EXPECT("\"json\": {\"pointer\": {\"a\": 1}}"),
         "3: /cases/0/expect/json/pointer: \"a\" is no JSON pointer"},
        {EXPECT("\"trap\": {\"match\": \"[\"}"),
         "3: /cases/0/expect/trap/match:"},
        {EXPECT("\"deployed\": {\"deployed\": {}}"),
         "3: /cases/0/expect/deployed: unknown key \"deployed\""},
        {STEP_EXPECT("\"state\": {}"),
         "4: /cases/0/steps/0/expect: unknown key \"state\""},
        {CASES("{\"name\": \"n\", \"steps\": [],\n\"expect\": "
               "{\"text\": \"a\"}}"),
         "4: /cases/0/expect: unknown key \"text\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_testfile *file = NULL;
        gk_error err = GK_ERROR_INIT;
        char want[300];

        snprintf(want, sizeof want, "tests/a.test.json:%s", rows[i].says);
        if (gk_testfile_parse("tests/a.test.json", rows[i].text,
                              strlen(rows[i].text), &checks, &file,
                              &err) == GK_OK ||
            file != NULL)
            fail_msg("was taken: %s", rows[i].text);
        if (strncmp(err.text, want, strlen(want)) != 0)
            fail_msg("said:   %s\nwanted: %s", err.text, want);
    }
}

static void an_expectation_may_say_all_of_this(void **state)
{
    gk_testfile *file = parsed(EXPECT(
        "\"outcome\": \"tool_error\", \"ok\": false, \"text\": \"t\",\n"
        "\"json\": {\"equal\": null}, \"value\": [1],\n"
        "\"logs\": [\"a\", {\"match\": \"b\"}], \"calls\": {\"contains\": "
        "[\"f\", {\"name\": \"g\", \"args\": [1], \"result\": null}]},\n"
        "\"tools\": [\"t\", {\"name\": \"u\"}], \"state\": {\"k\": null, "
        "\"l\": \"v\", \"m\": {\"contains\": \"x\"}},\n"
        "\"fuel\": {\"max\": 1}, \"memory\": {\"max-pages\": 2},\n"
        "\"error\": {\"kind\": \"link\", \"match\": \"x\"}, \"trap\": {},\n"
        "\"deployed\": {\"json\": null, \"ok\": true}"));

    (void)state;
    assert_int_equal(gk_json_count(file->cases[0].expect), 14);
    gk_testfile_close(file);
}

static void worlds_are_joined(void **state)
{
    static const struct {
        const char *name, *file, *own, *want;
    } rows[] = {
        {"by key", "{\"config\":{\"a\":1,\"b\":2}}",
         "{\"config\":{\"b\":3,\"c\":4}}",
         "{\"config\":{\"a\":1,\"b\":3,\"c\":4}}"},
        {"the case's fixtures first", "{\"http\":[1,2]}", "{\"http\":[3]}",
         "{\"http\":[3,1,2]}"},
        {"plain values replaced", "{\"seed\":1,\"clock\":\"x\"}",
         "{\"seed\":2}", "{\"seed\":2,\"clock\":\"x\"}"},
        {"another kind replaces", "{\"clock\":\"x\"}", "{\"clock\":5}",
         "{\"clock\":5}"},
        {"one level deep", "{\"config\":{\"a\":{\"x\":1}}}",
         "{\"config\":{\"a\":{\"y\":2}}}", "{\"config\":{\"a\":{\"y\":2}}}"},
        {"none of the file's", NULL, "{\"seed\":1}", "{\"seed\":1}"},
        {"none of the case's", "{\"seed\":1}", NULL, "{\"seed\":1}"},
        {"none at all", NULL, NULL, "{}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        gk_json *file = NULL, *own = NULL, *made;
        gk_buf out = GK_BUF_INIT;

        if (rows[i].file != NULL)
            assert_int_equal(
                gk_json_parse(rows[i].file, strlen(rows[i].file), &file, NULL),
                GK_OK);
        if (rows[i].own != NULL)
            assert_int_equal(
                gk_json_parse(rows[i].own, strlen(rows[i].own), &own, NULL),
                GK_OK);
        made = gk_world_merge(file, own);
        gk_json_print(made, 0, &out);
        if (strcmp(gk_buf_text(&out), rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, gk_buf_text(&out));
        gk_buf_clear(&out);
        gk_json_free(file);
        gk_json_free(own);
        gk_json_free(made);
    }
}

static gk_status parse_many(const char *before, const char *item, unsigned n,
                            const char *after)
{
    gk_buf text = GK_BUF_INIT;
    gk_testfile *file = NULL;
    gk_status st;

    gk_buf_puts(&text, before);
    for (unsigned i = 0; i < n; i++) {
        gk_buf_puts(&text, i > 0 ? "," : "");
        gk_buf_printf(&text, item, i);
    }
    gk_buf_puts(&text, after);
    assert_int_equal(text.status, GK_OK);
    st = gk_testfile_parse("a.test.json", text.data, text.len, &checks, &file,
                           NULL);
    gk_testfile_close(file);
    gk_buf_clear(&text);
    return st;
}

static void cases_and_steps_have_a_ceiling(void **state)
{
    static const char item[] = "{\"name\": \"%u\", " CALL "}";
    static const char before[] =
        HEAD "\"cases\": [{\"name\": \"n\", \"steps\": [";
    static const char step[] = "{\"call\": {\"tool\": \"%u\"}}";

    (void)state;
    assert_int_equal(
        parse_many(HEAD "\"cases\": [", item, GK_MAX_TEST_CASES, "]}"), GK_OK);
    assert_int_equal(
        parse_many(HEAD "\"cases\": [", item, GK_MAX_TEST_CASES + 1, "]}"),
        GK_E_LIMIT);
    assert_int_equal(parse_many(before, step, GK_MAX_TEST_STEPS, "]}]}"),
                     GK_OK);
    assert_int_equal(parse_many(before, step, GK_MAX_TEST_STEPS + 1, "]}]}"),
                     GK_E_LIMIT);
}

static void a_missing_file_is_no_bad_file(void **state)
{
    gk_testfile *file = NULL;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(
        gk_testfile_read("no/such.test.json", &checks, &file, &err),
        GK_E_NOENT);
    assert_null(file);
    gk_testfile_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_file_is_read),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(an_expectation_may_say_all_of_this),
        cmocka_unit_test(worlds_are_joined),
        cmocka_unit_test(cases_and_steps_have_a_ceiling),
        cmocka_unit_test(a_missing_file_is_no_bad_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
