/* guestkit.json: what is taken from it, and what is said about mistakes. */
#include "test_folder.h"

#include "core/manifest/project.h"

#include <unistd.h>

static void defaults_fill_what_is_not_given(void **state)
{
    const struct folder *f = *state;
    gk_project p = {0};
    gk_error err = GK_ERROR_INIT;

    folder_put(f, GK_PROJECT_FILE,
               "{\"host\":\"cortex\",\"name\":\"weather\"}");
    assert_int_equal(gk_project_read(f->at, &p, &err), GK_OK);
    assert_string_equal(p.lang, "c");
    assert_string_equal(p.output, "build/weather.wasm");
    assert_null(p.manifest);
    assert_int_equal(p.sources.count, 1);
    assert_string_equal(p.sources.at[0], "src");
    assert_string_equal(p.tests.at[0], "tests");
    assert_int_equal(p.stack_size, 65536);
    assert_int_equal(p.memory_pages, 0);
    assert_int_equal(p.optimize, GK_OPTIMIZE_SIZE);
    assert_null(p.scan);
    gk_project_clear(&p);

    folder_put(f, "manifest.json", "{}");
    assert_int_equal(gk_project_read(f->at, &p, &err), GK_OK);
    assert_string_equal(p.manifest, "manifest.json");
    gk_project_clear(&p);
}

static void everything_given_is_taken(void **state)
{
    const struct folder *f = *state;
    gk_project p = {0};
    gk_error err = GK_ERROR_INIT;

    folder_put(
        f, GK_PROJECT_FILE,
        "{\"$schema\":\"x\",\"host\":\"cortex\",\"lang\":\"c\","
        "\"name\":\"a-1\",\"sources\":[\"a.c\",\"lib\"],"
        "\"output\":\"out/p.wasm\",\"manifest\":\"m.json\","
        "\"tests\":[\"t\"],\"scan\":{\"fail-on\":\"note\"},"
        "\"build\":{\"cflags\":[\"-Wpedantic\"],\"defines\":[\"A\",\"B=2\"],"
        "\"memory-pages\":20,\"stack-size\":4096,\"optimize\":\"speed\"}}");
    assert_int_equal(gk_project_read(f->at, &p, &err), GK_OK);
    assert_string_equal(p.output, "out/p.wasm");
    assert_string_equal(p.manifest, "m.json");
    assert_int_equal(p.sources.count, 2);
    assert_string_equal(p.cflags.at[0], "-Wpedantic");
    assert_string_equal(p.defines.at[1], "B=2");
    assert_int_equal(p.memory_pages, 20);
    assert_int_equal(p.stack_size, 4096);
    assert_int_equal(p.optimize, GK_OPTIMIZE_SPEED);
    assert_string_equal(gk_json_text(gk_json_get(p.scan, "fail-on")), "note");
    gk_project_clear(&p);
}

#define GOOD "\"host\":\"cortex\",\"name\":\"a\""

