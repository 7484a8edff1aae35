#include "host-mock/mcp_client.h"

#include "host-mock/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROTOCOL_VERSION "2024-11-05"

struct gk_mcp {
    struct gk_process process;
    gk_buf in;       /* read */
    size_t taken;    /* of it */
    size_t searched; /* up to here there is no end of the line */
    unsigned ids;    /* given so far */
};

/* --- lines ------------------------------------------------------------------
 */

/* Forgets what was taken. */
static void compact(gk_mcp *mcp)
{
    if (mcp->taken == 0)
        return;
    mcp->in.len -= mcp->taken;
    memmove(mcp->in.data, mcp->in.data + mcp->taken, mcp->in.len);
    mcp->searched = mcp->in.len;
    mcp->taken = 0;
}

/* Takes one line off the front. False when there is no whole one. */
static bool take_line(gk_mcp *mcp, gk_buf *line)
{
    const gk_buf *in = &mcp->in;
    const uint8_t *end =
        mcp->searched < in->len
            ? memchr(in->data + mcp->searched, '\n', in->len - mcp->searched)
            : NULL;
    size_t at;

    if (end == NULL) {
        mcp->searched = in->len;
        compact(mcp);
        return false;
    }
    at = (size_t)(end - in->data);
    gk_buf_reset(line);
    gk_buf_put(line, in->data + mcp->taken, at - mcp->taken);
    mcp->taken = mcp->searched = at + 1;
    return true;
}

static gk_status read_some(gk_mcp *mcp, gk_error *err)
{
    uint8_t chunk[65536];
    ssize_t n = read(mcp->process.out, chunk, sizeof chunk);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return GK_OK;
    if (n <= 0)
        return gk_fail(err, GK_E_FAILED, "the server has ended");
    return gk_buf_put(&mcp->in, chunk, (size_t)n) == GK_OK
               ? GK_OK
               : gk_fail(err, GK_E_FAILED,
                         "the server has sent a message over 15 MiB");
}

static gk_status write_some(gk_mcp *mcp, const gk_buf *text, size_t *sent,
                            gk_error *err)
{
    void (*old)(int) = signal(SIGPIPE, SIG_IGN);
    ssize_t n = write(mcp->process.in, text->data + *sent, text->len - *sent);
    int why = errno;

    signal(SIGPIPE, old);
    if (n > 0)
        *sent += (size_t)n;
    else if (n < 0 && why != EAGAIN && why != EINTR)
        return gk_fail(err, GK_E_FAILED, "the server has ended");
    return GK_OK;
}

/* Sends the text, and reads as long as `line` is wanted and has not come. A
 * server may talk before it reads: both go on together. */
static gk_status exchange(gk_mcp *mcp, const gk_buf *text, size_t *sent,
                          gk_buf *line, int64_t deadline, gk_error *err)
{
    gk_status st = GK_OK;

    for (;;) {
        struct pollfd fds[2] = {
            {*sent < text->len ? mcp->process.in : -1, POLLOUT, 0},
            {mcp->process.out, POLLIN, 0}};
        int64_t left = deadline - gk_process_now();

        if (left <= 0)
            return gk_fail(err, GK_E_FAILED, "no answer in time");
        if (*sent == text->len && (line == NULL || take_line(mcp, line)))
            return GK_OK;
        if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
            return gk_fail(err, GK_E_IO, "poll: %s", strerror(errno));
        if (fds[0].revents != 0)
            st = write_some(mcp, text, sent, err);
        if (st == GK_OK && fds[1].revents != 0)
            st = read_some(mcp, err);
        if (st != GK_OK)
            return st;
    }
}

/* --- messages ---------------------------------------------------------------
 */

/* One line; takes the parameters. `id` 0: a notification. */
static gk_status new_message(unsigned id, const char *method, gk_json *params,
                             gk_buf *out, gk_error *err)
{
    gk_json *message = gk_json_new_object();
    gk_status st = gk_json_set_string(message, "jsonrpc", "2.0");

    if (id != 0)
        gk_json_set_number(message, "id", id);
    if (st == GK_OK)
        st = gk_json_set_string(message, "method", method);
    if (params != NULL && gk_json_set(message, "params", params) != GK_OK)
        st = GK_E_NOMEM;
    gk_json_print(message, GK_JSON_COMPACT, out);
    gk_buf_byte(out, '\n');
    gk_json_free(message);
    return st == GK_OK ? gk_buf_check(out, err) : gk_fail_nomem(err);
}

