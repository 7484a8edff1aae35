#include "core/base/exit.h"
#include "scanner/commands.h"
#include "scanner/content/secret.h"
#include "scanner/inspect.h"

#include <string.h>

struct inspect_options {
    const char *host;
    const char *format;
};

static const struct gk_opt inspect_options[] = {
    GK_OPT_TEXT("host", struct inspect_options, host, "HOST",
                "the host the module is for, instead of finding out"),
    GK_OPT_CHOICE("format", struct inspect_options, format, "text|json",
                  "how to report"),
    GK_OPT_END};

static int show(struct gk_cli *cli, const struct inspect_options *o,
                const char *path)
{
    gk_error err = GK_ERROR_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_inspection in;
    gk_status st = gk_inspect_file(path, o->host, &in, &err);
    bool valid;

    if (st != GK_OK)
        return gk_cli_fail(cli, &gk_cmd_inspect, &err);
    valid = gk_inspect_valid(&in);
    if (strcmp(o->format, "json") == 0)
        st = gk_inspect_json(&in, &out);
    else
        st = gk_inspect_text(&in, cli->color, &out);
    gk_inspect_clear(&in);
    gk_secret_strike(&out);
    if (st == GK_OK)
        fwrite(gk_buf_text(&out), 1, out.len, cli->out);
    gk_buf_clear(&out);
    if (st != GK_OK) {
        gk_fail(&err, st, "cannot write the report");
        return gk_cli_fail(cli, &gk_cmd_inspect, &err);
    }
    return valid ? GK_EXIT_OK : GK_EXIT_FOUND;
}

static int run_inspect(struct gk_cli *cli, int argc, char **argv)
{
    struct inspect_options o = {.format = "text"};
    struct gk_opt_list paths = {0};
    gk_error err = GK_ERROR_INIT;
    int status;
    gk_status st =
        gk_opts_parse(argc, argv, inspect_options, &o, &paths, NULL, &err);

    if (st == GK_OK && paths.count != 1)
        st = gk_fail(&err, GK_E_USAGE, "wanted one file, found %zu",
                     paths.count);
    status = st == GK_OK ? show(cli, &o, paths.at[0])
                         : gk_cli_fail(cli, &gk_cmd_inspect, &err);
    gk_opt_list_clear(&paths);
    return status;
}

const struct gk_command gk_cmd_inspect = {
    .name = "inspect",
    .summary = "show what is in a module",
    .usage = "inspect [OPTIONS] FILE",
    .details =
        "Sections, imports with what they mean to the host, exports with the\n"
        "imports each can reach, memory layout, producers, features. A\n"
        "malformed module is shown as far as it can be read (exit status 1).",
    .options = inspect_options,
    .examples = "  guestkit inspect build/weather.wasm\n"
                "  guestkit inspect build/weather.wasm --format json\n",
    .run = run_inspect,
};
