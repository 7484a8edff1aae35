/*
 * A folder of its own for a test, removed when the test is over.
 */
#ifndef TEST_FOLDER_H
#define TEST_FOLDER_H

#include "core/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct folder {
    char at[128];
};

static inline int folder_make(void **state)
{
    struct folder *f = calloc(1, sizeof *f);

    if (f == NULL)
        return -1;
    snprintf(f->at, sizeof f->at, "%s/guestkit-test.XXXXXX", P_tmpdir);
    *state = f;
    return mkdtemp(f->at) == NULL ? -1 : 0;
}

static inline int folder_remove(void **state)
{
    struct folder *f = *state;
    char command[160];

    snprintf(command, sizeof command, "rm -rf '%s'", f->at);
    if (system(command) != 0)
        return -1;
    free(f);
    return 0;
}

/* The path of a name in it, owned. */
static inline char *folder_path(const struct folder *f, const char *name)
{
    char *path = gk_path_join(f->at, name);

    assert_non_null(path);
    return path;
}

static inline void folder_put(const struct folder *f, const char *name,
                              const char *text)
{
    char *path = folder_path(f, name);
    char *dir = gk_path_dir(path);

    assert_int_equal(gk_make_dirs(dir, NULL), GK_OK);
    assert_int_equal(gk_write_file(path, text, strlen(text), 0644, NULL),
                     GK_OK);
    free(dir);
    free(path);
}

#define WITH_FOLDER(test)                                                      \
    cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

#endif
