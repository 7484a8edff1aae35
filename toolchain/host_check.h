/*
 * host_check: will the host take this module? What its contract tables say
 * about imports, exports and memory, told to the author at build time.
 */
#ifndef GK_TOOLCHAIN_HOST_CHECK_H
#define GK_TOOLCHAIN_HOST_CHECK_H

#include "core/base/file.h"
#include "core/wasm/module.h"
#include "sdk-c/abi/abi.h"

/* Adds a printable line to `warnings` for each thing the host will not like.
 * The module is a sound one; starts_itself: a start function is how its
 * language works. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_host_check(const gk_module *module,
                                     const struct gk_abi_host *host,
                                     bool starts_itself, gk_names *warnings,
                                     gk_error *err);

#endif
