/*
 * regex: POSIX extended regular expressions that people write in files, kept to
 * those whose cost is bounded.
 */
#ifndef GK_CORE_BASE_REGEX_H
#define GK_CORE_BASE_REGEX_H

#include "core/base/error.h"

#define GK_MAX_REGEX_PATTERN_BYTES 1000
/* What repeats are written out to: "(a{9}){9}" is 81. The library does write
 * them out; four nested {1,255} fill the memory. */
#define GK_MAX_REGEX_ATOMS 10000u

/*
 * Whether an expression may be compiled and searched with: not too long, no
 * back reference (they make searching exponential), repeats that stay within
 * GK_MAX_REGEX_ATOMS. Its syntax is for regcomp to judge.
 * Fails: GK_E_LIMIT, GK_E_UNSUPPORTED, in words that follow "'REGEX': ".
 */
GK_NODISCARD gk_status gk_regex_check(const char *regex, gk_error *err);

#endif
