#include "host-mock/door.h"

#include "core/base/home.h"
#include "core/base/limits.h"
#include "core/base/spawn.h"
#include "host-mock/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs a helper: JSON in, JSON out. */
static gk_status ask_helper(const char *name, const char *const *args,
                            const gk_json *input, gk_buf *out, gk_error *err)
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
    spawn.timeout_ms = GK_LIVE_HTTP_TIMEOUT_MS + 5000;
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
    st = gk_frame_send(fd, head, request->body,
                       request->body != NULL ? strlen(request->body) : 0, err);
    if (st == GK_OK)
        st = gk_frame_receive(fd, &answer, &reply->body, err);
    if (st == GK_OK) {
        error = gk_json_text(gk_json_get(answer, "error"));
        reply->status = (unsigned)gk_json_number(gk_json_get(answer, "status"));
        reply->timed_out = gk_json_true(gk_json_get(answer, "timeout"));
        snprintf(reply->error, sizeof reply->error, "%s",
                 error != NULL ? error : "");
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

static gk_status answer_http(int fd, const gk_json *head, const gk_buf *body,
                             gk_error *err)
{
    static const char *const no_args[] = {NULL};
    gk_json *request = gk_json_copy(head);
    gk_buf out = GK_BUF_LIMIT((size_t)GK_LIVE_HTTP_BYTES + 4096);
    gk_json *answer = NULL;
    gk_error why = GK_ERROR_INIT;
    size_t body_at = 0;
    gk_status st;

    if (body->len > 0)
        gk_json_set(request, "body", gk_json_new_bytes(body->data, body->len));
    gk_json_set_number(request, "timeout_ms", GK_LIVE_HTTP_TIMEOUT_MS);
    gk_json_set_number(request, "max_bytes", GK_LIVE_HTTP_BYTES);
    st = ask_helper("guestkit-http", no_args, request, &out, &why);
    if (st == GK_OK)
        st = split_answer(&out, &answer, &body_at, &why);
    if (st != GK_OK) {
        answer = gk_json_new_object();
        gk_json_set_string(answer, "error", why.text);
        body_at = out.len;
    }
    st =
        gk_frame_send(fd, answer, out.len > body_at ? out.data + body_at : NULL,
                      out.len - body_at, err);
    gk_json_free(answer);
    gk_json_free(request);
    gk_buf_clear(&out);
    return st;
}

gk_status gk_door_answer(const struct gk_job *job, int fd, const gk_json *head,
                         const gk_buf *body, gk_error *err)
{
    const char *door = gk_json_text(gk_json_get(head, "door"));

    if (door != NULL && strcmp(door, "http") == 0 && job->live_http)
        return answer_http(fd, head, body, err);
    return gk_fail(err, GK_E_DENIED, "the guest's process asked for door '%s'",
                   door != NULL ? door : "?");
}

/* --- state -----------------------------------------------------------------
 */

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
    gk_status st = ask_helper("guestkit-state", args, nothing, &text, err);

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
    gk_status st = ask_helper("guestkit-state", args,
                              state != NULL ? state : nothing, &text, err);

    gk_buf_clear(&text);
    gk_json_free(nothing);
    return st;
}
