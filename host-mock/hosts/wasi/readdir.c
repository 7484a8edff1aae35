/*
 * readdir: the entries of a folder, from a list made when it is read from its
 * start, so that a cookie means the same until it is read anew.
 */
#include "host-mock/hosts/wasi/state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    uint64_t inode;
    uint32_t name; /* in `names` */
    uint8_t len;
    uint8_t type;
};

struct wasi_listing {
    struct entry *entries; /* owned */
    size_t count;
    gk_buf names;
    size_t bytes; /* what it counts for */
};

void wasi_listing_free(gk_wasi *wasi, struct wasi_listing *listing)
{
    if (listing == NULL)
        return;
    wasi->listed -= listing->bytes;
    free(listing->entries);
    gk_buf_clear(&listing->names);
    free(listing);
}

static void add(struct wasi_listing *listing, const gk_node *node,
                const char *name)
{
    struct entry *entry = &listing->entries[listing->count++];

    entry->inode = gk_node_inode(node);
    entry->type = wasi_type_of(node);
    entry->len = (uint8_t)strlen(name);
    entry->name = (uint32_t)listing->names.len;
    gk_buf_puts(&listing->names, name);
}

/* A preopened folder has none above it that the guest may know of. */
static const gk_node *above(const struct wasi_fd *fd)
{
    const gk_node *parent = gk_node_parent(fd->node);

    return fd->name != NULL || parent == NULL ? fd->node : parent;
}

static wasi_errno fill(const struct wasi_fd *fd, struct wasi_listing *listing)
{
    size_t count = gk_node_child_count(fd->node);

    listing->names = (gk_buf)GK_BUF_INIT;
    listing->entries = calloc(count + 2, sizeof *listing->entries);
    if (listing->entries == NULL)
        return WASI_E_NOMEM;
    add(listing, fd->node, ".");
    add(listing, above(fd), "..");
    for (size_t i = 0; i < count; i++) {
        const char *name;
        const gk_node *node = gk_node_child_at(fd->node, i, &name);

        add(listing, node, name);
    }
    return listing->names.status == GK_OK ? WASI_E_SUCCESS : WASI_E_NOMEM;
}

static wasi_errno list(gk_wasi *wasi, struct wasi_fd *fd)
{
    struct wasi_listing *listing = calloc(1, sizeof *listing);
    wasi_errno e;

    if (listing == NULL)
        return WASI_E_NOMEM;
    wasi_listing_free(wasi, fd->listing);
    fd->listing = NULL;
    e = fill(fd, listing);
    if (e == WASI_E_SUCCESS)
        listing->bytes = listing->count * sizeof *listing->entries +
                         listing->names.cap + sizeof *listing;
    if (listing->bytes > GK_WASI_MAX_LISTINGS - wasi->listed)
        e = WASI_E_NOMEM;
    wasi->listed += listing->bytes;
    if (e == WASI_E_SUCCESS)
        fd->listing = listing;
    else
        wasi_listing_free(wasi, listing);
    return e;
}

/* As much of it as fits; false when that is not all. */
static bool put_part(uint8_t *out, uint32_t room, uint32_t *used,
                     const void *bytes, size_t len)
{
    size_t part = len < room - *used ? len : room - *used;

    memcpy(out + *used, bytes, part);
    *used += (uint32_t)part;
    return part == len;
}

static bool put_entry(const struct wasi_listing *listing, size_t index,
                      uint8_t *out, uint32_t room, uint32_t *used)
{
    const struct entry *entry = &listing->entries[index];
    uint8_t head[WASI_DIRENT_BYTES] = {0};

    wasi_store_u64(head, index + 1);
    wasi_store_u64(head + 8, entry->inode);
    gk_store_u32le(head + 16, entry->len);
    head[20] = entry->type;
    return put_part(out, room, used, head, sizeof head) &&
           put_part(out, room, used, listing->names.data + entry->name,
                    entry->len);
}

wasi_errno wasi_fd_readdir(struct wasi_call *call)
{
    uint32_t room = wasi_u32(call, 2), used = 0;
    uint64_t cookie = wasi_u64(call, 3);
    uint8_t *out, *used_out;
    struct wasi_fd *fd;
    size_t i;
    wasi_errno e =
        wasi_fd_dir(call->wasi, wasi_u32(call, 0), WASI_R_FD_READDIR, &fd);

    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 1), room, &out);
    if (e == WASI_E_SUCCESS)
        e = wasi_span(call, wasi_u32(call, 4), 4, &used_out);
    if (e == WASI_E_SUCCESS && (cookie == 0 || fd->listing == NULL))
        e = list(call->wasi, fd);
    if (e == WASI_E_SUCCESS && cookie > fd->listing->count)
        e = WASI_E_INVAL;
    if (e != WASI_E_SUCCESS)
        return e;
    i = (size_t)cookie;
    while (i < fd->listing->count &&
           put_entry(fd->listing, i, out, room, &used))
        i++;
    gk_store_u32le(used_out, used);
    gk_buf_printf(call->note, "%zu entries", i - (size_t)cookie);
    return e;
}
