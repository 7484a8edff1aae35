#include "text.h"

#include <string.h>

/* How the deployed host begins the body when no reply came. */
static const char failure[] = "host: fetch error: ";

static size_t length(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static void refuse(struct cortex_http_reply *reply, const char *words)
{
    reply->status = 400;
    uint32_t len = (uint32_t)strlen(words);
    if (len > reply->body.cap)
        len = reply->body.cap;
    memcpy(reply->body.at, words, len);
    reply->body.len = len;
}

static bool passes(const struct cortex_http_request *request)
{
    return length(request->method) <= CORTEX_MAX_TEXT &&
           length(request->url) <= CORTEX_MAX_TEXT &&
           length(request->headers) <= CORTEX_MAX_TEXT &&
           (request->body == NULL ||
            gk_text_passes(request->body, request->body_len));
}

static bool send(const struct cortex_http_request *request,
                 struct cortex_http_reply *reply)
{
    const char *method = request->method == NULL ? "GET" : request->method;
    int32_t result =
        host_http_request(method, (uint32_t)strlen(method), request->url,
                          (uint32_t)length(request->url), request->body,
                          request->body == NULL ? 0 : request->body_len,
                          request->headers, (uint32_t)length(request->headers),
                          &reply->status, reply->body.at, &reply->body.len);
    if (result != 0)
        return false;
    if (reply->status >= 100)
        return true;
    reply->status = CORTEX_STATUS_UNKNOWN; /* the deployed host's 1 */
    size_t n = sizeof failure - 1;
    return reply->body.len < n || memcmp(reply->body.at, failure, n) != 0;
}

bool cortex_http(const struct cortex_http_request *request,
                 struct cortex_http_reply *reply)
{
    bool from_arena = reply->body.at == NULL;
    reply->status = CORTEX_STATUS_UNKNOWN;
    reply->failed = true;
    if (!gk_text_prepare(&reply->body, CORTEX_MAX_BODY))
        return false;
    if (!passes(request))
        refuse(reply, "request not sent: a text over 65536 bytes, or a NUL in "
                      "the body");
    else
        reply->failed = !send(request, reply);
    gk_text_finish(&reply->body, from_arena);
    /* Buffers above the deployed host's own limit never fill. */
    if (reply->body.len == CORTEX_MAX_BODY)
        reply->body.truncated = true;
    return !reply->failed;
}

bool cortex_http_ok(const struct cortex_http_reply *reply)
{
    return !reply->failed && (reply->status == CORTEX_STATUS_UNKNOWN ||
                              (reply->status >= 200 && reply->status < 300));
}
