/* MCP tools. */
#include "private.h"

#include <string.h>

struct call {
    const char *name;
    const char *args; /* JSON, or NULL */
};

hugind_text hugind_tools_list(void)
{
    return hugind_take(host_tools_list());
}

static void put_call(gk_writer *w, const void *context)
{
    const struct call *call = context;

    gk_put_object(w);
    gk_put_key(w, "name");
    gk_put_string(w, call->name);
    if (call->args != NULL) {
        gk_json args = {call->args, strlen(call->args)};

        gk_put_key(w, "args");
        gk_put_json(w, args);
    }
    gk_put_end(w);
}

hugind_text hugind_tools_call(const char *name, const char *args_json)
{
    const struct call call = {name, args_json};
    hugind_text json = hugind_json(put_call, &call);
    hugind_text result =
        hugind_take(host_tools_call(json.at, (uint32_t)json.len));

    hugind_text_free(&json);
    return result;
}

bool hugind_tool_failed(hugind_text result)
{
    gk_json json = gk_json_parse(result.at, result.len);

    return gk_json_bool(gk_json_get(json, "isError"), false);
}

static void put_texts(gk_writer *w, const void *context)
{
    const gk_json *content = context;
    gk_json_iter it = gk_json_each(*content);

    while (gk_json_next(&it)) {
        char *text = gk_hugind_string(gk_json_get(it.value, "text"));

        if (text == NULL)
            continue;
        if (w->len > 0)
            gk_put_text(w, "\n");
        gk_put_text(w, text);
        hugind_text_free(&(hugind_text){text, 0});
    }
}

hugind_text hugind_tool_text(hugind_text result)
{
    gk_json json = gk_json_parse(result.at, result.len);
    gk_json content = gk_json_get(json, "content");
    hugind_text texts = hugind_json(put_texts, &content);

    if (texts.len > 0)
        return texts;
    hugind_text_free(&texts);
    return hugind_text_copy(result.at, result.len);
}
