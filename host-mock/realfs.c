#include "host-mock/realfs.h"

#include "host-mock/copyin.h"
#include "host-mock/world/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum what { FILE_CHANGE, DIR_CHANGE, LINK_CHANGE, REMOVE_CHANGE };

static const char *const whats[] = {"file", "dir", "link", "remove"};

struct change {
    enum what what;
    size_t folder; /* index */
    char *path;    /* owned; from the folder */
    char *target;  /* LINK: owned */
    gk_buf bytes;  /* FILE */
    bool readonly;
};

struct folder {
    char *path; /* owned */
    int fd;
};

struct gk_realfs {
    struct folder *folders;
    size_t folder_count;
    struct change *changes;
    size_t count, room;
    size_t bytes;     /* of all changes */
    gk_error refused; /* what the other side says it cannot tell */
};

/* --- before the run --------------------------------------------------------
 */

static gk_status open_folder(gk_realfs *fs, const char *path, gk_json *files,
                             struct gk_copyin *copyin, gk_error *err)
{
    struct folder *f = &fs->folders[fs->folder_count];
    gk_json *entry = gk_json_new_object();
    gk_status st;

    f->fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (f->fd < 0) {
        gk_json_free(entry);
        return gk_fail(err, GK_E_IO, "'%s': %s", path, strerror(errno));
    }
    fs->folder_count++;
    f->path = strdup(path);
    st = f->path == NULL ? gk_fail_nomem(err)
                         : gk_copyin_folder(copyin, f->fd, entry, path, err);
    if (st != GK_OK) {
        gk_json_free(entry);
        return st;
    }
    return gk_json_set(files, path, entry) == GK_OK ? GK_OK
                                                    : gk_fail_nomem(err);
}

gk_status gk_realfs_open(const char *root, const gk_json *folders,
                         gk_json *world, struct gk_copyin *copyin,
                         gk_realfs **out, gk_error *err)
{
    static const char *const keys[] = {"files", "root"};
    gk_json *files = gk_json_new_object();
    gk_realfs *fs = calloc(1, sizeof *fs);
    gk_status st = GK_OK;

    for (size_t i = 0; i < 2 && st == GK_OK; i++)
        if (gk_json_get(world, keys[i]) != NULL)
            st = gk_fail(err, GK_E_USAGE,
                         "--live fs gives the agent its real folder, and the "
                         "fixtures have \"%s\": one or the other",
                         keys[i]);
    if (fs != NULL)
        fs->folders = calloc(gk_json_count(folders), sizeof *fs->folders);
    if (st == GK_OK && (fs == NULL || fs->folders == NULL))
        st = gk_fail_nomem(err);
    copyin->with_times = true;
    for (const gk_json *f = gk_json_first(folders); f != NULL && st == GK_OK;
         f = gk_json_next(f))
        st = open_folder(fs, gk_json_text(f), files, copyin, err);
    if (st != GK_OK) {
        gk_json_free(files);
        gk_realfs_close(fs);
        return st;
    }
    if (gk_json_set(world, "files", files) != GK_OK ||
        gk_json_set_string(world, "root", root) != GK_OK) {
        gk_realfs_close(fs);
        return gk_fail_nomem(err);
    }
    *out = fs;
    return GK_OK;
}

void gk_realfs_close(gk_realfs *fs)
{
    if (fs == NULL)
        return;
    for (size_t i = 0; i < fs->folder_count; i++) {
        close(fs->folders[i].fd);
        free(fs->folders[i].path);
    }
    for (size_t i = 0; i < fs->count; i++) {
        free(fs->changes[i].path);
        free(fs->changes[i].target);
        gk_buf_clear(&fs->changes[i].bytes);
    }
    free(fs->folders);
    free(fs->changes);
    free(fs);
}

/* --- what comes from the guest's process -----------------------------------
 */

static struct change *new_change(gk_realfs *fs)
{
    size_t room = fs->room < 16 ? 16 : fs->room * 2;
    struct change *more;

    if (fs->count == fs->room) {
        more = realloc(fs->changes, room * sizeof *more);
        if (more == NULL)
            return NULL;
        fs->changes = more;
        fs->room = room;
    }
    fs->changes[fs->count] =
        (struct change){.bytes = GK_BUF_LIMIT(GK_MAX_FILES_BYTES)};
    return &fs->changes[fs->count++];
}

static gk_status take_bytes(gk_realfs *fs, struct change *change,
                            const gk_buf *body, gk_error *err)
{
    if (body->len > 0)
        gk_buf_put(&change->bytes, body->data, body->len);
    fs->bytes += body->len;
    if (fs->bytes > GK_MAX_FILES_BYTES)
        return gk_fail(err, GK_E_LIMIT,
                       "the run changed more than %zu bytes of files",
                       GK_MAX_FILES_BYTES);
    return gk_buf_check(&change->bytes, err);
}

