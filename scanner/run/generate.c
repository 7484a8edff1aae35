#include "scanner/run/generate.h"

#include "core/base/exit.h"
#include "scanner/commands.h"
#include "scanner/policy/policy.h"
#include "scanner/run/load.h"

static gk_status check_options(const struct gk_scan_options *o, gk_error *err)
{
    if (o->paths.count != 1)
        return gk_fail(
            err, GK_E_USAGE,
            "option '--policy-generate': found %zu files, wanted one",
            o->paths.count);
    if (o->policy != NULL)
        return gk_fail(err, GK_E_USAGE,
                       "'--policy-generate' looks at the module as it is; "
                       "leave '--policy' out");
    return GK_OK;
}

int gk_scan_generate(struct gk_cli *cli, const struct gk_scan_options *options)
{
    struct gk_scan_run run = {.cli = cli, .options = options};
    gk_error err = GK_ERROR_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_scan scan = {0};
    gk_status st = check_options(options, &err);

    if (st == GK_OK)
        st = gk_load(&run, &err);
    if (st == GK_OK)
        st = gk_scan_file(options->paths.at[0], &run.context, &scan, &err);
    if (st == GK_OK)
        st = gk_policy_generate(&scan, &text, &err);
    if (st == GK_OK)
        fwrite(gk_buf_text(&text), 1, text.len, cli->out);
    gk_scan_clear(&scan);
    gk_unload(&run);
    gk_buf_clear(&text);
    return st == GK_OK ? GK_EXIT_OK : gk_cli_fail(cli, &gk_cmd_scan, &err);
}
