/*
 * opts: command lines by table, and the help text made from the same table.
 *
 * A command is one `const struct gk_command` in its cmd_*.c: option table,
 * usage, examples, run(). guestkit.c finds it through commands.def.
 *
 *     struct scan_opts { const char *host; bool quiet; gk_opt_list paths; };
 *     static const struct gk_opt scan_options[] = {
 *         GK_OPT_TEXT("host", struct scan_opts, host, "HOST", "…"),
 *         GK_OPT_FLAG("quiet", struct scan_opts, quiet, "…"),
 *         GK_OPT_END
 *     };
 */
#ifndef GK_CORE_BASE_OPTS_H
#define GK_CORE_BASE_OPTS_H

#include "core/base/buf.h"

#include <stdbool.h>
#include <stdio.h>

typedef enum gk_opt_kind {
    GK_OPT_KIND_END,
    GK_OPT_KIND_FLAG,  /* bool */
    GK_OPT_KIND_TEXT,  /* const char *, borrowed from argv */
    GK_OPT_KIND_UINT,  /* uint64_t; decimal, with _ or , allowed between digits
                        */
    GK_OPT_KIND_LIST,  /* struct gk_opt_list, one entry each time it is given */
    GK_OPT_KIND_CHOICE /* const char *, one of the words of `arg` ("a|b|c") */
} gk_opt_kind;

struct gk_opt {
    const char *name; /* long name without dashes */
    gk_opt_kind kind;
    size_t offset;    /* of the field in the options struct */
    const char *arg;  /* what stands for the value in help; words for CHOICE */
    const char *help; /* one line */
};

struct gk_opt_list {
    const char **at; /* borrowed from argv; the array is owned */
    size_t count;
};

#define GK_OPT_FLAG(name, type, field, help)                                   \
    {                                                                          \
        name, GK_OPT_KIND_FLAG, offsetof(type, field), NULL, help              \
    }
#define GK_OPT_TEXT(name, type, field, arg, help)                              \
    {                                                                          \
        name, GK_OPT_KIND_TEXT, offsetof(type, field), arg, help               \
    }
#define GK_OPT_UINT(name, type, field, arg, help)                              \
    {                                                                          \
        name, GK_OPT_KIND_UINT, offsetof(type, field), arg, help               \
    }
#define GK_OPT_LIST(name, type, field, arg, help)                              \
    {                                                                          \
        name, GK_OPT_KIND_LIST, offsetof(type, field), arg, help               \
    }
#define GK_OPT_CHOICE(name, type, field, words, help)                          \
    {                                                                          \
        name, GK_OPT_KIND_CHOICE, offsetof(type, field), words, help           \
    }
#define GK_OPT_END                                                             \
    {                                                                          \
        NULL, GK_OPT_KIND_END, 0, NULL, NULL                                   \
    }

void gk_opt_list_clear(struct gk_opt_list *list);

/*
 * Fills `into` (already holding the defaults) from argv[0..argc), the words
 * after the command's name. "--name value", "--name=value"; "--" ends options;
 * "-" is a positional. What is no option is added to `positionals`; what
 * follows "--" is added to `rest` when that is given, else to `positionals`.
 * Fails: GK_E_USAGE with what was found, and "did you mean --x?" when near.
 */
GK_NODISCARD gk_status gk_opts_parse(int argc, char **argv,
                                     const struct gk_opt *table, void *into,
                                     struct gk_opt_list *positionals,
                                     struct gk_opt_list *rest, gk_error *err);

/* The word of `words` nearest to `given` if near enough to be a slip of the
 * finger, else NULL. Borrowed from `words`. */
const char *gk_nearest(const char *given, const char *const *words,
                       size_t count);

/* Where a command writes and how. */
struct gk_cli {
    FILE *out;  /* results only */
    FILE *err;  /* chatter and errors */
    bool color; /* escape sequences wanted on out */
    bool quiet; /* no chatter */
    bool verbose;
};

struct gk_command {
    const char *name;
    const char *summary; /* one line, for the list of commands */
    const char *usage;   /* "scan [OPTIONS] FILE…" */
    const char *details; /* paragraphs after the summary, or NULL */
    const struct gk_opt *options;
    const char *examples; /* lines "guestkit scan a.wasm\n    what it shows" */
    /* Returns an exit status. argv is what follows the command's name. */
    int (*run)(struct gk_cli *cli, int argc, char **argv);
};

/* What every command understands: taken out of argv (up to "--") before run()
 * sees it. */
extern const struct gk_opt gk_common_options[];

void gk_command_help(const struct gk_command *command, FILE *out);

/* Prints "guestkit CMD: error: …" and how to get help; returns the exit status
 * that the failure means (usage 2, else 3). */
int gk_cli_fail(struct gk_cli *cli, const struct gk_command *command,
                const gk_error *err);

/* A line of chatter on err, unless quiet. */
void gk_cli_say(struct gk_cli *cli, const char *fmt, ...) GK_PRINTF(2, 3);

/* ANSI styles; "" when colour is off. */
typedef enum gk_style {
    GK_STYLE_NONE,
    GK_STYLE_BOLD,
    GK_STYLE_DIM,
    GK_STYLE_RED,
    GK_STYLE_GREEN,
    GK_STYLE_YELLOW,
    GK_STYLE_CYAN
} gk_style;
const char *gk_style_on(bool color, gk_style style);
const char *gk_style_off(bool color);

#endif
