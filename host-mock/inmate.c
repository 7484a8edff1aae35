#include "host-mock/inmate.h"

#include "core/base/limits.h"
#include "host-mock/changes.h"
#include "host-mock/door.h"
#include "host-mock/door_llm.h"
#include "host-mock/door_shell.h"
#include "host-mock/frame.h"
#include "host-mock/session.h"
#include "host-mock/vm/engine_rules.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

static void limit(int resource, rlim_t value)
{
    const struct rlimit both = {value, value};

    setrlimit(resource, &both);
}

/* The engine's own watchdog ends a call; this ends an engine that hangs. */
static void last_resort(const struct gk_job *job)
{
    uint64_t ms = job->limits.timeout_ms != 0 ? job->limits.timeout_ms
                                              : GK_DEFAULT_TIMEOUT_MS;
    uint64_t parts = gk_json_count(job->steps) + 4;
    const struct itimerval timer = {{0, 0},
                                    {(time_t)(ms * parts / 1000 + 5), 0}};

    signal(SIGALRM, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

void gk_inmate_close_files(int keep)
{
    if (keep > 3)
        close_range(3, (unsigned)keep - 1, 0);
    close_range((unsigned)keep + 1, ~0u, 0);
}

static void confine(const struct gk_job *job, int fd)
{
    int null = open("/dev/null", O_RDWR);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    for (int i = 0; i < 3 && null >= 0; i++)
#ifdef GK_SANITIZED
        if (i != STDERR_FILENO) /* a sanitizer's report is worth reading */
#endif
            dup2(null, i);
    gk_inmate_close_files(fd);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
#ifndef GK_SANITIZED
    uint64_t pages = gk_vm_limits_fill(&job->limits).memory_pages;

    /* Guest memory twice (growing copies), the engine and its stacks. */
    limit(RLIMIT_AS, (rlim_t)(pages * GK_PAGE_BYTES * 2 + (4ull << 30)));
#endif
    last_resort(job);
}

static gk_status knock_http(void *context,
                            const struct gk_http_request *request,
                            struct gk_http_reply *reply, gk_error *err)
{
    return gk_door_ask_http(*(const int *)context, request, reply, err);
}

static gk_status knock_llm(void *context, const struct gk_llm_request *request,
                           struct gk_llm_reply *reply, gk_error *err)
{
    return gk_door_ask_llm(*(const int *)context, request, reply, err);
}

static gk_status knock_dns(void *context, const char *host, gk_json **out,
                           gk_error *err)
{
    return gk_door_ask_dns(*(const int *)context, host, out, err);
}

static gk_status knock_shell(void *context,
                             const struct gk_shell_request *request,
                             struct gk_shell_reply *reply, gk_error *err)
{
    return gk_door_ask_shell(*(const int *)context, request, reply, err);
}

static gk_status knock_tools(void *context,
                             const struct gk_tools_request *request,
                             struct gk_tools_reply *reply, gk_error *err)
{
    return gk_door_ask_tools(*(const int *)context, request, reply, err);
}

static gk_status knock_fs(void *context, const struct gk_job *job,
                          gk_files *files, gk_error *err)
{
    return gk_changes_tell(*(const int *)context,
                           gk_json_get(job->world, "files"), job->folders,
                           files, err);
}

void gk_inmate_live(const struct gk_job *job, struct gk_trace trace, int fd,
                    gk_vm *vm, gk_vm_module *module)
{
    struct gk_session session = {
        .job = job, .trace = trace, .vm = vm, .module = module};
    const struct gk_doors doors = {&fd,       knock_http,  knock_llm,
                                   knock_dns, knock_shell, knock_tools,
                                   knock_fs};
    gk_error err = GK_ERROR_INIT;
    gk_json *result = NULL;
    gk_json *head = gk_json_new_object();
    gk_status st;

    confine(job, fd);
    st = gk_session_run(&session, &doors, &result, &err);
    if (st == GK_OK) {
        gk_json_set(head, "result", result);
    } else {
        gk_json_set_string(head, "failure", err.text);
        gk_json_set_number(head, "status", (double)st);
    }
    st = gk_frame_send(fd, head, NULL, 0, &err);
    if (st == GK_E_LIMIT) {
        /* Say so instead: an ending without words would look like a crash. */
        gk_json_unset(head, "result");
        gk_json_set_string(head, "failure",
                           "what the guest has kept and said is more than a "
                           "result can hold");
        st = gk_frame_send(fd, head, NULL, 0, NULL);
    }
    _exit(st == GK_OK ? 0 : 1);
}
