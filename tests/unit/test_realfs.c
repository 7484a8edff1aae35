/*
 * Real folders: what a guest's process tells of them is not to be believed.
 */
#include "host-mock/copyin.h"
#include "host-mock/realfs.h"
#include "host-mock/world/files.h"
#include "test_folder.h"

#include <sys/stat.h>
#include <unistd.h>

struct bed {
    struct folder *folder;
    gk_realfs *fs;
    gk_json *world, *wrote;
};

/* A folder "in" with a few things in it, and "out" beside it. */
static struct bed open_bed(struct folder *f)
{
    struct bed b = {f, NULL, gk_json_new_object(), gk_json_new_array()};
    struct gk_copyin copyin = {0};
    gk_json *folders = gk_json_new_array();
    char *in = folder_path(f, "in");
    char *link = folder_path(f, "in/way");
    char *locked = folder_path(f, "in/locked");

    folder_put(f, "in/a", "old");
    folder_put(f, "in/sub/b", "b");
    folder_put(f, "in/locked", "l");
    folder_put(f, "in/shut/s", "s");
    folder_put(f, "out/passwd", "root");
    assert_int_equal(symlink("../out", link), 0);
    assert_int_equal(chmod(locked, 0444), 0);
    free(locked);
    locked = folder_path(f, "in/shut");
    assert_int_equal(chmod(locked, 0555), 0);
    gk_json_push(folders, gk_json_new_string(in));
    assert_int_equal(gk_realfs_open(in, folders, b.world, &copyin, &b.fs, NULL),
                     GK_OK);
    gk_json_free(folders);
    free(locked);
    free(link);
    free(in);
    return b;
}

static void close_bed(struct bed *b)
{
    gk_realfs_close(b->fs);
    gk_json_free(b->world);
    gk_json_free(b->wrote);
}

static gk_status take(struct bed *b, const char *head, const char *body,
                      gk_error *err)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_json *json = NULL;
    gk_status st;

    assert_int_equal(gk_json_parse(head, strlen(head), &json, NULL), GK_OK);
    gk_buf_puts(&bytes, body);
    st = gk_realfs_take(b->fs, json, &bytes, err);
    gk_buf_clear(&bytes);
    gk_json_free(json);
    return st;
}

/* What a file holds; "-" when it is not there. */
static const char *read_at(const struct folder *f, const char *name,
                           char out[64])
{
    char *path = folder_path(f, name);
    gk_buf bytes = GK_BUF_INIT;

    if (gk_read_file(path, 60, &bytes, NULL) != GK_OK)
        gk_buf_puts(&bytes, "-");
    snprintf(out, 64, "%s", gk_buf_text(&bytes));
    gk_buf_clear(&bytes);
    free(path);
    return out;
}

#define CHANGE(what, path)                                                     \
    "{\"door\":\"fs\",\"folder\":0,\"do\":\"" what "\",\"path\":\"" path "\"}"
#define LINK(path, target)                                                     \
    "{\"folder\":0,\"do\":\"link\",\"path\":\"" path "\",\"target\":\"" target \
    "\"}"

static void changes_are_written(void **state)
{
    struct bed b = open_bed(*state);
    char got[64];
    char *path = folder_path(b.folder, "in/a");
    struct stat what;

    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(take(&b, CHANGE("file", "a"), "ne", NULL), GK_OK);
    assert_int_equal(take(&b, CHANGE("more", "a"), "w", NULL), GK_OK);
    assert_int_equal(take(&b, CHANGE("dir", "new"), "", NULL), GK_OK);
    assert_int_equal(take(&b, CHANGE("file", "new/c"), "c", NULL), GK_OK);
    assert_int_equal(take(&b, LINK("new/l", "../a"), "", NULL), GK_OK);
    assert_int_equal(take(&b, CHANGE("remove", "sub/b"), "", NULL), GK_OK);
    assert_int_equal(take(&b, CHANGE("remove", "sub"), "", NULL), GK_OK);
    assert_string_equal(read_at(b.folder, "in/a", got), "old");
    assert_int_equal(gk_realfs_write(b.fs, b.wrote, NULL), GK_OK);
    assert_string_equal(read_at(b.folder, "in/a", got), "new");
    assert_string_equal(read_at(b.folder, "in/new/c", got), "c");
    assert_string_equal(read_at(b.folder, "in/new/l", got), "new");
    assert_string_equal(read_at(b.folder, "in/sub/b", got), "-");
    assert_int_equal(stat(path, &what), 0);
    assert_int_equal(what.st_mode & 0777, 0640);
    assert_int_equal(gk_json_count(b.wrote), 6);
    assert_string_equal(gk_json_text(gk_json_pointer(b.wrote, "/0/what")),
                        "changed");
    free(path);
    close_bed(&b);
}

