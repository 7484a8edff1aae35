/*
 * shell: run_command and spawn, each held against permissions.shell.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/hugind/hugind.h"
#include "host-mock/hosts/hugind/refuse.h"
#include "host-mock/hosts/hugind/text.h"

#include <stdio.h>
#include <string.h>

/* --- running ----------------------------------------------------------------
 */

/* No program gets a word with a NUL in it. */
static bool holds_nul(const gk_json *argv)
{
    for (const gk_json *v = gk_json_first(argv); v != NULL; v = gk_json_next(v))
        if (gk_json_text(v) == NULL)
            return true;
    return false;
}

static gk_status fail_reply(const struct gk_shell_reply *reply, gk_error *err)
{
    if (reply->error[0] != '\0')
        return gk_fail(err, GK_E_TRAP, "Failed to execute command: %s",
                       reply->error);
    if (reply->timed_out)
        return gk_fail(err, GK_E_TRAP, "Shell command timed out");
    return GK_OK;
}

/* `command` is NULL where no shell is asked. */
static gk_status execute(struct gk_hostcall *call, const gk_json *argv,
                         const char *command, struct gk_shell_reply *reply,
                         gk_error *err)
{
    const struct hugind *hugind = call->host;
    const struct gk_hugind_shell *rules = &hugind->manifest.shell;
    const struct gk_shell_request request = {
        .argv = argv,
        .command = command,
        .cwd = rules->working_dir,
        .clear_env = rules->env_clear,
        .timed = rules->timed,
        .timeout_ms = rules->timeout_ms,
        .max_bytes = rules->max_output,
    };
    gk_status st;

    if (holds_nul(argv))
        return gk_fail(err, GK_E_TRAP,
                       "Failed to execute command: nul byte found in provided "
                       "data");
    st = gk_shell_ask(gk_world_shell(call->session->world), &request, reply,
                      err);
    if (st == GK_OK)
        st = hugind_wait(call->host, reply->ms, err);
    return st == GK_OK ? fail_reply(reply, err) : st;
}

/* Cuts what is longer than max_output between two characters. What tells of
 * it makes the text longer than that again. */
static gk_status give_output(struct gk_hostcall *call, gk_buf *text,
                             gk_error *err)
{
    const struct hugind *hugind = call->host;
    uint64_t most = hugind->manifest.shell.max_output;
    gk_status st;

    if (text->len > most) {
        text->len = gk_utf8_floor(text->data, (size_t)most);
        gk_buf_puts(text, "...[truncated]");
    }
    st = gk_buf_check(text, err);
    return st == GK_OK ? hugind_give(call, text->data, text->len, err) : st;
}

static void put_stream(gk_buf *text, const gk_buf *stream)
{
    if (stream->len > 0)
        hugind_put_lossy(text, stream->data, stream->len);
}

/* --- run_command ------------------------------------------------------------
 */

/* ["sh", "-c", command] */
static gk_json *shell_argv(const gk_buf *command)
{
    gk_json *argv = gk_json_new_array();
    gk_status st = gk_json_push(argv, gk_json_new_string("sh"));

    if (st == GK_OK)
        st = gk_json_push(argv, gk_json_new_string("-c"));
    if (st == GK_OK)
        st = gk_json_push(argv, gk_json_new_bytes(command->data, command->len));
    if (st == GK_OK)
        return argv;
    gk_json_free(argv);
    return NULL;
}

gk_status hugind_run_command(struct gk_hostcall *call, gk_error *err)
{
    const struct hugind *hugind = call->host;
    struct gk_shell_reply reply = GK_SHELL_REPLY_INIT;
    gk_buf command = GK_BUF_INIT, text = GK_BUF_INIT;
    gk_json *argv = NULL;
    gk_permit permit;
    gk_status st = hugind_text_arg(call, 0, &command, err);

    if (st == GK_OK) {
        gk_permit_command(&hugind->manifest.shell, &permit);
        st = hugind_permitted(call, "run_command", &permit, err);
    }
    if (st == GK_OK) {
        argv = shell_argv(&command);
        st = argv == NULL
                 ? gk_fail_nomem(err)
                 : execute(call, argv, gk_buf_text(&command), &reply, err);
    }
    if (st == GK_OK) {
        if (!reply.success)
            gk_buf_puts(&text, "Error: ");
        put_stream(&text, reply.success ? &reply.out : &reply.err);
        st = give_output(call, &text, err);
    }
    gk_json_free(argv);
    gk_shell_reply_clear(&reply);
    gk_buf_clear(&command);
    gk_buf_clear(&text);
    return st;
}

/* --- spawn ------------------------------------------------------------------
 */

static gk_status fail_argv(const char *why, gk_error *err)
{
    return gk_fail(err, GK_E_TRAP,
                   "spawn arguments must be a JSON array of strings: %s", why);
}

static gk_status parse_argv(const gk_buf *text, gk_json **out, gk_error *err)
{
    gk_error why = GK_ERROR_INIT;
    gk_json *argv = NULL;
    gk_status st =
        gk_json_parse_rust(gk_buf_text(text), text->len, &argv, &why);

    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    if (st != GK_OK)
        return fail_argv(why.text, err);
    if (!gk_json_is(argv, GK_JSON_ARRAY))
        st = fail_argv("it is no array", err);
    for (const gk_json *v = gk_json_first(argv); v != NULL && st == GK_OK;
         v = gk_json_next(v))
        if (!gk_json_is(v, GK_JSON_STRING))
            st = fail_argv("an element is no string", err);
    if (st == GK_OK && gk_json_count(argv) == 0)
        st = gk_fail(err, GK_E_TRAP, "Spawn: empty arguments");
    if (st == GK_OK)
        *out = argv;
    else
        gk_json_free(argv);
    return st;
}

static gk_status permit_program(struct gk_hostcall *call, const gk_json *argv,
                                gk_error *err)
{
    const struct hugind *hugind = call->host;
    gk_buf program = GK_BUF_INIT;
    gk_permit permit;
    gk_status st = gk_json_bytes(gk_json_first(argv), &program);

    if (st == GK_OK) {
        gk_permit_spawn(&hugind->manifest.shell, gk_buf_text(&program),
                        program.len, &permit);
        st = hugind_permitted(call, "spawn", &permit, err);
    } else {
        st = gk_fail_nomem(err);
    }
    gk_buf_clear(&program);
    return st;
}

/* Both streams, whatever became of it. */
static void put_both(gk_buf *text, const struct gk_shell_reply *reply)
{
    if (!reply->success)
        gk_buf_puts(text, "Error:\n");
    put_stream(text, &reply->out);
    if (reply->out.len > 0 && reply->err.len > 0)
        gk_buf_byte(text, '\n');
    put_stream(text, &reply->err);
}

gk_status hugind_spawn(struct gk_hostcall *call, gk_error *err)
{
    struct gk_shell_reply reply = GK_SHELL_REPLY_INIT;
    gk_buf input = GK_BUF_INIT, text = GK_BUF_INIT;
    gk_json *argv = NULL;
    gk_status st = hugind_text_arg(call, 0, &input, err);

    if (st == GK_OK)
        st = parse_argv(&input, &argv, err);
    if (st == GK_OK)
        st = permit_program(call, argv, err);
    if (st == GK_OK)
        st = execute(call, argv, NULL, &reply, err);
    if (st == GK_OK) {
        put_both(&text, &reply);
        st = give_output(call, &text, err);
    }
    gk_json_free(argv);
    gk_shell_reply_clear(&reply);
    gk_buf_clear(&input);
    gk_buf_clear(&text);
    return st;
}
