/*
 * door_shell: the way to real processes (`--live shell`). They run as whoever
 * runs guestkit, without a sandbox, in its folder and with its environment
 * unless the host says otherwise; they find nothing on their standard input.
 * What a program leaves running is ended with it.
 */
#ifndef GK_HOST_MOCK_DOOR_SHELL_H
#define GK_HOST_MOCK_DOOR_SHELL_H

#include "host-mock/job.h"
#include "host-mock/world/shell.h"

/* Of each stream: both fit into a frame. */
#define GK_LIVE_SHELL_BYTES ((size_t)7 << 20)

/* In the child: runs it, waits for its end. */
GK_NODISCARD gk_status gk_door_ask_shell(int fd,
                                         const struct gk_shell_request *request,
                                         struct gk_shell_reply *reply,
                                         gk_error *err);
/* In the parent: answers that frame. Nothing runs longer than a call of the
 * job's guest may. */
GK_NODISCARD gk_status gk_door_answer_shell(const struct gk_job *job, int fd,
                                            const gk_json *head, gk_error *err);

#endif
