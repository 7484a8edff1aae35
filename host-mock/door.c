#include "host-mock/door.h"

#include "core/base/home.h"
#include "core/base/limits.h"
#include "core/base/spawn.h"
#include "host-mock/door_llm.h"
#include "host-mock/door_shell.h"
#include "host-mock/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

gk_status gk_door_helper(const char *name, const char *const *args,
                         const gk_json *input, unsigned timeout_ms, gk_buf *out,
                         gk_error *err)
{
    const char *argv[6] = {NULL};
    gk_buf in = GK_BUF_INIT, complaint = GK_BUF_LIMIT((size_t)64 << 10);
    struct gk_spawn spawn = {.argv = argv, .out = out, .err = &complaint};
    struct gk_spawned how;
    char *path = NULL;
    gk_status st = gk_helper_path(name, &path, err);

    if (st != GK_OK)
        return st;
    argv[0] = path;
    for (int i = 0; i < 4 && args[i] != NULL; i++)
        argv[i + 1] = args[i];
    gk_json_print(input, GK_JSON_COMPACT, &in);
    st = gk_buf_check(&in, err);
    spawn.input = gk_buf_text(&in);
    spawn.input_len = in.len;
    spawn.timeout_ms = timeout_ms;
    if (st == GK_OK)
        st = gk_spawn(&spawn, &how, err);
    if (st == GK_OK && how.timed_out)
        st = gk_fail(err, GK_E_FAILED, "%s did not end in time", name);
    else if (st == GK_OK && how.exit_status != 0)
        st = gk_fail(err, GK_E_FAILED, "%s: %s", name,
                     complaint.len > 0 ? gk_buf_text(&complaint) : "failed");
    gk_buf_clear(&in);
    gk_buf_clear(&complaint);
    free(path);
    return st;
}

/* --- HTTP ------------------------------------------------------------------
 */

gk_status gk_door_ask_http(int fd, const struct gk_http_request *request,
                           struct gk_http_reply *reply, gk_error *err)
{
    gk_json *head = gk_json_new_object();
    gk_json *answer = NULL;
    const char *error;
    gk_status st;

    gk_json_set_string(head, "door", "http");
    gk_json_set_string(head, "method", request->method);
    gk_json_set_string(head, "url", request->url);
    if (request->headers != NULL)
        gk_json_set(head, "headers", gk_json_copy(request->headers));
    if (request->one_hop) {
        gk_json_set_number(head, "redirects", 0);
        /* So that it is told when a body breaks off. */
        gk_json_set_bool(head, "chunks", true);
    }
    if (request->timed)
        gk_json_set_number(head, "timeout_ms", request->timeout_ms);
    if (request->max_bytes > 0)
        gk_json_set_number(head, "max_bytes", (double)request->max_bytes);
    st = gk_frame_send(fd, head, request->body,
                       request->body != NULL ? strlen(request->body) : 0, err);
    if (st == GK_OK)
        st = gk_frame_receive(fd, &answer, &reply->body, err);
    if (st == GK_OK) {
        error = gk_json_text(gk_json_get(answer, "error"));
        if (error == NULL)
            error = gk_json_text(gk_json_get(answer, "broken"));
        reply->status = (unsigned)gk_json_number(gk_json_get(answer, "status"));
        reply->timed_out = gk_json_true(gk_json_get(answer, "timeout"));
        snprintf(reply->error, sizeof reply->error, "%s",
                 error != NULL ? error : "");
        if (gk_json_get(answer, "location") != NULL)
            st = gk_json_bytes(gk_json_get(answer, "location"),
                               &reply->location);
    }
    gk_json_free(head);
    gk_json_free(answer);
    return st;
}

/* The helper's output: a line of JSON, then the body's bytes. */
static gk_status split_answer(const gk_buf *out, gk_json **head,
                              size_t *body_at, gk_error *err)
{
    const uint8_t *end =
        out->len > 0 ? memchr(out->data, '\n', out->len) : NULL;

    if (end == NULL)
        return gk_fail(err, GK_E_FAILED, "guestkit-http said nothing");
    *body_at = (size_t)(end - out->data) + 1;
    return gk_json_parse(out->data, (size_t)(end - out->data), head, err);
}

void gk_door_http(const gk_json *request, unsigned timeout_ms, gk_buf *out,
                  gk_json **head, size_t *body_at)
{
    static const char *const no_args[] = {NULL};
    gk_error why = GK_ERROR_INIT;
    gk_status st = gk_door_helper("guestkit-http", no_args, request,
                                  timeout_ms + 5000, out, &why);

    *body_at = out->len;
    if (st == GK_OK)
        st = split_answer(out, head, body_at, &why);
    if (st == GK_OK)
        return;
    *head = gk_json_new_object();
    gk_json_set_string(*head, "error", why.text);
    *body_at = out->len;
}

unsigned gk_door_patience(const struct gk_job *job, unsigned most_ms)
{
    unsigned own = job->limits.timeout_ms != 0 ? job->limits.timeout_ms
                                               : GK_DEFAULT_TIMEOUT_MS;

    return own < most_ms ? own : most_ms;
}

/* A number of the child's, up to our own ceiling. */
static double at_most(const gk_json *head, const char *key, double fallback,
                      double ceiling)
{
    const gk_json *given = gk_json_get(head, key);
    double number = given != NULL ? gk_json_number(given) : fallback;

    return number > 0 && number <= ceiling ? number : ceiling;
}

