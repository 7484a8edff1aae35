/*
 * builder: one build while it runs. Private to build.c and build_objects.c.
 */
#ifndef GK_TOOLCHAIN_BUILDER_H
#define GK_TOOLCHAIN_BUILDER_H

#include "toolchain/build.h"
#include "toolchain/compile.h"
#include "toolchain/link.h"

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

/* Remembers in the record which version of a program was run. */
GK_NODISCARD gk_status gk_builder_used(struct gk_builder *b,
                                       const char *program, gk_error *err);

/* Prints a command where the options want it. */
void gk_builder_say(const struct gk_builder *b, const gk_argv *command);

#endif
