/* paths: the files that the arguments mean, in the order of their names. */
#ifndef PATHS_H
#define PATHS_H

#include <stddef.h>

struct paths {
    char **at; /* owned, as each of them */
    size_t count;
    size_t room;
};

/* Adds a file, or the files right in a folder; says so of one that is not
 * there. */
void paths_add(struct paths *paths, const char *path);

#endif
