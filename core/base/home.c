#include "core/base/home.h"

#include "core/base/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What only the kit's own folder holds. */
#define LANDMARK "sdk-c/include/guestkit/cortex.h"

/* The folder of the running program, owned; NULL when unknown. */
static char *program_dir(void)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

    if (n <= 0)
        return NULL;
    path[n] = '\0';
    return gk_path_dir(path);
}

static bool has_landmark(const char *dir)
{
    char *mark = gk_path_join(dir, LANDMARK);
    bool there = mark != NULL && gk_path_exists(mark);

    free(mark);
    return there;
}

gk_status gk_home(char **out, gk_error *err)
{
    /* Installed; in the source tree (build/guestkit, build/san/guestkit). */
    static const char *const places[] = {"../share/guestkit", "..", "../.."};
    const char *given = getenv("GUESTKIT_HOME");
    char *dir;

    if (given != NULL && given[0] != '\0') {
        if (!has_landmark(given))
            return gk_fail(err, GK_E_NOENT,
                           "GUESTKIT_HOME is '%s', but '%s/" LANDMARK
                           "' is not there",
                           given, given);
        *out = strdup(given);
        return *out == NULL ? gk_fail_nomem(err) : GK_OK;
    }
    dir = program_dir();
    for (size_t i = 0; dir != NULL && i < sizeof places / sizeof *places; i++) {
        char *place = gk_path_join(dir, places[i]);
        char *real = NULL;

        if (place != NULL && has_landmark(place))
            real = realpath(place, NULL);
        free(place);
        if (real != NULL) {
            free(dir);
            *out = real;
            return GK_OK;
        }
    }
    gk_fail(err, GK_E_NOENT,
            "the kit's own files were not found: looked in '../share/guestkit' "
            "and '..' beside the program in '%s'; set GUESTKIT_HOME",
            dir != NULL ? dir : "?");
    free(dir);
    return GK_E_NOENT;
}

gk_status gk_home_path(const char *name, char **out, gk_error *err)
{
    char *home = NULL;
    char *path = NULL;
    gk_buf built = GK_BUF_INIT;
    gk_status st = gk_home(&home, err);

    if (st != GK_OK)
        return st;
    path = gk_path_join(home, name);
    if (path != NULL && !gk_path_exists(path)) {
        /* In the source tree what is made lies under build/. */
        free(path);
        gk_buf_printf(&built, "%s/build/%s", home, name);
        path = gk_buf_take(&built);
    }
    if (path == NULL)
        st = gk_fail_nomem(err);
    else if (!gk_path_exists(path))
        st = gk_fail(err, GK_E_NOENT, "'%s/%s' is missing from the kit", home,
                     name);
    free(home);
    if (st != GK_OK)
        free(path);
    else
        *out = path;
    return st;
}

gk_status gk_helper_path(const char *name, char **out, gk_error *err)
{
    static const char *const places[] = {".", "../libexec/guestkit"};
    char *dir = program_dir();

    for (size_t i = 0; dir != NULL && i < sizeof places / sizeof *places; i++) {
        gk_buf path = GK_BUF_INIT;
        char *text;

        gk_buf_printf(&path, "%s/%s/%s", dir, places[i], name);
        text = gk_buf_take(&path);
        if (text != NULL && access(text, X_OK) == 0) {
            free(dir);
            *out = text;
            return GK_OK;
        }
        free(text);
    }
    gk_fail(err, GK_E_TOOL,
            "the helper program '%s' is not beside guestkit in '%s' nor in "
            "'../libexec/guestkit'",
            name, dir != NULL ? dir : "?");
    free(dir);
    return GK_E_TOOL;
}
