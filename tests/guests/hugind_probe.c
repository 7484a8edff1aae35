/*
 * What guestkit/hugind.h, hugind_fs.h and agent.h promise: each word as first
 * argument tries one thing. tests/sdk/hugind_probe.test.json says what must
 * come of it.
 */
#include <guestkit/agent.h>
#include <guestkit/hugind_fs.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int constructed;

__attribute__((constructor)) static void construct(void)
{
    constructed++;
}

static void put_text_member(gk_writer *w, const char *key, const char *text)
{
    gk_put_key(w, key);
    gk_put_string(w, text);
}

static char buffer[4096];

static gk_writer *begin(void)
{
    static gk_writer w;

    gk_writer_init(&w, buffer, sizeof buffer);
    gk_put_object(&w);
    return &w;
}

static void end(gk_writer *w)
{
    gk_put_end(w);
    hugind_set_result_json(w);
}

/* --- the run -------------------------------------------------------------- */

static void try_input(int argc, char **argv)
{
    gk_writer *w = begin();

    gk_put_key(w, "argv");
    gk_put_array(w);
    for (int i = 0; i <= argc; i++) /* the last one is NULL */
        gk_put_string(w, argv[i]);
    gk_put_end(w);
    gk_put_key(w, "constructed");
    gk_put_int(w, constructed);
    put_text_member(w, "beyond", hugind_arg(hugind_arg_count()));
    put_text_member(w, "TOKEN", hugind_env("TOKEN"));
    put_text_member(w, "HOME", hugind_env("HOME"));
    put_text_member(w, "session", hugind_session_id());
    gk_put_key(w, "mode");
    gk_put_int(w, hugind_session_mode());
    gk_put_key(w, "memory");
    gk_put_json(w, hugind_team_memory());
    put_text_member(w, "summary", hugind_team_summary());
    put_text_member(w, "messages", hugind_team_messages());
    end(w);
}

static void at_exit(void)
{
    hugind_print("at exit");
}

static void try_exit(int argc, char **argv)
{
    atexit(at_exit);
    hugind_set_result_text("set");
    if (argc > 2)
        exit(atoi(argv[2]));
}

static void try_console(int argc, char **argv)
{
    hugind_text line;

    (void)argc, (void)argv;
    hugind_print("a line");
    hugind_print_raw("half ");
    hugind_printf("%d%% of %s", 50, "it");
    hugind_eprint("progress");
    hugind_eprintf("%s", "more of it");
    line = hugind_input("name? ");
    hugind_set_result_text(line.at);
    hugind_text_free(&line);
    hugind_text_free(&line); /* does no harm */
}

/* Only without WASI: standard output and error are the host's. */
static void try_stdio(int argc, char **argv)
{
    (void)argc, (void)argv;
    printf("one %d\ntwo", 1);
    fprintf(stderr, "to progress\n");
    for (int i = 0; i < 700; i++)
        printf("\xc3\xa9"); /* longer than a line of the library */
}

static void try_fail(int argc, char **argv)
{
    (void)argc, (void)argv;
    hugind_set_result_text("before");
    hugind_failf("cannot find %s", "it");
}

static void try_abort(int argc, char **argv)
{
    (void)argc, (void)argv;
    hugind_abort(12, 34);
}

static void try_unfinished(int argc, char **argv)
{
    gk_writer w;

    (void)argc, (void)argv;
    gk_writer_init(&w, buffer, sizeof buffer);
    gk_put_object(&w);
    hugind_set_result_json(&w);
}

static void try_too_long(int argc, char **argv)
{
    gk_writer w;

    (void)argc, (void)argv;
    gk_writer_init(&w, buffer, 4);
    gk_put_string(&w, "long");
    hugind_set_result_json(&w);
}

static void try_exhaust(int argc, char **argv)
{
    void *volatile last; /* or the compiler knows better than to ask */

    (void)argc, (void)argv;
    do
        last = malloc(1 << 20);
    while (last != NULL);
    do
        last = malloc(16);
    while (last != NULL);
    hugind_version(); /* alloc has nothing left: a trap, never address 0 */
}

/* --- calls ---------------------------------------------------------------- */

static void put_owned(gk_writer *w, const char *key, hugind_text text)
{
    put_text_member(w, key, text.at);
    hugind_text_free(&text);
}

