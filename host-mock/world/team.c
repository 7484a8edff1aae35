#include "host-mock/world/team.h"

#include "core/base/json_expect.h"
#include "host-mock/world/fixtures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- checking --------------------------------------------------------------
 */

#define STRING GK_JSON_BIT(GK_JSON_STRING)

static gk_status check_memory(const gk_json *memory, const char *where,
                              gk_error *err)
{
    for (const gk_json *m = gk_json_first(memory); m; m = gk_json_next(m))
        if (strchr(gk_json_key(m), '/') == NULL)
            return gk_fail(err, GK_E_SCHEMA,
                           "%s/memory: found key \"%s\", wanted one like "
                           "\"agent/key\"",
                           where, gk_json_key(m));
    return GK_OK;
}

static gk_status check_message(const gk_json *message, const char *where,
                               gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"from", STRING, true},
        {"to", STRING, false},
        {"content", STRING, true},
        {"later", GK_JSON_BIT(GK_JSON_NUMBER), false},
    };
    char path[512];
    uint64_t later;
    gk_status st = gk_json_expect(message, where, fields,
                                  sizeof fields / sizeof *fields, err);

    if (st == GK_OK)
        st = gk_fixture_check_text(message, "from", where, err);
    if (st == GK_OK)
        st = gk_fixture_check_text(message, "to", where, err);
    snprintf(path, sizeof path, "%s/later", where);
    return st == GK_OK ? gk_json_expect_uint(gk_json_get(message, "later"),
                                             path, 0, 1000000, &later, err)
                       : st;
}

gk_status gk_team_check(const gk_json *team, const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"memory", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"messages", GK_JSON_BIT(GK_JSON_ARRAY), false},
    };
    char path[256];
    gk_status st;

    if (team == NULL)
        return GK_OK;
    st = gk_json_expect(team, where, fields, sizeof fields / sizeof *fields,
                        err);
    if (st == GK_OK)
        st = check_memory(gk_json_get(team, "memory"), where, err);
    snprintf(path, sizeof path, "%s/messages", where);
    return st == GK_OK ? gk_fixtures_check(gk_json_get(team, "messages"), path,
                                           check_message, err)
                       : st;
}

/* --- a run ------------------------------------------------------------------
 */

gk_status gk_team_init(struct gk_team *team, const gk_json *json, gk_error *err)
{
    size_t count = gk_json_count(gk_json_get(json, "messages"));

    memset(team, 0, sizeof *team);
    team->json = json;
    team->read = calloc(count + 1, sizeof *team->read);
    return team->read == NULL ? gk_fail_nomem(err) : gk_team_reset(team, err);
}

void gk_team_clear(struct gk_team *team)
{
    gk_kv_clear(&team->memory);
    free(team->read);
    memset(team, 0, sizeof *team);
}

gk_status gk_team_reset(struct gk_team *team, gk_error *err)
{
    const gk_json *memory = gk_json_get(team->json, "memory");
    size_t count = gk_json_count(gk_json_get(team->json, "messages"));
    gk_status st = GK_OK;

    gk_kv_clear(&team->memory);
    memset(team->read, 0, count * sizeof *team->read);
    team->looks = 0;
    for (const gk_json *m = gk_json_first(memory); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        gk_buf text = GK_BUF_INIT;

        gk_json_print(m, GK_JSON_COMPACT | GK_JSON_SORTED, &text);
        st = gk_buf_check(&text, err);
        if (st == GK_OK)
            st = gk_kv_set(&team->memory, gk_json_key(m),
                           strlen(gk_json_key(m)), text.data, text.len, err);
        gk_buf_clear(&text);
    }
    return st;
}

static bool is_for(const gk_json *message, const char *agent, uint64_t looks)
{
    const char *from = gk_json_text(gk_json_get(message, "from"));
    const char *to = gk_json_text(gk_json_get(message, "to"));

    return gk_json_number(gk_json_get(message, "later")) <= (double)looks &&
           strcmp(from, agent) != 0 &&
           (to == NULL || strcmp(to, "*") == 0 || strcmp(to, agent) == 0);
}

static gk_json *tell(const gk_json *message, const char *agent)
{
    const gk_json *to = gk_json_get(message, "to");
    gk_json *told = gk_json_new_object();

    gk_json_set(told, "content", gk_json_copy(gk_json_get(message, "content")));
    gk_json_set(told, "from", gk_json_copy(gk_json_get(message, "from")));
    gk_json_set(told, "to",
                to != NULL ? gk_json_copy(to) : gk_json_new_string(agent));
    return told;
}

gk_json *gk_team_receive(struct gk_team *team, const char *agent)
{
    gk_json *list = gk_json_new_array();
    gk_status st = list == NULL ? GK_E_NOMEM : GK_OK;
    uint64_t look = team->looks++;
    size_t index = 0;

    for (const gk_json *m = gk_json_first(gk_json_get(team->json, "messages"));
         m != NULL && st == GK_OK; m = gk_json_next(m), index++) {
        if (team->read[index] || !is_for(m, agent, look))
            continue;
        team->read[index] = true;
        st = gk_json_push(list, tell(m, agent));
    }
    if (st == GK_OK)
        return list;
    gk_json_free(list);
    return NULL;
}
