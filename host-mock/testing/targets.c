#include "host-mock/testing/targets.h"

#include "core/manifest/project.h"
#include "host-mock/testing/testfile.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void gk_targets_clear(struct gk_targets *targets)
{
    gk_names_clear(&targets->files);
    gk_names_clear(&targets->projects);
}

static bool has(const gk_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->at[i], name) == 0)
            return true;
    return false;
}

static gk_status add_once(gk_names *names, const char *name, gk_error *err)
{
    if (has(names, name))
        return GK_OK;
    if (names->count >= GK_MAX_TEST_FILES)
        return gk_fail(err, GK_E_LIMIT, "more than %u test files",
                       GK_MAX_TEST_FILES);
    return gk_names_add(names, name, err);
}

static bool is_test_file(const char *name)
{
    size_t len = strlen(name), suffix = strlen(GK_TEST_SUFFIX);

    return len > suffix && strcmp(name + len - suffix, GK_TEST_SUFFIX) == 0;
}

/* A folder to look into: a link could lead around in circles. */
static bool is_plain_dir(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static gk_status walk(struct gk_targets *targets, const char *dir,
                      unsigned depth, gk_error *err)
{
    gk_names names = GK_NAMES_INIT;
    gk_status st = gk_list_dir(dir, &names, err);

    for (size_t i = 0; i < names.count && st == GK_OK; i++) {
        const char *name = names.at[i];
        char *path;

        if (name[0] == '.' || strcmp(name, "node_modules") == 0)
            continue;
        path = gk_path_join(dir, name);
        if (path == NULL)
            st = gk_fail_nomem(err);
        else if (is_plain_dir(path) && depth < GK_MAX_TEST_DEPTH)
            st = walk(targets, path, depth + 1, err);
        else if (is_test_file(name) && !gk_path_is_dir(path))
            st = add_once(&targets->files, path, err);
        free(path);
    }
    gk_names_clear(&names);
    return st;
}

static gk_status add_path(struct gk_targets *targets, const char *path,
                          gk_error *err)
{
    if (gk_path_is_dir(path))
        return walk(targets, path, 0, err);
    if (!gk_path_exists(path))
        return gk_fail(err, GK_E_NOENT, "'%s' is not there", path);
    return add_once(&targets->files, path, err);
}

static gk_status add_project(struct gk_targets *targets, const char *dir,
                             gk_error *err)
{
    gk_project project = {0};
    bool named;
    gk_status st = gk_project_read(dir, &project, err);

    if (st != GK_OK)
        return st;
    /* Unless it says so, a project need not have a tests folder. */
    named = gk_json_get(project.root, "tests") != NULL;
    st = add_once(&targets->projects, dir, err);
    for (size_t i = 0; i < project.tests.count && st == GK_OK; i++) {
        char *path = gk_project_path(&project, project.tests.at[i]);

        if (path == NULL)
            st = gk_fail_nomem(err);
        else if (named || gk_path_exists(path))
            st = add_path(targets, path, err);
        if (st == GK_E_NOENT)
            gk_wrap(err, "%s: /tests/%zu", project.file, i);
        free(path);
    }
    gk_project_clear(&project);
    return st;
}

gk_status gk_targets_add(struct gk_targets *targets, const char *word,
                         gk_error *err)
{
    char *mark = gk_path_join(word, GK_PROJECT_FILE);
    bool project = mark != NULL && gk_path_is_dir(word) && gk_path_exists(mark);

    if (mark == NULL)
        return gk_fail_nomem(err);
    free(mark);
    return project ? add_project(targets, word, err)
                   : add_path(targets, word, err);
}
