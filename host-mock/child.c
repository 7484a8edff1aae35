/*
 * child: the process that holds a guest, from outside (see inmate.h).
 */
#include "core/base/limits.h"
#include "host-mock/copyin.h"
#include "host-mock/door.h"
#include "host-mock/frame.h"
#include "host-mock/inmate.h"
#include "host-mock/job.h"
#include "host-mock/realfs.h"
#include "host-mock/trace.h"
#include "host-mock/warm.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Files of more than this do not go through a frame to a warm process, where a
 * byte may take six, but to a process forked from here. */
#define MOST_WARM_BYTES ((size_t)2 << 20)

struct gk_child {
    const struct gk_job *job; /* borrowed */
    pid_t pid;
    int fd; /* our end of the socket */
    gk_buf in;
    struct gk_trace trace;
    gk_realfs *real;     /* owned; NULL without GK_LIVE_FS */
    gk_json *world;      /* owned: the job's, with the kept state */
    gk_json *result;     /* owned: the child's last word */
    gk_servers *servers; /* owned: MCP servers that it has asked for */
    struct gk_job copy;
};

/* --- in the parent ---------------------------------------------------------
 */

static void child_free(gk_child *child)
{
    if (child->fd >= 0)
        close(child->fd);
    gk_buf_clear(&child->in);
    gk_trace_close(&child->trace);
    gk_servers_close(child->servers);
    gk_realfs_close(child->real);
    gk_json_free(child->world);
    gk_json_free(child->result);
    free(child);
}

/* State kept in a file goes under what the world itself says. */
static gk_status add_state(gk_child *child, gk_error *err)
{
    const struct gk_job *job = child->job;
    gk_json *kept = NULL;
    gk_status st = gk_door_load_state(job, &kept, err);

    if (st != GK_OK)
        return st;
    for (const gk_json *m = gk_json_first(gk_json_get(job->world, "state")); m;
         m = gk_json_next(m))
        gk_json_set(kept, gk_json_key(m), gk_json_copy(m));
    return gk_json_set(child->world, "state", kept) == GK_OK
               ? GK_OK
               : gk_fail_nomem(err);
}

/* A copy of the job's, with what comes from outside of it. */
static gk_status prepare_world(gk_child *child, gk_error *err)
{
    const struct gk_job *job = child->job;
    bool copies = gk_copyin_wanted(gk_json_get(job->world, "files"));
    struct gk_copyin copyin = {0};
    gk_status st = GK_OK;

    child->copy = *job;
    if (job->state_file == NULL && !copies && !(job->live & GK_LIVE_FS))
        return GK_OK;
    child->world =
        job->world != NULL ? gk_json_copy(job->world) : gk_json_new_object();
    if (child->world == NULL)
        return gk_fail_nomem(err);
    child->copy.world = child->world;
    if (job->state_file != NULL)
        st = add_state(child, err);
    if (st == GK_OK && copies)
        st = gk_copyin_files(&copyin, gk_json_edit_get(child->world, "files"),
                             job->world_dir, "/files", err);
    if (st == GK_OK && (job->live & GK_LIVE_FS))
        st = gk_realfs_open(job->root, job->folders, child->world, &copyin,
                            &child->real, err);
    if (copyin.bytes + copyin.names * 64 > MOST_WARM_BYTES)
        child->copy.warm = NULL;
    return st;
}

/* Forks the child from here, or lets the warm process do it. */
static gk_status start_process(gk_child *child, int ends[2], gk_error *err)
{
    if (child->copy.warm != NULL)
        return gk_warm_fork(child->copy.warm, &child->copy, &child->trace,
                            ends[1], &child->pid, err);
    child->pid = fork();
    if (child->pid == 0)
        gk_inmate_live(&child->copy, child->trace, ends[1], NULL, NULL);
    if (child->pid < 0)
        return gk_fail(err, GK_E_IO, "cannot start a process: %s",
                       strerror(errno));
    return GK_OK;
}

