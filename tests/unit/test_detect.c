/*
 * Which host is a module for? By each level, in their order, with two hosts
 * that do not exist beside the real ones where it takes several.
 */
#include "scanner/detect.h"
#include "tests/unit/test_module_bytes.h"

#include "core/base/file.h"

#include <stdio.h>
#include <unistd.h>

/* Two hosts that share one import and one export. */
static const struct gk_abi_import red_imports[] = {
    {"red", "paint", "(i)", NULL, GK_EFFECT_LOG, GK_ORIGIN_SEED, ""},
    {"wasi", "clock", "()I", NULL, GK_EFFECT_TIME, GK_ORIGIN_SEED, ""},
};
static const struct gk_abi_import blue_imports[] = {
    {"blue", "paint", "(i)", NULL, GK_EFFECT_LOG, GK_ORIGIN_SEED, ""},
    {"wasi", "clock", "()I", NULL, GK_EFFECT_TIME, GK_ORIGIN_SEED, ""},
};
static const struct gk_abi_export red_exports[] = {
    {"red_main", "()", GK_NEED_REQUIRED, 2, ""},
    {"malloc", "(i)i", GK_NEED_REQUIRED, 1, ""},
    {"red_extra", "()", GK_NEED_OPTIONAL, 3, ""},
};
static const struct gk_abi_export blue_exports[] = {
    {"blue_main", "()", GK_NEED_REQUIRED, 0, ""},
    {"malloc", "(i)i", GK_NEED_REQUIRED, 0, ""},
};
static const struct gk_abi_host hosts[] = {
    {"red", "Red", "plugin", red_imports, 2, red_exports, 3, NULL, 0},
    {"blue", "Blue", "agent", blue_imports, 2, blue_exports, 2, NULL, 0},
};

#define TYPE     "01{ 01 60 00 00 }"
#define FUNCTION "03{ 01 00 }"
#define CODE     "0a{ 01 02 00 0b }"

static const struct row {
    const char *name, *module;
    const char *given, *project, *manifest;
    const char *host; /* NULL: none */
    gk_detect_level level;
    unsigned generation;
    const char *reason; /* how it begins; for a failure, what is said */
    bool fails;
} rows[] = {
    {"given wins over all", TYPE "02{ 01 'blue' 'paint' 00 00 }", "red", "blue",
     "blue", "red", GK_DETECT_GIVEN, 0, "given with --host", false},
    {"project wins over manifest", TYPE "02{ 01 'blue' 'paint' 00 00 }", NULL,
     "red", "blue", "red", GK_DETECT_PROJECT, 0, "from guestkit.json", false},
    {"manifest wins over imports", TYPE "02{ 01 'blue' 'paint' 00 00 }", NULL,
     NULL, "red", "red", GK_DETECT_MANIFEST, 0, "from its manifest", false},
    {"imports win over exports",
     TYPE "02{ 01 'blue' 'paint' 00 00 }" FUNCTION
          "07{ 01 'red_main' 00 01 }" CODE,
     NULL, NULL, NULL, "blue", GK_DETECT_IMPORTS, 0,
     "found from its imports: blue.paint", false},
    {"exports", TYPE FUNCTION "07{ 01 'red_main' 00 00 }" CODE, NULL, NULL,
     NULL, "red", GK_DETECT_EXPORTS, 2, "found from its exports: red_main",
     false},
    {"optional exports tell nothing",
     TYPE FUNCTION "07{ 01 'red_extra' 00 00 }" CODE, NULL, NULL, NULL, NULL,
     GK_DETECT_NONE, 0, "no import", false},
    {"newest generation by any export",
     TYPE FUNCTION "07{ 02 'red_main' 00 00 'red_extra' 00 00 }" CODE, NULL,
     NULL, NULL, "red", GK_DETECT_EXPORTS, 3, "found", false},
    {"a name of both hosts tells nothing", TYPE "02{ 01 'wasi' 'clock' 00 00 }",
     NULL, NULL, NULL, NULL, GK_DETECT_NONE, 0,
     "neither its imports, like wasi.clock", false},
    {"an export of both hosts tells nothing",
     TYPE FUNCTION "07{ 01 'malloc' 00 00 }" CODE, NULL, NULL, NULL, NULL,
     GK_DETECT_NONE, 0, "no import", false},
    {"an export of another kind tells nothing",
     "05{ 01 00 01 } 07{ 01 'red_main' 02 00 }", NULL, NULL, NULL, NULL,
     GK_DETECT_NONE, 0, "no import", false},
    {"an import of another kind tells nothing",
     "02{ 01 'red' 'paint' 02 00 01 }", NULL, NULL, NULL, NULL, GK_DETECT_NONE,
     0, "neither", false},
    {"two by imports", TYPE "02{ 02 'blue' 'paint' 00 00 'red' 'paint' 00 00 }",
     NULL, NULL, NULL, NULL, GK_DETECT_NONE, 0,
     "the imports belong to two hosts: blue (blue.paint) and red (red.paint)",
     true},
    {"two by exports",
     TYPE FUNCTION "07{ 02 'blue_main' 00 00 'red_main' 00 00 }" CODE, NULL,
     NULL, NULL, NULL, GK_DETECT_NONE, 0,
     "the exports belong to two hosts: red (red_main) and blue (blue_main)",
     true},
    {"two, but one was given",
     TYPE "02{ 02 'blue' 'paint' 00 00 'red' 'paint' 00 00 }", "blue", NULL,
     NULL, "blue", GK_DETECT_GIVEN, 0, "given", false},
    {"unknown host", "", "rad", NULL, NULL, NULL, GK_DETECT_NONE, 0,
     "unknown host 'rad', did you mean 'red'? known: red, blue", true},
    {"nothing at all", "", NULL, NULL, NULL, NULL, GK_DETECT_NONE, 0,
     "no import, and no export of a known host", false},
};

