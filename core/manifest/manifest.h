/*
 * manifest: a manifest as a file, whichever host it is for.
 *
 * The readers of the single hosts (cortex.h, hugind.h) say what is in it.
 */
#ifndef GK_CORE_MANIFEST_MANIFEST_H
#define GK_CORE_MANIFEST_MANIFEST_H

#include "core/base/json.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Names that the hosts give their manifests, in the order they are looked for;
 * NULL ends the list. */
extern const char *const gk_manifest_names[];

/*
 * Reads JSON; or YAML, when the name ends in ".yaml" or ".yml". *out is owned.
 * Fails: GK_E_NOENT, GK_E_IO, GK_E_SYNTAX, GK_E_SCHEMA (also what is beyond a
 * limit), GK_E_NOMEM; the words name the file, and the line where there is one.
 */
GK_NODISCARD gk_status gk_manifest_load(const char *path, gk_json **out,
                                        gk_error *err);
/* Likewise from text; `path` tells which of the two it is. */
GK_NODISCARD gk_status gk_manifest_parse(const char *path, const void *text,
                                         size_t len, gk_json **out,
                                         gk_error *err);
/* Whether gk_manifest_load takes this for YAML. */
bool gk_manifest_is_yaml(const char *path);

/* Whether that host could read it; a host without a reader here: yes. Fails:
 * GK_E_SCHEMA and the like, `where` before the place. */
GK_NODISCARD gk_status gk_manifest_check(const char *host,
                                         const gk_json *manifest,
                                         const char *where, gk_error *err);

/* The module that a manifest names, relative to the manifest; borrowed. NULL
 * when it names none. */
const char *gk_manifest_entry(const gk_json *manifest);

/* The first of gk_manifest_names in `dir`: *out is its path, owned; NULL when
 * there is none. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_manifest_find(const char *dir, char **out,
                                        gk_error *err);

#ifdef __cplusplus
}
#endif
#endif
