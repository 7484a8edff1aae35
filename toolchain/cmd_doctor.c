/* guestkit doctor: what is on this machine, what is missing. */
#include "core/base/exit.h"
#include "toolchain/commands.h"
#include "toolchain/doctor.h"

#include <string.h>

struct doctor_opts {
    const char *format;
};

static const struct gk_opt doctor_options[] = {
    GK_OPT_CHOICE("format", struct doctor_opts, format, "text|json",
                  "how to print the result"),
    GK_OPT_END};

static void print_tool(struct gk_cli *cli, const struct gk_diagnosis *d,
                       gk_tool_id id)
{
    const struct gk_tool_row *row = &gk_tools[id];
    const char *path = d->tools[id].path;
    const char *version = d->tools[id].version;
    gk_buf remedy = GK_BUF_INIT;
    bool needed = row->need == GK_TOOL_REQUIRED;
    gk_style style = path != NULL ? GK_STYLE_GREEN
                     : needed     ? GK_STYLE_RED
                                  : GK_STYLE_YELLOW;

    if (path == NULL)
        gk_tool_remedy(id, &remedy);
    fprintf(cli->out, "%s%-8s%s %-14s  %-8s  %s\n",
            gk_style_on(cli->color, style),
            path != NULL ? "ok"
            : needed     ? "missing"
                         : "absent",
            gk_style_off(cli->color), row->word, version != NULL ? version : "",
            path != NULL ? path : row->purpose);
    if (path == NULL)
        fprintf(cli->out, "%-8s %-14s  %-8s  %s\n", "", "", "",
                gk_buf_text(&remedy));
    gk_buf_clear(&remedy);
}

static void print_text(struct gk_cli *cli, const struct gk_diagnosis *d)
{
    gk_buf command = GK_BUF_INIT;

    for (int id = 0; id < GK_TOOL_COUNT; id++)
        print_tool(cli, d, (gk_tool_id)id);
    if (d->home == NULL)
        fprintf(cli->out, "%-8s %s\n", "missing", d->home_error);
    if (d->missing == 0) {
        fputs("all that is needed to build, test and scan is here\n", cli->out);
    } else {
        gk_diagnosis_install(d, GK_TOOL_REQUIRED, &command);
        fprintf(cli->out, "%zu missing%s%s\n", d->missing,
                command.len > 0 ? ": " : "", gk_buf_text(&command));
    }
    gk_buf_clear(&command);
}

static int print_json(struct gk_cli *cli, const struct gk_diagnosis *d)
{
    gk_json *report = gk_diagnosis_json(d);
    gk_buf text = GK_BUF_INIT;
    gk_status st =
        report == NULL
            ? GK_E_NOMEM
            : gk_json_print(report, GK_JSON_PRETTY | GK_JSON_SORTED, &text);

    if (st == GK_OK)
        fprintf(cli->out, "%s\n", gk_buf_text(&text));
    else
        fputs("guestkit doctor: error: out of memory\n", cli->err);
    gk_buf_clear(&text);
    gk_json_free(report);
    return st == GK_OK ? GK_EXIT_OK : GK_EXIT_CANNOT;
}

static int doctor_run(struct gk_cli *cli, int argc, char **argv)
{
    struct doctor_opts o = {.format = "text"};
    struct gk_opt_list words = {0};
    struct gk_diagnosis d = {0};
    gk_error err = GK_ERROR_INIT;
    gk_status st =
        gk_opts_parse(argc, argv, doctor_options, &o, &words, NULL, &err);
    int status = GK_EXIT_OK;

    if (st == GK_OK && words.count > 0)
        st = gk_fail(&err, GK_E_USAGE, "nothing to name here, found '%s'",
                     words.at[0]);
    gk_opt_list_clear(&words);
    if (st != GK_OK)
        return gk_cli_fail(cli, &gk_cmd_doctor, &err);
    gk_diagnose(&d);
    if (strcmp(o.format, "json") == 0)
        status = print_json(cli, &d);
    else if (!cli->quiet || d.missing > 0)
        print_text(cli, &d);
    if (status == GK_EXIT_OK && d.missing > 0)
        status = GK_EXIT_FOUND;
    gk_diagnosis_clear(&d);
    return status;
}

const struct gk_command gk_cmd_doctor = {
    .name = "doctor",
    .summary = "say which tools are here and how to install the others",
    .usage = "doctor [OPTIONS]",
    .details = "Exit status 0 when everything needed is here, 1 when not. "
               "What is absent but not\nneeded for building C guests does not "
               "count.",
    .options = doctor_options,
    .examples = "  guestkit doctor\n"
                "      a table, with the command that installs what is "
                "missing\n",
    .run = doctor_run,
};
