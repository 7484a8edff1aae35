/*
 * home: where the kit's own files are (headers, wasm libraries, templates,
 * schemas, helper programs).
 */
#ifndef GK_CORE_BASE_HOME_H
#define GK_CORE_BASE_HOME_H

#include "core/base/error.h"

/*
 * $GUESTKIT_HOME, else ../share/guestkit beside the program, else the source
 * tree the program was built in (build/guestkit). Owned (free()).
 * In the home: sdk-c/include, lib (wasm archives), templates, docs/schema.
 * Fails: GK_E_NOENT naming the places that were tried.
 */
GK_NODISCARD gk_status gk_home(char **out, gk_error *err);

/*
 * A file in the home ("sdk-c/include"), owned.
 * Fails: GK_E_NOENT naming the full path.
 */
GK_NODISCARD gk_status gk_home_path(const char *name, char **out,
                                    gk_error *err);

/*
 * A helper program ("guestkit-opt"): beside the program, else
 * ../libexec/guestkit. Owned. Fails: GK_E_TOOL.
 */
GK_NODISCARD gk_status gk_helper_path(const char *name, char **out,
                                      gk_error *err);

#endif
