/*
 * argv: a program and its arguments, put together piece by piece.
 *
 * A value the caller stores: start with GK_ARGV_INIT, end with gk_argv_clear.
 * Running out of memory is remembered and told by gk_argv_run.
 */
#ifndef GK_TOOLCHAIN_ARGV_H
#define GK_TOOLCHAIN_ARGV_H

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/base/spawn.h"

typedef struct gk_argv {
    gk_names words; /* [0] is the program */
    gk_status status;
} gk_argv;

#define GK_ARGV_INIT                                                           \
    {                                                                          \
        GK_NAMES_INIT, GK_OK                                                   \
    }

/* No compiler or linker of ours needs longer, in milliseconds. */
#define GK_TOOL_TIMEOUT_MS 60000u

void gk_argv_add(gk_argv *argv, const char *word);
void gk_argv_addf(gk_argv *argv, const char *fmt, ...) GK_PRINTF(2, 3);
void gk_argv_add_names(gk_argv *argv, const gk_names *names);
void gk_argv_clear(gk_argv *argv);

/* sha256 over all words and the bounds between them. */
void gk_argv_hash(const gk_argv *argv, char out[GK_SHA256_HEX_BYTES]);

/* Appends the command as a shell would take it. */
gk_status gk_argv_print(const gk_argv *argv, gk_buf *out);

/* The words as an array; owned, NULL when out of memory. */
gk_json *gk_argv_json(const gk_argv *argv);

/*
 * Runs it, as `how` says; argv and timeout are set here.
 * Fails: as gk_spawn; GK_E_FAILED "clang ended with status 1", "… was killed by
 * signal 11", "… took longer than 60 s".
 */
GK_NODISCARD gk_status gk_argv_run(const gk_argv *argv, struct gk_spawn how,
                                   gk_error *err);

#endif
