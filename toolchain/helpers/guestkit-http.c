/*
 * guestkit-http: sends one HTTP request with libcurl, or asks what addresses a
 * host has. A program of its own, so that guestkit need not load libcurl to
 * start.
 *
 * Standard input: {"method", "url", "headers": {…}, "body", "timeout_ms",
 * "max_bytes", "redirects" (20), "chunks" (false)}. Standard output: one line
 * of JSON, {"status", "location"} or {"error", "timeout"}, then the bytes of
 * the body, cut at max_bytes. With "chunks": true the line has a list of the
 * lengths in which they came, as "chunks", and when the connection broke after
 * some of them, "broken" with the words.
 * {"resolve": HOST}: only the line, {"addresses": […]} or {"error"}.
 */
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/limits.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

/* As browsers do. */
#define MOST_REDIRECTS 20L

/* What has come in. */
struct reply {
    gk_buf body;
    gk_json *chunks; /* owned: lengths; NULL: not wanted */
    gk_buf location;
};

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct reply *reply = context;
    size_t len = size * count;
    size_t room = reply->body.max - reply->body.len;
    size_t taken = len < room ? len : room;

    /* What is over the cap is read and dropped: the host cuts, too. */
    gk_buf_put(&reply->body, bytes, taken);
    if (reply->chunks != NULL && taken > 0)
        gk_json_push(reply->chunks, gk_json_new_number((double)taken));
    return len;
}

/* Of each response on the way: the last one's counts. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    static const char name[] = "location:";
    struct reply *reply = context;
    size_t len = size * count;
    size_t from = sizeof name - 1, end = len;

    if (len >= 5 && strncasecmp(bytes, "HTTP/", 5) == 0)
        gk_buf_clear(&reply->location);
    if (len < from || strncasecmp(bytes, name, from) != 0)
        return len;
    while (from < end && strchr(" \t", bytes[from]) != NULL)
        from++;
    while (end > from && strchr(" \t\r\n", bytes[end - 1]) != NULL)
        end--;
    gk_buf_clear(&reply->location);
    gk_buf_put(&reply->location, bytes + from, end - from);
    return len;
}

static struct curl_slist *make_headers(const gk_json *headers)
{
    struct curl_slist *list = NULL;

    for (const gk_json *h = gk_json_first(headers); h; h = gk_json_next(h)) {
        const char *value = gk_json_text(h);
        gk_buf line = GK_BUF_INIT;

        /* A line end would start a header of the guest's own making. */
        if (value == NULL || strpbrk(value, "\r\n") != NULL ||
            strpbrk(gk_json_key(h), "\r\n:") != NULL)
            continue;
        gk_buf_printf(&line, "%s: %s", gk_json_key(h), value);
        list = curl_slist_append(list, gk_buf_text(&line));
        gk_buf_clear(&line);
    }
    return list;
}

static void set_body(CURL *curl, const gk_json *request, gk_buf *body)
{
    if (gk_json_get(request, "body") == NULL)
        return;
    gk_json_bytes(gk_json_get(request, "body"), body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body->len);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, gk_buf_text(body));
}

static void set_redirects(CURL *curl, const gk_json *request)
{
    const gk_json *most = gk_json_get(request, "redirects");
    long count = most != NULL ? (long)gk_json_number(most) : MOST_REDIRECTS;

    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, count > 0 ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, count);
}

static CURLcode perform(CURL *curl, const gk_json *request, struct reply *reply,
                        char *words)
{
    struct curl_slist *headers = make_headers(gk_json_get(request, "headers"));
    const char *method = gk_json_text(gk_json_get(request, "method"));
    const char *url = gk_json_text(gk_json_get(request, "url"));
    long timeout = (long)gk_json_number(gk_json_get(request, "timeout_ms"));
    gk_buf body = GK_BUF_INIT;
    CURLcode code;

    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(curl, CURLOPT_URL, url != NULL ? url : "");
    /* Never files, mail or whatever else libcurl can do. */
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    set_redirects(curl, request);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, reply);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, reply);
    set_body(curl, request, &body);
    if (method != NULL && strcmp(method, "HEAD") == 0)
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST,
                         method != NULL ? method : "GET");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    gk_buf_clear(&body);
    return code;
}

