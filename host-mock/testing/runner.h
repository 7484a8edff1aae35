/*
 * runner: many jobs, several at a time, told in order.
 *
 * Which jobs there are is asked for one by one, so that what a job needs is
 * made when it starts and freed when it ends. Whatever `parallel` is, `tell`
 * comes in the order of the indices.
 */
#ifndef GK_HOST_MOCK_TESTING_RUNNER_H
#define GK_HOST_MOCK_TESTING_RUNNER_H

#include "host-mock/job.h"

/* The processes that hold guests; tests put their own in. */
struct gk_runner_ops {
    gk_status (*start)(const struct gk_job *job, gk_child **out, gk_error *err);
    int (*fd)(const gk_child *child);
    gk_status (*serve)(gk_child *child, bool *done, gk_error *err);
    gk_status (*finish)(gk_child *child, gk_json **result, gk_error *err);
    void (*abandon)(gk_child *child);
};

struct gk_runner {
    size_t count;
    unsigned parallel; /* jobs at a time; 0 counts as 1 */
    /*
     * Describes job `index`; what it points to stays until `done`. Leaving
     * job->host NULL means there is nothing to run: `done` comes at once, with
     * neither result nor error. A failure is handed to `done` too.
     */
    gk_status (*prepare)(void *context, size_t index, struct gk_job *job,
                         gk_error *err);
    /* The job is over, in any order. `result` is owned by the callee; NULL
     * with the reason in `err`, or when there was nothing to run. */
    void (*done)(void *context, size_t index, gk_json *result,
                 const gk_error *err);
    /* In order, after `done`. */
    void (*tell)(void *context, size_t index);
    void *context;
    const struct gk_runner_ops *ops; /* NULL: gk_child_… */
};

/* Fails: GK_E_NOMEM, GK_E_IO; the running children are ended then. */
GK_NODISCARD gk_status gk_runner_run(const struct gk_runner *runner,
                                     gk_error *err);

#endif