static gk_status take_new(gk_realfs *fs, const gk_json *head, unsigned what,
                          const gk_buf *body, gk_error *err)
{
    const char *path = gk_json_text(gk_json_get(head, "path"));
    const char *target = gk_json_text(gk_json_get(head, "target"));
    double folder = gk_json_number(gk_json_get(head, "folder"));
    struct change *change;

    if (path == NULL || !(folder >= 0 && folder < (double)fs->folder_count) ||
        (what == LINK_CHANGE) != (target != NULL))
        return gk_fail(err, GK_E_SCHEMA, "a change that is none");
    /* Everything may go and come anew. */
    if (fs->count >= 2 * (size_t)GK_MAX_FILES_NODES)
        return gk_fail(err, GK_E_LIMIT, "the run changed more than %zu files",
                       fs->count);
    change = new_change(fs);
    if (change == NULL)
        return gk_fail_nomem(err);
    change->what = (enum what)what;
    change->folder = (size_t)folder;
    change->readonly = gk_json_true(gk_json_get(head, "readonly"));
    change->path = strdup(path);
    if (target != NULL)
        change->target = strdup(target);
    if (change->path == NULL || (target != NULL && change->target == NULL))
        return gk_fail_nomem(err);
    fs->bytes += strlen(path) + (target != NULL ? strlen(target) : 0);
    return take_bytes(fs, change, body, err);
}

gk_status gk_realfs_take(gk_realfs *fs, const gk_json *head, const gk_buf *body,
                         gk_error *err)
{
    const char *word = gk_json_text(gk_json_get(head, "do"));
    const char *why = gk_json_text(gk_json_get(head, "why"));
    unsigned i = 0;

    if (word != NULL && strcmp(word, "cannot") == 0) {
        gk_fail(&fs->refused, GK_E_DENIED, "%s", why != NULL ? why : "?");
        return GK_OK;
    }
    if (word != NULL && strcmp(word, "more") == 0 && fs->count > 0 &&
        fs->changes[fs->count - 1].what == FILE_CHANGE)
        return take_bytes(fs, &fs->changes[fs->count - 1], body, err);
    while (word != NULL && i < 4 && strcmp(word, whats[i]) != 0)
        i++;
    if (word == NULL || i == 4)
        return gk_fail(err, GK_E_SCHEMA, "a change that is none");
    return take_new(fs, head, i, body, err);
}

/* --- within a folder -------------------------------------------------------
 */

static gk_status deny(const gk_realfs *fs, const struct change *c,
                      const char *why, gk_error *err)
{
    return gk_fail(err, GK_E_DENIED, "'%s/%s' %s", fs->folders[c->folder].path,
                   c->path, why);
}

/* Names and slashes between them; how many names. 0: it is no such path. */
static size_t depth_of(const char *path)
{
    size_t depth = 0;

    for (;;) {
        size_t len = strcspn(path, "/");

        if (len == 0 || len > GK_MAX_FILE_NAME ||
            (len == 1 && path[0] == '.') ||
            (len == 2 && path[0] == '.' && path[1] == '.'))
            return 0;
        depth++;
        if (path[len] == '\0')
            return depth;
        path += len + 1;
    }
}

/*
 * Whether a link at that depth stays within: it climbs at its beginning only,
 * where each step is a real folder, and no further than to the top. A ".."
 * behind a name could be that of another link's target.
 */
static bool link_stays(const char *target, size_t depth)
{
    bool climbing = true;

    if (*target == '/' || *target == '\0')
        return false;
    while (*target != '\0') {
        size_t len = strcspn(target, "/");
        bool up = len == 2 && target[0] == '.' && target[1] == '.';

        if (up && (!climbing || --depth == 0))
            return false;
        climbing = climbing && (up || len == 0 || (len == 1 && *target == '.'));
        target += len + (target[len] == '/');
    }
    return true;
}

/*
 * The folder that a change's last name is in, opened name by name without
 * following links; -1 with errno. The caller closes it.
 */
