/*
 * yaml: YAML as a JSON tree, by libyaml.
 *
 * What JSON cannot hold is refused: tags other than YAML's own, keys that are
 * no scalars, several documents. Plain scalars are typed as YAML 1.2's core
 * schema does (null, true, 0x1f, 1.5, .inf …); quoted ones are strings. Two
 * equal keys are an error. Aliases are copied; a document may grow to
 * GK_MAX_YAML_NODES by that, not further.
 */
#ifndef GK_CORE_BASE_YAML_H
#define GK_CORE_BASE_YAML_H

#include "core/base/json.h"

/* Aliases of aliases grow without end ("a billion laughs"). */
#define GK_MAX_YAML_NODES 100000u
#define GK_MAX_YAML_BYTES ((size_t)32 << 20)
/* Each new key is compared with those before it. */
#define GK_MAX_YAML_KEYS       5000u
#define GK_MAX_YAML_DIRECTIVES 100u
/* Likewise each new anchor, and each alias. */
#define GK_MAX_YAML_ANCHORS 1000u

/*
 * *out is owned; an empty document is null.
 * Fails: GK_E_SYNTAX, GK_E_SCHEMA with "line L, column C: …", GK_E_LIMIT,
 * GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_yaml_parse(const void *text, size_t len,
                                     gk_json **out, gk_error *err);
/* Reads and parses a file of at most GK_MAX_JSON_BYTES; the error names it. */
GK_NODISCARD gk_status gk_yaml_read(const char *path, gk_json **out,
                                    gk_error *err);

#endif
