#include "host-mock/door_shell.h"

#include "core/base/limits.h"
#include "host-mock/door.h"
#include "host-mock/frame.h"
#include "host-mock/process.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- in the child ----------------------------------------------------------
 */

static gk_status read_answer(const gk_json *answer, const gk_buf *bytes,
                             struct gk_shell_reply *reply, gk_error *err)
{
    const char *error = gk_json_text(gk_json_get(answer, "error"));
    size_t out = (size_t)gk_json_number(gk_json_get(answer, "stdout"));

    reply->success = gk_json_true(gk_json_get(answer, "success"));
    reply->timed_out = gk_json_true(gk_json_get(answer, "timed_out"));
    snprintf(reply->error, sizeof reply->error, "%s",
             error != NULL ? error : "");
    if (out > bytes->len)
        return gk_fail(err, GK_E_FAILED, "a stream leaves the reply");
    if (out > 0)
        gk_buf_put(&reply->out, bytes->data, out);
    if (bytes->len > out)
        gk_buf_put(&reply->err, bytes->data + out, bytes->len - out);
    return gk_buf_check(&reply->out, err) == GK_OK
               ? gk_buf_check(&reply->err, err)
               : GK_E_NOMEM;
}

gk_status gk_door_ask_shell(int fd, const struct gk_shell_request *request,
                            struct gk_shell_reply *reply, gk_error *err)
{
    gk_json *head = gk_json_new_object();
    gk_json *answer = NULL;
    gk_buf bytes = GK_BUF_LIMIT(GK_MAX_FRAME_BYTES);
    gk_status st;

    gk_json_set_string(head, "door", "shell");
    gk_json_set(head, "argv", gk_json_copy(request->argv));
    gk_json_set_bool(head, "clear_env", request->clear_env);
    if (request->timed)
        gk_json_set_number(head, "timeout_ms", (double)request->timeout_ms);
    if (request->cwd != NULL)
        gk_json_set_string(head, "cwd", request->cwd);
    st = gk_json_set_number(head, "max_bytes", (double)request->max_bytes);
    if (st != GK_OK)
        gk_fail_nomem(err);
    if (st == GK_OK)
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

/* What a program says, up to `most` bytes; the rest is read and dropped. */
struct stream {
    gk_buf kept;
    size_t most;
    bool dropped;
};

static void take(struct stream *stream, int *fd)
{
    uint8_t chunk[16384];
    ssize_t n = read(*fd, chunk, sizeof chunk);
    size_t room = stream->most - stream->kept.len;

    if (n > 0) {
        size_t len = (size_t)n < room ? (size_t)n : room;

        stream->dropped = stream->dropped || len < (size_t)n;
        if (len > 0)
            gk_buf_put(&stream->kept, chunk, len);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        close(*fd);
        *fd = -1;
    }
}

/* Until both streams are closed. False when the deadline comes first. */
static bool read_streams(struct gk_process *process, struct stream both[2],
                         int64_t deadline)
{
    while (process->out >= 0 || process->err >= 0) {
        struct pollfd fds[2] = {{process->out, POLLIN, 0},
                                {process->err, POLLIN, 0}};
        int64_t left = deadline - gk_process_now();

        if (left <= 0)
            return false;
        if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
            return false;
        if (fds[0].revents != 0)
            take(&both[0], &process->out);
        if (fds[1].revents != 0)
            take(&both[1], &process->err);
    }
    return true;
}

/* A number of the child's; none, or no sane one: the fallback. */
static int64_t number_in(const gk_json *head, const char *key, int64_t fallback)
{
    const gk_json *given = gk_json_get(head, key);
    double number = gk_json_number(given);

    return gk_json_is(given, GK_JSON_NUMBER) && number >= 0 &&
                   number < (double)fallback
               ? (int64_t)number
               : fallback;
}

static bool is_argv(const gk_json *argv)
{
    for (const gk_json *w = gk_json_first(argv); w != NULL; w = gk_json_next(w))
        if (gk_json_text(w) == NULL)
            return false;
    return gk_json_is(argv, GK_JSON_ARRAY) && gk_json_count(argv) > 0;
}

/* Lets the program run to its end, or to the deadline. */
static void watch(struct gk_process *process, struct stream both[2],
                  int64_t limit_ms, bool own_limit, gk_json *answer)
{
    int64_t deadline = gk_process_now() + limit_ms;
    bool ended = read_streams(process, both, deadline) &&
                 gk_process_wait(process, deadline);
    int status = gk_process_close(process);
    char words[128];

    gk_json_set_bool(answer, "success", ended && status == 0);
    gk_json_set_bool(answer, "timed_out", !ended && !own_limit);
    if (ended || !own_limit)
        return;
    snprintf(words, sizeof words,
             "the program was ended after %.1f s, which is as long as guestkit "
             "lets one run",
             (double)limit_ms / 1000);
    gk_json_set_string(answer, "error", words);
}

/* The host would have handed on more than we can. */
static void tell_dropped(const struct stream *stream, uint64_t wanted,
                         gk_json *answer)
{
    if (stream->dropped && stream->most < wanted)
        gk_json_set_string(answer, "error",
                           "the program said more than the 7 MiB that "
                           "guestkit hands on");
}

static void run(const struct gk_process_start *start, int64_t limit_ms,
                bool own_limit, struct stream both[2], gk_json *answer)
{
    struct gk_process process = GK_PROCESS_NONE;
    gk_error why = GK_ERROR_INIT;

    if (gk_process_open(start, &process, &why) != GK_OK) {
        gk_json_set_string(answer, "error", why.text);
        return;
    }
    watch(&process, both, limit_ms, own_limit, answer);
}

gk_status gk_door_answer_shell(const struct gk_job *job, int fd,
                               const gk_json *head, gk_error *err)
{
    const struct gk_process_start start = {
        .argv = gk_json_get(head, "argv"),
        .cwd = gk_json_text(gk_json_get(head, "cwd")),
        .clear_env = gk_json_true(gk_json_get(head, "clear_env")),
    };
    int64_t most_ms = gk_door_patience(job, UINT32_MAX);
    int64_t limit_ms = number_in(head, "timeout_ms", most_ms);
    /* Four more: a character that the limit falls into. */
    uint64_t wanted =
        (uint64_t)number_in(head, "max_bytes", INT64_C(1) << 40) + 4;
    size_t most =
        wanted < GK_LIVE_SHELL_BYTES ? (size_t)wanted : GK_LIVE_SHELL_BYTES;
    struct stream both[2] = {{GK_BUF_INIT, most, false},
                             {GK_BUF_INIT, most, false}};
    gk_json *answer = gk_json_new_object();
    gk_status st = GK_OK;

    if (!is_argv(start.argv))
        st = gk_fail(err, GK_E_DENIED,
                     "the guest's process asked for a program without words");
    if (st == GK_OK) {
        run(&start, limit_ms, limit_ms == most_ms, both, answer);
        tell_dropped(&both[0], wanted, answer);
        tell_dropped(&both[1], wanted, answer);
        gk_json_set_number(answer, "stdout", (double)both[0].kept.len);
        if (both[1].kept.len > 0)
            gk_buf_put(&both[0].kept, both[1].kept.data, both[1].kept.len);
        st = gk_buf_check(&both[0].kept, err);
    }
    if (st == GK_OK)
        st =
            gk_frame_send(fd, answer, both[0].kept.data, both[0].kept.len, err);
    gk_json_free(answer);
    gk_buf_clear(&both[0].kept);
    gk_buf_clear(&both[1].kept);
    return st;
}
