/*
 * paths: making, moving and removing what is at a path.
 */
#include "host-mock/hosts/wasi/state.h"

#include <string.h>

/* Whether entries of a folder may change. */
static wasi_errno check_change(const struct wasi_fd *fd,
                               const struct wasi_spot *spot)
{
    if (fd->readonly)
        return WASI_E_ROFS;
    return gk_node_readonly(spot->dir) ? WASI_E_ACCES : WASI_E_SUCCESS;
}

static bool is_dir(const gk_node *node)
{
    return gk_node_kind_of(node) == GK_NODE_DIR;
}

/* A place where nothing is yet. */
static wasi_errno resolve_free(struct wasi_call *call, const struct wasi_fd *fd,
                               size_t path_arg, struct wasi_spot *out)
{
    wasi_errno e = wasi_resolve(call, fd, path_arg, WASI_KEEP_LINK, out);

    if (e == WASI_E_SUCCESS && out->node != NULL)
        e = WASI_E_EXIST;
    return e == WASI_E_SUCCESS ? check_change(fd, out) : e;
}

wasi_errno wasi_path_create_directory(struct wasi_call *call)
{
    struct wasi_spot spot;
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_dir(call->wasi, wasi_u32(call, 0),
                               WASI_R_CREATE_DIRECTORY, &fd);

    if (e == WASI_E_SUCCESS)
        e = resolve_free(call, fd, 1, &spot);
    if (e != WASI_E_SUCCESS)
        return e;
    return wasi_errno_of(gk_node_make(wasi_files(call->wasi), spot.dir,
                                      spot.name, spot.name_len, GK_NODE_DIR,
                                      NULL, &spot.node, NULL));
}

/* --- links ------------------------------------------------------------------
 */

wasi_errno wasi_path_symlink(struct wasi_call *call)
{
    struct wasi_spot spot;
    struct wasi_fd *fd;
    const char *text;
    char target[GK_WASI_MAX_PATH + 1];
    size_t len;
    wasi_errno e =
        wasi_fd_dir(call->wasi, wasi_u32(call, 2), WASI_R_SYMLINK, &fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_path_text(call, 0, &text, &len);
    if (e == WASI_E_SUCCESS && *text == '/')
        e = wasi_escape(call->wasi);
    if (e == WASI_E_SUCCESS)
        e = resolve_free(call, fd, 3, &spot);
    if (e == WASI_E_SUCCESS && spot.slash)
        e = WASI_E_NOENT;
    if (e != WASI_E_SUCCESS)
        return e;
    memcpy(target, text, len);
    target[len] = '\0';
    return wasi_errno_of(gk_node_make(wasi_files(call->wasi), spot.dir,
                                      spot.name, spot.name_len, GK_NODE_LINK,
                                      target, &spot.node, NULL));
}

wasi_errno wasi_path_readlink(struct wasi_call *call)
{
    uint32_t cap = wasi_u32(call, 4);
    struct wasi_spot spot;
    struct wasi_fd *fd;
    const char *target;
    uint8_t *out, *used;
    wasi_errno e =
        wasi_fd_dir(call->wasi, wasi_u32(call, 0), WASI_R_READLINK, &fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_resolve_there(call, fd, 1, WASI_ENTER_LINK, &spot);
    if (e == WASI_E_SUCCESS && gk_node_kind_of(spot.node) != GK_NODE_LINK)
        e = WASI_E_INVAL;
    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 3), cap, &out);
    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 5), 4, &used);
    if (e != WASI_E_SUCCESS)
        return e;
    target = gk_node_target(spot.node);
    if (strlen(target) < cap)
        cap = (uint32_t)strlen(target);
    memcpy(out, target, cap);
    gk_store_u32le(used, cap);
    gk_buf_printf(call->note, "\"%s\"", target);
    return e;
}

