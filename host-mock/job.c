#include "host-mock/job.h"

#include "core/base/exit.h"
#include "core/base/json_expect.h"
#include "host-mock/hosts/host.h"
#include "host-mock/invoke.h"
#include "host-mock/world/world.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

static gk_status find_host(const char *id, const struct gk_host **out,
                           gk_error *err)
{
    *out = gk_host_find(id);
    if (*out == NULL)
        return gk_fail(err, GK_E_SCHEMA, "there is no mock of host '%s'", id);
    return GK_OK;
}

gk_status gk_job_check_world(const char *host, const gk_json *world,
                             const char *where, gk_error *err)
{
    const struct gk_host *kind;
    gk_status st = find_host(host, &kind, err);

    return st == GK_OK ? gk_world_check(world, where, err) : st;
}

gk_status gk_job_check_manifest(const char *host, const gk_json *manifest,
                                const char *where, gk_error *err)
{
    const struct gk_host *kind;
    gk_status st = find_host(host, &kind, err);

    return st == GK_OK ? kind->check_manifest(manifest, where, err) : st;
}

gk_status gk_job_check_step(const char *host, const gk_json *step,
                            const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"call", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"reload", GK_JSON_BIT(GK_JSON_BOOL), false},
        {"destroy", GK_JSON_BIT(GK_JSON_BOOL), false},
        {"advance-clock",
         GK_JSON_BIT(GK_JSON_NUMBER) | GK_JSON_BIT(GK_JSON_STRING), false},
    };
    const struct gk_host *kind;
    const gk_json *call = gk_json_get(step, "call");
    const gk_json *advance = gk_json_get(step, "advance-clock");
    char path[256];
    int64_t ms;
    gk_status st = find_host(host, &kind, err);

    if (st == GK_OK)
        st = gk_json_expect(step, where, fields, 4, err);
    if (st != GK_OK)
        return st;
    if (gk_json_count(step) != 1)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: a step is one of \"call\", \"reload\", "
                       "\"destroy\", \"advance-clock\"",
                       *where ? where : "the step");
    if (call != NULL) {
        snprintf(path, sizeof path, "%s/call", where);
        return gk_json_get(call, "invoke") != NULL
                   ? gk_invoke_check(call, path, err)
                   : kind->check_call(call, path, err);
    }
    if (gk_json_is(gk_json_first(step), GK_JSON_BOOL) &&
        !gk_json_true(gk_json_first(step)))
        return gk_fail(err, GK_E_SCHEMA, "%s/%s: found false, wanted true",
                       where, gk_json_key(gk_json_first(step)));
    snprintf(path, sizeof path, "%s/advance-clock", where);
    return advance != NULL ? gk_world_duration(advance, path, &ms, err) : GK_OK;
}

void gk_job_limit(const char *host, const gk_json *manifest,
                  struct gk_vm_limits *limits)
{
    const struct gk_host *kind = gk_host_find(host);

    if (kind != NULL && kind->limit != NULL)
        kind->limit(manifest, limits);
}

gk_status gk_job_run(const struct gk_job *job, gk_json **result, gk_error *err)
{
    gk_child *child = NULL;
    bool done = false;
    gk_status st = gk_child_start(job, &child, err);

    if (st != GK_OK)
        return st;
    while (!done && st == GK_OK) {
        struct pollfd fd = {gk_child_fd(child), POLLIN, 0};

        if (poll(&fd, 1, -1) > 0)
            st = gk_child_serve(child, &done, err);
    }
    if (st != GK_OK) {
        gk_child_abandon(child);
        return st;
    }
    return gk_child_finish(child, result, err);
}

bool gk_outcome_is_end(const char *outcome)
{
    return outcome != NULL &&
           (strcmp(outcome, "ok") == 0 || strcmp(outcome, "exit") == 0 ||
            strcmp(outcome, "tool_error") == 0);
}

int gk_outcome_exit(const char *outcome)
{
    static const struct {
        const char *outcome;
        int status;
    } rows[] = {
        {"ok", GK_EXIT_OK},
        {"exit", GK_EXIT_OK},
        {"tool_error", GK_EXIT_FOUND},
        {"fixture", GK_EXIT_FOUND},
        {"load", GK_EXIT_CANNOT},
        {"trap", GK_EXIT_TRAP},
        {"fuel", GK_EXIT_FUEL},
        {"timeout", GK_EXIT_TIMEOUT},
        {"memory", GK_EXIT_MEMORY},
        {"link", GK_EXIT_LINK},
        {"export", GK_EXIT_EXPORT},
        {"crash", GK_EXIT_CRASH},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].outcome, outcome) == 0)
            return rows[i].status;
    return GK_EXIT_CANNOT;
}
