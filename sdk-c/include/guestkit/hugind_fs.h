/*
 * hugind_fs: the files of the machine that a Hugind agent runs on.
 *
 * permissions.filesystem in agent.yaml decides about each call; what it does
 * not allow is a trap, and so is every other failure: no such file, not UTF-8,
 * a disk that is full. Ask first (hugind_fs_exists) where that may happen.
 *
 * A relative path begins at hugind_fs_cwd(). A path with ".." in it is always
 * refused. Files on WASI mounts are another thing: those are for fopen.
 *
 * Ownership as in hugind.h: what is passed is borrowed, what is given is the
 * agent's own.
 */
#ifndef GUESTKIT_HUGIND_FS_H
#define GUESTKIT_HUGIND_FS_H

#include <guestkit/hugind.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- the host's functions ------------------------------------------------
 * The int32_t is 1 or 0 where a question is asked, else always 0. */

HUGIND_IMPORT("hugind_fs", fs_cwd) hugind_packed host_fs_cwd(void);
HUGIND_IMPORT("hugind_fs", fs_exists)
int32_t host_fs_exists(const char *path, uint32_t len);
HUGIND_IMPORT("hugind_fs", fs_is_file)
int32_t host_fs_is_file(const char *path, uint32_t len);
HUGIND_IMPORT("hugind_fs", fs_is_dir)
int32_t host_fs_is_dir(const char *path, uint32_t len);
HUGIND_IMPORT("hugind_fs", fs_realpath)
hugind_packed host_fs_realpath(const char *path, uint32_t len);
HUGIND_IMPORT("hugind_fs", fs_read_text)
hugind_packed host_fs_read_text(const char *path, uint32_t len);
HUGIND_IMPORT("hugind_fs", fs_read_bytes)
hugind_packed host_fs_read_bytes(const char *path, uint32_t len);
HUGIND_IMPORT("hugind_fs", fs_write_text)
int32_t host_fs_write_text(const char *path, uint32_t path_len,
                           const char *text, uint32_t text_len);
HUGIND_IMPORT("hugind_fs", fs_write_bytes)
int32_t host_fs_write_bytes(const char *path, uint32_t path_len,
                            const void *bytes, uint32_t bytes_len);
HUGIND_IMPORT("hugind_fs", fs_append_text)
int32_t host_fs_append_text(const char *path, uint32_t path_len,
                            const char *text, uint32_t text_len);
HUGIND_IMPORT("hugind_fs", fs_list_dir)
hugind_packed host_fs_list_dir(const char *path, uint32_t len);
HUGIND_IMPORT("hugind_fs", fs_mkdir)
int32_t host_fs_mkdir(const char *path, uint32_t len, int32_t recursive);
HUGIND_IMPORT("hugind_fs", fs_remove)
int32_t host_fs_remove(const char *path, uint32_t len, int32_t recursive);
HUGIND_IMPORT("hugind_fs", fs_rename)
int32_t host_fs_rename(const char *from, uint32_t from_len, const char *to,
                       uint32_t to_len);
HUGIND_IMPORT("hugind_fs", fs_copy)
int32_t host_fs_copy(const char *from, uint32_t from_len, const char *to,
                     uint32_t to_len);
HUGIND_IMPORT("hugind_fs", fs_stat)
hugind_packed host_fs_stat(const char *path, uint32_t len);

/* --- wrappers --------------------------------------------------------------
 */

/* The absolute path that relative ones begin at; needs no permission. */
hugind_text hugind_fs_cwd(void);

/* A path that may not be looked at is a trap, not a no. */
bool hugind_fs_exists(const char *path);
bool hugind_fs_is_file(const char *path);
bool hugind_fs_is_dir(const char *path);

/* The absolute path; it need not exist. */
hugind_text hugind_fs_realpath(const char *path);

/* A whole file, of any length that memory holds; as text it must be UTF-8. */
hugind_text hugind_fs_read_text(const char *path);
hugind_text hugind_fs_read_bytes(const char *path);

/* Replace a file, or make it (needs `create`); its folder must be there. */
void hugind_fs_write_text(const char *path, const char *text);
void hugind_fs_write_bytes(const char *path, const void *bytes, size_t len);
/* Adds to a file's end, or makes it. */
void hugind_fs_append_text(const char *path, const char *text);

/* The names in a folder: a JSON array of strings, in no order. */
hugind_text hugind_fs_list_dir(const char *path);

/* With its parents, and no failure when it is there; else neither. */
void hugind_fs_mkdir(const char *path, bool recursive);
/* A file, or a folder: with all that is in it, else only an empty one. */
void hugind_fs_remove(const char *path, bool recursive);
/* Replaces a file of the new name. */
void hugind_fs_rename(const char *from, const char *to);
/* One file; replaces a file of the new name. */
void hugind_fs_copy(const char *from, const char *to);

typedef struct hugind_stat {
    bool is_file;
    bool is_dir;
    bool readonly;
    uint64_t size;       /* bytes */
    int64_t created_ms;  /* since 1970-01-01T00:00:00Z; -1: unknown */
    int64_t modified_ms; /* likewise */
} hugind_stat;

hugind_stat hugind_fs_stat(const char *path);

#ifdef __cplusplus
}
#endif
#endif
