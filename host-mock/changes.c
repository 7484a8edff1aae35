#include "host-mock/changes.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "host-mock/frame.h"

#include <string.h>

/* Of a file in one frame; the head needs room, too. */
#define FRAME_PIECE (GK_MAX_FRAME_BYTES / 2)
/* What a system takes as a path. It bounds the depth of the walk as well. */
#define LONGEST_PATH 4000u

struct telling {
    int fd;
    unsigned folder;
    gk_buf path; /* "/a/b"; empty: the folder itself */
    gk_error *err;
};

static gk_json *head_of(const struct telling *t, const char *what)
{
    gk_json *head = gk_json_new_object();

    gk_json_set_string(head, "door", "fs");
    gk_json_set_string(head, "do", what);
    gk_json_set_number(head, "folder", t->folder);
    if (t->path.len > 0)
        gk_json_set(head, "path",
                    gk_json_new_bytes(t->path.data + 1, t->path.len - 1));
    return head;
}

static gk_status send(const struct telling *t, gk_json *head, const void *bytes,
                      size_t len)
{
    gk_status st = head == NULL
                       ? gk_fail_nomem(t->err)
                       : gk_frame_send(t->fd, head, bytes, len, t->err);

    gk_json_free(head);
    return st;
}

static gk_status tell_file(const struct telling *t, const gk_node *node)
{
    size_t len, at = 0;
    const uint8_t *bytes = gk_node_bytes(node, &len);
    gk_json *head = head_of(t, "file");
    gk_status st;

    gk_json_set_bool(head, "readonly", gk_node_readonly(node));
    do {
        size_t piece = len - at < FRAME_PIECE ? len - at : FRAME_PIECE;

        st = send(t, head, len > 0 ? bytes + at : NULL, piece);
        at += piece;
        head = at < len && st == GK_OK ? head_of(t, "more") : NULL;
    } while (head != NULL);
    return st;
}

/* Goes one name down; `len` is what the path was, for the way back. */
static gk_status push_name(struct telling *t, const char *name, size_t *len)
{
    *len = t->path.len;
    if (t->path.len + strlen(name) + 1 > LONGEST_PATH)
        return gk_fail(t->err, GK_E_LIMIT,
                       "a path of more than %u bytes cannot be written back",
                       LONGEST_PATH);
    if (!gk_utf8_valid((const uint8_t *)name, strlen(name)))
        return gk_fail(t->err, GK_E_SCHEMA,
                       "'%s/%s': a name that is not UTF-8 cannot be written "
                       "back",
                       gk_buf_text(&t->path), name);
    gk_buf_byte(&t->path, '/');
    gk_buf_puts(&t->path, name);
    return gk_buf_check(&t->path, t->err);
}

/* A node that was not there, with everything in it. */
static gk_status tell_new(struct telling *t, gk_node *node)
{
    gk_node_kind kind = gk_node_kind_of(node);
    gk_status st;
    gk_json *head;

    if (kind == GK_NODE_FILE)
        return tell_file(t, node);
    head = head_of(t, kind == GK_NODE_DIR ? "dir" : "link");
    if (kind == GK_NODE_LINK)
        gk_json_set_string(head, "target", gk_node_target(node));
    st = send(t, head, NULL, 0);
    if (kind == GK_NODE_LINK)
        return st;
    for (size_t i = 0; i < gk_node_child_count(node) && st == GK_OK; i++) {
        const char *name;
        gk_node *child = gk_node_child_at(node, i, &name);
        size_t len;

        st = push_name(t, name, &len);
        if (st == GK_OK)
            st = tell_new(t, child);
        t->path.len = len;
    }
    return st;
}

/* A node that is gone, after everything in it. */
static gk_status tell_gone(struct telling *t, gk_node *node)
{
    gk_status st = GK_OK;

    for (size_t i = 0; gk_node_kind_of(node) == GK_NODE_DIR &&
                       i < gk_node_child_count(node) && st == GK_OK;
         i++) {
        const char *name;
        gk_node *child = gk_node_child_at(node, i, &name);
        size_t len;

        st = push_name(t, name, &len);
        if (st == GK_OK)
            st = tell_gone(t, child);
        t->path.len = len;
    }
    return st == GK_OK ? send(t, head_of(t, "remove"), NULL, 0) : st;
}

