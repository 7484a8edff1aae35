/*
 * cmd_run: `guestkit run`: one guest, once, in a mock host.
 */
#include "core/base/exit.h"
#include "core/base/json_expect.h"
#include "core/manifest/cortex.h"
#include "host-mock/commands.h"
#include "host-mock/guestfile.h"
#include "host-mock/job.h"
#include "host-mock/run_report.h"

#include <stdlib.h>
#include <string.h>

struct run_opts {
    const char *host, *tool, *args, *invoke, *manifest, *fixtures, *state;
    const char *fidelity, *format;
    struct gk_opt_list allow, live;
    uint64_t fuel, timeout, memory, call_depth;
    bool list_tools, trace, reproducible;
    struct gk_opt_list words; /* FILE, and arguments of --invoke */
};

static const struct gk_opt options[] = {
    GK_OPT_TEXT("tool", struct run_opts, tool, "NAME", "call this tool"),
    GK_OPT_TEXT("args", struct run_opts, args, "JSON",
                "its arguments (default {})"),
    GK_OPT_FLAG("list-tools", struct run_opts, list_tools,
                "print the tools and their parameters"),
    GK_OPT_TEXT("invoke", struct run_opts, invoke, "EXPORT",
                "call any exported function with the numbers after FILE"),
    GK_OPT_TEXT("host", struct run_opts, host, "HOST",
                "mock this host (default: found from project, manifest, "
                "module)"),
    GK_OPT_TEXT("manifest", struct run_opts, manifest, "FILE",
                "the plugin's manifest (default: the one beside the module)"),
    GK_OPT_LIST("allow", struct run_opts, allow, "CAPABILITY",
                "declare one more capability, e.g. network:fetch"),
    GK_OPT_TEXT(
        "fixtures", struct run_opts, fixtures, "FILE",
        "what the world answers: clock, seed, env, config, state, http"),
    GK_OPT_LIST("live", struct run_opts, live, "http|llm",
                "let the plugin reach the real thing"),
    GK_OPT_TEXT("state", struct run_opts, state, "FILE",
                "keep the plugin's state in this SQLite file"),
    GK_OPT_CHOICE("fidelity", struct run_opts, fidelity, "documented|deployed",
                  "which side of a known difference the mock shows"),
    GK_OPT_FLAG("trace", struct run_opts, trace,
                "print each host call, as strace does"),
    GK_OPT_CHOICE("format", struct run_opts, format, "text|json",
                  "what to print"),
    GK_OPT_FLAG("reproducible", struct run_opts, reproducible,
                "leave durations out"),
    GK_OPT_UINT("fuel", struct run_opts, fuel, "N",
                "stop after N instructions (default 1,000,000,000)"),
    GK_OPT_UINT("timeout", struct run_opts, timeout, "MS",
                "stop a call after MS milliseconds (default 30000)"),
    GK_OPT_UINT("memory", struct run_opts, memory, "PAGES",
                "largest memory, in pages of 64 KiB (default 16384)"),
    GK_OPT_UINT("call-depth", struct run_opts, call_depth, "N",
                "most frames of guest code (default 20000)"),
    GK_OPT_END};

static gk_status read_world(const char *host, const char *path, gk_json **out,
                            gk_error *err)
{
    gk_json *world = NULL;
    gk_status st;

    if (path == NULL)
        return GK_OK;
    st = gk_json_read(path, &world, err);
    if (st == GK_OK) {
        st = gk_job_check_world(host, world, "", err);
        if (st != GK_OK)
            gk_wrap(err, "%s", path);
    }
    if (st == GK_OK)
        *out = world;
    else
        gk_json_free(world);
    return st;
}

static void say_lint(struct gk_cli *cli, const char *path,
                     const gk_json *manifest)
{
    gk_buf lines = GK_BUF_INIT;
    char *line, *rest = NULL;

    gk_cortex_manifest_lint(manifest, &lines);
    line =
        lines.data != NULL ? strtok_r((char *)lines.data, "\n", &rest) : NULL;
    for (; line != NULL; line = strtok_r(NULL, "\n", &rest))
        gk_cli_say(cli, "note: %s: %s", path, line);
    gk_buf_clear(&lines);
}

static gk_status read_manifest(struct gk_cli *cli, const char *host,
                               const char *path, gk_json **out, gk_error *err)
{
    gk_json *manifest = NULL;
    gk_status st;

    if (path == NULL)
        return GK_OK;
    st = gk_json_read(path, &manifest, err);
    if (st == GK_OK) {
        st = gk_job_check_manifest(host, manifest, "", err);
        if (st != GK_OK)
            gk_wrap(err, "%s", path);
    }
    if (st == GK_OK) {
        say_lint(cli, path, manifest);
        *out = manifest;
    } else {
        gk_json_free(manifest);
    }
    return st;
}

