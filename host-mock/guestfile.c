#include "host-mock/guestfile.h"

#include "core/base/json_expect.h"
#include "core/base/limits.h"
#include "core/base/spawn.h"
#include "core/manifest/manifest.h"
#include "core/manifest/project.h"
#include "core/wasm/module.h"
#include "host-mock/hosts/host.h"
#include "scanner/detect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), tail = strlen(end);

    return len >= tail && strcmp(text + len - tail, end) == 0;
}

/* wabt's assembler, in a process of its own: text nests as deep as it likes. */
static gk_status assemble(const char *path, gk_buf *out, gk_error *err)
{
    const char *const argv[] = {"wat2wasm", path, "--output=/dev/stdout",
                                "--debug-names", NULL};
    gk_buf complaint = GK_BUF_LIMIT((size_t)1 << 20);
    const struct gk_spawn spawn = {
        .argv = argv, .out = out, .err = &complaint, .timeout_ms = 60000};
    struct gk_spawned how = {0};
    gk_status st;

    out->max = GK_MAX_MODULE_BYTES;
    st = gk_spawn(&spawn, &how, err);
    if (st == GK_E_TOOL)
        gk_wrap(err,
                "'%s' is text, which wat2wasm turns into a module "
                "(apt-get install wabt)",
                path);
    else if (st == GK_OK && how.exit_status != 0)
        st = gk_fail(err, GK_E_MALFORMED, "%s",
                     complaint.len > 0 ? gk_buf_text(&complaint)
                                       : "wat2wasm failed");
    gk_buf_clear(&complaint);
    return st;
}

static gk_status read_bytes(struct gk_guestfile *file, gk_error *err)
{
    gk_status st;

    if (ends_with(file->path, ".wat")) {
        st = assemble(file->path, &file->assembled, err);
        file->bytes = file->assembled.data;
        file->len = file->assembled.len;
        return st;
    }
    st = gk_map_file(file->path, GK_MAX_MODULE_BYTES, &file->map, err);
    file->bytes = file->map.data;
    file->len = file->map.len;
    return st;
}

/* A project's folder: its output. */
static gk_status from_project(const char *dir, struct gk_guestfile *file,
                              gk_error *err)
{
    gk_project project = {0};
    gk_status st = gk_project_read(dir, &project, err);

    if (st != GK_OK)
        return st;
    file->path = gk_project_path(&project, project.output);
    if (project.manifest != NULL)
        file->manifest = gk_project_path(&project, project.manifest);
    if (file->path == NULL)
        st = gk_fail_nomem(err);
    else if (!gk_path_exists(file->path))
        st = gk_fail(err, GK_E_NOENT,
                     "'%s' is not there; make it with: guestkit build %s",
                     file->path, dir);
    gk_project_clear(&project);
    return st;
}

/* The module that a manifest in `dir` names must be there. Whether it may lie
 * where it lies is its host's to say. */
static gk_status check_entry(struct gk_guestfile *file, const char *dir,
                             gk_error *err)
{
    char *root = realpath(dir, NULL);
    char *real = realpath(file->path, NULL);
    gk_status st = GK_OK;

    if (real == NULL || root == NULL)
        st = gk_fail(err, GK_E_NOENT, "Entry point not found: %s", file->path);
    else
        file->escapes = !gk_path_is_within(real, root);
    free(root);
    free(real);
    return st;
}

/* An agent's folder, or its manifest: the module that it names. */
static gk_status from_manifest(const char *path, struct gk_guestfile *file,
                               gk_error *err)
{
    gk_json *manifest = NULL;
    char *dir = gk_path_dir(path);
    const char *entry;
    gk_status st = dir == NULL ? gk_fail_nomem(err)
                               : gk_manifest_load(path, &manifest, err);

    if (st == GK_OK) {
        st =
            gk_json_expect_kind(manifest, "", GK_JSON_BIT(GK_JSON_OBJECT), err);
        if (st != GK_OK)
            gk_wrap(err, "%s", path);
    }
    if (st != GK_OK)
        goto done;
    entry = gk_manifest_entry(manifest);
    file->named_by = gk_detect_manifest(gk_path_base(path), manifest);
    file->manifest = strdup(path);
    file->path = entry == NULL ? NULL : gk_path_join(dir, entry);
    if (entry == NULL)
        st = gk_fail(err, GK_E_SCHEMA,
                     "%s: /entry_point: wanted the module's path", path);
    else if (file->manifest == NULL || file->path == NULL)
        st = gk_fail_nomem(err);
    else
        st = check_entry(file, dir, err);
done:
    gk_json_free(manifest);
    free(dir);
    return st;
}

