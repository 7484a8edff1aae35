/* guestkit build: the project in a folder becomes a module. */
#include "core/base/exit.h"
#include "toolchain/build.h"
#include "toolchain/commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct build_opts {
    bool debug;
    const char *format;
};

static const struct gk_opt build_options[] = {
    GK_OPT_FLAG("debug", struct build_opts, debug,
                "do not optimise, keep DWARF for debuggers"),
    GK_OPT_CHOICE("format", struct build_opts, format, "text|json",
                  "how to print the result"),
    GK_OPT_END};

/* "142 bytes", "9.4 KiB" */
static void print_size(FILE *out, size_t bytes)
{
    if (bytes < 1024)
        fprintf(out, "%zu bytes", bytes);
    else if (bytes < (size_t)1024 * 1024)
        fprintf(out, "%.1f KiB", (double)bytes / 1024);
    else
        fprintf(out, "%.1f MiB", (double)bytes / (1024 * 1024));
}

static void print_text(struct gk_cli *cli, const gk_project *project,
                       const struct gk_built *b)
{
    double change = ((double)b->bytes - (double)b->plain_bytes) * 100 /
                    (double)(b->plain_bytes > 0 ? b->plain_bytes : 1);

    fprintf(cli->out, "%s%s%s  ", gk_style_on(cli->color, GK_STYLE_BOLD),
            b->path, gk_style_off(cli->color));
    print_size(cli->out, b->bytes);
    if (b->debug)
        fputs(" (debug build, not optimised)", cli->out);
    else if (b->optimised)
        fprintf(cli->out, " (%+.0f %% after optimising)", change);
    else
        fputs(" (not optimised)", cli->out);
    fprintf(cli->out, "  %s, memory %" PRIu64 " page%s%s%s%s", project->host,
            b->memory_pages, b->memory_pages == 1 ? "" : "s",
            b->memory_imported ? " imported" : "",
            b->memory_imported && b->memory_exported ? " and" : "",
            b->memory_exported ? " exported" : "");
    fputs(b->fresh ? "  (nothing had changed)\n" : "\n", cli->out);
}

/* A new value under `key`; borrowed from `root`, NULL when out of memory. */
static gk_json *add_part(gk_json *root, const char *key, gk_json *part)
{
    return gk_json_set(root, key, part) == GK_OK ? part : NULL;
}

static gk_json *built_json(const gk_project *project, const struct gk_built *b)
{
    const struct {
        const char *key;
        const char *text;
    } texts[] = {
        {"name", project->name},
        {"host", project->host},
        {"module", b->path},
        {"sha256", b->sha256},
    };
    const struct {
        const char *key;
        double number;
    } numbers[] = {
        {"bytes", (double)b->bytes},
        {"plain_bytes", (double)b->plain_bytes},
        {"compiled", (double)b->compiled},
    };
    gk_json *root = gk_json_new_object();
    gk_json *memory = add_part(root, "memory", gk_json_new_object());
    gk_json *warnings = add_part(root, "warnings", gk_json_new_array());
    /* Every part is put, whatever became of the one before: one check. */
    int bad = gk_json_set_number(memory, "pages", (double)b->memory_pages);

    bad |= gk_json_set_bool(memory, "imported", b->memory_imported);
    bad |= gk_json_set_bool(memory, "exported", b->memory_exported);
    for (size_t i = 0; i < b->warnings.count; i++)
        bad |= gk_json_push(warnings, gk_json_new_string(b->warnings.at[i]));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        bad |= gk_json_set_string(root, texts[i].key, texts[i].text);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        bad |= gk_json_set_number(root, numbers[i].key, numbers[i].number);
    bad |= gk_json_set_bool(root, "debug", b->debug);
    bad |= gk_json_set_bool(root, "optimised", b->optimised);
    bad |= gk_json_set_bool(root, "fresh", b->fresh);
    if (bad == GK_OK)
        return root;
    gk_json_free(root);
    return NULL;
}

