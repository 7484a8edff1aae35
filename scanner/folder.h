/*
 * folder: what the folder of a module says about it: the project that it lies
 * in, and a manifest beside it.
 *
 * Read once and never changed, so threads may share it; it is counted how many
 * hold it. What is not right about a project file is kept, for not everybody
 * wants to hear of it.
 */
#ifndef GK_SCANNER_FOLDER_H
#define GK_SCANNER_FOLDER_H

#include "core/base/json.h"

struct gk_folder {
    size_t holders;    /* changed by atomic operations only */
    char *project;     /* owned; host id from guestkit.json; NULL: no project */
    gk_json *manifest; /* owned; the first that some host's is; NULL: none */
    char *manifest_path;       /* owned */
    const char *manifest_host; /* its id */
    char *manifest_fault;      /* owned; why the first that is none could not be
                                  read, when there is no other; NULL */
    const char *manifest_name; /* of that one; static */
    gk_status project_status;  /* GK_E_SYNTAX, GK_E_SCHEMA, GK_E_LIMIT … */
    char *project_words;       /* owned; what is wrong with the project */
};

/*
 * Reads what is in `dir`, and looks for guestkit.json there and above. A
 * manifest that cannot be read counts as none, and it is kept why: whoever made
 * the module may have put it there. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_folder_open(const char *dir, struct gk_folder **out,
                                      gk_error *err);
struct gk_folder *gk_folder_hold(struct gk_folder *folder);
void gk_folder_close(struct gk_folder *folder);

/* Fails as reading the project file did. */
GK_NODISCARD gk_status gk_folder_check(const struct gk_folder *folder,
                                       gk_error *err);

/* Whether the manifest says that it is this file's: by its last name, for a
 * built module is copied about. */
bool gk_folder_manifest_is_of(const struct gk_folder *folder, const char *path);

#endif
