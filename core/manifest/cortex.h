/*
 * cortex: the manifest of a CortexPrism plugin (manifest.json, cortex.json).
 */
#ifndef GK_CORE_MANIFEST_CORTEX_H
#define GK_CORE_MANIFEST_CORTEX_H

#include "core/base/json.h"

/*
 * What the host's documents require: name, version, description, kind,
 * entryPoint, runtime and capabilities, each of the right type, and a plugin
 * of kind "wasm". Name, version and entryPoint say something. Keys the
 * documents do not name are let be.
 * Fails: GK_E_SCHEMA with the place.
 */
GK_NODISCARD gk_status gk_cortex_manifest_check(const gk_json *manifest,
                                                const char *where,
                                                gk_error *err);

/* Appends one line for each thing that is allowed but likely a slip: a
 * capability the host does not know, none or too many of them, a name that is
 * not kebab-case, a version that is not semantic, a short description, a hash
 * that cannot fit, an entry point that cannot load. */
gk_status gk_cortex_manifest_allow(gk_json *manifest, const char *word,
                                   gk_error *err);
gk_status gk_cortex_manifest_lint(const gk_json *manifest, gk_buf *out);

/* Whether `name` is kebab-case, with an optional "@author/" before it. */
bool gk_cortex_name_is_valid(const char *name);

/* The capabilities the host knows, NULL-terminated. */
extern const char *const gk_cortex_capabilities[];

#endif
