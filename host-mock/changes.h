/*
 * changes: what a guest has changed in the folders of --live fs, told by the
 * process that holds it to its parent, which decides (realfs.h).
 *
 * A change is a frame: {"door": "fs", "folder": its number, "path": from there,
 * "do": WHAT}. WHAT is
 *   "file"    a new or changed file; the body is the beginning of its bytes
 *   "more"    the bytes that follow, of the file told last
 *   "dir"     a new folder
 *   "link"    a new link, to "target"
 *   "remove"  a file, a link or an empty folder is gone
 *   "cannot"  it cannot be told, "why"
 * in an order in which they can be done. There is no answer.
 */
#ifndef GK_HOST_MOCK_CHANGES_H
#define GK_HOST_MOCK_CHANGES_H

#include "host-mock/world/files.h"

/*
 * laid     the world's `files` as laid out before the run
 * folders  [path in the tree]
 * Fails: GK_E_IO, GK_E_NOMEM; what cannot be told is told as such.
 */
GK_NODISCARD gk_status gk_changes_tell(int fd, const gk_json *laid,
                                       const gk_json *folders, gk_files *now,
                                       gk_error *err);

#endif
