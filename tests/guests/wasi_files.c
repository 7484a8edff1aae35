/*
 * The C library's files on a folder mounted as /data: tests/sdk/wasi.mjs runs
 * this in two hosts and compares what it prints and leaves behind.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void told(const char *what, int result)
{
    printf("%s: %s\n", what, result == 0 ? "fine" : strerror(errno));
}

/* Hosts have two words for a way out of the folder. */
static void refused(const char *what, int failed)
{
    printf("%s: %s\n", what, failed ? "refused" : "LET THROUGH");
}

static void write_text(const char *path, const char *mode, const char *text)
{
    FILE *f = fopen(path, mode);

    if (f == NULL) {
        told(path, -1);
        return;
    }
    fprintf(f, "%s", text);
    fclose(f);
}

static void show(const char *path)
{
    char line[64];
    FILE *f = fopen(path, "r");

    if (f == NULL) {
        told(path, -1);
        return;
    }
    printf("-- %s\n", path);
    while (fgets(line, sizeof line, f) != NULL)
        printf("%s", line);
    printf("--\n");
    fclose(f);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int no_dots(const struct dirent *e)
{
    return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

static void list(const char *path)
{
    struct dirent **names;
    int count = scandir(path, &names, no_dots, by_name);

    printf("%s has %d\n", path, count);
    for (int i = 0; i < count; i++) {
        char whole[300];
        struct stat st;

        snprintf(whole, sizeof whole, "%s/%s", path, names[i]->d_name);
        if (lstat(whole, &st) != 0)
            told(whole, -1);
        else
            printf("  %s %s %lld\n", names[i]->d_name,
                   S_ISDIR(st.st_mode)   ? "dir"
                   : S_ISLNK(st.st_mode) ? "link"
                                         : "file",
                   S_ISREG(st.st_mode) ? (long long)st.st_size : 0LL);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

static void streams(void)
{
    FILE *f;
    char text[8] = "";

    write_text("/data/a.txt", "w", "one\ntwo\n");
    write_text("/data/a.txt", "a", "three\n");
    show("/data/a.txt");
    f = fopen("/data/a.txt", "r+");
    fseek(f, 4, SEEK_SET);
    fprintf(f, "TWO");
    fseek(f, -6, SEEK_END);
    printf("at %ld\n", ftell(f));
    printf("read %zu '%s'\n", fread(text, 1, 5, f), text);
    ungetc('x', f);
    printf("again %c\n", getc(f));
    rewind(f);
    printf("first %c, end %d\n", getc(f), feof(f));
    fclose(f);
    show("/data/a.txt");
    /* Further than every buffer on the way. */
    f = fopen("/data/long", "w");
    for (int i = 0; i < 20000; i++)
        fprintf(f, "%d ", i);
    fclose(f);
    printf("missing: %d\n",
           fopen("/data/missing", "r") == NULL && errno == ENOENT);
    printf("a folder: %d\n", fopen("/data/d", "w") == NULL && errno == EISDIR);
}

static void descriptors(void)
{
    char text[16] = "";
    int fd = open("/data/raw", O_RDWR | O_CREAT | O_EXCL, 0644);

    printf("exclusive again: %d\n",
           open("/data/raw", O_RDWR | O_CREAT | O_EXCL, 0644) < 0 &&
               errno == EEXIST);
    printf("write %zd\n", write(fd, "0123456789", 10));
    printf("pwrite %zd\n", pwrite(fd, "ab", 2, 4));
    printf("pread %zd %s\n", pread(fd, text, 4, 3), text);
    printf("at %lld\n", (long long)lseek(fd, 0, SEEK_CUR));
    told("shorter", ftruncate(fd, 6));
    told("longer", ftruncate(fd, 8));
    printf("end %lld\n", (long long)lseek(fd, 0, SEEK_END));
    printf("before the start: %d\n",
           lseek(fd, -9, SEEK_CUR) < 0 && errno == EINVAL);
    told("sync", fsync(fd));
    told("close", close(fd));
    told("close again", close(fd));
    fd = open("/data/raw", O_RDONLY);
    printf("write to a reader: %d\n", write(fd, "x", 1) < 0 && errno == EBADF);
    close(fd);
    fd = open("/data/raw", O_WRONLY | O_APPEND);
    printf("append %zd\n", write(fd, "END", 3));
    close(fd);
    fd = open("/data/raw", O_WRONLY | O_TRUNC);
    close(fd);
    list("/data");
}

static void names(void)
{
    char target[32] = "";
    ssize_t len;

    told("mkdir", mkdir("/data/d", 0755));
    told("mkdir again", mkdir("/data/d", 0755));
    told("mkdir deep", mkdir("/data/none/d", 0755));
    write_text("/data/d/in", "w", "inside\n");
    told("rmdir full", rmdir("/data/d"));
    told("rename", rename("/data/d/in", "/data/out"));
    told("rename missing", rename("/data/d/in", "/data/x"));
    told("rename over", rename("/data/out", "/data/a.txt"));
    show("/data/a.txt");
    told("rename a folder", rename("/data/d", "/data/e"));
    told("file over folder", rename("/data/a.txt", "/data/e"));
    told("folder over file", rename("/data/e", "/data/a.txt"));
    told("symlink", symlink("a.txt", "/data/link"));
    len = readlink("/data/link", target, sizeof target - 1);
    printf("readlink %zd %s\n", len, target);
    show("/data/link");
    told("link", link("/data/a.txt", "/data/hard"));
    told("unlink", unlink("/data/a.txt"));
    show("/data/hard");
    told("dangling", access("/data/link", F_OK));
    told("unlink a folder", unlink("/data/e") < 0 && errno == EISDIR ? 0 : -1);
    told("rmdir", rmdir("/data/e"));
    told("rmdir a file", rmdir("/data/hard"));
}

static void ways_out(void)
{
    symlink("../secret", "/data/up");
    refused("..", open("/data/../secret", O_RDONLY) < 0);
    refused("a link out", open("/data/up", O_RDONLY) < 0);
    refused("write through it", open("/data/up", O_WRONLY | O_TRUNC) < 0);
    refused("link to the root", symlink("/etc/passwd", "/data/abs") < 0);
    refused("rename out", rename("/data/hard", "/data/../stolen") < 0);
    refused("not mounted", open("/etc/passwd", O_RDONLY) < 0);
    unlink("/data/up");
}

int main(void)
{
    mkdir("/data/d", 0755);
    streams();
    rmdir("/data/d");
    descriptors();
    names();
    ways_out();
    list("/data");
    return 0;
}
