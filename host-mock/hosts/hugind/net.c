/*
 * net: net_fetch: a GET, hop by hop, each one held against
 * permissions.network.
 */
#include "core/base/base64.h"
#include "host-mock/hosts/hugind/hugind.h"
#include "host-mock/hosts/hugind/refuse.h"
#include "host-mock/hosts/hugind/text.h"

#include <stdio.h>
#include <string.h>

#define USER_AGENT "Hugind/0.1 (http://github.com/netdur/hugind)"
/* The first request and five redirects. */
#define MOST_HOPS 6

/* One request of a fetch. */
struct hop {
    struct gk_hostcall *call;
    gk_url url;  /* owned */
    gk_buf sent; /* the URL as a server gets it */
    gk_json *headers;
    struct gk_http_reply reply;
};

static void hop_clear(struct hop *hop)
{
    gk_url_clear(&hop->url);
    gk_buf_clear(&hop->sent);
    gk_json_free(hop->headers);
    hop->headers = NULL;
    gk_http_reply_clear(&hop->reply);
    hop->reply = (struct gk_http_reply)GK_HTTP_REPLY_INIT;
}

/* --- what is sent -----------------------------------------------------------
 */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_decoded(gk_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        int high = *text == '%' ? hex_digit(text[1]) : -1;
        int low = high >= 0 ? hex_digit(text[2]) : -1;

        gk_buf_byte(out, (uint8_t)(low >= 0 ? high * 16 + low : *text));
        text += low >= 0 ? 2 : 0;
    }
}

/* A name and password in a URL go into a header. */
static void set_authorization(gk_json *headers, const char *userinfo)
{
    gk_buf plain = GK_BUF_INIT, value = GK_BUF_INIT;

    put_decoded(&plain, userinfo);
    if (strchr(userinfo, ':') == NULL)
        gk_buf_byte(&plain, ':');
    gk_buf_puts(&value, "Basic ");
    gk_base64_encode(plain.data, plain.len, &value);
    gk_json_set_string(headers, "authorization", gk_buf_text(&value));
    gk_buf_clear(&plain);
    gk_buf_clear(&value);
}

static gk_status prepare(struct hop *hop, gk_error *err)
{
    const char *href = hop->url.href;
    const char *after = strstr(href, "://");
    size_t user = strlen(hop->url.userinfo);

    hop->headers = gk_json_new_object();
    if (gk_json_set_string(hop->headers, "user-agent", USER_AGENT) != GK_OK)
        return gk_fail_nomem(err);
    after = after != NULL ? after + 3 : href;
    gk_buf_put(&hop->sent, href, (size_t)(after - href));
    if (user > 0) {
        set_authorization(hop->headers, hop->url.userinfo);
        after += user + 1;
    }
    gk_buf_put(&hop->sent, after, strcspn(after, "#"));
    return gk_buf_check(&hop->sent, err);
}

static struct gk_http_request request_of(const struct hop *hop)
{
    const struct hugind *hugind = hop->call->host;
    const struct gk_hugind_network *rules = &hugind->manifest.network;
    uint64_t timeout = rules->timeout_ms;
    uint64_t most = rules->max_response_bytes;

    return (struct gk_http_request){
        .method = "GET",
        .url = gk_buf_text(&hop->sent),
        .headers = hop->headers,
        .one_hop = true,
        .timed = true,
        .timeout_ms = timeout > UINT32_MAX ? UINT32_MAX : (uint32_t)timeout,
        /* One more, to see whether something is cut. */
        .max_bytes = most < UINT64_MAX ? most + 1 : most};
}

/* --- checks ----------------------------------------------------------------
 */

static gk_status check_addresses(struct hop *hop, gk_error *err)
{
    struct hugind *hugind = hop->call->host;
    gk_world *world = hugind->session->world;
    const struct gk_http_request request = request_of(hop);
    struct gk_dns_answer answer = {.count = 1};
    gk_permit permit;
    gk_status st = GK_OK;

    if (hop->url.host_kind == GK_URL_IP)
        answer.at[0] = hop->url.ip;
    else
        st = gk_dns_ask(gk_world_dns(world), hop->url.host,
                        !gk_http_has(gk_world_http(world), &request), &answer,
                        err);
    if (st == GK_OK && answer.error[0] != '\0')
        return gk_fail(err, GK_E_TRAP, "DNS resolution failed for %s: %s",
                       hop->url.host, answer.error);
    for (size_t i = 0; i < answer.count && st == GK_OK; i++) {
        gk_permit_address(&hugind->manifest.network, &answer.at[i],
                          gk_session_is_deployed(hugind->session), &permit);
        st = hugind_permitted(hop->call, "net_fetch", &permit, err);
    }
    return st;
}

static gk_status check(struct hop *hop, gk_error *err)
{
    struct hugind *hugind = hop->call->host;
    gk_permit permit;
    gk_status st;

    gk_permit_url(&hugind->manifest.network, &hop->url,
                  gk_session_is_deployed(hugind->session), &permit);
    st = hugind_permitted(hop->call, "net_fetch", &permit, err);
    if (st == GK_OK)
        st = prepare(hop, err);
    return st == GK_OK ? check_addresses(hop, err) : st;
}

