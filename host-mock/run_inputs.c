#include "host-mock/run_inputs.h"

#include "core/base/base64.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/manifest/manifest.h"
#include "host-mock/hosts/host.h"
#include "host-mock/job.h"

#include <stdlib.h>
#include <string.h>

/* --- the world --------------------------------------------------------------
 */

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

/* "NAME=VALUE"; "NAME" alone takes the value that this process has. */
static gk_status put_variable(gk_json *env, const char *given, gk_error *err)
{
    size_t len = strcspn(given, "=");
    const char *value = given[len] == '=' ? given + len + 1 : NULL;
    char *name = strndup(given, len);
    gk_status st = GK_OK;

    if (name == NULL)
        return gk_fail_nomem(err);
    if (value == NULL)
        value = getenv(name);
    if (len == 0)
        st = gk_fail(err, GK_E_USAGE,
                     "option '--env': found '%s', wanted NAME=VALUE", given);
    else if (value == NULL)
        st = gk_fail(err, GK_E_USAGE,
                     "option '--env': '%s' is not set here; wanted %s=VALUE",
                     name, name);
    else if (gk_json_set_string(env, name, value) != GK_OK)
        st = gk_fail_nomem(err);
    free(name);
    return st;
}

/* --env: over the variables of the fixtures. */
static gk_status add_env(const struct gk_opt_list *list, gk_json **world,
                         gk_error *err)
{
    gk_json *env;
    gk_status st = GK_OK;

    if (list->count == 0)
        return GK_OK;
    if (*world == NULL)
        *world = gk_json_new_object();
    if (gk_json_get(*world, "env") == NULL)
        gk_json_set(*world, "env", gk_json_new_object());
    env = gk_json_edit_get(*world, "env");
    for (size_t i = 0; i < list->count && st == GK_OK; i++)
        st = put_variable(env, list->at[i], err);
    return st;
}

/* --- the manifest -----------------------------------------------------------
 */

static void say_lint(struct gk_cli *cli, const struct gk_host *host,
                     const char *path, const gk_json *manifest)
{
    gk_buf lines = GK_BUF_INIT;
    char *line, *rest = NULL;

    host->lint_manifest(manifest, &lines);
    line =
        lines.data != NULL ? strtok_r((char *)lines.data, "\n", &rest) : NULL;
    for (; line != NULL; line = strtok_r(NULL, "\n", &rest))
        gk_cli_say(cli, "note: %s: %s", path, line);
    gk_buf_clear(&lines);
}

/* An agent in a loop of its own gets a new session each time. */
static void say_session(struct gk_cli *cli, const gk_json *manifest)
{
    const char *mode = gk_json_text(gk_json_get(manifest, "mode"));

    if (mode != NULL && strcmp(mode, "agentic") == 0)
        gk_cli_say(cli, "note: --session: not resumed, for the manifest says "
                        "mode: agentic; the host begins a session for each "
                        "run of such an agent");
}

static gk_status read_manifest(struct gk_cli *cli, const struct gk_host *host,
                               const char *path, gk_json **out, gk_error *err)
{
    gk_json *manifest = NULL;
    gk_status st;

    if (path == NULL)
        return GK_OK;
    st = gk_manifest_load(path, &manifest, err);
    if (st == GK_OK) {
        st = host->check_manifest(manifest, "", err);
        if (st != GK_OK)
            gk_wrap(err, "%s", path);
    }
    if (st == GK_OK) {
        say_lint(cli, host, path, manifest);
        *out = manifest;
    } else {
        gk_json_free(manifest);
    }
    return st;
}

/* --allow: into the manifest, or into one that declares nothing else. */
static gk_status allow(const struct gk_host *host,
                       const struct gk_opt_list *words, gk_json **manifest,
                       gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0; i < words->count && st == GK_OK; i++) {
        if (*manifest == NULL)
            *manifest = gk_json_new_object();
        if (*manifest == NULL)
            return gk_fail_nomem(err);
        st = host->allow(*manifest, words->at[i], err);
    }
    return st;
}

/* --- real folders ----------------------------------------------------------
 */

/* Into the list without any within another: what is inside of one that is
 * there already is left out, and one around others takes their place. */
static gk_status merge_folder(gk_json **list, const char *path, gk_error *err)
{
    gk_json *kept = gk_json_new_array();
    bool wanted = true;
    gk_status st = GK_OK;

    for (const gk_json *f = gk_json_first(*list); f; f = gk_json_next(f)) {
        wanted = wanted && !gk_path_is_within(path, gk_json_text(f));
        if (!gk_path_is_within(gk_json_text(f), path) && st == GK_OK)
            st = gk_json_push(kept, gk_json_copy(f));
    }
    if (wanted && st == GK_OK)
        st = gk_json_push(kept, gk_json_new_string(path));
    if (!wanted || st != GK_OK) {
        gk_json_free(kept);
        return st == GK_OK ? GK_OK : gk_fail_nomem(err);
    }
    gk_json_free(*list);
    *list = kept;
    return GK_OK;
}

