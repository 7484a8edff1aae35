/*
 * fs_mounts: wasm.mounts, the folders that a guest reaches through WASI. They
 * are folders of the world's tree, and no permission is asked for inside.
 */
#ifndef GK_HOST_MOCK_HOSTS_HUGIND_FS_MOUNTS_H
#define GK_HOST_MOCK_HOSTS_HUGIND_FS_MOUNTS_H

#include "host-mock/hosts/hugind/hugind.h"

struct hugind_mount {
    const char *guest; /* absolute; borrowed from the manifest */
    gk_node *dir;      /* borrowed from the tree */
};

/* How many preopened folders the run has: none in the mode host_filesystem. */
size_t hugind_mount_count(const struct hugind *hugind);

/*
 * Number `index` of them, in the manifest's order.
 * Fails: GK_E_TRAP in the words with which the host would not start the run.
 */
GK_NODISCARD gk_status hugind_mount_at(struct hugind *hugind, size_t index,
                                       struct hugind_mount *out, gk_error *err);

#endif
