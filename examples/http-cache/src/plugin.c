/*
 * weather: one tool that asks a service over HTTP and keeps the answers.
 *
 * Settings: base_url, where the service is; ttl_seconds, how long an answer is
 * good (600). The cache is the plugin's state, by URL: it outlives the
 * instance, which the host loads anew whenever it likes.
 */
#include "url.h"
#include "weather.h"

#include <guestkit/plugin.h>

#include <string.h>

#define DEFAULT_BASE_URL    "https://api.example.com"
#define DEFAULT_TTL_SECONDS 600
#define MOST_TTL_SECONDS    (30 * 86400)
#define URL_BYTES           1024
/* A reply of this service has a hundred bytes. */
#define REPLY_BYTES 2048

/*
 * Writes the address to ask, URL_BYTES with the NUL. The deployed host opens
 * any scheme, file: included: whoever may write the setting must not read the
 * host's files through it.
 */
static int make_url(gk_call *call, const char *city, char *out)
{
    struct cortex_text base = {0};
    gk_writer url;

    gk_writer_init(&url, out, URL_BYTES - 1);
    if (!cortex_config("base_url", &base))
        gk_put_text(&url, DEFAULT_BASE_URL);
    else if (strncmp(base.at, "https://", 8) == 0 ||
             strncmp(base.at, "http://", 7) == 0)
        gk_put_bytes(&url, base.at, base.len - (base.at[base.len - 1] == '/'));
    else
        return gk_failf(
            call, "setting base_url: wanted http(s)://…, found %.80s", base.at);
    gk_put_text(&url, "/now?city=");
    url_put(&url, city);
    if (!gk_writer_fits(&url))
        return gk_fail(call, "city, or setting base_url: too long");
    out[url.len] = '\0';
    return GK_OK;
}

static int read_ttl(gk_call *call, int64_t *ms)
{
    struct cortex_text setting = {0};
    int64_t seconds = DEFAULT_TTL_SECONDS;

    if (cortex_config("ttl_seconds", &setting))
        seconds = gk_json_int(gk_json_parse(setting.at, setting.len), -1);
    if (seconds < 0 || seconds > MOST_TTL_SECONDS)
        return gk_failf(call, "setting ttl_seconds: wanted 0 to %d",
                        MOST_TTL_SECONDS);
    *ms = seconds * 1000;
    return GK_OK;
}

/*
 * Reads the reply, from the surest sign to the least. The status comes late:
 * the deployed host never tells it (cortex_http_ok then says yes), but the
 * service's own "error" arrives in both.
 */
static int read_reply(gk_call *call, const struct cortex_http_reply *reply,
                      struct weather *out)
{
    gk_json json = gk_json_parse(reply->body.at, reply->body.len);
    const char *error = gk_json_string_alloc(gk_json_get(json, "error"));

    if (error != NULL)
        return gk_failf(call, "the weather service says: %.200s", error);
    if (!cortex_http_ok(reply))
        return gk_failf(call, "the weather service answered with status %u",
                        (unsigned)reply->status);
    if (reply->body.truncated)
        return gk_failf(call,
                        "the weather service's reply has %d bytes or "
                        "more",
                        REPLY_BYTES);
    if (!weather_read(json, out))
        return gk_fail(call, "the weather service's reply is not understood");
    return GK_OK;
}

static int fetch(gk_call *call, const char *url, struct weather *out)
{
    char body[REPLY_BYTES];
    const struct cortex_http_request request = {
        .url = url,
        .headers = "{\"accept\":\"application/json\"}",
    };
    struct cortex_http_reply reply = {.body = {.at = body, .cap = sizeof body}};

    /* No reply: refused, timed out, or the manifest lacks network:fetch. */
    if (!cortex_http(&request, &reply))
        return gk_failf(call, "the weather service did not answer: %.*s",
                        (int)reply.body.len, body);
    return read_reply(call, &reply, out);
}

static int answer(gk_call *call, const char *city, const struct weather *now,
                  bool cached)
{
    gk_writer *out = gk_result(call);

    gk_put_object(out);
    gk_put_key(out, "city");
    gk_put_string(out, city);
    gk_put_key(out, "celsius");
    gk_put_number(out, now->celsius);
    gk_put_key(out, "sky");
    gk_put_string(out, now->sky);
    gk_put_key(out, "cached");
    gk_put_bool(out, cached);
    gk_put_end(out);
    return GK_OK;
}

static int weather(gk_call *call)
{
    const char *city = gk_arg_string(call, "city", "");
    int64_t now = cortex_time_ms(), ttl_ms;
    struct weather found;
    char url[URL_BYTES];

    if (*city == '\0')
        return gk_fail(call, "city: wanted a name");
    if (read_ttl(call, &ttl_ms) != GK_OK || make_url(call, city, url) != GK_OK)
        return GK_FAILED;
    if (weather_recall(url, now, ttl_ms, &found))
        return answer(call, city, &found, true);
    if (fetch(call, url, &found) != GK_OK)
        return GK_FAILED;
    found.fetched_ms = now; /* before the request: rather too old than fresh */
    weather_remember(url, &found);
    return answer(call, city, &found, false);
}

static const gk_param weather_params[] = {
    {"city", GK_STRING, "The city's name", GK_REQUIRED},
};

static const gk_tool tools[] = {
    {"weather", "Tell the weather of a city as it is now",
     GK_PARAMS(weather_params), weather},
};

GK_PLUGIN(tools);
