/*
 * console: what an agent says, reads and returns.
 */
#include "core/base/base64.h"
#include "core/base/utf8.h"
#include "host-mock/hosts/hugind/hugind.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Appends the text of argument 0 to a stream, and a newline if wanted. */
static gk_status write_text(struct gk_hostcall *call, gk_buf *stream, bool line,
                            gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = hugind_text_arg(call, 0, &text, err);

    if (st == GK_OK) {
        gk_buf_put(stream, text.data, text.len);
        if (line)
            gk_buf_byte(stream, '\n');
        gk_session_log(call->session, text.data, text.len);
    }
    gk_buf_clear(&text);
    return st;
}

gk_status hugind_print(struct gk_hostcall *call, gk_error *err)
{
    return write_text(call, &((struct hugind *)call->host)->out, true, err);
}

gk_status hugind_print_raw(struct gk_hostcall *call, gk_error *err)
{
    return write_text(call, &((struct hugind *)call->host)->out, false, err);
}

gk_status hugind_eprint(struct gk_hostcall *call, gk_error *err)
{
    return write_text(call, &((struct hugind *)call->host)->err, true, err);
}

/* AssemblyScript's hook: only line and column are told. */
gk_status hugind_abort(struct gk_hostcall *call, gk_error *err)
{
    struct hugind *hugind = call->host;
    char line[100];

    snprintf(line, sizeof line,
             "Guest Error: abort() called at line %" PRId32 ":%" PRId32,
             (int32_t)call->args[2].u.i32, (int32_t)call->args[3].u.i32);
    gk_buf_printf(&hugind->err, "%s\n", line);
    gk_session_host_log(call->session, line);
    return gk_fail(err, GK_E_TRAP, "Guest execution aborted");
}

/* Without the white space at both ends; lines that are no text are empty. */
static void trim(gk_buf *line)
{
    size_t from = 0;

    if (!gk_utf8_valid(line->data, line->len))
        line->len = 0;
    while (from < line->len && isspace(line->data[from]))
        from++;
    while (line->len > from && isspace(line->data[line->len - 1]))
        line->len--;
    if (from > 0)
        memmove(line->data, line->data + from, line->len - from);
    line->len -= from;
}

/* Appends the bytes of a line: a text, or {"base64"}. */
static gk_status put_line(const gk_json *line, gk_buf *out, gk_error *err)
{
    const gk_json *base64 = gk_json_get(line, "base64");

    if (base64 != NULL)
        return gk_base64_decode(gk_json_text(base64), out, err);
    gk_json_bytes(line, out);
    return gk_buf_check(out, err);
}

gk_status hugind_input(struct gk_hostcall *call, gk_error *err)
{
    struct hugind *hugind = call->host;
    gk_buf line = GK_BUF_INIT;
    gk_status st = hugind_text_arg(call, 0, &hugind->out, err);

    if (st != GK_OK)
        return st;
    if (hugind->next_line != NULL && hugind->has_read) {
        hugind_meet(hugind, HUGIND_INPUT_READ_AHEAD);
        if (gk_session_is_deployed(call->session))
            hugind->next_line = NULL;
    }
    hugind->has_read = true;
    if (hugind->next_line != NULL) {
        st = put_line(hugind->next_line, &line, err);
        hugind->next_line = gk_json_next(hugind->next_line);
    }
    if (st == GK_OK) {
        if (line.len > 0)
            trim(&line);
        st = hugind_give(call, line.data, line.len, err);
    }
    gk_buf_clear(&line);
    return st;
}

gk_status hugind_set_result(struct gk_hostcall *call, gk_error *err)
{
    struct hugind *hugind = call->host;
    gk_buf text = GK_BUF_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_json *value = NULL;
    gk_status st = hugind_text_arg(call, 0, &text, err);

    if (st != GK_OK)
        goto done;
    st = gk_json_parse_rust(gk_buf_text(&text), text.len, &value, &why);
    if (st == GK_E_NOMEM) {
        gk_fail_nomem(err);
    } else if (st != GK_OK) {
        st = gk_fail(err, GK_E_TRAP, "Invalid JSON result: %s", why.text);
    } else {
        gk_json_free(hugind->result);
        hugind->result = value;
    }
done:
    gk_buf_clear(&text);
    return st;
}

gk_status hugind_version(struct gk_hostcall *call, gk_error *err)
{
    const char *text = hugind_version_of(call->host);

    return hugind_give(call, text, strlen(text), err);
}

/* --- the run's input --------------------------------------------------------
 */

/* The declared variables that are there. */
static gk_json *new_env(const struct hugind *hugind)
{
    gk_json *env = gk_json_new_object();

    for (const gk_json *v = gk_json_first(hugind->manifest.env); v != NULL;
         v = gk_json_next(v)) {
        const char *name = gk_json_text(
            gk_json_is(v, GK_JSON_STRING) ? v : gk_json_get(v, "name"));
        const gk_json *value =
            name == NULL ? NULL : gk_world_env(hugind->session->world, name);

        if (value != NULL && gk_json_get(env, name) == NULL)
            gk_json_set(env, name, gk_json_copy(value));
    }
    return env;
}

static gk_json *new_session(const struct hugind *hugind)
{
    gk_json *session;

    if (hugind->session_id[0] == '\0')
        return gk_json_new_null();
    session = gk_json_new_object();
    gk_json_set_string(session, "id", hugind->session_id);
    gk_json_set_string(session, "mode", hugind->session_mode);
    return session;
}

gk_status hugind_get_args(struct gk_hostcall *call, gk_error *err)
{
    const struct hugind *hugind = call->host;
    gk_json *input = gk_json_new_object();
    gk_json *meta = gk_json_new_object();
    const gk_json *args = gk_json_get(hugind->call, "args");

    gk_json_set(meta, "env", new_env(hugind));
    gk_json_set(meta, "session", new_session(hugind));
    gk_json_set(input, "args",
                args == NULL ? gk_json_new_array() : gk_json_copy(args));
    gk_json_set(input, "meta", meta);
    if (gk_json_set(input, "team", hugind_team_input(hugind)) != GK_OK) {
        gk_json_free(input);
        return gk_fail_nomem(err);
    }
    return hugind_give_json(call, input, err);
}