static gk_status answer_http(const struct gk_job *job, int fd,
                             const gk_json *head, const gk_buf *body,
                             gk_error *err)
{
    gk_json *request = gk_json_copy(head);
    double timeout_ms = at_most(head, "timeout_ms", GK_LIVE_HTTP_TIMEOUT_MS,
                                gk_door_patience(job, GK_LIVE_HTTP_MOST_MS));
    double bytes =
        at_most(head, "max_bytes", GK_LIVE_HTTP_BYTES, GK_LIVE_HTTP_MOST_BYTES);
    gk_buf out = GK_BUF_LIMIT((size_t)bytes + GK_LIVE_HTTP_BYTES);
    gk_json *answer = NULL;
    size_t body_at = 0;
    gk_status st;

    if (body->len > 0)
        gk_json_set(request, "body", gk_json_new_bytes(body->data, body->len));
    gk_json_set_number(request, "timeout_ms", timeout_ms);
    gk_json_set_number(request, "max_bytes", bytes);
    gk_door_http(request, (unsigned)timeout_ms, &out, &answer, &body_at);
    st =
        gk_frame_send(fd, answer, out.len > body_at ? out.data + body_at : NULL,
                      out.len - body_at, err);
    gk_json_free(answer);
    gk_json_free(request);
    gk_buf_clear(&out);
    return st;
}

/* --- names ------------------------------------------------------------------
 */

gk_status gk_door_ask_dns(int fd, const char *host, gk_json **out,
                          gk_error *err)
{
    gk_json *head = gk_json_new_object();
    gk_buf nothing = GK_BUF_LIMIT(0);
    gk_status st;

    gk_json_set_string(head, "door", "dns");
    gk_json_set_string(head, "resolve", host);
    st = gk_frame_send(fd, head, NULL, 0, err);
    if (st == GK_OK)
        st = gk_frame_receive(fd, out, &nothing, err);
    gk_json_free(head);
    gk_buf_clear(&nothing);
    return st;
}

static gk_status answer_dns(const struct gk_job *job, int fd,
                            const gk_json *head, gk_error *err)
{
    gk_buf out = GK_BUF_LIMIT(GK_LIVE_HTTP_BYTES);
    gk_json *answer = NULL;
    size_t body_at = 0;
    gk_status st;

    gk_door_http(head, gk_door_patience(job, GK_LIVE_HTTP_TIMEOUT_MS), &out,
                 &answer, &body_at);
    st = gk_frame_send(fd, answer, NULL, 0, err);
    gk_json_free(answer);
    gk_buf_clear(&out);
    return st;
}

static bool is_door(const char *asked, const char *door,
                    const struct gk_job *job, unsigned live)
{
    return asked != NULL && strcmp(asked, door) == 0 && (job->live & live) != 0;
}

gk_status gk_door_answer(const struct gk_job *job, int fd, gk_servers **servers,
                         const gk_json *head, const gk_buf *body, gk_error *err)
{
    const char *door = gk_json_text(gk_json_get(head, "door"));

    if (is_door(door, "http", job, GK_LIVE_HTTP))
        return answer_http(job, fd, head, body, err);
    if (is_door(door, "dns", job, GK_LIVE_HTTP))
        return answer_dns(job, fd, head, err);
    if (is_door(door, "llm", job, GK_LIVE_LLM))
        return gk_door_answer_llm(job, fd, head, err);
    if (is_door(door, "shell", job, GK_LIVE_SHELL))
        return gk_door_answer_shell(job, fd, head, err);
    if (is_door(door, "tools", job, GK_LIVE_TOOLS))
        return gk_door_answer_tools(job, fd, servers, head, err);
    return gk_fail(err, GK_E_DENIED, "the guest's process asked for door '%s'",
                   door != NULL ? door : "?");
}

/* --- state -----------------------------------------------------------------
 */

#define STATE_TIMEOUT_MS 35000

/* Whose state it is: the manifest's name, else the module's. */
static const char *owner(const struct gk_job *job)
{
    const char *name = gk_json_text(gk_json_get(job->manifest, "name"));

    return name != NULL ? name : job->module_name;
}

gk_status gk_door_load_state(const struct gk_job *job, gk_json **out,
                             gk_error *err)
{
    const char *const args[] = {"load", job->state_file, owner(job), NULL};
    gk_buf text = GK_BUF_LIMIT(GK_MAX_STATE_BYTES * 2);
    gk_json *nothing = gk_json_new_object();
    gk_status st = gk_door_helper("guestkit-state", args, nothing,
                                  STATE_TIMEOUT_MS, &text, err);

    if (st == GK_OK)
        st = gk_json_parse(text.data, text.len, out, err);
    gk_buf_clear(&text);
    gk_json_free(nothing);
    return st;
}

gk_status gk_door_save_state(const struct gk_job *job, const gk_json *state,
                             gk_error *err)
{
    const char *const args[] = {"save", job->state_file, owner(job), NULL};
    gk_buf text = GK_BUF_INIT;
    gk_json *nothing = gk_json_new_object();
    gk_status st =
        gk_door_helper("guestkit-state", args, state != NULL ? state : nothing,
                       STATE_TIMEOUT_MS, &text, err);

    gk_buf_clear(&text);
    gk_json_free(nothing);
    return st;
}
