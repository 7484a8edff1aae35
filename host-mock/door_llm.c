#include "host-mock/door_llm.h"

#include "host-mock/door.h"
#include "host-mock/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of an id that the host has drawn; it has fewer. */
#define MOST_SESSION_BYTES 64u

/* --- in the child ----------------------------------------------------------
 */

/* The bytes in the pieces in which they came. */
static gk_status add_chunks(struct gk_llm_reply *reply, const gk_json *lengths,
                            const gk_buf *bytes, gk_error *err)
{
    size_t at = 0;
    gk_status st = GK_OK;

    for (const gk_json *l = gk_json_first(lengths); l != NULL && st == GK_OK;
         l = gk_json_next(l)) {
        size_t len = (size_t)gk_json_number(l);

        if (len > bytes->len - at)
            return gk_fail(err, GK_E_FAILED, "a chunk leaves the reply");
        st = gk_llm_reply_add(reply, bytes->data + at, len, err);
        at += len;
    }
    return st;
}

static gk_status read_answer(const gk_json *answer, const gk_buf *bytes,
                             struct gk_llm_reply *reply, gk_error *err)
{
    const char *error = gk_json_text(gk_json_get(answer, "error"));

    if (error == NULL)
        error = gk_json_text(gk_json_get(answer, "broken"));
    reply->status = (unsigned)gk_json_number(gk_json_get(answer, "status"));
    snprintf(reply->error, sizeof reply->error, "%s",
             error != NULL ? error : "");
    return add_chunks(reply, gk_json_get(answer, "chunks"), bytes, err);
}

gk_status gk_door_ask_llm(int fd, const struct gk_llm_request *request,
                          struct gk_llm_reply *reply, gk_error *err)
{
    gk_json *head = gk_json_new_object();
    gk_json *answer = NULL;
    gk_buf bytes = GK_BUF_LIMIT(GK_MAX_FRAME_BYTES);
    gk_status st;

    gk_json_set_string(head, "door", "llm");
    gk_json_set_string(head, "url", request->url);
    if (request->session != NULL)
        gk_json_set_string(head, "session", request->session);
    if (request->body != NULL)
        gk_json_set(head, "request", gk_json_copy(request->body));
    st = gk_frame_send(fd, head, NULL, 0, err);
    if (st == GK_OK)
        st = gk_frame_receive(fd, &answer, &bytes, err);
    if (st == GK_OK)
        st = read_answer(answer, &bytes, reply, err);
    gk_json_free(head);
    gk_json_free(answer);
    gk_buf_clear(&bytes);
    return st;
}

/* --- in the parent ---------------------------------------------------------
 */

static const char *setting(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && *value != '\0' ? value : NULL;
}

/* "/chat/completions", or, to delete a session, "/state/ID". */
static void put_path(const gk_json *head, gk_buf *out)
{
    if (gk_json_get(head, "request") != NULL)
        gk_buf_puts(out, "/chat/completions");
    else
        gk_buf_printf(out, "/state/%s",
                      gk_json_text(gk_json_get(head, "session")));
}

/* A base URL of the user's own, and its key, go before the host's. */
static void set_target(gk_json *request, gk_json *headers, const gk_json *head)
{
    const char *base = setting("GUESTKIT_LLM_URL");
    const char *key = setting("GUESTKIT_LLM_KEY");
    gk_buf text = GK_BUF_INIT;
    size_t len;

    if (base == NULL) {
        gk_json_set(request, "url", gk_json_copy(gk_json_get(head, "url")));
        return;
    }
    len = strlen(base);
    while (len > 0 && base[len - 1] == '/')
        len--;
    gk_buf_put(&text, base, len);
    put_path(head, &text);
    gk_json_set_string(request, "url", gk_buf_text(&text));
    if (key != NULL) {
        gk_buf_reset(&text);
        gk_buf_printf(&text, "Bearer %s", key);
        gk_json_set_string(headers, "Authorization", gk_buf_text(&text));
    }
    gk_buf_clear(&text);
}

static gk_json *new_request(const gk_json *head, unsigned timeout_ms)
{
    gk_json *request = gk_json_new_object();
    gk_json *headers = gk_json_new_object();
    const gk_json *session = gk_json_get(head, "session");
    const gk_json *asked = gk_json_get(head, "request");
    gk_buf body = GK_BUF_INIT;

    set_target(request, headers, head);
    if (asked == NULL) {
        gk_json_set_string(request, "method", "DELETE");
    } else {
        gk_json_print(asked, GK_JSON_COMPACT | GK_JSON_SORTED, &body);
        gk_json_set_string(headers, "Content-Type", "application/json");
        if (session != NULL)
            gk_json_set(headers, "X-Session-ID", gk_json_copy(session));
        gk_json_set_string(request, "method", "POST");
        gk_json_set(request, "body", gk_json_new_bytes(body.data, body.len));
    }
    gk_json_set(request, "headers", headers);
    gk_json_set_bool(request, "chunks", true);
    gk_json_set_number(request, "timeout_ms", timeout_ms);
    gk_json_set_number(request, "max_bytes", (double)GK_LIVE_LLM_BYTES);
    gk_buf_clear(&body);
    return request;
}

/* What is deleted with the user's key must be a session, whoever asks. */
static bool is_session(const char *id)
{
    size_t len = id != NULL ? strlen(id) : 0;

    return len > 0 && len <= MOST_SESSION_BYTES &&
           strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

gk_status gk_door_answer_llm(const struct gk_job *job, int fd,
                             const gk_json *head, gk_error *err)
{
    bool forgets = gk_json_get(head, "request") == NULL;
    unsigned timeout_ms = gk_door_patience(
        job, forgets ? GK_LIVE_FORGET_TIMEOUT_MS : GK_LIVE_LLM_TIMEOUT_MS);
    gk_json *request;
    /* Each chunk may be a byte: their lengths take more than they do. */
    gk_buf out = GK_BUF_LIMIT(GK_MAX_FRAME_BYTES - 4096);
    gk_json *answer = NULL;
    size_t body_at = 0;
    gk_status st;

    if (forgets && !is_session(gk_json_text(gk_json_get(head, "session"))))
        return gk_fail(err, GK_E_DENIED,
                       "the guest's process named a session that is none");
    request = new_request(head, timeout_ms);
    gk_door_http(request, timeout_ms, &out, &answer, &body_at);
    st =
        gk_frame_send(fd, answer, out.len > body_at ? out.data + body_at : NULL,
                      out.len - body_at, err);
    gk_json_free(answer);
    gk_json_free(request);
    gk_buf_clear(&out);
    return st;
}