gk_status gk_child_start(const struct gk_job *job, gk_child **out,
                         gk_error *err)
{
    gk_child *child = calloc(1, sizeof *child);
    int ends[2];
    gk_status st;

    if (child == NULL)
        return gk_fail_nomem(err);
    child->job = job;
    child->fd = -1;
    child->in.max = 2 * GK_MAX_FRAME_BYTES + 16;
    st = prepare_world(child, err);
    if (st == GK_OK)
        st = gk_trace_open(&child->trace, err);
    if (st != GK_OK)
        goto failed;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        st = gk_fail(err, GK_E_IO, "cannot make a socket: %s", strerror(errno));
        goto failed;
    }
    st = start_process(child, ends, err);
    close(ends[1]);
    child->fd = ends[0];
    if (st != GK_OK)
        goto failed;
    *out = child;
    return GK_OK;
failed:
    child_free(child);
    return st;
}

int gk_child_fd(const gk_child *child)
{
    return child->fd;
}

static gk_status handle(gk_child *child, gk_json *head, const gk_buf *body,
                        gk_error *err)
{
    const char *door = gk_json_text(gk_json_get(head, "door"));

    if (door != NULL && strcmp(door, "fs") == 0 && child->real != NULL)
        return gk_realfs_take(child->real, head, body, err);
    if (gk_json_get(head, "door") != NULL)
        return gk_door_answer(child->job, child->fd, &child->servers, head,
                              body, err);
    if (child->result == NULL)
        child->result = gk_json_copy(head);
    return GK_OK;
}

gk_status gk_child_serve(gk_child *child, bool *done, gk_error *err)
{
    uint8_t chunk[65536];
    ssize_t n = read(child->fd, chunk, sizeof chunk);
    gk_status st = GK_OK;

    *done = false;
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return GK_OK;
    if (n <= 0) {
        *done = true;
        return GK_OK;
    }
    gk_buf_put(&child->in, chunk, (size_t)n);
    st = gk_buf_check(&child->in, err);
    while (st == GK_OK) {
        gk_json *head = NULL;
        gk_buf body = GK_BUF_LIMIT(GK_MAX_FRAME_BYTES);

        st = gk_frame_take(&child->in, &head, &body, err);
        if (st == GK_OK && head != NULL)
            st = handle(child, head, &body, err);
        gk_buf_clear(&body);
        gk_json_free(head);
        if (head == NULL)
            break;
    }
    return st;
}

/* A result for a child that died without one. */
static gk_json *crash_result(int code)
{
    int signal = WIFSIGNALED(code) ? WTERMSIG(code) : 0;
    const char *outcome = signal == SIGALRM ? "timeout" : "crash";
    gk_json *result = gk_json_new_object();
    gk_json *error = gk_json_new_object();
    gk_json *load = gk_json_new_object();
    gk_buf text = GK_BUF_INIT;

    if (signal == SIGALRM)
        gk_buf_puts(&text, "the process that held the guest did not end");
    else if (signal != 0)
        gk_buf_printf(&text, "the process that held the guest died: %s (%d)",
                      strsignal(signal), signal);
    else
        gk_buf_printf(&text,
                      "the process that held the guest ended early "
                      "(status %d)",
                      WEXITSTATUS(code));
    gk_json_set_string(error, "text", gk_buf_text(&text));
    gk_buf_clear(&text);
    gk_json_set_string(load, "kind", "load");
    gk_json_set_string(load, "outcome", outcome);
    gk_json_set_bool(load, "ok", false);
    gk_json_set(load, "error", error);
    gk_json_set_string(result, "outcome", outcome);
    gk_json_set(result, "load", load);
    gk_json_set(result, "steps", gk_json_new_array());
    return result;
}

/* The part that a record of the trace belongs to; the last one there is when
 * the child has died before it told of that part. */
static gk_json *part_of(gk_json *result, const gk_json *record)
{
    double number = gk_json_number(gk_json_get(record, "part"));
    gk_json *part = gk_json_edit_get(result, "load");
    gk_json *step = gk_json_edit_first(gk_json_edit_get(result, "steps"));

    for (; number >= 1 && step != NULL; number--) {
        part = step;
        step = gk_json_edit_next(step);
    }
    return part;
}

/* Kept between records: finding an array anew for each is a quadratic cost. */
struct attach {
    gk_json *result;
    gk_json *part;
    double number;
};

/* The array under `key`, made when it is not there; borrowed. */
static gk_json *list_in(gk_json *part, const char *key)
{
    gk_json *list = gk_json_edit_get(part, key);

    if (list != NULL)
        return list;
    list = gk_json_new_array();
    return gk_json_set(part, key, list) == GK_OK ? list : NULL;
}

