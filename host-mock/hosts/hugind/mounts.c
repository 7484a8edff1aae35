/*
 * mounts: the WASI that an agent gets: its mounts as preopened folders, no
 * arguments and no environment, the host's own standard streams.
 *
 * Mounts are relative to where the host was started, not to the agent. That
 * is the agent's root here, unless the world says another folder:
 *   {"config": {"cwd": "/home/me"}}
 */
#include "host-mock/hosts/hugind/fs.h"
#include "host-mock/hosts/wasi/wasi.h"

#include <stdlib.h>
#include <string.h>

static void find(const struct hugind *hugind, const char *path,
                 struct hugind_spot *out)
{
    gk_files *files = gk_world_files(hugind->session->world);
    const char *cwd =
        gk_json_text(gk_world_config(hugind->session->world, "cwd"));
    gk_buf whole = GK_BUF_INIT;

    *out = (struct hugind_spot){.node = NULL};
    if (*path != '/')
        gk_buf_printf(&whole, "%s/", cwd != NULL ? cwd : gk_files_home(files));
    gk_buf_puts(&whole, path);
    if (*path != '\0' && whole.status == GK_OK)
        hugind_fs_find(files, gk_buf_text(&whole), whole.len, out);
    gk_buf_clear(&whole);
}

/* Only folders know where they are: a file is where its folder is. */
static bool is_below(const struct hugind_spot *spot, const gk_node *root)
{
    const gk_node *at =
        gk_node_kind_of(spot->node) == GK_NODE_DIR ? spot->node : spot->dir;

    while (at != NULL && at != root && gk_node_parent(at) != at)
        at = gk_node_parent(at);
    return at == root;
}

static bool has_dots(const char *path)
{
    while (*path != '\0') {
        size_t len = strcspn(path, "/");

        if (len == 2 && memcmp(path, "..", 2) == 0)
            return true;
        path += len + (path[len] == '/');
    }
    return false;
}

/* In the host's order and words. */
static gk_status open_mount(const struct hugind *hugind, const gk_json *mount,
                            struct gk_wasi_preopen *out, gk_error *err)
{
    const char *host = gk_json_text(gk_json_get(mount, "host"));
    const char *guest = gk_json_text(gk_json_get(mount, "guest"));
    gk_files *files = gk_world_files(hugind->session->world);
    const char *home = gk_files_home(files);
    const gk_node *root = gk_files_find(files, home, strlen(home));
    struct hugind_spot spot = {.node = NULL};

    if (host != NULL)
        find(hugind, host, &spot);
    if (spot.node == NULL)
        return gk_fail(err, GK_E_TRAP, "failed to canonicalize host path: %s",
                       host != NULL ? host : "");
    if (guest == NULL || *guest != '/')
        return gk_fail(err, GK_E_TRAP, "mount guest path must be absolute: %s",
                       guest != NULL ? guest : "");
    if (has_dots(guest))
        return gk_fail(err, GK_E_TRAP,
                       "mount guest path must not contain '..': %s", guest);
    if (!hugind->manifest.filesystem.allow_outside_agent_root &&
        !is_below(&spot, root))
        return gk_fail(err, GK_E_TRAP,
                       "mount '%s' is outside agent root; set "
                       "permissions.filesystem.allow_outside_agent_root=true "
                       "to allow",
                       host);
    if (gk_node_kind_of(spot.node) != GK_NODE_DIR)
        return gk_fail(err, GK_E_TRAP, "failed to open host dir: \"%s\"", host);
    *out = (struct gk_wasi_preopen){.guest = guest, .dir = spot.node};
    return GK_OK;
}

/* The lines that `input` reads as well. */
static gk_status next_line(void *context, gk_buf *out)
{
    struct hugind *hugind = context;

    if (hugind->next_line == NULL)
        return GK_OK;
    gk_json_bytes(hugind->next_line, out);
    gk_buf_byte(out, '\n');
    hugind->next_line = gk_json_next(hugind->next_line);
    return gk_buf_check(out, NULL);
}

gk_status hugind_open_wasi(struct hugind *hugind, gk_error *err)
{
    const gk_json *mounts = hugind->manifest.fs_mode == GK_HUGIND_FS_HOST
                                ? NULL
                                : hugind->manifest.mounts;
    size_t count = mounts == NULL ? 0 : gk_json_count(mounts);
    struct gk_wasi_preopen *preopens = calloc(count + 1, sizeof *preopens);
    struct gk_wasi_config config = {
        .model = GK_WASI_WASMTIME,
        .world = hugind->session->world,
        .preopens = preopens,
        .out = &hugind->out,
        .err = &hugind->err,
        .input = next_line,
        .input_context = hugind,
        .terminal = true,
    };
    gk_status st = GK_OK;

    if (preopens == NULL)
        return gk_fail_nomem(err);
    for (const gk_json *m = gk_json_first(mounts); m != NULL && st == GK_OK;
         m = gk_json_next(m))
        st = open_mount(hugind, m, &preopens[config.preopen_count++], err);
    if (st == GK_OK)
        st = gk_wasi_open(&config, &hugind->session->wasi, err);
    free(preopens);
    return st;
}

void hugind_close_wasi(struct hugind *hugind)
{
    gk_wasi_close(hugind->session->wasi);
    hugind->session->wasi = NULL;
}
