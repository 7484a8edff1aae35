/*
 * stat: what a descriptor and a file are, and changing that.
 */
#include "host-mock/hosts/wasi/state.h"

#include <inttypes.h>
#include <string.h>

/* One tree: one device. Streams are on another. */
#define FILES_DEVICE 1u

uint8_t wasi_type_of(const gk_node *node)
{
    switch (gk_node_kind_of(node)) {
    case GK_NODE_DIR:
        return WASI_TYPE_DIR;
    case GK_NODE_LINK:
        return WASI_TYPE_LINK;
    default:
        return WASI_TYPE_FILE;
    }
}

static uint8_t type_of_fd(const gk_wasi *wasi, const struct wasi_fd *fd)
{
    if (fd->node != NULL)
        return wasi_type_of(fd->node);
    return wasi->terminal ? WASI_TYPE_TERMINAL : WASI_TYPE_UNKNOWN;
}

/* --- descriptors ------------------------------------------------------------
 */

wasi_errno wasi_fd_fdstat_get(struct wasi_call *call)
{
    struct wasi_fd *fd;
    uint8_t *out;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 1), WASI_FDSTAT_BYTES, &out);
    if (e != WASI_E_SUCCESS)
        return e;
    memset(out, 0, WASI_FDSTAT_BYTES);
    out[0] = type_of_fd(call->wasi, fd);
    wasi_store_u16(out + 2, fd->flags);
    wasi_store_u64(out + 8, fd->rights);
    wasi_store_u64(out + 16, fd->inherit);
    return e;
}

wasi_errno wasi_fd_fdstat_set_flags(struct wasi_call *call)
{
    const uint32_t changeable = WASI_FD_APPEND | WASI_FD_NONBLOCK;
    uint32_t flags = wasi_u32(call, 1);
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_with(call->wasi, wasi_u32(call, 0),
                                WASI_R_FDSTAT_SET_FLAGS, &fd);

    if (e != WASI_E_SUCCESS)
        return e;
    if (flags & ~(uint32_t)WASI_FD_ALL)
        return WASI_E_INVAL;
    if ((flags ^ fd->flags) & ~changeable)
        return WASI_E_NOTSUP;
    fd->flags = (uint16_t)flags;
    return e;
}

wasi_errno wasi_fd_fdstat_set_rights(struct wasi_call *call)
{
    uint64_t rights = wasi_u64(call, 1), inherit = wasi_u64(call, 2);
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &fd);

    if (e != WASI_E_SUCCESS)
        return e;
    if (call->wasi->model == GK_WASI_WASMTIME)
        return WASI_E_NOTSUP;
    if ((rights & ~fd->rights) != 0 || (inherit & ~fd->inherit) != 0)
        return WASI_E_NOTCAPABLE;
    fd->rights = rights;
    fd->inherit = inherit;
    return e;
}

/* --- files ------------------------------------------------------------------
 */

static uint64_t size_of(const gk_node *node)
{
    size_t len = 0;

    if (gk_node_kind_of(node) == GK_NODE_FILE)
        gk_node_bytes(node, &len);
    else if (gk_node_kind_of(node) == GK_NODE_LINK)
        len = strlen(gk_node_target(node));
    return len;
}

void wasi_put_filestat(gk_node *node, uint8_t *out)
{
    const struct gk_node_times *times = gk_node_times_of(node);

    memset(out, 0, WASI_FILESTAT_BYTES);
    wasi_store_u64(out, FILES_DEVICE);
    wasi_store_u64(out + 8, gk_node_inode(node));
    out[16] = wasi_type_of(node);
    wasi_store_u64(out + 24, gk_node_links(node));
    wasi_store_u64(out + 32, size_of(node));
    wasi_store_u64(out + 40, (uint64_t)times->accessed);
    wasi_store_u64(out + 48, (uint64_t)times->modified);
    wasi_store_u64(out + 56, (uint64_t)times->changed);
}

wasi_errno wasi_fd_filestat_get(struct wasi_call *call)
{
    struct wasi_fd *fd;
    uint8_t *out;
    wasi_errno e = wasi_fd_with(call->wasi, wasi_u32(call, 0),
                                WASI_R_FD_FILESTAT_GET, &fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 1), WASI_FILESTAT_BYTES, &out);
    if (e != WASI_E_SUCCESS)
        return e;
    if (fd->node != NULL) {
        wasi_put_filestat(fd->node, out);
        gk_buf_printf(call->note, "size %" PRIu64, size_of(fd->node));
        return e;
    }
    memset(out, 0, WASI_FILESTAT_BYTES);
    out[16] = type_of_fd(call->wasi, fd);
    return e;
}

wasi_errno wasi_path_filestat_get(struct wasi_call *call)
{
    uint32_t flags = wasi_u32(call, 1);
    struct wasi_spot spot;
    struct wasi_fd *fd;
    uint8_t *out;
    wasi_errno e = wasi_fd_dir(call->wasi, wasi_u32(call, 0),
                               WASI_R_PATH_FILESTAT_GET, &fd);

    if (e == WASI_E_SUCCESS && flags > WASI_SYMLINK_FOLLOW)
        e = WASI_E_INVAL;
    if (e == WASI_E_SUCCESS)
        e = wasi_resolve_there(
            call, fd, 2, flags ? WASI_FOLLOW_LINK : WASI_ENTER_LINK, &spot);
    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 4), WASI_FILESTAT_BYTES, &out);
    if (e != WASI_E_SUCCESS)
        return e;
    wasi_put_filestat(spot.node, out);
    gk_buf_printf(call->note,
                  gk_node_kind_of(spot.node) == GK_NODE_DIR ? "folder"
                  : gk_node_kind_of(spot.node) == GK_NODE_LINK
                      ? "link"
                      : "size %" PRIu64,
                  size_of(spot.node));
    return e;
}

