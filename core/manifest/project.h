/*
 * project: guestkit.json, the file at a guest project's root.
 *
 * Everything in it is checked when it is read: kinds, spelling of keys, known
 * host and language, and that every path stays inside the project. Paths are
 * kept as written, relative to the project's folder.
 */
#ifndef GK_CORE_MANIFEST_PROJECT_H
#define GK_CORE_MANIFEST_PROJECT_H

#include "core/base/file.h"
#include "core/base/json.h"

#ifdef __cplusplus
extern "C" {
#endif

#define GK_PROJECT_FILE "guestkit.json"
/* Project names become file names and, in manifests, keys of databases. */
#define GK_MAX_PROJECT_NAME 64
/* Folders inside folders below a source folder. */
#define GK_MAX_SOURCE_DEPTH 32
/* A guest is small; more is a folder that was named by mistake. */
#define GK_MAX_SOURCES 4096

typedef enum gk_optimize {
    GK_OPTIMIZE_SIZE, /* the default: guests are shipped and loaded */
    GK_OPTIMIZE_SPEED,
    GK_OPTIMIZE_NONE
} gk_optimize;

/* What the C library of a guest stands on. */
typedef enum gk_libc {
    GK_LIBC_HOST,  /* the default: what the host's guests have by habit */
    GK_LIBC_WASI,  /* WASI preview 1, as far as the guest uses it */
    GK_LIBC_NOWASI /* the host's functions; no import from WASI, ever */
} gk_libc;

/* A value the caller stores; all strings are owned. Start from zero. */
typedef struct gk_project {
    char *dir;  /* as it was given */
    char *file; /* dir/guestkit.json */
    char *host; /* id from hosts.def */
    char *lang; /* "c" or "as" */
    char *name;
    char *output;     /* "build/NAME.wasm" unless given */
    char *manifest;   /* NULL: the project has none */
    gk_names sources; /* files and folders, as written */
    gk_names tests;   /* likewise */
    /* "build" */
    gk_names cflags;
    gk_names defines;      /* "NAME" or "NAME=VALUE" */
    uint64_t memory_pages; /* least memory; 0: as much as the linker needs */
    uint64_t stack_size;   /* bytes, a multiple of 16 */
    gk_optimize optimize;
    gk_libc libc;
    const gk_json *scan; /* "scan" as it stands, NULL when not given; borrowed
                            from the project. Its keys are the scanner's */
    gk_json *root;
} gk_project;

#define GK_DEFAULT_STACK_SIZE 65536u

/*
 * Reads DIR/guestkit.json.
 * Fails: GK_E_NOENT without that file; GK_E_SYNTAX, GK_E_SCHEMA with the file,
 * line, column, JSON pointer, what was found and what was wanted.
 */
GK_NODISCARD gk_status gk_project_read(const char *dir, gk_project *out,
                                       gk_error *err);
void gk_project_clear(gk_project *project);

/*
 * The source files on disk, relative to the project's folder, sorted, each
 * once: files as named, and every .c (lang "as": .ts) in the folders named and
 * those below
 * (hidden ones and links to folders left out).
 * Fails: GK_E_NOENT when a named one is not there or when there is none at all;
 * GK_E_LIMIT.
 */
GK_NODISCARD gk_status gk_project_sources(const gk_project *project,
                                          gk_names *out, gk_error *err);

/* "DIR/path" for a path of the project. Owned; NULL when out of memory. */
char *gk_project_path(const gk_project *project, const char *path);

/* Whether this may be a project's name: lower-case letters, digits, single
 * dashes between them (kebab-case), at most GK_MAX_PROJECT_NAME bytes. */
bool gk_project_name_ok(const char *name);

/* "size", "speed", "none". */
const char *gk_optimize_word(gk_optimize optimize);

#ifdef __cplusplus
}
#endif
#endif
