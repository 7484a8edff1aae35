#include "host-mock/copyin.h"

#include "core/base/base64.h"
#include "core/base/file.h"
#include "core/base/utf8.h"
#include "host-mock/world/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gk_status copy_folder(struct gk_copyin *c, int folder, gk_json *entry,
                             gk_buf *shown, unsigned depth, gk_error *err);

static gk_status fail_errno(const char *shown, gk_error *err)
{
    return gk_fail(err, errno == ENOENT ? GK_E_NOENT : GK_E_IO, "'%s': %s",
                   shown, strerror(errno));
}

/* --- what a tree may hold --------------------------------------------------
 */

static gk_status count_bytes(struct gk_copyin *c, size_t more,
                             const char *shown, gk_error *err)
{
    if (more > GK_MAX_FILES_BYTES || c->bytes > GK_MAX_FILES_BYTES - more)
        return gk_fail(err, GK_E_LIMIT,
                       "'%s': %zu bytes after %zu of other files; a tree holds "
                       "at most %zu",
                       shown, more, c->bytes, GK_MAX_FILES_BYTES);
    c->bytes += more;
    return GK_OK;
}

static gk_status count_name(struct gk_copyin *c, const char *name,
                            const char *shown, gk_error *err)
{
    if (c->names >= GK_MAX_FILES_NODES)
        return gk_fail(err, GK_E_LIMIT,
                       "'%s': a tree holds at most %u files and folders", shown,
                       GK_MAX_FILES_NODES);
    c->names++;
    return count_bytes(c, strlen(name), shown, err);
}

/* --- a file ----------------------------------------------------------------
 */

static gk_status read_all(int fd, size_t size, const char *shown, gk_buf *out,
                          gk_error *err)
{
    uint8_t chunk[65536];
    ssize_t n;

    do {
        n = read(fd, chunk, sizeof chunk);
        if (n > 0)
            gk_buf_put(out, chunk, (size_t)n);
    } while ((n > 0 && out->len <= size) || (n < 0 && errno == EINTR));
    if (n < 0)
        return fail_errno(shown, err);
    if (out->len > size)
        return gk_fail(err, GK_E_IO, "'%s' grows while it is read", shown);
    return gk_buf_check(out, err);
}