static gk_status attach_log(gk_json *part, const gk_json *record, bool host)
{
    gk_json *logs = list_in(part, "logs");

    if (host)
        gk_json_push(list_in(part, "host_logs"),
                     gk_json_new_number((double)gk_json_count(logs)));
    return gk_json_push(logs, gk_json_copy(gk_json_get(record, "text")));
}

static gk_status attach_record(void *context, gk_json *record)
{
    struct attach *attach = context;
    const char *kind = gk_json_text(gk_json_get(record, "kind"));
    double number = gk_json_number(gk_json_get(record, "part"));
    gk_status st = GK_OK;

    if (attach->part == NULL || number != attach->number) {
        attach->part = part_of(attach->result, record);
        attach->number = number;
    }
    if (attach->part == NULL || kind == NULL || strcmp(kind, "call") != 0) {
        if (attach->part != NULL && kind != NULL)
            st =
                attach_log(attach->part, record, strcmp(kind, "host-log") == 0);
        gk_json_free(record);
        return st;
    }
    gk_json_unset(record, "kind");
    gk_json_unset(record, "part");
    return gk_json_push(list_in(attach->part, "calls"), record);
}

static gk_status add_trace(gk_child *child, gk_json *result, gk_error *err)
{
    struct attach attach = {result, NULL, 0};
    bool truncated = false;
    gk_status st =
        gk_trace_read(&child->trace, attach_record, &attach, &truncated, err);

    if (st == GK_OK && truncated)
        gk_json_set_bool(result, "truncated", true);
    return st;
}

/* What the guest left in the real folders. Whatever becomes of that, what it
 * said is there to be read. */
static gk_status write_back(const gk_child *child, gk_json *result,
                            gk_error *err)
{
    const char *outcome = gk_json_text(gk_json_get(result, "outcome"));
    gk_error why = GK_ERROR_INIT;
    gk_json *wrote;
    gk_status st = GK_OK;

    if (child->real == NULL)
        return GK_OK;
    wrote = gk_json_new_array();
    if (gk_outcome_is_end(outcome))
        st = gk_realfs_write(child->real, wrote, &why);
    else
        st = gk_fail(&why, GK_E_FAILED, "the run did not come to its end: %s",
                     outcome != NULL ? outcome : "crash");
    if (gk_json_set(result, "wrote", wrote) != GK_OK ||
        (st != GK_OK &&
         gk_json_set_string(result, "not_written", why.text) != GK_OK))
        return gk_fail_nomem(err);
    return GK_OK;
}

static gk_status take_result(gk_child *child, int code, gk_json **out,
                             gk_error *err)
{
    const gk_json *told = gk_json_get(child->result, "result");
    const char *failure = gk_json_text(gk_json_get(child->result, "failure"));
    gk_json *result;
    gk_status st;

    if (failure != NULL)
        return gk_fail(err, GK_E_FAILED, "%s", failure);
    result = told != NULL ? gk_json_copy(told) : crash_result(code);
    if (result == NULL)
        return gk_fail_nomem(err);
    st = add_trace(child, result, err);
    /* What a dead child has kept is not to be believed. */
    if (st == GK_OK && told != NULL && child->job->state_file != NULL)
        st = gk_door_save_state(child->job, gk_json_get(result, "state"), err);
    if (st == GK_OK)
        st = write_back(child, result, err);
    if (st == GK_OK)
        *out = result;
    else
        gk_json_free(result);
    return st;
}

/* Its wait status. */
static int reap(const gk_child *child)
{
    int code = 0;

    if (child->copy.warm != NULL)
        return gk_warm_wait(child->copy.warm, child->pid);
    while (waitpid(child->pid, &code, 0) < 0 && errno == EINTR)
        continue;
    return code;
}

void gk_child_abandon(gk_child *child)
{
    kill(child->pid, SIGKILL);
    reap(child);
    child_free(child);
}

gk_status gk_child_finish(gk_child *child, gk_json **result, gk_error *err)
{
    bool done = false;
    int code;
    gk_status st = GK_OK;

    while (!done && st == GK_OK)
        st = gk_child_serve(child, &done, err);
    if (st != GK_OK)
        kill(child->pid, SIGKILL);
    code = reap(child);
    if (st == GK_OK)
        st = take_result(child, code, result, err);
    child_free(child);
    return st;
}
