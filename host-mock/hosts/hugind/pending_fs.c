/*
 * pending_fs: file functions that still have no room of their own. Each traps
 * and says so.
 */
#include "host-mock/hosts/hugind/hugind.h"

#define PENDING(name)                                                          \
    gk_status hugind_##name(struct gk_hostcall *call, gk_error *err)           \
    {                                                                          \
        (void)call;                                                            \
        return gk_fail(err, GK_E_TRAP, "the mock has no " #name " yet");       \
    }

PENDING(fs_cwd)
PENDING(fs_exists)
PENDING(fs_is_file)
PENDING(fs_is_dir)
PENDING(fs_realpath)
PENDING(fs_read_text)
PENDING(fs_read_bytes)
PENDING(fs_write_text)
PENDING(fs_write_bytes)
PENDING(fs_append_text)
PENDING(fs_list_dir)
PENDING(fs_mkdir)
PENDING(fs_remove)
PENDING(fs_rename)
PENDING(fs_copy)
PENDING(fs_stat)
