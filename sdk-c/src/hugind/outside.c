/* Network, model, commands. */
#include "private.h"
#include "stack.h"

#include <string.h>

hugind_text hugind_net_fetch(const char *url)
{
    return hugind_take(host_net_fetch(GK_TEXT(url)));
}

hugind_text hugind_llm_chat(const char *request)
{
    return hugind_take(host_llm_chat(GK_TEXT(request)));
}

hugind_text hugind_llm_chat_stream(const char *request)
{
    uint32_t len = (uint32_t)strlen(request);
    uint32_t before = gk_stack_note();
    hugind_packed answer = host_llm_chat_stream(request, len);

    gk_stack_return();
    gk_stack_forget(before);
    return hugind_take(answer);
}

hugind_text hugind_llm_prompt(const char *text)
{
    hugind_text request = gk_hugind_prompt(text);
    hugind_text answer = hugind_llm_chat(request.at);

    hugind_text_free(&request);
    return answer;
}

hugind_text hugind_llm_prompt_stream(const char *text)
{
    hugind_text request = gk_hugind_prompt(text);
    hugind_text answer = hugind_llm_chat_stream(request.at);

    hugind_text_free(&request);
    return answer;
}

hugind_text hugind_run_command(const char *line)
{
    return hugind_take(host_run_command(GK_TEXT(line)));
}

static void put_words(gk_writer *w, const void *context)
{
    gk_put_array(w);
    for (const char *const *word = context; *word != NULL; word++)
        gk_put_string(w, *word);
    gk_put_end(w);
}

hugind_text hugind_spawn(const char *const words[])
{
    hugind_text json = hugind_json(put_words, words);
    hugind_text output = hugind_take(host_spawn(json.at, (uint32_t)json.len));

    hugind_text_free(&json);
    return output;
}
