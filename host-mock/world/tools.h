/*
 * tools: what answers for the MCP servers of a guest: fixtures, or a live door
 * to real servers.
 *
 * A fixture tells what tools a server lists,
 *   {"server": "files", "tools": [{"name", "description", "inputSchema", …}]}
 * or what comes of a call:
 *   {
 *     "server": "files", "tool": "read",
 *     "args": value      the arguments contain this
 *     "args_is": value   the arguments are just this
 *     "reply": "text" or {
 *       one of
 *         "text": "…"      a result with this text
 *         "json": value    a result with the text of this value
 *         "result": value  the result
 *       "isError": true    the tool failed; the server answers all the same
 *       "delay": what it takes on the world's clock, see gk_world_duration
 *     } or {"error": "words" or {"code", "message"}}   a JSON-RPC error
 *   }
 * and, both, "times" and "required", see fixtures.h.
 */
#ifndef GK_HOST_MOCK_WORLD_TOOLS_H
#define GK_HOST_MOCK_WORLD_TOOLS_H

#include "host-mock/world/fixtures.h"

typedef enum gk_tools_action {
    GK_TOOLS_START, /* all servers, anew */
    GK_TOOLS_LIST,  /* of one server */
    GK_TOOLS_CALL
} gk_tools_action;

struct gk_tools_request {
    gk_tools_action action;
    const char *server;           /* LIST, CALL; borrowed, like the rest */
    const char *tool;             /* CALL */
    const gk_json *args;          /* CALL */
    const char *client, *version; /* START: who the host says that it is */
};

struct gk_tools_reply {
    gk_json *result; /* owned by the caller. LIST: the tools. CALL: the
                        answer's result, NULL when it has none */
    gk_json *error;  /* owned by the caller: the answer's error; NULL: none */
    int64_t ms;      /* of the world's clock: for the asker to let pass */
};
#define GK_TOOLS_REPLY_INIT                                                    \
    {                                                                          \
        NULL, NULL, 0                                                          \
    }
void gk_tools_reply_clear(struct gk_tools_reply *reply);

/* A live door: asks the parent process. Fails: GK_E_FAILED when a server cannot
 * be started or does not answer. */
typedef gk_status gk_tools_door(void *context,
                                const struct gk_tools_request *request,
                                struct gk_tools_reply *reply, gk_error *err);

struct gk_tools {
    struct gk_fixtures fixtures;
    gk_tools_door *door; /* NULL: closed */
    void *door_context;
};

GK_NODISCARD gk_status gk_tools_check(const gk_json *fixtures,
                                      const char *where, gk_error *err);
GK_NODISCARD gk_status gk_tools_init(struct gk_tools *tools,
                                     const gk_json *fixtures, gk_error *err);
void gk_tools_clear(struct gk_tools *tools);

/*
 * Fails: GK_E_NOFIXTURE when nothing fits and the door is closed: the words
 * name the server and tool, fixtures.missing is the fixture to paste. What the
 * door fails with. Without a door nothing needs a START.
 */
GK_NODISCARD gk_status gk_tools_ask(struct gk_tools *tools,
                                    const struct gk_tools_request *request,
                                    struct gk_tools_reply *reply,
                                    gk_error *err);

#endif
