/*
 * Any bytes as the answer of a language model: read as a stream in chunks of
 * any size, and as a response. Bytes that are text give the same lines and
 * the same answer however they are cut between characters.
 */
#include <stdlib.h>
#include <string.h>

/* Fuzz targets link no engine; these need none. */
#include "host-mock/hosts/hugind/llm_answer.c"
#include "host-mock/hosts/hugind/llm_body.c"
#include "host-mock/hosts/hugind/llm_sse.c"
#include "host-mock/hosts/hugind/text.c"

#include "core/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gk_status note(void *context, const uint8_t *text, size_t len,
                      gk_error *err)
{
    gk_buf *notes = context;

    (void)err;
    /* A line has no end in it, and all of it is text. */
    if (!gk_utf8_valid(text, len))
        abort();
    gk_buf_put(notes, text, len);
    return gk_buf_byte(notes, '\n');
}

static gk_status note_line(void *context, const uint8_t *text, size_t len,
                           gk_error *err)
{
    if (len > 0 && memchr(text, '\n', len) != NULL)
        abort();
    return note(context, text, len, err);
}

/* All lines, all deltas, the answer. */
static void read_stream(const uint8_t *data, size_t size, size_t step,
                        gk_buf *notes)
{
    struct hugind_sse sse;
    size_t at = 0;

    hugind_sse_init(&sse);
    sse.on_line = note_line;
    sse.on_token = note;
    sse.context = notes;
    while (at < size) {
        size_t len = size - at < step ? size - at : step;

        /* Between characters, so that none is lost. */
        while (at + len < size && (data[at + len] & 0xc0) == 0x80)
            len++;
        if (hugind_sse_take(&sse, data + at, len, NULL) != GK_OK)
            abort();
        at += len;
    }
    if (hugind_sse_end(&sse, NULL) != GK_OK)
        abort();
    gk_buf_put(notes, sse.answer.data, sse.answer.len);
    hugind_sse_clear(&sse);
}

static void try_stream(const uint8_t *data, size_t size, size_t step)
{
    gk_buf whole = GK_BUF_INIT, cut = GK_BUF_INIT;

    read_stream(data, size, size, &whole);
    read_stream(data, size, step, &cut);
    if (gk_utf8_valid(data, size) &&
        (whole.len != cut.len ||
         (whole.len > 0 && memcmp(whole.data, cut.data, whole.len) != 0)))
        abort();
    gk_buf_clear(&whole);
    gk_buf_clear(&cut);
}

static void try_response(const uint8_t *data, size_t size)
{
    gk_buf body = GK_BUF_INIT, answer = GK_BUF_INIT;

    gk_buf_put(&body, data, size);
    if (hugind_llm_answer(&body, &answer, NULL) != GK_OK)
        abort();
    gk_buf_clear(&body);
    gk_buf_clear(&answer);
}

/* A guest's own text, which is UTF-8. */
static void try_request(const uint8_t *data, size_t size)
{
    static const struct hugind_llm_api api = {"llm_chat", false};
    gk_buf input = GK_BUF_INIT;
    hugind_llm_input kind;
    gk_json *body = NULL;
    gk_status st;

    if (size == 0 || !gk_utf8_valid(data, size))
        return;
    gk_buf_put(&input, data, size);
    st = hugind_llm_body(&api, "default", &input, &kind, &body, NULL);
    if (st != GK_OK && st != GK_E_TRAP)
        abort();
    if (st == GK_OK && (gk_json_get(body, "messages") == NULL ||
                        gk_json_get(body, "model") == NULL ||
                        gk_json_get(body, "stream") == NULL))
        abort();
    gk_json_free(body);
    gk_buf_clear(&input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0)
        try_stream(data + 1, size - 1, (size_t)data[0] % 61 + 1);
    try_response(data, size);
    try_request(data, size);
    return 0;
}
