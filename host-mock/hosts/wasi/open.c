/*
 * open: path_open.
 */
#include "host-mock/hosts/wasi/state.h"

#include <inttypes.h>

struct request {
    struct wasi_fd *from; /* the folder; moves when a descriptor is opened */
    uint32_t lookup, oflags;
    uint64_t rights, inherit;
    uint32_t flags;
};

static void note_request(struct wasi_call *call, const struct request *r)
{
    static const struct {
        uint32_t bit;
        const char *word;
    } words[] = {{WASI_O_CREAT, "create"},
                 {WASI_O_DIRECTORY, "directory"},
                 {WASI_O_EXCL, "exclusive"},
                 {WASI_O_TRUNC, "truncate"}};
    const char *between = "";

    if (r->rights & WASI_R_FD_READ) {
        gk_buf_puts(call->note, "read");
        between = " ";
    }
    if (r->rights & WASI_R_FD_WRITE) {
        gk_buf_printf(call->note, "%swrite", between);
        between = " ";
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (r->oflags & words[i].bit) {
            gk_buf_printf(call->note, "%s%s", between, words[i].word);
            between = " ";
        }
}

static wasi_errno check_flags(const struct request *r)
{
    if (r->lookup > WASI_SYMLINK_FOLLOW ||
        (r->oflags & ~(uint32_t)WASI_O_ALL) ||
        (r->flags & ~(uint32_t)WASI_FD_ALL))
        return WASI_E_INVAL;
    return WASI_E_SUCCESS;
}

/* What the folder must hand on. */
static wasi_errno check_inherited(const gk_wasi *wasi, const struct request *r)
{
    uint64_t needed = r->rights | r->inherit;

    if (wasi->model == GK_WASI_WASMTIME)
        return WASI_E_SUCCESS;
    if (r->flags & WASI_FD_DSYNC)
        needed |= WASI_R_FD_DATASYNC;
    if (r->flags & (WASI_FD_RSYNC | WASI_FD_SYNC))
        needed |= WASI_R_FD_SYNC;
    return (needed & ~r->from->inherit) ? WASI_E_NOTCAPABLE : WASI_E_SUCCESS;
}

static wasi_errno read_request(struct wasi_call *call, struct request *r)
{
    uint64_t own = WASI_R_PATH_OPEN;
    wasi_errno e;

    r->lookup = wasi_u32(call, 1);
    r->oflags = wasi_u32(call, 4);
    r->rights = wasi_u64(call, 5);
    r->inherit = wasi_u64(call, 6);
    r->flags = wasi_u32(call, 7);
    if (r->oflags & WASI_O_CREAT)
        own |= WASI_R_CREATE_FILE;
    if (r->oflags & WASI_O_TRUNC)
        own |= WASI_R_PATH_SET_SIZE;
    e = wasi_fd_dir(call->wasi, wasi_u32(call, 0), own, &r->from);
    note_request(call, r);
    if (e == WASI_E_SUCCESS)
        e = check_flags(r);
    return e == WASI_E_SUCCESS ? check_inherited(call->wasi, r) : e;
}

/* --- what is there ----------------------------------------------------------
 */

static wasi_errno create(struct wasi_call *call, const struct request *r,
                         struct wasi_spot *spot)
{
    if (spot->slash)
        return WASI_E_ISDIR; /* as Linux: this makes files only */
    if (r->oflags & WASI_O_DIRECTORY)
        return WASI_E_INVAL;
    if (r->from->readonly)
        return WASI_E_ROFS;
    if (gk_node_readonly(spot->dir))
        return WASI_E_ACCES;
    return wasi_errno_of(gk_node_make(wasi_files(call->wasi), spot->dir,
                                      spot->name, spot->name_len, GK_NODE_FILE,
                                      NULL, &spot->node, NULL));
}

static wasi_errno check_folder(const struct request *r)
{
    return (r->rights & WASI_R_FD_WRITE) ||
                   (r->oflags & (WASI_O_TRUNC | WASI_O_CREAT))
               ? WASI_E_ISDIR
               : WASI_E_SUCCESS;
}

static wasi_errno check_file(const struct request *r,
                             const struct wasi_spot *spot)
{
    if (spot->slash || (r->oflags & WASI_O_DIRECTORY))
        return WASI_E_NOTDIR;
    if (!(r->rights & WASI_R_FD_WRITE) && !(r->oflags & WASI_O_TRUNC))
        return WASI_E_SUCCESS;
    if (r->from->readonly)
        return WASI_E_ROFS;
    return gk_node_readonly(spot->node) ? WASI_E_ACCES : WASI_E_SUCCESS;
}

/* The node to open: found, or made. */
static wasi_errno find(struct wasi_call *call, const struct request *r,
                       struct wasi_spot *spot)
{
    bool exclusive = (r->oflags & (WASI_O_CREAT | WASI_O_EXCL)) ==
                     (WASI_O_CREAT | WASI_O_EXCL);
    bool follows = r->lookup == WASI_SYMLINK_FOLLOW && !exclusive;
    wasi_errno e = wasi_resolve(
        call, r->from, 2, follows ? WASI_FOLLOW_LINK : WASI_ENTER_LINK, spot);

    if (e != WASI_E_SUCCESS)
        return e;
    if (spot->node == NULL)
        return r->oflags & WASI_O_CREAT ? create(call, r, spot) : WASI_E_NOENT;
    if (exclusive)
        return WASI_E_EXIST;
    switch (gk_node_kind_of(spot->node)) {
    case GK_NODE_LINK:
        return WASI_E_LOOP;
    case GK_NODE_DIR:
        return check_folder(r);
    default:
        return check_file(r, spot);
    }
}

/* --- the descriptor ---------------------------------------------------------
 */

static void set_rights(const gk_wasi *wasi, const struct request *r,
                       struct wasi_fd *fd)
{
    const uint64_t access = WASI_R_FD_READ | WASI_R_FD_WRITE;
    bool is_dir = fd->kind == WASI_DIR;
    uint64_t all = is_dir ? WASI_RIGHTS_DIR : WASI_RIGHTS_FILE;

    fd->rights = r->rights & all;
    fd->inherit = is_dir ? r->inherit & WASI_RIGHTS_BELOW : 0;
    if (wasi->model == GK_WASI_WASMTIME) {
        fd->rights = (all & ~access) | (r->rights & all & access);
        fd->inherit = is_dir ? WASI_RIGHTS_BELOW : 0;
    }
}

static wasi_errno open_node(struct wasi_call *call, const struct request *r,
                            gk_node *node, uint32_t *number)
{
    bool readonly = r->from->readonly;
    struct wasi_fd *fd;
    wasi_errno e = wasi_fd_new(call->wasi, number, &fd);

    if (e != WASI_E_SUCCESS)
        return e;
    fd->kind = gk_node_kind_of(node) == GK_NODE_DIR ? WASI_DIR : WASI_FILE;
    fd->readonly = readonly;
    fd->flags = (uint16_t)r->flags;
    fd->node = node;
    gk_node_hold(node);
    set_rights(call->wasi, r, fd);
    return e;
}

/* Whatever was asked for, what is read-only stays as it is. */
static void drop_writing(struct wasi_fd *fd)
{
    if (fd->kind == WASI_FILE && (fd->readonly || gk_node_readonly(fd->node)))
        fd->rights &= ~(WASI_R_FD_WRITE | WASI_R_FD_ALLOCATE |
                        WASI_R_FD_SET_SIZE | WASI_R_FD_SET_TIMES);
}

wasi_errno wasi_path_open(struct wasi_call *call)
{
    struct request r;
    struct wasi_spot spot;
    struct wasi_fd *fd;
    uint32_t number = 0;
    uint8_t *out;
    size_t size;
    wasi_errno e = read_request(call, &r);

    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 8), 4, &out);
    /* A number is there before a file is made. */
    if (e == WASI_E_SUCCESS)
        e = wasi_fd_new(call->wasi, &number, &fd);
    if (e == WASI_E_SUCCESS) /* the table may have moved */
        e = wasi_fd_get(call->wasi, wasi_u32(call, 0), &r.from);
    if (e == WASI_E_SUCCESS)
        e = find(call, &r, &spot);
    if (e == WASI_E_SUCCESS)
        e = open_node(call, &r, spot.node, &number);
    if (e != WASI_E_SUCCESS)
        return e;
    fd = &call->wasi->fds[number];
    drop_writing(fd);
    if (fd->kind == WASI_FILE && (r.oflags & WASI_O_TRUNC)) {
        gk_node_bytes(fd->node, &size);
        if (size > 0) /* less: that cannot fail */
            e = wasi_errno_of(
                gk_node_resize(wasi_files(call->wasi), fd->node, 0, NULL));
    }
    gk_store_u32le(out, number);
    return e;
}