/* --- answers ---------------------------------------------------------------
 */

static gk_status request(struct hop *hop, gk_error *err)
{
    struct hugind *hugind = hop->call->host;
    const struct gk_http_request what = request_of(hop);
    gk_status st = gk_http_ask(gk_world_http(hugind->session->world), &what,
                               &hop->reply, err);

    if (st == GK_OK)
        st = hugind_wait(hugind, hop->reply.ms, err);
    if (st != GK_OK || hop->reply.status != 0)
        return st;
    return gk_fail(err, GK_E_TRAP,
                   "Network Request Failed: error sending request for url "
                   "(%s): %s",
                   what.url,
                   hop->reply.timed_out ? "operation timed out"
                                        : hop->reply.error);
}

/* What a header must be for the host to read it as text. */
static bool is_visible(const gk_buf *text)
{
    for (size_t i = 0; i < text->len; i++)
        if (text->data[i] != '\t' &&
            (text->data[i] < ' ' || text->data[i] > '~'))
            return false;
    return true;
}

/* Puts the URL a redirect leads to in the place of the hop's. */
static gk_status follow(struct hop *hop, gk_error *err)
{
    const gk_buf *location = &hop->reply.location;
    gk_error why = GK_ERROR_INIT;
    gk_url next = {0};
    gk_status st;

    if (location->data == NULL)
        return gk_fail(err, GK_E_TRAP, "Redirect missing Location header");
    if (!is_visible(location))
        return gk_fail(err, GK_E_TRAP,
                       "Invalid Location header: failed to convert header to a "
                       "str");
    st = gk_url_parse(gk_buf_text(location), location->len, &hop->url, &next,
                      &why);
    if (st == GK_E_NOMEM)
        return gk_fail_nomem(err);
    if (st != GK_OK)
        return gk_fail(err, GK_E_TRAP, "Invalid redirect URL: %s", why.text);
    hop_clear(hop);
    hop->url = next;
    return GK_OK;
}

/* The host cuts without a word, which no author sees. */
static void tell_cut(struct gk_session *session, size_t cut)
{
    gk_buf hint = GK_BUF_INIT;

    gk_buf_printf(&hint,
                  "net_fetch gave the first %zu bytes of a longer body: "
                  "permissions.network.max_response_bytes cuts without a word",
                  cut);
    gk_session_hint(session, gk_buf_text(&hint));
    gk_buf_clear(&hint);
}

static gk_status give_body(struct hop *hop, gk_error *err)
{
    const struct hugind *hugind = hop->call->host;
    const struct gk_http_reply *reply = &hop->reply;
    uint64_t most = hugind->manifest.network.max_response_bytes;
    size_t len = reply->body.len > most ? (size_t)most : reply->body.len;
    gk_buf text = GK_BUF_INIT;
    char words[64];
    gk_status st;

    if (reply->status < 200 || reply->status > 299)
        return gk_fail(err, GK_E_TRAP, "HTTP Status: %s",
                       hugind_status_words(reply->status, words));
    if (reply->error[0] != '\0' && len == reply->body.len)
        return gk_fail(err, GK_E_TRAP, "Chunk error: %s", reply->error);
    if (len < reply->body.len)
        tell_cut(hop->call->session, len);
    hugind_put_lossy(&text, reply->body.data, len);
    st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = hugind_give(hop->call, text.data, text.len, err);
    gk_buf_clear(&text);
    return st;
}

static bool is_redirect(const struct hop *hop)
{
    return hop->reply.status >= 300 && hop->reply.status <= 399;
}

static gk_status fetch(struct hop *hop, gk_error *err)
{
    gk_status st;

    for (int i = 0; i < MOST_HOPS; i++) {
        st = check(hop, err);
        if (st == GK_OK)
            st = request(hop, err);
        if (st == GK_OK && !is_redirect(hop))
            return give_body(hop, err);
        if (st == GK_OK)
            st = follow(hop, err);
        if (st != GK_OK)
            return st;
    }
    return gk_fail(err, GK_E_TRAP, "Too many redirects");
}

gk_status hugind_net_fetch(struct gk_hostcall *call, gk_error *err)
{
    struct hop hop = {
        .call = call, .sent = GK_BUF_INIT, .reply = GK_HTTP_REPLY_INIT};
    gk_buf text = GK_BUF_INIT;
    gk_error why = GK_ERROR_INIT;
    gk_status st = hugind_text_arg(call, 0, &text, err);

    if (st == GK_OK) {
        st = gk_url_parse(gk_buf_text(&text), text.len, NULL, &hop.url, &why);
        if (st == GK_E_NOMEM)
            gk_fail_nomem(err);
        else if (st != GK_OK)
            st = gk_fail(err, GK_E_TRAP, "Invalid URL: %s", why.text);
    }
    if (st == GK_OK)
        st = fetch(&hop, err);
    hop_clear(&hop);
    gk_buf_clear(&text);
    return st;
}
