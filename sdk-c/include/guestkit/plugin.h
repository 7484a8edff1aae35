/*
 * plugin: a CortexPrism plugin as a table of tools.
 *
 *     static int hello(gk_call *call)
 *     {
 *         return gk_replyf(call, "Hello, %s!",
 *                          gk_arg_string(call, "name", "world"));
 *     }
 *
 *     static const gk_param hello_params[] = {
 *         {"name", GK_STRING, "Who to greet", GK_OPTIONAL},
 *     };
 *     static const gk_tool tools[] = {
 *         {"say", "Greet somebody by name", GK_PARAMS(hello_params), hello},
 *     };
 *     GK_PLUGIN(tools);
 *
 * The library exports what a host calls: it lists the table as capabilities,
 * finds the tool, checks the arguments against its parameters, and sees that
 * results fit. Constructors have run before the first tool.
 *
 * Name tools with 3, 7, 11, 15 … bytes: the deployed host can call no others.
 */
#ifndef GUESTKIT_PLUGIN_H
#define GUESTKIT_PLUGIN_H

#include <guestkit/cortex.h>
#include <guestkit/json.h>
#include <guestkit/memory.h>
#include <guestkit/start.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the description calls "type"; the same order as its words. */
typedef enum gk_type {
    GK_STRING,
    GK_NUMBER,
    GK_BOOLEAN,
    GK_OBJECT,
    GK_ARRAY
} gk_type;

typedef enum gk_presence { GK_OPTIONAL, GK_REQUIRED } gk_presence;

typedef struct gk_param {
    const char *name;
    gk_type type;
    const char *description;
    gk_presence presence;
} gk_param;

typedef struct gk_call gk_call; /* one tool call; ends when the tool returns */

/* Returns GK_OK or GK_FAILED; most end with `return gk_reply…` or `gk_fail…`.
 * Called only when required arguments are there and all types are right. */
typedef int gk_tool_fn(gk_call *call);

enum { GK_OK = 0, GK_FAILED = 1 };

typedef struct gk_tool {
    const char *name;
    const char *description;
    const gk_param *params;
    size_t param_count;
    gk_tool_fn *run;
} gk_tool;

/* The two fields for the parameters of a tool. */
#define GK_PARAMS(table) table, sizeof(table) / sizeof((table)[0])
#define GK_NO_PARAMS     NULL, 0

/* --- inside a tool ---------------------------------------------------------
 * An argument that is null counts as not given. */

bool gk_arg_given(const gk_call *call, const char *name);
/* Ends with NUL, lives until the next tool call. The fallback also stands in
 * when there is no memory. */
const char *gk_arg_string(const gk_call *call, const char *name,
                          const char *fallback);
double gk_arg_number(const gk_call *call, const char *name, double fallback);
/* The fallback also for 1.5, 1e3 and what does not fit. */
int64_t gk_arg_int(const gk_call *call, const char *name, int64_t fallback);
bool gk_arg_bool(const gk_call *call, const char *name, bool fallback);
/* Any argument as JSON: for objects and arrays, and strings that hold NUL. */
gk_json gk_arg(const gk_call *call, const char *name);

/* Where the result goes. JSON and plain text are both fine; a result that does
 * not fit the host's buffer becomes an error that says so. */
gk_writer *gk_result(gk_call *call);

/* The result is this text; GK_OK. */
int gk_reply(gk_call *call, const char *text);
int gk_replyf(gk_call *call, const char *fmt, ...) GK_FORMAT(2, 3);

/* The tool failed, with these words; GK_FAILED. They replace the result. */
int gk_fail(gk_call *call, const char *text);
int gk_failf(gk_call *call, const char *fmt, ...) GK_FORMAT(2, 3);

/* --- the plugin ----------------------------------------------------------- */

typedef struct gk_plugin {
    const gk_tool *tools;
    size_t tool_count;
} gk_plugin;

extern const gk_plugin gk_the_plugin; /* GK_PLUGIN defines it */

/*
 * Once in a plugin, at file level. The function is never called and leaves no
 * trace in the module: naming an export is what makes the linker fetch the
 * library's file that has them all.
 */
#define GK_PLUGIN(table)                                                       \
    const gk_plugin gk_the_plugin = {GK_PARAMS(table)};                        \
    int32_t gk_plugin_fetch_exports(void);                                     \
    int32_t gk_plugin_fetch_exports(void)                                      \
    {                                                                          \
        return plugin_get_abi_version();                                       \
    }                                                                          \
    extern const gk_plugin gk_the_plugin

/* Optional, at file level: run a function after each load, before an unload. */
#define GK_ON_INIT(function)                                                   \
    void plugin_init(void)                                                     \
    {                                                                          \
        gk_start();                                                            \
        function();                                                            \
    }                                                                          \
    void plugin_init(void)
#define GK_ON_DESTROY(function)                                                \
    void plugin_destroy(void)                                                  \
    {                                                                          \
        gk_start();                                                            \
        function();                                                            \
    }                                                                          \
    void plugin_destroy(void)

#ifdef __cplusplus
}
#endif
#endif
