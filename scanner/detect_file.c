#include "scanner/detect.h"

#include "core/base/file.h"
#include "core/manifest/project.h"
#include "scanner/folders.h"

#include <string.h>

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

/* The three keys that Hugind insists on; the last is spelt as nobody else
 * does. */
static bool is_hugind(const gk_json *m)
{
    return gk_json_text(gk_json_get(m, "name")) != NULL &&
           gk_json_text(gk_json_get(m, "version")) != NULL &&
           gk_json_text(gk_json_get(m, "entry_point")) != NULL;
}

/* How each host's manifest is told: by its file's name, or by what it holds. */
static const struct manifest_kind {
    const char *host;
    const char *name; /* NULL: the name is not the host's own */
    bool (*holds)(const gk_json *manifest);
} manifest_kinds[] = {
    {"cortex", "cortex.json", is_cortex},
    {"hugind", "agent.yaml", is_hugind},
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

gk_status gk_detect_in(const struct gk_folder *folder, struct gk_clues *clues,
                       struct gk_detected *out, gk_error *err)
{
    gk_status st = GK_OK;

    if (folder != NULL && clues->given == NULL) {
        st = gk_folder_check(folder, err);
        clues->project = folder->project;
        clues->project_file = GK_PROJECT_FILE;
        if (clues->manifest == NULL && folder->manifest != NULL) {
            clues->manifest = folder->manifest_host;
            clues->manifest_file = gk_path_base(folder->manifest_path);
        }
    }
    return st == GK_OK ? gk_detect(clues, out, err) : st;
}

gk_status gk_detect_file(const char *path, const gk_module *module,
                         const char *given, struct gk_detected *out,
                         gk_error *err)
{
    struct gk_clues clues = {.module = module, .given = given};
    struct gk_folder *folder = NULL;
    gk_status st = GK_OK;

    /* Standard input lies in no folder. */
    if (given == NULL && strcmp(path, "-") != 0)
        st = gk_folders_of(NULL, path, &folder, err);
    if (st == GK_OK)
        st = gk_detect_in(folder, &clues, out, err);
    gk_folder_close(folder);
    return st;
}
