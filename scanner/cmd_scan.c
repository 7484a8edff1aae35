#include "core/base/cores.h"
#include "core/base/exit.h"
#include "scanner/commands.h"
#include "scanner/explain.h"
#include "scanner/run/generate.h"
#include "scanner/run/run.h"
#include "scanner/run/workers.h"

#include <string.h>

static const struct gk_opt scan_options[] = {
    GK_OPT_TEXT("host", struct gk_scan_options, host, "HOST",
                "the host the module is for, instead of finding out"),
    GK_OPT_TEXT("manifest", struct gk_scan_options, manifest, "FILE",
                "the plugin's manifest, to compare with the module"),
    GK_OPT_TEXT("policy", struct gk_scan_options, policy, "FILE",
                "what may be installed; findings that it waives do not count"),
    GK_OPT_FLAG("policy-generate", struct gk_scan_options, policy_generate,
                "print a policy that allows what the module has now, and stop"),
    GK_OPT_TEXT("baseline", struct gk_scan_options, baseline, "OLD.wasm",
                "an older file, to say what has changed since"),
    GK_OPT_TEXT("lock", struct gk_scan_options, lock, "FILE",
                "a file of guestkit lock, to compare with what it has"),
    GK_OPT_LIST("key", struct gk_scan_options, keys, "FILE",
                "check the file's signature with this public key"),
    GK_OPT_LIST("format", struct gk_scan_options, formats, "FORM[=FILE]",
                "how to report ('help' lists the forms); into FILE, with text "
                "on stdout"),
    GK_OPT_CHOICE("fail-on", struct gk_scan_options, fail_on,
                  "note|warning|error", "exit 1 from this severity on (error)"),
    GK_OPT_UINT("jobs", struct gk_scan_options, jobs, "N",
                "files at a time (default: one for each core)"),
    GK_OPT_FLAG("batch", struct gk_scan_options, batch,
                "paths on standard input, one line of JSON for each"),
    GK_OPT_FLAG("null", struct gk_scan_options, null,
                "with --batch: a NUL behind each path, no newline"),
    GK_OPT_FLAG("reproducible", struct gk_scan_options, reproducible,
                "leave out dates and durations"),
    GK_OPT_TEXT("explain", struct gk_scan_options, explain, "ID",
                "say what a rule is about, and stop; 'all' for every rule"),
    GK_OPT_END};

static int explain(struct gk_cli *cli, const char *id)
{
    gk_error err = GK_ERROR_INIT;
    const struct gk_rule *rule = gk_rule_find(id);
    gk_buf out = GK_BUF_INIT;

    if (strcmp(id, "all") == 0)
        gk_explain_all(&out);
    else if (rule != NULL)
        gk_explain_rule(rule, &out);
    else
        gk_fail(&err, GK_E_USAGE,
                "no rule '%s'; 'guestkit scan --explain all' lists them", id);
    if (err.status == GK_OK && gk_buf_check(&out, &err) == GK_OK)
        fwrite(gk_buf_text(&out), 1, out.len, cli->out);
    gk_buf_clear(&out);
    return err.status == GK_OK ? GK_EXIT_OK
                               : gk_cli_fail(cli, &gk_cmd_scan, &err);
}

/* Whether one of the formats asked for is 'help'. */
static bool asks_for_formats(const struct gk_opt_list *formats)
{
    for (size_t i = 0; i < formats->count; i++)
        if (strcmp(formats->at[i], "help") == 0)
            return true;
    return false;
}

static int list_formats(struct gk_cli *cli)
{
    gk_buf out = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_status st = GK_OK;

    gk_sinks_list(&out);
    st = gk_buf_check(&out, &err);
    if (st == GK_OK)
        fwrite(gk_buf_text(&out), 1, out.len, cli->out);
    gk_buf_clear(&out);
    return st == GK_OK ? GK_EXIT_OK : gk_cli_fail(cli, &gk_cmd_scan, &err);
}

