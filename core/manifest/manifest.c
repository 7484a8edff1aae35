#include "core/manifest/manifest.h"

#include "core/base/file.h"
#include "core/base/yaml.h"
#include "core/manifest/cortex.h"
#include "core/manifest/hugind.h"

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

/* One that is nested or grows beyond what is read is a wrong manifest as any
 * other, not one that cannot be read. */
static gk_status as_wrong(gk_status st, gk_error *err)
{
    if (st != GK_E_LIMIT)
        return st;
    if (err != NULL)
        err->status = GK_E_SCHEMA;
    return GK_E_SCHEMA;
}

gk_status gk_manifest_parse(const char *path, const void *text, size_t len,
                            gk_json **out, gk_error *err)
{
    gk_status st = gk_manifest_is_yaml(path)
                       ? gk_yaml_parse(text, len, out, err)
                       : gk_json_parse(text, len, out, err);

    return as_wrong(st, err);
}

gk_status gk_manifest_load(const char *path, gk_json **out, gk_error *err)
{
    gk_status st = gk_manifest_is_yaml(path) ? gk_yaml_read(path, out, err)
                                             : gk_json_read(path, out, err);

    return as_wrong(st, err);
}

static gk_status check_hugind(const gk_json *manifest, const char *where,
                              gk_error *err)
{
    gk_hugind_manifest read;

    return gk_hugind_manifest_read(manifest, where, &read, err);
}

gk_status gk_manifest_check(const char *host, const gk_json *manifest,
                            const char *where, gk_error *err)
{
    static const struct {
        const char *host;
        gk_status (*check)(const gk_json *manifest, const char *where,
                           gk_error *err);
    } readers[] = {
        {"cortex", gk_cortex_manifest_check},
        {"hugind", check_hugind},
    };

    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (strcmp(readers[i].host, host) == 0)
            return readers[i].check(manifest, where, err);
    return GK_OK;
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
