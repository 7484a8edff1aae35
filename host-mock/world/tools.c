#include "host-mock/world/tools.h"

#include "core/base/utf8.h"

#include <stdio.h>
#include <string.h>

/* --- checking --------------------------------------------------------------
 */

#define ARRAY  GK_JSON_BIT(GK_JSON_ARRAY)
#define BOOL   GK_JSON_BIT(GK_JSON_BOOL)
#define OBJECT GK_JSON_BIT(GK_JSON_OBJECT)
#define STRING GK_JSON_BIT(GK_JSON_STRING)

/* What MCP has in a tool. A server may leave all of it out. */
static gk_status check_tool(const gk_json *tool, const char *where,
                            gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"name", STRING, false},         {"title", STRING, false},
        {"description", STRING, false},  {"inputSchema", OBJECT, false},
        {"outputSchema", OBJECT, false}, {"annotations", OBJECT, false},
        {"icons", ARRAY, false},         {"execution", OBJECT, false},
        {"_meta", OBJECT, false},
    };

    return gk_json_expect(tool, where, fields, sizeof fields / sizeof *fields,
                          err);
}

static gk_status check_error(const gk_json *error, const char *where,
                             gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"code", GK_JSON_BIT(GK_JSON_NUMBER), false},
        {"message", STRING, false},
        {"data", GK_JSON_ANY, false},
    };
    char path[512];

    if (error == NULL || gk_json_is(error, GK_JSON_STRING))
        return GK_OK;
    snprintf(path, sizeof path, "%s/error", where);
    return gk_json_expect(error, path, fields, 3, err);
}

static gk_status check_reply(const gk_json *reply, const char *where,
                             gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"text", STRING, false},
        {"json", GK_JSON_ANY, false},
        {"result", GK_JSON_ANY, false},
        {"error", STRING | OBJECT, false},
        {"isError", BOOL, false},
        {"delay", STRING | GK_JSON_BIT(GK_JSON_NUMBER), false},
    };
    unsigned found = 0;
    gk_status st;

    if (reply == NULL || gk_json_is(reply, GK_JSON_STRING))
        return GK_OK;
    st = gk_json_expect(reply, where, fields, sizeof fields / sizeof *fields,
                        err);
    if (st == GK_OK)
        st = gk_fixture_check_delay(reply, where, err);
    for (size_t i = 0; i < 4; i++)
        found += gk_json_get(reply, fields[i].key) != NULL;
    if (st == GK_OK && found != 1)
        st = gk_fail(err, GK_E_SCHEMA,
                     "%s: a reply has one of \"text\", \"json\", \"result\", "
                     "\"error\"",
                     where);
    if (st == GK_OK && gk_json_get(reply, "isError") != NULL &&
        gk_json_get(reply, "text") == NULL &&
        gk_json_get(reply, "json") == NULL)
        st = gk_fail(err, GK_E_SCHEMA,
                     "%s: \"isError\" goes with \"text\" or \"json\"", where);
    return st == GK_OK ? check_error(gk_json_get(reply, "error"), where, err)
                       : st;
}

/* A list of tools, or a call and its reply. */
static gk_status check_kind(const gk_json *fixture, const char *where,
                            gk_error *err)
{
    static const char *const of_calls[] = {"args", "args_is", "reply"};
    bool list = gk_json_get(fixture, "tools") != NULL;

    if (list == (gk_json_get(fixture, "tool") != NULL))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: wanted one of \"tools\", \"tool\"", where);
    for (size_t i = 0; i < 3; i++)
        if (list && gk_json_get(fixture, of_calls[i]) != NULL)
            return gk_fail(err, GK_E_SCHEMA,
                           "%s: \"%s\" goes with \"tool\", not with "
                           "\"tools\"",
                           where, of_calls[i]);
    if (!list && gk_json_get(fixture, "reply") == NULL)
        return gk_fail(err, GK_E_SCHEMA, "%s: \"reply\" is missing", where);
    return GK_OK;
}