static bool is_answer(const gk_json *message, unsigned id)
{
    const gk_json *given = gk_json_get(message, "id");

    return gk_json_is(given, GK_JSON_NUMBER) &&
           gk_json_number(given) == (double)id &&
           gk_json_get(message, "method") == NULL;
}

/* Lines that are no JSON, and messages to somebody else, are passed over. */
static gk_status request(gk_mcp *mcp, const char *method, gk_json *params,
                         int64_t deadline, gk_json **answer, gk_error *err)
{
    gk_buf text = GK_BUF_INIT, line = GK_BUF_INIT;
    unsigned id = ++mcp->ids;
    size_t sent = 0;
    gk_json *message = NULL;
    gk_status st = new_message(id, method, params, &text, err);

    while (st == GK_OK && message == NULL) {
        st = exchange(mcp, &text, &sent, &line, deadline, err);
        if (st != GK_OK)
            break;
        if (gk_json_parse_js(line.data, line.len, &message, NULL) == GK_OK &&
            !is_answer(message, id)) {
            gk_json_free(message);
            message = NULL;
        }
    }
    gk_buf_clear(&text);
    gk_buf_clear(&line);
    if (st == GK_OK)
        *answer = message;
    return st;
}

static gk_status notify(gk_mcp *mcp, const char *method, int64_t deadline,
                        gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    size_t sent = 0;
    gk_status st = new_message(0, method, NULL, &text, err);

    if (st == GK_OK)
        st = exchange(mcp, &text, &sent, NULL, deadline, err);
    gk_buf_clear(&text);
    return st;
}

/* --- a server ---------------------------------------------------------------
 */

static gk_json *new_argv(const gk_json *server)
{
    const gk_json *args = gk_json_get(server, "args");
    gk_json *argv = gk_json_new_array();
    gk_status st =
        gk_json_push(argv, gk_json_copy(gk_json_get(server, "command")));

    for (const gk_json *a = gk_json_first(args); a != NULL && st == GK_OK;
         a = gk_json_next(a))
        st = gk_json_push(argv, gk_json_copy(a));
    if (st == GK_OK)
        return argv;
    gk_json_free(argv);
    return NULL;
}

static gk_status start(gk_mcp *mcp, const gk_json *server, gk_error *err)
{
    gk_json *argv = new_argv(server);
    const struct gk_process_start start = {
        .argv = argv,
        .cwd = gk_json_text(gk_json_get(server, "cwd")),
        .env = gk_json_get(server, "env"),
        .talk = true,
    };
    gk_status st = GK_OK;

    if (argv == NULL)
        return gk_fail_nomem(err);
    for (const gk_json *w = gk_json_first(argv); w != NULL; w = gk_json_next(w))
        if (gk_json_text(w) == NULL)
            st = gk_fail(err, GK_E_FAILED, "nul byte found in provided data");
    if (st == GK_OK)
        st = gk_process_open(&start, &mcp->process, err);
    gk_json_free(argv);
    return st;
}

static gk_status initialize(gk_mcp *mcp, const struct gk_mcp_client *client,
                            int64_t deadline, gk_error *err)
{
    gk_json *params = gk_json_new_object();
    gk_json *info = gk_json_new_object();
    gk_json *answer = NULL;
    const char *words;
    gk_status st;

    gk_json_set_string(info, "name", client->name);
    gk_json_set_string(info, "version", client->version);
    gk_json_set_string(params, "protocolVersion", PROTOCOL_VERSION);
    gk_json_set(params, "capabilities", gk_json_new_object());
    gk_json_set(params, "clientInfo", info);
    st = request(mcp, "initialize", params, deadline, &answer, err);
    if (st != GK_OK)
        return st;
    words = gk_json_text(gk_json_pointer(answer, "/error/message"));
    if (gk_json_get(answer, "error") != NULL)
        st = gk_fail(err, GK_E_FAILED, "it refuses to start: %s",
                     words != NULL ? words : "Unknown error");
    gk_json_free(answer);
    return st == GK_OK ? notify(mcp, "notifications/initialized", deadline, err)
                       : st;
}

