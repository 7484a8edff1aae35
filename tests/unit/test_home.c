/*
 * Where the kit's files are depends on where the program is: a copy of this
 * program in a made-up tree is asked, and says what it found.
 */
#include "core/base/home.h"

#include "test_folder.h"

#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define LANDMARK "sdk-c/include/guestkit/cortex.h"

/* --- the copy --------------------------------------------------------------
 */

static int answer(const char *what, const char *name)
{
    gk_error err = GK_ERROR_INIT;
    char *found = NULL;
    gk_status st;

    if (strcmp(what, "--home") == 0)
        st = gk_home(&found, &err);
    else if (strcmp(what, "--path") == 0)
        st = gk_home_path(name, &found, &err);
    else
        st = gk_helper_path(name, &found, &err);
    if (st == GK_OK)
        printf("%s\n", found);
    else
        printf("%s: %s\n", gk_status_words(st), err.text);
    free(found);
    return 0;
}

/* --- asking it -------------------------------------------------------------
 */

static void copy_here(const struct folder *f, const char *program)
{
    gk_buf bytes = GK_BUF_INIT;
    char *path = folder_path(f, program);
    char *dir = gk_path_dir(path);

    assert_int_equal(gk_make_dirs(dir, NULL), GK_OK);
    assert_int_equal(
        gk_read_file("/proc/self/exe", (size_t)1 << 30, &bytes, NULL), GK_OK);
    assert_int_equal(gk_write_file(path, bytes.data, bytes.len, 0755, NULL),
                     GK_OK);
    gk_buf_clear(&bytes);
    free(dir);
    free(path);
}

/* What the copy says, with the folder's name as FOLDER; `home` may be NULL. */
static const char *ask(const struct folder *f, const char *home,
                       const char *program, const char *what, const char *name,
                       char out[2048])
{
    char command[768], line[2048];
    FILE *said;
    char *at;

    snprintf(command, sizeof command, "%s%s%s '%s/%s' %s %s",
             home != NULL ? "GUESTKIT_HOME='" : "env -u GUESTKIT_HOME",
             home != NULL ? home : "", home != NULL ? "'" : "", f->at, program,
             what, name);
    said = popen(command, "r");
    assert_non_null(said);
    assert_non_null(fgets(line, sizeof line, said));
    assert_int_equal(pclose(said), 0);
    line[strcspn(line, "\n")] = '\0';
    out[0] = '\0';
    for (const char *rest = line; *rest != '\0'; rest = at) {
        at = strstr(rest, f->at);
        if (at == NULL) {
            strcat(out, rest);
            break;
        }
        strncat(out, rest, (size_t)(at - rest));
        strcat(out, "FOLDER");
        at += strlen(f->at);
    }
    return out;
}

/* --- tests -----------------------------------------------------------------
 */

static const struct {
    const char *name;
    const char *landmark; /* the folder of it */
    const char *program;
    const char *want;
} places[] = {
    {"installed", "share/guestkit", "bin/guestkit", "FOLDER/share/guestkit"},
    {"in the source tree", ".", "build/guestkit", "FOLDER"},
    {"with sanitizers", ".", "build/san/guestkit", "FOLDER"},
};

static void the_kit_is_found_from_the_program(void **state)
{
    char said[2048];

    for (size_t i = 0; i < COUNT(places); i++) {
        struct folder f = *(struct folder *)*state;
        char *mark;

        snprintf(f.at + strlen(f.at), sizeof f.at - strlen(f.at), "/%zu", i);
        mark = gk_path_join(places[i].landmark, LANDMARK);
        assert_non_null(mark);
        folder_put(&f, mark, "");
        free(mark);
        copy_here(&f, places[i].program);
        ask(&f, NULL, places[i].program, "--home", "", said);
        if (strcmp(said, places[i].want) != 0)
            fail_msg("%s: found %s, wanted %s", places[i].name, said,
                     places[i].want);
    }
}

/* /usr/local/bin/guestkit may be a link to where the kit was unpacked. */
static void a_link_to_the_program_is_followed(void **state)
{
    const struct folder *f = *state;
    char *bin, *link, said[2048];

    folder_put(f, "kit/share/guestkit/" LANDMARK, "");
    folder_put(f, "usr/bin/other", "");
    copy_here(f, "kit/bin/guestkit");
    bin = folder_path(f, "kit/bin/guestkit");
    link = folder_path(f, "usr/bin/guestkit");
    assert_int_equal(symlink(bin, link), 0);
    free(bin);
    free(link);
    assert_string_equal(ask(f, NULL, "usr/bin/guestkit", "--home", "", said),
                        "FOLDER/kit/share/guestkit");
}

