/*
 * The file system of a world: how it is laid out, changed and told.
 */
#include "core/base/buf.h"
#include "host-mock/world/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1767225600000000000)

static gk_json *parse(const char *text)
{
    gk_json *json = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_json_parse(text, strlen(text), &json, &err) != GK_OK)
        fail_msg("%s in %s", err.text, text);
    return json;
}

static gk_files *open_files(const char *text)
{
    gk_json *json = parse(text);
    gk_files *files = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_files_open(json, "/files", "/agent", NOW, &files, &err) != GK_OK)
        fail_msg("%s in %s", err.text, text);
    gk_json_free(json);
    return files;
}

static gk_node *find(gk_files *files, const char *path)
{
    gk_node *node = gk_files_find(files, path, strlen(path));

    if (node == NULL)
        fail_msg("'%s' is not there", path);
    return node;
}

static void check_told(const char *name, const gk_files *files,
                       const char *want)
{
    size_t left_out = 1;
    gk_json *json = gk_files_to_json(files, &left_out);
    gk_json *wanted = parse(want);
    gk_buf text = GK_BUF_INIT;

    gk_json_print(json, GK_JSON_COMPACT, &text);
    if (!gk_json_equal(json, wanted) || left_out != 0)
        fail_msg("%s: %s", name, gk_buf_text(&text));
    gk_buf_clear(&text);
    gk_json_free(json);
    gk_json_free(wanted);
}

/* --- laying out ------------------------------------------------------------
 */

static void trees_are_laid_out_and_told(void **state)
{
    static const struct {
        const char *name, *files, *told;
    } rows[] = {
        {"nothing but the root", "{}", "{\"/agent\":{\"dir\":{}}}"},
        {"relative and absolute paths",
         "{\"a.txt\":\"x\",\"d/b\":\"y\",\"/etc/c\":\"\"}",
         "{\"/agent/a.txt\":\"x\",\"/agent/d/b\":\"y\",\"/etc/c\":\"\"}"},
        {"a folder's own entries",
         "{\"d\":{\"dir\":{\"a\":\"1\",\"e\":{\"dir\":{}}}},\"d/b\":\"2\"}",
         "{\"/agent/d/a\":\"1\",\"/agent/d/b\":\"2\",\"/agent/d/e\":{\"dir\":{}"
         "}}"},
        {"bytes that are no text", "{\"a\":{\"base64\":\"/w==\"}}",
         "{\"/agent/a\":{\"base64\":\"/w==\"}}"},
        {"JSON as it is", "{\"a\":{\"json\":{\"b\":[1,null]}}}",
         "{\"/agent/a\":\"{\\\"b\\\":[1,null]}\"}"},
        {"a link", "{\"l\":{\"link\":\"../etc\"}}",
         "{\"/agent/l\":{\"link\":\"../etc\"}}"},
        {"read-only", "{\"a\":{\"text\":\"x\",\"readonly\":true}}",
         "{\"/agent/a\":{\"text\":\"x\",\"readonly\":true}}"},
        {"a NUL in a text", "{\"a\":\"x\\u0000y\"}",
         "{\"/agent/a\":\"x\\u0000y\"}"},
        {"the root itself", "{\"/agent\":{\"dir\":{\"a\":\"1\"}}}",
         "{\"/agent/a\":\"1\"}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_files *files = open_files(rows[i].files);

        check_told(rows[i].name, files, rows[i].told);
        assert_false(gk_files_changed(files));
        gk_files_close(files);
    }
}

static void bad_layouts_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *name, *files, *want;
    } rows[] = {
        {"a number", "{\"a\":1}", "/files/a: found number"},
        {"no kind", "{\"a\":{}}", "/files/a: wanted one of"},
        {"two kinds", "{\"a\":{\"text\":\"\",\"dir\":{}}}",
         "/files/a: wanted one of"},
        {"an unknown key", "{\"a\":{\"txt\":\"\"}}", "/files/a: unknown key"},
        {"no base64", "{\"a\":{\"base64\":\"*\"}}", "/files/a: \"base64\""},
        {"an empty link", "{\"a\":{\"link\":\"\"}}", "/files/a: \"link\""},
        {"..", "{\"../a\":\"x\"}", "/files/../a: '..' is no name"},
        {".", "{\"d\":{\"dir\":{\".\":\"x\"}}}",
         "/files/d/dir/.: '.' is no name"},
        {"no name", "{\"/\":\"x\"}", "/files//: wanted a path with a name"},
        {"a slash in a name", "{\"d\":{\"dir\":{\"a/b\":\"x\"}}}",
         "/files/d/dir/a/b: wanted a name without"},
        {"a file twice", "{\"a\":\"x\",\"/agent/a\":\"y\"}",
         "/files//agent/a: it is there already"},
        {"a file that is a folder", "{\"a\":\"x\",\"a/b\":\"y\"}",
         "/files/a/b: a file or link cannot be a folder"},
        {"a NUL in a name", "{\"a\\u0000\":\"x\"}", "/files: a path cannot"},
        {"a time before all time", "{\"a\":{\"text\":\"\",\"modified\":-1}}",
         "/files/a/modified:"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_json *json = parse(rows[i].files);
        gk_files *files = NULL;
        gk_error err = GK_ERROR_INIT;

        if (gk_files_open(json, "/files", "/agent", NOW, &files, &err) !=
                GK_E_SCHEMA ||
            strncmp(err.text, rows[i].want, strlen(rows[i].want)) != 0)
            fail_msg("%s: %s", rows[i].name, err.text);
        gk_json_free(json);
    }
}

