/*
 * guestkit-http: sends one HTTP request with libcurl. A program of its own, so
 * that guestkit need not load libcurl to start.
 *
 * Standard input: {"method", "url", "headers": {…}, "body", "timeout_ms",
 * "max_bytes"}. Standard output: one line of JSON, {"status"} or {"error",
 * "timeout"}, then the bytes of the body.
 */
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/limits.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

/* As browsers do. */
#define MOST_REDIRECTS 20L

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    gk_buf *body = context;
    size_t len = size * count;
    size_t room = body->max - body->len;

    /* What is over the cap is read and dropped: the host cuts, too. */
    gk_buf_put(body, bytes, len < room ? len : room);
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

static CURLcode perform(CURL *curl, const gk_json *request, gk_buf *reply,
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
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, MOST_REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, reply);
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

static int answer(const gk_json *request)
{
    gk_buf reply = GK_BUF_INIT, line = GK_BUF_INIT;
    char words[CURL_ERROR_SIZE] = "";
    gk_json *head = gk_json_new_object();
    CURL *curl;
    CURLcode code;
    long status = 0;

    reply.max = (size_t)gk_json_number(gk_json_get(request, "max_bytes"));
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    if (curl == NULL) {
        fputs("libcurl does not start\n", stderr);
        return 1;
    }
    code = perform(curl, request, &reply, words);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK) {
        gk_json_set_number(head, "status", (double)status);
    } else {
        gk_json_set_string(head, "error",
                           words[0] != '\0' ? words : curl_easy_strerror(code));
        gk_json_set_bool(head, "timeout", code == CURLE_OPERATION_TIMEDOUT);
        reply.len = 0;
    }
    gk_json_print(head, GK_JSON_COMPACT, &line);
    printf("%s\n", gk_buf_text(&line));
    fwrite(reply.data, 1, reply.len, stdout);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    gk_json_free(head);
    gk_buf_clear(&line);
    gk_buf_clear(&reply);
    return fflush(stdout) == 0 ? 0 : 1;
}

int main(void)
{
    gk_error err = GK_ERROR_INIT;
    gk_json *request = NULL;
    int status;

    if (gk_json_read("-", &request, &err) != GK_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    status = answer(request);
    gk_json_free(request);
    return status;
}
