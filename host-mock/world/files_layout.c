/*
 * files_layout: a tree from the world's JSON, and back for a result.
 */
#include "core/base/base64.h"
#include "core/base/json_expect.h"
#include "core/base/sha256.h"
#include "core/base/utf8.h"
#include "host-mock/world/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The year 2262: as far as nanoseconds reach. */
#define LAST_MS (INT64_MAX / 1000000)
/* A file longer than this is told by its digest, and so is what comes when
 * this much was told: a result must fit into a frame, where a byte may take
 * six. Paths have a ceiling of their own. */
#define TOLD_FILE_BYTES ((size_t)64 << 10)
#define TOLD_BYTES      ((size_t)1 << 20)
#define TOLD_PATH_BYTES ((size_t)256 << 10)

/* --- laying out ------------------------------------------------------------
 */

struct layout {
    gk_files *files;
    gk_error *err;
};

static gk_status lay_entry(struct layout *l, gk_node *dir, const char *name,
                           size_t len, const gk_json *entry, const char *where);

static gk_status fail_place(struct layout *l, const char *where,
                            const char *what)
{
    return gk_fail(l->err, GK_E_SCHEMA, "%s: %s", where, what);
}

/* What the tree does not take, at its place. */
static gk_status fail_node(struct layout *l, const char *where, gk_status st,
                           const gk_error *why)
{
    if (st == GK_E_NOMEM)
        return gk_fail_nomem(l->err);
    return fail_place(l, where, why->text);
}

/* A folder of that name, made when it is not there. */
static gk_status open_folder(struct layout *l, gk_node *dir, const char *name,
                             size_t len, const char *where, gk_node **out)
{
    gk_node *child = gk_node_child(dir, name, len);
    gk_error why = GK_ERROR_INIT;

    if (child == NULL && gk_node_make(l->files, dir, name, len, GK_NODE_DIR,
                                      NULL, &child, &why) != GK_OK)
        return fail_place(l, where, why.text);
    if (child->kind != GK_NODE_DIR)
        return fail_place(l, where, "a file or link cannot be a folder, too");
    *out = child;
    return GK_OK;
}

/* The bytes an entry gives a file. */
static gk_status entry_bytes(struct layout *l, const gk_json *entry,
                             const char *where, gk_buf *out)
{
    const gk_json *text =
        gk_json_is(entry, GK_JSON_STRING) ? entry : gk_json_get(entry, "text");
    const gk_json *base64 = gk_json_get(entry, "base64");
    gk_error why = GK_ERROR_INIT;

    if (text != NULL)
        gk_json_bytes(text, out);
    else if (base64 == NULL)
        gk_json_print(gk_json_get(entry, "json"), GK_JSON_COMPACT, out);
    else if (gk_json_text(base64) == NULL ||
             gk_base64_decode(gk_json_text(base64), out, &why) != GK_OK)
        return fail_place(l, where, "\"base64\" is no base64");
    return gk_buf_check(out, l->err);
}

static gk_status lay_file(struct layout *l, gk_node *dir, const char *name,
                          size_t len, const gk_json *entry, const char *where,
                          gk_node **out)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_status st = entry_bytes(l, entry, where, &bytes);

    if (st != GK_OK)
        goto done;
    st = gk_node_make(l->files, dir, name, len, GK_NODE_FILE, NULL, out, &why);
    if (st == GK_OK)
        st = gk_node_write(l->files, *out, 0, bytes.data, bytes.len, &why);
    if (st != GK_OK)
        st = fail_node(l, where, st, &why);
done:
    gk_buf_clear(&bytes);
    return st;
}

static gk_status lay_folder(struct layout *l, gk_node *dir, const char *name,
                            size_t len, const gk_json *entry, const char *where,
                            gk_node **out)
{
    gk_status st = open_folder(l, dir, name, len, where, out);

    for (const gk_json *m = gk_json_first(gk_json_get(entry, "dir"));
         m != NULL && st == GK_OK; m = gk_json_next(m)) {
        const char *key = gk_json_key(m);
        char path[512];

        snprintf(path, sizeof path, "%s/dir/%s", where, key);
        if (strchr(key, '/') != NULL)
            return fail_place(l, path, "wanted a name without '/'");
        st = lay_entry(l, *out, key, strlen(key), m, path);
    }
    return st;
}

static gk_status lay_link(struct layout *l, gk_node *dir, const char *name,
                          size_t len, const gk_json *entry, const char *where,
                          gk_node **out)
{
    const char *target = gk_json_text(gk_json_get(entry, "link"));
    gk_error why = GK_ERROR_INIT;
    gk_status st;

    if (target == NULL || *target == '\0')
        return fail_place(l, where, "\"link\" wants where it points");
    st =
        gk_node_make(l->files, dir, name, len, GK_NODE_LINK, target, out, &why);
    return st == GK_OK ? GK_OK : fail_node(l, where, st, &why);
}

