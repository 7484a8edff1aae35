/*
 * walk: the files that a command's arguments mean.
 */
#ifndef GK_SCANNER_WALK_H
#define GK_SCANNER_WALK_H

#include "core/base/file.h"

/* Folders deeper than this are left out, and said to be. */
#define GK_MAX_WALK_DEPTH 32

/*
 * Adds `path` to `files`, or, when it is a folder, every *.wasm in it and
 * below, sorted. Links to folders are not followed; one to nowhere is a file,
 * which cannot be read. A folder that cannot be read, or lies too deep, is
 * added to `troubles` as a line of text; the rest is walked all the same.
 * Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_walk(const char *path, gk_names *files,
                               gk_names *troubles, gk_error *err);

#endif
