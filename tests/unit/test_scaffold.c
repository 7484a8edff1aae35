/* Making projects: what is refused, what is left alone, what is taken back. */
#include "test_folder.h"

#include "core/base/json.h"
#include "core/manifest/cortex.h"
#include "core/manifest/project.h"
#include "templates/scaffold.h"
#include "templates/tree.h"

#include <sys/stat.h>
#include <unistd.h>

/* A kit's home with the templates of this tree, so that the test needs nothing
 * that has to be built. */
static int make_home(void **state)
{
    char *here = realpath(".", NULL);
    struct folder *f;
    char *home, *from, *to;

    if (here == NULL || folder_make(state) != 0)
        return -1;
    f = *state;
    folder_put(f, "home/docs/schema/guestkit.json", "{}");
    folder_put(f, "home/docs/schema/test.json", "{}");
    for (int i = 0; i < 2; i++) {
        static const char *const parts[] = {"sdk-c", "templates"};
        char name[64];

        snprintf(name, sizeof name, "home/%s", parts[i]);
        from = gk_path_join(here, parts[i]);
        to = folder_path(f, name);
        if (symlink(from, to) != 0)
            return -1;
        free(from);
        free(to);
    }
    home = folder_path(f, "home");
    setenv("GUESTKIT_HOME", home, 1);
    free(home);
    free(here);
    return 0;
}

#define WITH_HOME(test)                                                        \
    cmocka_unit_test_setup_teardown(test, make_home, folder_remove)

static gk_status scaffold(const struct folder *f, const char *name, bool here,
                          struct gk_scaffolded *made, gk_error *err)
{
    char *dir = folder_path(f, name);
    struct gk_scaffold what = {&gk_templates[0], dir, NULL, here};
    gk_status st = gk_scaffold(&what, made, err);

    free(dir);
    return st;
}

static bool there(const struct folder *f, const char *name)
{
    char *path = folder_path(f, name);
    bool found = gk_path_exists(path);

    free(path);
    return found;
}

static void check_text(const struct folder *f, const char *name,
                       const char *want)
{
    char *path = folder_path(f, name);
    gk_buf text = GK_BUF_INIT;

    assert_int_equal(gk_read_file(path, 1 << 20, &text, NULL), GK_OK);
    assert_string_equal(gk_buf_text(&text), want);
    gk_buf_clear(&text);
    free(path);
}

/* "${{ … }}" is the workflow's; any other mark was forgotten. */
static void check_no_marks(const char *path)
{
    gk_buf text = GK_BUF_INIT;

    assert_int_equal(gk_read_file(path, 1 << 20, &text, NULL), GK_OK);
    for (const char *p = strstr(gk_buf_text(&text), "{{"); p != NULL;
         p = strstr(p + 1, "{{"))
        if (p == gk_buf_text(&text) || p[-1] != '$')
            fail_msg("'%s' still has '%.20s'", path, p);
    gk_buf_clear(&text);
}

static void every_template_makes_a_sound_project(void **state)
{
    const struct folder *f = *state;

    for (size_t i = 0; i < gk_template_count; i++) {
        char *dir = folder_path(f, gk_templates[i].folder);
        struct gk_scaffold what = {&gk_templates[i], dir, "@acme/weather-now",
                                   false};
        struct gk_scaffolded made = {0};
        gk_project project = {0};
        gk_error err = GK_ERROR_INIT;

        if (gk_scaffold(&what, &made, &err) != GK_OK)
            fail_msg("%s: %s", gk_templates[i].folder, err.text);
        assert_string_equal(made.name, "weather-now");
        assert_int_equal(made.kept.count, 0);
        for (size_t k = 0; k < made.made.count; k++) {
            char *path = gk_path_join(dir, made.made.at[k]);

            check_no_marks(path);
            free(path);
        }
        if (gk_project_read(dir, &project, &err) != GK_OK)
            fail_msg("%s: %s", gk_templates[i].folder, err.text);
        assert_string_equal(project.name, "weather-now");
        assert_string_equal(project.host, gk_templates[i].host);
        assert_string_equal(project.lang, gk_templates[i].lang);
        gk_project_clear(&project);
        gk_scaffolded_clear(&made);
        free(dir);
    }
}

static void cortex_manifest_is_what_the_host_asks_for(void **state)
{
    const struct folder *f = *state;
    struct gk_scaffolded made = {0};
    gk_json *manifest = NULL;
    gk_error err = GK_ERROR_INIT;
    gk_buf lint = GK_BUF_INIT;
    char *path = folder_path(f, "weather/manifest.json");

    assert_int_equal(scaffold(f, "weather", false, &made, &err), GK_OK);
    assert_int_equal(gk_json_read(path, &manifest, &err), GK_OK);
    if (gk_cortex_manifest_check(manifest, "", &err) != GK_OK)
        fail_msg("%s", err.text);
    gk_cortex_manifest_lint(manifest, &lint);
    assert_string_equal(gk_buf_text(&lint), "");
    gk_buf_clear(&lint);
    gk_json_free(manifest);
    gk_scaffolded_clear(&made);
    free(path);
}

