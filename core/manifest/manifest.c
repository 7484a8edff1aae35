#include "core/manifest/manifest.h"

#include "core/base/file.h"
#include "core/base/yaml.h"

#include <stdlib.h>
#include <string.h>

const char *const gk_manifest_names[] = {"manifest.json", "cortex.json",
                                         "agent.yaml", NULL};

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), tail = strlen(end);

    return len >= tail && strcmp(text + len - tail, end) == 0;
}

bool gk_manifest_is_yaml(const char *path)
{
    return ends_with(path, ".yaml") || ends_with(path, ".yml");
}

gk_status gk_manifest_parse(const char *path, const void *text, size_t len,
                            gk_json **out, gk_error *err)
{
    return gk_manifest_is_yaml(path) ? gk_yaml_parse(text, len, out, err)
                                     : gk_json_parse(text, len, out, err);
}

gk_status gk_manifest_load(const char *path, gk_json **out, gk_error *err)
{
    return gk_manifest_is_yaml(path) ? gk_yaml_read(path, out, err)
                                     : gk_json_read(path, out, err);
}

const char *gk_manifest_entry(const gk_json *manifest)
{
    const char *entry = gk_json_text(gk_json_get(manifest, "entryPoint"));

    return entry != NULL ? entry
                         : gk_json_text(gk_json_get(manifest, "entry_point"));
}

gk_status gk_manifest_find(const char *dir, char **out, gk_error *err)
{
    for (size_t i = 0; gk_manifest_names[i] != NULL; i++) {
        char *path = gk_path_join(dir, gk_manifest_names[i]);

        if (path == NULL)
            return gk_fail_nomem(err);
        if (gk_path_exists(path)) {
            *out = path;
            return GK_OK;
        }
        free(path);
    }
    *out = NULL;
    return GK_OK;
}