/* As the system names it. What is not there is left out: it is the host's to
 * say so. */
static gk_status add_folder(const char *dir, const char *name, gk_json **list,
                            gk_error *err)
{
    char *path = gk_path_join(dir, name);
    char *real = path == NULL ? NULL : realpath(path, NULL);
    gk_status st = path == NULL ? gk_fail_nomem(err) : GK_OK;

    if (real != NULL && strcmp(real, "/") == 0)
        st = gk_fail(err, GK_E_USAGE,
                     "--live fs: '%s' is the whole machine, which is no folder "
                     "for an agent",
                     path);
    else if (real != NULL && gk_path_is_dir(real))
        st = merge_folder(list, real, err);
    free(path);
    free(real);
    return st;
}

/* --live fs: the folder that the manifest or module is in, and those that the
 * manifest names. */
static gk_status find_folders(const struct gk_run_opts *o,
                              const struct gk_host *host, const char *beside,
                              struct gk_run_inputs *in, gk_error *err)
{
    gk_json *named = NULL;
    unsigned live = 0;
    char *dir;
    gk_status st = gk_live_parse(&o->live, &live, err);

    if (st != GK_OK || !(live & GK_LIVE_FS))
        return st;
    if (host->folders == NULL)
        return gk_fail(err, GK_E_USAGE, "--live fs: guests of %s have no files",
                       host->id);
    dir = gk_path_dir(beside);
    in->root = dir == NULL ? NULL : realpath(dir, NULL);
    if (in->root == NULL) {
        free(dir);
        return gk_fail(err, GK_E_IO, "'%s': its folder cannot be found",
                       beside);
    }
    named = gk_json_new_array();
    in->folders = gk_json_new_array();
    st = add_folder(in->root, ".", &in->folders, err);
    if (st == GK_OK && host->folders(in->manifest, named) != GK_OK)
        st = gk_fail_nomem(err);
    for (const gk_json *f = gk_json_first(named); f && st == GK_OK;
         f = gk_json_next(f))
        st = add_folder(in->root, gk_json_text(f), &in->folders, err);
    gk_json_free(named);
    free(dir);
    return st;
}

/* --- the steps --------------------------------------------------------------
 */

static void push_texts(gk_json *array, const struct gk_opt_list *list,
                       size_t from)
{
    for (size_t i = from; i < list->count; i++)
        gk_json_push(array, gk_json_new_string(list->at[i]));
}

/* Negative numbers stand behind "--". */
static gk_json *invoke_args(const struct gk_run_opts *o)
{
    gk_json *array = gk_json_new_array();

    push_texts(array, &o->words, 1);
    push_texts(array, &o->rest, 0);
    return array;
}

static gk_status call_tool(const struct gk_run_opts *o, gk_json *call,
                           gk_error *err)
{
    gk_json *args = NULL;
    gk_status st;

    gk_json_set_string(call, "tool", o->tool);
    if (o->args == NULL)
        return GK_OK;
    st = gk_json_parse(o->args, strlen(o->args), &args, err);
    if (st != GK_OK)
        gk_wrap(err, "--args");
    else
        gk_json_set(call, "args", args);
    return st;
}

/* What is no text keeps its bytes, for the host to judge. */
static gk_json *new_line(const uint8_t *bytes, size_t len)
{
    gk_buf base64 = GK_BUF_INIT;
    gk_json *line;

    if (gk_utf8_valid(bytes, len))
        return gk_json_new_bytes(bytes, len);
    line = gk_json_new_object();
    if (gk_base64_encode(bytes, len, &base64) != GK_OK ||
        gk_json_set_string(line, "base64", gk_buf_text(&base64)) != GK_OK) {
        gk_json_free(line);
        line = NULL;
    }
    gk_buf_clear(&base64);
    return line;
}

/* The lines of a file, as a guest's input. */
static gk_status put_stdin(const char *path, gk_json *call, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_json *lines = gk_json_new_array();
    gk_status st = gk_read_file(path, GK_MAX_JSON_BYTES, &text, err);
    size_t at = 0;

    while (st == GK_OK && at < text.len) {
        const uint8_t *end = memchr(text.data + at, '\n', text.len - at);
        size_t len =
            end != NULL ? (size_t)(end - (text.data + at)) : text.len - at;

        if (gk_json_push(lines, new_line(text.data + at, len)) != GK_OK)
            st = gk_fail_nomem(err);
        at += len + 1;
    }
    gk_buf_clear(&text);
    if (st != GK_OK) {
        gk_json_free(lines);
        return st;
    }
    return gk_json_set(call, "stdin", lines) == GK_OK ? GK_OK
                                                      : gk_fail_nomem(err);
}

