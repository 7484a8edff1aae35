/* guestkit new: a project that builds, tests and scans clean at once. */
#include "core/base/exit.h"
#include "templates/commands.h"
#include "templates/scaffold.h"
#include "toolchain/argv.h"

#include <stdlib.h>
#include <string.h>

struct new_opts {
    const char *host;
    const char *lang;
    const char *name;
    bool here;
};

static const struct gk_opt new_options[] = {
    GK_OPT_TEXT("host", struct new_opts, host, "HOST",
                "what the guest is for: cortex (a plugin), hugind (an agent)"),
    GK_OPT_TEXT("lang", struct new_opts, lang, "LANG",
                "its language: c, as (AssemblyScript)"),
    GK_OPT_TEXT("name", struct new_opts, name, "NAME",
                "NAME or @AUTHOR/NAME; from the folder if not given"),
    GK_OPT_FLAG("here", struct new_opts, here,
                "add to a folder that has files; what is there stays"),
    GK_OPT_END};

static bool has(const gk_names *names, const char *name, size_t len)
{
    for (size_t i = 0; i < names->count; i++)
        if (strlen(names->at[i]) == len && memcmp(names->at[i], name, len) == 0)
            return true;
    return false;
}

/* A template's "path TAB words" rows, for the files that were made. */
static void print_highlights(FILE *out, const char *dir, const char *rows,
                             const gk_names *made)
{
    size_t widest = 0;

    for (const char *p = rows; *p != '\0'; p += strcspn(p, "\n") + 1)
        if (strcspn(p, "\t") > widest)
            widest = strcspn(p, "\t");
    for (const char *p = rows; *p != '\0'; p += strcspn(p, "\n") + 1) {
        size_t path = strcspn(p, "\t");

        if (has(made, p, path))
            fprintf(out, "  %s%.*s%*s%.*s\n", dir, (int)path, p,
                    (int)(widest - path + 3), "",
                    (int)strcspn(p + path + 1, "\n"), p + path + 1);
    }
}

/* "cd weather && ", as a shell would take it; nothing for here. */
static void print_next(FILE *out, const char *dir)
{
    gk_argv cd = GK_ARGV_INIT;
    gk_buf text = GK_BUF_INIT;

    if (strcmp(dir, ".") != 0) {
        gk_argv_add(&cd, "cd");
        gk_argv_add(&cd, dir);
        gk_argv_print(&cd, &text);
        gk_buf_puts(&text, " && ");
    }
    fprintf(out, "next: %sguestkit build && guestkit test\n",
            gk_buf_text(&text));
    gk_argv_clear(&cd);
    gk_buf_clear(&text);
}

static void print_result(struct gk_cli *cli, const struct gk_scaffold *what,
                         const struct gk_scaffolded *made)
{
    gk_buf prefix = GK_BUF_INIT;

    if (strcmp(what->dir, ".") != 0) {
        gk_buf_puts(&prefix, what->dir);
        if (prefix.len > 0 && prefix.data[prefix.len - 1] != '/')
            gk_buf_byte(&prefix, '/');
    }
    fprintf(cli->out, "created %s%s%s (%s)\n",
            gk_style_on(cli->color, GK_STYLE_BOLD),
            prefix.len > 0 ? gk_buf_text(&prefix) : made->name,
            gk_style_off(cli->color), what->tpl->what);
    print_highlights(cli->out, gk_buf_text(&prefix), what->tpl->highlights,
                     &made->made);
    for (size_t i = 0; i < made->kept.count; i++)
        fprintf(cli->out, "  %s%s was there and is left alone\n",
                gk_buf_text(&prefix), made->kept.at[i]);
    print_next(cli->out, what->dir);
    gk_buf_clear(&prefix);
}

static gk_status read_line(int argc, char **argv, struct new_opts *o,
                           struct gk_opt_list *dirs, gk_error *err)
{
    gk_status st = gk_opts_parse(argc, argv, new_options, o, dirs, NULL, err);

    if (st == GK_OK && dirs->count > 1)
        st = gk_fail(err, GK_E_USAGE, "one folder at a time, found %zu",
                     dirs->count);
    if (st == GK_OK && dirs->count == 0 && !o->here)
        st = gk_fail(err, GK_E_USAGE,
                     "no folder is given: 'guestkit new DIR', or --here for "
                     "this one");
    if (st == GK_OK && dirs->count == 1 && dirs->at[0][0] == '\0')
        st = gk_fail(err, GK_E_USAGE, "the folder's name is empty");
    return st;
}

static int new_run(struct gk_cli *cli, int argc, char **argv)
{
    struct new_opts o = {0};
    struct gk_opt_list dirs = {0};
    struct gk_scaffold what = {0};
    struct gk_scaffolded made = {0};
    gk_error err = GK_ERROR_INIT;
    gk_status st = read_line(argc, argv, &o, &dirs, &err);
    int status = GK_EXIT_OK;

    if (st == GK_OK)
        st = gk_template_find(o.host, o.lang, &what.tpl, &err);
    if (st == GK_OK) {
        what.dir = dirs.count > 0 ? dirs.at[0] : ".";
        what.name = o.name;
        what.here = o.here;
        st = gk_scaffold(&what, &made, &err);
    }
    if (st != GK_OK)
        status = gk_cli_fail(cli, &gk_cmd_new, &err);
    else if (!cli->quiet)
        print_result(cli, &what, &made);
    gk_scaffolded_clear(&made);
    gk_opt_list_clear(&dirs);
    return status;
}

const struct gk_command gk_cmd_new = {
    .name = "new",
    .summary = "make a project that builds, tests and scans clean at once",
    .usage = "new DIR --host HOST --lang LANG [OPTIONS]",
    .details = "A folder that has files is refused, unless --here: then files "
               "that are\nmissing are added, and nothing that exists is "
               "touched. If anything fails,\nnothing is left behind.",
    .options = new_options,
    .examples = "  guestkit new weather --host cortex --lang c\n"
                "      a CortexPrism plugin in C, in weather/\n"
                "  guestkit new ask --host hugind --lang as\n"
                "      a Hugind agent in AssemblyScript, in ask/\n"
                "  guestkit new --here --host cortex --lang c --name "
                "@acme/weather\n"
                "      the same into this folder, whatever it is called\n",
    .run = new_run,
};
