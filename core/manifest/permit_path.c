/*
 * permit_path: the paths of permissions.filesystem.
 */
#include "core/base/utf8.h"
#include "core/manifest/permit_deny.h"

#include <ctype.h>
#include <string.h>

#define FILES "permissions.filesystem."
/* Sixteen times what a Linux kernel takes. */
#define MAX_PATH_BYTES ((size_t)64 << 10)
/* Linux's PATH_MAX and NAME_MAX: nothing is found at longer ones. */
#define MAX_FOUND_BYTES 4096u
#define MAX_NAME_BYTES  255u
/* As many as a Linux kernel follows. */
#define MAX_LINKS 40u

static const char dots_words[] = "parent directory '..' is not allowed";

/* --- cleaning ---------------------------------------------------------------
 */

/* Nothing but white space, as Unicode has it. */
static bool is_blank(const char *text, size_t len)
{
    while (len > 0) {
        uint32_t c;
        int n = gk_utf8_next((const uint8_t *)text, len, &c);

        if (n < 0 ||
            !((c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xa0 ||
              c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
              c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000))
            return false;
        text += n;
        len -= (size_t)n;
    }
    return true;
}

/* Appends the names of `path` to an absolute one, without "." and empty ones.
 * False: there is a "..". */
static bool add_names(gk_buf *out, const char *path, size_t len)
{
    size_t at = 0;

    while (at < len) {
        const char *name = path + at;
        const char *slash = memchr(name, '/', len - at);
        size_t size = slash != NULL ? (size_t)(slash - name) : len - at;

        at += size + 1;
        if (size == 0 || (size == 1 && *name == '.'))
            continue;
        if (size == 2 && name[0] == '.' && name[1] == '.')
            return false;
        gk_buf_byte(out, '/');
        gk_buf_put(out, name, size);
    }
    return true;
}

/* "/" has no names: it is the empty buffer until here. */
static void close_path(gk_buf *path)
{
    if (path->len == 0)
        gk_buf_byte(path, '/');
}

/* Absolute, or joined to `root`. */
static bool clean(gk_buf *out, const char *root, const char *path, size_t len)
{
    bool fine = true;

    if (len == 0 || *path != '/')
        fine = add_names(out, root, strlen(root));
    fine = add_names(out, path, len) && fine;
    close_path(out);
    return fine;
}

/* --- links ------------------------------------------------------------------
 */

static size_t last_name_len(const gk_buf *path)
{
    const char *slash = memrchr(path->data, '/', path->len);

    return path->len - (size_t)(slash - (const char *)path->data) - 1;
}

/* What the system says of a path before it looks; NULL: it looks. */
static const char *bad_path(const gk_buf *path)
{
    if (memchr(path->data, 0, path->len) != NULL)
        return "file name contained an unexpected NUL byte";
    if (path->len >= MAX_FOUND_BYTES || last_name_len(path) > MAX_NAME_BYTES)
        return "File name too long (os error 36)";
    return NULL;
}

static gk_permit_entry look_at(const struct gk_permit_tree *tree,
                               const gk_buf *path, gk_buf *text)
{
    const char *bad = bad_path(path);

    if (bad == NULL)
        return tree->look(tree->context, gk_buf_text(path), text);
    gk_buf_puts(text, bad);
    return GK_PERMIT_UNREADABLE;
}

static void refuse_link(const char *at, gk_permit *out)
{
    gk_permit_deny(out, "symlinks are not allowed in path: %s", at);
    gk_permit_because(out, FILES "follow_symlinks", NULL,
                      FILES "follow_symlinks is false and '%s' is a link", at);
}

static void refuse_unreadable(const char *at, const char *why, gk_permit *out)
{
    gk_permit_deny(out, "failed to read metadata %s: %s", at, why);
    gk_permit_because(out, NULL, NULL, "'%s' cannot be looked at: %s", at, why);
}

/* follow_symlinks is off: each component from "/" down. Behind one that is not
 * there only the path's own form can be wrong. */
static void check_links(const struct gk_permit_tree *tree, const gk_buf *path,
                        gk_permit *out)
{
    gk_permit_entry entry = GK_PERMIT_FOLDER, above;
    gk_buf part = GK_BUF_INIT, text = GK_BUF_INIT;

    for (size_t i = 2; i <= path->len && out->allowed; i++) {
        if (i < path->len && path->data[i] != '/')
            continue;
        gk_buf_reset(&part);
        gk_buf_reset(&text);
        gk_buf_put(&part, path->data, i);
        if (part.status != GK_OK)
            break;
        above = entry;
        if (above == GK_PERMIT_FOLDER)
            entry = look_at(tree, &part, &text);
        if (entry == GK_PERMIT_LINK)
            refuse_link(gk_buf_text(&part), out);
        else if (entry == GK_PERMIT_UNREADABLE)
            refuse_unreadable(gk_buf_text(&part), gk_buf_text(&text), out);
        else if (above == GK_PERMIT_FILE)
            refuse_unreadable(gk_buf_text(&part),
                              "Not a directory (os error 20)", out);
        else if (above == GK_PERMIT_NOTHING && part.len >= MAX_FOUND_BYTES)
            refuse_unreadable(gk_buf_text(&part), bad_path(&part), out);
        else if (above == GK_PERMIT_NOTHING && memchr(part.data, 0, part.len))
            refuse_unreadable(gk_buf_text(&part), bad_path(&part), out);
    }
    gk_buf_clear(&part);
    gk_buf_clear(&text);
}

/* Puts `target` before what is left of a path behind a link. */
static void put_before(gk_buf *left, const gk_buf *target, size_t from)
{
    gk_buf joined = GK_BUF_LIMIT(MAX_PATH_BYTES);

    gk_buf_put(&joined, target->data, target->len);
    gk_buf_byte(&joined, '/');
    gk_buf_put(&joined, left->data + from, left->len - from);
    gk_buf_clear(left);
    *left = joined;
}

static void cut(gk_buf *path, size_t len)
{
    path->len = len;
    if (path->data != NULL)
        path->data[len] = 0;
}

static void go_up(gk_buf *path)
{
    size_t len = path->len;

    while (len > 0 && path->data[len - 1] != '/')
        len--;
    cut(path, len > 0 ? len - 1 : 0);
}

/* One name of the path that is left: taken, followed or gone up. False: there
 * is nothing of that name. */
static bool walk_name(const struct gk_permit_tree *tree, gk_buf *out,
                      gk_buf *left, size_t *at, unsigned *links)
{
    const char *name = (const char *)left->data + *at;
    const char *slash = memchr(name, '/', left->len - *at);
    size_t size = slash != NULL ? (size_t)(slash - name) : left->len - *at;
    gk_buf target = GK_BUF_INIT;
    gk_permit_entry entry;
    size_t before = out->len;

    *at += size + (slash != NULL);
    if (size == 0 || (size == 1 && *name == '.'))
        return true;
    if (size == 2 && name[0] == '.' && name[1] == '.') {
        go_up(out);
        return true;
    }
    gk_buf_byte(out, '/');
    gk_buf_put(out, name, size);
    entry = look_at(tree, out, &target);
    if (entry == GK_PERMIT_LINK && ++*links <= MAX_LINKS) {
        cut(out, target.len > 0 && target.data[0] == '/' ? 0 : before);
        put_before(left, &target, *at);
        *at = 0;
        entry = GK_PERMIT_FOLDER;
    }
    gk_buf_clear(&target);
    return entry == GK_PERMIT_FOLDER || entry == GK_PERMIT_FILE;
}

/* One name of a path, and whatever links it leads through, behind `real`. False
 * when there is nothing; `real` is as before then. */
static bool resolve_name(const struct gk_permit_tree *tree, gk_buf *real,
                         const uint8_t *name, size_t len, unsigned *links)
{
    gk_buf left = GK_BUF_LIMIT(MAX_PATH_BYTES), before = GK_BUF_INIT;
    size_t at = 0;
    bool found = true;

    gk_buf_put(&before, real->data, real->len);
    gk_buf_put(&left, name, len);
    while (found && at < left.len && left.status == GK_OK)
        found = walk_name(tree, real, &left, &at, links);
    found = found && left.status == GK_OK;
    if (!found) {
        gk_buf_reset(real);
        gk_buf_put(real, before.data, before.len);
    }
    gk_buf_clear(&left);
    gk_buf_clear(&before);
    return found;
}

/* The longest part that exists, without links, and the rest as it is. */
static void canonicalise(const struct gk_permit_tree *tree, gk_buf *path)
{
    gk_buf real = GK_BUF_INIT;
    size_t at = 1;
    unsigned links = 0;

    while (at < path->len) {
        const uint8_t *name = path->data + at;
        const uint8_t *slash = memchr(name, '/', path->len - at);
        size_t len = slash != NULL ? (size_t)(slash - name) : path->len - at;

        if (!resolve_name(tree, &real, name, len, &links))
            break;
        at += len + 1;
    }
    if (at < path->len) {
        gk_buf_byte(&real, '/');
        gk_buf_put(&real, path->data + at, path->len - at);
    }
    close_path(&real);
    gk_buf_clear(path);
    *path = real;
}

/* --- lists ------------------------------------------------------------------
 */

/* By whole components. */
static bool is_under(const gk_buf *path, const gk_buf *folder)
{
    if (folder->len == 1)
        return true;
    return path->len >= folder->len &&
           memcmp(path->data, folder->data, folder->len) == 0 &&
           (path->len == folder->len || path->data[folder->len] == '/');
}

/* What is behind a leading `~` or `$HOME`, as the host takes it: "~bob" is
 * "bob" in the home folder. NULL when there is none. */
static const char *behind_home(const char *text, size_t len)
{
    static const char *const names[] = {"$HOME", "~"};

    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(names[i]), at = 0;

        while (len - at >= n && memcmp(text + at, names[i], n) == 0)
            at += n;
        if (at > 0)
            return text + at;
    }
    return NULL;
}

