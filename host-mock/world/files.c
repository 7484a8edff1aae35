#include "host-mock/world/files.h"

#include "host-mock/world/node.h"

#include <stdlib.h>
#include <string.h>

/* --- what a tree may hold --------------------------------------------------
 */

static gk_status check_bytes(const gk_files *files, size_t more, gk_error *err)
{
    if (more > GK_MAX_FILES_BYTES || files->bytes > GK_MAX_FILES_BYTES - more)
        return gk_fail(err, GK_E_LIMIT,
                       "%zu bytes of files and %zu more; at most %zu are kept",
                       files->bytes, more, GK_MAX_FILES_BYTES);
    return GK_OK;
}

static gk_status check_nodes(const gk_files *files, gk_error *err)
{
    if (files->nodes >= GK_MAX_FILES_NODES)
        return gk_fail(err, GK_E_LIMIT, "more than %u files and folders",
                       GK_MAX_FILES_NODES);
    return GK_OK;
}

static gk_status check_name(const char *name, size_t len, gk_error *err)
{
    if (len > GK_MAX_FILE_NAME)
        return gk_fail(err, GK_E_LIMIT, "a name of %zu bytes, at most %d", len,
                       GK_MAX_FILE_NAME);
    if (len == 0 || memchr(name, '/', len) != NULL ||
        memchr(name, 0, len) != NULL || (len <= 2 && !memcmp(name, "..", len)))
        return gk_fail(err, GK_E_USAGE, "'%.*s' is no name of a file", (int)len,
                       name);
    return GK_OK;
}

/* --- nodes -----------------------------------------------------------------
 */

static gk_node *new_node(gk_files *files, gk_node_kind kind)
{
    gk_node *node = calloc(1, sizeof *node);

    if (node == NULL)
        return NULL;
    node->kind = kind;
    node->inode = files->next_inode++;
    node->times = (struct gk_node_times){files->now_ns, files->now_ns,
                                         files->now_ns, files->now_ns};
    return node;
}

/* When neither a name nor a holder is left. Its entries are gone by then. */
static void free_if_unused(gk_files *files, gk_node *node)
{
    if (node->links > 0 || node->holds > 0)
        return;
    files->bytes -= node->len;
    if (node->target != NULL)
        files->bytes -= strlen(node->target);
    free(node->bytes);
    free(node->target);
    free(node->entries);
    free(node);
}

void gk_node_hold(gk_node *node)
{
    node->holds++;
}

void gk_node_release(gk_files *files, gk_node *node)
{
    if (node == NULL)
        return;
    node->holds--;
    free_if_unused(files, node);
}

gk_node_kind gk_node_kind_of(const gk_node *node)
{
    return node->kind;
}

uint64_t gk_node_inode(const gk_node *node)
{
    return node->inode;
}

uint32_t gk_node_links(const gk_node *node)
{
    return node->links;
}

struct gk_node_times *gk_node_times_of(gk_node *node)
{
    return &node->times;
}

bool gk_node_readonly(const gk_node *node)
{
    return node->readonly;
}

void gk_node_set_readonly(gk_node *node, bool readonly)
{
    node->readonly = readonly;
}

gk_node *gk_node_parent(const gk_node *node)
{
    return node->parent;
}

const uint8_t *gk_node_bytes(const gk_node *node, size_t *len)
{
    *len = node->len;
    return node->bytes;
}

const char *gk_node_target(const gk_node *node)
{
    return node->target;
}

/* --- a file's bytes --------------------------------------------------------
 */

static void touch(gk_files *files, gk_node *node)
{
    node->times.modified = node->times.changed = files->now_ns;
    files->changed = true;
}

static gk_status reserve(gk_node *node, size_t len, gk_error *err)
{
    size_t cap = node->cap < 64 ? 64 : node->cap;
    uint8_t *bytes;

    if (len <= node->cap)
        return GK_OK;
    while (cap < len)
        cap *= 2;
    bytes = realloc(node->bytes, cap);
    if (bytes == NULL)
        return gk_fail_nomem(err);
    node->bytes = bytes;
    node->cap = cap;
    return GK_OK;
}

