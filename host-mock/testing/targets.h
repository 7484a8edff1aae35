/*
 * targets: which test files the words of a command line mean.
 *
 * A word is a test file, a folder (every *.test.json below it), or a project's
 * folder: one with guestkit.json, whose "tests" name files and folders.
 */
#ifndef GK_HOST_MOCK_TESTING_TARGETS_H
#define GK_HOST_MOCK_TESTING_TARGETS_H

#include "core/base/file.h"

struct gk_targets {
    gk_names files;    /* test files, each once, in the order of the words */
    gk_names projects; /* folders that may need a build */
};

#define GK_TARGETS_INIT                                                        \
    {                                                                          \
        GK_NAMES_INIT, GK_NAMES_INIT                                           \
    }

/* Folders inside folders below a folder that was named. */
#define GK_MAX_TEST_DEPTH 16
/* More is a folder that was named by mistake. */
#define GK_MAX_TEST_FILES 10000u

/*
 * Adds what `word` means. Hidden folders, node_modules and links to folders
 * are not entered.
 * Fails: GK_E_NOENT, GK_E_IO, GK_E_LIMIT, or what reading the project says.
 */
GK_NODISCARD gk_status gk_targets_add(struct gk_targets *targets,
                                      const char *word, gk_error *err);
void gk_targets_clear(struct gk_targets *targets);

#endif
