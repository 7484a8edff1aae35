#include "host-mock/hosts/hugind/llm_answer.h"

#include "host-mock/hosts/hugind/llm_sse.h"
#include "host-mock/hosts/hugind/text.h"

#include <string.h>

/* A JSON response's choices[0].message.content, when it is a text. */
static bool put_message(const char *text, size_t len, gk_buf *out)
{
    gk_json *response = NULL;
    const gk_json *content;
    bool found;

    if (gk_json_parse_rust(text, len, &response, NULL) != GK_OK)
        return false;
    content = gk_json_pointer(response, "/choices/0/message/content");
    found = gk_json_is(gk_json_get(response, "choices"), GK_JSON_ARRAY) &&
            gk_json_is(content, GK_JSON_STRING);
    if (found)
        gk_json_bytes(content, out);
    gk_json_free(response);
    return found;
}

/* The same in the first block between ```json and ```. */
static bool put_fenced(const gk_buf *text, gk_buf *out)
{
    static const char fence[] = "```json";
    const char *at = memmem(text->data, text->len, fence, sizeof fence - 1);
    const char *last = (const char *)text->data + text->len;
    const char *end;

    if (at == NULL)
        return false;
    at += sizeof fence - 1;
    end = memmem(at, (size_t)(last - at), "```", 3);
    return end != NULL && put_message(at, (size_t)(end - at), out);
}

/* The deltas of a stream, when the response is one and they are not empty. */
static bool put_events(const gk_buf *text, gk_buf *out)
{
    const uint8_t *at = text->data, *last = at + text->len;
    size_t before = out->len;

    if (text->len < 6 || memcmp(at, "data: ", 6) != 0)
        return false;
    while (at < last) {
        const uint8_t *end = memchr(at, '\n', (size_t)(last - at));

        if (end == NULL)
            end = last;
        hugind_sse_delta(at, (size_t)(end - at), out);
        at = end < last ? end + 1 : last;
    }
    return out->len > before;
}

gk_status hugind_llm_answer(const gk_buf *body, gk_buf *out, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    hugind_put_lossy(&text, body->data, body->len);
    st = gk_buf_check(&text, err);
    if (st == GK_OK && text.len > 0 &&
        !put_message(gk_buf_text(&text), text.len, out) &&
        !put_fenced(&text, out) && !put_events(&text, out))
        gk_buf_put(out, text.data, text.len);
    gk_buf_clear(&text);
    return st == GK_OK ? gk_buf_check(out, err) : st;
}
