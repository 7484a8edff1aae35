/*
 * fs_write: the file functions that change the tree. Each answers 0 or traps.
 */
#include "host-mock/hosts/hugind/fs.h"

#include <stdio.h>
#include <string.h>

/* The tree, at a new moment of the world's clock. */
static gk_status open_to_change(struct gk_hostcall *call, gk_files **files,
                                gk_error *err)
{
    gk_status st = hugind_fs_open(call, files, err);

    if (st == GK_OK) {
        gk_world_now(call->session->world);
        *files = gk_world_files(call->session->world);
    }
    return st;
}

/* The system's reason is no part of the host's words. */
static gk_status fail_at(const char *what, const gk_buf *path, gk_error *err)
{
    return gk_fail(err, GK_E_TRAP, "%s %s", what, gk_buf_text(path));
}

static gk_status fail_pair(const char *what, const gk_buf *from,
                           const gk_buf *to, gk_error *err)
{
    return gk_fail(err, GK_E_TRAP, "%s %s -> %s", what, gk_buf_text(from),
                   gk_buf_text(to));
}

/* Whether the system lets an entry be made in, or taken from, its folder. */
static bool can_change(const struct hugind_spot *spot)
{
    return spot->dir != NULL && gk_node_kind_of(spot->dir) == GK_NODE_DIR &&
           !gk_node_readonly(spot->dir);
}

static gk_status make(gk_files *files, struct hugind_spot *spot,
                      gk_node_kind kind)
{
    if (spot->node != NULL || !can_change(spot))
        return GK_E_FAILED;
    return gk_node_make(files, spot->dir, spot->name, spot->name_len, kind,
                        NULL, &spot->node, NULL);
}

/* --- a file's contents ------------------------------------------------------
 */

/* The folder that a new file goes into must be there. */
static gk_status check_parent(gk_files *files, const gk_buf *path,
                              gk_error *err)
{
    const char *text = gk_buf_text(path);
    const char *slash = memrchr(text, '/', path->len);
    size_t len = slash == NULL || slash == text ? 1 : (size_t)(slash - text);
    struct hugind_spot parent;

    hugind_fs_find(files, text, len, &parent);
    return parent.node != NULL
               ? GK_OK
               : gk_fail(err, GK_E_TRAP,
                         "parent directory does not exist: %.*s", (int)len,
                         text);
}

/* The path of argument 0 first, then what it may be used for. */
static gk_status open_target(struct gk_hostcall *call, gk_files *files,
                             gk_buf *path, struct hugind_spot *spot,
                             gk_error *err)
{
    gk_status st = hugind_fs_path(call, 0, path, err);

    if (st == GK_OK)
        st = hugind_fs_may(call, GK_PERMIT_WRITE, err);
    if (st != GK_OK)
        return st;
    hugind_fs_find(files, gk_buf_text(path), path->len, spot);
    if (spot->node != NULL)
        return GK_OK;
    st = hugind_fs_may(call, GK_PERMIT_CREATE, err);
    return st == GK_OK ? check_parent(files, path, err) : st;
}

/* As open(2) for writing: made when it is not there. */
static gk_status open_file(gk_files *files, struct hugind_spot *spot)
{
    if (spot->node == NULL)
        return make(files, spot, GK_NODE_FILE);
    return gk_node_kind_of(spot->node) == GK_NODE_FILE &&
                   !gk_node_readonly(spot->node)
               ? GK_OK
               : GK_E_FAILED;
}

static gk_status put(gk_files *files, struct hugind_spot *spot, bool append,
                     const gk_buf *data)
{
    size_t at = 0;
    gk_status st = GK_OK;

    if (append)
        gk_node_bytes(spot->node, &at);
    else
        st = gk_node_resize(files, spot->node, 0, NULL);
    return st == GK_OK ? gk_node_write(files, spot->node, at, data->data,
                                       data->len, NULL)
                       : st;
}

