#include "host-mock/hosts/hugind/llm_sse.h"
#include "core/base/utf8.h"

#include "host-mock/hosts/hugind/text.h"

#include <string.h>

/* What a mock keeps of an answer: as much as a frame from a live model. */
#define MOST_ANSWER_BYTES ((size_t)16 << 20)

void hugind_sse_init(struct hugind_sse *sse)
{
    memset(sse, 0, sizeof *sse);
    sse->pending = (gk_buf)GK_BUF_LIMIT(4 * MOST_ANSWER_BYTES);
    sse->answer = (gk_buf)GK_BUF_LIMIT(MOST_ANSWER_BYTES);
}

void hugind_sse_clear(struct hugind_sse *sse)
{
    gk_buf_clear(&sse->pending);
    gk_buf_clear(&sse->answer);
}

bool hugind_sse_delta(const uint8_t *line, size_t len, gk_buf *out)
{
    static const char data[] = "data: ";
    const gk_json *content;
    gk_json *event = NULL;
    const uint8_t *text;
    size_t left = 0;
    bool found;

    if (len < sizeof data - 1 || memcmp(line, data, sizeof data - 1) != 0)
        return false;
    text = gk_utf8_trim(line + sizeof data - 1, len - (sizeof data - 1), &left);
    if (left == 0 || gk_json_parse_rust(text, left, &event, NULL) != GK_OK)
        return false;
    content = gk_json_pointer(event, "/choices/0/delta/content");
    /* An object may have a key "0"; the host asks for the list's first. */
    found = gk_json_is(gk_json_get(event, "choices"), GK_JSON_ARRAY) &&
            gk_json_is(content, GK_JSON_STRING);
    if (found)
        gk_json_bytes(content, out);
    gk_json_free(event);
    return found;
}

/* The bytes of a buffer from `from` on: there may be none, and no buffer. */
static const uint8_t *bytes_from(const gk_buf *buf, size_t from)
{
    static const uint8_t nothing[1];

    return from < buf->len ? buf->data + from : nothing;
}

static gk_status take_line(struct hugind_sse *sse, const uint8_t *line,
                           size_t len, gk_error *err)
{
    size_t before = sse->answer.len;
    gk_status st = GK_OK;

    if (sse->on_line != NULL)
        st = sse->on_line(sse->context, line, len, err);
    if (st != GK_OK || !hugind_sse_delta(line, len, &sse->answer))
        return st;
    st = gk_buf_check(&sse->answer, err);
    if (st == GK_OK && sse->on_token != NULL)
        st = sse->on_token(sse->context, bytes_from(&sse->answer, before),
                           sse->answer.len - before, err);
    return st;
}

gk_status hugind_sse_take(struct hugind_sse *sse, const void *chunk, size_t len,
                          gk_error *err)
{
    gk_buf *pending = &sse->pending;
    size_t seen = pending->len, from = 0;
    gk_status st;

    hugind_put_lossy(pending, chunk, len);
    st = gk_buf_check(pending, err);
    while (st == GK_OK && seen < pending->len) {
        const uint8_t *end =
            memchr(pending->data + seen, '\n', pending->len - seen);
        size_t to;

        if (end == NULL)
            break;
        to = (size_t)(end - pending->data);
        seen = to + 1;
        if (to > from && pending->data[to - 1] == '\r')
            to--;
        st = take_line(sse, pending->data + from, to - from, err);
        from = seen;
    }
    if (from > 0) {
        memmove(pending->data, pending->data + from, pending->len - from);
        pending->len -= from;
    }
    return st;
}

gk_status hugind_sse_end(struct hugind_sse *sse, gk_error *err)
{
    size_t left = 0;
    const uint8_t *line;

    if (sse->pending.len == 0)
        return GK_OK;
    line = gk_utf8_trim(sse->pending.data, sse->pending.len, &left);
    return left > 0 ? take_line(sse, line, left, err) : GK_OK;
}
