/*
 * detect: which host is this module for?
 *
 * The first level that has an answer gives it: what the caller was told; the
 * project file; the manifest; what the module imports; what it exports. Every
 * answer says how it was found. Whatever the levels know is compared with the
 * contract rows, so a new host needs its rows only; a fingerprint (detect.c)
 * helps where names alone do not tell it.
 */
#ifndef GK_SCANNER_DETECT_H
#define GK_SCANNER_DETECT_H

#include "abi/abi.h"
#include "core/base/json.h"
#include "core/wasm/module.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum gk_detect_level {
    GK_DETECT_GIVEN,
    GK_DETECT_PROJECT,
    GK_DETECT_MANIFEST,
    GK_DETECT_IMPORTS,
    GK_DETECT_EXPORTS,
    GK_DETECT_NONE
} gk_detect_level;

/* What is known. Ids and file names are borrowed; NULL: not known. */
struct gk_clues {
    const gk_module *module;
    const char *given;         /* host id from --host */
    const char *project;       /* host id from the project file */
    const char *project_file;  /* its name, for the reason */
    const char *manifest;      /* host id that the manifest belongs to */
    const char *manifest_file; /* its name, for the reason */
};

struct gk_detected {
    const struct gk_abi_host *host; /* NULL: none was found */
    gk_detect_level level;
    unsigned generation; /* ABI generation, by its exports; 0: not told */
    char reason[256];    /* "found from its imports: env.host_log" */
};

/*
 * Fails: GK_E_USAGE when an id is unknown (the message lists those that are
 * known), or when two hosts claim the module at one level (it names both).
 * That there is none is no failure.
 */
GK_NODISCARD gk_status gk_detect(const struct gk_clues *clues,
                                 struct gk_detected *out, gk_error *err);

/* gk_detect among other hosts than those of the kit. */
GK_NODISCARD gk_status gk_detect_among(const struct gk_abi_host *hosts,
                                       size_t count,
                                       const struct gk_clues *clues,
                                       struct gk_detected *out, gk_error *err);

/*
 * Looks for guestkit.json beside the module and in the folders above, and for
 * a manifest beside the module, then asks gk_detect. `path` may be "-".
 * Fails: as gk_detect; GK_E_SYNTAX or GK_E_SCHEMA for a project file that is
 * not right. A manifest that cannot be read is no clue.
 */
GK_NODISCARD gk_status gk_detect_file(const char *path, const gk_module *module,
                                      const char *given,
                                      struct gk_detected *out, gk_error *err);

struct gk_folder;

/*
 * As gk_detect_file, where the folder is at hand (NULL: the module lies in
 * none). What the folder says is added to `clues`, unless a host was given; a
 * manifest among the clues goes before the folder's.
 */
GK_NODISCARD gk_status gk_detect_in(const struct gk_folder *folder,
                                    struct gk_clues *clues,
                                    struct gk_detected *out, gk_error *err);

/* The host whose manifest this is, NULL when it looks like none. `name` is the
 * file's, without folders. */
const char *gk_detect_manifest(const char *name, const gk_json *manifest);

#ifdef __cplusplus
}
#endif
#endif