static gk_status check_paths(const struct gk_opt_list *paths, gk_error *err)
{
    size_t inputs = 0;

    if (paths->count == 0)
        return gk_fail(err, GK_E_USAGE, "which file? give one, a folder, or -");
    for (size_t i = 0; i < paths->count; i++)
        inputs += strcmp(paths->at[i], "-") == 0;
    if (inputs > 1)
        return gk_fail(err, GK_E_USAGE,
                       "'-' is given %zu times, there is one standard input",
                       inputs);
    return GK_OK;
}

/* A batch is a stream of paths in and a stream of lines out. */
static gk_status check_batch(const struct gk_scan_options *o, gk_error *err)
{
    size_t len = strlen(GK_BATCH_FORMAT);

    if (o->paths.count > 0)
        return gk_fail(err, GK_E_USAGE,
                       "--batch takes its paths from standard input, found "
                       "'%s' too",
                       o->paths.at[0]);
    for (size_t i = 0; i < o->formats.count; i++) {
        const char *word = o->formats.at[i];

        if (strncmp(word, GK_BATCH_FORMAT, len) != 0 ||
            (word[len] != '\0' && word[len] != '='))
            return gk_fail(err, GK_E_USAGE,
                           "--batch writes " GK_BATCH_FORMAT
                           ", found '--format %s'",
                           word);
    }
    return GK_OK;
}

static gk_status check(const struct gk_scan_options *o, gk_error *err)
{
    if (o->jobs < 1 || o->jobs > GK_MAX_JOBS)
        return gk_fail(err, GK_E_USAGE, "option '--jobs' takes 1 to %d",
                       GK_MAX_JOBS);
    if (o->null && !o->batch)
        return gk_fail(err, GK_E_USAGE, "--null is of no use without --batch");
    return o->batch ? check_batch(o, err) : check_paths(&o->paths, err);
}

static int run_scan(struct gk_cli *cli, int argc, char **argv)
{
    unsigned cores = gk_cores();
    struct gk_scan_options o = {
        .fail_on = "error", .jobs = cores < GK_MAX_JOBS ? cores : GK_MAX_JOBS};
    gk_error err = GK_ERROR_INIT;
    int status;
    gk_status st =
        gk_opts_parse(argc, argv, scan_options, &o, &o.paths, NULL, &err);

    if (st != GK_OK)
        status = gk_cli_fail(cli, &gk_cmd_scan, &err);
    else if (o.explain != NULL)
        status = explain(cli, o.explain);
    else if (asks_for_formats(&o.formats))
        status = list_formats(cli);
    else if (check(&o, &err) != GK_OK)
        status = gk_cli_fail(cli, &gk_cmd_scan, &err);
    else if (o.policy_generate)
        status = gk_scan_generate(cli, &o);
    else
        status = gk_scan_run(cli, &o);
    gk_opt_list_clear(&o.formats);
    gk_opt_list_clear(&o.keys);
    gk_opt_list_clear(&o.paths);
    return status;
}

const struct gk_command gk_cmd_scan = {
    .name = "scan",
    .summary = "say whether a module is safe to install",
    .usage = "scan [OPTIONS] FILE…|DIR|-|--batch",
    .details =
        "Reads each file, finds out which host it is for, and reports what it\n"
        "can do and what is wrong with it. Folders are searched for *.wasm.\n"
        "Exit status: 1 when a module is not valid or a finding is at or "
        "above\n"
        "--fail-on, 3 when a file cannot be read.",
    .options = scan_options,
    .examples = "  guestkit scan downloads/helper.wasm\n"
                "  guestkit scan build --format json --fail-on warning\n"
                "  guestkit scan helper.wasm --format cortex --reproducible\n"
                "  guestkit scan dir --format json=scan.json\n"
                "  find . -name '*.wasm' | guestkit scan --batch\n"
                "  guestkit scan helper.wasm --policy policy.json\n"
                "  guestkit scan helper.wasm --policy-generate >policy.json\n"
                "  guestkit scan new.wasm --baseline old.wasm\n"
                "  guestkit scan --explain GK020\n",
    .run = run_scan,
};
