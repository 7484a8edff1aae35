/*
 * inmate: the process that holds a guest, from inside. It opens nothing: what
 * it may ask for goes through one socket to its parent.
 */
#ifndef GK_HOST_MOCK_INMATE_H
#define GK_HOST_MOCK_INMATE_H

#include "host-mock/job.h"
#include "host-mock/trace.h"

/*
 * Gives up all files but `fd`, takes on the limits, lives through the job and
 * sends the result. Never returns. `vm` and `module` hold the job's module when
 * it is loaded already; NULL: it is loaded here.
 */
_Noreturn void gk_inmate_live(const struct gk_job *job, struct gk_trace trace,
                              int fd, gk_vm *vm, gk_vm_module *module);

/* Closes every file but the three standard ones and `keep`. */
void gk_inmate_close_files(int keep);

#endif
