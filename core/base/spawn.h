/*
 * spawn: runs another program and waits for it. No shell is involved.
 */
#ifndef GK_CORE_BASE_SPAWN_H
#define GK_CORE_BASE_SPAWN_H

#include "core/base/buf.h"

#include <stdbool.h>

struct gk_spawn {
    const char *const *argv; /* argv[0] is looked up on PATH; NULL-terminated */
    const char *cwd;         /* NULL: where we are */
    const void *input;       /* bytes for its standard input, may be NULL */
    size_t input_len;
    gk_buf *out; /* its standard output is appended here; NULL: inherited */
    gk_buf *err; /* likewise for standard error */
    unsigned timeout_ms; /* 0: none; after it the program is killed */
};

struct gk_spawned {
    int exit_status; /* -1 when it was killed */
    int signal;      /* what killed it, or 0 */
    bool timed_out;
};

/*
 * Fails: GK_E_TOOL when argv[0] is not there, GK_E_IO, GK_E_LIMIT when a
 * buffer overflows (the program is killed). A program that ran and said no is
 * no failure: look at exit_status.
 */
GK_NODISCARD gk_status gk_spawn(const struct gk_spawn *what,
                                struct gk_spawned *how, gk_error *err);

/* Full path of a program on PATH, owned; NULL when there is none. */
char *gk_which(const char *program);

#endif
