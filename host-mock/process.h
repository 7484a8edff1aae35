/*
 * process: a real program that somebody outside the kit has named: a command
 * of a guest's, an MCP server. It runs in a group of its own, dies with us, and
 * gets none of our files. No shell is involved.
 */
#ifndef GK_HOST_MOCK_PROCESS_H
#define GK_HOST_MOCK_PROCESS_H

#include "core/base/json.h"

struct gk_process {
    int pid; /* of its group; 0: none */
    int in;  /* our end of its standard input; -1: it has none */
    int out; /* non-blocking, like err; -1 when closed */
    int err; /* -1: it writes to ours */
};
#define GK_PROCESS_NONE                                                        \
    {                                                                          \
        0, -1, -1, -1                                                          \
    }

struct gk_process_start {
    const gk_json *argv; /* array of strings without NUL, not empty */
    const char *cwd;     /* NULL: where we are */
    bool clear_env;      /* it gets no variables of ours */
    const gk_json *env;  /* {NAME: value} to add; NULL: none */
    bool talk;           /* a pipe to its standard input, our standard error;
                            else nothing to read, and a pipe from its own */
};

/*
 * Starts it; its program is looked up on PATH as the system does.
 * Fails: GK_E_FAILED "No such file or directory (os error 2)" when it cannot
 * be run, GK_E_IO, GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_process_open(const struct gk_process_start *start,
                                       struct gk_process *out, gk_error *err);

/* Milliseconds on a clock that only goes forward, for deadlines. */
int64_t gk_process_now(void);
/* Whether it has ended by itself; waits for that until the deadline. */
bool gk_process_wait(const struct gk_process *process, int64_t deadline_ms);
/* Ends all of its group that still runs. Returns its exit status, or -1 when a
 * signal has killed it. */
int gk_process_close(struct gk_process *process);

#endif
