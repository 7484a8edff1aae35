/*
 * optimise: binaryen over a module, in a process of its own (guestkit-opt),
 * because it ends the process on what it does not like.
 */
#ifndef GK_TOOLCHAIN_OPTIMISE_H
#define GK_TOOLCHAIN_OPTIMISE_H

#include "core/base/buf.h"
#include "core/manifest/project.h"

/*
 * opt       path of guestkit-opt
 * optimize  SIZE or SPEED
 * *done     true: the result, a sound module, was appended to `out`; false,
 *           with GK_OK: the helper ended without one, its words are in `why`
 * Fails: GK_E_TOOL when the helper cannot be run, GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_optimise(const char *opt, gk_optimize optimize,
                                   const void *module, size_t len, gk_buf *out,
                                   gk_buf *why, bool *done, gk_error *err);

#endif