/* Takes `root`; `failure` NULL: the build went well. */
static int print_json(struct gk_cli *cli, gk_json *root, const char *failure)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = gk_json_set_string(root, "schema", "guestkit.build/1");

    if (st == GK_OK)
        st = gk_json_set_bool(root, "ok", failure == NULL);
    if (st == GK_OK && failure != NULL)
        st = gk_json_set_string(root, "error", failure);
    if (st == GK_OK)
        st = gk_json_print(root, GK_JSON_PRETTY | GK_JSON_SORTED, &text);
    if (st == GK_OK)
        fprintf(cli->out, "%s\n", gk_buf_text(&text));
    else
        fputs("guestkit build: error: out of memory\n", cli->err);
    gk_buf_clear(&text);
    gk_json_free(root);
    return st == GK_OK ? GK_EXIT_OK : GK_EXIT_CANNOT;
}

static void print_warnings(struct gk_cli *cli, const struct gk_built *b)
{
    for (size_t i = 0; i < b->warnings.count; i++)
        gk_cli_say(cli, "%swarning%s: %s: %s",
                   gk_style_on(cli->color, GK_STYLE_YELLOW),
                   gk_style_off(cli->color), b->path, b->warnings.at[i]);
}

static int print_result(struct gk_cli *cli, const struct build_opts *o,
                        const gk_project *project, const struct gk_built *b)
{
    print_warnings(cli, b);
    if (strcmp(o->format, "json") == 0)
        return print_json(cli, built_json(project, b), NULL);
    if (!cli->quiet)
        print_text(cli, project, b);
    return GK_EXIT_OK;
}

/* Compiler and linker have said what is wrong: that is a finding, exit 1. */
static int report_failure(struct gk_cli *cli, const struct build_opts *o,
                          const gk_error *err)
{
    int status = gk_cli_fail(cli, &gk_cmd_build, err);

    if (err->status == GK_E_FAILED)
        status = GK_EXIT_FOUND;
    if (strcmp(o->format, "json") == 0 && status != GK_EXIT_USAGE &&
        print_json(cli, gk_json_new_object(), err->text) != GK_EXIT_OK)
        return GK_EXIT_CANNOT;
    return status;
}

static int build_project(struct gk_cli *cli, const struct build_opts *o,
                         const char *dir)
{
    const struct gk_build_options options = {
        .debug = o->debug,
        /* Colour with redirected results is colour that was asked for. */
        .color =
            cli->color && (isatty(STDERR_FILENO) || !isatty(STDOUT_FILENO)),
        .commands = cli->verbose ? cli->err : NULL,
    };
    gk_project project = {0};
    struct gk_built built = {0};
    gk_error err = GK_ERROR_INIT;
    gk_status st = gk_project_read(dir, &project, &err);
    int status;

    if (st == GK_OK)
        st = gk_build(&project, &options, &built, &err);
    status = st == GK_OK ? print_result(cli, o, &project, &built)
                         : report_failure(cli, o, &err);
    gk_built_clear(&built);
    gk_project_clear(&project);
    return status;
}

static int build_run(struct gk_cli *cli, int argc, char **argv)
{
    struct build_opts o = {.format = "text"};
    struct gk_opt_list dirs = {0};
    gk_error err = GK_ERROR_INIT;
    gk_status st =
        gk_opts_parse(argc, argv, build_options, &o, &dirs, NULL, &err);
    int status;

    if (st == GK_OK && dirs.count > 1)
        st = gk_fail(&err, GK_E_USAGE, "one folder at a time, found %zu",
                     dirs.count);
    if (st != GK_OK)
        status = gk_cli_fail(cli, &gk_cmd_build, &err);
    else
        status = build_project(cli, &o, dirs.count > 0 ? dirs.at[0] : ".");
    gk_opt_list_clear(&dirs);
    return status;
}

const struct gk_command gk_cmd_build = {
    .name = "build",
    .summary = "compile, link and optimise a project",
    .usage = "build [OPTIONS] [DIR]",
    .details =
        "DIR (default: here) holds a guestkit.json. Only what changed is "
        "compiled. The\nmodule is written to the project's \"output\", "
        "build/NAME.wasm unless it says\notherwise; compile_commands.json is "
        "for editors. --verbose prints the commands.",
    .options = build_options,
    .examples = "  guestkit build\n"
                "      build the project in this folder\n"
                "  guestkit build weather --debug\n"
                "      a module for the debugger, from weather/\n",
    .run = build_run,
};