static const struct {
    const char *name;
    const char *text;
    gk_status want;
    const char *says; /* all of these words, in this order, " … " between */
} bad_rows[] = {
    {"no JSON", "{\n  \"host\" \"cortex\"}", GK_E_SYNTAX, "guestkit.json:2:"},
    {"no object", "[1]", GK_E_SCHEMA, "wanted object"},
    {"no host", "{\"name\":\"a\"}", GK_E_SCHEMA,
     "guestkit.json:1:1: … \"host\" is missing"},
    {"no name", "{\"host\":\"cortex\"}", GK_E_SCHEMA, "\"name\" is missing"},
    {"host misspelt", "{\n \"host\": \"cortx\",\n \"name\":\"a\"}", GK_E_SCHEMA,
     "guestkit.json:2:10: /host: … \"cortx\" … wanted … "
     "did you mean \"cortex\""},
    {"unknown key", "{\n " GOOD ",\n  \"sorces\": []}", GK_E_SCHEMA,
     "guestkit.json:3:13: … \"sorces\" … did you mean \"sources\""},
    {"unknown key inside", "{" GOOD ",\n\"build\":{\"cflag\":[]}}", GK_E_SCHEMA,
     "guestkit.json:2: … /build: … did you mean \"cflags\""},
    {"lang", "{" GOOD ",\"lang\":\"rust\"}", GK_E_SCHEMA,
     "/lang: found \"rust\", wanted \"c\""},
    {"name with capitals", "{\"host\":\"cortex\",\"name\":\"My\"}", GK_E_SCHEMA,
     "/name: found \"My\""},
    {"name that climbs", "{\"host\":\"cortex\",\"name\":\"../a\"}", GK_E_SCHEMA,
     "/name"},
    {"name with NUL", "{\"host\":\"cortex\",\"name\":\"a\\u0000b\"}",
     GK_E_SCHEMA, "/name: found a NUL"},
    {"sources is text", "{" GOOD ",\"sources\":\"src\"}", GK_E_SCHEMA,
     "/sources: found string, wanted array"},
    {"sources empty", "{" GOOD ",\"sources\":[]}", GK_E_SCHEMA,
     "/sources: found an empty list"},
    {"source is number", "{" GOOD ",\"sources\":[\"a\",1]}", GK_E_SCHEMA,
     "/sources/1: found number, wanted string"},
    {"source outside", "{" GOOD ",\"sources\":[\"../x.c\"]}", GK_E_SCHEMA,
     "/sources/0: … inside the project"},
    {"source absolute", "{" GOOD ",\"sources\":[\"/etc/x.c\"]}", GK_E_SCHEMA,
     "/sources/0: … inside the project"},
    {"source like an option", "{" GOOD ",\"sources\":[\"-x.c\"]}", GK_E_SCHEMA,
     "/sources/0: … \"./-x.c\""},
    {"output outside", "{" GOOD ",\"output\":\"b/../../x.wasm\"}", GK_E_SCHEMA,
     "/output: … inside the project"},
    {"output not wasm", "{" GOOD ",\"output\":\"build/a.bin\"}", GK_E_SCHEMA,
     "/output: … \".wasm\""},
    {"output only suffix", "{" GOOD ",\"output\":\".wasm\"}", GK_E_SCHEMA,
     "/output"},
    {"manifest outside", "{" GOOD ",\"manifest\":\"../m.json\"}", GK_E_SCHEMA,
     "/manifest"},
    {"tests outside", "{" GOOD ",\"tests\":[\"..\"]}", GK_E_SCHEMA, "/tests/0"},
    {"flag without dash", "{" GOOD ",\"build\":{\"cflags\":[\"x.c\"]}}",
     GK_E_SCHEMA, "/build/cflags/0: … \"x.c\""},
    {"flag of ours", "{" GOOD ",\"build\":{\"cflags\":[\"-o\"]}}", GK_E_SCHEMA,
     "'guestkit build' sets itself"},
    {"target", "{" GOOD ",\"build\":{\"cflags\":[\"--target=x\"]}}",
     GK_E_SCHEMA, "'guestkit build' sets itself"},
    {"define", "{" GOOD ",\"build\":{\"defines\":[\"A B\"]}}", GK_E_SCHEMA,
     "/build/defines/0: … \"NAME=VALUE\""},
    {"define with digit", "{" GOOD ",\"build\":{\"defines\":[\"1A\"]}}",
     GK_E_SCHEMA, "/build/defines/0"},
    {"pages", "{" GOOD ",\"build\":{\"memory-pages\":65537}}", GK_E_SCHEMA,
     "/build/memory-pages: found 65537, wanted … 65536"},
    {"pages fraction", "{" GOOD ",\"build\":{\"memory-pages\":1.5}}",
     GK_E_SCHEMA, "/build/memory-pages: found 1.5"},
    {"stack", "{" GOOD ",\"build\":{\"stack-size\":1030}}", GK_E_SCHEMA,
     "/build/stack-size: found 1030, wanted a multiple of 16"},
    {"optimize", "{" GOOD ",\"build\":{\"optimize\":\"fast\"}}", GK_E_SCHEMA,
     "/build/optimize: found \"fast\", wanted \"size\", \"speed\" or "
     "\"none\""},
    {"scan", "{" GOOD ",\"scan\":[]}", GK_E_SCHEMA, "/scan: found array"},
};

/* Whether `text` has the parts of `says` in order. */
static bool says_it(const char *text, const char *says)
{
    static const char gap[] = " … ";
    char part[256];

    while (*says != '\0') {
        const char *end = strstr(says, gap);
        size_t len = end != NULL ? (size_t)(end - says) : strlen(says);

        snprintf(part, sizeof part, "%.*s", (int)len, says);
        text = strstr(text, part);
        if (text == NULL)
            return false;
        says += len + (end != NULL ? sizeof gap - 1 : 0);
    }
    return true;
}