static void read_module(const char *text, gk_buf *bytes, gk_module *m)
{
    gk_error err = GK_ERROR_INIT;

    wasm_make(text, bytes);
    if (gk_module_read(bytes->data, bytes->len, m, &err) != GK_OK)
        fail_msg("%s", err.text);
}

static void look(const struct row *row)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    struct gk_detected d = {0};
    gk_module m;
    struct gk_clues clues = {.module = &m,
                             .given = row->given,
                             .project = row->project,
                             .manifest = row->manifest};
    gk_status st;
    const char *said;

    read_module(row->module, &bytes, &m);
    st = gk_detect_among(hosts, 2, &clues, &d, &err);
    said = row->fails ? err.text : d.reason;
    if ((st != GK_OK) != row->fails)
        fail_msg("%s: %s", row->name, err.text);
    if (strncmp(said, row->reason, strlen(row->reason)) != 0)
        fail_msg("%s: '%s'", row->name, said);
    if (!row->fails &&
        (d.level != row->level || d.generation != row->generation ||
         (d.host == NULL) != (row->host == NULL) ||
         (d.host != NULL && strcmp(d.host->id, row->host) != 0)))
        fail_msg("%s: %s, level %d, generation %u", row->name,
                 d.host ? d.host->id : "none", (int)d.level, d.generation);
    gk_module_clear(&m);
    gk_buf_clear(&bytes);
}

static void levels_answer_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        look(&rows[i]);
}

