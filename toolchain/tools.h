/*
 * tools: where the programs and files of tools.def are on this machine.
 */
#ifndef GK_TOOLCHAIN_TOOLS_H
#define GK_TOOLCHAIN_TOOLS_H

#include "core/base/buf.h"

#include <stdbool.h>

typedef enum gk_tool_id {
#define GK_TOOL(id, word, need, names, package, purpose) GK_TOOL_##id,
#include "toolchain/tools.def"
    GK_TOOL_COUNT
} gk_tool_id;

typedef enum gk_tool_need { GK_TOOL_REQUIRED, GK_TOOL_OPTIONAL } gk_tool_need;

struct gk_tool_row {
    const char *word;
    gk_tool_need need;
    const char *names;
    const char *package;
    const char *purpose;
};

extern const struct gk_tool_row gk_tools[GK_TOOL_COUNT];

/* Full path, owned; NULL when it is not there. Files of the compiler are asked
 * from clang, which takes some 30 ms each. */
char *gk_tool_find(gk_tool_id id);

/*
 * As gk_tool_find.
 * Fails: GK_E_TOOL, what is missing, what it is for and the command that
 * installs it.
 */
GK_NODISCARD gk_status gk_tool_require(gk_tool_id id, char **out,
                                       gk_error *err);

/* Appends the command that installs a tool, or what else to do about it. */
gk_status gk_tool_remedy(gk_tool_id id, gk_buf *out);

/* The version a program tells, without its name ("14.0.6"). Owned; NULL for
 * files, and when it does not tell. */
char *gk_tool_version(gk_tool_id id, const char *path);

/* A tool's file without links, for telling versions apart. Owned. */
char *gk_tool_real_path(const char *path);

#endif