static void highlights_name_files_that_are_made(void **state)
{
    const struct folder *f = *state;

    for (size_t i = 0; i < gk_template_count; i++) {
        char *dir = folder_path(f, gk_templates[i].folder);
        struct gk_scaffold what = {&gk_templates[i], dir, "a", false};
        struct gk_scaffolded made = {0};
        const char *p = gk_templates[i].highlights;

        assert_int_equal(gk_scaffold(&what, &made, NULL), GK_OK);
        for (; *p != '\0'; p += strcspn(p, "\n") + 1) {
            char name[256];

            snprintf(name, sizeof name, "%s/%.*s", gk_templates[i].folder,
                     (int)strcspn(p, "\t"), p);
            if (!there(f, name))
                fail_msg("'%s' was not made", name);
        }
        gk_scaffolded_clear(&made);
        free(dir);
    }
}

static void folder_with_files_is_refused_and_named(void **state)
{
    const struct folder *f = *state;
    struct gk_scaffolded made = {0};
    gk_error err = GK_ERROR_INIT;

    folder_put(f, "w/a", "");
    folder_put(f, "w/b", "");
    folder_put(f, "w/c", "");
    folder_put(f, "w/d", "");
    folder_put(f, "w/e", "");
    assert_int_equal(scaffold(f, "w", false, &made, &err), GK_E_EXISTS);
    assert_non_null(strstr(err.text, "it holds a, b, c and 2 more"));
    assert_non_null(strstr(err.text, "--here"));
    assert_false(there(f, "w/guestkit.json"));
}

static void file_in_the_way_is_refused(void **state)
{
    const struct folder *f = *state;
    struct gk_scaffolded made = {0};
    gk_error err = GK_ERROR_INIT;

    folder_put(f, "w", "mine");
    assert_int_equal(scaffold(f, "w", true, &made, &err), GK_E_EXISTS);
    check_text(f, "w", "mine");
}

static void fresh_repository_counts_as_empty(void **state)
{
    const struct folder *f = *state;
    struct gk_scaffolded made = {0};
    gk_error err = GK_ERROR_INIT;

    folder_put(f, "w/.git/config", "x");
    assert_int_equal(scaffold(f, "w", false, &made, &err), GK_OK);
    assert_true(there(f, "w/guestkit.json"));
    check_text(f, "w/.git/config", "x");
    gk_scaffolded_clear(&made);
}

static void here_leaves_what_exists_alone(void **state)
{
    const struct folder *f = *state;
    struct gk_scaffolded made = {0};
    gk_error err = GK_ERROR_INIT;
    char *link = folder_path(f, "w/README.md");
    char *target = folder_path(f, "elsewhere");

    folder_put(f, "w/src/plugin.c", "mine");
    folder_put(f, "w/notes", "also mine");
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(scaffold(f, "w", true, &made, &err), GK_OK);
    check_text(f, "w/src/plugin.c", "mine");
    check_text(f, "w/notes", "also mine");
    /* A link that leads nowhere yet is something that exists, too. */
    assert_false(there(f, "elsewhere"));
    assert_int_equal(made.kept.count, 2);
    assert_true(there(f, "w/manifest.json"));
    gk_scaffolded_clear(&made);
    free(link);
    free(target);
}

static void link_to_a_folder_is_not_followed(void **state)
{
    const struct folder *f = *state;
    struct gk_scaffolded made = {0};
    gk_error err = GK_ERROR_INIT;
    char *link = folder_path(f, "w/tests");
    char *target = folder_path(f, "outside");

    folder_put(f, "outside/x", "");
    folder_put(f, "w/y", "");
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(scaffold(f, "w", true, &made, &err), GK_E_EXISTS);
    assert_non_null(strstr(err.text, "w/tests' is a link"));
    assert_false(there(f, "outside/convert.test.json"));
    /* … and what was made before the link was met is gone again. */
    assert_false(there(f, "w/guestkit.json"));
    assert_false(there(f, "w/src"));
    assert_false(there(f, "w/.github"));
    assert_true(there(f, "w/y"));
    free(link);
    free(target);
}

static void failure_takes_back_folders_above(void **state)
{
    const struct folder *f = *state;
    struct gk_scaffolded made = {0};
    gk_error err = GK_ERROR_INIT;
    char *schema = folder_path(f, "home/docs/schema/test.json");

    /* The last file that is copied: all others have been written by then. */
    assert_int_equal(unlink(schema), 0);
    assert_int_equal(scaffold(f, "new/sub/w", false, &made, &err), GK_E_NOENT);
    assert_non_null(strstr(err.text, "test.json"));
    assert_false(there(f, "new"));
    assert_null(made.name);
    free(schema);
}