/* One of these, and what any may have. */
static gk_status check_entry(struct layout *l, const gk_json *entry,
                             const char *where)
{
    static const struct gk_json_field fields[] = {
        {"text", GK_JSON_BIT(GK_JSON_STRING), false},
        {"base64", GK_JSON_BIT(GK_JSON_STRING), false},
        {"json", GK_JSON_ANY, false},
        {"dir", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"link", GK_JSON_BIT(GK_JSON_STRING), false},
        {"folder", GK_JSON_BIT(GK_JSON_STRING), false},
        {"file", GK_JSON_BIT(GK_JSON_STRING), false},
        {"readonly", GK_JSON_BIT(GK_JSON_BOOL), false},
        {"modified", GK_JSON_BIT(GK_JSON_NUMBER), false},
    };
    unsigned given = 0;
    gk_status st = gk_json_expect_kind(
        entry, where, GK_JSON_BIT(GK_JSON_STRING) | GK_JSON_BIT(GK_JSON_OBJECT),
        l->err);

    if (st != GK_OK || gk_json_is(entry, GK_JSON_STRING))
        return st;
    st = gk_json_expect(entry, where, fields, sizeof fields / sizeof *fields,
                        l->err);
    for (size_t i = 0; i < 7; i++)
        given += gk_json_get(entry, fields[i].key) != NULL;
    if (st == GK_OK && given != 1)
        st = fail_place(l, where,
                        "wanted one of \"text\", \"base64\", \"json\", "
                        "\"dir\", \"link\", \"folder\", \"file\"");
    return st;
}

static gk_status set_traits(struct layout *l, gk_node *node,
                            const gk_json *entry, const char *where)
{
    const gk_json *modified = gk_json_get(entry, "modified");
    uint64_t ms = 0;
    char path[512];
    gk_status st;

    snprintf(path, sizeof path, "%s/modified", where);
    st = gk_json_expect_uint(modified, path, 0, LAST_MS, &ms, l->err);
    if (st == GK_OK && modified != NULL)
        node->times.modified = (int64_t)ms * 1000000;
    node->readonly = gk_json_true(gk_json_get(entry, "readonly"));
    return st;
}

static gk_status lay_entry(struct layout *l, gk_node *dir, const char *name,
                           size_t len, const gk_json *entry, const char *where)
{
    gk_node *node = NULL;
    gk_status st = check_entry(l, entry, where);

    if (st != GK_OK)
        return st;
    if (gk_json_get(entry, "dir") == NULL &&
        gk_node_child(dir, name, len) != NULL)
        return fail_place(l, where, "it is there already");
    if (gk_json_get(entry, "dir") != NULL)
        st = lay_folder(l, dir, name, len, entry, where, &node);
    else if (gk_json_get(entry, "link") != NULL)
        st = lay_link(l, dir, name, len, entry, where, &node);
    else
        st = lay_file(l, dir, name, len, entry, where, &node);
    return st == GK_OK ? set_traits(l, node, entry, where) : st;
}

/* Opens the folders on the way to `path`; its last name is left. NULL entry:
 * that one is a folder, too. */
static gk_status lay_path(struct layout *l, gk_node *from, const char *path,
                          const gk_json *entry, const char *where)
{
    gk_node *dir = from;
    gk_status st = GK_OK;

    for (;;) {
        size_t len;

        path += strspn(path, "/");
        len = strcspn(path, "/");
        if (len == 0)
            return entry == NULL
                       ? GK_OK
                       : fail_place(l, where, "wanted a path with a name");
        if (path[len + strspn(path + len, "/")] == '\0' && entry != NULL)
            return lay_entry(l, dir, path, len, entry, where);
        st = open_folder(l, dir, path, len, where, &dir);
        if (st != GK_OK)
            return st;
        path += len;
    }
}

static gk_status lay_all(struct layout *l, const gk_json *json,
                         const char *where)
{
    gk_node *home =
        gk_files_find(l->files, l->files->home, strlen(l->files->home));
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(json); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        const char *key = gk_json_key(m);
        char path[512];

        snprintf(path, sizeof path, "%s/%s", where, key);
        if (!gk_utf8_valid((const uint8_t *)key, strlen(key)))
            return fail_place(l, where, "a path cannot have a NUL in it");
        st = lay_path(l, *key == '/' ? l->files->root : home, key, m, path);
    }
    return st;
}