/* Without white space around it, as the host reads it. */
static gk_status put_session(const char *id, gk_json *call, gk_error *err)
{
    size_t len;
    const uint8_t *text = gk_utf8_trim((const uint8_t *)id, strlen(id), &len);

    if (len == 0)
        return gk_fail(err, GK_E_USAGE,
                       "option '--session': found '%s', wanted a session's id",
                       id);
    return gk_json_set(call, "session", gk_json_new_bytes(text, len)) == GK_OK
               ? GK_OK
               : gk_fail_nomem(err);
}

static gk_status call_program(const struct gk_run_opts *o, gk_json *call,
                              gk_error *err)
{
    gk_json *args = gk_json_new_array();
    gk_status st = GK_OK;

    push_texts(args, &o->rest, 0);
    gk_json_set(call, "args", args);
    if (o->session != NULL)
        st = put_session(o->session, call, err);
    if (st != GK_OK)
        return st;
    return o->stdin_file != NULL ? put_stdin(o->stdin_file, call, err) : GK_OK;
}

static gk_status fill_call(const struct gk_run_opts *o,
                           const struct gk_host *host, gk_json *call,
                           gk_error *err)
{
    if (o->invoke != NULL) {
        gk_json_set_string(call, "invoke", o->invoke);
        gk_json_set(call, "args", invoke_args(o));
        return GK_OK;
    }
    if (host->is_program)
        return call_program(o, call, err);
    return o->tool != NULL ? call_tool(o, call, err) : GK_OK;
}

static gk_status make_steps(const struct gk_run_opts *o,
                            const struct gk_host *host, gk_json **out,
                            gk_error *err)
{
    gk_json *steps = gk_json_new_array();
    gk_json *call = gk_json_new_object();
    gk_json *step = gk_json_new_object();
    gk_status st = fill_call(o, host, call, err);

    if (st == GK_OK && gk_json_count(call) > 0) {
        gk_json_set(step, "call", call);
        gk_json_push(steps, step);
    } else {
        gk_json_free(call);
        gk_json_free(step);
    }
    /* The documented host of plugins says good-bye. */
    if (!host->is_program && strcmp(o->fidelity, "documented") == 0) {
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

/* --- all of it --------------------------------------------------------------
 */

static gk_status check_shape(const struct gk_run_opts *o,
                             const struct gk_host *host, gk_error *err)
{
    if (host->is_program && (o->tool != NULL || o->list_tools))
        return gk_fail(err, GK_E_USAGE,
                       "--tool and --list-tools are for plugins; a guest of "
                       "%s takes arguments after --",
                       host->id);
    if (!host->is_program && ((o->rest.count > 0 && o->invoke == NULL) ||
                              o->session != NULL || o->stdin_file != NULL))
        return gk_fail(err, GK_E_USAGE,
                       "arguments after --, --session and --stdin are for "
                       "agents and programs; a plugin of %s takes --tool",
                       host->id);
    return GK_OK;
}

gk_status gk_run_gather(struct gk_cli *cli, const struct gk_run_opts *o,
                        struct gk_run_inputs *in, gk_error *err)
{
    const char *manifest = o->manifest;
    const struct gk_host *host;
    gk_status st = gk_guestfile_open(o->words.at[0], o->host, &in->file, err);

    if (st != GK_OK)
        return st;
    host = gk_host_find(in->file.host);
    if (host == NULL)
        return gk_fail(err, GK_E_USAGE, "there is no mock of host '%s'",
                       in->file.host);
    if (manifest == NULL)
        manifest = in->file.manifest;
    in->folder =
        gk_path_folder_name(manifest != NULL ? manifest : in->file.path);
    st = check_shape(o, host, err);
    if (st == GK_OK)
        st = read_world(host->id, o->fixtures, &in->world, err);
    if (st == GK_OK && o->fixtures != NULL) {
        in->world_dir = gk_path_dir(o->fixtures);
        st = in->world_dir != NULL ? GK_OK : gk_fail_nomem(err);
    }
    if (st == GK_OK)
        st = add_env(&o->env, &in->world, err);
    if (st == GK_OK)
        st = read_manifest(cli, host, manifest, &in->manifest, err);
    if (st == GK_OK && o->session != NULL)
        say_session(cli, in->manifest);
    if (st == GK_OK)
        st = allow(host, &o->allow, &in->manifest, err);
    if (st == GK_OK)
        st = find_folders(o, host, manifest != NULL ? manifest : in->file.path,
                          in, err);
    return st == GK_OK ? make_steps(o, host, &in->steps, err) : st;
}

void gk_run_inputs_clear(struct gk_run_inputs *in)
{
    gk_guestfile_close(&in->file);
    gk_json_free(in->folders);
    free(in->root);
    free(in->folder);
    gk_json_free(in->world);
    free(in->world_dir);
    gk_json_free(in->manifest);
    gk_json_free(in->steps);
    memset(in, 0, sizeof *in);
}