/* --- sizes ------------------------------------------------------------------
 */

static wasi_errno resize(struct wasi_call *call, const struct wasi_fd *fd,
                         uint64_t size)
{
    if (fd->readonly)
        return WASI_E_ROFS;
    if (size > INT64_MAX)
        return WASI_E_INVAL;
    if (size > GK_MAX_FILES_BYTES)
        return WASI_E_FBIG;
    return wasi_errno_of(
        gk_node_resize(wasi_files(call->wasi), fd->node, (size_t)size, NULL));
}

wasi_errno wasi_fd_filestat_set_size(struct wasi_call *call)
{
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &fd);

    if (e == WASI_E_SUCCESS && fd->kind != WASI_FILE)
        e = fd->kind == WASI_DIR ? WASI_E_ISDIR : WASI_E_INVAL;
    if (e == WASI_E_SUCCESS)
        e = wasi_fd_with(call->wasi, wasi_u32(call, 0), WASI_R_FD_SET_SIZE,
                         &fd);
    /* As ftruncate on a file that is open for reading. */
    if (e == WASI_E_SUCCESS && call->wasi->model == GK_WASI_WASMTIME &&
        !(fd->rights & WASI_R_FD_WRITE))
        e = WASI_E_INVAL;
    return e == WASI_E_SUCCESS ? resize(call, fd, wasi_u64(call, 1)) : e;
}

wasi_errno wasi_fd_allocate(struct wasi_call *call)
{
    uint64_t offset = wasi_u64(call, 1), len = wasi_u64(call, 2);
    struct wasi_fd *fd;
    size_t size;
    wasi_errno e =
        wasi_fd_file(call->wasi, wasi_u32(call, 0), WASI_R_FD_ALLOCATE, &fd);

    if (e != WASI_E_SUCCESS)
        return e;
    if (call->wasi->model == GK_WASI_WASMTIME)
        return WASI_E_NOTSUP;
    if (len == 0 || offset > INT64_MAX || len > INT64_MAX)
        return WASI_E_INVAL;
    gk_node_bytes(fd->node, &size);
    if (offset + len > INT64_MAX)
        return WASI_E_FBIG;
    return offset + len <= size ? WASI_E_SUCCESS
                                : resize(call, fd, offset + len);
}

/* --- times ------------------------------------------------------------------
 */

static bool set_time(int64_t *time, uint64_t given, bool set, bool now,
                     int64_t clock_ns)
{
    if (set && given > INT64_MAX)
        return false;
    if (set)
        *time = (int64_t)given;
    else if (now)
        *time = clock_ns;
    return true;
}

static wasi_errno set_times(gk_wasi *wasi, gk_node *node, uint64_t accessed,
                            uint64_t modified, uint32_t which)
{
    bool both_a = (which & 3u) == 3u, both_m = (which & 12u) == 12u;
    struct gk_node_times times = *gk_node_times_of(node);
    uint64_t clock_ns = 0;
    int64_t now;

    if (both_a || both_m || which > WASI_SET_ALL)
        return WASI_E_INVAL;
    /* u64 ns that do not fit s64 ns: the year 2262 and later. */
    wasi_clock_now(wasi, WASI_CLOCK_REALTIME, &clock_ns);
    now = clock_ns > INT64_MAX ? INT64_MAX : (int64_t)clock_ns;
    if (!set_time(&times.accessed, accessed, which & WASI_SET_ATIM,
                  which & WASI_SET_ATIM_NOW, now) ||
        !set_time(&times.modified, modified, which & WASI_SET_MTIM,
                  which & WASI_SET_MTIM_NOW, now))
        return WASI_E_OVERFLOW;
    times.changed = now;
    *gk_node_times_of(node) = times;
    return WASI_E_SUCCESS;
}

wasi_errno wasi_fd_filestat_set_times(struct wasi_call *call)
{
    struct wasi_fd *fd;
    wasi_errno e =
        wasi_fd_with(call->wasi, wasi_u32(call, 0), WASI_R_FD_SET_TIMES, &fd);

    if (e == WASI_E_SUCCESS && fd->node == NULL)
        e = WASI_E_INVAL;
    if (e == WASI_E_SUCCESS && fd->readonly)
        e = WASI_E_ROFS;
    return e == WASI_E_SUCCESS
               ? set_times(call->wasi, fd->node, wasi_u64(call, 1),
                           wasi_u64(call, 2), wasi_u32(call, 3))
               : e;
}

wasi_errno wasi_path_filestat_set_times(struct wasi_call *call)
{
    uint32_t flags = wasi_u32(call, 1);
    struct wasi_spot spot;
    struct wasi_fd *fd;
    wasi_errno e =
        wasi_fd_dir(call->wasi, wasi_u32(call, 0), WASI_R_PATH_SET_TIMES, &fd);

    if (e == WASI_E_SUCCESS && flags > WASI_SYMLINK_FOLLOW)
        e = WASI_E_INVAL;
    if (e == WASI_E_SUCCESS)
        e = wasi_resolve_there(
            call, fd, 2, flags ? WASI_FOLLOW_LINK : WASI_ENTER_LINK, &spot);
    if (e == WASI_E_SUCCESS && fd->readonly)
        e = WASI_E_ROFS;
    return e == WASI_E_SUCCESS
               ? set_times(call->wasi, spot.node, wasi_u64(call, 4),
                           wasi_u64(call, 5), wasi_u32(call, 6))
               : e;
}