gk_status gk_files_open(const gk_json *json, const char *where,
                        const char *root, int64_t now_ns, gk_files **out,
                        gk_error *err)
{
    struct layout l = {NULL, err};
    gk_status st = gk_files_new(root, now_ns, &l.files, err);

    if (st != GK_OK)
        return st;
    st = lay_path(&l, l.files->root, root, NULL, where);
    if (st == GK_OK)
        st = lay_all(&l, json, where);
    l.files->changed = false;
    if (st == GK_OK)
        *out = l.files;
    else
        gk_files_close(l.files);
    return st;
}

/* --- telling ---------------------------------------------------------------
 */

struct telling {
    gk_json *out;
    gk_buf path;
    size_t entries, bytes, path_bytes, left_out;
    gk_status status;
};

static gk_json *digest_of(const gk_node *node)
{
    gk_json *json = gk_json_new_object();
    char hex[GK_SHA256_HEX_BYTES];

    gk_sha256_hex(node->len > 0 ? node->bytes : (const uint8_t *)"", node->len,
                  hex);
    gk_json_set_number(json, "size", (double)node->len);
    gk_json_set_string(json, "sha256", hex);
    return json;
}

static gk_json *file_json(struct telling *t, const gk_node *node)
{
    gk_json *json;
    gk_buf base64 = GK_BUF_INIT;

    t->bytes += node->len;
    if (node->len > TOLD_FILE_BYTES || t->bytes > TOLD_BYTES)
        return digest_of(node);
    if (node->len == 0 || gk_utf8_valid(node->bytes, node->len))
        return gk_json_new_bytes(node->len > 0 ? (const char *)node->bytes : "",
                                 node->len);
    json = gk_json_new_object();
    gk_base64_encode(node->bytes, node->len, &base64);
    gk_json_set_string(json, "base64", gk_buf_text(&base64));
    gk_buf_clear(&base64);
    return json;
}

static gk_json *node_json(struct telling *t, const gk_node *node)
{
    gk_json *json, *text;

    if (node->kind == GK_NODE_FILE) {
        json = file_json(t, node);
    } else {
        json = gk_json_new_object();
        if (node->kind == GK_NODE_LINK)
            gk_json_set_string(json, "link", node->target);
        else
            gk_json_set(json, "dir", gk_json_new_object());
    }
    if (!node->readonly)
        return json;
    if (gk_json_is(json, GK_JSON_STRING)) {
        text = json;
        json = gk_json_new_object();
        gk_json_set(json, "text", text);
    }
    gk_json_set_bool(json, "readonly", true);
    return json;
}

static void tell(struct telling *t, const gk_node *node)
{
    if (t->entries == GK_FILES_TOLD ||
        t->path.len > TOLD_PATH_BYTES - t->path_bytes) {
        t->left_out++;
        return;
    }
    t->entries++;
    t->path_bytes += t->path.len;
    if (gk_json_set(t->out, gk_buf_text(&t->path), node_json(t, node)) != GK_OK)
        t->status = GK_E_NOMEM;
}

/* Where a walk is in a folder. */
struct level {
    const gk_node *dir;
    size_t next, path_len;
};

/* Depth first, with a stack of its own: a tree may be deep. */
static void tell_all(struct telling *t, const gk_node *root)
{
    gk_buf stack = GK_BUF_INIT;
    struct level level = {root, 0, 0};

    for (;;) {
        const struct gk_files_entry *e;

        if (level.next == level.dir->count) {
            if (stack.len == 0)
                break;
            stack.len -= sizeof level;
            memcpy(&level, stack.data + stack.len, sizeof level);
            continue;
        }
        e = &level.dir->entries[level.next++];
        t->path.len = level.path_len;
        gk_buf_byte(&t->path, '/');
        gk_buf_put(&t->path, e->name, e->len);
        if (e->node->kind != GK_NODE_DIR || e->node->count == 0) {
            tell(t, e->node);
            continue;
        }
        if (gk_buf_put(&stack, &level, sizeof level) != GK_OK) {
            t->status = GK_E_NOMEM;
            break;
        }
        level = (struct level){e->node, 0, t->path.len};
    }
    gk_buf_clear(&stack);
}

gk_json *gk_files_to_json(const gk_files *files, size_t *left_out)
{
    struct telling t = {gk_json_new_object(), GK_BUF_INIT, 0, 0, 0, 0, GK_OK};

    tell_all(&t, files->root);
    if (t.path.status != GK_OK)
        t.status = GK_E_NOMEM;
    gk_buf_clear(&t.path);
    *left_out = t.left_out;
    if (t.status == GK_OK)
        return t.out;
    gk_json_free(t.out);
    return NULL;
}