static bool is_same(const gk_node *a, const gk_node *b)
{
    size_t a_len, b_len;
    const uint8_t *a_bytes = gk_node_bytes(a, &a_len);
    const uint8_t *b_bytes = gk_node_bytes(b, &b_len);

    if (gk_node_kind_of(a) == GK_NODE_LINK)
        return strcmp(gk_node_target(a), gk_node_target(b)) == 0;
    return a_len == b_len &&
           (a_len == 0 || memcmp(a_bytes, b_bytes, a_len) == 0);
}

static gk_status compare_folders(struct telling *t, gk_node *was, gk_node *is);

/* Either may be NULL. */
static gk_status compare(struct telling *t, gk_node *was, gk_node *is)
{
    gk_status st = GK_OK;

    if (was != NULL && is != NULL &&
        gk_node_kind_of(was) == gk_node_kind_of(is)) {
        if (gk_node_kind_of(was) == GK_NODE_DIR)
            return compare_folders(t, was, is);
        if (is_same(was, is))
            return GK_OK;
        if (gk_node_kind_of(was) == GK_NODE_FILE)
            return tell_file(t, is);
    }
    if (was != NULL)
        st = tell_gone(t, was);
    return st == GK_OK && is != NULL ? tell_new(t, is) : st;
}

/* NULL, with no name, behind the last. */
static gk_node *entry_at(const gk_node *dir, size_t index, const char **name)
{
    *name = "";
    return index < gk_node_child_count(dir) ? gk_node_child_at(dir, index, name)
                                            : NULL;
}

/* Both in byte order of the names. */
static gk_status compare_folders(struct telling *t, gk_node *was, gk_node *is)
{
    size_t i = 0, j = 0, len;
    gk_status st = GK_OK;

    while (st == GK_OK) {
        const char *old, *new;
        gk_node *a = entry_at(was, i, &old);
        gk_node *b = entry_at(is, j, &new);
        int order = a == NULL ? 1 : b == NULL ? -1 : strcmp(old, new);

        if (a == NULL && b == NULL)
            break;
        st = push_name(t, order <= 0 ? old : new, &len);
        if (st == GK_OK)
            st = compare(t, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
        t->path.len = len;
        i += order <= 0;
        j += order >= 0;
    }
    return st;
}

static gk_status tell_folder(struct telling *t, gk_files *before, gk_files *now,
                             const char *path)
{
    gk_node *was = gk_files_find(before, path, strlen(path));
    gk_node *is = gk_files_find(now, path, strlen(path));

    if (was == NULL || is == NULL || gk_node_kind_of(is) != GK_NODE_DIR)
        return gk_fail(t->err, GK_E_SCHEMA,
                       "'%s' itself is gone, which cannot be written back",
                       path);
    return compare_folders(t, was, is);
}

gk_status gk_changes_tell(int fd, const gk_json *laid, const gk_json *folders,
                          gk_files *now, gk_error *err)
{
    gk_error why = GK_ERROR_INIT;
    struct telling t = {fd, 0, GK_BUF_INIT, &why};
    gk_files *before = NULL;
    gk_json *head;
    gk_status st =
        gk_files_open(laid, "/files", gk_files_home(now), 0, &before, &why);

    for (const gk_json *f = gk_json_first(folders); f != NULL && st == GK_OK;
         f = gk_json_next(f), t.folder++)
        st = tell_folder(&t, before, now, gk_json_text(f));
    gk_files_close(before);
    t.path.len = 0;
    if (st == GK_E_LIMIT || st == GK_E_SCHEMA) {
        head = head_of(&t, "cannot");
        gk_json_set_string(head, "why", why.text);
        st = send(&t, head, NULL, 0);
    }
    gk_buf_clear(&t.path);
    return st == GK_OK ? GK_OK : gk_fail(err, st, "%s", why.text);
}
