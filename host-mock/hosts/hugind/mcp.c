/*
 * mcp: tools_list and tools_call: the MCP servers that the manifest names.
 * Those without a command are none. No permission gates them.
 */
#include "host-mock/hosts/hugind/hugind.h"

#include <string.h>

/* --- servers ----------------------------------------------------------------
 */

static bool is_named(const gk_json *server, const char *name)
{
    const char *found = gk_json_text(gk_json_get(server, "name"));

    return found != NULL && strcmp(found, name) == 0;
}

/* From `server` on: the first that the host starts. Of one name the last
 * counts. */
static const gk_json *started(const gk_json *server)
{
    for (; server != NULL; server = gk_json_next(server)) {
        const char *name = gk_json_text(gk_json_get(server, "name"));
        const gk_json *same = gk_json_next(server);

        if (name == NULL ||
            gk_json_text(gk_json_get(server, "command")) == NULL)
            continue;
        while (same != NULL &&
               !(is_named(same, name) &&
                 gk_json_text(gk_json_get(same, "command")) != NULL))
            same = gk_json_next(same);
        if (same == NULL)
            return server;
    }
    return NULL;
}

static const gk_json *first_server(const struct hugind *hugind)
{
    return started(gk_json_first(hugind->manifest.mcp));
}

static const gk_json *next_server(const gk_json *server)
{
    return started(gk_json_next(server));
}

static const char *name_of(const gk_json *server)
{
    return gk_json_text(gk_json_get(server, "name"));
}

static const gk_json *find_server(const struct hugind *hugind, const char *name)
{
    const gk_json *server = first_server(hugind);

    while (server != NULL && !is_named(server, name))
        server = next_server(server);
    return server;
}

static struct gk_tools *tools_of(const struct hugind *hugind)
{
    return gk_world_tools(hugind->session->world);
}

gk_status hugind_tools_begin(struct hugind *hugind, gk_error *err)
{
    const struct gk_tools_request request = {.action = GK_TOOLS_START,
                                             .client = "hugind",
                                             .version =
                                                 hugind_version_of(hugind)};
    struct gk_tools_reply reply = GK_TOOLS_REPLY_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_status st = GK_OK;

    for (const gk_json *s = gk_json_first(hugind->manifest.mcp); s != NULL;
         s = gk_json_next(s))
        if (gk_json_text(gk_json_get(s, "command")) == NULL &&
            gk_json_true(gk_json_get(s, "required")))
            return gk_fail(err, GK_E_TRAP,
                           "MCP Error: Required MCP server '%s' is missing "
                           "command configuration",
                           name_of(s) != NULL ? name_of(s) : "");
    if (first_server(hugind) != NULL)
        st = gk_tools_ask(tools_of(hugind), &request, &reply, &why);
    gk_tools_reply_clear(&reply);
    return st == GK_OK ? GK_OK
                       : gk_fail(err, GK_E_TRAP, "MCP Error: %s", why.text);
}

/* A fixture for a server that the manifest does not name answers nothing. */
static void hint_strangers(const struct hugind *hugind)
{
    for (const gk_json *f = gk_json_first(tools_of(hugind)->fixtures.list);
         f != NULL; f = gk_json_next(f)) {
        const char *name = gk_json_text(gk_json_get(f, "server"));
        gk_buf hint = GK_BUF_INIT;

        if (find_server(hugind, name) != NULL)
            continue;
        gk_buf_printf(&hint,
                      "the world has tools of the MCP server '%s', but "
                      "dependencies.mcp names none of that name with a command",
                      name);
        gk_session_hint(hugind->session, gk_buf_text(&hint));
        gk_buf_clear(&hint);
    }
}

/* --- tools_list -------------------------------------------------------------
 */

static void put_value(gk_buf *out, const gk_json *value)
{
    if (value == NULL)
        gk_buf_puts(out, "null");
    else
        gk_json_print(value, GK_JSON_COMPACT | GK_JSON_SORTED, out);
}

/* The order of the four is the host's; what the server gave is sorted. */
static void put_tool(gk_buf *out, const char *server, const gk_json *tool)
{
    gk_buf name = GK_BUF_INIT;
    const gk_json *own = gk_json_get(tool, "name");

    gk_buf_printf(&name, "%s:", server);
    if (!gk_json_is(own, GK_JSON_STRING) ||
        gk_json_bytes(own, &name) != GK_OK || name.len == strlen(server) + 1) {
        gk_buf_clear(&name);
        return; /* nameless */
    }
    gk_buf_puts(out, out->len > 1 ? ",{\"name\":" : "{\"name\":");
    gk_json_quote(out, name.data, name.len);
    gk_buf_puts(out, ",\"description\":");
    put_value(out, gk_json_get(tool, "description"));
    gk_buf_puts(out, ",\"input_schema\":");
    put_value(out, gk_json_get(tool, "inputSchema"));
    gk_buf_puts(out, ",\"server\":");
    gk_json_quote(out, server, strlen(server));
    gk_buf_byte(out, '}');
    gk_buf_clear(&name);
}

static gk_status fail_answer(const char *server, const gk_json *error,
                             gk_error *err)
{
    const gk_json *message = gk_json_get(error, "message");
    gk_buf words = GK_BUF_INIT;
    gk_status st;

    if (gk_json_is(message, GK_JSON_STRING))
        gk_json_bytes(message, &words);
    else
        gk_buf_puts(&words, "Unknown error");
    st = gk_fail(err, GK_E_TRAP, "MCP error from '%s': %s", server,
                 gk_buf_text(&words));
    gk_buf_clear(&words);
    return st;
}

