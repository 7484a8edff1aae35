#include "call.h"

static const gk_json_kind kind_of[] = {
    [GK_STRING] = GK_JSON_STRING,   [GK_NUMBER] = GK_JSON_NUMBER,
    [GK_BOOLEAN] = GK_JSON_BOOLEAN, [GK_OBJECT] = GK_JSON_OBJECT,
    [GK_ARRAY] = GK_JSON_ARRAY,
};

static bool check_param(gk_call *call, const gk_param *param)
{
    gk_json value = gk_json_get(call->args, param->name);
    gk_json_kind found = gk_json_type(value), wanted = kind_of[param->type];
    bool given = found != GK_JSON_NONE && found != GK_JSON_NULL;
    if (given ? found == wanted : param->presence == GK_OPTIONAL)
        return true;
    gk_put_text(&call->out, "argument '");
    gk_put_text(&call->out, param->name);
    gk_put_text(&call->out, given ? "': expected " : "' is missing: expected ");
    gk_put_text(&call->out, gk_json_kind_name(wanted));
    if (given) {
        gk_put_text(&call->out, ", found ");
        gk_put_text(&call->out, gk_json_kind_name(found));
    }
    return false;
}

bool gk_call_check(gk_call *call, const gk_tool *tool)
{
    for (size_t i = 0; i < tool->param_count; i++)
        if (!check_param(call, &tool->params[i]))
            return false;
    return true;
}

gk_json gk_arg(const gk_call *call, const char *name)
{
    return gk_json_get(call->args, name);
}

bool gk_arg_given(const gk_call *call, const char *name)
{
    gk_json_kind kind = gk_json_type(gk_arg(call, name));
    return kind != GK_JSON_NONE && kind != GK_JSON_NULL;
}

const char *gk_arg_string(const gk_call *call, const char *name,
                          const char *fallback)
{
    const char *text = gk_json_string_alloc(gk_arg(call, name));
    return text == NULL ? fallback : text;
}

double gk_arg_number(const gk_call *call, const char *name, double fallback)
{
    return gk_json_number(gk_arg(call, name), fallback);
}

int64_t gk_arg_int(const gk_call *call, const char *name, int64_t fallback)
{
    return gk_json_int(gk_arg(call, name), fallback);
}

bool gk_arg_bool(const gk_call *call, const char *name, bool fallback)
{
    return gk_json_bool(gk_arg(call, name), fallback);
}

gk_writer *gk_result(gk_call *call)
{
    return &call->out;
}

static void start_again(gk_call *call)
{
    gk_writer_init(&call->out, call->out.at, call->out.cap);
}

int gk_reply(gk_call *call, const char *text)
{
    start_again(call);
    gk_put_text(&call->out, text);
    return GK_OK;
}

int gk_replyf(gk_call *call, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    start_again(call);
    gk_put_formatv(&call->out, fmt, args);
    va_end(args);
    return GK_OK;
}

int gk_fail(gk_call *call, const char *text)
{
    gk_reply(call, text);
    return GK_FAILED;
}

int gk_failf(gk_call *call, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    start_again(call);
    gk_put_formatv(&call->out, fmt, args);
    va_end(args);
    return GK_FAILED;
}
