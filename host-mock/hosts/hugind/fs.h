/*
 * fs: what the file functions of hugind_fs share: which call may go on, where
 * a path leads, what is there. The files are the world's (world/files.h).
 */
#ifndef GK_HOST_MOCK_HOSTS_HUGIND_FS_H
#define GK_HOST_MOCK_HOSTS_HUGIND_FS_H

#include "core/manifest/permit.h"
#include "host-mock/hosts/hugind/hugind.h"

/* A place in the tree, as the system finds it: links are followed. */
struct hugind_spot {
    gk_node *node; /* what is there; NULL: nothing */
    gk_node *dir;  /* the folder it is in, or would be; NULL: there is none */
    char name[GK_MAX_FILE_NAME + 1]; /* in that folder */
    size_t name_len;                 /* 0: the root */
};

void hugind_fs_find(gk_files *files, const char *path, size_t len,
                    struct hugind_spot *out);

/* The files of the call's world. Fails (a trap) when the mode gives a guest
 * mounts only. */
GK_NODISCARD gk_status hugind_fs_open(struct gk_hostcall *call,
                                      gk_files **files, gk_error *err);
/* `allow` and that bit. */
GK_NODISCARD gk_status hugind_fs_may(struct gk_hostcall *call,
                                     gk_permit_bit bit, gk_error *err);
/* The string argument at `index`, resolved and allowed; appended to `path`. */
GK_NODISCARD gk_status hugind_fs_path(struct gk_hostcall *call, size_t index,
                                      gk_buf *path, gk_error *err);
/* The same, and what is there, which must be something. */
GK_NODISCARD gk_status hugind_fs_existing(struct gk_hostcall *call,
                                          size_t index, gk_buf *path,
                                          struct hugind_spot *out,
                                          gk_error *err);

#endif
