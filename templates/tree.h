/*
 * tree: new files below a folder, all of them or none.
 *
 * Every step goes through the folder's own descriptor and never through a
 * link, so nothing lands elsewhere; what exists is not touched.
 */
#ifndef GK_TEMPLATES_TREE_H
#define GK_TEMPLATES_TREE_H

#include "core/base/file.h"

typedef struct gk_tree gk_tree;

/* Opens a folder, making it and those above it where they are missing.
 * Fails: GK_E_IO, GK_E_EXISTS (something else is there), GK_E_NOMEM. */
GK_NODISCARD gk_status gk_tree_open(const char *dir, gk_tree **out,
                                    gk_error *err);

/*
 * Makes a file, and the folders that lead to it. *made: false when something
 * of that name was there already; it is left alone.
 * Fails: GK_E_EXISTS when a folder on the way is a link or a file; GK_E_IO.
 */
GK_NODISCARD gk_status gk_tree_add(gk_tree *tree, const char *path,
                                   const void *bytes, size_t len, bool *made,
                                   gk_error *err);

/* Keeps what was made. */
void gk_tree_keep(gk_tree *tree);

/* Closes; without gk_tree_keep, all that was made is removed again, last first.
 * NULL is fine. */
void gk_tree_close(gk_tree *tree);

#endif