static gk_status write_data(struct gk_hostcall *call, const gk_buf *data,
                            bool append, gk_error *err)
{
    struct hugind_spot spot;
    gk_buf path = GK_BUF_INIT;
    gk_files *files;
    gk_status st = open_to_change(call, &files, err);

    if (st == GK_OK)
        st = open_target(call, files, &path, &spot, err);
    if (st == GK_OK && open_file(files, &spot) != GK_OK)
        st = fail_at(append ? "failed to open for append" : "failed to write",
                     &path, err);
    if (st == GK_OK && put(files, &spot, append, data) != GK_OK)
        st = fail_at(append ? "failed to append to" : "failed to write", &path,
                     err);
    hugind_result(call, 0);
    gk_buf_clear(&path);
    return st;
}

static gk_status write_text(struct gk_hostcall *call, bool append,
                            gk_error *err)
{
    gk_buf data = GK_BUF_INIT;
    gk_files *files;
    gk_status st = hugind_fs_open(call, &files, err);

    if (st == GK_OK)
        st = hugind_text_arg(call, 2, &data, err);
    if (st == GK_OK)
        st = write_data(call, &data, append, err);
    gk_buf_clear(&data);
    return st;
}

gk_status hugind_fs_write_text(struct gk_hostcall *call, gk_error *err)
{
    return write_text(call, false, err);
}

gk_status hugind_fs_append_text(struct gk_hostcall *call, gk_error *err)
{
    return write_text(call, true, err);
}

gk_status hugind_fs_write_bytes(struct gk_hostcall *call, gk_error *err)
{
    gk_buf data = GK_BUF_INIT;
    gk_files *files;
    gk_status st = hugind_fs_open(call, &files, err);

    if (st == GK_OK)
        st = hugind_bytes_arg(call, 2, &data, err);
    if (st == GK_OK)
        st = write_data(call, &data, false, err);
    gk_buf_clear(&data);
    return st;
}

/* --- folders ----------------------------------------------------------------
 */

/* The folder at `path` and those on the way; one that is there is fine. */
static gk_status make_all(gk_files *files, const gk_buf *path)
{
    gk_status st = GK_OK;

    for (size_t i = 1; i <= path->len && st == GK_OK; i++) {
        struct hugind_spot spot;

        if (i < path->len && path->data[i] != '/')
            continue;
        hugind_fs_find(files, gk_buf_text(path), i, &spot);
        if (spot.node == NULL)
            st = make(files, &spot, GK_NODE_DIR);
        else if (gk_node_kind_of(spot.node) != GK_NODE_DIR)
            st = GK_E_FAILED;
    }
    return st;
}

