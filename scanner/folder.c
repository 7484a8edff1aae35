#include "scanner/folder.h"

#include "core/base/file.h"
#include "core/manifest/manifest.h"
#include "core/manifest/project.h"
#include "scanner/detect.h"

#include <stdlib.h>
#include <string.h>

/* Folders above a module in which a project file is looked for. */
#define MAX_FOLDERS 64

static gk_status try_manifest(struct gk_folder *f, const char *dir,
                              const char *name, gk_error *err)
{
    char *path = gk_path_join(dir, name);
    gk_json *manifest = NULL;
    gk_error why = GK_ERROR_INIT;
    const char *host = NULL;

    if (path == NULL)
        return gk_fail_nomem(err);
    if (gk_path_exists(path) &&
        gk_manifest_load(path, &manifest, &why) == GK_OK)
        host = gk_detect_manifest(name, manifest);
    if (why.status != GK_OK && f->manifest_fault == NULL) {
        f->manifest_fault = strdup(why.text);
        f->manifest_name = name;
    }
    if (host == NULL) {
        gk_json_free(manifest);
        free(path);
        return GK_OK;
    }
    f->manifest = manifest;
    f->manifest_path = path;
    f->manifest_host = host;
    return GK_OK;
}

static gk_status find_manifest(struct gk_folder *f, const char *dir,
                               gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0;
         st == GK_OK && f->manifest == NULL && gk_manifest_names[i] != NULL;
         i++)
        st = try_manifest(f, dir, gk_manifest_names[i], err);
    return st;
}

/* Takes the host from a project file; *host is owned. */
static gk_status read_project(const char *path, char **host, gk_error *err)
{
    gk_json *project = NULL;
    const char *id;
    gk_status st = gk_json_read(path, &project, err);

    if (st != GK_OK)
        return st;
    id = gk_json_text(gk_json_get(project, "host"));
    if (id == NULL) {
        st = gk_fail(err, GK_E_SCHEMA, "'%s': /host: wanted a host's name",
                     path);
    } else {
        *host = strdup(id);
        if (*host == NULL)
            st = gk_fail_nomem(err);
    }
    gk_json_free(project);
    return st;
}

/* Looks in `dir` and above; *host stays NULL when there is no project. */
static gk_status find_project(const char *dir, char **host, gk_error *err)
{
    char *at = realpath(dir, NULL);
    gk_status st = GK_OK;

    for (int i = 0; at != NULL && i < MAX_FOLDERS; i++) {
        char *file = gk_path_join(at, GK_PROJECT_FILE);
        char *up = gk_path_dir(at);
        bool top = strcmp(at, "/") == 0;

        if (file == NULL || up == NULL)
            st = gk_fail_nomem(err);
        else if (gk_path_exists(file))
            st = read_project(file, host, err);
        free(file);
        free(at);
        at = up;
        if (st != GK_OK || *host != NULL || top)
            break;
    }
    free(at);
    return st;
}

static gk_status look(struct gk_folder *f, const char *dir, gk_error *err)
{
    gk_error why = GK_ERROR_INIT;
    gk_status st = find_project(dir, &f->project, &why);

    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    if (st != GK_OK) {
        f->project_status = st;
        f->project_words = strdup(why.text);
        if (f->project_words == NULL)
            return gk_fail_nomem(err);
    }
    return find_manifest(f, dir, err);
}

gk_status gk_folder_open(const char *dir, struct gk_folder **out, gk_error *err)
{
    struct gk_folder *f = calloc(1, sizeof *f);
    gk_status st;

    if (f == NULL)
        return gk_fail_nomem(err);
    f->holders = 1;
    st = look(f, dir, err);
    if (st == GK_OK)
        *out = f;
    else
        gk_folder_close(f);
    return st;
}

struct gk_folder *gk_folder_hold(struct gk_folder *folder)
{
    __atomic_fetch_add(&folder->holders, 1, __ATOMIC_RELAXED);
    return folder;
}

void gk_folder_close(struct gk_folder *folder)
{
    if (folder == NULL ||
        __atomic_fetch_sub(&folder->holders, 1, __ATOMIC_ACQ_REL) > 1)
        return;
    free(folder->project);
    free(folder->project_words);
    free(folder->manifest_path);
    free(folder->manifest_fault);
    gk_json_free(folder->manifest);
    free(folder);
}

gk_status gk_folder_check(const struct gk_folder *folder, gk_error *err)
{
    if (folder->project_status == GK_OK)
        return GK_OK;
    return gk_fail(err, folder->project_status, "%s", folder->project_words);
}

bool gk_folder_manifest_is_of(const struct gk_folder *folder, const char *path)
{
    const char *entry = gk_manifest_entry(folder->manifest);

    return entry != NULL &&
           strcmp(gk_path_base(entry), gk_path_base(path)) == 0;
}
