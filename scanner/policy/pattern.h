/*
 * pattern: how a policy names things: "*" stands for any run of bytes, "\*"
 * and "\\" for themselves, everything else for itself.
 *
 * Patterns come from a policy file, texts from modules: bytes with a length.
 */
#ifndef GK_SCANNER_POLICY_PATTERN_H
#define GK_SCANNER_POLICY_PATTERN_H

#include "core/wasm/module.h"

/* Whether that is a pattern: a backslash stands only before "*" or "\". */
bool gk_pattern_ok(const char *pattern);

/* Linear in both lengths for one star, at worst their product. */
bool gk_pattern_match(const char *pattern, const void *text, size_t len);

/*
 * "MODULE.NAME", a pattern on each side of a dot. A pattern without a dot
 * speaks of the module and takes all its names. Names may hold dots
 * themselves: each dot of the pattern is tried, so that "env.*" never takes
 * the import "x" of a module called "env.y".
 */
bool gk_pattern_match_import(const char *pattern, struct gk_name module,
                             struct gk_name name);

/* Appends the pattern that matches exactly those bytes. */
gk_status gk_pattern_quote(struct gk_name text, gk_buf *out);

#endif
