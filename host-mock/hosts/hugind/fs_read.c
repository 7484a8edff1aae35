/*
 * fs_read: the file functions that change nothing.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/hugind/fs.h"

#include <string.h>

/* No permission is asked for: the mode alone. */
gk_status hugind_fs_cwd(struct gk_hostcall *call, gk_error *err)
{
    gk_files *files;
    gk_status st = hugind_fs_open(call, &files, err);

    return st == GK_OK ? hugind_give(call, gk_files_home(files),
                                     strlen(gk_files_home(files)), err)
                       : st;
}

/* --- questions -------------------------------------------------------------
 */

static gk_status open_to_read(struct gk_hostcall *call, gk_files **files,
                              gk_error *err)
{
    gk_status st = hugind_fs_open(call, files, err);

    return st == GK_OK ? hugind_fs_may(call, GK_PERMIT_READ, err) : st;
}

/* What is at the path of argument 0; NULL when nothing is. */
static gk_status ask(struct gk_hostcall *call, gk_node **out, gk_error *err)
{
    struct hugind_spot spot;
    gk_buf path = GK_BUF_INIT;
    gk_files *files;
    gk_status st = open_to_read(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_path(call, 0, &path, err);
    if (st == GK_OK) {
        hugind_fs_find(files, gk_buf_text(&path), path.len, &spot);
        *out = spot.node;
    }
    gk_buf_clear(&path);
    return st;
}

gk_status hugind_fs_exists(struct gk_hostcall *call, gk_error *err)
{
    gk_node *node = NULL;
    gk_status st = ask(call, &node, err);

    hugind_result(call, node != NULL);
    return st;
}

static gk_status ask_kind(struct gk_hostcall *call, gk_node_kind kind,
                          gk_error *err)
{
    gk_node *node = NULL;
    gk_status st = ask(call, &node, err);

    hugind_result(call, node != NULL && gk_node_kind_of(node) == kind);
    return st;
}

gk_status hugind_fs_is_file(struct gk_hostcall *call, gk_error *err)
{
    return ask_kind(call, GK_NODE_FILE, err);
}

gk_status hugind_fs_is_dir(struct gk_hostcall *call, gk_error *err)
{
    return ask_kind(call, GK_NODE_DIR, err);
}

gk_status hugind_fs_realpath(struct gk_hostcall *call, gk_error *err)
{
    gk_buf path = GK_BUF_INIT;
    gk_files *files;
    gk_status st = open_to_read(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_path(call, 0, &path, err);
    if (st == GK_OK)
        st = hugind_give(call, path.data, path.len, err);
    gk_buf_clear(&path);
    return st;
}

/* --- contents --------------------------------------------------------------
 */

/* A copy, because the guest's allocator may write to the same file. */
static gk_status copy_file(const gk_node *node, bool text, gk_buf *out)
{
    const uint8_t *bytes;
    size_t len;

    if (gk_node_kind_of(node) != GK_NODE_FILE)
        return GK_E_FAILED;
    bytes = gk_node_bytes(node, &len);
    if (text && len > 0 && !gk_utf8_valid(bytes, len))
        return GK_E_UTF8;
    return gk_buf_put(out, bytes, len);
}

static gk_status read_file(struct gk_hostcall *call, bool text, gk_error *err)
{
    struct hugind_spot spot;
    gk_buf path = GK_BUF_INIT, bytes = GK_BUF_INIT;
    gk_files *files;
    gk_status st = open_to_read(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_existing(call, 0, &path, &spot, err);
    if (st == GK_OK && copy_file(spot.node, text, &bytes) != GK_OK)
        st = gk_fail(err, GK_E_TRAP, "failed to read %s from %s",
                     text ? "text" : "bytes", gk_buf_text(&path));
    if (st == GK_OK)
        st = hugind_give(call, bytes.data, bytes.len, err);
    gk_buf_clear(&path);
    gk_buf_clear(&bytes);
    return st;
}

gk_status hugind_fs_read_text(struct gk_hostcall *call, gk_error *err)
{
    return read_file(call, true, err);
}

gk_status hugind_fs_read_bytes(struct gk_hostcall *call, gk_error *err)
{
    return read_file(call, false, err);
}

gk_status hugind_fs_list_dir(struct gk_hostcall *call, gk_error *err)
{
    struct hugind_spot spot;
    gk_buf path = GK_BUF_INIT;
    gk_files *files;
    gk_json *names;
    gk_status st = open_to_read(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_existing(call, 0, &path, &spot, err);
    if (st == GK_OK && gk_node_kind_of(spot.node) != GK_NODE_DIR)
        st = gk_fail(err, GK_E_TRAP, "not a directory: %s", gk_buf_text(&path));
    if (st == GK_OK) {
        names = gk_json_new_array();
        for (size_t i = 0; i < gk_node_child_count(spot.node); i++) {
            const char *name;

            gk_node_child_at(spot.node, i, &name);
            if (gk_json_push(names, gk_json_new_bytes(name, strlen(name))) !=
                GK_OK)
                st = gk_fail_nomem(err);
        }
        if (st == GK_OK)
            st = hugind_give_json(call, names, err);
        else
            gk_json_free(names);
    }
    gk_buf_clear(&path);
    return st;
}

/* --- stat ------------------------------------------------------------------
 */

/* What a folder takes on most disks. */
#define FOLDER_BYTES 4096

static double ms_of(int64_t ns)
{
    int64_t ms = ns / 1000000;

    return (double)ms;
}

static gk_json *stat_json(const gk_buf *path, gk_node *node)
{
    const struct gk_node_times *times = gk_node_times_of(node);
    bool is_file = gk_node_kind_of(node) == GK_NODE_FILE;
    gk_json *json = gk_json_new_object();
    size_t len = FOLDER_BYTES;

    if (is_file)
        gk_node_bytes(node, &len);
    gk_json_set(json, "path", gk_json_new_bytes(gk_buf_text(path), path->len));
    gk_json_set_bool(json, "is_file", is_file);
    gk_json_set_bool(json, "is_dir", !is_file);
    gk_json_set_number(json, "size_bytes", (double)len);
    gk_json_set_bool(json, "readonly", gk_node_readonly(node));
    gk_json_set_number(json, "created_ms", ms_of(times->created));
    if (gk_json_set_number(json, "modified_ms", ms_of(times->modified)) ==
        GK_OK)
        return json;
    gk_json_free(json);
    return NULL;
}

/* Its keys come in the order of the host's struct. */
gk_status hugind_fs_stat(struct gk_hostcall *call, gk_error *err)
{
    struct hugind_spot spot;
    gk_buf path = GK_BUF_INIT, text = GK_BUF_INIT;
    gk_json *json = NULL;
    gk_files *files;
    gk_status st = open_to_read(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_existing(call, 0, &path, &spot, err);
    if (st != GK_OK)
        goto done;
    json = stat_json(&path, spot.node);
    if (json == NULL)
        st = gk_fail_nomem(err);
    else
        gk_json_print(json, GK_JSON_COMPACT, &text);
    if (st == GK_OK)
        st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = hugind_give(call, text.data, text.len, err);
done:
    gk_json_free(json);
    gk_buf_clear(&path);
    gk_buf_clear(&text);
    return st;
}
