/*
 * guestkit: the front door. Finds the subcommand in commands.def and hands the
 * command line over; nothing else happens here.
 */
#include "core/base/exit.h"
#include "core/base/opts.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GK_COMMAND(name) extern const struct gk_command gk_cmd_##name;
#include "commands.def"

static const struct gk_command *const commands[] = {
#define GK_COMMAND(name) &gk_cmd_##name,
#include "commands.def"
};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static void print_help(FILE *out)
{
    fputs("guestkit: write, run, test and scan WebAssembly plugins\n\n"
          "usage: guestkit COMMAND [OPTIONS] …\n\ncommands:\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n'guestkit COMMAND --help' tells more; 'guestkit --version' prints "
          "the version.\n\nexamples:\n"
          "  guestkit new weather --host cortex --lang c\n"
          "  guestkit build weather && guestkit test weather\n"
          "  guestkit scan downloads/helper.wasm\n",
          out);
}

static const struct gk_command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COMMAND_COUNT];
    const char *near;

    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i]->name;
    near = gk_nearest(name, names, COMMAND_COUNT);
    fprintf(stderr, "guestkit: error: unknown command '%s'", name);
    if (near != NULL)
        fprintf(stderr, ", did you mean '%s'?", near);
    fputs("\ntry 'guestkit --help'\n", stderr);
    return GK_EXIT_USAGE;
}

/* What the common options said. */
struct common {
    bool help;
    const char *color;
    struct gk_cli cli;
};

/* "auto": a terminal that can, and nobody said NO_COLOR. */
static bool wants_color(const char *choice)
{
    const char *no = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (strcmp(choice, "auto") != 0)
        return strcmp(choice, "always") == 0;
    return (no == NULL || no[0] == '\0') && isatty(STDOUT_FILENO) &&
           term != NULL && strcmp(term, "dumb") != 0;
}

/* Takes the common options out of argv; returns what is left, -1 when a value
 * is wrong. Words after "--" belong to the guest. */
static int take_common(int argc, char **argv, struct common *common)
{
    int left = 0;
    bool ended = false;

    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];

        ended = ended || strcmp(word, "--") == 0;
        if (ended)
            argv[left++] = argv[i];
        else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
            common->help = true;
        else if (strcmp(word, "--quiet") == 0)
            common->cli.quiet = true;
        else if (strcmp(word, "--verbose") == 0)
            common->cli.verbose = true;
        else if (strncmp(word, "--color=", 8) == 0)
            common->color = word + 8;
        else if (strcmp(word, "--color") == 0)
            common->color = i + 1 < argc ? argv[++i] : "nothing";
        else
            argv[left++] = argv[i];
    }
    if (strcmp(common->color, "auto") != 0 &&
        strcmp(common->color, "always") != 0 &&
        strcmp(common->color, "never") != 0)
        return -1;
    return left;
}

static int run_command(const struct gk_command *command, int argc, char **argv)
{
    struct common common = {.color = "auto"};
    int status;

    argc = take_common(argc, argv, &common);
    if (argc < 0) {
        fprintf(stderr,
                "guestkit %s: error: option '--color' takes "
                "auto|always|never, found '%s'\n"
                "try 'guestkit %s --help'\n",
                command->name, common.color, command->name);
        return GK_EXIT_USAGE;
    }
    if (common.help) {
        gk_command_help(command, stdout);
        return GK_EXIT_OK;
    }
    common.cli.out = stdout;
    common.cli.err = stderr;
    common.cli.color = wants_color(common.color);
    status = command->run(&common.cli, argc, argv);
    /* A full disk must not look like success. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("guestkit: error: cannot write the output\n", stderr);
        return GK_EXIT_CANNOT;
    }
    return status;
}

#ifndef GK_SANITIZED
/* Files are mapped: somebody who cuts one short meanwhile takes away what is
 * being read. */
static void file_is_cut(int number)
{
    static const char text[] =
        "guestkit: error: a file became shorter while it was read\n";

    (void)number;
    /* Nothing can be done about words that cannot be written. */
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        _exit(GK_EXIT_CANNOT);
    _exit(GK_EXIT_CANNOT);
}
#endif

int main(int argc, char **argv)
{
    const struct gk_command *command;

    signal(SIGPIPE, SIG_DFL);
#ifndef GK_SANITIZED
    signal(SIGBUS, file_is_cut);
#endif
    if (argc < 2) {
        print_help(stderr);
        return GK_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("guestkit " GK_VERSION);
        return GK_EXIT_OK;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return GK_EXIT_OK;
    }
    if (strcmp(argv[1], "help") == 0) {
        if (argc < 3) {
            print_help(stdout);
            return GK_EXIT_OK;
        }
        command = find_command(argv[2]);
        if (command == NULL)
            return unknown_command(argv[2]);
        gk_command_help(command, stdout);
        return GK_EXIT_OK;
    }
    command = find_command(argv[1]);
    if (command == NULL)
        return unknown_command(argv[1]);
    return run_command(command, argc - 2, argv + 2);
}
