#include "core/base/cores.h"
#include "core/base/exit.h"
#include "core/base/spawn.h"
#include "core/manifest/build_record.h"
#include "host-mock/testing/commands.h"
#include "host-mock/testing/runner.h"
#include "host-mock/testing/suite.h"
#include "host-mock/testing/targets.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* More than anybody's CI reads. */
#define MOST_OUTPUTS 8
#define MOST_JOBS    256

struct test_opts {
    struct gk_opt_list formats;
    struct gk_opt_list paths;
    uint64_t jobs;
    const char *filter;
    const char *fidelity;
    bool bless;
    bool trace;
    bool reproducible;
    bool no_build;
    bool list;
};

static const struct gk_opt options[] = {
    GK_OPT_LIST("format", struct test_opts, formats, "FORM[=FILE]",
                "text, tap, junit or json; into FILE, with text on stdout"),
    GK_OPT_TEXT("filter", struct test_opts, filter, "TEXT",
                "only cases whose name contains TEXT"),
    GK_OPT_UINT("jobs", struct test_opts, jobs, "N",
                "cases at a time (default: one for each core)"),
    GK_OPT_CHOICE("fidelity", struct test_opts, fidelity,
                  "documented|deployed|both",
                  "which side of known differences the mock shows"),
    GK_OPT_FLAG("trace", struct test_opts, trace, "print every hostcall"),
    GK_OPT_FLAG("bless", struct test_opts, bless,
                "write what was seen into expectations that differ"),
    GK_OPT_FLAG("reproducible", struct test_opts, reproducible,
                "print no times"),
    GK_OPT_FLAG("no-build", struct test_opts, no_build,
                "do not build projects first"),
    GK_OPT_FLAG("list", struct test_opts, list,
                "print the cases and run nothing"),
    GK_OPT_END};

/* --- outputs ---------------------------------------------------------------
 */

struct outputs {
    struct gk_suite_output at[MOST_OUTPUTS + 1];
    size_t count;
    bool has_stdout;
};

static gk_status add_output(struct outputs *outputs,
                            const struct gk_report_form *form, const char *path,
                            const struct gk_report_style *style, FILE *out,
                            gk_error *err)
{
    struct gk_suite_output *o = &outputs->at[outputs->count];
    struct gk_report_style own = *style;

    if (path == NULL && outputs->has_stdout)
        return gk_fail(err, GK_E_USAGE,
                       "two formats for standard output: write one into a "
                       "file with '--format %s=FILE'",
                       form->name);
    if (path != NULL)
        own.color = false;
    outputs->has_stdout = outputs->has_stdout || path == NULL;
    o->stream = path == NULL ? out : NULL;
    o->path = path;
    gk_report_init(&o->report, form, own);
    outputs->count++;
    return GK_OK;
}

static gk_status take_formats(const struct test_opts *opts,
                              const struct gk_report_style *style, FILE *out,
                              struct outputs *outputs, gk_error *err)
{
    gk_status st = GK_OK;

    if (opts->formats.count > MOST_OUTPUTS)
        return gk_fail(err, GK_E_USAGE, "more than %d formats", MOST_OUTPUTS);
    for (size_t i = 0; i < opts->formats.count && st == GK_OK; i++) {
        const char *word = opts->formats.at[i];
        size_t len = strcspn(word, "=");
        const struct gk_report_form *form = gk_report_form_find(word, len);
        const char *path = word[len] == '=' ? word + len + 1 : NULL;

        if (form == NULL || (path != NULL && *path == '\0'))
            return gk_fail(err, GK_E_USAGE,
                           "option '--format' takes text, tap, junit or json, "
                           "or FORM=FILE, found '%s'",
                           word);
        st = add_output(outputs, form, path, style, out, err);
    }
    if (st == GK_OK && !outputs->has_stdout)
        st = add_output(outputs, &gk_report_text, NULL, style, out, err);
    return st;
}

static void clear_outputs(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        gk_report_clear(&outputs->at[i].report);
}

/* --- building --------------------------------------------------------------
 */

