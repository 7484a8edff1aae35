/*
 * realfs: the folders of --live fs: copied into the world before a run, and
 * what the run changed written back after it. In the parent of the guest's
 * process, which believes nothing that comes from there: a change stays within
 * the folder it is told of, whatever its path and whatever links there are.
 */
#ifndef GK_HOST_MOCK_REALFS_H
#define GK_HOST_MOCK_REALFS_H

#include "core/base/json.h"

struct gk_copyin;
typedef struct gk_realfs gk_realfs;

/*
 * root     the guest's own: one of the folders, or within one
 * folders  [path]: absolute, without links, none within another. They stay open
 * world    gets "root" and "files"
 * Fails: GK_E_USAGE (the world has those already), and as copying does.
 */
GK_NODISCARD gk_status gk_realfs_open(const char *root, const gk_json *folders,
                                      gk_json *world, struct gk_copyin *copyin,
                                      gk_realfs **out, gk_error *err);
void gk_realfs_close(gk_realfs *fs);

/* Keeps a change (changes.h) for gk_realfs_write. Fails: GK_E_SCHEMA (no
 * change at all), GK_E_LIMIT (more than a tree can hold), GK_E_NOMEM. */
GK_NODISCARD gk_status gk_realfs_take(gk_realfs *fs, const gk_json *head,
                                      const gk_buf *body, gk_error *err);

/*
 * Does all of them, or, when one is not to be done, none: a path or a link that
 * leads out, a file that is read-only. Each file is written beside its place
 * and renamed.
 *
 * wrote  array; gets {"path", "what": "created" | "changed" | "removed"} for
 *        each that is done, also when a later one fails
 * Fails: GK_E_DENIED, GK_E_IO, GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_realfs_write(gk_realfs *fs, gk_json *wrote,
                                       gk_error *err);

#endif
