/*
 * hugind: what a Hugind agent sees of its host.
 *
 * First the raw contract: the functions of the modules "hugind" and "env", by
 * the host's own names with host_ before them, texts as pointer and length.
 * Then wrappers with the prefix hugind_, which take C strings and give texts
 * that are the agent's own. The host's files are in hugind_fs.h, a loop that
 * lets a model use tools in agent.h.
 *
 * An agent is an ordinary program:
 *
 *     #include <guestkit/hugind.h>
 *
 *     int main(int argc, char **argv)
 *     {
 *         hugind_text answer = hugind_llm_chat(argc > 1 ? argv[1] : "hello");
 *         hugind_set_result_text(answer.at);
 *         hugind_text_free(&answer);
 *         return 0;
 *     }
 *
 * The library exports `_start`, which runs constructors once, calls main
 * (without or with argc and argv) and then atexit functions and the flush of
 * stdout; and `alloc`, by which the host puts results into the agent's memory.
 * argv[0] is "agent", what follows are the run's arguments.
 *
 * Rules that hold everywhere:
 *   - Lengths count bytes of UTF-8; a text that is not UTF-8 is refused.
 *   - What the agent passes is borrowed by the host until the call returns. It
 *     must lie below 2 GiB.
 *   - What the host gives is the agent's own from then on: free it with
 *     hugind_text_free (or free). It ends with a NUL that is not counted.
 *   - There are no error codes. A call that fails (refused by the manifest's
 *     permissions, no network, no such file) is a trap: it ends the run. What
 *     is not permitted can only be declared in agent.yaml, not asked for.
 *   - A few failures are texts instead; hugind_failed tells them.
 *   - main's return value: 0 is success. Hugind knows no exit status, so any
 *     other is a line of progress and then a trap: the run fails. exit() always
 *     fails the run, also exit(0); return from main instead.
 */
#ifndef GUESTKIT_HUGIND_H
#define GUESTKIT_HUGIND_H

