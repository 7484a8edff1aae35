/*
 * warm: a process that has a module loaded and forks a child for each job, so
 * that a file of tests reads, checks and meters its module once.
 *
 * Whatever a module may do to the reader, it does it there. When the module
 * cannot be loaded there is no warm process: the job itself will tell why.
 */
#ifndef GK_HOST_MOCK_WARM_H
#define GK_HOST_MOCK_WARM_H

#include "host-mock/job.h"
#include "host-mock/trace.h"

#include <sys/types.h>

/* Loads job->module under job->limits. Fails: GK_E_FAILED when it cannot be
 * loaded, or the process died of it. */
GK_NODISCARD gk_status gk_warm_start(const struct gk_job *job, gk_warm **out,
                                     gk_error *err);
/* Ends it. Its children must have been waited for. NULL is fine. */
void gk_warm_stop(gk_warm *warm);

/* Whether a job's module and limits are those it was started with. */
bool gk_warm_fits(const gk_warm *warm, const struct gk_job *job);

/* Forks a child that lives through the job, with `fd` for its socket. */
GK_NODISCARD gk_status gk_warm_fork(gk_warm *warm, const struct gk_job *job,
                                    const struct gk_trace *trace, int fd,
                                    pid_t *pid, gk_error *err);
/* Waits for one of its children; the wait status. */
int gk_warm_wait(gk_warm *warm, pid_t pid);

#endif
