/*
 * every-call: the host's ten functions by their own names, each in a tool that
 * does little else, to show what has to be known about it. A plugin that wants
 * to get something done takes the cortex_ wrapper that each tool names.
 *
 * The one argument that all these functions share: a text is an address and a
 * length in bytes. It need not end with NUL, and nothing here relies on one.
 */
#include "scratch.h"

#include <guestkit/plugin.h>

#include <string.h>

#define MOST_RANDOM 64

/* The length of a text as the host's functions want it. */
static uint32_t length(const char *text)
{
    return (uint32_t)strlen(text);
}

static void put_int(gk_writer *out, const char *key, int64_t value)
{
    gk_put_key(out, key);
    gk_put_int(out, value);
}

/*
 * host_log: one line, level info; nothing comes back. The deployed host cuts at
 * the first NUL and after 65536 bytes, and shows nothing until the product's
 * log level is lowered to info. Wrappers: cortex_log, cortex_logf, printf.
 */
static int log_line(gk_call *call)
{
    const char *text = gk_arg_string(call, "text", "");

    host_log(text, length(text));
    return gk_reply(call, "logged");
}

/*
 * host_get_abi_version: 1. Not to be mixed up with plugin_get_abi_version,
 * which is the plugin's answer to the same question from the other side.
 */
static int version(gk_call *call)
{
    return gk_replyf(call, "host %d, plugin %d", (int)host_get_abi_version(),
                     CORTEX_ABI_VERSION);
}

/*
 * host_get_time_ms: the one function not to call by its own name. Documented as
 * () -> i64; in the deployed host that type links and then traps, and () -> f64
 * works instead. cortex_time_ms imports both and calls the one that the host
 * can answer, so the import section has this name twice.
 */
static int time_ms(gk_call *call)
{
    gk_put_int(gk_result(call), cortex_time_ms());
    return GK_OK;
}

/*
 * host_random: fills a buffer, 65536 bytes at most; what is beyond stays as it
 * was, without a word. A buffer that leaves memory traps. Wrapper:
 * cortex_random, which asks as often as it takes.
 */
static int entropy(gk_call *call)
{
    int64_t count = gk_arg_int(call, "bytes", 16);
    unsigned char bytes[MOST_RANDOM];
    gk_writer *out = gk_result(call);

    if (count < 1 || count > MOST_RANDOM)
        return gk_failf(call, "bytes: wanted 1 to %d", MOST_RANDOM);
    host_random(bytes, (uint32_t)count);
    for (int64_t i = 0; i < count; i++)
        gk_put_format(out, "%02x", (unsigned)bytes[i]);
    return GK_OK;
}

/* What host_get_config and host_get_state have given. */
static int put_value(gk_call *call, int32_t result, const char *value,
                     uint32_t len, uint32_t cap)
{
    gk_writer *out = gk_result(call);

    if (result != 0)
        return gk_fail(call, "there is none");
    gk_put_object(out);
    gk_put_key(out, "value");
    gk_put_string_n(out, value, len);
    /* The host never says how long the whole value is: a full buffer is the
     * only sign that some of it is missing. */
    gk_put_key(out, "truncated");
    gk_put_bool(out, len == cap);
    gk_put_end(out);
    return GK_OK;
}

/*
 * host_get_config: a setting. The last argument is an in/out length: the
 * buffer's capacity before the call (0 would mean 65536, not "none"), the bytes
 * written after it. The result must be looked at first: -1 leaves the buffer
 * alone. The length's address must be a multiple of 4, as a uint32_t's is. An
 * empty setting counts as none; the value has no NUL. Wrapper: cortex_config.
 */
static int setting(gk_call *call)
{
    const char *key = gk_arg_string(call, "key", "");
    char value[16];
    uint32_t len = sizeof value;
    int32_t result = host_get_config(key, length(key), value, &len);

    return put_value(call, result, value, len, sizeof value);
}

/*
 * host_set_state: keeps a text, replaces an older one; cannot fail visibly. The
 * deployed host cuts at the first NUL and after 65536 bytes, so a value that
 * has passed through here may come back shorter. There is no function to forget
 * a key: keep an empty value instead. Wrapper: cortex_state_set, which refuses
 * what would be cut.
 */
static int put(gk_call *call)
{
    const char *key = gk_arg_string(call, "key", "");
    const char *value = gk_arg_string(call, "value", "");

    host_set_state(key, length(key), value, length(value));
    return gk_reply(call, "kept");
}

/* host_get_state: as host_get_config, but an empty value is a value. Wrapper:
 * cortex_state_get. */
