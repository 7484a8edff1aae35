/*
 * cmd_run: `guestkit run`: one guest, once, in a mock host.
 */
#include "core/base/exit.h"
#include "host-mock/commands.h"
#include "host-mock/job.h"
#include "host-mock/run_inputs.h"
#include "host-mock/run_report.h"

#include <stdlib.h>
#include <string.h>

static const struct gk_opt options[] = {
    GK_OPT_TEXT("tool", struct gk_run_opts, tool, "NAME", "call this tool"),
    GK_OPT_TEXT("args", struct gk_run_opts, args, "JSON",
                "its arguments (default {})"),
    GK_OPT_FLAG("list-tools", struct gk_run_opts, list_tools,
                "print the tools and their parameters"),
    GK_OPT_TEXT("invoke", struct gk_run_opts, invoke, "EXPORT",
                "call any exported function with the numbers after FILE"),
    GK_OPT_TEXT("host", struct gk_run_opts, host, "HOST",
                "mock this host (default: found from project, manifest, "
                "module)"),
    GK_OPT_TEXT("session", struct gk_run_opts, session, "ID",
                "resume this session (agents)"),
    GK_OPT_LIST("env", struct gk_run_opts, env, "NAME=VALUE",
                "a variable of the host's environment; NAME alone: as it is "
                "here"),
    GK_OPT_TEXT("stdin", struct gk_run_opts, stdin_file, "FILE",
                "lines that the guest may read (-: standard input)"),
    GK_OPT_TEXT("manifest", struct gk_run_opts, manifest, "FILE",
                "the guest's manifest (default: the one beside the module)"),
    GK_OPT_LIST("allow", struct gk_run_opts, allow, "CAPABILITY",
                "declare one more capability: network:fetch, shell …"),
    GK_OPT_TEXT(
        "fixtures", struct gk_run_opts, fixtures, "FILE",
        "what the world answers: clock, env, files, http, llm, shell …"),
    GK_OPT_LIST("live", struct gk_run_opts, live, "http|llm|shell|tools|fs",
                "let the plugin reach the real thing"),
    GK_OPT_TEXT("state", struct gk_run_opts, state, "FILE",
                "keep the plugin's state in this SQLite file"),
    GK_OPT_CHOICE("fidelity", struct gk_run_opts, fidelity,
                  "documented|deployed",
                  "which side of a known difference the mock shows"),
    GK_OPT_FLAG("trace", struct gk_run_opts, trace,
                "print each host call, as strace does"),
    GK_OPT_CHOICE("format", struct gk_run_opts, format, "text|json",
                  "what to print"),
    GK_OPT_FLAG("reproducible", struct gk_run_opts, reproducible,
                "leave durations out"),
    GK_OPT_UINT("fuel", struct gk_run_opts, fuel, "N",
                "stop after N instructions (default 1,000,000,000)"),
    GK_OPT_UINT("timeout", struct gk_run_opts, timeout, "MS",
                "stop a call after MS milliseconds (default 30000)"),
    GK_OPT_UINT("memory", struct gk_run_opts, memory, "PAGES",
                "largest memory, in pages of 64 KiB (default 16384)"),
    GK_OPT_UINT("call-depth", struct gk_run_opts, call_depth, "N",
                "most frames of guest code (default 20000)"),
    GK_OPT_END};

static gk_status check_options(const struct gk_run_opts *o, gk_error *err)
{
    unsigned live;

    if (o->words.count == 0)
        return gk_fail(err, GK_E_USAGE,
                       "which module? give a FILE or a "
                       "project's folder");
    if (o->tool != NULL && o->invoke != NULL)
        return gk_fail(err, GK_E_USAGE,
                       "--tool and --invoke exclude each "
                       "other");
    if (o->args != NULL && o->tool == NULL)
        return gk_fail(err, GK_E_USAGE, "--args needs --tool");
    if (o->words.count > 1 && o->invoke == NULL)
        return gk_fail(err, GK_E_USAGE, "'%s' is one file too many",
                       o->words.at[1]);
    if (gk_live_parse(&o->live, &live, err) != GK_OK)
        return GK_E_USAGE;
    if (o->memory > 65536 || o->call_depth > 1000000 || o->timeout > 86400000)
        return gk_fail(err, GK_E_USAGE,
                       "a limit is too high: --memory up to 65536, "
                       "--call-depth up to 1000000, --timeout up to 86400000");
    return GK_OK;
}

