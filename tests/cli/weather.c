/*
 * The plugin of the transcripts: asks a service for a temperature, keeps the
 * answer, and has a bug that only long answers show.
 */
#include <guestkit/plugin.h>

#include <string.h>

#define LONGEST_REPLY 64

static char kept[LONGEST_REPLY];

__attribute__((noinline)) static double parse_reply(const char *reply,
                                                    uint32_t len)
{
    if (len > sizeof kept)
        __builtin_trap();
    memcpy(kept, reply, len);
    return gk_json_number(gk_json_get(gk_json_parse(kept, len), "t"), 0);
}

static int now(gk_call *call)
{
    const char *city = gk_arg_string(call, "city", "");
    struct cortex_http_reply reply = {0};
    struct cortex_text known = {0};
    char key[80], url[160];
    gk_writer k, u;

    gk_writer_init(&k, key, sizeof key);
    gk_put_format(&k, "city:%s%c", city, 0);
    gk_writer_init(&u, url, sizeof url);
    gk_put_format(&u, "https://api.example.com/now?city=%s%c", city, 0);
    if (cortex_state_get(key, &known))
        return gk_replyf(call, "%s", known.at);
    if (!cortex_http(&(struct cortex_http_request){.method = "GET", .url = url},
                     &reply))
        return gk_fail(call, "the service did not answer");
    gk_put_format(gk_result(call), "{\"city\":\"%s\",\"celsius\":%.0f}", city,
                  parse_reply(reply.body.at, reply.body.len));
    cortex_state_set(key, "seen", 4);
    return GK_OK;
}

static const gk_param now_params[] = {
    {"city", GK_STRING, "Where", GK_REQUIRED},
};

static const gk_tool tools[] = {
    {"now", "The temperature now", GK_PARAMS(now_params), now},
};
GK_PLUGIN(tools);
