/*
 * Folders and files of the machine in a world.
 */
#include "host-mock/copyin.h"
#include "host-mock/job.h"
#include "host-mock/world/files.h"
#include "test_folder.h"

#include <sys/stat.h>
#include <unistd.h>

/* "" or the error. */
static void copy(const struct folder *f, const char *files, gk_buf *out)
{
    struct gk_copyin copyin = {0};
    gk_error err = GK_ERROR_INIT;
    gk_json *json = NULL;

    assert_int_equal(gk_json_parse(files, strlen(files), &json, NULL), GK_OK);
    assert_true(gk_copyin_wanted(json));
    if (gk_copyin_files(&copyin, json, f->at, "/files", &err) == GK_OK)
        gk_json_print(json, GK_JSON_COMPACT | GK_JSON_SORTED, out);
    else
        gk_buf_puts(out, err.text);
    gk_json_free(json);
}

static void link_at(const struct folder *f, const char *name,
                    const char *target)
{
    char *path = folder_path(f, name);

    assert_int_equal(symlink(target, path), 0);
    free(path);
}

static void set_mode(const struct folder *f, const char *name, mode_t mode)
{
    char *path = folder_path(f, name);

    assert_int_equal(chmod(path, mode), 0);
    free(path);
}

static void what_is_in_a_folder_is_copied(void **state)
{
    static const struct {
        const char *name, *files, *want;
    } rows[] = {
        {"folder", "{\"d\":{\"folder\":\"data\"}}",
         "{\"d\":{\"dir\":{\"a.txt\":{\"text\":\"one\"},"
         "\"bytes\":{\"base64\":\"/v8=\"},\"out\":{\"link\":\"/etc\"},"
         "\"sub\":{\"dir\":{\"kept\":{\"readonly\":true,\"text\":\"\"}}}}}}"},
        {"file", "{\"f\":{\"file\":\"data/a.txt\"}}",
         "{\"f\":{\"text\":\"one\"}}"},
        {"in a folder of the world's",
         "{\"w\":{\"dir\":{\"t\":\"t\",\"s\":{\"folder\":\"data/sub\"}}}}",
         "{\"w\":{\"dir\":{\"s\":{\"dir\":{\"kept\":{\"readonly\":true,"
         "\"text\":\"\"}}},\"t\":\"t\"}}}"},
        {"the world's own word counts",
         "{\"f\":{\"file\":\"data/sub/kept\",\"readonly\":false}}",
         "{\"f\":{\"readonly\":false,\"text\":\"\"}}"},
    };
    const struct folder *f = *state;

    folder_put(f, "data/a.txt", "one");
    folder_put(f, "data/bytes", "\xfe\xff");
    folder_put(f, "data/sub/kept", "");
    set_mode(f, "data/sub/kept", 0444);
    link_at(f, "data/out", "/etc");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf got = GK_BUF_INIT;

        copy(f, rows[i].files, &got);
        if (strcmp(gk_buf_text(&got), rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, gk_buf_text(&got));
        gk_buf_clear(&got);
    }
}

static void make_hostile(const struct folder *f)
{
    char deep[400] = "deep";
    char *path = folder_path(f, "pipe");

    assert_int_equal(mkdir(path, 0755), 0);
    free(path);
    path = folder_path(f, "pipe/p");
    assert_int_equal(mkfifo(path, 0644), 0);
    free(path);
    for (unsigned i = 0; i < GK_MAX_COPIED_DEPTH; i++)
        strcat(deep, "/d");
    strcat(deep, "/f");
    folder_put(f, deep, "");
    folder_put(f, "names/\xff", "");
    folder_put(f, "big/sparse", "");
    path = folder_path(f, "big/sparse");
    assert_int_equal(truncate(path, (off_t)GK_MAX_FILES_BYTES + 1), 0);
    free(path);
}

static void what_cannot_be_copied_is_named(void **state)
{
    static const struct {
        const char *name, *files, *want;
    } rows[] = {
        {"a pipe", "{\"d\":{\"folder\":\"pipe\"}}",
         "/files/d: '%s/pipe/p' is a pipe; only files, folders and links can "
         "be copied"},
        {"a pipe as a file", "{\"d\":{\"file\":\"pipe/p\"}}",
         "/files/d: '%s/pipe/p': wanted a file, found something that cannot "
         "be copied"},
        {"a folder as a file", "{\"d\":{\"file\":\"pipe\"}}",
         "/files/d: '%s/pipe': wanted a file, found a folder that cannot be "
         "copied"},
        {"a file as a folder", "{\"d\":{\"folder\":\"big/sparse\"}}",
         "/files/d: '%s/big/sparse': Not a directory"},
        {"not there", "{\"a\":{\"dir\":{\"d\":{\"folder\":\"none\"}}}}",
         "/files/a/dir/d: '%s/none': No such file or directory"},
        {"no path", "{\"d\":{\"folder\":\"\"}}",
         "/files/d: \"folder\" wants a path"},
        {"a file that is too big", "{\"d\":{\"folder\":\"big\"}}",
         "/files/d: '%s/big/sparse': 268435457 bytes after 6 of other files; "
         "a tree holds at most 268435456"},
    };
    const struct folder *f = *state;

    make_hostile(f);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf got = GK_BUF_INIT;
        char want[512];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(want, sizeof want, rows[i].want, f->at);
#pragma GCC diagnostic pop
        copy(f, rows[i].files, &got);
        if (strcmp(gk_buf_text(&got), want) != 0)
            fail_msg("%s: %s", rows[i].name, gk_buf_text(&got));
        gk_buf_clear(&got);
    }
}

static void folders_in_folders_have_an_end(void **state)
{
    const struct folder *f = *state;
    gk_buf got = GK_BUF_INIT;

    make_hostile(f);
    copy(f, "{\"d\":{\"folder\":\"deep\"}}", &got);
    assert_non_null(strstr(gk_buf_text(&got), "more than 48 deep"));
    got.len = 0;
    copy(f, "{\"d\":{\"folder\":\"deep/d\"}}", &got);
    assert_null(strstr(gk_buf_text(&got), "deep'"));
    got.len = 0;
    copy(f, "{\"d\":{\"folder\":\"names\"}}", &got);
    assert_non_null(strstr(gk_buf_text(&got), "a name that is not UTF-8"));
    gk_buf_clear(&got);
}

static void names_are_counted(void **state)
{
    struct gk_copyin copyin = {.names = GK_MAX_FILES_NODES - 1};
    const struct folder *f = *state;
    gk_error err = GK_ERROR_INIT;
    gk_json *json = NULL;
    const char *text = "{\"d\":{\"folder\":\"x\"}}";

    folder_put(f, "x/a", "");
    folder_put(f, "x/b", "");
    assert_int_equal(gk_json_parse(text, strlen(text), &json, NULL), GK_OK);
    assert_int_equal(gk_copyin_files(&copyin, json, f->at, "", &err),
                     GK_E_LIMIT);
    assert_non_null(strstr(err.text, "at most 100000 files and folders"));
    gk_json_free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(what_is_in_a_folder_is_copied),
        WITH_FOLDER(what_cannot_be_copied_is_named),
        WITH_FOLDER(folders_in_folders_have_an_end),
        WITH_FOLDER(names_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