static gk_status check_fixture(const gk_json *fixture, const char *where,
                               gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"server", STRING, true},        {"tools", ARRAY, false},
        {"tool", STRING, false},         {"args", GK_JSON_ANY, false},
        {"args_is", GK_JSON_ANY, false}, {"reply", STRING | OBJECT, false},
        GK_FIXTURE_COMMON_FIELDS,
    };
    char path[512];
    gk_status st = gk_json_expect(fixture, where, fields,
                                  sizeof fields / sizeof *fields, err);

    if (st == GK_OK)
        st = gk_fixture_check_text(fixture, "server", where, err);
    if (st == GK_OK)
        st = gk_fixture_check_text(fixture, "tool", where, err);
    if (st == GK_OK)
        st = gk_fixture_check_times(fixture, where, err);
    if (st == GK_OK)
        st = check_kind(fixture, where, err);
    snprintf(path, sizeof path, "%s/tools", where);
    if (st == GK_OK)
        st = gk_fixtures_check(gk_json_get(fixture, "tools"), path, check_tool,
                               err);
    snprintf(path, sizeof path, "%s/reply", where);
    return st == GK_OK ? check_reply(gk_json_get(fixture, "reply"), path, err)
                       : st;
}

gk_status gk_tools_check(const gk_json *fixtures, const char *where,
                         gk_error *err)
{
    return gk_fixtures_check(fixtures, where, check_fixture, err);
}

/* --- answering -------------------------------------------------------------
 */

gk_status gk_tools_init(struct gk_tools *tools, const gk_json *fixtures,
                        gk_error *err)
{
    memset(tools, 0, sizeof *tools);
    return gk_fixtures_init(&tools->fixtures, fixtures, err);
}

void gk_tools_clear(struct gk_tools *tools)
{
    gk_fixtures_clear(&tools->fixtures);
}

void gk_tools_reply_clear(struct gk_tools_reply *reply)
{
    gk_json_free(reply->result);
    gk_json_free(reply->error);
    reply->result = reply->error = NULL;
}

static bool is_text(const gk_json *value, const char *text)
{
    const char *found = gk_json_text(value);

    return found != NULL && strcmp(found, text) == 0;
}

static bool fits(const gk_json *fixture, const void *context)
{
    const struct gk_tools_request *request = context;
    const gk_json *part = gk_json_get(fixture, "args");
    const gk_json *whole = gk_json_get(fixture, "args_is");

    if (!is_text(gk_json_get(fixture, "server"), request->server))
        return false;
    if (request->action == GK_TOOLS_LIST)
        return gk_json_get(fixture, "tools") != NULL;
    return is_text(gk_json_get(fixture, "tool"), request->tool) &&
           (part == NULL || gk_json_contains(request->args, part, NULL)) &&
           (whole == NULL || gk_json_equal(request->args, whole));
}

/* {"content": [{"type": "text", "text": text}]}; takes the text. */
static gk_json *new_result(gk_json *text, const gk_json *is_error)
{
    gk_json *result = gk_json_new_object();
    gk_json *content = gk_json_new_array();
    gk_json *item = gk_json_new_object();
    gk_status st = gk_json_set(item, "text", text);

    if (st == GK_OK)
        st = gk_json_set_string(item, "type", "text");
    if (gk_json_push(content, item) != GK_OK)
        st = GK_E_NOMEM;
    if (gk_json_set(result, "content", content) != GK_OK)
        st = GK_E_NOMEM;
    if (is_error != NULL &&
        gk_json_set(result, "isError", gk_json_copy(is_error)) != GK_OK)
        st = GK_E_NOMEM;
    if (st == GK_OK)
        return result;
    gk_json_free(result);
    return NULL;
}

