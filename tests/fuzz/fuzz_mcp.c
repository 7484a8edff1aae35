/*
 * Any bytes as what an MCP server says: to its introduction, to a request for
 * its tools, to a call. They come through a file, as if through its pipe; what
 * is read of them does not depend on how much comes at a time.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* For what is not in its header. */
#include "host-mock/mcp_client.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool fact)
{
    if (!fact)
        abort();
}

static int server_says(const uint8_t *data, size_t size)
{
    int fd = memfd_create("server", MFD_CLOEXEC);

    must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    must(lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

static void try_list(gk_mcp *mcp, int64_t deadline)
{
    gk_json *tools = NULL, *error = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_mcp_list(mcp, deadline, &tools, &error, &err) == GK_OK)
        must((tools == NULL) != (error == NULL));
    else
        must(tools == NULL && error == NULL && err.text[0] != '\0');
    must(tools == NULL || gk_json_is(tools, GK_JSON_ARRAY));
    gk_json_free(tools);
    gk_json_free(error);
}

static void try_call(gk_mcp *mcp, int64_t deadline)
{
    gk_json *args = gk_json_new_object();
    gk_json *result = NULL, *error = NULL;
    gk_error err = GK_ERROR_INIT;

    if (gk_mcp_call(mcp, "tool", args, deadline, &result, &error, &err) ==
        GK_OK)
        must(result == NULL || error == NULL);
    else
        must(result == NULL && error == NULL && err.text[0] != '\0');
    gk_json_free(result);
    gk_json_free(error);
    gk_json_free(args);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct gk_mcp_client client = {"fuzz", "1"};
    gk_mcp mcp = {.process = GK_PROCESS_NONE,
                  .in = GK_BUF_LIMIT(GK_MAX_MCP_LINE_BYTES)};
    int64_t deadline = gk_process_now() + 5000;

    mcp.process.out = server_says(data, size);
    mcp.process.in = open("/dev/null", O_WRONLY | O_CLOEXEC);
    must(mcp.process.in >= 0);
    if (initialize(&mcp, &client, deadline, NULL) == GK_OK) {
        try_list(&mcp, deadline);
        try_call(&mcp, deadline);
    }
    close(mcp.process.in);
    close(mcp.process.out);
    gk_buf_clear(&mcp.in);
    return 0;
}