static gk_status list_server(const struct hugind *hugind, const char *server,
                             gk_buf *out, gk_error *err)
{
    const struct gk_tools_request request = {.action = GK_TOOLS_LIST,
                                             .server = server};
    struct gk_tools_reply reply = GK_TOOLS_REPLY_INIT;
    gk_status st = gk_tools_ask(tools_of(hugind), &request, &reply, err);

    if (st == GK_OK && reply.error != NULL)
        st = fail_answer(server, reply.error, err);
    for (const gk_json *t = gk_json_first(reply.result);
         t != NULL && st == GK_OK; t = gk_json_next(t))
        put_tool(out, server, t);
    gk_tools_reply_clear(&reply);
    return st;
}

gk_status hugind_tools_list(struct gk_hostcall *call, gk_error *err)
{
    const struct hugind *hugind = call->host;
    gk_buf text = GK_BUF_INIT;
    gk_status st = GK_OK;

    hint_strangers(hugind);
    gk_buf_byte(&text, '[');
    for (const gk_json *s = first_server(hugind); s != NULL && st == GK_OK;
         s = next_server(s))
        st = list_server(hugind, name_of(s), &text, err);
    gk_buf_byte(&text, ']');
    if (st == GK_OK)
        st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = hugind_give(call, text.data, text.len, err);
    gk_buf_clear(&text);
    return st;
}

/* --- tools_call -------------------------------------------------------------
 */

static gk_status fail_input(const char *why, gk_error *err)
{
    return gk_fail(err, GK_E_TRAP, "tools_call expects JSON {name,args}: %s",
                   why);
}

static gk_status parse_input(const gk_buf *text, gk_json **out, gk_error *err)
{
    gk_error why = GK_ERROR_INIT;
    gk_json *input = NULL;
    const gk_json *name;
    gk_status st =
        gk_json_parse_rust(gk_buf_text(text), text->len, &input, &why);

    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    if (st != GK_OK)
        return fail_input(why.text, err);
    name = gk_json_get(input, "name");
    if (!gk_json_is(input, GK_JSON_OBJECT))
        st = fail_input("it is no object", err);
    else if (name == NULL)
        st = fail_input("missing field `name`", err);
    else if (gk_json_text(name) == NULL)
        st = fail_input("name is no text", err);
    if (st == GK_OK)
        *out = input;
    else
        gk_json_free(input);
    return st;
}

/* Which server and which of its tools a name means. */
struct target {
    gk_buf server;
    const char *tool; /* borrowed from the name */
};

static gk_status find_target(const struct hugind *hugind, const char *name,
                             struct target *target, gk_error *err)
{
    const char *colon = strchr(name, ':');
    const gk_json *only = first_server(hugind);

    if (only == NULL)
        return gk_fail(err, GK_E_TRAP, "No MCP tools configured");
    if (colon == NULL && next_server(only) != NULL)
        return gk_fail(err, GK_E_TRAP,
                       "Tool name '%s' is ambiguous; use 'server:tool'", name);
    if (colon == NULL)
        gk_buf_puts(&target->server, name_of(only));
    else
        gk_buf_put(&target->server, name, (size_t)(colon - name));
    target->tool = colon == NULL ? name : colon + 1;
    if (find_server(hugind, gk_buf_text(&target->server)) == NULL)
        return gk_fail(err, GK_E_TRAP, "MCP server '%s' is not available",
                       gk_buf_text(&target->server));
    return gk_buf_check(&target->server, err);
}

/* What came of it; a tool that failed is an answer, too. */
static gk_status give_reply(struct gk_hostcall *call, const char *server,
                            struct gk_tools_reply *reply, gk_error *err)
{
    gk_json *result = reply->result;

    if (reply->error != NULL)
        return fail_answer(server, reply->error, err);
    reply->result = NULL;
    return hugind_give_json(call, result != NULL ? result : gk_json_new_null(),
                            err);
}

static gk_status call_tool(struct gk_hostcall *call, const gk_json *input,
                           gk_error *err)
{
    const gk_json *given = gk_json_get(input, "args");
    gk_json *args = given == NULL || gk_json_is(given, GK_JSON_NULL)
                        ? gk_json_new_object()
                        : gk_json_copy(given);
    struct target target = {GK_BUF_INIT, NULL};
    struct gk_tools_reply reply = GK_TOOLS_REPLY_INIT;
    struct gk_tools_request request = {.action = GK_TOOLS_CALL, .args = args};
    gk_status st = find_target(
        call->host, gk_json_text(gk_json_get(input, "name")), &target, err);

    request.server = gk_buf_text(&target.server);
    request.tool = target.tool;
    if (st == GK_OK && args == NULL)
        st = gk_fail_nomem(err);
    if (st == GK_OK)
        st = gk_tools_ask(tools_of(call->host), &request, &reply, err);
    if (st == GK_OK)
        st = hugind_wait(call->host, reply.ms, err);
    if (st == GK_OK)
        st = give_reply(call, request.server, &reply, err);
    gk_tools_reply_clear(&reply);
    gk_buf_clear(&target.server);
    gk_json_free(args);
    return st;
}

gk_status hugind_tools_call(struct gk_hostcall *call, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_json *input = NULL;
    gk_status st = hugind_text_arg(call, 0, &text, err);

    if (st == GK_OK)
        st = parse_input(&text, &input, err);
    if (st == GK_OK) {
        hint_strangers(call->host);
        st = call_tool(call, input, err);
    }
    gk_json_free(input);
    gk_buf_clear(&text);
    return st;
}
