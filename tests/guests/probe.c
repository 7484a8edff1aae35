/*
 * A plugin with a tool for each thing the SDK promises; tests/sdk/probe.mjs
 * calls them. Names have 7 bytes, which the deployed host can call.
 */
#include <guestkit/plugin.h>

#include <string.h>

static int constructed;

__attribute__((constructor)) static void construct(void)
{
    constructed++;
}

static void init(void)
{
    cortex_logf("init %d", constructed);
}
GK_ON_INIT(init);

static void destroy(void)
{
    cortex_log("destroy");
}
GK_ON_DESTROY(destroy);

static int started(gk_call *call)
{
    return gk_replyf(call, "%d", constructed);
}

/* Every kind of argument, and JSON out. */
static int echo_it(gk_call *call)
{
    gk_writer *w = gk_result(call);
    gk_put_object(w);
    gk_put_key(w, "text");
    gk_put_string(w, gk_arg_string(call, "text", "none"));
    gk_put_key(w, "number");
    gk_put_number(w, gk_arg_number(call, "number", -1));
    gk_put_key(w, "int");
    gk_put_int(w, gk_arg_int(call, "number", -1));
    gk_put_key(w, "flag");
    gk_put_bool(w, gk_arg_bool(call, "flag", false));
    gk_put_key(w, "object");
    gk_put_json(w, gk_arg(call, "object"));
    gk_put_key(w, "list");
    gk_put_array(w);
    gk_json_iter it = gk_json_each(gk_arg(call, "list"));
    while (gk_json_next(&it))
        gk_put_json(w, it.value);
    gk_put_end(w);
    gk_put_end(w);
    return GK_OK;
}

static int needful(gk_call *call)
{
    return gk_reply(call, gk_arg_string(call, "must", "unreachable"));
}

/* `size` bytes of result, as they come. */
static int big_out(gk_call *call)
{
    int64_t size = gk_arg_int(call, "size", 0);
    for (int64_t i = 0; i < size; i++)
        gk_put_bytes(gk_result(call), "x", 1);
    return GK_OK;
}

/* An error of the same length, in characters of two bytes after one of one. */
static int big_bad(gk_call *call)
{
    big_out(call);
    gk_fail(call, "-");
    for (int64_t i = gk_arg_int(call, "size", 0); i > 1; i -= 2)
        gk_put_text(gk_result(call), "\xc3\xa4");
    return GK_FAILED;
}

static int half_js(gk_call *call)
{
    gk_put_object(gk_result(call));
    gk_put_key(gk_result(call), "open");
    return GK_OK;
}

static int keep_it(gk_call *call)
{
    const char *value = gk_arg_string(call, "value", "");
    struct cortex_text old = {0};
    bool had = cortex_state_get("kept", &old);
    bool kept = cortex_state_set("kept", value, strlen(value));
    return gk_replyf(call, "%s %s %d", had ? old.at : "-",
                     kept ? "kept" : "refused", old.truncated);
}

/* Refused by the wrapper: it would be cut. */
static int keep_no(gk_call *call)
{
    char *large = gk_alloc(CORTEX_MAX_TEXT + 1);
    memset(large, 'x', CORTEX_MAX_TEXT + 1);
    bool a = cortex_state_set("k", "a\0b", 3);
    bool b = cortex_state_set("k", large, CORTEX_MAX_TEXT + 1);
    bool c = cortex_state_set("k", large, CORTEX_MAX_TEXT);
    struct cortex_text back = {0};
    bool d = cortex_state_get("k", &back);
    return gk_replyf(call, "%d %d %d %d %u %d", a, b, c, d, back.len,
                     back.truncated);
}

static int setting(gk_call *call)
{
    char small[4];
    struct cortex_text text = {0}, cut = {.at = small, .cap = sizeof small};
    struct cortex_text no_room = {.at = small, .cap = 0};
    bool found = cortex_config("color", &text);
    bool found_cut = cortex_config("color", &cut);
    bool found_none = cortex_config("color", &no_room);
    return gk_replyf(call, "%d %s %d, %d %.*s %d, %d", found, text.at,
                     text.truncated, found_cut, (int)cut.len, cut.at,
                     cut.truncated, found_none);
}

static int fetch_i(gk_call *call)
{
    struct cortex_http_request request = {
        .method = gk_arg_string(call, "method", NULL),
        .url = gk_arg_string(call, "url", ""),
        .body = gk_arg_string(call, "body", NULL),
        .headers = gk_arg_string(call, "headers", NULL)};
    if (request.body != NULL)
        request.body_len = (uint32_t)strlen(request.body);
    struct cortex_http_reply reply = {0};
    bool came = cortex_http(&request, &reply);
    if (reply.body.truncated)
        reply.body.at[10] = '\0';
    return gk_replyf(call, "%d %u %d %d %d %s", came, reply.status,
                     reply.failed, cortex_http_ok(&reply), reply.body.truncated,
                     reply.body.at);
}

