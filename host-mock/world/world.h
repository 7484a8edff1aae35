/*
 * world: everything a mock host answers with. Closed and repeatable: what the
 * world's JSON does not say is empty, and time and chance are its own.
 *
 *   clock   "2026-01-01T00:00:00Z" or ms since 1970; advances by `tick` (1) ms
 *           at each look
 *   seed    0; the random bytes are SplitMix64's
 *   env     {NAME: value}     the host's environment variables
 *   config  {key: value}      settings, whatever the host calls them
 *   state   {key: value}      what the guest kept before
 *   http    [fixture…]        see http.h
 *   llm     [fixture…]        see llm.h
 *   dns     {host: [address…]} see dns.h
 *   shell   [fixture…]        see shell.h
 *   tools   [fixture…]        see tools.h
 *   team    {…}               see team.h
 *   skills  {name: skill}     see skills.h
 *   root    "/agent"          the folder of files that the host calls the
 *                             guest's own; absolute
 *   files   {path: entry}     see files.h
 *
 * A world belongs to one job and lives in its child process.
 */
#ifndef GK_HOST_MOCK_WORLD_WORLD_H
#define GK_HOST_MOCK_WORLD_WORLD_H

#include "core/base/json.h"
#include "host-mock/world/dns.h"
#include "host-mock/world/files.h"
#include "host-mock/world/http.h"
#include "host-mock/world/kv.h"
#include "host-mock/world/llm.h"
#include "host-mock/world/shell.h"
#include "host-mock/world/skills.h"
#include "host-mock/world/team.h"
#include "host-mock/world/tools.h"

typedef struct gk_world gk_world;

/* Checks the JSON of a world (may be NULL). Fails: GK_E_SCHEMA with the place.
 */
GK_NODISCARD gk_status gk_world_check(const gk_json *world, const char *where,
                                      gk_error *err);

/* `json` (may be NULL) is borrowed until gk_world_close. */
GK_NODISCARD gk_status gk_world_open(const gk_json *json, gk_world **out,
                                     gk_error *err);
void gk_world_close(gk_world *world);

/* Milliseconds since 1970-01-01T00:00:00Z; moves the clock by one tick. */
int64_t gk_world_now(gk_world *world);
void gk_world_advance(gk_world *world, int64_t ms);
void gk_world_random(gk_world *world, uint8_t *out, size_t len);

/* A variable or setting, borrowed; NULL when it is not there. The name may
 * hold any bytes. */
const gk_json *gk_world_env(const gk_world *world, const char *name);
const gk_json *gk_world_config(const gk_world *world, const char *key);

struct gk_kv *gk_world_state(gk_world *world);
struct gk_http *gk_world_http(gk_world *world);
/* The file system. What is changed in it gets the time that the world's clock
 * had when this was last called; the clock does not move. */
gk_files *gk_world_files(gk_world *world);
/* The same for a result. NULL when neither the
 * world's JSON nor the guest has put anything there. */
const gk_files *gk_world_used_files(const gk_world *world);
struct gk_llm *gk_world_llm(gk_world *world);
struct gk_dns *gk_world_dns(gk_world *world);
struct gk_shell *gk_world_shell(gk_world *world);
struct gk_tools *gk_world_tools(gk_world *world);
struct gk_team *gk_world_team(gk_world *world);
const struct gk_skills *gk_world_skills(const gk_world *world);

/* The fixtures that were missing since the last time, as a world with just
 * them; owned; NULL when out of memory. */
gk_json *gk_world_missing(gk_world *world);
/* The required fixtures that have not answered, as an array; owned; NULL when
 * out of memory. */
gk_json *gk_world_unused(const gk_world *world);

/* "1h 30m 5s 10ms", or a number of ms. Fails: GK_E_SCHEMA. */
GK_NODISCARD gk_status gk_world_duration(const gk_json *value,
                                         const char *where, int64_t *ms,
                                         gk_error *err);

#endif