gk_status gk_mcp_open(const gk_json *server, const struct gk_mcp_client *client,
                      int64_t deadline_ms, gk_mcp **out, gk_error *err)
{
    gk_mcp *mcp = calloc(1, sizeof *mcp);
    gk_status st;

    if (mcp == NULL)
        return gk_fail_nomem(err);
    mcp->process = (struct gk_process)GK_PROCESS_NONE;
    mcp->in = (gk_buf)GK_BUF_LIMIT(GK_MAX_MCP_LINE_BYTES);
    st = start(mcp, server, err);
    if (st == GK_OK)
        st = initialize(mcp, client, deadline_ms, err);
    if (st == GK_OK)
        *out = mcp;
    else
        gk_mcp_close(mcp);
    return st;
}

void gk_mcp_close(gk_mcp *mcp)
{
    if (mcp == NULL)
        return;
    gk_process_close(&mcp->process);
    gk_buf_clear(&mcp->in);
    free(mcp);
}

/* --- tools ------------------------------------------------------------------
 */

/* Result or error of an answer, as copies. */
static gk_status split_answer(const gk_json *answer, gk_json **result,
                              gk_json **error, gk_error *err)
{
    const gk_json *given = gk_json_get(answer, "error");
    const gk_json *value = gk_json_get(answer, "result");

    if (given != NULL && !gk_json_is(given, GK_JSON_NULL)) {
        *error = gk_json_copy(given);
        return *error == NULL ? gk_fail_nomem(err) : GK_OK;
    }
    if (value != NULL) {
        *result = gk_json_copy(value);
        return *result == NULL ? gk_fail_nomem(err) : GK_OK;
    }
    return GK_OK;
}

/* One page, appended to the tools. *next is owned; NULL after the last. */
static gk_status list_page(gk_mcp *mcp, gk_json **next, int64_t deadline,
                           gk_json *tools, gk_json **error, gk_error *err)
{
    gk_json *params = gk_json_new_object();
    gk_json *answer = NULL, *page = NULL;
    const gk_json *cursor;
    gk_status st = GK_OK;

    if (*next != NULL) {
        st = gk_json_set(params, "cursor", *next);
        *next = NULL;
    }
    if (st == GK_OK)
        st = request(mcp, "tools/list", params, deadline, &answer, err);
    else
        gk_json_free(params);
    if (st == GK_OK)
        st = split_answer(answer, &page, error, err);
    for (const gk_json *t = gk_json_first(gk_json_get(page, "tools"));
         t != NULL && st == GK_OK; t = gk_json_next(t))
        if (gk_json_push(tools, gk_json_copy(t)) != GK_OK)
            st = gk_fail_nomem(err);
    cursor = gk_json_get(page, "nextCursor");
    if (st == GK_OK && gk_json_is(cursor, GK_JSON_STRING)) {
        *next = gk_json_copy(cursor);
        st = *next == NULL ? gk_fail_nomem(err) : GK_OK;
    }
    gk_json_free(answer);
    gk_json_free(page);
    return st;
}

gk_status gk_mcp_list(gk_mcp *mcp, int64_t deadline_ms, gk_json **tools,
                      gk_json **error, gk_error *err)
{
    gk_json *list = gk_json_new_array();
    gk_json *next = NULL;
    unsigned pages = 0;
    gk_status st;

    do {
        st = list_page(mcp, &next, deadline_ms, list, error, err);
        if (st == GK_OK && next != NULL &&
            (++pages == GK_MAX_MCP_PAGES ||
             gk_json_count(list) > GK_MAX_MCP_TOOLS))
            st = gk_fail(err, GK_E_FAILED,
                         "the server's list of tools has no end");
    } while (st == GK_OK && next != NULL);
    gk_json_free(next);
    if (st == GK_OK && *error == NULL)
        *tools = list;
    else
        gk_json_free(list);
    return st;
}

gk_status gk_mcp_call(gk_mcp *mcp, const char *tool, const gk_json *args,
                      int64_t deadline_ms, gk_json **result, gk_json **error,
                      gk_error *err)
{
    gk_json *params = gk_json_new_object();
    gk_json *answer = NULL;
    gk_status st = gk_json_set_string(params, "name", tool);

    if (st == GK_OK)
        st = gk_json_set(params, "arguments", gk_json_copy(args));
    if (st != GK_OK) {
        gk_json_free(params);
        return gk_fail_nomem(err);
    }
    st = request(mcp, "tools/call", params, deadline_ms, &answer, err);
    if (st == GK_OK)
        st = split_answer(answer, result, error, err);
    gk_json_free(answer);
    return st;
}