/* The real rows: names, and the beginning of names, of CortexPrism. */
static void cortex_is_found_by_its_names(void **state)
{
    static const struct {
        const char *name, *module;
        bool found;
    } cases[] = {
        {"host_log", TYPE "02{ 01 'env' 'host_log' 00 00 }", true},
        {"misspelt", TYPE "02{ 01 'env' 'host_lgo' 00 00 }", true},
        {"another function of env", TYPE "02{ 01 'env' 'abort' 00 00 }", false},
        {"its name in another module", TYPE "02{ 01 'x' 'host_log' 00 00 }",
         false},
        {"memory alone", "02{ 01 'env' 'memory' 02 00 01 }", false},
        {"plugin_execute_tool",
         TYPE FUNCTION "07{ 01 'plugin_execute_tool' 00 00 }" CODE, true},
        {"plugin_init is optional",
         TYPE FUNCTION "07{ 01 'plugin_init' 00 00 }" CODE, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_buf bytes = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        struct gk_detected d;
        gk_module m;
        struct gk_clues clues = {.module = &m};

        read_module(cases[i].module, &bytes, &m);
        if (gk_detect(&clues, &d, &err) != GK_OK)
            fail_msg("%s: %s", cases[i].name, err.text);
        if ((d.host != NULL && strcmp(d.host->id, "cortex") == 0) !=
            cases[i].found)
            fail_msg("%s: %s", cases[i].name, d.reason);
        gk_module_clear(&m);
        gk_buf_clear(&bytes);
    }
}

/* --- files --- */

static void put_file(const char *dir, const char *name, const char *text)
{
    char *path = gk_path_join(dir, name);
    gk_error err = GK_ERROR_INIT;

    if (gk_write_file(path, text, strlen(text), 0644, &err) != GK_OK)
        fail_msg("%s", err.text);
    free(path);
}

#define MANIFEST                                                               \
    "{\"name\":\"x\",\"kind\":\"wasm\",\"entryPoint\":\"./x.wasm\"}"

static void files_beside_and_above_are_clues(void **state)
{
    static const struct {
        const char *name;
        const char *project; /* in the folder above; NULL: none */
        const char *file;    /* beside the module; NULL: none */
        const char *text;
        const char *reason;
        gk_status status;
    } cases[] = {
        {"project above", "{\"host\":\"cortex\"}", NULL, NULL,
         "from guestkit.json", GK_OK},
        {"project before manifest", "{\"host\":\"cortex\"}", "manifest.json",
         MANIFEST, "from guestkit.json", GK_OK},
        {"manifest by what it holds", NULL, "manifest.json", MANIFEST,
         "from manifest.json", GK_OK},
        {"manifest by its name", NULL, "cortex.json", "{}", "from cortex.json",
         GK_OK},
        {"some other manifest", NULL, "manifest.json", "{\"name\":\"x\"}",
         "no import", GK_OK},
        {"broken manifest is no clue", NULL, "manifest.json", "{", "no import",
         GK_OK},
        {"broken project is an error", "{", NULL, NULL, "", GK_E_SYNTAX},
        {"project without host", "{}", NULL, NULL, "", GK_E_SCHEMA},
        {"project of an unknown host", "{\"host\":\"nope\"}", NULL, NULL, "",
         GK_E_USAGE},
        {"nothing", NULL, NULL, NULL, "no import", GK_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char top[] = P_tmpdir "/gk-detect-XXXXXX";
        char *dir, *path;
        gk_module m = {0};
        struct gk_detected d = {0};
        gk_error err = GK_ERROR_INIT;
        char command[64];

        assert_non_null(mkdtemp(top));
        dir = gk_path_join(top, "build");
        path = gk_path_join(dir, "x.wasm");
        assert_int_equal(gk_make_dirs(dir, &err), GK_OK);
        if (cases[i].project != NULL)
            put_file(top, "guestkit.json", cases[i].project);
        if (cases[i].file != NULL)
            put_file(dir, cases[i].file, cases[i].text);
        if (gk_detect_file(path, &m, NULL, &d, &err) != cases[i].status ||
            strncmp(d.reason, cases[i].reason, strlen(cases[i].reason)) != 0)
            fail_msg("%s: %s %s", cases[i].name, d.reason, err.text);
        snprintf(command, sizeof command, "rm -r %s", top);
        assert_int_equal(system(command), 0);
        free(path);
        free(dir);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_answer_in_order),
        cmocka_unit_test(cortex_is_found_by_its_names),
        cmocka_unit_test(files_beside_and_above_are_clues),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
