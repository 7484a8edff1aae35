/*
 * session: one job, lived through in the child process: the engine, the world
 * and the host of one guest, and what is written down of them.
 */
#ifndef GK_HOST_MOCK_SESSION_H
#define GK_HOST_MOCK_SESSION_H

#include "host-mock/hosts/host.h"
#include "host-mock/job.h"
#include "host-mock/part.h"
#include "host-mock/record.h"
#include "host-mock/trace.h"
#include "host-mock/world/world.h"

/* More rows than any host has differences. */
#define GK_MAX_DIFFERENCES 64
#define GK_MAX_HINTS       8

struct gk_session {
    const struct gk_job *job; /* borrowed */
    const struct gk_abi_host *abi;
    const struct gk_host *kind;
    void *host; /* the host's state, owned */
    gk_vm *vm;
    gk_vm_module *module;
    gk_world *world;
    struct gk_trace trace; /* of the parent; borrowed */
    unsigned part;         /* 0: the load, then the steps from 1 */
    gk_vm_memory *memory;  /* where host functions read and write */
    struct gk_wasi *wasi;  /* of the instance, if its host gives it WASI; the
                              host's to close */
    /* Set when a host function has found no fixture: the guest cannot go on. */
    gk_error no_fixture;
    const struct gk_difference *skipped;
    gk_json *diagnostics; /* owned: the host's, taken before it is destroyed */
    char *hints[GK_MAX_HINTS]; /* owned */
    size_t hint_count;
    struct {
        const struct gk_difference *row;
        unsigned times;
    } met[GK_MAX_DIFFERENCES];
    size_t met_count;
    /* Between two host calls, what they are written down with; owned. */
    struct gk_record record;
    gk_buf record_text;
};

/* The ways out of the world; those that the job has not opened are not used. */
struct gk_doors {
    void *context;
    gk_http_door *http;
    gk_llm_door *llm;
    gk_dns_door *dns; /* opened with http */
    gk_shell_door *shell;
    gk_tools_door *tools;
    /* Tells what has become of the real folders. */
    gk_status (*fs)(void *context, const struct gk_job *job, gk_files *files,
                    gk_error *err);
};

/*
 * Lives through session->job and gives its result (job.h) without calls and
 * logs, which are in the trace. Everything else in `session` must be zero but
 * job and trace, and vm and module when the module is loaded already.
 */
GK_NODISCARD gk_status gk_session_run(struct gk_session *session,
                                      const struct gk_doors *doors,
                                      gk_json **result, gk_error *err);

bool gk_session_is_deployed(const struct gk_session *session);
/* The guest has met a difference. */
void gk_session_meet(struct gk_session *session,
                     const struct gk_difference *row);
/* Deployed only: what stopped the guest is this host's own fault. */
void gk_session_skip(struct gk_session *session,
                     const struct gk_difference *row);
/* What would let a refused call through; copied, told once. */
void gk_session_hint(struct gk_session *session, const char *text);
/* A line of the guest's log. */
void gk_session_log(struct gk_session *session, const void *text, size_t len);
/* A line that the host itself writes to the same log. */
void gk_session_host_log(struct gk_session *session, const char *text);

/*
 * The link for a host function: calls `fn` and writes the call down. Owned by
 * nobody: `link` must live as long as the guest.
 */
struct gk_host_link {
    struct gk_session *session;
    const struct gk_abi_import *row;
    gk_host_fn *fn;
};
gk_vm_host_fn gk_session_hostcall;

#endif
