/*
 * Whether results stay: calls one function of the SDK 10,000 times and tells by
 * how many pages memory has grown meanwhile. The first argument says which;
 * tests/sdk/hugind_leak.test.json has what the world answers.
 */
#include <guestkit/agent.h>
#include <guestkit/hugind_fs.h>

#include <stdlib.h>
#include <string.h>

#define TIMES 10000

static void drop(hugind_text text)
{
    hugind_text_free(&text);
}

static void call_version(void)
{
    drop(hugind_version());
}

static void call_input(void)
{
    drop(hugind_input("? "));
}

static void call_get_args(void)
{
    drop(hugind_take(host_get_args()));
}

static void call_args(void)
{
    (void)hugind_arg(0);
    (void)hugind_env("HOME");
    (void)hugind_session_id();
}

static void call_set_result_text(void)
{
    hugind_set_result_text("again");
}

static void call_printf(void)
{
    hugind_printf("%d of %s", 1, "many");
}

static void call_net_fetch(void)
{
    drop(hugind_net_fetch("https://example.com/"));
}

static void call_llm_chat(void)
{
    drop(hugind_llm_chat("hello"));
}

static void call_llm_prompt(void)
{
    drop(hugind_llm_prompt("hello"));
}

static void take_piece(void *context, const char *text, size_t len)
{
    (void)text;
    *(size_t *)context += len;
}

static void call_llm_chat_stream(void)
{
    size_t bytes = 0;
    hugind_text answer;

    hugind_on_token(take_piece, &bytes);
    hugind_on_sse(take_piece, &bytes);
    answer = hugind_llm_chat_stream("hello");
    if (bytes <= answer.len)
        hugind_fail("the stream gave less than the answer");
    drop(answer);
}

static void call_run_command(void)
{
    drop(hugind_run_command("ls"));
}

static void call_spawn(void)
{
    drop(hugind_spawn((const char *const[]){"ls", "-l", NULL}));
}

static void call_tools_list(void)
{
    drop(hugind_tools_list());
}

static void call_tools_call(void)
{
    hugind_text result = hugind_tools_call("notes:add", "{\"text\":\"x\"}");

    drop(hugind_tool_text(result));
    drop(result);
}

static void call_memory_get(void)
{
    hugind_memory_set("k", "{\"x\":1}");
    drop(hugind_memory_get("leak/k"));
}

static void call_memory_list(void)
{
    drop(hugind_memory_list());
    drop(hugind_memory_summary());
}

static void call_messaging_receive(void)
{
    drop(hugind_messaging_receive());
}

static void call_get_skill_catalog(void)
{
    drop(hugind_get_skill_catalog());
}

static void call_activate_skill(void)
{
    drop(hugind_activate_skill("brevity"));
}

static void call_fs_cwd(void)
{
    drop(hugind_fs_cwd());
}

static void call_fs_realpath(void)
{
    drop(hugind_fs_realpath("notes.txt"));
}

static void call_fs_read_text(void)
{
    drop(hugind_fs_read_text("notes.txt"));
}

static void call_fs_read_bytes(void)
{
    drop(hugind_fs_read_bytes("notes.txt"));
}

static void call_fs_list_dir(void)
{
    drop(hugind_fs_list_dir("."));
}

static void call_fs_stat(void)
{
    drop(hugind_take(host_fs_stat("notes.txt", 9)));
}

static void call_fs_stat_read(void)
{
    if (hugind_fs_stat("notes.txt").size == 0)
        hugind_fail("the file has no size");
}

static hugind_text answer_tool(void *context, gk_json args)
{
    (void)context;
    return hugind_text_copy(args.at, args.len);
}

static void call_agent(void)
{
    static const hugind_tool tools[] = {
        {"look", "Look something up", NULL, answer_tool, NULL},
    };
    hugind_agent *agent = hugind_agent_open(&(hugind_agent_options){
        .system = "Be brief", .tools = tools, .tool_count = 1});
    hugind_text answer;

    if (!hugind_agent_ask(agent, "hello", &answer))
        hugind_fail("no answer");
    drop(answer);
    hugind_agent_close(agent);
}

#define CALL(name)                                                             \
    {                                                                          \
#name, call_##name                                                     \
    }
static const struct {
    const char *name;
    void (*call)(void);
} calls[] = {
    CALL(version),
    CALL(input),
    CALL(get_args),
    CALL(args),
    CALL(set_result_text),
    CALL(printf),
    CALL(net_fetch),
    CALL(llm_chat),
    CALL(llm_prompt),
    CALL(llm_chat_stream),
    CALL(run_command),
    CALL(spawn),
    CALL(tools_list),
    CALL(tools_call),
    CALL(memory_get),
    CALL(memory_list),
    CALL(messaging_receive),
    CALL(get_skill_catalog),
    CALL(activate_skill),
    CALL(fs_cwd),
    CALL(fs_realpath),
    CALL(fs_read_text),
    CALL(fs_read_bytes),
    CALL(fs_list_dir),
    CALL(fs_stat),
    CALL(fs_stat_read),
    CALL(agent),
};

/* The second argument: how often; 10,000 if not given. */
int main(int argc, char **argv)
{
    int times = argc > 2 ? atoi(argv[2]) : TIMES;
    char result[64];
    gk_writer w;

    for (size_t i = 0; argc > 1 && i < sizeof calls / sizeof *calls; i++) {
        size_t before;

        if (strcmp(calls[i].name, argv[1]) != 0)
            continue;
        calls[i].call(); /* what is kept is taken now */
        before = __builtin_wasm_memory_size(0);
        for (int n = 1; n < times; n++)
            calls[i].call();
        gk_writer_init(&w, result, sizeof result);
        gk_put_object(&w);
        gk_put_key(&w, "grew");
        gk_put_int(&w, (int64_t)(__builtin_wasm_memory_size(0) - before));
        gk_put_end(&w);
        hugind_set_result_json(&w);
        return 0;
    }
    hugind_fail("no such call");
}
