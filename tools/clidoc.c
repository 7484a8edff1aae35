/*
 * clidoc: the manual page and the completions, printed from the tables that
 * the commands themselves use.
 */
#include "core/base/opts.h"

#include <string.h>

#define GK_COMMAND(name) extern const struct gk_command gk_cmd_##name;
#include "commands.def"

static const struct gk_command *const commands[] = {
#define GK_COMMAND(name) &gk_cmd_##name,
#include "commands.def"
};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

/* Understood by all commands; "color" takes a word. */
static const char *const common[] = {"quiet", "verbose", "color", "help"};
#define COMMON_COUNT (sizeof common / sizeof *common)
#define COLOR_WORDS  "auto always never"

/* troff takes a leading dot or quote, and every backslash, as its own. */
static void troff(const char *text)
{
    bool line_start = true;

    for (; *text != '\0'; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
        line_start = *text == '\n';
    }
}

static void man_option(const struct gk_opt *o)
{
    fputs(".TP\n.B \\-\\-", stdout);
    troff(o->name);
    if (o->arg != NULL) {
        fputs(" \\fI", stdout);
        troff(o->arg);
        fputs("\\fR", stdout);
    }
    putchar('\n');
    troff(o->help);
    putchar('\n');
}

static void man_command(const struct gk_command *c)
{
    fputs(".SS guestkit ", stdout);
    troff(c->usage);
    putchar('\n');
    troff(c->summary);
    fputs(".\n", stdout);
    if (c->details != NULL) {
        fputs(".PP\n.nf\n", stdout);
        troff(c->details);
        fputs("\n.fi\n", stdout);
    }
    for (const struct gk_opt *o = c->options; o->kind; o++)
        man_option(o);
    if (c->examples != NULL) {
        fputs(".PP\nExamples:\n.PP\n.nf\n", stdout);
        troff(c->examples);
        fputs(".fi\n", stdout);
    }
}

static void man(void)
{
    fputs(".TH GUESTKIT 1 \"\" \"guestkit " GK_VERSION "\"\n"
          ".SH NAME\nguestkit \\- write, run, test and scan WebAssembly "
          "plugins\n.SH SYNOPSIS\n.B guestkit\n.I COMMAND\n[\\fIOPTIONS\\fR] "
          "\\&...\n.SH COMMANDS\n",
          stdout);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        man_command(commands[i]);
    fputs(".SH OPTIONS OF EVERY COMMAND\n"
          "Each also understands\n.BR \\-\\-quiet ,\n"
          ".BR \\-\\-verbose ,\n.B \\-\\-color\n"
          "auto|always|never and\n.BR \\-\\-help .\n",
          stdout);
    fputs(".SH ENVIRONMENT\n.TP\n.B GUESTKIT_HOME\nwhere the kit's own files "
          "are (headers, libraries, templates)\n.TP\n.B NO_COLOR\nno colours\n"
          ".SH EXIT STATUS\n0 fine; 1 ran and found something; 2 wrong usage, "
          "or a file of the project is not right; 3 could not run.\n"
          "guestkit run tells more, see there.\n",
          stdout);
}

static void words_of(const struct gk_command *c)
{
    for (const struct gk_opt *o = c->options; o->kind; o++)
        printf("--%s ", o->name);
    for (size_t i = 0; i < COMMON_COUNT; i++)
        printf("--%s ", common[i]);
}

/* A choice, or a list of choices: "http|llm". */
static bool has_words(const struct gk_opt *o)
{
    return o->kind == GK_OPT_KIND_CHOICE ||
           (o->kind == GK_OPT_KIND_LIST && strchr(o->arg, '|') != NULL);
}

/* "text|json" as words with spaces between. */
static void choice_words(const char *choices)
{
    for (; choices != NULL && *choices != '\0'; choices++)
        putchar(*choices == '|' ? ' ' : *choices);
}

/* After an option that takes one of some words, those words. */
static void bash_values(void)
{
    fputs("    case ${COMP_WORDS[1]}:${COMP_WORDS[COMP_CWORD-1]} in\n", stdout);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        for (const struct gk_opt *o = commands[i]->options; o->kind; o++)
            if (has_words(o)) {
                printf("    %s:--%s) values=\"", commands[i]->name, o->name);
                choice_words(o->arg);
                fputs("\" ;;\n", stdout);
            }
    fputs("    *:--color) values=\"" COLOR_WORDS "\" ;;\n    esac\n", stdout);
}