static int print_result(struct gk_cli *cli, const struct gk_run_opts *o,
                        const struct gk_guestfile *file, const gk_json *result)
{
    const char *outcome = gk_json_text(gk_json_get(result, "outcome"));
    const struct gk_run_view view = {.name = file->path,
                                     .trace = o->trace,
                                     .list_tools = o->list_tools,
                                     .reproducible = o->reproducible};

    if (strcmp(o->format, "json") == 0) {
        gk_json *json =
            gk_run_to_json(file, o->fidelity, o->reproducible, result);
        gk_buf text = GK_BUF_INIT;

        gk_json_print(json, GK_JSON_PRETTY | GK_JSON_SORTED, &text);
        fprintf(cli->out, "%s\n", gk_buf_text(&text));
        gk_buf_clear(&text);
        gk_json_free(json);
    } else {
        gk_run_print_text(cli, &view, result);
    }
    return gk_outcome_exit(outcome != NULL ? outcome : "crash");
}

static int run_job(struct gk_cli *cli, const struct gk_run_opts *o,
                   const struct gk_run_inputs *in, gk_error *err)
{
    struct gk_job job = {
        .host = in->file.host,
        .module = in->file.bytes,
        .module_len = in->file.len,
        .module_name = gk_path_base(in->file.path),
        .folder = in->folder,
        .escapes = in->file.escapes,
        .manifest = in->manifest,
        .world = in->world,
        .world_dir = in->world_dir,
        .root = in->root,
        .folders = in->folders,
        .steps = in->steps,
        .limits = {.memory_pages = (uint32_t)o->memory,
                   .fuel = o->fuel,
                   .timeout_ms = (uint32_t)o->timeout,
                   .call_depth = (uint32_t)o->call_depth},
        .fidelity =
            strcmp(o->fidelity, "deployed") == 0 ? GK_DEPLOYED : GK_DOCUMENTED,
        .state_file = o->state,
    };
    gk_json *result = NULL;
    gk_status st = gk_live_parse(&o->live, &job.live, err);
    int status;

    gk_job_limit(job.host, job.manifest, &job.limits);
    if (st == GK_OK)
        st = gk_job_run(&job, &result, err);
    if (st != GK_OK)
        return gk_cli_fail(cli, &gk_cmd_run, err);
    status = print_result(cli, o, &in->file, result);
    /* A person who wanted files has none. */
    if (gk_json_get(result, "not_written") != NULL && status == GK_EXIT_OK)
        status = GK_EXIT_CANNOT;
    gk_json_free(result);
    return status;
}

static int run(struct gk_cli *cli, int argc, char **argv)
{
    struct gk_run_opts o = {.fidelity = "documented", .format = "text"};
    struct gk_run_inputs in = {0};
    gk_error err = GK_ERROR_INIT;
    int status;
    gk_status st =
        gk_opts_parse(argc, argv, options, &o, &o.words, &o.rest, &err);

    if (st == GK_OK)
        st = check_options(&o, &err);
    if (st == GK_OK)
        st = gk_run_gather(cli, &o, &in, &err);
    status = st == GK_OK ? run_job(cli, &o, &in, &err)
                         : gk_cli_fail(cli, &gk_cmd_run, &err);
    gk_run_inputs_clear(&in);
    gk_opt_list_clear(&o.words);
    gk_opt_list_clear(&o.rest);
    gk_opt_list_clear(&o.env);
    gk_opt_list_clear(&o.allow);
    gk_opt_list_clear(&o.live);
    return status;
}

const struct gk_command gk_cmd_run = {
    .name = "run",
    .summary = "run a guest once in a mock of its host",
    .usage = "run [OPTIONS] FILE|DIR [--invoke EXPORT NUMBER…] [-- ARG…]",
    .details =
        "FILE is a .wasm or .wat module, or an agent.yaml; DIR a project with "
        "a\n"
        "guestkit.json, or a folder with an agent.yaml. What follows -- are "
        "an\n"
        "agent's arguments.\n"
        "The world is closed and repeatable: no network, no state, a clock "
        "that\n"
        "starts at 2026-01-01T00:00:00Z. What the guest says goes to standard\n"
        "output; its log, traps and notes to standard error.\n\n"
        "exit status: 0 fine, 1 the tool said no, 2 wrong usage, 3 could not\n"
        "run, 10 trap, 11 out of fuel, 12 timeout, 13 memory limit, 14 "
        "missing\n"
        "or mistyped import, 15 missing export, 16 crash",
    .options = options,
    .examples =
        "  guestkit run build/weather.wasm --list-tools\n"
        "  guestkit run weather --tool now --args '{\"city\":\"Oslo\"}' "
        "--trace\n"
        "  guestkit run weather --tool now --fixtures oslo.json --format json\n"
        "  guestkit run add.wat --host cortex --invoke add 2 3\n",
    .run = run,
};
