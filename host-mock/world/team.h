/*
 * team: what the members of an agent's team have kept and said: a memory that
 * all share, and messages. Each run finds it as the world's JSON has it.
 *
 * {
 *   "memory": {"writer/outline": value}    under "agent/key", any JSON
 *   "messages": [{
 *     "from": "editor", "content": "…",
 *     "to": "writer" or "*",   "*" is everybody; not given: the agent that runs
 *     "later": n               it comes before the n-th time that the agent
 *                              looks; 0 (not given): before the run
 *   }]
 * }
 */
#ifndef GK_HOST_MOCK_WORLD_TEAM_H
#define GK_HOST_MOCK_WORLD_TEAM_H

#include "host-mock/world/kv.h"

struct gk_team {
    const gk_json *json; /* borrowed; NULL: an empty team */
    struct gk_kv memory; /* JSON, compact and sorted, under "agent/key" */
    bool *read;          /* owned: which messages the agent has seen */
    uint64_t looks;      /* how often it has looked */
};

GK_NODISCARD gk_status gk_team_check(const gk_json *team, const char *where,
                                     gk_error *err);
/* `team` is borrowed until gk_team_clear. */
GK_NODISCARD gk_status gk_team_init(struct gk_team *team, const gk_json *json,
                                    gk_error *err);
void gk_team_clear(struct gk_team *team);

/* As it is before a run. */
GK_NODISCARD gk_status gk_team_reset(struct gk_team *team, gk_error *err);

/*
 * {"content", "from", "to"} of each message to `agent` that has come and was
 * not read, in order; marks them read. Its own are never among them. The first
 * look is that before the run. Owned; NULL when out of memory.
 */
gk_json *gk_team_receive(struct gk_team *team, const char *agent);

#endif
