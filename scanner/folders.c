#include "scanner/folders.h"

#include "core/base/file.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Files come folder by folder: more than a few are only for lists that were
 * shuffled. */
#define PLACES 256

struct place {
    char *dir; /* owned; NULL: nothing is here */
    struct gk_folder *folder;
};

struct gk_folders {
    pthread_mutex_t lock; /* of all places */
    struct place at[PLACES];
};

gk_status gk_folders_open(gk_folders **out, gk_error *err)
{
    gk_folders *f = calloc(1, sizeof *f);

    if (f == NULL || pthread_mutex_init(&f->lock, NULL) != 0) {
        free(f);
        return gk_fail_nomem(err);
    }
    *out = f;
    return GK_OK;
}

void gk_folders_close(gk_folders *folders)
{
    if (folders == NULL)
        return;
    for (size_t i = 0; i < PLACES; i++) {
        free(folders->at[i].dir);
        gk_folder_close(folders->at[i].folder);
    }
    pthread_mutex_destroy(&folders->lock);
    free(folders);
}

/* FNV-1a. */
static size_t place_of(const char *dir)
{
    uint32_t h = 2166136261u;

    for (; *dir != '\0'; dir++)
        h = (h ^ (unsigned char)*dir) * 16777619u;
    return (h ^ h >> 16) % PLACES;
}

static struct gk_folder *find(gk_folders *folders, const char *dir)
{
    struct place *p = &folders->at[place_of(dir)];
    struct gk_folder *found = NULL;

    pthread_mutex_lock(&folders->lock);
    if (p->dir != NULL && strcmp(p->dir, dir) == 0)
        found = gk_folder_hold(p->folder);
    pthread_mutex_unlock(&folders->lock);
    return found;
}

/* Puts it in place of whatever was there. */
static gk_status keep(gk_folders *folders, const char *dir,
                      struct gk_folder *folder, gk_error *err)
{
    struct place *p = &folders->at[place_of(dir)];
    struct place now = {strdup(dir), NULL};
    struct place before;

    if (now.dir == NULL)
        return gk_fail_nomem(err);
    now.folder = gk_folder_hold(folder);
    pthread_mutex_lock(&folders->lock);
    before = *p;
    *p = now;
    pthread_mutex_unlock(&folders->lock);
    free(before.dir);
    gk_folder_close(before.folder);
    return GK_OK;
}

/* Read without the lock: that two threads read one folder does no harm. */
static gk_status get(gk_folders *folders, const char *dir,
                     struct gk_folder **out, gk_error *err)
{
    struct gk_folder *folder = folders != NULL ? find(folders, dir) : NULL;
    gk_status st = GK_OK;

    if (folder == NULL) {
        st = gk_folder_open(dir, &folder, err);
        if (st == GK_OK && folders != NULL)
            st = keep(folders, dir, folder, err);
    }
    if (st == GK_OK)
        *out = folder;
    else
        gk_folder_close(folder);
    return st;
}

gk_status gk_folders_of(gk_folders *folders, const char *file,
                        struct gk_folder **out, gk_error *err)
{
    char *dir = gk_path_dir(file);
    gk_status st;

    if (dir == NULL)
        return gk_fail_nomem(err);
    st = get(folders, dir, out, err);
    free(dir);
    return st;
}
