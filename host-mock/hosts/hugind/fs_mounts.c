#include "host-mock/hosts/hugind/fs_mounts.h"

#include "host-mock/hosts/hugind/fs.h"

#include <string.h>

size_t hugind_mount_count(const struct hugind *hugind)
{
    return hugind->manifest.fs_mode == GK_HUGIND_FS_HOST
               ? 0
               : gk_json_count(hugind->manifest.mounts);
}

/* Where a relative host path starts: documented, the agent's folder; deployed,
 * wherever the host was started ({"config": {"cwd": PATH}} in the world). */
static const char *base_of(struct hugind *hugind, const char *root)
{
    const gk_world *world = hugind->session->world;
    const char *cwd = gk_json_text(gk_world_config(world, "cwd"));

    if (cwd == NULL || strcmp(cwd, root) == 0)
        return root;
    hugind_meet(hugind, HUGIND_MOUNT_BASE);
    return gk_session_is_deployed(hugind->session) ? cwd : root;
}

static void find_host(struct hugind *hugind, gk_files *files, const char *host,
                      struct hugind_spot *out)
{
    gk_buf path = GK_BUF_INIT;

    *out = (struct hugind_spot){.node = NULL};
    if (*host == '\0')
        return; /* the system finds nothing under no name */
    if (*host != '/')
        gk_buf_printf(&path, "%s/", base_of(hugind, gk_files_home(files)));
    gk_buf_puts(&path, host);
    hugind_fs_find(files, gk_buf_text(&path), path.len, out);
    gk_buf_clear(&path);
}

static bool has_dots(const char *path)
{
    while (*path != '\0') {
        size_t len;

        path += strspn(path, "/");
        len = strcspn(path, "/");
        if (len == 2 && path[0] == '.' && path[1] == '.')
            return true;
        path += len;
    }
    return false;
}

static bool is_in_root(gk_files *files, const gk_node *dir)
{
    const char *home = gk_files_home(files);
    const gk_node *root = gk_files_find(files, home, strlen(home));

    while (dir != NULL && dir != root && gk_node_parent(dir) != dir)
        dir = gk_node_parent(dir);
    return dir != NULL && dir == root;
}

gk_status hugind_mount_at(struct hugind *hugind, size_t index,
                          struct hugind_mount *out, gk_error *err)
{
    gk_files *files = gk_world_files(hugind->session->world);
    const gk_json *mount = gk_json_first(hugind->manifest.mounts);
    const char *host, *guest;
    struct hugind_spot spot;
    bool is_dir;

    for (size_t i = 0; i < index; i++)
        mount = gk_json_next(mount);
    host = gk_json_text(gk_json_get(mount, "host"));
    guest = gk_json_text(gk_json_get(mount, "guest"));
    if (host == NULL || guest == NULL)
        return gk_fail(err, GK_E_TRAP, "a mount without host or guest");
    find_host(hugind, files, host, &spot);
    if (spot.node == NULL)
        return gk_fail(err, GK_E_TRAP, "failed to canonicalize host path: %s",
                       host);
    if (*guest != '/')
        return gk_fail(err, GK_E_TRAP, "mount guest path must be absolute: %s",
                       guest);
    if (has_dots(guest))
        return gk_fail(err, GK_E_TRAP,
                       "mount guest path must not contain '..': %s", guest);
    is_dir = gk_node_kind_of(spot.node) == GK_NODE_DIR;
    if (!hugind->manifest.filesystem.allow_outside_agent_root &&
        !is_in_root(files, is_dir ? spot.node : spot.dir))
        return gk_fail(err, GK_E_TRAP,
                       "mount '%s' is outside agent root; set "
                       "permissions.filesystem.allow_outside_agent_root=true "
                       "to allow",
                       host);
    if (!is_dir)
        return gk_fail(err, GK_E_TRAP, "failed to open host dir: \"%s\"", host);
    *out = (struct hugind_mount){guest, spot.node};
    return GK_OK;
}
