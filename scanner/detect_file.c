#include "scanner/detect.h"

#include "core/base/file.h"
#include "core/manifest/project.h"

#include <stdlib.h>
#include <string.h>

/* Folders above a module in which a project file is looked for. */
#define MAX_FOLDERS 64

/* Names a manifest may have beside its module. */
static const char *const manifest_names[] = {"manifest.json", "cortex.json"};

static bool is_word(const gk_json *value, const char *const *words)
{
    const char *text = gk_json_text(value);

    for (; text != NULL && *words != NULL; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

/* A plugin of CortexPrism says its kind, or names its host's runtime. */
static bool is_cortex(const gk_json *m)
{
    static const char *const kinds[] = {"esm", "mcp", "wasm", NULL};
    static const char *const runtimes[] = {"deno", "wasm", NULL};

    return gk_json_text(gk_json_get(m, "name")) != NULL &&
           gk_json_text(gk_json_get(m, "entryPoint")) != NULL &&
           (is_word(gk_json_get(m, "kind"), kinds) ||
            is_word(gk_json_get(m, "runtime"), runtimes));
}

/* How each host's manifest is told: by its file's name, or by what it holds. */
static const struct manifest_kind {
    const char *host;
    const char *name; /* NULL: the name is not the host's own */
    bool (*holds)(const gk_json *manifest);
} manifest_kinds[] = {
    {"cortex", "cortex.json", is_cortex},
};

const char *gk_detect_manifest(const char *name, const gk_json *manifest)
{
    if (!gk_json_is(manifest, GK_JSON_OBJECT))
        return NULL;
    for (size_t i = 0; i < sizeof manifest_kinds / sizeof *manifest_kinds;
         i++) {
        const struct manifest_kind *k = &manifest_kinds[i];

        if ((k->name != NULL && strcmp(k->name, name) == 0) ||
            k->holds(manifest))
            return k->host;
    }
    return NULL;
}

/* The host of the first manifest in the folder. An unreadable one is no clue:
 * whoever made the module may have put it there. */
static gk_status find_manifest(const char *dir, struct gk_clues *clues,
                               gk_error *err)
{
    for (size_t i = 0; clues->manifest == NULL &&
                       i < sizeof manifest_names / sizeof *manifest_names;
         i++) {
        char *path = gk_path_join(dir, manifest_names[i]);
        gk_json *manifest = NULL;

        if (path == NULL)
            return gk_fail_nomem(err);
        if (gk_path_exists(path) &&
            gk_json_read(path, &manifest, NULL) == GK_OK) {
            clues->manifest = gk_detect_manifest(manifest_names[i], manifest);
            clues->manifest_file = manifest_names[i];
        }
        gk_json_free(manifest);
        free(path);
    }
    return GK_OK;
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

gk_status gk_detect_file(const char *path, const gk_module *module,
                         const char *given, struct gk_detected *out,
                         gk_error *err)
{
    struct gk_clues clues = {.module = module, .given = given};
    char *dir = NULL;
    char *project = NULL;
    gk_status st = GK_OK;

    /* Standard input lies in no folder. */
    if (given != NULL || strcmp(path, "-") == 0)
        return gk_detect(&clues, out, err);
    dir = gk_path_dir(path);
    if (dir == NULL)
        return gk_fail_nomem(err);
    st = find_project(dir, &project, err);
    if (st == GK_OK && project == NULL)
        st = find_manifest(dir, &clues, err);
    clues.project = project;
    clues.project_file = GK_PROJECT_FILE;
    if (st == GK_OK)
        st = gk_detect(&clues, out, err);
    free(project);
    free(dir);
    return st;
}