static void mistakes_are_placed_and_explained(void **state)
{
    const struct folder *f = *state;

    for (size_t i = 0; i < sizeof bad_rows / sizeof *bad_rows; i++) {
        gk_project p = {0};
        gk_error err = GK_ERROR_INIT;
        gk_status st;

        folder_put(f, GK_PROJECT_FILE, bad_rows[i].text);
        st = gk_project_read(f->at, &p, &err);
        if (st != bad_rows[i].want)
            fail_msg("%s: status %d: %s", bad_rows[i].name, st, err.text);
        if (!says_it(err.text, bad_rows[i].says))
            fail_msg("%s: said '%s', wanted '%s'", bad_rows[i].name, err.text,
                     bad_rows[i].says);
        if (p.root != NULL)
            fail_msg("%s: the result was touched", bad_rows[i].name);
    }
}

static void missing_project_says_how_to_make_one(void **state)
{
    const struct folder *f = *state;
    gk_project p = {0};
    gk_error err = GK_ERROR_INIT;

    assert_int_equal(gk_project_read(f->at, &p, &err), GK_E_NOENT);
    assert_non_null(strstr(err.text, "guestkit new"));
}

static void sources_are_found_sorted_once(void **state)
{
    static const char *const want[] = {"lib/deep/er/x.c", "lib/z.c", "one.c"};
    const struct folder *f = *state;
    gk_project p = {0};
    gk_names found = GK_NAMES_INIT;
    gk_error err = GK_ERROR_INIT;
    char *loop = folder_path(f, "lib/loop");

    folder_put(f, GK_PROJECT_FILE,
               "{" GOOD ",\"sources\":[\"one.c\",\"lib\",\"lib/z.c\"]}");
    folder_put(f, "one.c", "");
    folder_put(f, "two.c", "");
    folder_put(f, "lib/z.c", "");
    folder_put(f, "lib/z.h", "");
    folder_put(f, "lib/.hidden.c", "");
    folder_put(f, "lib/deep/er/x.c", "");
    assert_int_equal(symlink("..", loop), 0);
    free(loop);
    assert_int_equal(gk_project_read(f->at, &p, &err), GK_OK);
    assert_int_equal(gk_project_sources(&p, &found, &err), GK_OK);
    assert_int_equal(found.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < found.count; i++)
        assert_string_equal(found.at[i], want[i]);
    gk_names_clear(&found);
    gk_project_clear(&p);
}

static void sources_that_are_not_there_are_named(void **state)
{
    const struct folder *f = *state;
    gk_project p = {0};
    gk_names found = GK_NAMES_INIT;
    gk_error err = GK_ERROR_INIT;

    folder_put(f, GK_PROJECT_FILE, "{" GOOD "}");
    assert_int_equal(gk_project_read(f->at, &p, &err), GK_OK);
    assert_int_equal(gk_project_sources(&p, &found, &err), GK_E_NOENT);
    assert_non_null(strstr(err.text, "/src' is not there"));
    gk_error_clear(&err);
    folder_put(f, "src/notes.txt", "");
    assert_int_equal(gk_project_sources(&p, &found, &err), GK_E_NOENT);
    assert_non_null(strstr(err.text, "no .c file"));
    assert_int_equal(found.count, 0);
    gk_project_clear(&p);
}

static void names_are_kebab_case(void **state)
{
    static const struct {
        const char *name;
        bool ok;
    } rows[] = {
        {"weather", true},
        {"a", true},
        {"a-b-c", true},
        {"3d-view", true},
        {"", false},
        {"-a", false},
        {"a-", false},
        {"a--b", false},
        {"A", false},
        {"a_b", false},
        {"a.b", false},
        {"a/b", false},
        {"\xc3\xa4", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         true},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (gk_project_name_ok(rows[i].name) != rows[i].ok)
            fail_msg("'%s': wanted %d", rows[i].name, rows[i].ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(defaults_fill_what_is_not_given),
        WITH_FOLDER(everything_given_is_taken),
        WITH_FOLDER(mistakes_are_placed_and_explained),
        WITH_FOLDER(missing_project_says_how_to_make_one),
        WITH_FOLDER(sources_are_found_sorted_once),
        WITH_FOLDER(sources_that_are_not_there_are_named),
        cmocka_unit_test(names_are_kebab_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
