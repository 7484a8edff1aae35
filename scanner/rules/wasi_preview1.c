#include "scanner/rules/wasi_preview1.h"

#include "core/base/opts.h"

#include <string.h>

/* By name. sock_accept is not in wasi_unstable; who asks it for that will not
 * link, which is for the host to say. */
const struct gk_wasi_power gk_wasi_powers[GK_WASI_POWERS] = {
    {"args_get", GK_WASI_ORDINARY},
    {"args_sizes_get", GK_WASI_ORDINARY},
    {"clock_res_get", GK_WASI_ORDINARY},
    {"clock_time_get", GK_WASI_ORDINARY},
    {"environ_get", GK_WASI_ENVIRONMENT},
    {"environ_sizes_get", GK_WASI_ORDINARY},
    {"fd_advise", GK_WASI_ORDINARY},
    {"fd_allocate", GK_WASI_CHANGE},
    {"fd_close", GK_WASI_ORDINARY},
    {"fd_datasync", GK_WASI_ORDINARY},
    {"fd_fdstat_get", GK_WASI_ORDINARY},
    {"fd_fdstat_set_flags", GK_WASI_ORDINARY},
    {"fd_fdstat_set_rights", GK_WASI_ORDINARY},
    {"fd_filestat_get", GK_WASI_ORDINARY},
    {"fd_filestat_set_size", GK_WASI_CHANGE},
    {"fd_filestat_set_times", GK_WASI_CHANGE},
    {"fd_pread", GK_WASI_ORDINARY},
    {"fd_prestat_dir_name", GK_WASI_ORDINARY},
    {"fd_prestat_get", GK_WASI_ORDINARY},
    {"fd_pwrite", GK_WASI_ORDINARY},
    {"fd_read", GK_WASI_ORDINARY},
    {"fd_readdir", GK_WASI_ORDINARY},
    {"fd_renumber", GK_WASI_ORDINARY},
    {"fd_seek", GK_WASI_ORDINARY},
    {"fd_sync", GK_WASI_ORDINARY},
    {"fd_tell", GK_WASI_ORDINARY},
    {"fd_write", GK_WASI_ORDINARY},
    {"path_create_directory", GK_WASI_CHANGE},
    {"path_filestat_get", GK_WASI_ORDINARY},
    {"path_filestat_set_times", GK_WASI_CHANGE},
    {"path_link", GK_WASI_CHANGE},
    {"path_open", GK_WASI_OPEN},
    {"path_readlink", GK_WASI_ORDINARY},
    {"path_remove_directory", GK_WASI_CHANGE},
    {"path_rename", GK_WASI_CHANGE},
    {"path_symlink", GK_WASI_CHANGE},
    {"path_unlink_file", GK_WASI_CHANGE},
    {"poll_oneoff", GK_WASI_ORDINARY},
    {"proc_exit", GK_WASI_ORDINARY},
    {"proc_raise", GK_WASI_SIGNAL},
    {"random_get", GK_WASI_ORDINARY},
    {"sched_yield", GK_WASI_ORDINARY},
    {"sock_accept", GK_WASI_SOCKET},
    {"sock_recv", GK_WASI_SOCKET},
    {"sock_send", GK_WASI_SOCKET},
    {"sock_shutdown", GK_WASI_SOCKET},
};

bool gk_wasi_is_module(struct gk_name module)
{
    return gk_name_is(module, "wasi_snapshot_preview1") ||
           gk_name_is(module, "wasi_unstable");
}

const struct gk_wasi_power *gk_wasi_power_find(struct gk_name name)
{
    for (size_t i = 0; i < GK_WASI_POWERS; i++)
        if (gk_name_is(name, gk_wasi_powers[i].name))
            return &gk_wasi_powers[i];
    return NULL;
}

const char *gk_wasi_nearest(struct gk_name name)
{
    const char *names[GK_WASI_POWERS];
    char given[64];

    if (name.len >= sizeof given || memchr(name.at, 0, name.len) != NULL)
        return NULL;
    memcpy(given, name.at, name.len);
    given[name.len] = '\0';
    for (size_t i = 0; i < GK_WASI_POWERS; i++)
        names[i] = gk_wasi_powers[i].name;
    return gk_nearest(given, names, GK_WASI_POWERS);
}
