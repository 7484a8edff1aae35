/*
 * builder: one build while it runs. Private to build.c, build_objects.c (C) and
 * build_asc.c (AssemblyScript).
 */
#ifndef GK_TOOLCHAIN_BUILDER_H
#define GK_TOOLCHAIN_BUILDER_H

#include "toolchain/asc.h"
#include "toolchain/build.h"
#include "toolchain/compile.h"
#include "toolchain/link.h"

/* The module before it is finished, in the project's folder. */
#define GK_LINKED_FILE GK_BUILD_DIR "/obj/linked.o"

struct gk_builder {
    const gk_project *project;              /* borrowed */
    const struct gk_build_options *options; /* borrowed */
    const struct gk_link_host *host;
    gk_json *old; /* the last build's record, or NULL */
    gk_json *record;
    gk_json *files;    /* parts of `record`, see build_record.h */
    gk_json *objects;  /* likewise */
    gk_json *programs; /* likewise */
    gk_json *commands; /* compile_commands.json */
    gk_names sources;
    char *clang; /* full paths, owned, NULL until they were looked for */
    char *include;
    struct gk_asc asc; /* lang "as": the compiler … */
    gk_argv command;   /* … and how it is run */
    size_t compiled;
};

/* Finds the compiler and puts the command for each source into b->commands. */
GK_NODISCARD gk_status gk_builder_plan(struct gk_builder *b, gk_error *err);

/* Whether each source would be compiled by the command that the last build
 * recorded for it. */
bool gk_builder_plan_is_same(const struct gk_builder *b);

/*
 * Compiles what changed; all sources are tried, also when one is refused. The
 * objects' names are added to `objects`.
 * Fails: GK_E_FAILED naming how many were refused.
 */
GK_NODISCARD gk_status gk_builder_compile(struct gk_builder *b,
                                          gk_names *objects, gk_error *err);

/* The same three for AssemblyScript, where one command makes the module. */
GK_NODISCARD gk_status gk_builder_plan_asc(struct gk_builder *b, gk_error *err);
bool gk_builder_plan_asc_is_same(const struct gk_builder *b);
GK_NODISCARD gk_status gk_builder_compile_asc(struct gk_builder *b,
                                              gk_error *err);

/* Remembers in the record which version of a program was run. */
GK_NODISCARD gk_status gk_builder_used(struct gk_builder *b,
                                       const char *program, gk_error *err);

/* Prints a command where the options want it. */
void gk_builder_say(const struct gk_builder *b, const gk_argv *command);

#endif