/* An entry of a list as an absolute path; false when there is a "..". */
static bool entry_path(const struct gk_hugind_filesystem *rules,
                       const struct gk_permit_tree *tree, const char *entry,
                       gk_buf *out)
{
    size_t len = strlen(entry);
    const char *rest;
    bool fine;

    for (; len > 0 && isspace((unsigned char)*entry); len--)
        entry++;
    while (len > 0 && isspace((unsigned char)entry[len - 1]))
        len--;
    rest = behind_home(entry, len);
    if (rest == NULL) {
        fine = clean(out, tree->root, entry, len);
    } else {
        fine = add_names(out, tree->home, strlen(tree->home)) &&
               add_names(out, rest, len - (size_t)(rest - entry));
        close_path(out);
    }
    if (fine && rules->follow_symlinks)
        canonicalise(tree, out);
    return fine;
}

struct search {
    const struct gk_hugind_filesystem *rules;
    const struct gk_permit_tree *tree;
    const gk_buf *path;
    gk_permit *out;
};

/* The first entry the path is under. An entry with ".." fails every call. */
static const char *find_entry(struct search *s, const gk_json *list,
                              const char *key)
{
    const char *found = NULL;

    for (const gk_json *v = gk_json_first(list); v != NULL && s->out->allowed;
         v = gk_json_next(v)) {
        const char *entry = gk_json_text(v);
        gk_buf folder = GK_BUF_INIT;

        if (entry == NULL)
            continue;
        if (!entry_path(s->rules, s->tree, entry, &folder)) {
            gk_permit_deny(s->out, "%s", dots_words);
            gk_permit_because(s->out, key, entry, "%s has \"%s\"", key, entry);
        } else if (found == NULL && is_under(s->path, &folder)) {
            found = entry;
        }
        gk_buf_clear(&folder);
    }
    return found;
}