#include <guestkit/format.h>
#include <guestkit/json.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __wasm__
#define HUGIND_IMPORT(module, name)                                            \
    __attribute__((import_module(module), import_name(#name)))
#define HUGIND_EXPORT(name) __attribute__((export_name(#name)))
#else
#define HUGIND_IMPORT(module, name)
#define HUGIND_EXPORT(name)
#endif

#define HUGIND_NO_RETURN __attribute__((noreturn))

/*
 * A text or bytes that the host gave, in one number: the address is the high
 * half, the length the low one. hugind_take unpacks it.
 */
typedef uint64_t hugind_packed;

/* --- the host's functions ------------------------------------------------
 * Each traps when it fails; what else there is to know is at the wrapper. */

/* Says "Guest Error: abort() called at line L:C" on standard error and ends the
 * run as failed; the texts are not looked at. */
HUGIND_IMPORT("env", abort)
void host_abort(const void *message, const void *file, int32_t line,
                int32_t column);
HUGIND_IMPORT("hugind", print)
void host_print(const char *text, uint32_t len);
HUGIND_IMPORT("hugind", print_raw)
void host_print_raw(const char *text, uint32_t len);
HUGIND_IMPORT("hugind", eprint)
void host_eprint(const char *text, uint32_t len);
HUGIND_IMPORT("hugind", input)
hugind_packed host_input(const char *prompt, uint32_t len);
HUGIND_IMPORT("hugind", get_args) hugind_packed host_get_args(void);
HUGIND_IMPORT("hugind", set_result)
void host_set_result(const char *json, uint32_t len);
HUGIND_IMPORT("hugind", version) hugind_packed host_version(void);
HUGIND_IMPORT("hugind", net_fetch)
hugind_packed host_net_fetch(const char *url, uint32_t len);
HUGIND_IMPORT("hugind", llm_chat)
hugind_packed host_llm_chat(const char *request, uint32_t len);
HUGIND_IMPORT("hugind", llm_chat_stream)
hugind_packed host_llm_chat_stream(const char *request, uint32_t len);
HUGIND_IMPORT("hugind", run_command)
hugind_packed host_run_command(const char *line, uint32_t len);
HUGIND_IMPORT("hugind", spawn)
hugind_packed host_spawn(const char *words_json, uint32_t len);
HUGIND_IMPORT("hugind", tools_list) hugind_packed host_tools_list(void);
HUGIND_IMPORT("hugind", tools_call)
hugind_packed host_tools_call(const char *json, uint32_t len);
HUGIND_IMPORT("hugind", memory_set)
void host_memory_set(const char *key, uint32_t key_len, const char *value,
                     uint32_t value_len);
HUGIND_IMPORT("hugind", memory_get)
hugind_packed host_memory_get(const char *full_key, uint32_t len);
HUGIND_IMPORT("hugind", memory_list) hugind_packed host_memory_list(void);
HUGIND_IMPORT("hugind", memory_summary)
hugind_packed host_memory_summary(void);
HUGIND_IMPORT("hugind", messaging_send)
void host_messaging_send(const char *to, uint32_t to_len, const char *content,
                         uint32_t content_len);
HUGIND_IMPORT("hugind", messaging_broadcast)
void host_messaging_broadcast(const char *content, uint32_t len);
HUGIND_IMPORT("hugind", messaging_receive)
hugind_packed host_messaging_receive(void);
HUGIND_IMPORT("hugind", tasks_spawn)
hugind_packed host_tasks_spawn(const char *json, uint32_t len);
HUGIND_IMPORT("hugind", register_tool)
void host_register_tool(const char *json, uint32_t len);
HUGIND_IMPORT("hugind", set_system_prompt)
void host_set_system_prompt(const char *text, uint32_t len);
HUGIND_IMPORT("hugind", set_max_turns) void host_set_max_turns(int32_t turns);
HUGIND_IMPORT("hugind", get_skill_catalog)
hugind_packed host_get_skill_catalog(void);
HUGIND_IMPORT("hugind", activate_skill)
hugind_packed host_activate_skill(const char *name, uint32_t len);

/* --- texts the host gives --------------------------------------------------
 */

/* Owned by whoever holds it. */
typedef struct hugind_text {
    char *at;   /* a NUL follows the last byte */
    size_t len; /* bytes, without the NUL */
} hugind_text;

/* The text behind a raw call's result: hugind_take(host_version()). */
hugind_text hugind_take(hugind_packed result);

/* Frees it and makes it empty; an empty or freed one is let be. */
void hugind_text_free(hugind_text *text);

/* A text of one's own: as printf (see format.h), or these bytes. */
hugind_text hugind_textf(const char *fmt, ...) GK_FORMAT(1, 2);
hugind_text hugind_text_copy(const char *at, size_t len);

/* Puts JSON (or any text) into a writer; must put the same each time. */
typedef void hugind_put_fn(gk_writer *w, const void *context);
/* What it puts, in as much memory as that takes; it is called twice, first to
 * see how much. */
hugind_text hugind_json(hugind_put_fn *put, const void *context);

/*
 * Whether the host told a failure by a text: it begins with "Error: " or a line
 * "Error:". So do hugind_run_command and hugind_spawn when the command ended
 * with another status than 0, and hugind_activate_skill when there is no such
 * skill. A command whose own output begins that way cannot be told from one
 * that failed.
 */
bool hugind_failed(hugind_text text);
/* The words after "Error:", or the whole text when it is no failure; borrowed
 * from it. */
const char *hugind_failure(hugind_text text);

/* --- console and control ---------------------------------------------------
 */

/* One line to standard output (a log event when a bridge drives the run). */
void hugind_print(const char *text);
/* As printf (see format.h). */
void hugind_printf(const char *fmt, ...) GK_FORMAT(1, 2);
/* The same without the newline, written at once: for tokens as they come. */
void hugind_print_raw(const char *text);
/* One line of progress, to standard error. */
void hugind_eprint(const char *text);
void hugind_eprintf(const char *fmt, ...) GK_FORMAT(1, 2);

/* Shows the prompt, reads a line and trims it. Empty at the end of input, so
 * that the end looks like an empty line. */
hugind_text hugind_input(const char *prompt);

/* The host's version, "0.12.0". */
hugind_text hugind_version(void);

/* Ends the run as failed, with a line of progress that says why. */
HUGIND_NO_RETURN void hugind_fail(const char *text);
HUGIND_NO_RETURN void hugind_failf(const char *fmt, ...) GK_FORMAT(1, 2);
/* Ends the run as failed, by the host's abort hook: it prints the place. */
HUGIND_NO_RETURN void hugind_abort(int line, int column);

/*
 * The run's result: one JSON value; the last one set counts, and without any
 * it is null. What is not JSON ends the run as failed.
 */
void hugind_set_result(const char *json);
/* A text, as a JSON string. */
void hugind_set_result_text(const char *text);
/* What a writer holds; ends the run as failed when it did not fit its buffer or
 * an object or array was not ended. */
void hugind_set_result_json(const gk_writer *json);

/* --- the run's input -------------------------------------------------------
 * Asked from the host once; what is returned lives until the run ends. */

/* Everything: {"args": […], "meta": {…}, "team": {…}}. */
gk_json hugind_args_json(void);
size_t hugind_arg_count(void);
/* NULL beyond the last. main's argv[i + 1] is the same. */
const char *hugind_arg(size_t index);
/* A variable that agent.yaml declares under `env`; NULL when it is not set. */
const char *hugind_env(const char *name);

typedef enum hugind_session {
    HUGIND_STATELESS,
    HUGIND_FRESH, /* made for this run, forgotten after it */
    HUGIND_RESUME /* kept, named in agent.yaml */
} hugind_session;
hugind_session hugind_session_mode(void);
/* NULL when stateless. */
const char *hugind_session_id(void);

/* What the team remembered when the run began: an object of full keys. */
gk_json hugind_team_memory(void);
/* The same as Markdown, and the messages that were waiting; may be empty. */
const char *hugind_team_summary(void);
const char *hugind_team_messages(void);

/* --- network ---------------------------------------------------------------
 */

/*
 * GETs a URL and returns the body as text. permissions.network decides.
 * A body longer than its max_response_bytes is cut without a sign.
 * Fails (a trap): not permitted, no answer, a status other than 2xx.
 */
hugind_text hugind_net_fetch(const char *url);

/* --- the model --------------------------------------------------------------
 * `request` is what the user says, or an OpenAI request as a JSON object
 * ("messages" or "prompt", "model", "temperature" …). For plain text the host
 * asks the model to answer in JSON; give {"prompt": …} where prose is wanted.
 */

/* The answer's text. When the model answered without one (it wants to call
 * tools), the whole response as JSON; agent.h deals with that. */
hugind_text hugind_llm_chat(const char *request);
/* The same for one user message, as {"prompt": …}: an answer in prose. */
hugind_text hugind_llm_prompt(const char *text);

/* The same, streamed: what was registered below is called as tokens come. The
 * result is the whole answer. */
hugind_text hugind_llm_chat_stream(const char *request);
hugind_text hugind_llm_prompt_stream(const char *text);

/* A text of a stream: borrowed until the function returns, a NUL follows it. */
typedef void hugind_stream_fn(void *context, const char *text, size_t len);

/*
 * Registers what is called with each piece of an answer, and with each line of
 * the stream as it is, blank ones included. NULL: nothing more is called.
 * An agent that never mentions one of these does not export its hook, and the
 * host does not bother to call it. The functions may call the host. One that
 * traps is ended, and the stream goes on without a sign.
 */
void hugind_on_token(hugind_stream_fn *fn, void *context);
void hugind_on_sse(hugind_stream_fn *fn, void *context);

/* --- commands ----------------------------------------------------------------
 * permissions.shell decides; a command that may not run is a trap. See
 * hugind_failed for one that ran and failed. */

/* Runs a line by `sh -c`: standard output, or "Error: " and standard error. */
hugind_text hugind_run_command(const char *line);
/* Runs a program with its arguments, a list that ends with NULL: standard
 * output, a newline when both are there, standard error; after "Error:" and a
 * newline when it failed. */
hugind_text hugind_spawn(const char *const words[]);

/* --- MCP tools --------------------------------------------------------------
 */

/* A JSON array of {"name", "description", "input_schema", "server"}. */
hugind_text hugind_tools_list(void);
/*
 * Calls "server:tool" with arguments, a JSON object (NULL: {}). The result as
 * the server gave it, JSON. Fails (a trap): no such server, an error of the
 * protocol. A tool's own failure is a result, see hugind_tool_failed.
 */
hugind_text hugind_tools_call(const char *name, const char *args_json);
/* Whether a tool's result has "isError": true. */
bool hugind_tool_failed(hugind_text result);
/* The texts in a tool's result, a line each; the result itself when it holds
 * none. Owned. */
hugind_text hugind_tool_text(hugind_text result);

/* --- the team ---------------------------------------------------------------
 */

/* Keeps a value as AGENT/key: JSON, or else it becomes a string. */
void hugind_memory_set(const char *key, const char *value);
/* The value of the full key "AGENT/key" as JSON; "null" when there is none. */
hugind_text hugind_memory_get(const char *full_key);
/* Everything, as a JSON object; and as Markdown, empty without any. */
hugind_text hugind_memory_list(void);
hugind_text hugind_memory_summary(void);
void hugind_messaging_send(const char *to, const char *content);
void hugind_messaging_broadcast(const char *content);
/* A JSON array of {"content", "from", "to"}; each message once. */
hugind_text hugind_messaging_receive(void);
/* Traps in every host known: WebAssembly agents have no task queue. */
hugind_text hugind_tasks_spawn(const char *task_json);

/* --- agentic mode
 * ------------------------------------------------------------- The first three
 * trap in every host known: they are for JavaScript agents. */

void hugind_register_tool(const char *tool_json);
void hugind_set_system_prompt(const char *text);
void hugind_set_max_turns(int32_t turns);
/* The skills there are, as Markdown; empty without any. */
hugind_text hugind_get_skill_catalog(void);
/* A skill's instructions; see hugind_failed for one that is not there. */
hugind_text hugind_activate_skill(const char *name);

#ifdef __cplusplus
}
#endif
#endif
