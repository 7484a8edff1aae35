#include "templates/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct gk_tree {
    char *dir; /* as given, for messages */
    int fd;
    gk_names above; /* folders made on the way to `dir`, outermost first */
    gk_names made;  /* files and folders ("src/") made below it, in order */
    bool keep;
};

static gk_status fail_io(const gk_tree *t, const char *what, const char *path,
                         gk_error *err)
{
    return gk_fail(err, GK_E_IO, "cannot %s '%s/%s': %s", what, t->dir, path,
                   strerror(errno));
}

/* mkdir -p that remembers what was not there. */
static gk_status make_above(gk_tree *t, gk_error *err)
{
    char *path = strdup(t->dir);
    gk_status st = path == NULL ? gk_fail_nomem(err) : GK_OK;

    for (char *p = path; st == GK_OK; p++) {
        char at = *p;

        if (p == path || (at != '/' && at != '\0')) {
            if (at == '\0')
                break;
            continue;
        }
        *p = '\0';
        if (mkdir(path, 0777) == 0)
            st = gk_names_add(&t->above, path, err);
        else if (errno != EEXIST)
            st = gk_fail(err, GK_E_IO, "cannot make folder '%s': %s", path,
                         strerror(errno));
        *p = at;
        if (at == '\0')
            break;
    }
    free(path);
    return st;
}

gk_status gk_tree_open(const char *dir, gk_tree **out, gk_error *err)
{
    gk_tree *t = calloc(1, sizeof *t);
    gk_status st;

    if (t == NULL || (t->dir = strdup(dir)) == NULL) {
        free(t);
        return gk_fail_nomem(err);
    }
    t->fd = -1;
    st = make_above(t, err);
    if (st == GK_OK) {
        t->fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (t->fd < 0)
            st = errno == ENOTDIR
                     ? gk_fail(err, GK_E_EXISTS, "'%s' is not a folder", dir)
                     : gk_fail(err, GK_E_IO, "cannot open folder '%s': %s", dir,
                               strerror(errno));
    }
    if (st != GK_OK)
        gk_tree_close(t);
    else
        *out = t;
    return st;
}

/* Remembers what was made, or takes it away at once when that fails. */
static gk_status remember(gk_tree *t, const char *path, int at,
                          const char *name, int flags, gk_error *err)
{
    gk_status st = gk_names_add(&t->made, path, err);

    if (st != GK_OK)
        unlinkat(at, name, flags);
    return st;
}

/* Steps from *fd, owned, into the folder path[from..to). */
static gk_status step_into(gk_tree *t, int *fd, const char *path, size_t from,
                           size_t to, gk_error *err)
{
    char *name = strndup(path + from, to - from);
    char *whole = strndup(path, to + 1); /* with its '/' */
    gk_status st = GK_OK;
    int next = -1;

    if (name == NULL || whole == NULL)
        st = gk_fail_nomem(err);
    else if (mkdirat(*fd, name, 0777) == 0)
        st = remember(t, whole, *fd, name, AT_REMOVEDIR, err);
    else if (errno != EEXIST)
        st = fail_io(t, "make folder", whole, err);
    if (st == GK_OK) {
        next =
            openat(*fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (next < 0 && (errno == ELOOP || errno == ENOTDIR))
            st = gk_fail(err, GK_E_EXISTS,
                         "'%s/%.*s' is a link or a file, a folder is wanted: "
                         "nothing was written",
                         t->dir, (int)to, path);
        else if (next < 0)
            st = fail_io(t, "open folder", whole, err);
    }
    if (st == GK_OK) {
        close(*fd);
        *fd = next;
    }
    free(whole);
    free(name);
    return st;
}

/* The folder that `path` lies in; *base is where its last part begins. */
static gk_status walk_to(gk_tree *t, const char *path, int *out, size_t *base,
                         gk_error *err)
{
    int fd = openat(t->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t from = 0;
    gk_status st = fd < 0 ? fail_io(t, "open", ".", err) : GK_OK;

    while (st == GK_OK) {
        size_t part = strcspn(path + from, "/");

        if (path[from + part] == '\0')
            break;
        st = step_into(t, &fd, path, from, from + part, err);
        from += part + 1;
    }
    if (st != GK_OK) {
        if (fd >= 0)
            close(fd);
        return st;
    }
    *out = fd;
    *base = from;
    return GK_OK;
}

static bool write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t n = write(fd, at, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

gk_status gk_tree_add(gk_tree *tree, const char *path, const void *bytes,
                      size_t len, bool *made, gk_error *err)
{
    size_t base = 0;
    int folder = -1, fd = -1;
    gk_status st = walk_to(tree, path, &folder, &base, err);

    if (st != GK_OK)
        return st;
    fd = openat(folder, path + base,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    *made = fd >= 0;
    if (fd < 0 && errno != EEXIST)
        st = fail_io(tree, "make", path, err);
    if (fd >= 0) {
        st = remember(tree, path, folder, path + base, 0, err);
        if (st == GK_OK && !write_all(fd, bytes, len))
            st = fail_io(tree, "write", path, err);
        if (close(fd) != 0 && st == GK_OK)
            st = fail_io(tree, "write", path, err);
    }
    close(folder);
    return st;
}

void gk_tree_keep(gk_tree *tree)
{
    tree->keep = true;
}

/* Errors are passed over: whatever cannot be removed stays. */
static void remove_made(gk_tree *t)
{
    for (size_t i = t->made.count; i-- > 0;) {
        char *path = t->made.at[i];
        size_t len = strlen(path);
        bool folder = path[len - 1] == '/';

        if (folder)
            path[len - 1] = '\0';
        unlinkat(t->fd, path, folder ? AT_REMOVEDIR : 0);
    }
    for (size_t i = t->above.count; i-- > 0;)
        if (rmdir(t->above.at[i]) != 0)
            break;
}

void gk_tree_close(gk_tree *tree)
{
    if (tree == NULL)
        return;
    if (!tree->keep)
        remove_made(tree);
    if (tree->fd >= 0)
        close(tree->fd);
    gk_names_clear(&tree->above);
    gk_names_clear(&tree->made);
    free(tree->dir);
    free(tree);
}