static void put_item(gk_writer *w, hugind_text text)
{
    gk_put_string(w, text.at);
    hugind_text_free(&text);
}

static void put_output(gk_writer *w, const char *key, hugind_text text)
{
    gk_put_key(w, key);
    gk_put_array(w);
    gk_put_bool(w, hugind_failed(text));
    gk_put_string(w, hugind_failure(text));
    gk_put_end(w);
    hugind_text_free(&text);
}

static void try_shell(int argc, char **argv)
{
    gk_writer *w = begin();

    (void)argc, (void)argv;
    put_output(w, "good", hugind_run_command("good"));
    put_output(w, "bad", hugind_run_command("bad"));
    put_output(w, "spawned",
               hugind_spawn((const char *const[]){"tool", "a \"b\"", NULL}));
    put_output(w, "skill", hugind_activate_skill("none"));
    put_output(w, "like one", hugind_text_copy("Error:x", 7));
    put_output(w, "empty", hugind_text_copy("", 0));
    end(w);
}

static void collect(void *context, const char *text, size_t len)
{
    gk_writer *w = context;

    gk_put_string_n(w, text, len);
}

static void try_stream(int argc, char **argv)
{
    gk_writer *w = begin();
    hugind_text answer;

    gk_put_key(w, "tokens");
    gk_put_array(w);
    hugind_on_token(collect, w);
    answer = hugind_llm_prompt_stream(argc > 2 ? argv[2] : "hi");
    gk_put_end(w);
    put_owned(w, "answer", answer);
    gk_put_key(w, "lines");
    gk_put_array(w);
    hugind_on_token(NULL, NULL);
    hugind_on_sse(collect, w);
    answer = hugind_llm_chat_stream("{\"prompt\":\"lines\"}");
    gk_put_end(w);
    put_owned(w, "again", answer);
    end(w);
}

static int entered;

/* A function that calls another one is what makes the stack move. */
__attribute__((noinline)) static void count_in(volatile char *room)
{
    if (room[0] != '\0')
        entered++;
    __builtin_trap();
}

/* Takes stack and does not give it back. */
static void trap_on_token(void *context, const char *text, size_t len)
{
    volatile char room[1024];

    (void)context;
    room[0] = text[0];
    if (len > 0)
        count_in(room);
}

static void stream_inside(void *context, const char *text, size_t len)
{
    (void)context, (void)text, (void)len;
    hugind_on_token(trap_on_token, NULL);
    hugind_text_free(&(hugind_text){hugind_llm_chat_stream("inner").at, 0});
    hugind_on_token(stream_inside, NULL);
    entered += 1000;
}

static void try_traps(int argc, char **argv)
{
    gk_writer *w = begin();

    hugind_on_token(argc > 3 ? stream_inside : trap_on_token, NULL);
    put_owned(w, "answer", hugind_llm_chat_stream(argv[2]));
    gk_put_key(w, "entered");
    gk_put_int(w, entered);
    end(w);
}

static void try_team(int argc, char **argv)
{
    gk_writer *w = begin();

    (void)argc, (void)argv;
    hugind_memory_set("plan", "{\"step\":1}");
    put_owned(w, "plan", hugind_memory_get("probe/plan"));
    put_owned(w, "none", hugind_memory_get("plan"));
    put_owned(w, "list", hugind_memory_list());
    put_owned(w, "summary", hugind_memory_summary());
    hugind_messaging_send("other", "a word");
    hugind_messaging_broadcast("all of you");
    put_owned(w, "received", hugind_messaging_receive());
    put_owned(w, "skills", hugind_get_skill_catalog());
    put_owned(w, "skill", hugind_activate_skill("brevity"));
    put_owned(w, "version", hugind_version());
    end(w);
}