static void no_kit_names_the_places(void **state)
{
    const struct folder *f = *state;
    char said[2048];

    copy_here(f, "bin/guestkit");
    ask(f, NULL, "bin/guestkit", "--home", "", said);
    assert_string_equal(
        said, "not found: the kit's own files were not found: looked in "
              "'../share/guestkit' and '..' beside the program in "
              "'FOLDER/bin'; set GUESTKIT_HOME");
}

static void the_variable_goes_first(void **state)
{
    const struct folder *f = *state;
    char *mine, said[2048];

    folder_put(f, "share/guestkit/" LANDMARK, "");
    folder_put(f, "mine/" LANDMARK, "");
    copy_here(f, "bin/guestkit");
    mine = folder_path(f, "mine");
    ask(f, mine, "bin/guestkit", "--home", "", said);
    free(mine);
    assert_string_equal(said, "FOLDER/mine");
    /* Set but empty is as good as not set. */
    assert_string_equal(ask(f, "", "bin/guestkit", "--home", "", said),
                        "FOLDER/share/guestkit");
}

/* Said, not passed over: who sets it wants that kit and no other. */
static void a_wrong_variable_is_an_error(void **state)
{
    const struct folder *f = *state;
    char *none, said[2048];

    folder_put(f, "share/guestkit/" LANDMARK, "");
    copy_here(f, "bin/guestkit");
    none = folder_path(f, "none");
    ask(f, none, "bin/guestkit", "--home", "", said);
    free(none);
    assert_string_equal(said, "not found: GUESTKIT_HOME is 'FOLDER/none', but "
                              "'FOLDER/none/" LANDMARK "' is not there");
}

static const struct {
    const char *name, *program, *file, *want;
} files[] = {
    {"installed", "bin/guestkit", "lib/a.a", "FOLDER/share/guestkit/lib/a.a"},
    {"made in the source tree", "tree/build/guestkit", "lib/a.a",
     "FOLDER/tree/build/lib/a.a"},
    {"of the source tree", "tree/build/guestkit", "docs/x",
     "FOLDER/tree/docs/x"},
    {"missing", "bin/guestkit", "lib/b.a",
     "not found: 'FOLDER/share/guestkit/lib/b.a' is missing from the kit"},
};

static void a_file_of_the_kit_is_found(void **state)
{
    const struct folder *f = *state;
    char said[2048];

    folder_put(f, "share/guestkit/" LANDMARK, "");
    folder_put(f, "share/guestkit/lib/a.a", "");
    folder_put(f, "tree/" LANDMARK, "");
    folder_put(f, "tree/build/lib/a.a", "");
    folder_put(f, "tree/docs/x", "");
    copy_here(f, "bin/guestkit");
    copy_here(f, "tree/build/guestkit");
    for (size_t i = 0; i < COUNT(files); i++) {
        ask(f, NULL, files[i].program, "--path", files[i].file, said);
        if (strcmp(said, files[i].want) != 0)
            fail_msg("%s: found %s, wanted %s", files[i].name, said,
                     files[i].want);
    }
}

static void helpers_are_beside_or_in_libexec(void **state)
{
    const struct folder *f = *state;
    char said[2048];

    copy_here(f, "bin/guestkit");
    assert_string_equal(
        ask(f, NULL, "bin/guestkit", "--helper", "guestkit-opt", said),
        "a needed program is missing: the helper program 'guestkit-opt' is "
        "not beside guestkit in 'FOLDER/bin' nor in '../libexec/guestkit'");
    copy_here(f, "libexec/guestkit/guestkit-opt");
    assert_string_equal(
        ask(f, NULL, "bin/guestkit", "--helper", "guestkit-opt", said),
        "FOLDER/bin/../libexec/guestkit/guestkit-opt");
    copy_here(f, "bin/guestkit-opt");
    assert_string_equal(
        ask(f, NULL, "bin/guestkit", "--helper", "guestkit-opt", said),
        "FOLDER/bin/./guestkit-opt");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(the_kit_is_found_from_the_program),
        WITH_FOLDER(a_link_to_the_program_is_followed),
        WITH_FOLDER(no_kit_names_the_places),
        WITH_FOLDER(the_variable_goes_first),
        WITH_FOLDER(a_wrong_variable_is_an_error),
        WITH_FOLDER(a_file_of_the_kit_is_found),
        WITH_FOLDER(helpers_are_beside_or_in_libexec),
    };

    if (argc >= 2 && argc <= 3)
        return answer(argv[1], argc == 3 ? argv[2] : "");
    return cmocka_run_group_tests_name("home", tests, NULL, NULL);
}