/* Each after a change that is fine: that one is not to be done either. */
static void nothing_leaves_the_folder(void **state)
{
    static const struct {
        const char *name, *change, *words;
        bool late; /* seen only when the change before it is done */
    } rows[] = {
        {"up", CHANGE("file", "../out/passwd"), "is no path", false},
        {"up later", CHANGE("file", "sub/../../out/passwd"), "is no path",
         false},
        {"absolute", CHANGE("file", "/etc/passwd"), "is no path", false},
        {"the folder itself", CHANGE("remove", "."), "is no path", false},
        {"nothing", CHANGE("file", ""), "is no path", false},
        {"through a link", CHANGE("file", "way/passwd"), "way/passwd", true},
        {"remove through a link", CHANGE("remove", "way/passwd"), "way/passwd",
         true},
        {"over a link", CHANGE("file", "way"), "way", true},
        {"a link to /etc", LINK("x", "/etc"), "may lead out", false},
        {"a link up", LINK("x", ".."), "may lead out", false},
        {"a link up from below", LINK("sub/x", "../../out"), "may lead out",
         false},
        {"a link up behind a name", LINK("sub/x", "y/../z"), "may lead out",
         false},
        {"a read-only file", CHANGE("file", "locked"), "is read-only", false},
        {"a read-only folder", CHANGE("file", "shut/new"),
         "is in a read-only folder", false},
        {"removed from there", CHANGE("remove", "shut/s"),
         "is in a read-only folder", false},
        {"what cannot be told", "{\"do\":\"cannot\",\"why\":\"too deep\"}",
         "too deep", false},
        {"not an empty folder", CHANGE("remove", "sub"), "not empty", true},
    };
    char got[64];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bed b;
        gk_error err = GK_ERROR_INIT;
        gk_status st;

        if (i > 0)
            assert_int_equal(folder_make(state), 0);
        b = open_bed(*state);
        assert_int_equal(take(&b, CHANGE("file", "a"), "new", NULL), GK_OK);
        assert_int_equal(take(&b, rows[i].change, "", NULL), GK_OK);
        st = gk_realfs_write(b.fs, b.wrote, &err);
        if (st == GK_OK || strcasestr(err.text, rows[i].words) == NULL)
            fail_msg("%s: %s", rows[i].name, err.text);
        if (strcmp(read_at(b.folder, "in/a", got), "old") != 0 && !rows[i].late)
            fail_msg("%s: something was written", rows[i].name);
        if (strcmp(read_at(b.folder, "out/passwd", got), "root") != 0)
            fail_msg("%s: got out", rows[i].name);
        close_bed(&b);
        if (i + 1 < sizeof rows / sizeof *rows)
            assert_int_equal(folder_remove(state), 0);
    }
}

/* A link that the run made, and a file through it. */
static void a_new_link_is_no_way_out(void **state)
{
    struct bed b = open_bed(*state);
    gk_error err = GK_ERROR_INIT;
    char got[64];

    assert_int_equal(take(&b, LINK("x", "way"), "", NULL), GK_OK);
    assert_int_equal(take(&b, CHANGE("file", "x/passwd"), "bad", NULL), GK_OK);
    assert_int_not_equal(gk_realfs_write(b.fs, b.wrote, &err), GK_OK);
    assert_string_equal(read_at(b.folder, "out/passwd", got), "root");
    close_bed(&b);
}

static void what_is_no_change_is_refused(void **state)
{
    static const char *const rows[] = {
        "{}",
        "{\"do\":\"chmod\",\"folder\":0,\"path\":\"a\"}",
        "{\"do\":\"more\",\"folder\":0,\"path\":\"a\"}",
        "{\"do\":\"file\",\"folder\":1,\"path\":\"a\"}",
        "{\"do\":\"file\",\"folder\":-1,\"path\":\"a\"}",
        "{\"do\":\"file\",\"folder\":0}",
        "{\"do\":\"link\",\"folder\":0,\"path\":\"a\"}",
        "{\"do\":\"file\",\"folder\":0,\"path\":\"a\",\"target\":\"b\"}",
    };
    struct bed b = open_bed(*state);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (take(&b, rows[i], "", NULL) != GK_E_SCHEMA)
            fail_msg("%s was taken", rows[i]);
    close_bed(&b);
}

static void a_world_with_files_of_its_own_is_refused(void **state)
{
    struct folder *f = *state;
    struct gk_copyin copyin = {0};
    gk_json *world = gk_json_new_object(), *folders = gk_json_new_array();
    gk_error err = GK_ERROR_INIT;
    gk_realfs *fs = NULL;

    gk_json_push(folders, gk_json_new_string(f->at));
    gk_json_set(world, "files", gk_json_new_object());
    assert_int_equal(gk_realfs_open(f->at, folders, world, &copyin, &fs, &err),
                     GK_E_USAGE);
    assert_null(fs);
    gk_json_free(folders);
    gk_json_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(changes_are_written),
        WITH_FOLDER(nothing_leaves_the_folder),
        WITH_FOLDER(a_new_link_is_no_way_out),
        WITH_FOLDER(what_is_no_change_is_refused),
        WITH_FOLDER(a_world_with_files_of_its_own_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