static int clock_i(gk_call *call)
{
    return gk_replyf(call, "%lld", cortex_time_ms());
}

static int randoms(gk_call *call)
{
    size_t n = 70000, same = 0;
    char *bytes = gk_alloc(n);
    memset(bytes, 0, n);
    cortex_random(bytes, n);
    for (size_t i = 0; i < n; i++)
        same += bytes[i] == 0x5a;
    return gk_replyf(call, "%zu", same);
}

/* Falls with a frame of a few KiB on the stack. */
static int crash_i(gk_call *call)
{
    volatile char frame[4096];
    frame[0] = gk_arg_given(call, "safe");
    if (!frame[0])
        __builtin_trap();
    return gk_reply(call, "safe");
}

/* Blocks of the arena: usable, apart from each other, the same each call. */
static int arena_i(gk_call *call)
{
    char *blocks[64];
    for (int i = 0; i < 64; i++) {
        blocks[i] = gk_alloc((size_t)i * 100);
        memset(blocks[i], i, (size_t)i * 100);
    }
    for (int i = 0; i < 64; i++)
        for (int j = 0; j < i * 100; j++)
            if (blocks[i][j] != i)
                return gk_fail(call, "blocks overlap");
    return gk_replyf(call, "%x %zu", (unsigned)(uintptr_t)blocks[0],
                     __builtin_wasm_memory_size(0));
}

static int formats(gk_call *call)
{
    gk_writer *w = gk_result(call);
    gk_put_format(w, "[%d|%5d|%05d|%u|%x|%c|%s|%.2s|%4s|%%]", -7, 42, -42,
                  4000000000u, 0xbeefu, 'c', "text", "text", "ab");
    gk_put_format(w, "[%lld|%llu|%ld|%zu|%hhd|%jd]", INT64_MIN, UINT64_MAX, -1L,
                  (size_t)3, (signed char)120, (intmax_t)-5);
    gk_put_format(w, "[%f|%.1f|%.0f|%.0f|%6.2f|%f|%.3f]", 1.5, 21.25, 0.5, 1.5,
                  -2.005, 1e300, 0.9996);
    return GK_OK;
}

static int log_all(gk_call *call)
{
    char line[1100];
    memset(line, 'y', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    cortex_log("plain");
    cortex_logf("%s", line);
    return gk_reply(call, "");
}

static const gk_param echo_params[] = {
    {"text", GK_STRING, "Text", GK_OPTIONAL},
    {"number", GK_NUMBER, "Number", GK_OPTIONAL},
    {"flag", GK_BOOLEAN, "Flag", GK_OPTIONAL},
    {"object", GK_OBJECT, "Object", GK_OPTIONAL},
    {"list", GK_ARRAY, "List", GK_OPTIONAL},
};
static const gk_param must_params[] = {
    {"must", GK_STRING, "What it takes: \"quotes\", \\ and \t", GK_REQUIRED}};
static const gk_param size_params[] = {
    {"size", GK_NUMBER, "Bytes", GK_REQUIRED}};

static const gk_tool tools[] = {
    {"started", "Constructor runs", GK_NO_PARAMS, started},
    {"echo_it", "All kinds of arguments", GK_PARAMS(echo_params), echo_it},
    {"needful", "A required argument", GK_PARAMS(must_params), needful},
    {"big_out", "A long result", GK_PARAMS(size_params), big_out},
    {"big_bad", "A long error", GK_PARAMS(size_params), big_bad},
    {"half_js", "Unfinished JSON", GK_NO_PARAMS, half_js},
    {"keep_it", "State", GK_NO_PARAMS, keep_it},
    {"keep_no", "State that is refused", GK_NO_PARAMS, keep_no},
    {"setting", "Configuration", GK_NO_PARAMS, setting},
    {"fetch_i", "HTTP", GK_NO_PARAMS, fetch_i},
    {"clock_i", "Time", GK_NO_PARAMS, clock_i},
    {"randoms", "Random bytes", GK_NO_PARAMS, randoms},
    {"crash_i", "A trap", GK_NO_PARAMS, crash_i},
    {"arena_i", "The arena", GK_NO_PARAMS, arena_i},
    {"formats", "Formats", GK_NO_PARAMS, formats},
    {"log_all", "Logs", GK_NO_PARAMS, log_all},
};
GK_PLUGIN(tools);