static int open_parent(const gk_realfs *fs, const struct change *c,
                       const char **name)
{
    const char *at = c->path, *slash;
    int fd = openat(fs->folders[c->folder].fd, ".",
                    O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    while (fd >= 0 && (slash = strchr(at, '/')) != NULL) {
        char part[GK_MAX_FILE_NAME + 1];
        int next;

        snprintf(part, sizeof part, "%.*s", (int)(slash - at), at);
        next =
            openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(fd);
        fd = next;
        at = slash + 1;
    }
    *name = at;
    return fd;
}

/* A person's folder that is read-only stays so, for the superuser, too. */
static const char *objection(int dir, const char *name, const struct change *c)
{
    struct stat what;

    if (fstat(dir, &what) != 0 || (what.st_mode & S_IWUSR) == 0)
        return "is in a read-only folder";
    if (fstatat(dir, name, &what, AT_SYMLINK_NOFOLLOW) != 0)
        return NULL;
    if (c->what == FILE_CHANGE && S_ISREG(what.st_mode) &&
        (what.st_mode & S_IWUSR) == 0)
        return "is read-only";
    return NULL;
}

/* Before anything is written; what is not there yet is no objection. */
static gk_status check(const gk_realfs *fs, const struct change *c,
                       gk_error *err)
{
    size_t depth = depth_of(c->path);
    const char *name, *why = NULL;
    int dir;

    if (depth == 0)
        return deny(fs, c, "is no path in that folder", err);
    if (c->what == LINK_CHANGE && !link_stays(c->target, depth))
        return gk_fail(err, GK_E_DENIED,
                       "'%s/%s' is a link that may lead out of the folder, to "
                       "'%s'",
                       fs->folders[c->folder].path, c->path, c->target);
    dir = open_parent(fs, c, &name);
    if (dir < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP
                   ? GK_OK
                   : deny(fs, c, strerror(errno), err);
    why = objection(dir, name, c);
    close(dir);
    return why == NULL ? GK_OK : deny(fs, c, why, err);
}

/* --- writing ---------------------------------------------------------------
 */

/* All return 0, or -1 with errno. */
static int write_all(int fd, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

/* As the one it replaces: owner (where that can be) and mode. */
static int dress(int fd, const struct stat *old)
{
    if (fchown(fd, old->st_uid, old->st_gid) != 0 && errno != EPERM)
        return -1;
    return fchmod(fd, old->st_mode & 0777);
}

static int write_beside(int dir, const char *beside, const struct change *c,
                        const struct stat *old)
{
    int fd = openat(dir, beside,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    c->readonly ? 0444 : 0666);
    int status;

    if (fd < 0)
        return -1;
    status = write_all(fd, c->bytes.data, c->bytes.len);
    if (status == 0 && old != NULL)
        status = dress(fd, old);
    return close(fd) == 0 ? status : -1;
}

static int put_file(int dir, const char *name, const struct change *c,
                    bool *existed)
{
    char beside[64];
    struct stat old;
    int status;

    *existed = fstatat(dir, name, &old, AT_SYMLINK_NOFOLLOW) == 0;
    if (*existed && !S_ISREG(old.st_mode)) {
        errno = EEXIST; /* it was a file when it was copied */
        return -1;
    }
    snprintf(beside, sizeof beside, ".guestkit-%ld.tmp", (long)getpid());
    status = write_beside(dir, beside, c, *existed ? &old : NULL);
    if (status == 0)
        status = renameat(dir, beside, dir, name);
    if (status != 0) {
        int why = errno;

        if (why != EEXIST)
            unlinkat(dir, beside, 0);
        errno = why;
    }
    return status;
}

static int remove_name(int dir, const char *name)
{
    struct stat what;

    if (fstatat(dir, name, &what, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : -1;
    return unlinkat(dir, name, S_ISDIR(what.st_mode) ? AT_REMOVEDIR : 0);
}

static int apply_in(int dir, const char *name, const struct change *c,
                    bool *existed)
{
    *existed = false;
    switch (c->what) {
    case FILE_CHANGE:
        return put_file(dir, name, c, existed);
    case DIR_CHANGE:
        return mkdirat(dir, name, 0777);
    case LINK_CHANGE:
        return symlinkat(c->target, dir, name);
    case REMOVE_CHANGE:
        return remove_name(dir, name);
    }
    return 0;
}

static gk_status apply(const gk_realfs *fs, const struct change *c,
                       gk_json *wrote, gk_error *err)
{
    gk_buf shown = GK_BUF_INIT;
    gk_json *told = gk_json_new_object();
    bool existed = false;
    const char *name, *why = NULL;
    int dir = open_parent(fs, c, &name);
    int status = dir;

    if (dir >= 0)
        why = objection(dir, name, c);
    if (dir >= 0 && why == NULL)
        status = apply_in(dir, name, c, &existed);
    if (status < 0)
        why = strerror(errno);
    if (dir >= 0)
        close(dir);
    if (why != NULL) {
        gk_json_free(told);
        return gk_fail(err, status < 0 ? GK_E_IO : GK_E_DENIED, "'%s/%s': %s",
                       fs->folders[c->folder].path, c->path, why);
    }
    gk_buf_printf(&shown, "%s/%s", fs->folders[c->folder].path, c->path);
    gk_json_set_string(told, "path", gk_buf_text(&shown));
    gk_json_set_string(told, "what",
                       c->what == REMOVE_CHANGE ? "removed"
                       : existed                ? "changed"
                                                : "created");
    gk_buf_clear(&shown);
    return gk_json_push(wrote, told) == GK_OK ? GK_OK : gk_fail_nomem(err);
}

gk_status gk_realfs_write(gk_realfs *fs, gk_json *wrote, gk_error *err)
{
    gk_status st = GK_OK;

    if (fs->refused.status != GK_OK)
        return gk_fail(err, fs->refused.status, "%s", fs->refused.text);
    for (size_t i = 0; i < fs->count && st == GK_OK; i++)
        st = check(fs, &fs->changes[i], err);
    for (size_t i = 0; i < fs->count && st == GK_OK; i++)
        st = apply(fs, &fs->changes[i], wrote, err);
    return st;
}
