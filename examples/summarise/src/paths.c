#include "paths.h"

#include <guestkit/hugind_fs.h>

#include <stdlib.h>
#include <string.h>

/* Takes the path. */
static void add_file(struct paths *paths, char *path)
{
    if (paths->count == paths->room) {
        paths->room = paths->room == 0 ? 8 : paths->room * 2;
        paths->at = realloc(paths->at, paths->room * sizeof *paths->at);
        if (paths->at == NULL)
            hugind_fail("no memory for the paths");
    }
    paths->at[paths->count++] = path;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "folder/name" for a name in a JSON array. */
static char *path_of(const char *folder, gk_json name)
{
    size_t before = strlen(folder) + 1;
    size_t len = gk_json_string(name, NULL, 0);
    char *path = malloc(before + len + 1);

    if (path == NULL)
        hugind_fail("no memory for a path");
    memcpy(path, folder, before - 1);
    path[before - 1] = '/';
    gk_json_string(name, path + before, len + 1);
    return path;
}

static void add_folder(struct paths *paths, const char *folder)
{
    hugind_text names = hugind_fs_list_dir(folder);
    gk_json_iter it = gk_json_each(gk_json_parse(names.at, names.len));
    size_t first = paths->count;

    while (gk_json_next(&it)) {
        char *path = path_of(folder, it.value);

        if (hugind_fs_is_file(path))
            add_file(paths, path);
        else
            free(path);
    }
    /* The host gives them in no order. */
    if (paths->count > first)
        qsort(paths->at + first, paths->count - first, sizeof *paths->at,
              by_name);
    hugind_text_free(&names);
}

void paths_add(struct paths *paths, const char *path)
{
    if (hugind_fs_is_dir(path))
        add_folder(paths, path);
    else if (hugind_fs_is_file(path))
        add_file(paths, strdup(path));
    else
        hugind_eprintf("%s: there is no such file", path);
}