/* What a file no longer needs goes back: else a guest could have many files
 * that were long once, and no ceiling would count them. */
static void give_back(gk_node *node)
{
    size_t cap = node->len < 64 ? 64 : node->len;
    uint8_t *bytes;

    if (node->cap / 4 < cap)
        return;
    bytes = realloc(node->bytes, cap);
    if (bytes == NULL)
        return; /* it stays as it is */
    node->bytes = bytes;
    node->cap = cap;
}

gk_status gk_node_resize(gk_files *files, gk_node *node, size_t len,
                         gk_error *err)
{
    gk_status st = GK_OK;

    if (len > node->len)
        st = check_bytes(files, len - node->len, err);
    if (st == GK_OK)
        st = reserve(node, len, err);
    if (st != GK_OK)
        return st;
    if (len > node->len)
        memset(node->bytes + node->len, 0, len - node->len);
    files->bytes += len;
    files->bytes -= node->len;
    node->len = len;
    give_back(node);
    touch(files, node);
    return GK_OK;
}

gk_status gk_node_write(gk_files *files, gk_node *node, size_t at,
                        const void *bytes, size_t len, gk_error *err)
{
    gk_status st = GK_OK;

    if (len == 0)
        return GK_OK;
    if (at > SIZE_MAX - len)
        return check_bytes(files, SIZE_MAX, err);
    if (at + len > node->len)
        st = gk_node_resize(files, node, at + len, err);
    if (st != GK_OK)
        return st;
    memcpy(node->bytes + at, bytes, len);
    touch(files, node);
    return GK_OK;
}

/* --- a folder's entries ----------------------------------------------------
 */

