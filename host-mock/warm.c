#include "host-mock/warm.h"

#include "core/base/limits.h"
#include "host-mock/frame.h"
#include "host-mock/inmate.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Lock-step: a frame with the request; for a fork the files; then the answer.
 * Neither side ever has two messages under way. */
struct gk_warm {
    struct gk_job job; /* module and limits; borrowed as the job's were */
    pid_t pid;
    int fd;
};

/* --- handing files over ----------------------------------------------------
 */

union rights {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(2 * sizeof(int))];
};

static bool send_files(int socket, const int files[2])
{
    char byte = 0;
    struct iovec io = {&byte, 1};
    union rights rights = {0};
    struct msghdr message = {.msg_iov = &io,
                             .msg_iovlen = 1,
                             .msg_control = rights.bytes,
                             .msg_controllen = sizeof rights.bytes};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);

    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(head), files, 2 * sizeof(int));
    return sendmsg(socket, &message, MSG_NOSIGNAL) == 1;
}

static bool receive_files(int socket, int files[2])
{
    char byte;
    struct iovec io = {&byte, 1};
    union rights rights = {0};
    struct msghdr message = {.msg_iov = &io,
                             .msg_iovlen = 1,
                             .msg_control = rights.bytes,
                             .msg_controllen = sizeof rights.bytes};
    const struct cmsghdr *head;

    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1)
        return false;
    head = CMSG_FIRSTHDR(&message);
    if (head == NULL || head->cmsg_type != SCM_RIGHTS ||
        head->cmsg_len != CMSG_LEN(2 * sizeof(int)))
        return false;
    memcpy(files, CMSG_DATA(head), 2 * sizeof(int));
    return true;
}

/* --- in the warm process ---------------------------------------------------
 */

struct furnace {
    int fd;
    gk_vm *vm;
    gk_vm_module *module;
    const struct gk_job *like;
};

static gk_status reply_number(int fd, const char *key, double value)
{
    gk_json *head = gk_json_new_object();
    gk_status st;

    gk_json_set_number(head, key, value);
    st = gk_frame_send(fd, head, NULL, 0, NULL);
    gk_json_free(head);
    return st;
}

/* The job of a request, over the module that is here. */
static struct gk_job job_of(const struct furnace *f, const gk_json *request)
{
    struct gk_job job = *f->like;

    job.folder = gk_json_text(gk_json_get(request, "folder"));
    job.manifest = gk_json_get(request, "manifest");
    job.world = gk_json_get(request, "world");
    job.steps = gk_json_get(request, "steps");
    job.fidelity = gk_json_true(gk_json_get(request, "deployed"))
                       ? GK_DEPLOYED
                       : GK_DOCUMENTED;
    return job;
}

static gk_status fork_one(struct furnace *f, const gk_json *request)
{
    struct gk_trace trace = {NULL, -1};
    int files[2];
    pid_t pid;

    /* Says that the files may come. */
    if (reply_number(f->fd, "ready", 1) != GK_OK ||
        !receive_files(f->fd, files))
        return GK_E_IO;
    pid = fork();
    if (pid == 0) {
        struct gk_job job = job_of(f, request);

        close(f->fd);
        if (gk_trace_adopt(&trace, files[1], NULL) != GK_OK)
            _exit(1);
        gk_inmate_live(&job, trace, files[0], f->vm, f->module);
    }
    close(files[0]);
    close(files[1]);
    return reply_number(f->fd, "pid", pid);
}

static gk_status serve_one(struct furnace *f, const gk_json *request)
{
    const gk_json *wait = gk_json_get(request, "wait");
    int code = 0;

    if (wait == NULL)
        return fork_one(f, request);
    while (waitpid((pid_t)gk_json_number(wait), &code, 0) < 0 && errno == EINTR)
        continue;
    return reply_number(f->fd, "code", code);
}

/* Never returns. */
static _Noreturn void burn(const struct gk_job *job, int fd)
{
    struct furnace f = {.fd = fd, .like = job};
    gk_status st;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* An end of another's socket, kept open here, would keep it waiting. */
    gk_inmate_close_files(fd);
    st = gk_vm_open(&job->limits, &f.vm, NULL);
    if (st == GK_OK)
        st = gk_vm_load(f.vm, job->module, job->module_len, &f.module, NULL);
    if (st != GK_OK || reply_number(fd, "loaded", 1) != GK_OK)
        _exit(1);
    while (st == GK_OK) {
        gk_json *request = NULL;
        gk_buf body = GK_BUF_LIMIT(0);

        st = gk_frame_receive(fd, &request, &body, NULL);
        if (st == GK_OK)
            st = serve_one(&f, request);
        gk_json_free(request);
        gk_buf_clear(&body);
    }
    _exit(0);
}

