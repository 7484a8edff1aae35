#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* How long a named pipe or a device may take to send its first byte. Whoever
 * writes into a named pipe is started about when its reader is. */
#define FIRST_BYTE_MS 5000

static gk_status fail_errno(gk_error *err, const char *what, const char *path)
{
    int code = errno;
    gk_status st = code == ENOENT || code == ENOTDIR ? GK_E_NOENT : GK_E_IO;

    return gk_fail(err, st, "%s '%s': %s", what, path, strerror(code));
}

/* A pipe without a name has its writer from the start, or has had it. */
static bool is_unnamed_pipe(int fd)
{
    struct statfs system;

    return fstatfs(fd, &system) == 0 && system.f_type == PIPEFS_MAGIC;
}

/* Nobody may ever write into a named pipe, or type at a terminal: one such
 * path must not stop all that come behind it. */
static gk_status await_bytes(int fd, mode_t type, const char *path,
                             gk_error *err)
{
    struct pollfd at = {.fd = fd, .events = POLLIN};
    int ready;

    if (S_ISREG(type) || is_unnamed_pipe(fd))
        return GK_OK;
    do
        ready = poll(&at, 1, FIRST_BYTE_MS);
    while (ready < 0 && errno == EINTR);
    if (ready < 0)
        return fail_errno(err, "cannot read", path);
    if (ready > 0)
        return GK_OK;
    return gk_fail(err, GK_E_IO, "cannot read '%s': it is a %s", path,
                   S_ISFIFO(type) ? "pipe into which nobody writes"
                                  : "device from which nothing comes");
}

/* Opened so that it does not wait; reading waits as usual. */
static gk_status prepare(int fd, const char *path, gk_error *err)
{
    struct stat info;
    int flags = fcntl(fd, F_GETFL);
    gk_status st;

    if (flags < 0 || fstat(fd, &info) != 0)
        return fail_errno(err, "cannot read", path);
    if (S_ISDIR(info.st_mode))
        return gk_fail(err, GK_E_IO, "cannot read '%s': it is a directory",
                       path);
    st = await_bytes(fd, info.st_mode, path, err);
    if (st == GK_OK && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != 0)
        st = fail_errno(err, "cannot read", path);
    return st;
}

static gk_status open_for_reading(const char *path, int *out, gk_error *err)
{
    gk_status st;
    int fd;

    if (strcmp(path, "-") == 0) {
        *out = STDIN_FILENO;
        return GK_OK;
    }
    fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, "cannot read", path);
    st = prepare(fd, path, err);
    if (st != GK_OK) {
        close(fd);
        return st;
    }
    *out = fd;
    return GK_OK;
}

static void close_unless_stdin(int fd)
{
    if (fd != STDIN_FILENO)
        close(fd);
}

static gk_status read_all(int fd, const char *path, size_t max, gk_buf *out,
                          gk_error *err)
{
    static const size_t step = 65536;
    char *chunk = malloc(step);
    size_t total = 0;
    gk_status st = chunk == NULL ? gk_fail_nomem(err) : GK_OK;

    while (st == GK_OK) {
        ssize_t n = read(fd, chunk, step);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            st = fail_errno(err, "cannot read", path);
        if (n <= 0)
            break;
        total += (size_t)n;
        if (total > max)
            st = gk_fail(err, GK_E_LIMIT, "'%s' is over %zu bytes", path, max);
        else if (gk_buf_put(out, chunk, (size_t)n) != GK_OK)
            st = gk_buf_check(out, err);
    }
    free(chunk);
    return st;
}

static bool look(const char *path, struct stat *out)
{
    return (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, out)
                                   : stat(path, out)) == 0;
}

bool gk_same_file(const char *input, const char *output)
{
    struct stat read, written;

    return stat(output, &written) == 0 && look(input, &read) &&
           read.st_dev == written.st_dev && read.st_ino == written.st_ino;
}

gk_status gk_read_file(const char *path, size_t max, gk_buf *out, gk_error *err)
{
    int fd = -1;
    gk_status st = open_for_reading(path, &fd, err);

    if (st != GK_OK)
        return st;
    st = read_all(fd, path, max, out, err);
    close_unless_stdin(fd);
    return st;
}

gk_status gk_map_file(const char *path, size_t max, gk_map *out, gk_error *err)
{
    gk_map map = GK_MAP_INIT;
    struct stat info;
    int fd = -1;
    gk_status st = open_for_reading(path, &fd, err);

    if (st != GK_OK)
        return st;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
        if ((uintmax_t)info.st_size > max) {
            st = gk_fail(err, GK_E_LIMIT, "'%s' is over %zu bytes", path, max);
            goto done;
        }
        map.mapping_len = (size_t)info.st_size;
        /* All of it is read: one fault is cheaper than thousands. */
        map.mapping = mmap(NULL, map.mapping_len, PROT_READ,
                           MAP_PRIVATE | MAP_POPULATE, fd, 0);
        if (map.mapping == MAP_FAILED)
            map.mapping = NULL;
        else
            map.data = map.mapping;
        map.len = map.data != NULL ? map.mapping_len : 0;
    }
    if (map.mapping == NULL) {
        map.read.max = max;
        st = read_all(fd, path, max, &map.read, err);
        map.data = map.read.data;
        map.len = map.read.len;
    }
done:
    close_unless_stdin(fd);
    if (st == GK_OK)
        *out = map;
    else
        gk_map_clear(&map);
    return st;
}

void gk_map_clear(gk_map *map)
{
    if (map == NULL)
        return;
    if (map->mapping != NULL)
        munmap(map->mapping, map->mapping_len);
    gk_buf_clear(&map->read);
    map->mapping = NULL;
    map->data = NULL;
    map->len = 0;
}

static gk_status write_all(int fd, const char *path, const void *bytes,
                           size_t len, gk_error *err)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t n = write(fd, at, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(err, "cannot write", path);
        at += n;
        len -= (size_t)n;
    }
    return GK_OK;
}

/* Into a device or a pipe. */
static gk_status write_into(const char *path, const void *bytes, size_t len,
                            gk_error *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    gk_status st;

    if (fd < 0)
        return fail_errno(err, "cannot write", path);
    st = write_all(fd, path, bytes, len, err);
    if (close(fd) != 0 && st == GK_OK)
        st = fail_errno(err, "cannot write", path);
    return st;
}

gk_status gk_write_file(const char *path, const void *bytes, size_t len,
                        unsigned mode, gk_error *err)
{
    gk_buf temp = GK_BUF_INIT;
    struct stat info;
    gk_status st;
    int fd = -1;

    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode) &&
        !S_ISDIR(info.st_mode))
        return write_into(path, bytes, len, err);
    gk_buf_printf(&temp, "%s.XXXXXX", path);
    st = gk_buf_check(&temp, err);
    if (st != GK_OK)
        goto done;
    fd = mkostemp((char *)temp.data, O_CLOEXEC);
    if (fd < 0) {
        st = fail_errno(err, "cannot write", path);
        goto done;
    }
    st = write_all(fd, path, bytes, len, err);
    if (st == GK_OK && fchmod(fd, (mode_t)mode) != 0)
        st = fail_errno(err, "cannot write", path);
    if (close(fd) != 0 && st == GK_OK)
        st = fail_errno(err, "cannot write", path);
    if (st == GK_OK && rename(gk_buf_text(&temp), path) != 0)
        st = fail_errno(err, "cannot write", path);
    if (st != GK_OK)
        unlink(gk_buf_text(&temp));
done:
    gk_buf_clear(&temp);
    return st;
}
