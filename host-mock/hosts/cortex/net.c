/*
 * net: host_http_request. The documented host reports what happened; the
 * deployed one says status 1 and 0 whatever happened.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/cortex/cortex.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The eleven parameters, by their place. */
enum {
    METHOD = 0,
    URL = 2,
    BODY = 4,
    HEADERS = 6,
    STATUS_PTR = 8,
    BODY_PTR = 9,
    BODY_LEN_PTR = 10
};

struct request {
    gk_buf method, url, body;
    bool has_body;
    gk_json *headers;  /* owned */
    char problem[160]; /* why fetch would not send it; "" when it would */
};

static void request_clear(struct request *r)
{
    gk_buf_clear(&r->method);
    gk_buf_clear(&r->url);
    gk_buf_clear(&r->body);
    gk_json_free(r->headers);
}

/* The declared list decides; no manifest declares nothing. */
static bool may_use_network(const struct cortex *cortex)
{
    const gk_json *list = gk_json_get(cortex->manifest, "capabilities");

    for (const gk_json *m = gk_json_first(list); m; m = gk_json_next(m)) {
        const char *text = gk_json_text(m);

        if (text != NULL && (strcmp(text, "network:fetch") == 0 ||
                             strcmp(text, "net:outbound") == 0))
            return true;
    }
    return false;
}

static void set_problem(struct request *r, const char *text)
{
    if (r->problem[0] == '\0')
        snprintf(r->problem, sizeof r->problem, "%s", text);
}

/* A token of RFC 9110: methods and header names. */
static bool is_token(const char *text)
{
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text > '~' ||
            strchr("()<>@,;:\\\"/[]?={}", *text) != NULL)
            return false;
    return true;
}

/* A value that is no string becomes one. */
static void add_header(struct request *r, const char *name,
                       const gk_json *value)
{
    gk_buf text = GK_BUF_INIT;

    if (!is_token(name))
        set_problem(r, "Invalid header name.");
    if (gk_json_is(value, GK_JSON_STRING))
        gk_json_bytes(value, &text);
    else
        gk_json_print(value, GK_JSON_COMPACT, &text);
    if (text.len > 0 && memchr(text.data, '\n', text.len) != NULL)
        set_problem(r, "Invalid header value.");
    gk_json_set(r->headers, name, gk_json_new_bytes(text.data, text.len));
    gk_buf_clear(&text);
}

/* fetch also takes a list of pairs. */
static bool add_pair(struct request *r, const gk_json *pair)
{
    const gk_json *name = gk_json_first(pair);

    if (!gk_json_is(pair, GK_JSON_ARRAY) || gk_json_count(pair) != 2 ||
        gk_json_text(name) == NULL)
        return false;
    add_header(r, gk_json_text(name), gk_json_next(name));
    return true;
}

static void read_headers(struct request *r, const gk_buf *text, bool deployed)
{
    gk_json *given = NULL;
    bool fine = gk_json_parse_js(text->data, text->len, &given, NULL) == GK_OK;

    r->headers = gk_json_new_object();
    if (fine && gk_json_is(given, GK_JSON_OBJECT)) {
        for (const gk_json *m = gk_json_first(given); m; m = gk_json_next(m))
            add_header(r, gk_json_key(m), m);
    } else if (fine && deployed && gk_json_is(given, GK_JSON_ARRAY)) {
        for (const gk_json *m = gk_json_first(given); m && fine;
             m = gk_json_next(m))
            fine = add_pair(r, m);
    } else {
        fine = false;
    }
    if (!fine)
        set_problem(r, "the headers are not a JSON object of strings");
    gk_json_free(given);
}

/* What fetch does with a method: six are upper-cased, some are forbidden. */
static void check_method(struct request *r)
{
    static const char *const normalised[] = {"DELETE", "GET",     "HEAD",
                                             "POST",   "OPTIONS", "PUT"};
    static const char *const forbidden[] = {"CONNECT", "TRACE", "TRACK"};
    const char *method;

    if (r->method.len == 0)
        gk_buf_puts(&r->method, "GET");
    method = gk_buf_text(&r->method);
    for (size_t i = 0; i < sizeof normalised / sizeof *normalised; i++)
        if (strcasecmp(method, normalised[i]) == 0) {
            gk_buf_reset(&r->method);
            gk_buf_puts(&r->method, normalised[i]);
            break;
        }
    method = gk_buf_text(&r->method);
    if (!is_token(method))
        set_problem(r, "Method is not valid.");
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (strcasecmp(method, forbidden[i]) == 0)
            set_problem(r, "Method is forbidden.");
    if (r->has_body &&
        (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0))
        set_problem(r, "Request with GET/HEAD method cannot have body");
}

/* The documented host speaks HTTP; the deployed one hands any URL to fetch. */
static void check_url(struct cortex *cortex, struct request *r)
{
    const char *url = gk_buf_text(&r->url);

    if (strncasecmp(url, "http://", 7) == 0 ||
        strncasecmp(url, "https://", 8) == 0)
        return;
    cortex_meet(cortex, CORTEX_ANY_URL);
    if (gk_session_is_deployed(cortex->session))
        return;
    set_problem(r, "the URL begins with neither http:// nor https://");
    gk_session_hint(cortex->session,
                    "host_http_request was asked for a URL that begins with "
                    "neither http:// nor https://");
}

