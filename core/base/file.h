/*
 * file: reading with a cap, mapping, writing all or nothing, paths.
 */
#ifndef GK_CORE_BASE_FILE_H
#define GK_CORE_BASE_FILE_H

#include "core/base/buf.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The bytes of a file, mapped read-only when it is a regular one. */
typedef struct gk_map {
    const uint8_t *data; /* borrowed until gk_map_clear; NULL when empty */
    size_t len;
    void *mapping; /* what to unmap; NULL when `data` was read instead */
    size_t mapping_len;
    gk_buf read;
} gk_map;

#define GK_MAP_INIT                                                            \
    {                                                                          \
        NULL, 0, NULL, 0, GK_BUF_INIT                                          \
    }

/*
 * Appends the whole file to `out`. "-" is standard input. Of a named pipe or a
 * device the first byte has to come within seconds; the rest is waited for.
 * Fails: GK_E_NOENT, GK_E_IO, GK_E_LIMIT (more than max bytes).
 */
GK_NODISCARD gk_status gk_read_file(const char *path, size_t max, gk_buf *out,
                                    gk_error *err);

/* Maps a regular file; anything else ("-", a pipe) is read with the cap. */
GK_NODISCARD gk_status gk_map_file(const char *path, size_t max, gk_map *out,
                                   gk_error *err);
void gk_map_clear(gk_map *map);

/* Writes beside the target and renames: readers see the old or the new file,
 * never a half. What is there and no file (a device, a pipe) is written into.
 * `mode` is the permission of a new file (0644, 0755). */
GK_NODISCARD gk_status gk_write_file(const char *path, const void *bytes,
                                     size_t len, unsigned mode, gk_error *err);

/* Whether what is written at `output` would take the place of what is read at
 * `input` ("-": standard input): other spellings and links count. False where
 * one of them is not there. */
bool gk_same_file(const char *input, const char *output);

/* mkdir -p. */
GK_NODISCARD gk_status gk_make_dirs(const char *path, gk_error *err);

bool gk_path_exists(const char *path);
bool gk_path_is_dir(const char *path);

/* "dir/name", or `name` alone when it is absolute or dir is "" or ".".
 * Owned (free()); NULL when out of memory. */
char *gk_path_join(const char *dir, const char *name);
/* The directory part ("." when there is none). Owned. */
char *gk_path_dir(const char *path);
/* The last component. Borrowed from `path`. */
const char *gk_path_base(const char *path);
/* Whether `name` is relative and never climbs out with "..". */
bool gk_path_is_inside(const char *name);
/* The name of the folder that a file is in, as the system has it. Owned; NULL
 * when there is none: no such folder, the root, no memory. */
char *gk_path_folder_name(const char *path);
/* Whether a path is a folder or lies in it; both as realpath() has them. */
bool gk_path_is_within(const char *path, const char *folder);

/* The names in a directory, sorted bytewise, without "." and "..". */
typedef struct gk_names {
    char **at; /* owned strings */
    size_t count;
} gk_names;

#define GK_NAMES_INIT                                                          \
    {                                                                          \
        NULL, 0                                                                \
    }

GK_NODISCARD gk_status gk_list_dir(const char *path, gk_names *out,
                                   gk_error *err);
/* Copies `name` to the end of the list. */
GK_NODISCARD gk_status gk_names_add(gk_names *names, const char *name,
                                    gk_error *err);
void gk_names_clear(gk_names *names);

#ifdef __cplusplus
}
#endif
#endif
