/* Which files a project's "sources" mean today. */
#include "core/manifest/project.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What the names of a language's files end in. */
static const char *ending(const gk_project *p)
{
    return strcmp(p->lang, "as") == 0 ? ".ts" : ".c";
}

static bool is_source(const gk_project *p, const char *name)
{
    size_t len = strlen(name), end = strlen(ending(p));

    return len > end && strcmp(name + len - end, ending(p)) == 0;
}

static gk_status add_source(gk_names *out, const char *path, gk_error *err)
{
    if (out->count >= GK_MAX_SOURCES)
        return gk_fail(err, GK_E_LIMIT,
                       "more than %d source files; does \"sources\" name the "
                       "right folder?",
                       GK_MAX_SOURCES);
    return gk_names_add(out, path, err);
}

/* Every source in a folder of the project and in those below it. */
static gk_status walk(const gk_project *p, const char *folder, unsigned depth,
                      gk_names *out, gk_error *err)
{
    gk_names names = GK_NAMES_INIT;
    char *full = gk_project_path(p, folder);
    gk_status st = full == NULL ? gk_fail_nomem(err) : GK_OK;

    if (st == GK_OK && depth > GK_MAX_SOURCE_DEPTH)
        st = gk_fail(err, GK_E_LIMIT, "'%s' is more than %d folders deep", full,
                     GK_MAX_SOURCE_DEPTH);
    if (st == GK_OK)
        st = gk_list_dir(full, &names, err);
    for (size_t i = 0; i < names.count && st == GK_OK; i++) {
        char *path = gk_path_join(folder, names.at[i]);
        char *place = path != NULL ? gk_project_path(p, path) : NULL;
        struct stat info;

        if (place == NULL)
            st = gk_fail_nomem(err);
        /* A link to a folder may lead back up: not followed. */
        else if (names.at[i][0] == '.' || lstat(place, &info) != 0)
            st = GK_OK;
        else if (S_ISDIR(info.st_mode))
            st = walk(p, path, depth + 1, out, err);
        else if (is_source(p, names.at[i]))
            st = add_source(out, path, err);
        free(place);
        free(path);
    }
    gk_names_clear(&names);
    free(full);
    return st;
}

static gk_status add_named(const gk_project *p, const char *named,
                           gk_names *out, gk_error *err)
{
    char *full = gk_project_path(p, named);
    gk_status st;

    if (full == NULL)
        return gk_fail_nomem(err);
    if (gk_path_is_dir(full))
        st = walk(p, named, 0, out, err);
    else if (gk_path_exists(full))
        st = add_source(out, named, err);
    else
        st = gk_fail(err, GK_E_NOENT,
                     "'%s' is not there; \"sources\" in '%s' names it", full,
                     p->file);
    free(full);
    return st;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts; a file that was named twice stays once. */
static void sort_unique(gk_names *names)
{
    size_t kept = 0;

    if (names->count > 1)
        qsort(names->at, names->count, sizeof *names->at, compare);
    for (size_t i = 0; i < names->count; i++) {
        if (kept > 0 && strcmp(names->at[kept - 1], names->at[i]) == 0)
            free(names->at[i]);
        else
            names->at[kept++] = names->at[i];
    }
    names->count = kept;
}

gk_status gk_project_sources(const gk_project *project, gk_names *out,
                             gk_error *err)
{
    gk_names found = GK_NAMES_INIT;
    gk_status st = GK_OK;

    for (size_t i = 0; i < project->sources.count && st == GK_OK; i++)
        st = add_named(project, project->sources.at[i], &found, err);
    if (st == GK_OK && found.count == 0)
        st = gk_fail(err, GK_E_NOENT,
                     "no source files: \"sources\" in '%s' leads to no %s file",
                     project->file, ending(project));
    if (st != GK_OK) {
        gk_names_clear(&found);
        return st;
    }
    sort_unique(&found);
    *out = found;
    return GK_OK;
}
