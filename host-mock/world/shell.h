/*
 * shell: what answers a guest that runs programs: fixtures, or a live door to
 * real processes.
 *
 * A fixture: {
 *   one of
 *     "command": glob with *, or a pattern (pattern.h)   a shell's command line
 *     "argv": [the same…]   a program and its arguments, one for each
 *   "times", "required"   see fixtures.h
 *   "reply": "standard output" or {
 *     "stdout", "stderr": "text" or {"base64": "…"}
 *     "exit": 0 to 255
 *     "delay": what it takes on the world's clock, see gk_world_duration
 *   } or {"error": "words"}   it cannot be started
 * }
 */
#ifndef GK_HOST_MOCK_WORLD_SHELL_H
#define GK_HOST_MOCK_WORLD_SHELL_H

#include "host-mock/world/fixtures.h"

struct gk_shell_request {
    const gk_json *argv; /* array of strings, not empty; borrowed */
    const char *command; /* what a shell was asked for; NULL: no shell was */
    /* For a live door: */
    const char *cwd; /* NULL: where guestkit runs */
    bool clear_env;
    bool timed;          /* there is a timeout. Fixtures heed it, too */
    uint64_t timeout_ms; /* meaningful when timed; in 0 nothing ends */
    uint64_t max_bytes;  /* of each stream: the rest is not looked at */
};

struct gk_shell_reply {
    gk_buf out, err; /* owned by the caller, see _clear */
    bool success;    /* it ended by itself, with status 0 */
    bool timed_out;
    int64_t ms;      /* of the world's clock */
    char error[256]; /* why it could not be started; "" when it was */
};

#define GK_SHELL_REPLY_INIT                                                    \
    {                                                                          \
        GK_BUF_INIT, GK_BUF_INIT, false, false, 0,                             \
        {                                                                      \
            0                                                                  \
        }                                                                      \
    }
void gk_shell_reply_clear(struct gk_shell_reply *reply);

/* A live door: asks the parent process. */
typedef gk_status gk_shell_door(void *context,
                                const struct gk_shell_request *request,
                                struct gk_shell_reply *reply, gk_error *err);

struct gk_shell {
    struct gk_fixtures fixtures;
    gk_shell_door *door; /* NULL: closed */
    void *door_context;
};

GK_NODISCARD gk_status gk_shell_check(const gk_json *fixtures,
                                      const char *where, gk_error *err);
GK_NODISCARD gk_status gk_shell_init(struct gk_shell *shell,
                                     const gk_json *fixtures, gk_error *err);
void gk_shell_clear(struct gk_shell *shell);

/* Fails: GK_E_NOFIXTURE when nothing fits and the door is closed: the words
 * name the program, fixtures.missing is the fixture to paste. */
GK_NODISCARD gk_status gk_shell_ask(struct gk_shell *shell,
                                    const struct gk_shell_request *request,
                                    struct gk_shell_reply *reply,
                                    gk_error *err);

#endif