static void bash(void)
{
    fputs("_guestkit() {\n    local cur=${COMP_WORDS[COMP_CWORD]} words= "
          "values=\n"
          "    if [ \"$COMP_CWORD\" = 1 ]; then\n        words=\"",
          stdout);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("%s ", commands[i]->name);
    fputs("--help --version\"\n    else\n        case ${COMP_WORDS[1]} in\n",
          stdout);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("        %s) words=\"", commands[i]->name);
        words_of(commands[i]);
        fputs("\" ;;\n", stdout);
    }
    fputs("        esac\n    fi\n    case $cur in\n"
          "    -*) ;;\n    *) [ \"$COMP_CWORD\" = 1 ] || words= ;;\n    esac\n",
          stdout);
    bash_values();
    fputs("    [ -z \"$values\" ] || words=$values\n"
          "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
          "}\ncomplete -o default -F _guestkit guestkit\n",
          stdout);
}

/* Inside single quotes and _arguments' own brackets. */
static void zsh_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\'", stdout);
        else if (*text == '[' || *text == ']' || *text == ':')
            putchar('\\');
        putchar(*text);
    }
}

static void zsh_option(const struct gk_opt *o)
{
    printf(" '--%s[", o->name);
    zsh_text(o->help);
    putchar(']');
    if (has_words(o)) {
        fputs(":value:(", stdout);
        choice_words(o->arg);
        putchar(')');
    } else if (o->arg != NULL) {
        fputs(":value:_files", stdout);
    }
    putchar('\'');
}

static void zsh(void)
{
    fputs("#compdef guestkit\n_guestkit() {\n    if (( CURRENT == 2 )); then\n"
          "        local -a commands=(\n",
          stdout);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("            '%s:", commands[i]->name);
        zsh_text(commands[i]->summary);
        fputs("'\n", stdout);
    }
    fputs("        )\n        _describe command commands\n        return\n"
          "    fi\n    shift words\n    (( CURRENT-- ))\n"
          "    case $words[1] in\n",
          stdout);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("    %s) _arguments", commands[i]->name);
        for (const struct gk_opt *o = commands[i]->options; o->kind; o++)
            zsh_option(o);
        for (size_t j = 0; j < COMMON_COUNT; j++)
            printf(" '--%s%s'", common[j],
                   strcmp(common[j], "color") == 0 ? ":value:(" COLOR_WORDS ")"
                                                   : "");
        fputs(" '*:file:_files' ;;\n", stdout);
    }
    fputs("    esac\n}\n_guestkit \"$@\"\n", stdout);
}

static void fish_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
}

static void fish_option(const char *command, const struct gk_opt *o)
{
    printf("complete -c guestkit -n '__fish_seen_subcommand_from %s' "
           "-l %s%s",
           command, o->name, o->arg != NULL ? " -r" : "");
    if (has_words(o)) {
        fputs(" -f -a '", stdout);
        choice_words(o->arg);
        putchar('\'');
    }
    fputs(" -d '", stdout);
    fish_text(o->help);
    fputs("'\n", stdout);
}

static void fish(void)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("complete -c guestkit -n __fish_use_subcommand -a %s -d '",
               commands[i]->name);
        fish_text(commands[i]->summary);
        fputs("'\n", stdout);
        for (const struct gk_opt *o = commands[i]->options; o->kind; o++)
            fish_option(commands[i]->name, o);
    }
    for (size_t j = 0; j < COMMON_COUNT; j++)
        printf("complete -c guestkit -l %s%s\n", common[j],
               strcmp(common[j], "color") == 0 ? " -x -a '" COLOR_WORDS "'"
                                               : "");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } kinds[] = {{"man", man}, {"bash", bash}, {"zsh", zsh}, {"fish", fish}};

    for (size_t i = 0; argc == 2 && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(argv[1], kinds[i].name) == 0) {
            kinds[i].print();
            return fflush(stdout) == 0 ? 0 : 1;
        }
    fputs("usage: clidoc man|bash|zsh|fish\n", stderr);
    return 2;
}