static int compare_names(const char *a, size_t a_len, const char *b,
                         size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

    return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

/* Where the name is, or belongs. */
static size_t place_of(const gk_node *dir, const char *name, size_t len,
                       bool *found)
{
    size_t low = 0, high = dir->count;

    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct gk_files_entry *e = &dir->entries[middle];
        int order = compare_names(e->name, e->len, name, len);

        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

gk_node *gk_node_child(const gk_node *dir, const char *name, size_t len)
{
    bool found;
    size_t at = place_of(dir, name, len, &found);

    return found ? dir->entries[at].node : NULL;
}

size_t gk_node_child_count(const gk_node *dir)
{
    return dir->count;
}

gk_node *gk_node_child_at(const gk_node *dir, size_t index, const char **name)
{
    *name = dir->entries[index].name;
    return dir->entries[index].node;
}

static gk_status make_room(gk_node *dir, gk_error *err)
{
    size_t room = dir->room < 8 ? 8 : dir->room * 2;
    struct gk_files_entry *entries;

    if (dir->count < dir->room)
        return GK_OK;
    entries = realloc(dir->entries, room * sizeof *entries);
    if (entries == NULL)
        return gk_fail_nomem(err);
    dir->entries = entries;
    dir->room = room;
    return GK_OK;
}

/* Whether an entry of that name may come into the folder. */
static gk_status check_place(const gk_files *files, const gk_node *dir,
                             const char *name, size_t len, gk_error *err)
{
    gk_status st = check_name(name, len, err);

    if (st == GK_OK)
        st = check_nodes(files, err);
    if (st == GK_OK)
        st = check_bytes(files, len, err);
    if (st == GK_OK && dir->parent == NULL)
        st = gk_fail(err, GK_E_NOENT, "the folder has been removed");
    if (st == GK_OK && gk_node_child(dir, name, len) != NULL)
        st = gk_fail(err, GK_E_EXISTS, "'%.*s' is there already", (int)len,
                     name);
    return st;
}

/* After check_place. */
static gk_status add_entry(gk_files *files, gk_node *dir, const char *name,
                           size_t len, gk_node *node, gk_error *err)
{
    bool found;
    size_t at = place_of(dir, name, len, &found);
    char *copy = strndup(name, len);

    if (copy == NULL || make_room(dir, err) != GK_OK) {
        free(copy);
        return gk_fail_nomem(err);
    }
    memmove(dir->entries + at + 1, dir->entries + at,
            (dir->count - at) * sizeof *dir->entries);
    dir->entries[at] = (struct gk_files_entry){copy, len, node};
    dir->count++;
    files->bytes += len;
    files->nodes++;
    node->links++;
    if (node->kind == GK_NODE_DIR)
        node->parent = dir;
    node->times.changed = files->now_ns;
    touch(files, dir);
    return GK_OK;
}

/* The node keeps whatever it holds. */
static gk_node *take_entry(gk_files *files, gk_node *dir, size_t at)
{
    gk_node *node = dir->entries[at].node;

    files->bytes -= dir->entries[at].len;
    files->nodes--;
    free(dir->entries[at].name);
    dir->count--;
    memmove(dir->entries + at, dir->entries + at + 1,
            (dir->count - at) * sizeof *dir->entries);
    node->links--;
    node->times.changed = files->now_ns;
    if (node->kind == GK_NODE_DIR)
        node->parent = NULL;
    touch(files, dir);
    return node;
}

/* Everything below a folder, without recursion: a tree may be as deep as it
 * has nodes. The last entry goes first, so that nothing is moved. */
static void empty_folder(gk_files *files, gk_node *top)
{
    gk_node *dir = top;

    while (dir != top || dir->count > 0) {
        gk_node *last =
            dir->count > 0 ? dir->entries[dir->count - 1].node : NULL;

        if (last == NULL)
            dir = dir->parent;
        else if (last->kind == GK_NODE_DIR && last->count > 0)
            dir = last;
        else
            free_if_unused(files, take_entry(files, dir, dir->count - 1));
    }
}

gk_status gk_node_make(gk_files *files, gk_node *dir, const char *name,
                       size_t len, gk_node_kind kind, const char *target,
                       gk_node **out, gk_error *err)
{
    gk_status st = check_place(files, dir, name, len, err);
    gk_node *node;

    if (st == GK_OK && kind == GK_NODE_LINK)
        st = check_bytes(files, len + strlen(target), err);
    if (st != GK_OK)
        return st;
    node = new_node(files, kind);
    if (node == NULL)
        return gk_fail_nomem(err);
    if (kind == GK_NODE_LINK) {
        node->target = strdup(target);
        if (node->target != NULL)
            files->bytes += strlen(target);
        else
            st = gk_fail_nomem(err);
    }
    if (st == GK_OK)
        st = add_entry(files, dir, name, len, node, err);
    if (st == GK_OK)
        *out = node;
    else
        free_if_unused(files, node);
    return st;
}

gk_status gk_node_link(gk_files *files, gk_node *dir, const char *name,
                       size_t len, gk_node *node, gk_error *err)
{
    gk_status st = check_place(files, dir, name, len, err);

    if (st == GK_OK && node->kind == GK_NODE_DIR)
        st = gk_fail(err, GK_E_USAGE, "a folder has one name only");
    return st == GK_OK ? add_entry(files, dir, name, len, node, err) : st;
}

gk_status gk_node_remove(gk_files *files, gk_node *dir, const char *name,
                         size_t len, gk_error *err)
{
    bool found;
    size_t at = place_of(dir, name, len, &found);

    if (!found)
        return gk_fail(err, GK_E_NOENT, "'%.*s' is not there", (int)len, name);
    if (dir->entries[at].node->kind == GK_NODE_DIR)
        empty_folder(files, dir->entries[at].node);
    free_if_unused(files, take_entry(files, dir, at));
    return GK_OK;
}

/* Whether `dir` is `above`, or somewhere in it. */
static bool is_inside(const gk_node *dir, const gk_node *above)
{
    while (dir != above && dir->parent != NULL && dir->parent != dir)
        dir = dir->parent;
    return dir == above;
}

static gk_status check_move(const gk_files *files, const gk_node *from,
                            const gk_node *node, const gk_node *to,
                            const gk_node *there, const char *new_name,
                            size_t new_len, gk_error *err)
{
    gk_status st = check_name(new_name, new_len, err);

    if (st == GK_OK)
        st = check_bytes(files, new_len, err);
    if (st == GK_OK && to->parent == NULL)
        st = gk_fail(err, GK_E_NOENT, "the folder has been removed");
    if (st == GK_OK && node->kind == GK_NODE_DIR && is_inside(to, node))
        st = gk_fail(err, GK_E_USAGE, "a folder cannot go into itself");
    if (st == GK_OK && there != NULL && there->kind == GK_NODE_DIR &&
        is_inside(from, there))
        st = gk_fail(err, GK_E_USAGE,
                     "a folder cannot be replaced by what is in it");
    return st;
}

gk_status gk_node_move(gk_files *files, gk_node *from, const char *name,
                       size_t len, gk_node *to, const char *new_name,
                       size_t new_len, gk_error *err)
{
    gk_node *node = gk_node_child(from, name, len);
    gk_node *there = gk_node_child(to, new_name, new_len);
    bool found;
    gk_status st;

    if (node == NULL)
        return gk_fail(err, GK_E_NOENT, "'%.*s' is not there", (int)len, name);
    st = check_move(files, from, node, to, there, new_name, new_len, err);
    if (st != GK_OK || node == there)
        return st;
    /* Once the old one is gone, only memory for the name can be missing. */
    if (there == NULL)
        st = make_room(to, err);
    if (st == GK_OK && there != NULL)
        st = gk_node_remove(files, to, new_name, new_len, err);
    if (st != GK_OK)
        return st;
    gk_node_hold(node);
    st = add_entry(files, to, new_name, new_len, node, err);
    if (st == GK_OK) {
        take_entry(files, from, place_of(from, name, len, &found));
        if (node->kind == GK_NODE_DIR)
            node->parent = to;
    }
    gk_node_release(files, node);
    return st;
}

/* --- the tree --------------------------------------------------------------
 */

gk_node *gk_files_root(gk_files *files)
{
    return files->root;
}

const char *gk_files_home(const gk_files *files)
{
    return files->home;
}

bool gk_files_changed(const gk_files *files)
{
    return files->changed;
}

void gk_files_set_now(gk_files *files, int64_t now_ns)
{
    files->now_ns = now_ns;
}

gk_node *gk_files_find(gk_files *files, const char *path, size_t len)
{
    gk_node *node = files->root;

    for (size_t at = 0; at < len && node != NULL;) {
        const char *slash = memchr(path + at, '/', len - at);
        size_t size = slash != NULL ? (size_t)(slash - path) - at : len - at;

        if (size > 0)
            node = node->kind == GK_NODE_DIR
                       ? gk_node_child(node, path + at, size)
                       : NULL;
        at += size + 1;
    }
    return node;
}

gk_status gk_files_new(const char *root, int64_t now_ns, gk_files **out,
                       gk_error *err)
{
    gk_files *files = calloc(1, sizeof *files);

    if (files == NULL)
        return gk_fail_nomem(err);
    files->now_ns = now_ns;
    files->next_inode = 1;
    files->home = strdup(root);
    files->root = new_node(files, GK_NODE_DIR);
    if (files->home == NULL || files->root == NULL) {
        gk_files_close(files);
        return gk_fail_nomem(err);
    }
    files->root->parent = files->root;
    files->root->links = 1;
    *out = files;
    return GK_OK;
}

void gk_files_close(gk_files *files)
{
    if (files == NULL)
        return;
    if (files->root != NULL) {
        empty_folder(files, files->root);
        files->root->links = 0;
        files->root->holds = 0;
        free_if_unused(files, files->root);
    }
    free(files->home);
    free(files);
}