static gk_json *text_of(const gk_json *value)
{
    gk_buf text = GK_BUF_INIT;
    gk_json *string = NULL;

    if (gk_json_print(value, GK_JSON_COMPACT, &text) == GK_OK)
        string = gk_json_new_bytes(text.data, text.len);
    gk_buf_clear(&text);
    return string;
}

static gk_json *result_of(const gk_json *reply)
{
    const gk_json *is_error = gk_json_get(reply, "isError");
    const gk_json *json = gk_json_get(reply, "json");

    if (gk_json_is(reply, GK_JSON_STRING))
        return new_result(gk_json_copy(reply), NULL);
    if (gk_json_get(reply, "result") != NULL)
        return gk_json_copy(gk_json_get(reply, "result"));
    return new_result(json != NULL ? text_of(json)
                                   : gk_json_copy(gk_json_get(reply, "text")),
                      is_error);
}

static gk_status answer_with(const gk_json *fixture,
                             struct gk_tools_reply *reply, gk_error *err)
{
    const gk_json *tools = gk_json_get(fixture, "tools");
    const gk_json *given = gk_json_get(fixture, "reply");
    const gk_json *error = gk_json_get(given, "error");
    gk_json *made;

    reply->ms = gk_fixture_delay(given);
    if (tools != NULL) {
        made = reply->result = gk_json_copy(tools);
    } else if (gk_json_is(error, GK_JSON_STRING)) {
        made = reply->error = gk_json_new_object();
        if (gk_json_set(made, "message", gk_json_copy(error)) != GK_OK)
            made = NULL;
    } else if (error != NULL) {
        made = reply->error = gk_json_copy(error);
    } else {
        made = reply->result = result_of(given);
    }
    return made == NULL ? gk_fail_nomem(err) : GK_OK;
}

/* The fixture that would have answered. */
static gk_json *fixture_for(const struct gk_tools_request *request)
{
    gk_json *fixture = gk_json_new_object();
    gk_json *reply;

    gk_json_set_string(fixture, "server", request->server);
    if (request->action == GK_TOOLS_LIST) {
        gk_json_set(fixture, "tools", gk_json_new_array());
        return fixture;
    }
    reply = gk_json_new_object();
    gk_json_set_string(fixture, "tool", request->tool);
    gk_json_set(fixture, "args", gk_json_copy(request->args));
    gk_json_set_string(reply, "text", "");
    gk_json_set(fixture, "reply", reply);
    return fixture;
}

static gk_status fail_missing(const struct gk_tools_request *request,
                              gk_error *err)
{
    enum { SHOWN = 160 };
    gk_buf args = GK_BUF_INIT;
    size_t shown;
    gk_status st;

    if (request->action == GK_TOOLS_LIST)
        return gk_fail(err, GK_E_NOFIXTURE,
                       "no fixture tells which tools the MCP server '%s' has",
                       request->server);
    gk_json_print(request->args, GK_JSON_COMPACT, &args);
    shown = args.len > SHOWN ? gk_utf8_floor(args.data, SHOWN) : args.len;
    st = gk_fail(err, GK_E_NOFIXTURE,
                 "no fixture answers the call of the tool %s:%s with %.*s%s",
                 request->server, request->tool, (int)shown, gk_buf_text(&args),
                 shown < args.len ? "…" : "");
    gk_buf_clear(&args);
    return st;
}

gk_status gk_tools_ask(struct gk_tools *tools,
                       const struct gk_tools_request *request,
                       struct gk_tools_reply *reply, gk_error *err)
{
    const gk_json *found = NULL;

    if (request->action != GK_TOOLS_START)
        found = gk_fixtures_take(&tools->fixtures, fits, request);
    if (found != NULL)
        return answer_with(found, reply, err);
    if (tools->door != NULL)
        return tools->door(tools->door_context, request, reply, err);
    if (request->action == GK_TOOLS_START)
        return GK_OK;
    gk_fixtures_miss(&tools->fixtures, fixture_for(request));
    return fail_missing(request, err);
}