static gk_status put_bytes(gk_json *entry, const gk_buf *bytes, gk_error *err)
{
    const uint8_t *data = bytes->len > 0 ? bytes->data : (const uint8_t *)"";
    gk_buf base64 = GK_BUF_LIMIT(2 * GK_MAX_FILES_BYTES);
    gk_status st;

    if (gk_utf8_valid(data, bytes->len)) {
        st = gk_json_set(entry, "text", gk_json_new_bytes(data, bytes->len));
    } else {
        gk_base64_encode(data, bytes->len, &base64);
        st = gk_buf_check(&base64, err);
        if (st == GK_OK)
            st = gk_json_set_string(entry, "base64", gk_buf_text(&base64));
    }
    gk_buf_clear(&base64);
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

static double ms_of(const struct timespec *time)
{
    int64_t ms = (int64_t)time->tv_sec * 1000 + time->tv_nsec / 1000000;

    return (double)ms;
}

static gk_status set_traits(const struct gk_copyin *c, gk_json *entry,
                            const struct stat *what, gk_error *err)
{
    gk_status st = GK_OK;

    if ((what->st_mode & S_IWUSR) == 0 &&
        gk_json_get(entry, "readonly") == NULL)
        st = gk_json_set_bool(entry, "readonly", true);
    if (st == GK_OK && c->with_times && what->st_mtim.tv_sec >= 0)
        st = gk_json_set_number(entry, "modified", ms_of(&what->st_mtim));
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

static gk_status copy_file(struct gk_copyin *c, int fd, gk_json *entry,
                           const char *shown, gk_error *err)
{
    gk_buf bytes = GK_BUF_LIMIT(GK_MAX_FILES_BYTES + 65536);
    struct stat what;
    gk_status st = GK_OK;

    if (fstat(fd, &what) != 0)
        return fail_errno(shown, err);
    if (!S_ISREG(what.st_mode))
        return gk_fail(err, GK_E_SCHEMA,
                       "'%s': wanted a file, found %s that cannot be copied",
                       shown, S_ISDIR(what.st_mode) ? "a folder" : "something");
    st = count_bytes(c, (size_t)what.st_size, shown, err);
    if (st == GK_OK)
        st = read_all(fd, (size_t)what.st_size, shown, &bytes, err);
    if (st == GK_OK)
        st = put_bytes(entry, &bytes, err);
    if (st == GK_OK)
        st = set_traits(c, entry, &what, err);
    gk_buf_clear(&bytes);
    return st;
}

/* --- a folder --------------------------------------------------------------
 */

static gk_status copy_link(struct gk_copyin *c, int folder, const char *name,
                           gk_json *entry, const char *shown, gk_error *err)
{
    char target[PATH_MAX];
    ssize_t len = readlinkat(folder, name, target, sizeof target - 1);
    gk_status st;

    if (len <= 0)
        return fail_errno(shown, err);
    target[len] = '\0';
    if (!gk_utf8_valid((const uint8_t *)target, (size_t)len))
        return gk_fail(err, GK_E_SCHEMA,
                       "'%s': a link to a name that is not UTF-8", shown);
    st = count_bytes(c, (size_t)len, shown, err);
    if (st == GK_OK && gk_json_set_string(entry, "link", target) != GK_OK)
        st = gk_fail_nomem(err);
    return st;
}

static const char *kind_word(mode_t mode)
{
    return S_ISFIFO(mode)   ? "a pipe"
           : S_ISSOCK(mode) ? "a socket"
           : S_ISCHR(mode)  ? "a device"
           : S_ISBLK(mode)  ? "a device"
                            : "something";
}

/* Opened without following, and looked at once more when it is open: it may
 * have been replaced in between. */
static gk_status copy_opened(struct gk_copyin *c, int folder, const char *name,
                             gk_json *entry, gk_buf *shown, bool is_dir,
                             unsigned depth, gk_error *err)
{
    int fd = openat(folder, name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
                        (is_dir ? O_DIRECTORY : 0));
    gk_status st;

    if (fd < 0)
        return fail_errno(gk_buf_text(shown), err);
    st = is_dir ? copy_folder(c, fd, entry, shown, depth + 1, err)
                : copy_file(c, fd, entry, gk_buf_text(shown), err);
    close(fd);
    return st;
}

static gk_status copy_entry(struct gk_copyin *c, int folder, const char *name,
                            gk_json *entry, gk_buf *shown, unsigned depth,
                            gk_error *err)
{
    const char *path = gk_buf_text(shown);
    struct stat what;
    gk_status st = count_name(c, name, path, err);

    if (st != GK_OK)
        return st;
    if (!gk_utf8_valid((const uint8_t *)name, strlen(name)))
        return gk_fail(err, GK_E_SCHEMA, "'%s': a name that is not UTF-8",
                       path);
    if (fstatat(folder, name, &what, AT_SYMLINK_NOFOLLOW) != 0)
        return fail_errno(path, err);
    if (S_ISLNK(what.st_mode))
        return copy_link(c, folder, name, entry, path, err);
    if (!S_ISREG(what.st_mode) && !S_ISDIR(what.st_mode))
        return gk_fail(err, GK_E_SCHEMA,
                       "'%s' is %s; only files, folders and links can be "
                       "copied",
                       path, kind_word(what.st_mode));
    return copy_opened(c, folder, name, entry, shown, S_ISDIR(what.st_mode),
                       depth, err);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted; more than a tree can hold need not be read. */
static gk_status list_names(int folder, const char *shown, gk_names *out,
                            gk_error *err)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *e;
    gk_status st = GK_OK;

    if (dir == NULL) {
        st = fail_errno(shown, err);
        if (fd >= 0)
            close(fd);
        return st;
    }
    while (st == GK_OK && out->count <= GK_MAX_FILES_NODES &&
           (e = readdir(dir)) != NULL)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            st = gk_names_add(out, e->d_name, err);
    closedir(dir);
    if (st == GK_OK && out->count > 0)
        qsort(out->at, out->count, sizeof *out->at, by_name);
    return st;
}

static gk_status copy_folder(struct gk_copyin *c, int folder, gk_json *entry,
                             gk_buf *shown, unsigned depth, gk_error *err)
{
    gk_names names = GK_NAMES_INIT;
    size_t shown_len = shown->len;
    struct stat what;
    gk_json *dir = NULL;
    gk_status st;

    if (depth > GK_MAX_COPIED_DEPTH)
        return gk_fail(err, GK_E_LIMIT,
                       "'%s': folders in folders, more than %u deep",
                       gk_buf_text(shown), GK_MAX_COPIED_DEPTH);
    st = list_names(folder, gk_buf_text(shown), &names, err);
    if (st == GK_OK && gk_json_set(entry, "dir", gk_json_new_object()) != GK_OK)
        st = gk_fail_nomem(err);
    dir = gk_json_edit_get(entry, "dir");
    for (size_t i = 0; i < names.count && st == GK_OK; i++) {
        gk_json *child = gk_json_new_object();

        shown->len = shown_len;
        gk_buf_printf(shown, "/%s", names.at[i]);
        st = copy_entry(c, folder, names.at[i], child, shown, depth, err);
        if (st != GK_OK)
            gk_json_free(child);
        else if (gk_json_add(dir, names.at[i], child) != GK_OK)
            st = gk_fail_nomem(err);
    }
    gk_names_clear(&names);
    shown->len = shown_len;
    if (st == GK_OK && fstat(folder, &what) != 0)
        st = fail_errno(gk_buf_text(shown), err);
    return st == GK_OK ? set_traits(c, entry, &what, err) : st;
}

gk_status gk_copyin_folder(struct gk_copyin *copyin, int folder, gk_json *entry,
                           const char *shown, gk_error *err)
{
    gk_buf path = GK_BUF_INIT;
    gk_status st;

    gk_buf_puts(&path, strcmp(shown, "/") == 0 ? "" : shown);
    st = copy_folder(copyin, folder, entry, &path, 1, err);
    gk_buf_clear(&path);
    return st;
}

/* --- the entries of a world ------------------------------------------------
 */

/* "folder" or "file" of an entry; NULL: neither. */
static const char *key_of(const gk_json *entry)
{
    return gk_json_get(entry, "folder") != NULL ? "folder"
           : gk_json_get(entry, "file") != NULL ? "file"
                                                : NULL;
}

bool gk_copyin_wanted(const gk_json *files)
{
    bool wanted = false;

    for (const gk_json *m = gk_json_first(files); m != NULL && !wanted;
         m = gk_json_next(m))
        wanted = gk_json_is(m, GK_JSON_OBJECT) &&
                 (key_of(m) != NULL || gk_copyin_wanted(gk_json_get(m, "dir")));
    return wanted;
}

static gk_status fill_entry(struct gk_copyin *c, gk_json *entry,
                            const char *base, const char *key, gk_error *err)
{
    const char *given = gk_json_text(gk_json_get(entry, key));
    bool is_dir = strcmp(key, "folder") == 0;
    char *path = given == NULL || *given == '\0'
                     ? NULL
                     : gk_path_join(base != NULL ? base : "", given);
    gk_status st;
    int fd;

    if (path == NULL)
        return gk_fail(err, GK_E_SCHEMA, "\"%s\" wants a path", key);
    fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
                        (is_dir ? O_DIRECTORY : 0));
    if (fd < 0)
        st = fail_errno(path, err);
    else
        st = is_dir ? gk_copyin_folder(c, fd, entry, path, err)
                    : copy_file(c, fd, entry, path, err);
    if (fd >= 0)
        close(fd);
    gk_json_unset(entry, key);
    free(path);
    return st;
}

gk_status gk_copyin_files(struct gk_copyin *copyin, gk_json *files,
                          const char *base, const char *where, gk_error *err)
{
    gk_status st = GK_OK;

    for (gk_json *m = gk_json_edit_first(files); m != NULL && st == GK_OK;
         m = gk_json_edit_next(m)) {
        const char *key = gk_json_is(m, GK_JSON_OBJECT) ? key_of(m) : NULL;
        char path[512];

        snprintf(path, sizeof path, "%s/%s", where, gk_json_key(m));
        if (key != NULL) {
            st = fill_entry(copyin, m, base, key, err);
            if (st != GK_OK)
                gk_wrap(err, "%s", path);
        } else if (gk_json_is(m, GK_JSON_OBJECT)) {
            strncat(path, "/dir", sizeof path - strlen(path) - 1);
            st = gk_copyin_files(copyin, gk_json_edit_get(m, "dir"), base, path,
                                 err);
        }
    }
    return st;
}
