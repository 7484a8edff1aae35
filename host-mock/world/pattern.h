/*
 * pattern: how files of people say what a text must be:
 *   "text"              exactly that
 *   {"match": "regex"}  a POSIX extended regular expression finds something
 *   {"contains": "…"}   that stands somewhere in it
 *   {"json": value}     it is JSON that contains the value
 */
#ifndef GK_HOST_MOCK_WORLD_PATTERN_H
#define GK_HOST_MOCK_WORLD_PATTERN_H

#include "core/base/json.h"

/* A longer text is not searched: that bounds what regexec may cost. */
#define GK_MAX_REGEX_TEXT_BYTES 65536

/* NULL is fine. Fails: GK_E_SCHEMA. */
GK_NODISCARD gk_status gk_pattern_check(const gk_json *pattern,
                                        const char *where, gk_error *err);

/* Whether the text fits a (checked) pattern. */
bool gk_pattern_fits(const gk_json *pattern, const char *text);

#endif