/* --- changing --------------------------------------------------------------
 */

static void entries_are_in_byte_order(void **state)
{
    gk_files *files = open_files("{\"b\":\"\",\"a\":\"\",\"ab\":\"\","
                                 "\"B\":\"\",\"\xc3\xa4\":\"\"}");
    gk_node *dir = find(files, "/agent");
    const char *want[] = {"B", "a", "ab", "b", "\xc3\xa4"};

    (void)state;
    assert_int_equal(gk_node_child_count(dir), 5);
    for (size_t i = 0; i < 5; i++) {
        const char *name = NULL;

        gk_node_child_at(dir, i, &name);
        assert_string_equal(name, want[i]);
    }
    gk_files_close(files);
}

static void a_write_past_the_end_leaves_zeros(void **state)
{
    gk_files *files = open_files("{\"a\":\"x\"}");
    gk_node *node = find(files, "/agent/a");
    size_t len = 0;

    (void)state;
    gk_files_set_now(files, NOW + 5);
    assert_int_equal(gk_node_write(files, node, 3, "y", 1, NULL), GK_OK);
    assert_memory_equal(gk_node_bytes(node, &len), "x\0\0y", 4);
    assert_int_equal(len, 4);
    assert_true(gk_node_times_of(node)->modified == NOW + 5);
    assert_true(gk_node_times_of(node)->created == NOW);
    assert_int_equal(gk_node_resize(files, node, 1, NULL), GK_OK);
    assert_int_equal(gk_node_resize(files, node, 2, NULL), GK_OK);
    assert_memory_equal(gk_node_bytes(node, &len), "x\0", 2);
    assert_true(gk_files_changed(files));
    gk_files_close(files);
}

static void a_tree_has_a_ceiling(void **state)
{
    gk_files *files = open_files("{\"a\":\"x\"}");
    gk_node *node = find(files, "/agent/a");
    gk_node *made = NULL;
    gk_status st = GK_OK;
    char name[300];

    (void)state;
    assert_int_equal(
        gk_node_write(files, node, GK_MAX_FILES_BYTES, "y", 1, NULL),
        GK_E_LIMIT);
    assert_int_equal(gk_node_write(files, node, SIZE_MAX, "yy", 2, NULL),
                     GK_E_LIMIT);
    memset(name, 'n', sizeof name);
    assert_int_equal(gk_node_make(files, gk_files_root(files), name, 256,
                                  GK_NODE_FILE, NULL, &made, NULL),
                     GK_E_LIMIT);
    for (unsigned i = 0; st == GK_OK; i++) {
        int len = snprintf(name, sizeof name, "%u", i);

        assert_true(i < GK_MAX_FILES_NODES);
        st = gk_node_make(files, gk_files_root(files), name, (size_t)len,
                          GK_NODE_FILE, NULL, &made, NULL);
    }
    assert_int_equal(st, GK_E_LIMIT);
    gk_files_close(files);
}

static void a_file_lives_while_it_is_held(void **state)
{
    gk_files *files = open_files("{\"a\":\"x\",\"d/e/f\":\"y\"}");
    gk_node *root = find(files, "/agent");
    gk_node *file = find(files, "/agent/a");
    gk_node *dir = find(files, "/agent/d/e");
    gk_node *made = NULL;
    size_t len;

    (void)state;
    gk_node_hold(file);
    gk_node_hold(dir);
    assert_int_equal(gk_node_link(files, root, "b", 1, file, NULL), GK_OK);
    assert_int_equal(gk_node_links(file), 2);
    assert_int_equal(gk_node_remove(files, root, "a", 1, NULL), GK_OK);
    assert_int_equal(gk_node_remove(files, root, "b", 1, NULL), GK_OK);
    assert_int_equal(gk_node_remove(files, root, "b", 1, NULL), GK_E_NOENT);
    assert_int_equal(gk_node_links(file), 0);
    assert_memory_equal(gk_node_bytes(file, &len), "x", 1);
    assert_int_equal(gk_node_remove(files, root, "d", 1, NULL), GK_OK);
    assert_null(gk_node_parent(dir));
    assert_int_equal(gk_node_child_count(dir), 0);
    assert_int_equal(
        gk_node_make(files, dir, "g", 1, GK_NODE_FILE, NULL, &made, NULL),
        GK_E_NOENT);
    gk_node_release(files, file);
    gk_node_release(files, dir);
    check_told("all is gone", files, "{\"/agent\":{\"dir\":{}}}");
    gk_files_close(files);
}

