/*
 * project_value: single values of guestkit.json, taken and checked.
 *
 * `where` is the value's JSON pointer, which begins every message. All fail
 * with GK_E_SCHEMA (what was found, what was wanted) or GK_E_NOMEM.
 */
#ifndef GK_CORE_MANIFEST_PROJECT_VALUE_H
#define GK_CORE_MANIFEST_PROJECT_VALUE_H

#include "core/base/file.h"
#include "core/base/json.h"

/* One of `words`; *out is its index. A slip of the finger is pointed out. */
GK_NODISCARD gk_status gk_value_word(const gk_json *value, const char *where,
                                     const char *const *words, size_t count,
                                     size_t *out, gk_error *err);

/* A text that is not empty and holds no NUL; *out is owned. */
GK_NODISCARD gk_status gk_value_text(const gk_json *value, const char *where,
                                     char **out, gk_error *err);

typedef gk_status gk_value_check(const char *text, const char *where,
                                 gk_error *err);

/* Each element of a list, NULL for none, through `check`; added to `out`. */
GK_NODISCARD gk_status gk_value_list(const gk_json *list, const char *where,
                                     gk_value_check *check, gk_names *out,
                                     gk_error *err);

/* A path inside the project that no program takes for an option. */
GK_NODISCARD gk_status gk_value_path(const char *path, const char *where,
                                     gk_error *err);
/* An option for the compiler, other than those the build gives itself. */
GK_NODISCARD gk_status gk_value_flag(const char *flag, const char *where,
                                     gk_error *err);
/* "NAME" or "NAME=VALUE". */
GK_NODISCARD gk_status gk_value_define(const char *define, const char *where,
                                       gk_error *err);

#endif
