/*
 * A long walk over a folder, each step decided by a generator with a fixed
 * seed: whatever two hosts see differently, tests/sdk/wasi.mjs finds by its
 * step. No ".." goes through a link: one of the hosts looks only at the text.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef SEED
#define SEED 20260101
#endif

static unsigned long state = SEED;

static unsigned pick(unsigned below)
{
    state = state * 1103515245 + 12345; /* 32 bits of it */
    return (unsigned)(state >> 16) % below;
}

static const char *const names[] = {"a", "b", "c", "d"};

/* One to three names deep. */
static void make_path(char *out, int base)
{
    strcpy(out, base ? "/data" : "");
    for (unsigned deep = 1 + pick(3); deep > 0; deep--) {
        if (*out != '\0')
            strcat(out, "/");
        strcat(out, names[pick(4)]);
    }
}

static int write_file(const char *path, int flags)
{
    int fd = open(path, flags, 0644);
    int ok = fd < 0 ? -1 : write(fd, path, pick(20)) < 0;
    int why = errno;

    if (fd >= 0)
        close(fd);
    errno = why;
    return ok;
}

static int read_file(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY);
    ssize_t len = fd < 0 ? -1 : read(fd, text, size - 1);
    int why = errno == EBADF ? EISDIR : errno; /* two words for a folder */

    text[len < 0 ? 0 : len] = '\0';
    if (fd >= 0)
        close(fd);
    errno = why;
    return len < 0 ? -1 : 0;
}

static int step(const char *path, const char *other, char *more, size_t size)
{
    struct stat st;
    ssize_t len;
    int r;

    *more = '\0';
    switch (pick(11)) {
    case 0:
    case 1:
        strcpy(more, "mkdir");
        return mkdir(path, 0755);
    case 2:
        strcpy(more, "rmdir");
        return rmdir(path);
    case 3:
        strcpy(more, "unlink");
        return unlink(path);
    case 4:
        strcpy(more, "rename");
        return rename(path, other);
    case 5:
        strcpy(more, "link");
        return link(path, other);
    case 6:
        strcpy(more, "symlink");
        return symlink(names[pick(4)], path);
    case 7:
        strcpy(more, "append");
        return write_file(path, O_WRONLY | O_CREAT | O_APPEND);
    case 8:
        strcpy(more, "write");
        return write_file(path, O_WRONLY | O_CREAT | O_TRUNC);
    case 9:
        return read_file(path, more, size);
    default:
        len = readlink(path, more, size - 1);
        if (len >= 0) {
            more[len] = '\0';
            return 0;
        }
        r = stat(path, &st);
        if (r == 0)
            snprintf(more, size, "%s %lld links %d",
                     S_ISDIR(st.st_mode) ? "dir" : "file",
                     S_ISDIR(st.st_mode) ? 0LL : (long long)st.st_size,
                     S_ISDIR(st.st_mode) ? 0 : (int)st.st_nlink);
        return r;
    }
}

int main(void)
{
    for (int i = 0; i < 3000; i++) {
        char path[64], other[64], more[256];
        int r;

        make_path(path, 1);
        make_path(other, 1);
        r = step(path, other, more, sizeof more);
        printf("%d %s %s: %s %s\n", i, path, other, more,
               r == 0 ? "fine" : strerror(errno));
    }
    return 0;
}
