#include "host-mock/door_tools.h"

#include "core/base/limits.h"
#include "core/manifest/hugind.h"
#include "host-mock/door.h"
#include "host-mock/frame.h"
#include "host-mock/mcp_client.h"
#include "host-mock/process.h"

#include <stdlib.h>
#include <string.h>

/* --- in the child ----------------------------------------------------------
 */

static const char *const actions[] = {
    [GK_TOOLS_START] = "start",
    [GK_TOOLS_LIST] = "list",
    [GK_TOOLS_CALL] = "call",
};

static gk_status new_head(const struct gk_tools_request *request, gk_json **out,
                          gk_error *err)
{
    const struct {
        const char *key, *text;
    } texts[] = {
        {"door", "tools"},           {"action", actions[request->action]},
        {"server", request->server}, {"tool", request->tool},
        {"client", request->client}, {"version", request->version},
    };
    gk_json *head = gk_json_new_object();
    gk_status st = head == NULL ? GK_E_NOMEM : GK_OK;

    for (size_t i = 0; i < sizeof texts / sizeof *texts && st == GK_OK; i++)
        if (texts[i].text != NULL)
            st = gk_json_set_string(head, texts[i].key, texts[i].text);
    if (st == GK_OK && request->args != NULL)
        st = gk_json_set(head, "args", gk_json_copy(request->args));
    if (st == GK_OK) {
        *out = head;
        return GK_OK;
    }
    gk_json_free(head);
    return gk_fail_nomem(err);
}

static gk_status read_answer(const gk_json *answer,
                             struct gk_tools_reply *reply, gk_error *err)
{
    const char *failure = gk_json_text(gk_json_get(answer, "failure"));
    const gk_json *result = gk_json_get(answer, "result");
    const gk_json *error = gk_json_get(answer, "error");

    if (failure != NULL)
        return gk_fail(err, GK_E_FAILED, "%s", failure);
    if (error != NULL)
        reply->error = gk_json_copy(error);
    else if (result != NULL)
        reply->result = gk_json_copy(result);
    return (error != NULL && reply->error == NULL) ||
                   (error == NULL && result != NULL && reply->result == NULL)
               ? gk_fail_nomem(err)
               : GK_OK;
}

gk_status gk_door_ask_tools(int fd, const struct gk_tools_request *request,
                            struct gk_tools_reply *reply, gk_error *err)
{
    gk_json *head = NULL;
    gk_json *answer = NULL;
    gk_buf nothing = GK_BUF_LIMIT(0);
    gk_status st = new_head(request, &head, err);

    if (st == GK_OK)
        st = gk_frame_send(fd, head, NULL, 0, err);
    if (st == GK_OK)
        st = gk_frame_receive(fd, &answer, &nothing, err);
    if (st == GK_OK)
        st = read_answer(answer, reply, err);
    gk_json_free(head);
    gk_json_free(answer);
    gk_buf_clear(&nothing);
    return st;
}

/* --- in the parent: the servers ---------------------------------------------
 */

struct gk_servers {
    struct {
        const char *name; /* borrowed from the job's manifest */
        gk_mcp *mcp;
    } at[GK_MAX_LIVE_SERVERS];
    size_t count;
};

static void stop(gk_servers *servers)
{
    for (size_t i = 0; i < servers->count; i++)
        gk_mcp_close(servers->at[i].mcp);
    servers->count = 0;
}

void gk_servers_close(gk_servers *servers)
{
    if (servers != NULL)
        stop(servers);
    free(servers);
}

static gk_mcp *find_server(const gk_servers *servers, const char *name)
{
    for (size_t i = servers != NULL ? servers->count : 0; i > 0; i--)
        if (name != NULL && strcmp(servers->at[i - 1].name, name) == 0)
            return servers->at[i - 1].mcp;
    return NULL;
}

