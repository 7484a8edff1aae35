#include "core/base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Each test works in a folder of its own, which is where we are then. */
static int enter_folder(void **state)
{
    const char *temp = getenv("TMPDIR");
    char *dir =
        gk_path_join(temp != NULL ? temp : P_tmpdir, "guestkit-test.XXXXXX");

    *state = dir;
    return dir == NULL || mkdtemp(dir) == NULL || chdir(dir) != 0;
}

static void remove_all(const char *path)
{
    gk_names names = GK_NAMES_INIT;

    if (gk_list_dir(path, &names, NULL) == GK_OK)
        for (size_t i = 0; i < names.count; i++) {
            char *inside = gk_path_join(path, names.at[i]);

            remove_all(inside);
            free(inside);
        }
    gk_names_clear(&names);
    remove(path);
}

static int leave_folder(void **state)
{
    int failed = chdir("/");

    remove_all(*state);
    free(*state);
    return failed;
}

static void write_text(const char *path, const char *text)
{
    assert_int_equal(gk_write_file(path, text, strlen(text), 0644, NULL),
                     GK_OK);
}

static void what_is_written_is_read(void **state)
{
    gk_buf text = GK_BUF_INIT;
    struct stat info;

    (void)state;
    write_text("f", "old");
    write_text("f", "new\n");
    assert_int_equal(gk_read_file("f", 100, &text, NULL), GK_OK);
    assert_string_equal(gk_buf_text(&text), "new\n");
    assert_int_equal(stat("f", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
    gk_buf_clear(&text);
}

static void a_write_leaves_nothing_beside_it(void **state)
{
    gk_names names = GK_NAMES_INIT;

    (void)state;
    write_text("f", "text");
    assert_int_equal(gk_write_file("none/f", "x", 1, 0644, NULL), GK_E_NOENT);
    assert_int_equal(gk_list_dir(".", &names, NULL), GK_OK);
    assert_int_equal(names.count, 1);
    gk_names_clear(&names);
}

static void reading_minds_its_cap(void **state)
{
    gk_map map = GK_MAP_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    write_text("f", "1234");
    assert_int_equal(gk_read_file("f", 4, &text, NULL), GK_OK);
    assert_int_equal(gk_read_file("f", 3, &text, &err), GK_E_LIMIT);
    assert_string_equal(err.text, "'f' is over 3 bytes");
    assert_int_equal(gk_map_file("f", 3, &map, NULL), GK_E_LIMIT);
    assert_null(map.data);
    assert_int_equal(gk_map_file("f", 4, &map, NULL), GK_OK);
    assert_int_equal(map.len, 4);
    assert_memory_equal(map.data, "1234", 4);
    gk_map_clear(&map);
    gk_buf_clear(&text);
}

static void what_is_no_file_is_told(void **state)
{
    gk_buf text = GK_BUF_INIT;
    gk_map map = GK_MAP_INIT;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(gk_read_file("none", 9, &text, &err), GK_E_NOENT);
    assert_non_null(strstr(err.text, "'none'"));
    write_text("f", "");
    assert_int_equal(gk_read_file("f/x", 9, &text, NULL), GK_E_NOENT);
    assert_int_equal(gk_read_file(".", 9, &text, NULL), GK_E_IO);
    assert_int_equal(gk_map_file(".", 9, &map, NULL), GK_E_IO);
    assert_int_equal(gk_map_file("f", 9, &map, NULL), GK_OK);
    assert_int_equal(map.len, 0);
    gk_map_clear(&map);
    gk_map_clear(NULL);
    gk_buf_clear(&text);
}

static void one_file_has_many_spellings(void **state)
{
    static const struct {
        const char *input, *output;
        bool same;
    } rows[] = {
        {"f", "f", true},           {"f", "./f", true},
        {"f", "d/../f", true},      {"f", "d/soft", true},
        {"d/soft", "f", true},      {"f", "hard", true},
        {"f", "other", false},      {"f", "none", false},
        {"none", "f", false},       {"none", "none", false},
        {"dead", "dead", false},    {"d/soft", "hard", true},
        {"other", "d/soft", false}, {"f/x", "f", false},
        {"f", "f/x", false},
    };

    (void)state;
    write_text("f", "text");
    write_text("other", "text");
    assert_int_equal(gk_make_dirs("d", NULL), GK_OK);
    assert_int_equal(symlink("../f", "d/soft"), 0);
    assert_int_equal(symlink("nowhere", "dead"), 0);
    assert_int_equal(link("f", "hard"), 0);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (gk_same_file(rows[i].input, rows[i].output) != rows[i].same)
            fail_msg("'%s' and '%s'", rows[i].input, rows[i].output);
}

static void standard_input_is_a_file_too(void **state)
{
    int kept = dup(STDIN_FILENO);
    int fd;

    (void)state;
    write_text("f", "text");
    write_text("other", "text");
    fd = open("f", O_RDONLY);
    assert_true(kept >= 0 && fd >= 0 && dup2(fd, STDIN_FILENO) == 0);
    assert_true(gk_same_file("-", "f"));
    assert_false(gk_same_file("-", "other"));
    assert_int_equal(dup2(kept, STDIN_FILENO), 0);
    close(fd);
    close(kept);
}

/* Its writer may come later, and may be slow once it has begun. */
static void a_pipe_is_read_to_its_end(void **state)
{
    gk_buf text = GK_BUF_INIT;
    gk_map map = GK_MAP_INIT;
    gk_error err = GK_ERROR_INIT;

    (void)state;
    assert_int_equal(mkfifo("p", 0600), 0);
    assert_int_equal(system("(sleep 0.2; printf one; sleep 0.2; printf two)"
                            " >p &"),
                     0);
    if (gk_read_file("p", 9, &text, &err) != GK_OK)
        fail_msg("%s", err.text);
    assert_string_equal(gk_buf_text(&text), "onetwo");
    assert_int_equal(system("sleep 0.2 >p &"), 0);
    assert_int_equal(gk_map_file("p", 9, &map, &err), GK_OK);
    assert_int_equal(map.len, 0);
    gk_map_clear(&map);
    gk_buf_clear(&text);
}

static void folders_are_made_and_listed_in_order(void **state)
{
    static const char *const want[] = {".h", "B", "a", "a-", "b"};
    gk_names names = GK_NAMES_INIT;

    (void)state;
    for (size_t i = COUNT(want); i-- > 0;) {
        char *path = gk_path_join("x/y/z", want[i]);

        assert_int_equal(gk_make_dirs(path, NULL), GK_OK);
        assert_int_equal(gk_make_dirs(path, NULL), GK_OK);
        assert_true(gk_path_is_dir(path));
        free(path);
    }
    assert_int_equal(gk_list_dir("x/y/z", &names, NULL), GK_OK);
    assert_int_equal(names.count, COUNT(want));
    for (size_t i = 0; i < names.count; i++)
        assert_string_equal(names.at[i], want[i]);
    gk_names_clear(&names);
    assert_int_equal(gk_list_dir("none", &names, NULL), GK_E_NOENT);
    write_text("f", "");
    assert_int_equal(gk_make_dirs("f/x", NULL), GK_E_IO);
    assert_true(gk_path_exists("f"));
    assert_false(gk_path_is_dir("f"));
}

static void paths_are_joined_and_taken_apart(void **state)
{
    static const struct {
        const char *dir, *name, *joined;
    } joins[] = {
        {"a", "b", "a/b"},       {"a/", "b", "a/b"}, {".", "b", "b"},
        {"", "b", "b"},          {"a", "/b", "/b"},  {"/", "b", "/b"},
        {"a", "../b", "a/../b"},
    };
    static const struct {
        const char *path, *dir, *base;
    } parts[] = {
        {"a/b/c", "a/b", "c"},
        {"a", ".", "a"},
        {"/a", "/", "a"},
        {"a/", "a", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(joins); i++) {
        char *path = gk_path_join(joins[i].dir, joins[i].name);

        assert_string_equal(path, joins[i].joined);
        free(path);
    }
    for (size_t i = 0; i < COUNT(parts); i++) {
        char *dir = gk_path_dir(parts[i].path);

        assert_string_equal(dir, parts[i].dir);
        assert_string_equal(gk_path_base(parts[i].path), parts[i].base);
        free(dir);
    }
}

static void climbing_out_is_noticed(void **state)
{
    static const struct {
        const char *name;
        bool inside;
    } rows[] = {
        {"a", true},           {"a/b/../c", true}, {"./a", true},
        {"a/..", true},        {"", false},        {"/a", false},
        {"..", false},         {"../a", false},    {"a/../..", false},
        {"a/../../b", false},  {"..a", true},      {"a//../b", true},
        {"a//../../b", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (gk_path_is_inside(rows[i].name) != rows[i].inside)
            fail_msg("'%s'", rows[i].name);
}

/* A pipe has a reader of its own, and a rename would take its place. */
static void what_is_no_file_is_written_into(void **state)
{
    char path[] = "/proc/self/fd/000";
    char got[8] = "";
    struct stat info;
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
    assert_int_equal(gk_write_file(path, "abc", 3, 0644, NULL), GK_OK);
    assert_int_equal(read(ends[0], got, sizeof got), 3);
    assert_string_equal(got, "abc");
    assert_int_equal(stat(path, &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_file_is_written_into),
#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)
        IN_FOLDER(what_is_written_is_read),
        IN_FOLDER(a_write_leaves_nothing_beside_it),
        IN_FOLDER(reading_minds_its_cap),
        IN_FOLDER(what_is_no_file_is_told),
        IN_FOLDER(one_file_has_many_spellings),
        IN_FOLDER(standard_input_is_a_file_too),
        IN_FOLDER(a_pipe_is_read_to_its_end),
        IN_FOLDER(folders_are_made_and_listed_in_order),
        cmocka_unit_test(paths_are_joined_and_taken_apart),
        cmocka_unit_test(climbing_out_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