static void try_files(int argc, char **argv)
{
    gk_writer *w = begin();
    hugind_text bytes;
    hugind_stat stat;

    (void)argc, (void)argv;
    put_owned(w, "cwd", hugind_fs_cwd());
    hugind_fs_mkdir("a/b", true);
    hugind_fs_write_text("a/b/one.txt", "one");
    hugind_fs_append_text("a/b/one.txt", " more");
    put_owned(w, "text", hugind_fs_read_text("a/b/one.txt"));
    hugind_fs_write_bytes("a/two", "\xff\0\xfe", 3);
    bytes = hugind_fs_read_bytes("a/two");
    gk_put_key(w, "same bytes");
    gk_put_bool(w, bytes.len == 3 && memcmp(bytes.at, "\xff\0\xfe", 4) == 0);
    hugind_text_free(&bytes);
    hugind_fs_copy("a/b/one.txt", "a/b/copy.txt");
    hugind_fs_rename("a/two", "a/three");
    put_owned(w, "names", hugind_fs_list_dir("a"));
    put_owned(w, "path", hugind_fs_realpath("a/./three"));
    stat = hugind_fs_stat("a/b/copy.txt");
    gk_put_key(w, "stat");
    gk_put_array(w);
    gk_put_bool(w, stat.is_file);
    gk_put_bool(w, stat.is_dir);
    gk_put_bool(w, stat.readonly);
    gk_put_int(w, (int64_t)stat.size);
    gk_put_bool(w, stat.modified_ms > 1767225600000 - 1);
    gk_put_end(w);
    hugind_fs_remove("a/three", false);
    gk_put_key(w, "there");
    gk_put_array(w);
    gk_put_bool(w, hugind_fs_exists("a/three"));
    gk_put_bool(w, hugind_fs_is_dir("a/b"));
    gk_put_bool(w, hugind_fs_is_file("a/b"));
    gk_put_end(w);
    hugind_fs_remove("a", true);
    end(w);
}

/* --- tools ---------------------------------------------------------------- */

static void put_call(gk_writer *w, const char *key, const char *name,
                     const char *args)
{
    hugind_text result = hugind_tools_call(name, args);

    gk_put_key(w, key);
    gk_put_array(w);
    gk_put_bool(w, hugind_tool_failed(result));
    put_item(w, hugind_tool_text(result));
    gk_put_end(w);
    hugind_text_free(&result);
}

static void try_tools(int argc, char **argv)
{
    gk_writer *w = begin();

    (void)argc, (void)argv;
    put_owned(w, "list", hugind_tools_list());
    put_call(w, "add", "notes:add", "{\"text\":\"a \\\"b\\\"\"}");
    put_call(w, "count", "notes:count", NULL);
    put_call(w, "fail", "notes:fail", "{}");
    put_call(w, "plain", "notes:plain", NULL);
    end(w);
}

/* --- a model with tools --------------------------------------------------- */

static hugind_text add(void *context, gk_json args)
{
    ++*(int *)context;
    return hugind_textf("%d", (int)gk_json_int(gk_json_get(args, "a"), 0) +
                                  (int)gk_json_int(gk_json_get(args, "b"), 0));
}

static void try_agent(int argc, char **argv)
{
    int called = 0;
    const hugind_tool tools[] = {
        {"add", "Add two numbers",
         "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
         "\"b\":{\"type\":\"integer\"}}}",
         add, &called},
    };
    hugind_agent *agent = hugind_agent_open(&(hugind_agent_options){
        .system = "Use tools",
        .settings = "{\"temperature\":0}",
        .tools = tools,
        .tool_count = 1,
        .mcp = argc > 3,
        .max_turns = 3,
    });
    hugind_text answer;
    gk_writer *w = begin();

    gk_put_key(w, "answered");
    gk_put_bool(w, hugind_agent_ask(agent, argv[2], &answer));
    put_owned(w, "answer", answer);
    gk_put_key(w, "called");
    gk_put_int(w, called);
    gk_put_key(w, "messages");
    gk_put_json(w, hugind_agent_messages(agent));
    end(w);
    hugind_agent_close(agent);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *word;
        void (*attempt)(int argc, char **argv);
    } words[] = {
        {"input", try_input},     {"exit", try_exit},
        {"console", try_console}, {"stdio", try_stdio},
        {"fail", try_fail},       {"abort", try_abort},
        {"shell", try_shell},     {"unfinished", try_unfinished},
        {"stream", try_stream},   {"too-long", try_too_long},
        {"team", try_team},       {"exhaust", try_exhaust},
        {"traps", try_traps},     {"tools", try_tools},
        {"files", try_files},     {"agent", try_agent},
    };

    for (size_t i = 0; argc > 1 && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, argv[1]) == 0) {
            words[i].attempt(argc, argv);
            return 0;
        }
    return argc > 1 ? atoi(argv[1]) : 0;
}