static gk_status from_dir(const char *dir, struct gk_guestfile *file,
                          gk_error *err)
{
    char *project = gk_path_join(dir, GK_PROJECT_FILE);
    char *agent = gk_path_join(dir, "agent.yaml");
    gk_status st;

    if (project == NULL || agent == NULL)
        st = gk_fail_nomem(err);
    else if (!gk_path_exists(project) && gk_path_exists(agent))
        st = from_manifest(agent, file, err);
    else
        st = from_project(dir, file, err);
    free(project);
    free(agent);
    return st;
}

/* A manifest beside the module, or in the folder above (build/x.wasm). */
static gk_status manifest_near(const char *path, char **out, gk_error *err)
{
    char *dir = gk_path_dir(path);
    char *up = dir == NULL ? NULL : gk_path_join(dir, "..");
    gk_status st =
        up == NULL ? gk_fail_nomem(err) : gk_manifest_find(dir, out, err);

    if (st == GK_OK && *out == NULL)
        st = gk_manifest_find(up, out, err);
    free(dir);
    free(up);
    return st;
}

/* By what the module says and where it lies; then by what named it. */
static gk_status detect(const struct gk_guestfile *file,
                        const gk_module *module, const char *given,
                        struct gk_detected *found, gk_error *err)
{
    const struct gk_clues clues = {
        .module = module,
        .manifest = file->named_by,
        .manifest_file =
            file->manifest == NULL ? NULL : gk_path_base(file->manifest)};
    gk_status st = gk_detect_file(file->path, module, given, found, err);

    return st == GK_OK && found->host == NULL && file->named_by != NULL
               ? gk_detect(&clues, found, err)
               : st;
}

static gk_status find_host(struct gk_guestfile *file, const char *given,
                           gk_error *err)
{
    struct gk_detected found = {0};
    gk_buf list = GK_BUF_INIT;
    gk_module module;
    gk_status st = gk_module_read(file->bytes, file->len, &module, err);

    if (st != GK_OK)
        return st;
    st = gk_module_sound(&module, err);
    if (st == GK_OK)
        st = detect(file, &module, given, &found, err);
    else
        gk_wrap(err, "'%s' is no sound module", file->path);
    if (st == GK_OK && found.host == NULL) {
        for (size_t i = 0; i < gk_abi_host_count; i++)
            gk_buf_printf(&list, " %s", gk_abi_hosts[i].id);
        st = gk_fail(err, GK_E_USAGE,
                     "nothing in '%s' tells which host it is for; say --host "
                     "with one of:%s",
                     file->path, gk_buf_text(&list));
    } else if (st == GK_OK) {
        file->host = found.host->id;
        snprintf(file->reason, sizeof file->reason, "%s", found.reason);
    }
    gk_buf_clear(&list);
    gk_module_clear(&module);
    return st;
}

gk_status gk_guestfile_open(const char *name, const char *given,
                            struct gk_guestfile *out, gk_error *err)
{
    struct gk_guestfile file = {.map = GK_MAP_INIT, .assembled = GK_BUF_INIT};
    gk_status st = GK_OK;

    if (gk_path_is_dir(name)) {
        st = from_dir(name, &file, err);
    } else if (gk_manifest_is_yaml(name)) {
        st = from_manifest(name, &file, err);
    } else {
        file.path = strdup(name);
        st = file.path == NULL ? gk_fail_nomem(err)
                               : manifest_near(name, &file.manifest, err);
    }
    if (st == GK_OK)
        st = read_bytes(&file, err);
    if (st == GK_OK)
        st = find_host(&file, given, err);
    if (st == GK_OK)
        *out = file;
    else
        gk_guestfile_close(&file);
    return st;
}

void gk_guestfile_close(struct gk_guestfile *file)
{
    gk_map_clear(&file->map);
    gk_buf_clear(&file->assembled);
    free(file->path);
    free(file->manifest);
    memset(file, 0, sizeof *file);
}
