/*
 * fds: the table of open descriptors.
 */
#include "host-mock/hosts/wasi/state.h"

#include <stdlib.h>
#include <string.h>

wasi_errno wasi_fd_get(const gk_wasi *wasi, uint32_t fd, struct wasi_fd **out)
{
    if (fd >= wasi->fd_count || wasi->fds[fd].kind == WASI_CLOSED)
        return WASI_E_BADF;
    *out = &wasi->fds[fd];
    return WASI_E_SUCCESS;
}

static wasi_errno check_rights(const struct wasi_fd *fd, uint64_t rights)
{
    uint64_t missing = rights & ~fd->rights;

    if (missing == 0)
        return WASI_E_SUCCESS;
    return missing & (WASI_R_FD_READ | WASI_R_FD_WRITE) ? WASI_E_BADF
                                                        : WASI_E_NOTCAPABLE;
}

wasi_errno wasi_fd_with(const gk_wasi *wasi, uint32_t fd, uint64_t rights,
                        struct wasi_fd **out)
{
    wasi_errno e = wasi_fd_get(wasi, fd, out);

    return e == WASI_E_SUCCESS ? check_rights(*out, rights) : e;
}

wasi_errno wasi_fd_dir(const gk_wasi *wasi, uint32_t fd, uint64_t rights,
                       struct wasi_fd **out)
{
    wasi_errno e = wasi_fd_get(wasi, fd, out);

    if (e == WASI_E_SUCCESS && (*out)->kind != WASI_DIR)
        e = WASI_E_NOTDIR;
    return e == WASI_E_SUCCESS ? check_rights(*out, rights) : e;
}

wasi_errno wasi_fd_file(const gk_wasi *wasi, uint32_t fd, uint64_t rights,
                        struct wasi_fd **out)
{
    wasi_errno e = wasi_fd_get(wasi, fd, out);

    if (e == WASI_E_SUCCESS && (*out)->kind != WASI_FILE)
        e = (*out)->kind == WASI_DIR ? WASI_E_ISDIR : WASI_E_SPIPE;
    return e == WASI_E_SUCCESS ? check_rights(*out, rights) : e;
}

static bool make_room(gk_wasi *wasi)
{
    size_t count = wasi->fd_count < 16 ? 16 : wasi->fd_count * 2;
    struct wasi_fd *fds = realloc(wasi->fds, count * sizeof *fds);

    if (fds == NULL)
        return false;
    memset(fds + wasi->fd_count, 0, (count - wasi->fd_count) * sizeof *fds);
    wasi->fds = fds;
    wasi->fd_count = count;
    return true;
}

wasi_errno wasi_fd_new(gk_wasi *wasi, uint32_t *number, struct wasi_fd **out)
{
    size_t i = 0;

    while (i < wasi->fd_count && wasi->fds[i].kind != WASI_CLOSED)
        i++;
    if (i == GK_WASI_MAX_FDS)
        return WASI_E_MFILE;
    if (i == wasi->fd_count && !make_room(wasi))
        return WASI_E_NOMEM;
    *number = (uint32_t)i;
    *out = &wasi->fds[i];
    return WASI_E_SUCCESS;
}

void wasi_fd_clear(gk_wasi *wasi, struct wasi_fd *fd)
{
    if (fd->node != NULL)
        gk_node_release(gk_world_files(wasi->world), fd->node);
    wasi_listing_free(wasi, fd->listing);
    free(fd->name);
    memset(fd, 0, sizeof *fd);
}

wasi_errno wasi_fd_close(struct wasi_call *call)
{
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &fd);

    if (e == WASI_E_SUCCESS)
        wasi_fd_clear(call->wasi, fd);
    return e;
}

wasi_errno wasi_fd_renumber(struct wasi_call *call)
{
    struct wasi_fd *from, *to;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &from);

    if (e == WASI_E_SUCCESS)
        e = wasi_fd_get(call->wasi, wasi_u32(call, 1), &to);
    if (e != WASI_E_SUCCESS || from == to)
        return e;
    wasi_fd_clear(call->wasi, to);
    *to = *from;
    memset(from, 0, sizeof *from); /* what it owned is the other's now */
    return WASI_E_SUCCESS;
}

wasi_errno wasi_fd_prestat_get(struct wasi_call *call)
{
    struct wasi_fd *fd;
    uint8_t *out;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &fd);

    if (e == WASI_E_SUCCESS && fd->name == NULL)
        e = WASI_E_BADF; /* how a guest finds that there are no more */
    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 1), WASI_PRESTAT_BYTES, &out);
    if (e != WASI_E_SUCCESS)
        return e;
    memset(out, 0, WASI_PRESTAT_BYTES);
    gk_store_u32le(out + 4, (uint32_t)strlen(fd->name));
    return e;
}

wasi_errno wasi_fd_prestat_dir_name(struct wasi_call *call)
{
    struct wasi_fd *fd;
    uint8_t *out;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &fd);

    if (e == WASI_E_SUCCESS && fd->name == NULL)
        e = WASI_E_BADF;
    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 1), wasi_u32(call, 2), &out);
    if (e == WASI_E_SUCCESS && strlen(fd->name) > wasi_u32(call, 2))
        e = WASI_E_NAMETOOLONG;
    if (e != WASI_E_SUCCESS)
        return e;
    memcpy(out, fd->name, strlen(fd->name));
    gk_buf_printf(call->note, "\"%s\"", fd->name);
    return e;
}
