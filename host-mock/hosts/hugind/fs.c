#include "host-mock/hosts/hugind/fs.h"

#include "host-mock/hosts/hugind/refuse.h"

#include <stdio.h>
#include <string.h>

/* As a Linux kernel: links followed for one path, bytes of a path. */
#define MAX_LINKS      40u
#define MAX_PATH_BYTES 4096u

/* --- finding ----------------------------------------------------------------
 */

/* A walk down the tree. */
struct walk {
    gk_files *files;
    gk_node *at;
    gk_buf left; /* names still to go */
    size_t next; /* in `left` */
    unsigned links;
};

/* The next name that says something; false at the end. */
static bool next_name(struct walk *w, struct hugind_spot *spot, bool *last)
{
    const char *left = gk_buf_text(&w->left);
    size_t len;

    w->next += strspn(left + w->next, "/");
    len = strcspn(left + w->next, "/");
    if (len == 0 || len > GK_MAX_FILE_NAME)
        return false;
    memcpy(spot->name, left + w->next, len);
    spot->name[len] = '\0';
    spot->name_len = len;
    w->next += len;
    *last = left[w->next + strspn(left + w->next, "/")] == '\0';
    return true;
}

/* A link's target comes before what is left. */
static bool follow(struct walk *w, const gk_node *link)
{
    gk_buf joined = GK_BUF_LIMIT(MAX_PATH_BYTES);
    const char *target = gk_node_target(link);

    if (++w->links > MAX_LINKS)
        return false;
    if (*target == '/')
        w->at = gk_files_root(w->files);
    gk_buf_puts(&joined, target);
    gk_buf_puts(&joined, gk_buf_text(&w->left) + w->next);
    gk_buf_clear(&w->left);
    w->left = joined;
    w->next = 0;
    return joined.status == GK_OK;
}

/* One name on. False: the walk is over, and *spot says where. */
static bool step(struct walk *w, struct hugind_spot *spot)
{
    gk_node *child;
    bool last;

    if (!next_name(w, spot, &last)) {
        /* The folder that the path ended in; a name too long is nowhere. */
        bool end = gk_buf_text(&w->left)[w->next] == '\0';

        *spot = (struct hugind_spot){.node = end ? w->at : NULL};
        return false;
    }
    if (gk_node_kind_of(w->at) != GK_NODE_DIR) {
        *spot = (struct hugind_spot){.node = NULL};
        return false;
    }
    if (strcmp(spot->name, ".") == 0)
        return true;
    if (strcmp(spot->name, "..") == 0) {
        w->at = gk_node_parent(w->at);
        return true;
    }
    child = gk_node_child(w->at, spot->name, spot->name_len);
    if (child != NULL && gk_node_kind_of(child) == GK_NODE_LINK) {
        if (follow(w, child))
            return true;
        *spot = (struct hugind_spot){.node = NULL};
        return false;
    }
    if (last || child == NULL) {
        spot->node = child;
        spot->dir = last ? w->at : NULL;
        return false;
    }
    w->at = child;
    return true;
}

void hugind_fs_find(gk_files *files, const char *path, size_t len,
                    struct hugind_spot *out)
{
    struct walk w = {.files = files, .left = GK_BUF_LIMIT(MAX_PATH_BYTES)};

    *out = (struct hugind_spot){.node = NULL};
    if (len >= MAX_PATH_BYTES || memchr(path, 0, len) != NULL)
        return;
    w.at = gk_files_root(files);
    gk_buf_put(&w.left, path, len);
    if (w.left.status == GK_OK)
        while (step(&w, out))
            ;
    gk_buf_clear(&w.left);
}

/* --- permissions ------------------------------------------------------------
 */

static gk_permit_entry look(void *context, const char *path, gk_buf *text)
{
    const gk_node *node = gk_files_find(context, path, strlen(path));

    if (node == NULL)
        return GK_PERMIT_NOTHING;
    switch (gk_node_kind_of(node)) {
    case GK_NODE_LINK:
        gk_buf_puts(text, gk_node_target(node));
        return GK_PERMIT_LINK;
    case GK_NODE_DIR:
        return GK_PERMIT_FOLDER;
    default:
        return GK_PERMIT_FILE;
    }
}

gk_status hugind_fs_open(struct gk_hostcall *call, gk_files **files,
                         gk_error *err)
{
    const struct hugind *hugind = call->host;

    if (hugind->manifest.fs_mode == GK_HUGIND_FS_WASI_MOUNTS) {
        gk_session_hint(call->session,
                        "hugind_fs was refused: wasm.runtime_fs_mode is "
                        "wasi_mounts");
        return gk_fail(err, GK_E_TRAP,
                       "host filesystem access is disabled (runtime_fs_mode = "
                       "wasi_mounts)");
    }
    *files = gk_world_files(call->session->world);
    return GK_OK;
}

gk_status hugind_fs_may(struct gk_hostcall *call, gk_permit_bit bit,
                        gk_error *err)
{
    const struct hugind *hugind = call->host;
    gk_permit permit;

    gk_permit_files(&hugind->manifest.filesystem, bit, &permit);
    return hugind_permitted(call, "hugind_fs", &permit, err);
}

static const char *home_of(const struct gk_hostcall *call)
{
    const char *home = gk_json_text(gk_world_env(call->session->world, "HOME"));

    return home != NULL && *home == '/' ? home : "/home/user";
}

gk_status hugind_fs_path(struct gk_hostcall *call, size_t index, gk_buf *path,
                         gk_error *err)
{
    const struct hugind *hugind = call->host;
    gk_files *files = gk_world_files(call->session->world);
    const struct gk_permit_tree tree = {
        .root = gk_files_home(files),
        .home = home_of(call),
        .look = look,
        .context = files,
        .deployed = gk_session_is_deployed(call->session),
    };
    gk_buf text = GK_BUF_INIT;
    gk_permit permit;
    gk_status st = hugind_text_arg(call, index, &text, err);

    if (st == GK_OK)
        st = gk_permit_path(&hugind->manifest.filesystem, &tree,
                            gk_buf_text(&text), text.len, path, &permit, err);
    if (st == GK_OK)
        st = hugind_permitted(call, "hugind_fs", &permit, err);
    gk_buf_clear(&text);
    return st;
}

gk_status hugind_fs_existing(struct gk_hostcall *call, size_t index,
                             gk_buf *path, struct hugind_spot *out,
                             gk_error *err)
{
    gk_status st = hugind_fs_path(call, index, path, err);

    if (st != GK_OK)
        return st;
    hugind_fs_find(gk_world_files(call->session->world), gk_buf_text(path),
                   path->len, out);
    return out->node != NULL
               ? GK_OK
               : gk_fail(err, GK_E_TRAP, "path does not exist: %s",
                         gk_buf_text(path));
}