/* --allow: into the manifest, or into one that declares nothing else. */
static gk_status allow(const struct gk_opt_list *names, gk_json **manifest,
                       gk_error *err)
{
    gk_json *list;

    if (names->count == 0)
        return GK_OK;
    if (*manifest == NULL)
        *manifest = gk_json_new_object();
    if (gk_json_get(*manifest, "capabilities") == NULL)
        gk_json_set(*manifest, "capabilities", gk_json_new_array());
    list = gk_json_edit_get(*manifest, "capabilities");
    for (size_t i = 0; i < names->count; i++)
        if (gk_json_push(list, gk_json_new_string(names->at[i])) != GK_OK)
            return gk_fail_nomem(err);
    return GK_OK;
}

/* The steps that the options ask for. */
static gk_status make_steps(const struct run_opts *o, gk_json **out,
                            gk_error *err)
{
    gk_json *steps = gk_json_new_array();
    gk_json *call = gk_json_new_object();
    gk_json *step = gk_json_new_object();
    gk_json *args = NULL;
    gk_status st = GK_OK;

    if (o->tool != NULL) {
        if (o->args != NULL)
            st = gk_json_parse(o->args, strlen(o->args), &args, err);
        if (st != GK_OK)
            gk_wrap(err, "--args");
        gk_json_set_string(call, "tool", o->tool);
        if (args != NULL)
            gk_json_set(call, "args", args);
    } else if (o->invoke != NULL) {
        args = gk_json_new_array();
        for (size_t i = 1; i < o->words.count; i++)
            gk_json_push(args, gk_json_new_string(o->words.at[i]));
        gk_json_set_string(call, "invoke", o->invoke);
        gk_json_set(call, "args", args);
    }
    if (gk_json_count(call) > 0) {
        gk_json_set(step, "call", call);
        gk_json_push(steps, step);
    } else {
        gk_json_free(call);
        gk_json_free(step);
    }
    /* The documented host says good-bye. */
    if (strcmp(o->fidelity, "documented") == 0) {
        step = gk_json_new_object();
        gk_json_set_bool(step, "destroy", true);
        gk_json_push(steps, step);
    }
    if (st == GK_OK)
        *out = steps;
    else
        gk_json_free(steps);
    return st;
}

static gk_status check_options(const struct run_opts *o, gk_error *err)
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

static int print_result(struct gk_cli *cli, const struct run_opts *o,
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

/* Everything a job borrows. */
struct inputs {
    struct gk_guestfile file;
    gk_json *world, *manifest, *steps;
};

static gk_status gather(struct gk_cli *cli, const struct run_opts *o,
                        struct inputs *in, gk_error *err)
{
    const char *manifest = o->manifest;
    gk_status st = gk_guestfile_open(o->words.at[0], o->host, &in->file, err);

    if (st != GK_OK)
        return st;
    if (manifest == NULL)
        manifest = in->file.manifest;
    st = read_world(in->file.host, o->fixtures, &in->world, err);
    if (st == GK_OK)
        st = read_manifest(cli, in->file.host, manifest, &in->manifest, err);
    if (st == GK_OK)
        st = allow(&o->allow, &in->manifest, err);
    return st == GK_OK ? make_steps(o, &in->steps, err) : st;
}

static int run_job(struct gk_cli *cli, const struct run_opts *o,
                   const struct inputs *in, gk_error *err)
{
    struct gk_job job = {
        .host = in->file.host,
        .module = in->file.bytes,
        .module_len = in->file.len,
        .module_name = gk_path_base(in->file.path),
        .manifest = in->manifest,
        .world = in->world,
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

    if (st == GK_OK)
        st = gk_job_run(&job, &result, err);

    if (st != GK_OK)
        return gk_cli_fail(cli, &gk_cmd_run, err);
    status = print_result(cli, o, &in->file, result);
    gk_json_free(result);
    return status;
}

static int run(struct gk_cli *cli, int argc, char **argv)
{
    struct run_opts o = {.fidelity = "documented", .format = "text"};
    struct inputs in = {0};
    gk_error err = GK_ERROR_INIT;
    int status;
    gk_status st = gk_opts_parse(argc, argv, options, &o, &o.words, NULL, &err);

    if (st == GK_OK)
        st = check_options(&o, &err);
    if (st == GK_OK)
        st = gather(cli, &o, &in, &err);
    status = st == GK_OK ? run_job(cli, &o, &in, &err)
                         : gk_cli_fail(cli, &gk_cmd_run, &err);
    gk_guestfile_close(&in.file);
    gk_json_free(in.world);
    gk_json_free(in.manifest);
    gk_json_free(in.steps);
    gk_opt_list_clear(&o.words);
    gk_opt_list_clear(&o.allow);
    gk_opt_list_clear(&o.live);
    return status;
}

const struct gk_command gk_cmd_run = {
    .name = "run",
    .summary = "run a guest once in a mock of its host",
    .usage = "run [OPTIONS] FILE|DIR [--invoke EXPORT NUMBER…]",
    .details =
        "FILE is a .wasm or .wat module, DIR a project with a guestkit.json.\n"
        "The world is closed and repeatable: no network, no state, a clock "
        "that\n"
        "starts at 2026-01-01T00:00:00Z. What the plugin says goes to "
        "standard\n"
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