static void refuse_outside(struct search *s, const char *allowed,
                           bool needs_flag)
{
    const gk_json *list = s->rules->allowed_paths;

    gk_permit_deny(s->out, "path is not within allowed paths: %s",
                   gk_buf_text(s->path));
    if (gk_json_count(list) > 0 && !needs_flag)
        gk_permit_because(s->out, FILES "allowed_paths", NULL,
                          "'%s' is not in " FILES "allowed_paths",
                          gk_buf_text(s->path));
    else
        gk_permit_because(s->out, FILES "allow_outside_agent_root", allowed,
                          FILES "allow_outside_agent_root is false and '%s' is "
                                "not in the agent's folder '%s'",
                          gk_buf_text(s->path), s->tree->root);
}

/* Rules 5 and 6 of the host's order: deny wins, then the allowed places. */
static void check_lists(struct search *s)
{
    const struct gk_hugind_filesystem *rules = s->rules;
    bool listed = gk_json_count(rules->allowed_paths) > 0;
    const char *denied, *allowed;
    gk_buf root = GK_BUF_INIT;
    bool inside, promised, observed;

    denied = find_entry(s, rules->denied_paths, FILES "denied_paths");
    if (s->out->allowed && denied != NULL) {
        gk_permit_deny(s->out, "path is denied: %s", gk_buf_text(s->path));
        gk_permit_because(s->out, FILES "denied_paths", denied,
                          FILES "denied_paths has \"%s\"", denied);
    }
    if (!s->out->allowed)
        return;
    allowed = find_entry(s, rules->allowed_paths, FILES "allowed_paths");
    if (!s->out->allowed)
        return;
    clean(&root, s->tree->root, "", 0);
    inside = rules->allow_outside_agent_root || is_under(s->path, &root);
    gk_buf_clear(&root);
    observed = listed ? allowed != NULL : inside;
    promised = observed && inside;
    if (observed != promised)
        s->out->differs = GK_PERMIT_PATHS_OUTSIDE;
    if (!(s->tree->deployed ? observed : promised))
        refuse_outside(s, allowed, observed);
    else
        gk_permit_because(s->out, listed ? FILES "allowed_paths" : NULL,
                          allowed, "%s", "");
}

