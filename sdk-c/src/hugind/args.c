/* The run's input, asked once and kept. */
#include "private.h"

#include <string.h>

struct variable {
    char *name;
    char *value;
};

static struct input {
    gk_json json; /* of a text that is never freed; nothing before it is read */
    char **args;
    size_t arg_count;
    struct variable *env;
    size_t env_count;
    char *session_id; /* NULL: stateless */
    char *summary;
    char *messages;
} input;

static gk_json part(const char *object, const char *key)
{
    return gk_json_get(gk_json_get(input.json, object), key);
}

static void read_args(void)
{
    gk_json_iter it = gk_json_each(gk_json_get(input.json, "args"));
    size_t count = gk_json_count(gk_json_get(input.json, "args"));

    input.args = gk_hugind_alloc(count * sizeof *input.args);
    while (gk_json_next(&it)) {
        char *arg = gk_hugind_string(it.value);

        if (arg != NULL)
            input.args[input.arg_count++] = arg;
    }
}

static void read_env(void)
{
    gk_json env = part("meta", "env");
    gk_json_iter it = gk_json_each(env);

    input.env = gk_hugind_alloc(gk_json_count(env) * sizeof *input.env);
    while (gk_json_next(&it)) {
        char *value = gk_hugind_string(it.value);

        if (value == NULL)
            continue;
        input.env[input.env_count].name = gk_hugind_string(it.key);
        input.env[input.env_count++].value = value;
    }
}

static const struct input *get(void)
{
    hugind_text text;

    if (input.json.at != NULL)
        return &input;
    text = hugind_take(host_get_args());
    input.json = gk_json_parse(text.at, text.len);
    if (input.json.at == NULL)
        hugind_fail("the run's input is not JSON that this agent can read");
    read_args();
    read_env();
    input.session_id =
        gk_hugind_string(gk_json_get(part("meta", "session"), "id"));
    input.summary = gk_hugind_string(part("team", "memory_summary"));
    input.messages = gk_hugind_string(part("team", "messages"));
    return &input;
}

gk_json hugind_args_json(void)
{
    return get()->json;
}

size_t hugind_arg_count(void)
{
    return get()->arg_count;
}

const char *hugind_arg(size_t index)
{
    return index < get()->arg_count ? input.args[index] : NULL;
}

const char *hugind_env(const char *name)
{
    const struct input *in = get();

    for (size_t i = 0; i < in->env_count; i++)
        if (strcmp(in->env[i].name, name) == 0)
            return in->env[i].value;
    return NULL;
}

hugind_session hugind_session_mode(void)
{
    if (get()->session_id == NULL)
        return HUGIND_STATELESS;
    return gk_json_string_is(gk_json_get(part("meta", "session"), "mode"),
                             "resume")
               ? HUGIND_RESUME
               : HUGIND_FRESH;
}

const char *hugind_session_id(void)
{
    return get()->session_id;
}

gk_json hugind_team_memory(void)
{
    return gk_json_get(gk_json_get(get()->json, "team"), "memory");
}

const char *hugind_team_summary(void)
{
    return get()->summary != NULL ? input.summary : "";
}

const char *hugind_team_messages(void)
{
    return get()->messages != NULL ? input.messages : "";
}
