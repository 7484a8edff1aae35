/* A conversation with a model that may use tools. */
#include "list.h"
#include "toolbox.h"

#include <guestkit/agent.h>

#include <stdlib.h>
#include <string.h>

struct hugind_agent {
    struct gk_toolbox box;
    struct gk_list messages;
    hugind_text settings; /* JSON, or nothing */
    unsigned max_turns;
};

/* --- messages ------------------------------------------------------------- */

struct message {
    const char *role;
    const char *content;
    gk_json call_id; /* of a tool's answer */
};

static void put_message(gk_writer *w, const void *context)
{
    const struct message *m = context;

    gk_put_object(w);
    gk_put_key(w, "role");
    gk_put_string(w, m->role);
    if (m->call_id.at != NULL) {
        gk_put_key(w, "tool_call_id");
        gk_put_json(w, m->call_id);
    }
    gk_put_key(w, "content");
    gk_put_string(w, m->content);
    gk_put_end(w);
}

static void say(hugind_agent *agent, const char *role, const char *content)
{
    gk_list_add(&agent->messages, put_message,
                &(struct message){.role = role, .content = content});
}

static void put_value(gk_writer *w, const void *context)
{
    gk_put_json(w, *(const gk_json *)context);
}

/* --- a turn --------------------------------------------------------------- */

static void put_settings(gk_writer *w, hugind_text settings)
{
    gk_json_iter it = gk_json_each(gk_json_parse(settings.at, settings.len));

    while (gk_json_next(&it)) {
        char *key = gk_hugind_string(it.key);

        if (key != NULL) {
            gk_put_key(w, key);
            gk_put_json(w, it.value);
        }
        free(key);
    }
}

static void put_request(gk_writer *w, const void *context)
{
    const hugind_agent *agent = context;

    gk_put_object(w);
    put_settings(w, agent->settings);
    gk_put_key(w, "messages");
    gk_put_json(w, gk_list_json(&agent->messages));
    if (agent->box.count > 0) {
        gk_put_key(w, "tools");
        gk_put_json(w, gk_list_json(&agent->box.request));
    }
    gk_put_end(w);
}

static hugind_text ask_once(const hugind_agent *agent)
{
    hugind_text request = hugind_json(put_request, agent);
    hugind_text answer = hugind_llm_chat(request.at);

    hugind_text_free(&request);
    return answer;
}

/* "message" of the first choice, when what came is a response that calls tools;
 * nothing when it is an answer. */
static gk_json calling_message(hugind_text answer)
{
    gk_json response = gk_json_parse(answer.at, answer.len);
    gk_json_iter choices = gk_json_each(gk_json_get(response, "choices"));
    gk_json nothing = {NULL, 0}, message;

    if (!gk_json_next(&choices))
        return nothing;
    message = gk_json_get(choices.value, "message");
    return gk_json_count(gk_json_get(message, "tool_calls")) > 0 ? message
                                                                 : nothing;
}

static void answer_calls(hugind_agent *agent, gk_json message)
{
    gk_json_iter it = gk_json_each(gk_json_get(message, "tool_calls"));

    gk_list_add(&agent->messages, put_value, &message);
    while (gk_json_next(&it)) {
        hugind_text text = gk_toolbox_call(&agent->box, it.value);
        const struct message answer = {"tool", text.at,
                                       gk_json_get(it.value, "id")};

        gk_list_add(&agent->messages, put_message, &answer);
        hugind_text_free(&text);
    }
}

bool hugind_agent_ask(hugind_agent *agent, const char *text,
                      hugind_text *answer)
{
    say(agent, "user", text);
    for (unsigned turn = 0; turn < agent->max_turns; turn++) {
        hugind_text said = ask_once(agent);
        gk_json message = calling_message(said);

        if (message.at == NULL) {
            say(agent, "assistant", said.at);
            *answer = said;
            return true;
        }
        answer_calls(agent, message);
        hugind_text_free(&said);
    }
    *answer = (hugind_text){NULL, 0};
    return false;
}

/* --- the conversation ----------------------------------------------------- */

hugind_agent *hugind_agent_open(const hugind_agent_options *options)
{
    hugind_agent *agent = gk_hugind_alloc(sizeof *agent);
    const char *settings = options->settings == NULL ? "" : options->settings;

    agent->settings = hugind_text_copy(settings, strlen(settings));
    agent->max_turns =
        options->max_turns == 0 ? HUGIND_DEFAULT_TURNS : options->max_turns;
    gk_toolbox_open(&agent->box, options->tools, options->tool_count,
                    options->mcp);
    gk_list_open(&agent->messages);
    if (options->system != NULL)
        say(agent, "system", options->system);
    return agent;
}

void hugind_agent_close(hugind_agent *agent)
{
    if (agent == NULL)
        return;
    gk_toolbox_close(&agent->box);
    gk_list_close(&agent->messages);
    hugind_text_free(&agent->settings);
    free(agent);
}

gk_json hugind_agent_messages(const hugind_agent *agent)
{
    return gk_list_json(&agent->messages);
}
