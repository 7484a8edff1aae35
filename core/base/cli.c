#include "core/base/exit.h"
#include "core/base/opts.h"

#include <stdarg.h>
#include <string.h>

const struct gk_opt gk_common_options[] = {
    {"quiet", GK_OPT_KIND_FLAG, 0, NULL, "print the result only"},
    {"verbose", GK_OPT_KIND_FLAG, 0, NULL, "say more on standard error"},
    {"color", GK_OPT_KIND_CHOICE, 0, "auto|always|never",
     "colours; NO_COLOR turns them off"},
    {"help", GK_OPT_KIND_FLAG, 0, NULL, "this text"},
    GK_OPT_END};

static void print_option(const struct gk_opt *o, FILE *out)
{
    char left[96];

    snprintf(left, sizeof left, "--%s%s%s", o->name, o->arg ? " " : "",
             o->arg ? o->arg : "");
    if (strlen(left) > 28)
        fprintf(out, "  %s\n  %-28s  %s\n", left, "", o->help);
    else
        fprintf(out, "  %-28s  %s\n", left, o->help);
}

void gk_command_help(const struct gk_command *command, FILE *out)
{
    fprintf(out, "guestkit %s: %s\n\nusage: guestkit %s\n", command->name,
            command->summary, command->usage);
    if (command->details != NULL)
        fprintf(out, "\n%s\n", command->details);
    fputs("\noptions:\n", out);
    for (const struct gk_opt *o = command->options; o->kind; o++)
        print_option(o, out);
    for (const struct gk_opt *o = gk_common_options; o->kind; o++)
        print_option(o, out);
    if (command->examples != NULL)
        fprintf(out, "\nexamples:\n%s", command->examples);
}

int gk_cli_fail(struct gk_cli *cli, const struct gk_command *command,
                const gk_error *err)
{
    fflush(cli->out);
    fprintf(cli->err, "guestkit %s: %serror%s: %s\n", command->name,
            gk_style_on(cli->color, GK_STYLE_RED), gk_style_off(cli->color),
            err->text);
    if (err->status != GK_E_USAGE)
        return err->status == GK_E_SYNTAX || err->status == GK_E_SCHEMA
                   ? GK_EXIT_USAGE
                   : GK_EXIT_CANNOT;
    fprintf(cli->err, "try 'guestkit %s --help'\n", command->name);
    return GK_EXIT_USAGE;
}

void gk_cli_say(struct gk_cli *cli, const char *fmt, ...)
{
    va_list args;

    if (cli->quiet)
        return;
    va_start(args, fmt);
    vfprintf(cli->err, fmt, args);
    va_end(args);
    fputc('\n', cli->err);
}

const char *gk_style_on(bool color, gk_style style)
{
    static const char *const codes[] = {"",         "\x1b[1m",  "\x1b[2m",
                                        "\x1b[31m", "\x1b[32m", "\x1b[33m",
                                        "\x1b[36m"};

    return color ? codes[style] : "";
}

const char *gk_style_off(bool color)
{
    return color ? "\x1b[0m" : "";
}
