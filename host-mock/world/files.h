/*
 * files: the file system of a world: a tree in memory, laid out by the world's
 * JSON, the same at each run.
 *
 *   files   {path: entry}   paths are absolute, or relative to the root folder
 *                           that the host gives its guest; folders on the way
 *                           are made. An entry is
 *             "text", {"text": "…"}       a file
 *             {"base64": "…"}             a file
 *             {"json": value}             a file with that JSON
 *             {"dir": {name: entry}}      a folder and what is in it
 *             {"link": "target"}          a symbolic link
 *             {"folder": "path"}          a folder of the machine
 *             {"file": "path"}            a file of the machine
 *             with "readonly": true and "modified": ms since 1970 if wanted
 *
 * The last two are filled in by copyin.h before a tree is laid out; here they
 * are empty.
 *
 * Names are bytes without '/' and NUL, neither "." nor "..". Nothing here
 * follows links or knows permissions: that is the business of whoever walks.
 * Times are what gk_files_set_now has said last. Inode numbers are given in
 * order.
 */
#ifndef GK_HOST_MOCK_WORLD_FILES_H
#define GK_HOST_MOCK_WORLD_FILES_H

#include "core/base/json.h"

typedef struct gk_files gk_files;
typedef struct gk_node gk_node;

typedef enum gk_node_kind {
    GK_NODE_FILE,
    GK_NODE_DIR,
    GK_NODE_LINK
} gk_node_kind;

/* Ceilings for a whole tree; the second one counts names. */
#define GK_MAX_FILES_BYTES ((size_t)256 << 20)
#define GK_MAX_FILES_NODES 100000u
#define GK_MAX_FILE_NAME   255u

struct gk_node_times {
    int64_t accessed, modified, changed, created; /* ns since 1970 */
};

/*
 * Lays out `json` (may be NULL) below `where`, the pointer to it for messages.
 * `root` is the absolute folder that relative paths start from; it exists in
 * the tree. `now_ns` is the time of everything in it.
 * Fails: GK_E_SCHEMA with the place, GK_E_LIMIT, GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_files_open(const gk_json *json, const char *where,
                                     const char *root, int64_t now_ns,
                                     gk_files **out, gk_error *err);
/* An empty tree: "/" alone. */
GK_NODISCARD gk_status gk_files_new(const char *root, int64_t now_ns,
                                    gk_files **out, gk_error *err);
/* All nodes go, so whoever holds one releases it before. */
void gk_files_close(gk_files *files);

/* "/". Borrowed, as every node, until it is removed and released. */
gk_node *gk_files_root(gk_files *files);
/* The folder that relative paths start from: "/agent"; borrowed. */
const char *gk_files_home(const gk_files *files);
/* The time, ns since 1970, of what is changed from now on. */
void gk_files_set_now(gk_files *files, int64_t now_ns);
/* Whether anything was changed since the tree was laid out. */
bool gk_files_changed(const gk_files *files);
/* What is at an absolute path; NULL. Follows nothing: a link on the way is a
 * dead end, a ".." is no name. */
gk_node *gk_files_find(gk_files *files, const char *path, size_t len);

gk_node_kind gk_node_kind_of(const gk_node *node);
uint64_t gk_node_inode(const gk_node *node);
uint32_t gk_node_links(const gk_node *node); /* names it has */
struct gk_node_times *gk_node_times_of(gk_node *node);
bool gk_node_readonly(const gk_node *node);
void gk_node_set_readonly(gk_node *node, bool readonly);
/* DIR: the folder it is in; the root's is itself. NULL when it is removed. */
gk_node *gk_node_parent(const gk_node *node);

/* FILE: the bytes; for a change use the functions below. */
const uint8_t *gk_node_bytes(const gk_node *node, size_t *len);
/* Writes at `at`; a gap is filled with zeros. Fails: GK_E_LIMIT, GK_E_NOMEM. */
GK_NODISCARD gk_status gk_node_write(gk_files *files, gk_node *node, size_t at,
                                     const void *bytes, size_t len,
                                     gk_error *err);
GK_NODISCARD gk_status gk_node_resize(gk_files *files, gk_node *node,
                                      size_t len, gk_error *err);
/* LINK: where it points; borrowed. */
const char *gk_node_target(const gk_node *node);

/* DIR: the entry of that name; NULL. */
gk_node *gk_node_child(const gk_node *dir, const char *name, size_t len);
size_t gk_node_child_count(const gk_node *dir);
/* Entry number `index`, in byte order of the names. */
gk_node *gk_node_child_at(const gk_node *dir, size_t index, const char **name);

/* Makes an entry; `target` is a LINK's. Fails: GK_E_EXISTS, GK_E_LIMIT,
 * GK_E_NOMEM, GK_E_NOENT (the folder is removed), GK_E_USAGE (not a name). */
GK_NODISCARD gk_status gk_node_make(gk_files *files, gk_node *dir,
                                    const char *name, size_t len,
                                    gk_node_kind kind, const char *target,
                                    gk_node **out, gk_error *err);
/* Gives a file or link one more name. Fails as gk_node_make. */
GK_NODISCARD gk_status gk_node_link(gk_files *files, gk_node *dir,
                                    const char *name, size_t len, gk_node *node,
                                    gk_error *err);
/* Takes an entry away, with everything in it when it is a folder. A node that
 * somebody holds lives on, without a name. GK_E_NOENT when it is not there. */
GK_NODISCARD gk_status gk_node_remove(gk_files *files, gk_node *dir,
                                      const char *name, size_t len,
                                      gk_error *err);
/* Moves an entry; what was at the new place is removed first. A folder cannot
 * go into itself, nor take the place of one it is in (GK_E_USAGE). */
GK_NODISCARD gk_status gk_node_move(gk_files *files, gk_node *from,
                                    const char *name, size_t len, gk_node *to,
                                    const char *new_name, size_t new_len,
                                    gk_error *err);

/* An open descriptor keeps its node. */
void gk_node_hold(gk_node *node);
void gk_node_release(gk_files *files, gk_node *node);

/*
 * The whole tree as `files` has it, absolute paths, for a result; owned. NULL
 * when out of memory. Folders are told only when they are empty; files that are
 * long, or come after many, as {"size", "sha256"}. What comes after
 * GK_FILES_TOLD entries is left out and counted.
 */
#define GK_FILES_TOLD 4000u
gk_json *gk_files_to_json(const gk_files *files, size_t *left_out);

#endif