static int get(gk_call *call)
{
    const char *key = gk_arg_string(call, "key", "");
    char value[16];
    uint32_t len = sizeof value;
    int32_t result = host_get_state(key, length(key), value, &len);

    return put_value(call, result, value, len, sizeof value);
}

/*
 * host_http_request: eleven numbers. Two words are written by the host, both at
 * multiples of 4: the status, and the in/out length of the reply's body.
 *
 * Documented: 0 and the status, or -1 when no reply came. Deployed: 0 and the
 * status 1, whatever came of it; that there was no reply shows only in the
 * body, which then begins "host: fetch error: ". In both, -1 with status 403
 * means that the manifest lacks "network:fetch". Wrapper: cortex_http, which
 * tells these apart.
 */
static int request(gk_call *call)
{
    static const char headers[] = "{\"accept\":\"text/plain\"}";
    const char *method = gk_arg_string(call, "method", "GET");
    const char *url = gk_arg_string(call, "url", "");
    const char *body = gk_arg_string(call, "body", "");
    gk_writer *out = gk_result(call);
    char reply[1024];
    uint32_t status = 0, len = sizeof reply;
    int32_t result = host_http_request(
        method, length(method), url, length(url), body, length(body), headers,
        sizeof headers - 1, &status, reply, &len);

    gk_put_object(out);
    put_int(out, "result", result);
    put_int(out, "status", status);
    gk_put_key(out, "body");
    gk_put_string_n(out, reply, len); /* the host's words when it failed */
    gk_put_end(out);
    return GK_OK;
}

/*
 * host_alloc and host_free: memory below 1 MiB that the host manages, or says
 * it does; see scratch.c. Wrappers: none. gk_alloc and malloc take the plugin's
 * own memory, and nobody writes over that.
 */
static int scratch(gk_call *call)
{
    const char *text = gk_arg_string(call, "text", "");
    gk_writer *out = gk_result(call);
    uint32_t len = length(text);
    char *block = scratch_get(call, len);

    if (block == NULL)
        return gk_fail(call, "the host has no such memory that is safe to use");
    for (uint32_t i = 0; i < len; i++) /* something that needs a buffer */
        block[i] = text[len - 1 - i];
    gk_put_object(out);
    put_int(out, "address", (int64_t)(uintptr_t)block);
    gk_put_key(out, "reversed");
    gk_put_string_n(out, block, len);
    gk_put_end(out);
    return GK_OK;
}

/* The deployed host never calls this: nothing may depend on it. */
static void before_unloading(void)
{
    scratch_free();
}

GK_ON_DESTROY(before_unloading);

static const gk_param text_params[] = {
    {"text", GK_STRING, "Any text", GK_REQUIRED},
};
static const gk_param key_params[] = {
    {"key", GK_STRING, "Its name", GK_REQUIRED},
};
static const gk_param entropy_params[] = {
    {"bytes", GK_NUMBER, "How many, 1 to 64; 16 if not given", GK_OPTIONAL},
};
static const gk_param put_params[] = {
    {"key", GK_STRING, "Its name", GK_REQUIRED},
    {"value", GK_STRING, "What to keep", GK_REQUIRED},
};
static const gk_param request_params[] = {
    {"url", GK_STRING, "Where to", GK_REQUIRED},
    {"method", GK_STRING, "In upper case; GET if not given", GK_OPTIONAL},
    {"body", GK_STRING, "What to send; not with GET", GK_OPTIONAL},
};

/* Names of 3 and 7 bytes: the deployed host calls no others of that size. */
static const gk_tool tools[] = {
    {"log", "Write a line to the host's log (host_log)", GK_PARAMS(text_params),
     log_line},
    {"version", "Ask for the host's ABI version (host_get_abi_version)",
     GK_NO_PARAMS, version},
    {"time_ms", "Ask for the time in milliseconds (host_get_time_ms)",
     GK_NO_PARAMS, time_ms},
    {"entropy", "Ask for random bytes (host_random)", GK_PARAMS(entropy_params),
     entropy},
    {"setting", "Read a setting (host_get_config)", GK_PARAMS(key_params),
     setting},
    {"put", "Keep a value (host_set_state)", GK_PARAMS(put_params), put},
    {"get", "Read a kept value (host_get_state)", GK_PARAMS(key_params), get},
    {"request", "Send an HTTP request (host_http_request)",
     GK_PARAMS(request_params), request},
    {"scratch", "Reverse a text in the host's memory (host_alloc, host_free)",
     GK_PARAMS(text_params), scratch},
};

GK_PLUGIN(tools);