gk_status hugind_fs_mkdir(struct gk_hostcall *call, gk_error *err)
{
    struct hugind_spot spot;
    gk_buf path = GK_BUF_INIT;
    gk_files *files;
    gk_status st = open_to_change(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_may(call, GK_PERMIT_CREATE, err);
    if (st == GK_OK)
        st = hugind_fs_path(call, 0, &path, err);
    if (st != GK_OK)
        goto done;
    hugind_fs_find(files, gk_buf_text(&path), path.len, &spot);
    if ((call->args[2].u.i32 != 0 ? make_all(files, &path)
                                  : make(files, &spot, GK_NODE_DIR)) != GK_OK)
        st = fail_at("failed to create dir", &path, err);
    hugind_result(call, 0);
done:
    gk_buf_clear(&path);
    return st;
}

gk_status hugind_fs_remove(struct gk_hostcall *call, gk_error *err)
{
    struct hugind_spot spot;
    gk_buf path = GK_BUF_INIT;
    gk_files *files;
    bool is_dir;
    gk_status st = open_to_change(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_may(call, GK_PERMIT_DELETE, err);
    if (st == GK_OK)
        st = hugind_fs_existing(call, 0, &path, &spot, err);
    if (st != GK_OK)
        goto done;
    is_dir = gk_node_kind_of(spot.node) == GK_NODE_DIR;
    if (!can_change(&spot) ||
        (is_dir && gk_node_child_count(spot.node) > 0 &&
         (call->args[2].u.i32 == 0 || gk_node_readonly(spot.node))) ||
        gk_node_remove(files, spot.dir, spot.name, spot.name_len, NULL) !=
            GK_OK)
        st = fail_at(is_dir ? "failed to remove dir" : "failed to remove file",
                     &path, err);
    hugind_result(call, 0);
done:
    gk_buf_clear(&path);
    return st;
}

/* --- from one path to another -----------------------------------------------
 */

struct pair {
    gk_buf from_path, to_path;
    struct hugind_spot from, to;
};

static gk_status open_pair(struct gk_hostcall *call, gk_files *files,
                           struct pair *p, gk_error *err)
{
    gk_status st = hugind_fs_existing(call, 0, &p->from_path, &p->from, err);

    if (st == GK_OK)
        st = hugind_fs_path(call, 2, &p->to_path, err);
    if (st != GK_OK)
        return st;
    hugind_fs_find(files, gk_buf_text(&p->to_path), p->to_path.len, &p->to);
    return p->to.node != NULL ? GK_OK
                              : hugind_fs_may(call, GK_PERMIT_CREATE, err);
}

static void close_pair(struct pair *p)
{
    gk_buf_clear(&p->from_path);
    gk_buf_clear(&p->to_path);
}

/* As rename(2): a folder takes an empty folder's place only, a file a file's.
 */
static gk_status rename_entry(gk_files *files, const struct pair *p)
{
    const gk_node *there = p->to.node;

    if (!can_change(&p->from) || !can_change(&p->to))
        return GK_E_FAILED;
    if (there == p->from.node)
        return GK_OK;
    if (there != NULL &&
        (gk_node_kind_of(there) != gk_node_kind_of(p->from.node) ||
         (gk_node_kind_of(there) == GK_NODE_DIR &&
          gk_node_child_count(there) > 0)))
        return GK_E_FAILED;
    return gk_node_move(files, p->from.dir, p->from.name, p->from.name_len,
                        p->to.dir, p->to.name, p->to.name_len, NULL);
}

gk_status hugind_fs_rename(struct gk_hostcall *call, gk_error *err)
{
    struct pair p = {.from_path = GK_BUF_INIT, .to_path = GK_BUF_INIT};
    gk_files *files;
    gk_status st = open_to_change(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_may(call, GK_PERMIT_WRITE, err);
    if (st == GK_OK)
        st = hugind_fs_may(call, GK_PERMIT_DELETE, err);
    if (st == GK_OK)
        st = open_pair(call, files, &p, err);
    if (st == GK_OK && rename_entry(files, &p) != GK_OK)
        st = fail_pair("failed to rename", &p.from_path, &p.to_path, err);
    hugind_result(call, 0);
    close_pair(&p);
    return st;
}

/* Read-only goes with the bytes. A file copied to itself is empty after it:
 * the target is cut before anything is read. */
static gk_status copy_entry(gk_files *files, struct pair *p)
{
    const uint8_t *bytes;
    size_t len = 0;
    gk_status st;

    if (gk_node_kind_of(p->from.node) != GK_NODE_FILE)
        return GK_E_FAILED;
    st = open_file(files, &p->to);
    if (st == GK_OK)
        st = gk_node_resize(files, p->to.node, 0, NULL);
    if (st != GK_OK)
        return st;
    bytes = gk_node_bytes(p->from.node, &len);
    gk_node_set_readonly(p->to.node, gk_node_readonly(p->from.node));
    return gk_node_write(files, p->to.node, 0, bytes, len, NULL);
}

gk_status hugind_fs_copy(struct gk_hostcall *call, gk_error *err)
{
    struct pair p = {.from_path = GK_BUF_INIT, .to_path = GK_BUF_INIT};
    gk_files *files;
    gk_status st = open_to_change(call, &files, err);

    if (st == GK_OK)
        st = hugind_fs_may(call, GK_PERMIT_READ, err);
    if (st == GK_OK)
        st = hugind_fs_may(call, GK_PERMIT_WRITE, err);
    if (st == GK_OK)
        st = open_pair(call, files, &p, err);
    if (st == GK_OK && copy_entry(files, &p) != GK_OK)
        st = fail_pair("failed to copy", &p.from_path, &p.to_path, err);
    hugind_result(call, 0);
    close_pair(&p);
    return st;
}
