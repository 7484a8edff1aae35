/*
 * compile: one C file to one object file, by clang.
 */
#ifndef GK_TOOLCHAIN_COMPILE_H
#define GK_TOOLCHAIN_COMPILE_H

#include "core/manifest/project.h"
#include "toolchain/argv.h"

/* What is the same for all files of a build. Everything is borrowed. */
struct gk_compiler {
    const gk_project *project;
    const char *clang;   /* full path */
    const char *include; /* the SDK's headers */
    bool debug;          /* not optimised, with DWARF */
};

/* Appends the command for one source. Paths in it are relative to the
 * project's folder, where it is to be run. */
void gk_compile_command(const struct gk_compiler *compiler, const char *source,
                        const char *object, gk_argv *out);

/*
 * Runs that command; messages go straight to standard error, coloured or not.
 * *inputs: the source and every header it read, as the compiler named them.
 * Fails: GK_E_FAILED when the compiler refused the file, GK_E_TOOL, GK_E_IO.
 */
GK_NODISCARD gk_status gk_compile(const struct gk_compiler *compiler,
                                  const gk_argv *command, bool color,
                                  const char *object, gk_names *inputs,
                                  gk_error *err);

/*
 * The prerequisites in a Makefile fragment as compilers write it
 * ("a.o: a.c b\ c.h \" …), each once, in order.
 */
GK_NODISCARD gk_status gk_compile_read_deps(const char *text, size_t len,
                                            gk_names *out, gk_error *err);

#endif