static gk_status read_request(const struct gk_hostcall *call, struct request *r,
                              gk_error *err)
{
    gk_buf headers = GK_BUF_INIT;
    int64_t body_len = 0, headers_len = 0;
    gk_status st = cortex_string_arg(call, METHOD, &r->method, err);

    if (st == GK_OK)
        st = cortex_string_arg(call, URL, &r->url, err);
    if (st == GK_OK)
        st = cortex_number(call, BODY + 1, &body_len, err);
    if (st == GK_OK && body_len > 0) {
        r->has_body = true;
        st = cortex_string_arg(call, BODY, &r->body, err);
    }
    if (st == GK_OK)
        st = cortex_number(call, HEADERS + 1, &headers_len, err);
    if (st == GK_OK && headers_len > 0) {
        st = cortex_string_arg(call, HEADERS, &headers, err);
        if (st == GK_OK)
            read_headers(r, &headers, gk_session_is_deployed(call->session));
    }
    gk_buf_clear(&headers);
    if (st == GK_OK)
        check_method(r);
    return st;
}

/* Where the answer goes. */
struct answer {
    struct gk_hostcall *call;
    gk_vm_memory *memory;
    int64_t status_ptr, body_ptr, body_len_ptr;
};

/* Status, body, result. A bad status pointer traps; a body that does not fit
 * becomes the host's own complaint. */
static gk_status answer(struct answer *a, uint32_t status, const void *body,
                        size_t len, int result, gk_error *err)
{
    static const char unexpected[] = "host: unexpected error in http_request";
    gk_status st = cortex_store_word(a->memory, a->status_ptr, status, err);

    if (st != GK_OK)
        return st;
    if (cortex_write_out(a->memory, a->body_ptr, a->body_len_ptr, body, len,
                         CORTEX_DEPLOYED_BYTES, NULL) == GK_OK)
        return cortex_result(a->call, result, err);
    st = cortex_store_word(a->memory, a->status_ptr, 500, err);
    if (st == GK_OK)
        st = cortex_write_out(a->memory, a->body_ptr, a->body_len_ptr,
                              unexpected, sizeof unexpected - 1,
                              CORTEX_DEPLOYED_BYTES, err);
    return st == GK_OK ? cortex_result(a->call, -1, err) : st;
}

static gk_status say(struct answer *a, uint32_t status, const char *text,
                     int result, gk_error *err)
{
    return answer(a, status, text, strlen(text), result, err);
}

/* Bytes as a host that takes them for text hands them on. */
static gk_status answer_reply(struct answer *a, bool deployed,
                              const struct gk_http_reply *reply, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    if (reply->error[0] == '\0' && reply->status != 0) {
        gk_utf8_put_lossy(&text, reply->body.data, reply->body.len);
        st = answer(a, deployed ? 1 : reply->status, text.data, text.len, 0,
                    err);
    } else if (deployed) {
        gk_buf_printf(&text, "host: fetch error: %s",
                      reply->timed_out ? "The signal has been aborted"
                                       : reply->error);
        st = answer(a, 1, text.data, text.len, 0, err);
    } else {
        st = say(a, reply->timed_out ? 408 : 500,
                 "host: request timeout or failed", -1, err);
    }
    gk_buf_clear(&text);
    return st;
}

static gk_status send_request(struct cortex *cortex, struct request *r,
                              struct answer *a, gk_error *err)
{
    const struct gk_http_request request = {
        .method = gk_buf_text(&r->method),
        .url = gk_buf_text(&r->url),
        .body = r->has_body ? gk_buf_text(&r->body) : NULL,
        .headers = r->headers,
    };
    bool deployed = gk_session_is_deployed(cortex->session);
    struct gk_http_reply reply = GK_HTTP_REPLY_INIT;
    gk_status st = GK_OK;

    cortex_meet(cortex, CORTEX_HTTP_STATUS);
    check_url(cortex, r);
    if (r->problem[0] != '\0')
        snprintf(reply.error, sizeof reply.error, "%s", r->problem);
    else
        st = gk_http_ask(gk_world_http(cortex->session->world), &request,
                         &reply, err);
    if (st == GK_OK) {
        gk_world_advance(cortex->session->world, reply.ms);
        st = answer_reply(a, deployed, &reply, err);
    }
    gk_http_reply_clear(&reply);
    return st;
}

gk_status cortex_host_http_request(struct gk_hostcall *call, gk_error *err)
{
    struct cortex *cortex = call->host;
    struct answer a = {.call = call, .memory = cortex_memory(cortex)};
    struct request r = {GK_BUF_INIT, GK_BUF_INIT, GK_BUF_INIT,
                        false,       NULL,        {0}};
    gk_status st = cortex_number(call, STATUS_PTR, &a.status_ptr, err);

    if (st == GK_OK)
        st = cortex_number(call, BODY_PTR, &a.body_ptr, err);
    if (st == GK_OK)
        st = cortex_number(call, BODY_LEN_PTR, &a.body_len_ptr, err);
    if (st == GK_OK && !may_use_network(cortex)) {
        gk_session_hint(call->session,
                        "host_http_request answered 403: the plugin declares "
                        "neither network:fetch nor net:outbound; declare it in "
                        "the manifest (--manifest FILE), or try with --allow "
                        "network:fetch");
        return say(&a, 403, "host: network:fetch permission denied", -1, err);
    }
    if (st == GK_OK)
        st = read_request(call, &r, err);
    if (st == GK_OK)
        st = r.url.len == 0 ? say(&a, 400, "host: empty URL", -1, err)
                            : send_request(cortex, &r, &a, err);
    request_clear(&r);
    return st;
}
