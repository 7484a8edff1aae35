/*
 * mcp_client: one MCP server as a program: JSON-RPC 2.0 over its standard
 * streams, a message a line. Of the protocol, what Hugind uses: initialize,
 * tools/list, tools/call. What else a server says is passed over, as there.
 *
 * Source: Model Context Protocol, revision 2024-11-05, "Transports: stdio",
 * "Lifecycle", "Server features: Tools".
 */
#ifndef GK_HOST_MOCK_MCP_CLIENT_H
#define GK_HOST_MOCK_MCP_CLIENT_H

#include "core/base/json.h"

typedef struct gk_mcp gk_mcp;

/* Who we say that we are; borrowed. */
struct gk_mcp_client {
    const char *name, *version;
};

/* One message of a server's at most. */
#define GK_MAX_MCP_LINE_BYTES ((size_t)15 << 20)
/* Pages and tools of one list at most: servers have dozens. */
#define GK_MAX_MCP_PAGES 1000
#define GK_MAX_MCP_TOOLS 10000

/*
 * Starts a server and introduces itself. `server` is its entry in the
 * manifest: {"name", "command", "args", "env", "cwd"}, borrowed.
 * deadline_ms  of gk_process_now
 * Fails: GK_E_FAILED with the reason: not there, ended, no answer in time.
 */
GK_NODISCARD gk_status gk_mcp_open(const gk_json *server,
                                   const struct gk_mcp_client *client,
                                   int64_t deadline_ms, gk_mcp **out,
                                   gk_error *err);
/* Ends the program and all that it has started. NULL is fine. */
void gk_mcp_close(gk_mcp *mcp);

/* All pages. *tools, *error owned; one of them is set. */
GK_NODISCARD gk_status gk_mcp_list(gk_mcp *mcp, int64_t deadline_ms,
                                   gk_json **tools, gk_json **error,
                                   gk_error *err);
/* *result (NULL: the answer has none), *error owned. */
GK_NODISCARD gk_status gk_mcp_call(gk_mcp *mcp, const char *tool,
                                   const gk_json *args, int64_t deadline_ms,
                                   gk_json **result, gk_json **error,
                                   gk_error *err);

#endif
