/*
 * door_tools: the way to real MCP servers (`--live tools`): those that the
 * manifest's dependencies.mcp names, started anew for each run, as whoever runs
 * guestkit; ended when the job ends. What they write to standard error is seen.
 */
#ifndef GK_HOST_MOCK_DOOR_TOOLS_H
#define GK_HOST_MOCK_DOOR_TOOLS_H

#include "host-mock/job.h"
#include "host-mock/world/tools.h"

/* One server's start; some are fetched first. */
#define GK_LIVE_TOOLS_START_MS 30000
/* Of one manifest. */
#define GK_MAX_LIVE_SERVERS 64

/* The servers of one job, in the parent. */
typedef struct gk_servers gk_servers;

/* Ends them all. NULL is fine. */
void gk_servers_close(gk_servers *servers);

/* In the child: asks, waits for the answer. */
GK_NODISCARD gk_status gk_door_ask_tools(int fd,
                                         const struct gk_tools_request *request,
                                         struct gk_tools_reply *reply,
                                         gk_error *err);
/* In the parent: answers that frame. *servers is the job's, NULL at first, to
 * be closed with it. No answer takes longer than a call of the job's guest may.
 */
GK_NODISCARD gk_status gk_door_answer_tools(const struct gk_job *job, int fd,
                                            gk_servers **servers,
                                            const gk_json *head, gk_error *err);

#endif