static void tree_is_taken_back_unless_kept(void **state)
{
    const struct folder *f = *state;

    for (int keep = 0; keep < 2; keep++) {
        char *dir = folder_path(f, "tree");
        gk_tree *tree = NULL;
        bool made = false;

        assert_int_equal(gk_tree_open(dir, &tree, NULL), GK_OK);
        assert_int_equal(gk_tree_add(tree, "a/b/c", "x", 1, &made, NULL),
                         GK_OK);
        assert_true(made);
        assert_int_equal(gk_tree_add(tree, "a/b/c", "y", 1, &made, NULL),
                         GK_OK);
        assert_false(made);
        check_text(f, "tree/a/b/c", "x");
        if (keep)
            gk_tree_keep(tree);
        gk_tree_close(tree);
        assert_int_equal(there(f, "tree"), keep);
        free(dir);
    }
}

static void names_come_from_folders(void **state)
{
    static const struct {
        const char *dir;
        const char *want; /* NULL: refused */
    } rows[] = {
        {"weather", "weather"},
        {"weather/", "weather"},
        {"a/b/My_Plugin", "my-plugin"},
        {"My Plugin 2.0", "my-plugin-2-0"},
        {"__x__", "x"},
        {"+++", NULL},
        {"caf\xc3\xa9", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_error err = GK_ERROR_INIT;
        char *name = NULL;
        gk_status st = gk_scaffold_name(rows[i].dir, &name, &err);

        if ((st == GK_OK) != (rows[i].want != NULL))
            fail_msg("'%s': status %d", rows[i].dir, st);
        if (st == GK_OK)
            assert_string_equal(name, rows[i].want);
        else
            assert_non_null(strstr(err.text, "--name"));
        free(name);
    }
}

static void given_names_are_checked(void **state)
{
    static const char *const bad[] = {"Weather", "@/x", "@acme/",
                                      "acme/x",  "",    "@a/b/c"};
    const struct folder *f = *state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *dir = folder_path(f, "w");
        struct gk_scaffold what = {&gk_templates[0], dir, bad[i], false};
        struct gk_scaffolded made = {0};

        if (gk_scaffold(&what, &made, NULL) != GK_E_USAGE)
            fail_msg("name '%s' was taken", bad[i]);
        assert_false(there(f, "w"));
        free(dir);
    }
}

static void templates_are_found_or_listed(void **state)
{
    static const struct {
        const char *host, *lang, *says; /* NULL: it is found */
    } rows[] = {
        {"cortex", "c", NULL},
        {"cortx", "c", "did you mean 'cortex'"},
        {"cortex", "cobol", "no template for --lang cobol"},
        {NULL, "c", "'--host' is needed"},
        {"cortex", NULL, "'--lang' is needed"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct gk_template *found = NULL;
        gk_error err = GK_ERROR_INIT;
        gk_status st =
            gk_template_find(rows[i].host, rows[i].lang, &found, &err);

        if (rows[i].says == NULL) {
            assert_int_equal(st, GK_OK);
            assert_string_equal(found->host, rows[i].host);
            continue;
        }
        assert_int_equal(st, GK_E_USAGE);
        if (strstr(err.text, rows[i].says) == NULL ||
            strstr(err.text, "--host cortex --lang c") == NULL)
            fail_msg("row %zu: %s", i, err.text);
    }
}

static void marks_are_filled_in(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: refused */
    } rows[] = {
        {"", ""},
        {"no marks } { }", "no marks } { }"},
        {"{{name}}", "n"},
        {"a {{package}} b {{title}}{{name}}", "a @p/n b Tn"},
        {"${{ vars.X }} {{name}}", "${{ vars.X }} n"},
        {"{{nome}}", NULL},
        {"{{name", NULL},
    };
    const struct gk_template_words words = {"n", "@p/n", "T"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf out = GK_BUF_INIT;
        gk_status st = gk_template_fill(rows[i].text, strlen(rows[i].text),
                                        &words, &out, NULL);

        if ((st == GK_OK) != (rows[i].want != NULL) ||
            (st == GK_OK && strcmp(gk_buf_text(&out), rows[i].want) != 0))
            fail_msg("'%s': status %d, '%s'", rows[i].text, st,
                     gk_buf_text(&out));
        gk_buf_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOME(every_template_makes_a_sound_project),
        WITH_HOME(cortex_manifest_is_what_the_host_asks_for),
        WITH_HOME(highlights_name_files_that_are_made),
        WITH_HOME(folder_with_files_is_refused_and_named),
        WITH_HOME(file_in_the_way_is_refused),
        WITH_HOME(fresh_repository_counts_as_empty),
        WITH_HOME(here_leaves_what_exists_alone),
        WITH_HOME(link_to_a_folder_is_not_followed),
        WITH_HOME(failure_takes_back_folders_above),
        WITH_FOLDER(tree_is_taken_back_unless_kept),
        cmocka_unit_test(names_come_from_folders),
        WITH_HOME(given_names_are_checked),
        cmocka_unit_test(templates_are_found_or_listed),
        cmocka_unit_test(marks_are_filled_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
