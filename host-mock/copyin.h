/*
 * copyin: folders and files of this machine, copied into a world's JSON before
 * a guest is started. In a world's `files`, at any depth,
 *
 *   {"folder": "PATH"}   becomes {"dir": …}, with everything in that folder
 *   {"file": "PATH"}     becomes {"text": …} or {"base64": …}
 *
 * Symbolic links are kept as links, and nothing is reached through them; what
 * is no file, folder or link is refused. What the owner may not write is
 * "readonly". It is the parent of a guest's process that does this: the one
 * with the guest in it opens nothing.
 */
#ifndef GK_HOST_MOCK_COPYIN_H
#define GK_HOST_MOCK_COPYIN_H

#include "core/base/json.h"

/* Folders in folders: the JSON of them must be readable again, with
 * GK_MAX_JSON_DEPTH. */
#define GK_MAX_COPIED_DEPTH 48u

/* Start from zero; one for all that goes into one tree. */
struct gk_copyin {
    size_t bytes, names; /* copied so far: at most what files.h allows */
    bool with_times;     /* each is as old as it is; else as the run */
};

/* Whether there is anything to copy in. */
bool gk_copyin_wanted(const gk_json *files);

/*
 * files  changed in place
 * base   where relative paths start; NULL: the current folder
 * where  the pointer to `files`, for messages
 * Fails: GK_E_NOENT, GK_E_IO, GK_E_LIMIT, GK_E_SCHEMA (what cannot be copied),
 * with the place and the path; `files` is then half done.
 */
GK_NODISCARD gk_status gk_copyin_files(struct gk_copyin *copyin, gk_json *files,
                                       const char *base, const char *where,
                                       gk_error *err);

/* What is in the open folder, put into `entry` as "dir"; `shown` is its path
 * for messages. */
GK_NODISCARD gk_status gk_copyin_folder(struct gk_copyin *copyin, int folder,
                                        gk_json *entry, const char *shown,
                                        gk_error *err);

#endif
