/*
 * finish: what a linked module still needs before a host can take it.
 *
 * Exports the memory that the linker, having imported it, forgot to export;
 * drops data that is zero anyway; drops debugging sections and optimises,
 * unless it is a debug build. The result is read and checked again.
 */
#ifndef GK_TOOLCHAIN_FINISH_H
#define GK_TOOLCHAIN_FINISH_H

#include "core/base/buf.h"
#include "core/base/file.h"
#include "core/manifest/project.h"
#include "sdk-c/abi/abi.h"

#include <stdbool.h>

struct gk_finish {
    const struct gk_abi_host *host;
    bool imports_memory; /* … and so has to export it */
    bool keep_debug;
    gk_optimize optimize; /* NONE: binaryen is not called */
    const char *opt;      /* path of guestkit-opt, borrowed; NULL with NONE */
    bool starts_itself;   /* its language has a start function: no warning */
};

struct gk_finished {
    gk_buf module;      /* owned */
    size_t plain_bytes; /* before optimising, without debugging sections */
    bool optimised;
    uint64_t memory_pages;
    bool memory_imported;
    bool memory_exported;
    gk_names warnings; /* what its host will not like; printable */
};

#define GK_FINISHED_INIT                                                       \
    {                                                                          \
        GK_BUF_INIT, 0, false, 0, false, false, GK_NAMES_INIT                  \
    }

/*
 * `linked` is the linker's output, borrowed. When the optimiser refuses the
 * module the result is not optimised, and a warning says why.
 * Fails: GK_E_MALFORMED and kin when a module is not sound, GK_E_TOOL.
 */
GK_NODISCARD gk_status gk_finish(const struct gk_finish *how,
                                 const void *linked, size_t len,
                                 struct gk_finished *out, gk_error *err);
void gk_finished_clear(struct gk_finished *finished);

#endif