static gk_status start_server(gk_servers *servers, const gk_json *entry,
                              const struct gk_mcp_client *client, gk_error *err)
{
    const char *name = gk_json_text(gk_json_get(entry, "name"));
    gk_error why = GK_ERROR_INIT;
    gk_mcp *mcp = NULL;
    gk_status st = GK_OK;

    if (name == NULL || gk_json_text(gk_json_get(entry, "command")) == NULL)
        return GK_OK;
    if (servers->count == GK_MAX_LIVE_SERVERS)
        return gk_fail(err, GK_E_LIMIT, "more than %d MCP servers",
                       GK_MAX_LIVE_SERVERS);
    st = gk_mcp_open(entry, client, gk_process_now() + GK_LIVE_TOOLS_START_MS,
                     &mcp, &why);
    if (st != GK_OK)
        return gk_fail(err, st, "Failed to start MCP server '%s': %s", name,
                       why.text);
    servers->at[servers->count].name = name;
    servers->at[servers->count++].mcp = mcp;
    return GK_OK;
}

/* All that the manifest names, after those of the run before have ended. */
static gk_status start(const struct gk_job *job, gk_servers **servers,
                       const struct gk_mcp_client *client, gk_error *err)
{
    gk_hugind_manifest manifest;
    gk_status st = gk_hugind_manifest_read(job->manifest, "", &manifest, err);

    if (st != GK_OK)
        return st;
    if (*servers == NULL)
        *servers = calloc(1, sizeof **servers);
    if (*servers == NULL)
        return gk_fail_nomem(err);
    stop(*servers);
    for (const gk_json *s = gk_json_first(manifest.mcp);
         s != NULL && st == GK_OK; s = gk_json_next(s))
        st = start_server(*servers, s, client, err);
    return st;
}

/* --- in the parent: answers -------------------------------------------------
 */

static gk_status ask_server(gk_mcp *mcp, const gk_json *head, bool list,
                            int64_t deadline, struct gk_tools_reply *reply,
                            gk_error *err)
{
    const char *tool = gk_json_text(gk_json_get(head, "tool"));

    if (list)
        return gk_mcp_list(mcp, deadline, &reply->result, &reply->error, err);
    return gk_mcp_call(mcp, tool != NULL ? tool : "", gk_json_get(head, "args"),
                       deadline, &reply->result, &reply->error, err);
}

static gk_status answer(const struct gk_job *job, gk_servers **servers,
                        const gk_json *head, struct gk_tools_reply *reply,
                        gk_error *err)
{
    const char *action = gk_json_text(gk_json_get(head, "action"));
    const char *name = gk_json_text(gk_json_get(head, "server"));
    const struct gk_mcp_client client = {
        gk_json_text(gk_json_get(head, "client")),
        gk_json_text(gk_json_get(head, "version")),
    };
    gk_mcp *mcp = find_server(*servers, name);
    gk_status st;

    if (action == NULL)
        return gk_fail(err, GK_E_FAILED, "no action");
    if (strcmp(action, actions[GK_TOOLS_START]) == 0)
        return start(job, servers, &client, err);
    if (mcp == NULL)
        return gk_fail(err, GK_E_FAILED, "MCP server '%s' is not available",
                       name != NULL ? name : "");
    st = ask_server(mcp, head, strcmp(action, actions[GK_TOOLS_LIST]) == 0,
                    gk_process_now() + gk_door_patience(job, UINT32_MAX), reply,
                    err);
    if (st != GK_OK)
        gk_wrap(err, "MCP server '%s'", name);
    return st;
}

gk_status gk_door_answer_tools(const struct gk_job *job, int fd,
                               gk_servers **servers, const gk_json *head,
                               gk_error *err)
{
    struct gk_tools_reply reply = GK_TOOLS_REPLY_INIT;
    gk_json *told = gk_json_new_object();
    gk_error why = GK_ERROR_INIT;
    gk_status st = answer(job, servers, head, &reply, &why);

    if (st != GK_OK)
        gk_json_set_string(told, "failure", why.text);
    if (reply.error != NULL)
        gk_json_set(told, "error", reply.error);
    if (reply.result != NULL)
        gk_json_set(told, "result", reply.result);
    st = gk_frame_send(fd, told, NULL, 0, &why);
    if (st == GK_E_LIMIT) {
        gk_json_unset(told, "result");
        gk_json_unset(told, "error");
        gk_json_set_string(told, "failure",
                           "the server has answered more than guestkit hands "
                           "on");
        st = gk_frame_send(fd, told, NULL, 0, err);
    } else if (st != GK_OK) {
        gk_fail(err, st, "%s", why.text);
    }
    gk_json_free(told);
    return st;
}