/* By the program itself: building is a floor above this one. What it says goes
 * to stderr, for stdout holds results only. Returns an exit status. */
static int build(struct gk_cli *cli, const char *dir, gk_error *err)
{
    const char *argv[] = {"/proc/self/exe", "build", dir, NULL};
    gk_buf said = GK_BUF_INIT;
    const struct gk_spawn what = {.argv = argv, .out = &said};
    struct gk_spawned how = {0, 0, false};
    gk_status st = gk_spawn(&what, &how, err);

    if (!cli->quiet)
        fwrite(gk_buf_text(&said), 1, said.len, cli->err);
    gk_buf_clear(&said);
    if (st != GK_OK)
        return GK_EXIT_CANNOT;
    if (how.exit_status == 0)
        return GK_EXIT_OK;
    gk_fail(err, GK_E_FAILED, "building '%s' failed, so nothing was tested",
            dir);
    return how.exit_status > 0 ? how.exit_status : GK_EXIT_CANNOT;
}

static int build_stale(struct gk_cli *cli, const struct gk_targets *targets,
                       gk_error *err)
{
    int status = GK_EXIT_OK;

    for (size_t i = 0; i < targets->projects.count && status == 0; i++) {
        const char *dir = targets->projects.at[i];
        gk_project project = {0};
        bool fresh = gk_project_read(dir, &project, NULL) == GK_OK &&
                     gk_build_is_fresh(&project);

        gk_project_clear(&project);
        if (!fresh)
            status = build(cli, dir, err);
    }
    return status;
}

/* --- the command -----------------------------------------------------------
 */

static gk_status find_targets(const struct test_opts *opts,
                              struct gk_targets *targets, gk_error *err)
{
    gk_status st = GK_OK;

    if (opts->paths.count == 0)
        return gk_targets_add(targets, ".", err);
    for (size_t i = 0; i < opts->paths.count && st == GK_OK; i++)
        st = gk_targets_add(targets, opts->paths.at[i], err);
    return st;
}

/* No report takes the place of a test file. */
static gk_status spare_files(const struct outputs *outputs,
                             const gk_names *files, gk_error *err)
{
    for (size_t i = 0; i < outputs->count; i++) {
        const struct gk_suite_output *o = &outputs->at[i];

        for (size_t k = 0; o->path != NULL && k < files->count; k++)
            if (gk_same_file(files->at[k], o->path))
                return gk_fail(err, GK_E_USAGE,
                               "'--format %s=%s' would replace '%s', which is "
                               "to be run",
                               o->report.form->name, o->path, files->at[k]);
    }
    return GK_OK;
}

static int nothing_to_do(struct gk_cli *cli, const struct test_opts *opts,
                         const struct gk_targets *targets)
{
    gk_error err = GK_ERROR_INIT;

    if (targets->files.count == 0)
        gk_fail(&err, GK_E_USAGE,
                "no test files (*.test.json) found below '%s'",
                opts->paths.count > 0 ? opts->paths.at[0] : ".");
    else
        gk_fail(&err, GK_E_USAGE, "no case has '%s' in its name",
                opts->filter != NULL ? opts->filter : "");
    return gk_cli_fail(cli, &gk_cmd_test, &err);
}

static void say_blessed(struct gk_cli *cli, const gk_suite *suite)
{
    bool masked = false;
    size_t files = gk_suite_blessed(suite, &masked);

    if (files > 0)
        gk_cli_say(cli,
                   "blessed %zu file%s: read the difference before you keep it",
                   files, files == 1 ? "" : "s");
    if (masked)
        gk_cli_say(cli, "what looks like a secret was not written down");
}

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int run_suite(struct gk_cli *cli, const struct test_opts *opts,
                     gk_suite *suite, struct outputs *outputs)
{
    gk_error err = GK_ERROR_INIT;
    double start = now_ms();
    gk_status st = gk_suite_run(suite, outputs->at, outputs->count, &err);

    if (st != GK_OK)
        return gk_exit_worst(gk_suite_exit(suite),
                             gk_cli_fail(cli, &gk_cmd_test, &err));
    say_blessed(cli, suite);
    if (cli->verbose && !opts->reproducible)
        gk_cli_say(cli, "%.1f ms", now_ms() - start);
    return gk_suite_exit(suite);
}

