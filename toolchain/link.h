/*
 * link: objects and the SDK's libraries to one module, by wasm-ld itself.
 *
 * Not through clang: its driver runs wasm-opt behind our back wherever binaryen
 * is installed, so the same sources would give other bytes on other machines.
 */
#ifndef GK_TOOLCHAIN_LINK_H
#define GK_TOOLCHAIN_LINK_H

#include "core/manifest/project.h"
#include "toolchain/argv.h"

/* How a host's guests are laid out. */
struct gk_link_host {
    const char *id;
    bool imports_memory;  /* the host gives the memory; exported again */
    bool has_wasi;        /* a guest may import WASI, and does so by default */
    uint32_t global_base; /* lowest address of the guest's own data; 0: after
                             the stack, which then cannot overrun it */
    const char *entry;    /* what the host calls; NULL: each export by itself */
    const char *libs[4];  /* libguestkit-….a, NULL-terminated */
    const char *nowasi[3]; /* likewise: what stands in for WASI */
};

/*
 * Whether the C library of this project's guest imports WASI.
 * Fails: GK_E_SCHEMA when guestkit.json asks for what the host has not.
 */
GK_NODISCARD gk_status gk_link_wasi(const struct gk_link_host *host,
                                    const gk_project *project, bool *out,
                                    gk_error *err);

/* NULL when guests of that host cannot be linked by this kit. */
const struct gk_link_host *gk_link_host_find(const char *id);

/* Everything is borrowed. */
struct gk_linker {
    const gk_project *project;
    const struct gk_link_host *host;
    const char *wasm_ld;  /* full path */
    const char *lib_dir;  /* where libguestkit-*.a are */
    const char *libc;     /* wasi-libc's libc.a */
    const char *builtins; /* compiler-rt for wasm32 */
};

/* The libraries in the order they are linked: full paths.
 * Fails: GK_E_NOENT for one of ours that is missing. */
GK_NODISCARD gk_status gk_link_libraries(const struct gk_linker *linker,
                                         gk_names *out, gk_error *err);

/* Appends the command, to be run in the project's folder. */
void gk_link_command(const struct gk_linker *linker, const gk_names *objects,
                     const gk_names *libraries, const char *output,
                     gk_argv *out);

/*
 * Runs it; the linker's messages go straight to standard error.
 * Fails: GK_E_FAILED when it refused, GK_E_TOOL.
 */
GK_NODISCARD gk_status gk_link(const struct gk_linker *linker,
                               const gk_argv *command, bool color,
                               gk_error *err);

#endif
