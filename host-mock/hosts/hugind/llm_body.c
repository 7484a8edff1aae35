#include "host-mock/hosts/hugind/llm_body.h"
#include "core/base/utf8.h"

#include "host-mock/hosts/hugind/text.h"

#include <string.h>

static bool has_known_key(const gk_json *object)
{
    static const char *const known[] = {"messages",
                                        "prompt",
                                        "model",
                                        "stream",
                                        "max_tokens",
                                        "temperature",
                                        "top_p",
                                        "frequency_penalty",
                                        "presence_penalty",
                                        "stop",
                                        "response_format",
                                        "enable_thinking",
                                        "thinking",
                                        "thinking_budget_tokens",
                                        "thinking_budget"};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (gk_json_get(object, known[i]) != NULL)
            return true;
    return false;
}

/* A request given as such; *out stays NULL when the input is none. */
static gk_status parse_object(const gk_buf *input, hugind_llm_input *kind,
                              gk_json **out, gk_error *err)
{
    size_t len = 0;
    const uint8_t *text = gk_utf8_trim(input->data, input->len, &len);
    gk_json *value = NULL;
    gk_status st =
        len == 0 ? GK_OK : gk_json_parse_rust(text, len, &value, NULL);

    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    *kind = HUGIND_LLM_TEXT;
    if (gk_json_is(value, GK_JSON_OBJECT))
        *kind =
            has_known_key(value) ? HUGIND_LLM_REQUEST : HUGIND_LLM_STRAY_OBJECT;
    if (*kind == HUGIND_LLM_REQUEST)
        *out = value;
    else
        gk_json_free(value);
    return GK_OK;
}

/* [{"role": "user", "content": content}]; takes the content. */
static gk_json *new_messages(gk_json *content)
{
    gk_json *list = gk_json_new_array();
    gk_json *message = gk_json_new_object();

    gk_json_set(message, "content", content);
    gk_json_set_string(message, "role", "user");
    gk_json_push(list, message);
    return list;
}

static gk_status set_messages(const struct hugind_llm_api *api, gk_json *body,
                              gk_error *err)
{
    const gk_json *prompt = gk_json_get(body, "prompt");
    gk_json *content;

    if (gk_json_get(body, "messages") != NULL)
        return GK_OK;
    if (prompt == NULL)
        return gk_fail(err, GK_E_TRAP,
                       "%s() request body must include messages or prompt.",
                       api->name);
    if (!gk_json_is(prompt, GK_JSON_STRING))
        return gk_fail(err, GK_E_TRAP, "%s() prompt must be a string.",
                       api->name);
    content = gk_json_copy(prompt);
    gk_json_unset(body, "prompt");
    return gk_json_set(body, "messages", new_messages(content)) == GK_OK
               ? GK_OK
               : gk_fail_nomem(err);
}

static gk_json *new_format(void)
{
    gk_json *format = gk_json_new_object();

    gk_json_set_string(format, "type", "json_object");
    return format;
}

static gk_status fill_in(const struct hugind_llm_api *api, const char *model,
                         bool is_object, gk_json *body, gk_error *err)
{
    gk_status st = set_messages(api, body, err);

    if (st != GK_OK)
        return st;
    if (gk_json_get(body, "model") == NULL)
        st = gk_json_set_string(body, "model", model);
    if (st == GK_OK && gk_json_get(body, "stream") == NULL)
        st = gk_json_set_bool(body, "stream", api->stream);
    if (st == GK_OK && !is_object &&
        gk_json_get(body, "response_format") == NULL)
        st = gk_json_set(body, "response_format", new_format());
    return st == GK_OK ? GK_OK : gk_fail_nomem(err);
}

gk_status hugind_llm_body(const struct hugind_llm_api *api, const char *model,
                          const gk_buf *input, hugind_llm_input *kind,
                          gk_json **out, gk_error *err)
{
    gk_json *body = NULL;
    gk_status st = parse_object(input, kind, &body, err);

    if (st != GK_OK)
        return st;
    if (*kind != HUGIND_LLM_REQUEST) {
        body = gk_json_new_object();
        gk_json_set(body, "messages",
                    new_messages(gk_json_new_bytes(input->data, input->len)));
    }
    st = fill_in(api, model, *kind == HUGIND_LLM_REQUEST, body, err);
    if (st == GK_OK)
        *out = body;
    else
        gk_json_free(body);
    return st;
}
