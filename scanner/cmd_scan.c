#include "core/base/exit.h"
#include "scanner/commands.h"
#include "scanner/explain.h"
#include "scanner/report/report.h"
#include "scanner/walk.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct scan_options {
    const char *host;
    const char *format;
    const char *fail_on;
    const char *explain;
    bool reproducible;
};

static const struct gk_opt scan_options[] = {
    GK_OPT_TEXT("host", struct scan_options, host, "HOST",
                "the host the module is for, instead of finding out"),
    GK_OPT_CHOICE("format", struct scan_options, format, "text|json|cortex",
                  "how to report; cortex is that host's own report"),
    GK_OPT_CHOICE("fail-on", struct scan_options, fail_on, "note|warning|error",
                  "exit 1 from this severity on (error)"),
    GK_OPT_FLAG("reproducible", struct scan_options, reproducible,
                "leave out dates and durations"),
    GK_OPT_TEXT("explain", struct scan_options, explain, "ID",
                "say what a rule is about, and stop; 'all' for every rule"),
    GK_OPT_END};

/* A run over all files. */
struct run {
    struct gk_cli *cli;
    const struct scan_options *options;
    const struct gk_report_format *format;
    struct gk_report_options report;
    gk_severity fail_on;
    int exit;
};

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static gk_severity severity_of(const char *word)
{
    if (strcmp(word, "note") == 0)
        return GK_SEVERITY_NOTE;
    return strcmp(word, "warning") == 0 ? GK_SEVERITY_WARNING
                                        : GK_SEVERITY_ERROR;
}

/* Writes what has gathered, so that a long run shows its first results. */
static void flush(struct run *run, gk_buf *out)
{
    if (out->status != GK_OK) {
        fprintf(run->cli->err, "guestkit scan: error: %s\n",
                gk_status_words(out->status));
        run->exit = GK_EXIT_CANNOT;
    }
    fwrite(gk_buf_text(out), 1, out->len, run->cli->out);
    gk_buf_reset(out);
}

static void scan_one(struct run *run, const char *path, size_t number,
                     gk_buf *out)
{
    double start = seconds(CLOCK_MONOTONIC);
    struct gk_report_entry entry = {.path = path,
                                    .scanned_at = seconds(CLOCK_REALTIME)};
    gk_error why = GK_ERROR_INIT;
    const struct gk_scan_context context = {.host = run->options->host};
    gk_scan scan;

    if (gk_scan_file(path, &context, &scan, &why) == GK_OK) {
        entry.scan = &scan;
        if (gk_scan_fails(&scan, run->fail_on))
            run->exit = gk_exit_worst(run->exit, GK_EXIT_FOUND);
    } else {
        entry.error = why.text;
        fflush(run->cli->out);
        run->exit =
            gk_exit_worst(run->exit, gk_cli_fail(run->cli, &gk_cmd_scan, &why));
    }
    entry.elapsed_us = (double)(long)((seconds(CLOCK_MONOTONIC) - start) * 1e6);
    run->format->entry(&run->report, &entry, number, out);
    if (entry.scan != NULL)
        gk_scan_clear(&scan);
    flush(run, out);
}

static void scan_all(struct run *run, const gk_names *files)
{
    gk_buf out = GK_BUF_INIT;

    run->format->begin(&run->report, &out);
    for (size_t i = 0; i < files->count; i++)
        scan_one(run, files->at[i], i, &out);
    run->format->end(&run->report, &out);
    flush(run, &out);
    gk_buf_clear(&out);
}

/* What could not be walked, and that there may be nothing to scan. */
static void say_troubles(struct run *run, const gk_names *files,
                         const gk_names *troubles)
{
    for (size_t i = 0; i < troubles->count; i++) {
        fprintf(run->cli->err, "guestkit scan: error: %s\n", troubles->at[i]);
        run->exit = GK_EXIT_CANNOT;
    }
    if (files->count == 0 && troubles->count == 0) {
        fputs("guestkit scan: error: no .wasm file there\n", run->cli->err);
        run->exit = GK_EXIT_CANNOT;
    }
}

static int scan_paths(struct run *run, const struct gk_opt_list *paths)
{
    gk_names files = GK_NAMES_INIT;
    gk_names troubles = GK_NAMES_INIT;
    gk_error err = GK_ERROR_INIT;
    gk_status st = GK_OK;

    for (size_t i = 0; st == GK_OK && i < paths->count; i++) {
        st = gk_walk(paths->at[i], &files, &troubles, &err);
        run->report.several |=
            strcmp(paths->at[i], "-") != 0 && gk_path_is_dir(paths->at[i]);
    }
    run->report.several |= paths->count > 1;
    if (st != GK_OK) {
        run->exit = gk_cli_fail(run->cli, &gk_cmd_scan, &err);
    } else {
        say_troubles(run, &files, &troubles);
        scan_all(run, &files);
    }
    gk_names_clear(&files);
    gk_names_clear(&troubles);
    return run->exit;
}

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

/* A host nobody knows is said once, not for each file. */
static gk_status check_host(const char *host, gk_error *err)
{
    gk_module none = {0};
    struct gk_clues clues = {.module = &none, .given = host};
    struct gk_detected found;

    return gk_detect(&clues, &found, err);
}

static int run_scan(struct gk_cli *cli, int argc, char **argv)
{
    struct scan_options o = {.format = "text", .fail_on = "error"};
    struct gk_opt_list paths = {0};
    struct run run = {.cli = cli, .options = &o};
    gk_error err = GK_ERROR_INIT;
    int status;
    gk_status st =
        gk_opts_parse(argc, argv, scan_options, &o, &paths, NULL, &err);

    if (st == GK_OK && o.explain == NULL && paths.count == 0)
        st = gk_fail(&err, GK_E_USAGE, "which file? give one, a folder, or -");
    if (st == GK_OK)
        st = check_host(o.host, &err);
    if (st != GK_OK) {
        status = gk_cli_fail(cli, &gk_cmd_scan, &err);
    } else if (o.explain != NULL) {
        status = explain(cli, o.explain);
    } else {
        run.format = gk_scan_report_find(o.format);
        run.report.color = cli->color;
        run.report.reproducible = o.reproducible;
        run.fail_on = severity_of(o.fail_on);
        status = scan_paths(&run, &paths);
    }
    gk_opt_list_clear(&paths);
    return status;
}

const struct gk_command gk_cmd_scan = {
    .name = "scan",
    .summary = "say whether a module is safe to install",
    .usage = "scan [OPTIONS] FILE…|DIR|-",
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
                "  guestkit scan --explain GK020\n",
    .run = run_scan,
};
