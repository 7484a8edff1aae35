/*
 * weather: the plugin of the manual's examples. One tool, "now", asks a
 * service for a city's temperature and keeps the last answer.
 */
#include <guestkit/plugin.h>

#include <stdio.h>
#include <string.h>

static int now(gk_call *call)
{
    const char *city = gk_arg_string(call, "city", "");
    struct cortex_http_request request = {0};
    struct cortex_http_reply reply = {0};
    struct cortex_text kept = {0};
    char url[256];

    if (city[strspn(city, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "-")] != '\0')
        return gk_fail(call, "a city's name has letters and dashes");
    if (cortex_state_get(city, &kept))
        cortex_logf("last time it was %s", kept.at);
    snprintf(url, sizeof url, "https://api.example.com/now?city=%s", city);
    request.url = url;
    if (!cortex_http(&request, &reply) || !cortex_http_ok(&reply))
        return gk_failf(call, "the service does not answer: %s",
                        reply.body.at != NULL ? reply.body.at : "");
    cortex_state_set(city, reply.body.at, reply.body.len);
    return gk_reply(call, reply.body.at);
}

static const gk_param now_params[] = {
    {"city", GK_STRING, "Where", GK_REQUIRED},
};

static const gk_tool tools[] = {
    {"now", "The temperature in a city", GK_PARAMS(now_params), now},
};

GK_PLUGIN(tools);