/* --- in the parent ---------------------------------------------------------
 */

/* One request, one answer: the number under `key`. */
static gk_status receive_number(int fd, const char *key, double *out,
                                gk_error *err)
{
    gk_buf body = GK_BUF_LIMIT(0);
    gk_json *head = NULL;
    gk_status st = gk_frame_receive(fd, &head, &body, err);

    if (st == GK_OK && gk_json_get(head, key) == NULL)
        st = gk_fail(err, GK_E_FAILED, "the warm process gave no '%s'", key);
    if (st == GK_OK)
        *out = gk_json_number(gk_json_get(head, key));
    gk_json_free(head);
    gk_buf_clear(&body);
    return st;
}

gk_status gk_warm_start(const struct gk_job *job, gk_warm **out, gk_error *err)
{
    gk_warm *warm = calloc(1, sizeof *warm);
    int ends[2];
    double loaded = 0;

    if (warm == NULL)
        return gk_fail_nomem(err);
    warm->job = *job;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        free(warm);
        return gk_fail(err, GK_E_IO, "cannot make a socket: %s",
                       strerror(errno));
    }
    warm->pid = fork();
    if (warm->pid == 0) {
        close(ends[0]);
        burn(&warm->job, ends[1]);
    }
    close(ends[1]);
    warm->fd = ends[0];
    if (warm->pid < 0 ||
        receive_number(warm->fd, "loaded", &loaded, NULL) != GK_OK) {
        gk_warm_stop(warm);
        return gk_fail(err, GK_E_FAILED, "the module cannot be loaded");
    }
    *out = warm;
    return GK_OK;
}

void gk_warm_stop(gk_warm *warm)
{
    if (warm == NULL)
        return;
    /* Also for whoever else may hold this end. */
    shutdown(warm->fd, SHUT_RDWR);
    close(warm->fd);
    while (warm->pid > 0 && waitpid(warm->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    free(warm);
}

bool gk_warm_fits(const gk_warm *warm, const struct gk_job *job)
{
    return warm->job.module == job->module &&
           warm->job.module_len == job->module_len &&
           memcmp(&warm->job.limits, &job->limits, sizeof job->limits) == 0;
}

static gk_json *request_for(const struct gk_job *job)
{
    gk_json *request = gk_json_new_object();

    if (job->folder != NULL)
        gk_json_set(request, "folder",
                    gk_json_new_bytes(job->folder, strlen(job->folder)));
    if (job->manifest != NULL)
        gk_json_set(request, "manifest", gk_json_copy(job->manifest));
    if (job->world != NULL)
        gk_json_set(request, "world", gk_json_copy(job->world));
    if (job->steps != NULL)
        gk_json_set(request, "steps", gk_json_copy(job->steps));
    gk_json_set_bool(request, "deployed", job->fidelity == GK_DEPLOYED);
    return request;
}

gk_status gk_warm_fork(gk_warm *warm, const struct gk_job *job,
                       const struct gk_trace *trace, int fd, pid_t *pid,
                       gk_error *err)
{
    gk_json *request = request_for(job);
    const int files[2] = {fd, trace->fd};
    double number = 0;
    gk_status st = gk_frame_send(warm->fd, request, NULL, 0, err);

    if (st == GK_OK)
        st = receive_number(warm->fd, "ready", &number, err);
    if (st == GK_OK && !send_files(warm->fd, files))
        st = gk_fail(err, GK_E_IO, "cannot hand a socket over: %s",
                     strerror(errno));
    if (st == GK_OK)
        st = receive_number(warm->fd, "pid", &number, err);
    if (st == GK_OK && number <= 0)
        st = gk_fail(err, GK_E_IO, "cannot start a process");
    if (st == GK_OK)
        *pid = (pid_t)number;
    gk_json_free(request);
    return st;
}

int gk_warm_wait(gk_warm *warm, pid_t pid)
{
    gk_json *request = gk_json_new_object();
    double code = 0;
    gk_status st;

    gk_json_set_number(request, "wait", pid);
    st = gk_frame_send(warm->fd, request, NULL, 0, NULL);
    if (st == GK_OK)
        st = receive_number(warm->fd, "code", &code, NULL);
    gk_json_free(request);
    /* The warm process itself is gone: so are its children. */
    return st == GK_OK ? (int)code : SIGKILL;
}