wasi_errno wasi_path_link(struct wasi_call *call)
{
    struct wasi_spot from, to;
    struct wasi_fd *old_fd, *new_fd;
    wasi_errno e =
        wasi_fd_dir(call->wasi, wasi_u32(call, 0), WASI_R_LINK_SOURCE, &old_fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_fd_dir(call->wasi, wasi_u32(call, 4), WASI_R_LINK_TARGET,
                        &new_fd);
    if (e == WASI_E_SUCCESS && wasi_u32(call, 1) != 0)
        e = WASI_E_INVAL; /* links are never followed */
    if (e == WASI_E_SUCCESS)
        e = wasi_resolve_there(call, old_fd, 2, WASI_KEEP_LINK, &from);
    if (e == WASI_E_SUCCESS)
        e = resolve_free(call, new_fd, 5, &to);
    if (e == WASI_E_SUCCESS && to.slash)
        e = WASI_E_NOENT;
    if (e == WASI_E_SUCCESS && is_dir(from.node))
        e = WASI_E_PERM;
    /* Under its new name the file could be written. */
    if (e == WASI_E_SUCCESS && old_fd->readonly)
        e = WASI_E_ROFS;
    if (e != WASI_E_SUCCESS)
        return e;
    return wasi_errno_of(gk_node_link(wasi_files(call->wasi), to.dir, to.name,
                                      to.name_len, from.node, NULL));
}

/* --- removing ---------------------------------------------------------------
 */

wasi_errno wasi_path_unlink_file(struct wasi_call *call)
{
    struct wasi_spot spot;
    struct wasi_fd *fd;
    wasi_errno e =
        wasi_fd_dir(call->wasi, wasi_u32(call, 0), WASI_R_UNLINK_FILE, &fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_resolve_there(call, fd, 1, WASI_KEEP_LINK, &spot);
    if (e == WASI_E_SUCCESS && is_dir(spot.node))
        e = WASI_E_ISDIR;
    if (e == WASI_E_SUCCESS)
        e = check_change(fd, &spot);
    if (e != WASI_E_SUCCESS)
        return e;
    return wasi_errno_of(gk_node_remove(wasi_files(call->wasi), spot.dir,
                                        spot.name, spot.name_len, NULL));
}

wasi_errno wasi_path_remove_directory(struct wasi_call *call)
{
    struct wasi_spot spot;
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_dir(call->wasi, wasi_u32(call, 0),
                               WASI_R_REMOVE_DIRECTORY, &fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_resolve_there(call, fd, 1, WASI_KEEP_LINK, &spot);
    if (e == WASI_E_SUCCESS && !is_dir(spot.node))
        e = WASI_E_NOTDIR;
    if (e == WASI_E_SUCCESS && spot.dir == NULL)
        e = WASI_E_INVAL; /* "." */
    if (e == WASI_E_SUCCESS)
        e = check_change(fd, &spot);
    if (e == WASI_E_SUCCESS && gk_node_child_count(spot.node) > 0)
        e = WASI_E_NOTEMPTY;
    if (e != WASI_E_SUCCESS)
        return e;
    return wasi_errno_of(gk_node_remove(wasi_files(call->wasi), spot.dir,
                                        spot.name, spot.name_len, NULL));
}

/* --- moving -----------------------------------------------------------------
 */

/* Whether a folder is `above`, or somewhere in it. */
static bool is_inside(const gk_node *dir, const gk_node *above)
{
    while (dir != NULL && dir != above && gk_node_parent(dir) != dir)
        dir = gk_node_parent(dir);
    return dir == above;
}

/* What POSIX says of what stands in the way, in Linux's order. */
static wasi_errno check_replaced(const struct wasi_spot *from,
                                 const struct wasi_spot *to)
{
    const gk_node *node = from->node;

    if (!is_dir(node) && to->slash)
        return WASI_E_NOTDIR;
    if (is_dir(node) && is_inside(to->dir, node))
        return WASI_E_INVAL;
    if (to->node != NULL && is_inside(from->dir, to->node))
        return WASI_E_NOTEMPTY;
    if (to->node == NULL)
        return WASI_E_SUCCESS;
    if (is_dir(node) && !is_dir(to->node))
        return WASI_E_NOTDIR;
    if (!is_dir(node) && is_dir(to->node))
        return WASI_E_ISDIR;
    if (is_dir(to->node) && to->node != node &&
        gk_node_child_count(to->node) > 0)
        return WASI_E_NOTEMPTY;
    return WASI_E_SUCCESS;
}

wasi_errno wasi_path_rename(struct wasi_call *call)
{
    struct wasi_spot from, to;
    struct wasi_fd *old_fd, *new_fd;
    wasi_errno e = wasi_fd_dir(call->wasi, wasi_u32(call, 0),
                               WASI_R_RENAME_SOURCE, &old_fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_fd_dir(call->wasi, wasi_u32(call, 3), WASI_R_RENAME_TARGET,
                        &new_fd);
    if (e == WASI_E_SUCCESS)
        e = wasi_resolve(call, old_fd, 1, WASI_KEEP_LINK, &from);
    if (e == WASI_E_SUCCESS)
        e = wasi_resolve(call, new_fd, 4, WASI_KEEP_LINK, &to);
    /* As Linux: only when the way to both places is clear. */
    if (e == WASI_E_SUCCESS)
        e = wasi_spot_there(&from);
    if (e == WASI_E_SUCCESS && (from.dir == NULL || to.dir == NULL))
        e = WASI_E_BUSY; /* "." */
    if (e == WASI_E_SUCCESS)
        e = check_change(old_fd, &from);
    if (e == WASI_E_SUCCESS)
        e = check_change(new_fd, &to);
    if (e == WASI_E_SUCCESS)
        e = check_replaced(&from, &to);
    if (e != WASI_E_SUCCESS)
        return e;
    return wasi_errno_of(gk_node_move(wasi_files(call->wasi), from.dir,
                                      from.name, from.name_len, to.dir, to.name,
                                      to.name_len, NULL));
}
