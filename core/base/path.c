#include "core/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool gk_path_exists(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

bool gk_path_is_dir(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

char *gk_path_join(const char *dir, const char *name)
{
    gk_buf path = GK_BUF_INIT;

    if (name[0] == '/' || dir[0] == '\0' || strcmp(dir, ".") == 0)
        return strdup(name);
    gk_buf_puts(&path, dir);
    if (path.len > 0 && path.data[path.len - 1] != '/')
        gk_buf_byte(&path, '/');
    gk_buf_puts(&path, name);
    return gk_buf_take(&path);
}

char *gk_path_dir(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return strdup(".");
    if (slash == path)
        return strdup("/");
    return strndup(path, (size_t)(slash - path));
}

const char *gk_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

char *gk_path_folder_name(const char *path)
{
    char *dir = gk_path_dir(path);
    char *real = dir == NULL ? NULL : realpath(dir, NULL);
    const char *name = real == NULL ? "" : gk_path_base(real);
    char *copy = *name == '\0' ? NULL : strdup(name);

    free(dir);
    free(real);
    return copy;
}

bool gk_path_is_within(const char *path, const char *folder)
{
    size_t len = strlen(folder);

    if (strcmp(folder, "/") == 0)
        return path[0] == '/';
    return strncmp(path, folder, len) == 0 &&
           (path[len] == '/' || path[len] == '\0');
}

bool gk_path_is_inside(const char *name)
{
    int depth = 0;

    if (name[0] == '/' || name[0] == '\0')
        return false;
    while (*name != '\0') {
        size_t len = strcspn(name, "/");

        if (len == 2 && memcmp(name, "..", 2) == 0)
            depth--;
        else if (len > 0 && !(len == 1 && name[0] == '.'))
            depth++;
        if (depth < 0)
            return false;
        name += len;
        name += strspn(name, "/");
    }
    return true;
}

gk_status gk_make_dirs(const char *path, gk_error *err)
{
    char *copy = strdup(path);
    gk_status st = GK_OK;

    if (copy == NULL)
        return gk_fail_nomem(err);
    for (char *p = copy + 1; st == GK_OK; p++) {
        char at = *p;

        if (at != '/' && at != '\0')
            continue;
        *p = '\0';
        if (mkdir(copy, 0777) != 0 && !gk_path_is_dir(copy))
            st = gk_fail(err, GK_E_IO, "cannot make folder '%s': %s", copy,
                         strerror(errno));
        *p = at;
        if (at == '\0')
            break;
    }
    free(copy);
    return st;
}

gk_status gk_names_add(gk_names *names, const char *name, gk_error *err)
{
    char **at;

    /* Grows at each power of two. */
    if ((names->count & (names->count - 1)) == 0) {
        size_t cap = names->count == 0 ? 1 : names->count * 2;

        at = reallocarray(names->at, cap, sizeof *at);
        if (at == NULL)
            return gk_fail_nomem(err);
        names->at = at;
    }
    names->at[names->count] = strdup(name);
    if (names->at[names->count] == NULL)
        return gk_fail_nomem(err);
    names->count++;
    return GK_OK;
}

void gk_names_clear(gk_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->at[i]);
    free(names->at);
    names->at = NULL;
    names->count = 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

gk_status gk_list_dir(const char *path, gk_names *out, gk_error *err)
{
    gk_names names = GK_NAMES_INIT;
    const struct dirent *entry;
    gk_status st = GK_OK;
    DIR *dir = opendir(path);

    if (dir == NULL)
        return gk_fail(err, errno == ENOENT ? GK_E_NOENT : GK_E_IO,
                       "cannot read folder '%s': %s", path, strerror(errno));
    while (st == GK_OK && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            st = gk_names_add(&names, entry->d_name, err);
    closedir(dir);
    if (st != GK_OK) {
        gk_names_clear(&names);
        return st;
    }
    if (names.count > 1)
        qsort(names.at, names.count, sizeof *names.at, compare_names);
    *out = names;
    return GK_OK;
}
