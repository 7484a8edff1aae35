/*
 * asc: the AssemblyScript compiler, which makes a whole module at once.
 *
 * A project says in its asconfig.json what is compiled and how; that file
 * extends one of the SDK's. Compiler and SDK are the project's own when its
 * node_modules has both, else the kit's.
 */
#ifndef GK_TOOLCHAIN_ASC_H
#define GK_TOOLCHAIN_ASC_H

#include "core/manifest/project.h"
#include "toolchain/argv.h"

#define GK_ASC_CONFIG "asconfig.json"

/* A value the caller stores, start from zero; all strings are owned. */
struct gk_asc {
    char *node;    /* full path */
    char *modules; /* the node_modules that is used */
    char *program; /* asc.js in it */
    char *sdk;     /* the package "guestkit" in it */
    bool own;      /* it is the project's own */
};

/*
 * Fails: GK_E_TOOL when node, the compiler or the SDK is missing, with the
 * command that installs it; GK_E_NOENT when the project has no asconfig.json,
 * with one to begin with.
 */
GK_NODISCARD gk_status gk_asc_find(const gk_project *project,
                                   struct gk_asc *out, gk_error *err);
void gk_asc_clear(struct gk_asc *asc);

/* The kit's node_modules with compiler and SDK in it, owned; NULL when it is
 * not there. */
char *gk_asc_kit(void);

/* Appends the command, to be run in the project's folder. */
void gk_asc_command(const struct gk_asc *asc, const gk_project *project,
                    bool debug, const char *output, gk_argv *out);

/*
 * Runs it; the compiler's messages go straight to standard error.
 * Fails: GK_E_FAILED when it refused, GK_E_TOOL.
 */
GK_NODISCARD gk_status gk_asc_run(const gk_project *project,
                                  const gk_argv *command, bool color,
                                  gk_error *err);

/*
 * Appends the files of SDK and packages that a module is made from: paths that
 * begin with asc->modules, or are relative to the project.
 */
GK_NODISCARD gk_status gk_asc_inputs(const struct gk_asc *asc,
                                     const gk_project *project, gk_names *out,
                                     gk_error *err);

#endif