/* --- the whole --------------------------------------------------------------
 */

static void check_path(const struct gk_hugind_filesystem *rules,
                       const struct gk_permit_tree *tree, gk_buf *path,
                       gk_permit *out)
{
    struct search s = {rules, tree, path, out};

    if (rules->follow_symlinks)
        canonicalise(tree, path);
    else
        check_links(tree, path, out);
    if (out->allowed)
        check_lists(&s);
}

gk_status gk_permit_path(const struct gk_hugind_filesystem *rules,
                         const struct gk_permit_tree *tree, const char *path,
                         size_t len, gk_buf *resolved, gk_permit *out,
                         gk_error *err)
{
    gk_buf clean_path = GK_BUF_LIMIT(MAX_PATH_BYTES);
    gk_status st;

    gk_permit_begin(out);
    if (is_blank(path, len)) {
        gk_permit_deny(out, "empty path");
        gk_permit_because(out, NULL, NULL, "the path is empty");
        return GK_OK;
    }
    if (!clean(&clean_path, tree->root, path, len)) {
        gk_permit_deny(out, "%s", dots_words);
        gk_permit_because(out, NULL, NULL, "the path has \"..\" in it");
    } else if (clean_path.status == GK_OK) {
        check_path(rules, tree, &clean_path, out);
    }
    st = gk_buf_check(&clean_path, err);
    if (st == GK_OK && out->allowed) {
        gk_buf_put(resolved, clean_path.data, clean_path.len);
        st = gk_buf_check(resolved, err);
    }
    gk_buf_clear(&clean_path);
    return st;
}
