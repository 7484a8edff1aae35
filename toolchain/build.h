/*
 * build: a project's sources to its module. Compiles what changed, links,
 * finishes, and writes the record by which the next build knows what changed.
 */
#ifndef GK_TOOLCHAIN_BUILD_H
#define GK_TOOLCHAIN_BUILD_H

#include "core/base/sha256.h"
#include "core/manifest/build_record.h"
#include "core/manifest/project.h"

#include <stdio.h>

struct gk_build_options {
    bool debug;     /* not optimised, with DWARF */
    bool color;     /* for the messages of compiler and linker */
    FILE *commands; /* where each command is printed; NULL: nowhere */
};

struct gk_built {
    char *path; /* DIR/output, owned */
    char sha256[GK_SHA256_HEX_BYTES];
    size_t bytes;
    size_t plain_bytes; /* before optimising, without debugging sections */
    size_t compiled;    /* source files that had to be compiled */
    bool debug;
    bool optimised;
    bool fresh; /* nothing had changed, so nothing was done */
    uint64_t memory_pages;
    bool memory_imported;
    bool memory_exported;
    gk_names warnings; /* what the host will not like; printable */
};

/*
 * Fails: GK_E_FAILED when compiler or linker refused (their messages are on
 * standard error); GK_E_TOOL when one is missing; GK_E_NOENT without sources;
 * GK_E_UNSUPPORTED for a host this kit cannot build for; GK_E_IO.
 */
GK_NODISCARD gk_status gk_build(const gk_project *project,
                                const struct gk_build_options *options,
                                struct gk_built *out, gk_error *err);
void gk_built_clear(struct gk_built *built);

#endif
