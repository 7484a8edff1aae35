/*
 * agent: a model that may use tools, in a loop: it is asked, calls tools, gets
 * what they gave, and so on until it answers.
 *
 *     static hugind_text add(void *context, gk_json args)
 *     {
 *         return hugind_textf("%d", (int)gk_json_int(gk_json_get(args, "a"), 0)
 *                                 + (int)gk_json_int(gk_json_get(args, "b"),
 * 0));
 *     }
 *     static const hugind_tool tools[] = {
 *         {"add", "Add two numbers", "{\"type\":\"object\",\"properties\":{"
 *          "\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}}}", add,
 * NULL},
 *     };
 *     …
 *     hugind_agent *agent = hugind_agent_open(&(hugind_agent_options){
 *         .tools = tools, .tool_count = 1, .mcp = true});
 *     hugind_text answer;
 *     if (hugind_agent_ask(agent, "How much is 2 and 3?", &answer))
 *         hugind_print(answer.at);
 *     hugind_text_free(&answer);
 *     hugind_agent_close(agent);
 *
 * Requests are those of OpenAI: messages, and tools of type "function". The
 * host gives a whole response only when the answer has no text; a model that
 * talks *and* calls a tool in one message is heard talking, its call is lost.
 */
#ifndef GUESTKIT_AGENT_H
#define GUESTKIT_AGENT_H

#include <guestkit/hugind.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A tool of the agent's own. `args` is an object, borrowed until the return.
 * Returns what the model is to read; the loop frees it.
 */
typedef hugind_text hugind_tool_fn(void *context, gk_json args);

/* Borrowed by the loop until it is closed. */
typedef struct hugind_tool {
    const char *name; /* letters, digits, '_' and '-', at most 64 bytes */
    const char *description;
    const char *parameters; /* a JSON schema of an object; NULL: it has none */
    hugind_tool_fn *run;
    void *context;
} hugind_tool;

#define HUGIND_DEFAULT_TURNS 10

/* Start from zero. Texts are borrowed during the call of hugind_agent_open. */
typedef struct hugind_agent_options {
    const char *system;   /* NULL: no system message */
    const char *settings; /* more members of the request, a JSON object:
                             "{\"temperature\":0.2}"; NULL: none */
    const hugind_tool *tools;
    size_t tool_count;
    bool mcp;           /* the tools of hugind_tools_list as well */
    unsigned max_turns; /* answers of the model for one question; 0: 10 */
} hugind_agent_options;

/* One conversation. */
typedef struct hugind_agent hugind_agent;

/* Owned: close it. */
hugind_agent *hugind_agent_open(const hugind_agent_options *options);
void hugind_agent_close(hugind_agent *agent);

/*
 * Adds a question to the conversation and goes on until the model answers.
 * *answer   owned; empty when false
 * Returns false when it still wants tools after the last turn. A call of a tool
 * that is not there, or with arguments that are no JSON object, is answered by
 * a text "Error: …", of which the model may make something. An MCP server's
 * failure is a trap, see hugind_tools_call; a tool's own is what it says.
 */
bool hugind_agent_ask(hugind_agent *agent, const char *text,
                      hugind_text *answer);

/* All messages so far, an array; borrowed until the next question. */
gk_json hugind_agent_messages(const hugind_agent *agent);

#ifdef __cplusplus
}
#endif
#endif