static int run_files(struct gk_cli *cli, const struct test_opts *opts,
                     const struct gk_targets *targets, struct outputs *outputs)
{
    const struct gk_suite_options how = {
        .filter = opts->filter,
        .sides = gk_fidelity_sides(opts->fidelity),
        .jobs = (unsigned)opts->jobs,
        .bless = opts->bless,
        .err = cli->err,
    };
    gk_error err = GK_ERROR_INIT;
    gk_suite *suite = NULL;
    int status;

    if (gk_suite_open(&targets->files, &how, &suite, &err) != GK_OK)
        return gk_cli_fail(cli, &gk_cmd_test, &err);
    if (gk_suite_count(suite) == 0 && gk_suite_bad_files(suite) == 0) {
        status = nothing_to_do(cli, opts, targets);
    } else if (opts->list) {
        gk_suite_list(suite, cli->out);
        status = gk_suite_exit(suite);
    } else {
        status = run_suite(cli, opts, suite, outputs);
    }
    gk_suite_close(suite);
    return status;
}

static int run_with(struct gk_cli *cli, const struct test_opts *opts)
{
    const struct gk_report_style style = {
        .color = cli->color,
        .trace = opts->trace,
        .reproducible = opts->reproducible || opts->bless,
    };
    struct gk_targets targets = GK_TARGETS_INIT;
    struct outputs outputs = {.count = 0};
    gk_error err = GK_ERROR_INIT;
    int status = GK_EXIT_OK;
    gk_status st = take_formats(opts, &style, cli->out, &outputs, &err);

    if (st == GK_OK)
        st = find_targets(opts, &targets, &err);
    if (st == GK_OK)
        st = spare_files(&outputs, &targets.files, &err);
    if (st == GK_OK && !opts->no_build && !opts->list)
        status = build_stale(cli, &targets, &err);
    if (st != GK_OK)
        status = gk_cli_fail(cli, &gk_cmd_test, &err);
    else if (status != GK_EXIT_OK)
        gk_cli_fail(cli, &gk_cmd_test, &err);
    else
        status = run_files(cli, opts, &targets, &outputs);
    gk_targets_clear(&targets);
    clear_outputs(&outputs);
    return status;
}

static int cmd_test(struct gk_cli *cli, int argc, char **argv)
{
    struct test_opts opts = {.jobs = gk_cores(), .fidelity = "documented"};
    gk_error err = GK_ERROR_INIT;
    gk_status st =
        gk_opts_parse(argc, argv, options, &opts, &opts.paths, NULL, &err);
    int status;

    if (st == GK_OK && (opts.jobs < 1 || opts.jobs > MOST_JOBS))
        st = gk_fail(&err, GK_E_USAGE, "option '--jobs' takes 1 to %d",
                     MOST_JOBS);
    status = st == GK_OK ? run_with(cli, &opts)
                         : gk_cli_fail(cli, &gk_cmd_test, &err);
    gk_opt_list_clear(&opts.formats);
    gk_opt_list_clear(&opts.paths);
    return status;
}

const struct gk_command gk_cmd_test = {
    .name = "test",
    .summary = "run test files against the mock host",
    .usage = "test [OPTIONS] [PATH…]",
    .details =
        "PATH is a test file (*.test.json), a folder of them, or a project's\n"
        "folder, which is built first when something changed. The default is\n"
        "the folder you are in. Each case runs in a process and a world of "
        "its\n"
        "own; the last line is 'N passed, N failed' (', N skipped').",
    .options = options,
    .examples =
        "  guestkit test\n"
        "      every test of the project in this folder\n"
        "  guestkit test tests/now.test.json --filter temperature --trace\n"
        "      some cases of one file, with every hostcall\n"
        "  guestkit test --format junit=test.xml\n"
        "      text for people, JUnit XML for the CI\n"
        "  guestkit test --bless\n"
        "      take what was seen as what is expected\n",
    .run = cmd_test,
};
