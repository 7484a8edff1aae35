/* Projects in AssemblyScript: what they are compiled by and from. */
#include "test_folder.h"

#include "core/manifest/project.h"
#include "toolchain/asc.h"

#include <stdlib.h>
#include <string.h>

static const char plain[] =
    "{\"host\":\"hugind\",\"lang\":\"as\",\"name\":\"a\"}";

static void read_project(const struct folder *f, const char *text,
                         gk_project *out)
{
    gk_error err = GK_ERROR_INIT;

    folder_put(f, GK_PROJECT_FILE, text);
    assert_int_equal(gk_project_read(f->at, out, &err), GK_OK);
    assert_string_equal(out->lang, "as");
}

static void sources_are_the_ts_files(void **state)
{
    const struct folder *f = *state;
    gk_project p = {0};
    gk_names sources = GK_NAMES_INIT;
    gk_error err = GK_ERROR_INIT;

    read_project(f, plain, &p);
    folder_put(f, "src/b.ts", "");
    folder_put(f, "src/a/c.ts", "");
    folder_put(f, "src/d.c", "");
    assert_int_equal(gk_project_sources(&p, &sources, &err), GK_OK);
    assert_int_equal(sources.count, 2);
    assert_string_equal(sources.at[0], "src/a/c.ts");
    assert_string_equal(sources.at[1], "src/b.ts");
    gk_names_clear(&sources);
    gk_project_clear(&p);
}

static void options_for_clang_are_refused(void **state)
{
    static const char *const keys[] = {"cflags", "defines"};
    const struct folder *f = *state;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        gk_buf text = GK_BUF_INIT;
        gk_project p = {0};
        gk_error err = GK_ERROR_INIT;

        gk_buf_printf(&text,
                      "{\"host\":\"cortex\",\"lang\":\"as\",\"name\":\"a\","
                      "\"build\":{\"%s\":[\"-DX\"]}}",
                      keys[i]);
        folder_put(f, GK_PROJECT_FILE, gk_buf_text(&text));
        gk_buf_clear(&text);
        assert_int_equal(gk_project_read(f->at, &p, &err), GK_E_SCHEMA);
        assert_non_null(strstr(err.text, keys[i]));
        assert_non_null(strstr(err.text, "asconfig.json"));
    }
}

static void the_command_says_what_the_project_says(void **state)
{
    static const struct {
        const char *name, *build;
        bool own, debug;
        const char *wanted;
    } rows[] = {
        {"the kit's", "{}", false, false,
         "env NODE_PATH=/m node /m/asc.js --path /m --target release --debug "
         "--stackSize 65536 --outFile o"},
        {"the project's own", "{}", true, false,
         "node /m/asc.js --target release --debug --stackSize 65536 "
         "--outFile o"},
        {"a debug build", "{\"optimize\":\"speed\"}", true, true,
         "node /m/asc.js --target debug --debug --stackSize 65536 --outFile o"},
        {"for speed", "{\"optimize\":\"speed\"}", true, false,
         "node /m/asc.js --target release --debug --optimizeLevel 3 "
         "--shrinkLevel 0 --stackSize 65536 --outFile o"},
        {"not optimised", "{\"optimize\":\"none\"}", true, false,
         "node /m/asc.js --target release --debug --optimizeLevel 0 "
         "--shrinkLevel 0 --stackSize 65536 --outFile o"},
        {"memory and stack", "{\"memory-pages\":20,\"stack-size\":4096}", true,
         false,
         "node /m/asc.js --target release --debug --stackSize 4096 "
         "--initialMemory 20 --outFile o"},
    };
    const struct folder *f = *state;
    size_t bad = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gk_asc asc = {(char *)"node", (char *)"/m", (char *)"/m/asc.js",
                             (char *)"/m/guestkit", rows[i].own};
        gk_argv command = GK_ARGV_INIT;
        gk_buf text = GK_BUF_INIT, line = GK_BUF_INIT;
        gk_project p = {0};

        gk_buf_printf(&text,
                      "{\"host\":\"cortex\",\"lang\":\"as\","
                      "\"name\":\"a\",\"build\":%s}",
                      rows[i].build);
        read_project(f, gk_buf_text(&text), &p);
        gk_asc_command(&asc, &p, rows[i].debug, "o", &command);
        gk_argv_print(&command, &line);
        if (strcmp(gk_buf_text(&line), rows[i].wanted) != 0) {
            print_error("%s: %s\n", rows[i].name, gk_buf_text(&line));
            bad++;
        }
        gk_buf_clear(&text);
        gk_buf_clear(&line);
        gk_argv_clear(&command);
        gk_project_clear(&p);
    }
    assert_int_equal(bad, 0);
}

static void own_packages_win_when_they_are_complete(void **state)
{
    const struct folder *f = *state;
    struct gk_asc asc = {0};
    gk_project p = {0};
    gk_error err = GK_ERROR_INIT;

    read_project(f, plain, &p);
    assert_int_equal(gk_asc_find(&p, &asc, &err), GK_E_NOENT);
    assert_non_null(strstr(err.text, "guestkit/asconfig/hugind.json"));
    folder_put(f, GK_ASC_CONFIG, "{}");
    folder_put(f, "node_modules/assemblyscript/bin/asc.js", "");
    folder_put(f, "node_modules/guestkit/package.json", "{}");
    err = (gk_error)GK_ERROR_INIT;
    assert_int_equal(gk_asc_find(&p, &asc, &err), GK_OK);
    assert_true(asc.own);
    assert_string_equal(asc.program, "node_modules/assemblyscript/bin/asc.js");
    gk_asc_clear(&asc);
    gk_asc_clear(NULL);
    gk_project_clear(&p);
}

static void inputs_are_settings_packages_and_the_sdk(void **state)
{
    static const char *const wanted[] = {
        "asconfig.json", "node_modules/json-as/package.json",
        "node_modules/guestkit/a.ts", "node_modules/guestkit/b/c.json"};
    const struct folder *f = *state;
    struct gk_asc asc = {NULL, (char *)"node_modules", NULL,
                         (char *)"node_modules/guestkit", true};
    gk_names inputs = GK_NAMES_INIT;
    gk_project p = {0};
    gk_error err = GK_ERROR_INIT;

    read_project(f, plain, &p);
    folder_put(f, "node_modules/json-as/package.json", "{}");
    folder_put(f, "node_modules/guestkit/a.ts", "");
    folder_put(f, "node_modules/guestkit/b/c.json", "");
    folder_put(f, "node_modules/guestkit/README.md", "");
    folder_put(f, "node_modules/guestkit/node_modules/x/d.ts", "");
    assert_int_equal(gk_asc_inputs(&asc, &p, &inputs, &err), GK_OK);
    assert_int_equal(inputs.count, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < inputs.count; i++)
        assert_string_equal(inputs.at[i], wanted[i]);
    gk_names_clear(&inputs);
    gk_project_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(sources_are_the_ts_files),
        WITH_FOLDER(options_for_clang_are_refused),
        WITH_FOLDER(the_command_says_what_the_project_says),
        WITH_FOLDER(own_packages_win_when_they_are_complete),
        WITH_FOLDER(inputs_are_settings_packages_and_the_sdk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
