/*
 * build_record: what the last build of a project left behind, so that the next
 * one, and `guestkit test`, can tell whether anything changed since.
 *
 * The record is a JSON object in DIR/build/.guestkit-build.json:
 *   schema    "guestkit.build-record/1"
 *   kit       the guestkit version that built
 *   debug     whether it was a debug build
 *   programs  {path: "size mtime"} of the programs that were run
 *   files     {path: sha256} of everything that was read: sources, headers,
 *             libraries, guestkit.json
 *   objects   {object: {source, command (sha256), sha256, inputs: [path]}}
 *   output    {path, sha256, bytes, plain_bytes, pages, warnings: [text], …}
 * Paths are relative to the project's folder or absolute.
 */
#ifndef GK_CORE_MANIFEST_BUILD_RECORD_H
#define GK_CORE_MANIFEST_BUILD_RECORD_H

#include "core/base/sha256.h"
#include "core/manifest/project.h"

#ifdef __cplusplus
extern "C" {
#endif

#define GK_BUILD_DIR         "build"
#define GK_BUILD_RECORD_FILE GK_BUILD_DIR "/.guestkit-build.json"

/* *out is owned; NULL when there is no record, or one of another kind or
 * version: a reason to build, not a failure. */
GK_NODISCARD gk_status gk_build_record_read(const gk_project *project,
                                            gk_json **out, gk_error *err);
GK_NODISCARD gk_status gk_build_record_write(const gk_project *project,
                                             const gk_json *record,
                                             gk_error *err);

/*
 * Whether the output of the last build, debug or not, is still there and what
 * it was made from is still the same. False also when that cannot be told.
 */
bool gk_build_is_fresh(const gk_project *project);

/* The same for a record that was read: what changed is put in `why` (which may
 * be NULL) as a few words. */
bool gk_build_record_is_fresh(const gk_project *project, const gk_json *record,
                              gk_buf *why);

/*
 * The sha256 of a file of the project as hex; looked up in `files` first, an
 * object {path: sha256} that remembers it.
 * Fails: GK_E_NOENT, GK_E_IO, GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_build_hash(const gk_project *project,
                                     const char *path, gk_json *files,
                                     char out[GK_SHA256_HEX_BYTES],
                                     gk_error *err);

/* "build/obj/SOURCE.o": where a source file's object goes. Owned; NULL when out
 * of memory. */
char *gk_build_object(const char *source);

/* Writes what tells one version of a program from another, "SIZE MTIME"; ""
 * when the program is not there. */
void gk_build_program_identity(const char *path, char out[64]);

#ifdef __cplusplus
}
#endif
#endif