static void moves_replace_and_never_make_rings(void **state)
{
    static const struct {
        const char *name, *from, *entry, *to, *as;
        gk_status want;
        const char *told;
    } rows[] = {
        {"a file gets another name", "/agent", "a", "/agent", "z", GK_OK,
         "{\"/agent/z\":\"1\",\"/agent/b\":\"2\",\"/agent/d/e/f\":\"3\"}"},
        {"a file takes another's place", "/agent", "a", "/agent", "b", GK_OK,
         "{\"/agent/b\":\"1\",\"/agent/d/e/f\":\"3\"}"},
        {"onto itself", "/agent", "a", "/agent", "a", GK_OK,
         "{\"/agent/a\":\"1\",\"/agent/b\":\"2\",\"/agent/d/e/f\":\"3\"}"},
        {"a folder elsewhere", "/agent/d", "e", "/agent", "e", GK_OK,
         "{\"/agent/a\":\"1\",\"/agent/b\":\"2\",\"/agent/d\":{\"dir\":{}},"
         "\"/agent/e/f\":\"3\"}"},
        {"a folder into itself", "/agent", "d", "/agent/d/e", "x", GK_E_USAGE,
         "{\"/agent/a\":\"1\",\"/agent/b\":\"2\",\"/agent/d/e/f\":\"3\"}"},
        {"onto a folder above", "/agent/d/e", "f", "/agent", "d", GK_E_USAGE,
         "{\"/agent/a\":\"1\",\"/agent/b\":\"2\",\"/agent/d/e/f\":\"3\"}"},
        {"nothing", "/agent", "y", "/agent", "z", GK_E_NOENT,
         "{\"/agent/a\":\"1\",\"/agent/b\":\"2\",\"/agent/d/e/f\":\"3\"}"},
        {"to a name that is none", "/agent", "a", "/agent", "..", GK_E_USAGE,
         "{\"/agent/a\":\"1\",\"/agent/b\":\"2\",\"/agent/d/e/f\":\"3\"}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_files *files =
            open_files("{\"a\":\"1\",\"b\":\"2\",\"d/e/f\":\"3\"}");
        gk_node *from = find(files, rows[i].from);
        gk_node *to = find(files, rows[i].to);
        gk_status st =
            gk_node_move(files, from, rows[i].entry, strlen(rows[i].entry), to,
                         rows[i].as, strlen(rows[i].as), NULL);

        if (st != rows[i].want)
            fail_msg("%s: status %d", rows[i].name, st);
        check_told(rows[i].name, files, rows[i].told);
        gk_files_close(files);
    }
}

/* --- telling ---------------------------------------------------------------
 */

static void long_files_are_told_by_their_digest(void **state)
{
    gk_files *files = open_files("{\"a\":\"\"}");
    gk_node *node = find(files, "/agent/a");

    (void)state;
    assert_int_equal(gk_node_resize(files, node, 1 << 20, NULL), GK_OK);
    check_told("a mebibyte of zeros", files,
               "{\"/agent/a\":{\"size\":1048576,\"sha256\":\"30e14955ebf1352266"
               "dc2ff8067e68104607e750abb9d3b36582b8af909fcb58\"}}");
    gk_files_close(files);
}

static void what_is_too_much_is_counted(void **state)
{
    gk_files *files = open_files("{}");
    gk_node *dir = gk_files_root(files);
    size_t left_out = 0, depth = 5000;
    gk_json *json;

    (void)state;
    for (size_t i = 0; i < depth; i++) {
        gk_node *file = NULL;
        char name[16];
        int len = snprintf(name, sizeof name, "f%zu", i);

        assert_int_equal(gk_node_make(files, dir, name, (size_t)len,
                                      GK_NODE_FILE, NULL, &file, NULL),
                         GK_OK);
        assert_int_equal(
            gk_node_make(files, dir, "d", 1, GK_NODE_DIR, NULL, &dir, NULL),
            GK_OK);
    }
    json = gk_files_to_json(files, &left_out);
    assert_true(gk_json_count(json) > 10);
    assert_int_equal(gk_json_count(json) + left_out, depth + 2);
    gk_json_free(json);
    gk_files_close(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_are_laid_out_and_told),
        cmocka_unit_test(bad_layouts_are_refused_with_their_place),
        cmocka_unit_test(entries_are_in_byte_order),
        cmocka_unit_test(a_write_past_the_end_leaves_zeros),
        cmocka_unit_test(a_tree_has_a_ceiling),
        cmocka_unit_test(a_file_lives_while_it_is_held),
        cmocka_unit_test(moves_replace_and_never_make_rings),
        cmocka_unit_test(long_files_are_told_by_their_digest),
        cmocka_unit_test(what_is_too_much_is_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
