/*
 * glob: "*" stands for any run of characters, nothing else is special.
 */
#ifndef GK_HOST_MOCK_WORLD_GLOB_H
#define GK_HOST_MOCK_WORLD_GLOB_H

#include <stdbool.h>

/* Linear in both lengths for one star, at worst their product. */
bool gk_glob_match(const char *pattern, const char *text);

#endif