/* What the line says of a transfer that went well, or broke. */
static gk_json *new_head(struct reply *reply, CURLcode code, long status,
                         const char *words)
{
    gk_json *head = gk_json_new_object();
    bool broken = code != CURLE_OK && gk_json_count(reply->chunks) > 0;

    if (words[0] == '\0')
        words = curl_easy_strerror(code);
    if (code != CURLE_OK && !broken) {
        gk_json_set_string(head, "error", words);
        gk_json_set_bool(head, "timeout", code == CURLE_OPERATION_TIMEDOUT);
        reply->body.len = 0;
        return head;
    }
    gk_json_set_number(head, "status", (double)status);
    if (reply->location.data != NULL)
        gk_json_set(
            head, "location",
            gk_json_new_bytes(reply->location.data, reply->location.len));
    if (reply->chunks != NULL)
        gk_json_set(head, "chunks", gk_json_copy(reply->chunks));
    if (broken)
        gk_json_set_string(head, "broken", words);
    return head;
}

static int tell(const gk_json *head, const gk_buf *body)
{
    gk_buf line = GK_BUF_INIT;

    gk_json_print(head, GK_JSON_COMPACT, &line);
    printf("%s\n", gk_buf_text(&line));
    if (body != NULL)
        fwrite(body->data, 1, body->len, stdout);
    gk_buf_clear(&line);
    return fflush(stdout) == 0 ? 0 : 1;
}

static int answer(const gk_json *request)
{
    struct reply reply = {GK_BUF_INIT, NULL, GK_BUF_INIT};
    char words[CURL_ERROR_SIZE] = "";
    gk_json *head;
    CURL *curl;
    CURLcode code;
    long status = 0;
    int exit_status;

    reply.body.max = (size_t)gk_json_number(gk_json_get(request, "max_bytes"));
    if (gk_json_true(gk_json_get(request, "chunks")))
        reply.chunks = gk_json_new_array();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    if (curl == NULL) {
        fputs("libcurl does not start\n", stderr);
        return 1;
    }
    code = perform(curl, request, &reply, words);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    head = new_head(&reply, code, status, words);
    exit_status = tell(head, &reply.body);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    gk_json_free(head);
    gk_json_free(reply.chunks);
    gk_buf_clear(&reply.body);
    gk_buf_clear(&reply.location);
    return exit_status;
}

/* --- names ------------------------------------------------------------------
 */

static void add_address(gk_json *list, const struct addrinfo *info)
{
    char text[INET6_ADDRSTRLEN];
    const void *at =
        info->ai_family == AF_INET
            ? (const void *)&(
                  (const struct sockaddr_in *)(const void *)info->ai_addr)
                  ->sin_addr
            : (const void *)&(
                  (const struct sockaddr_in6 *)(const void *)info->ai_addr)
                  ->sin6_addr;

    if (inet_ntop(info->ai_family, at, text, sizeof text) != NULL)
        gk_json_push(list, gk_json_new_string(text));
}

/* Names of this machine are known without asking anybody (RFC 6761), which is
 * how libcurl connects to them. */
static bool is_localhost(const char *host)
{
    static const char name[] = "localhost";
    size_t len = strlen(host), tail = sizeof name - 1;

    return len >= tail && strcasecmp(host + len - tail, name) == 0 &&
           (len == tail || host[len - tail - 1] == '.');
}

static int tell_localhost(void)
{
    gk_json *head = gk_json_new_object();
    gk_json *list = gk_json_new_array();
    int exit_status;

    gk_json_push(list, gk_json_new_string("127.0.0.1"));
    gk_json_push(list, gk_json_new_string("::1"));
    gk_json_set(head, "addresses", list);
    exit_status = tell(head, NULL);
    gk_json_free(head);
    return exit_status;
}

static int resolve(const char *host)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    gk_json *head = gk_json_new_object();
    gk_json *list = gk_json_new_array();
    int code = getaddrinfo(host, NULL, &hints, &found);
    int exit_status;

    for (const struct addrinfo *i = found; i != NULL; i = i->ai_next)
        add_address(list, i);
    if (code == 0)
        gk_json_set(head, "addresses", list);
    else
        gk_json_set_string(head, "error", gai_strerror(code));
    exit_status = tell(head, NULL);
    if (found != NULL)
        freeaddrinfo(found);
    if (code != 0)
        gk_json_free(list);
    gk_json_free(head);
    return exit_status;
}

int main(void)
{
    gk_error err = GK_ERROR_INIT;
    gk_json *request = NULL;
    const char *host;
    int status;

    if (gk_json_read("-", &request, &err) != GK_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    host = gk_json_text(gk_json_get(request, "resolve"));
    if (host == NULL)
        status = answer(request);
    else
        status = is_localhost(host) ? tell_localhost() : resolve(host);
    gk_json_free(request);
    return status;
}
