/*
 * folders: the folders of a run, each read once while its files are scanned.
 *
 * A folder of thousands of modules would else be searched, with all above it,
 * for each of them. Holds a fixed number; threads may ask at once.
 */
#ifndef GK_SCANNER_FOLDERS_H
#define GK_SCANNER_FOLDERS_H

#include "scanner/folder.h"

typedef struct gk_folders gk_folders;

GK_NODISCARD gk_status gk_folders_open(gk_folders **out, gk_error *err);
void gk_folders_close(gk_folders *folders);

/* The folder that a file lies in, held for the caller, who closes it. `folders`
 * may be NULL: then it is read now. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_folders_of(gk_folders *folders, const char *file,
                                     struct gk_folder **out, gk_error *err);

#endif
