#include "host-mock/world/llm_reply.h"

#include "core/base/base64.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gk_llm_reply_clear(struct gk_llm_reply *reply)
{
    gk_buf_clear(&reply->body);
    free(reply->ends);
    reply->ends = NULL;
    reply->chunk_count = 0;
}

gk_status gk_llm_reply_add(struct gk_llm_reply *reply, const void *bytes,
                           size_t len, gk_error *err)
{
    size_t *ends;

    if (len == 0)
        return GK_OK;
    ends = realloc(reply->ends, (reply->chunk_count + 1) * sizeof *ends);
    if (ends == NULL)
        return gk_fail_nomem(err);
    reply->ends = ends;
    gk_buf_put(&reply->body, bytes, len);
    reply->ends[reply->chunk_count++] = reply->body.len;
    return gk_buf_check(&reply->body, err);
}

/* {"choices": [{KEY: message, "finish_reason", "index": 0}], …} */
static gk_json *new_completion(const gk_json *body, const char *key,
                               gk_json *message, const char *finish)
{
    const gk_json *model = gk_json_get(body, "model");
    gk_json *completion = gk_json_new_object();
    gk_json *choices = gk_json_new_array();
    gk_json *choice = gk_json_new_object();
    bool whole = strcmp(key, "message") == 0;

    gk_json_set(choice, key, message);
    gk_json_set(choice, "finish_reason",
                finish != NULL ? gk_json_new_string(finish)
                               : gk_json_new_null());
    gk_json_set_number(choice, "index", 0);
    gk_json_push(choices, choice);
    gk_json_set(completion, "choices", choices);
    gk_json_set_number(completion, "created", 0);
    gk_json_set_string(completion, "id", "chatcmpl-0");
    if (model != NULL)
        gk_json_set(completion, "model", gk_json_copy(model));
    gk_json_set_string(completion, "object",
                       whole ? "chat.completion" : "chat.completion.chunk");
    return completion;
}

/* Takes the value. */
static gk_status add_json(struct gk_llm_reply *reply, gk_json *value,
                          bool event, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    if (value == NULL)
        return gk_fail_nomem(err);
    if (event)
        gk_buf_puts(&text, "data: ");
    gk_json_print(value, GK_JSON_COMPACT | GK_JSON_SORTED, &text);
    if (event)
        gk_buf_puts(&text, "\n\n");
    st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = gk_llm_reply_add(reply, text.data, text.len, err);
    gk_buf_clear(&text);
    gk_json_free(value);
    return st;
}

static gk_status add_token(struct gk_llm_reply *reply, const gk_json *body,
                           const void *token, size_t len, gk_error *err)
{
    gk_json *delta = gk_json_new_object();

    gk_json_set(delta, "content", gk_json_new_bytes(token, len));
    return add_json(reply, new_completion(body, "delta", delta, NULL), true,
                    err);
}

static gk_status add_stream_end(struct gk_llm_reply *reply, const gk_json *body,
                                gk_error *err)
{
    static const char done[] = "data: [DONE]\n\n";
    gk_status st = add_json(
        reply, new_completion(body, "delta", gk_json_new_object(), "stop"),
        true, err);

    return st == GK_OK ? gk_llm_reply_add(reply, done, sizeof done - 1, err)
                       : st;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* A token is a word with the blanks before it. */
static gk_status add_words(struct gk_llm_reply *reply, const gk_json *body,
                           const gk_buf *text, gk_error *err)
{
    size_t at = 0;
    gk_status st = GK_OK;

    while (at < text->len && st == GK_OK) {
        size_t end = at;

        while (end < text->len && is_blank(text->data[end]))
            end++;
        while (end < text->len && !is_blank(text->data[end]))
            end++;
        st = add_token(reply, body, text->data + at, end - at, err);
        at = end;
    }
    return st;
}

static gk_status add_tokens(struct gk_llm_reply *reply, const gk_json *body,
                            const gk_json *tokens, gk_error *err)
{
    gk_status st = GK_OK;

    for (const gk_json *t = gk_json_first(tokens); t != NULL && st == GK_OK;
         t = gk_json_next(t)) {
        gk_buf token = GK_BUF_INIT;

        gk_json_bytes(t, &token);
        st = gk_buf_check(&token, err);
        if (st == GK_OK)
            st = add_token(reply, body, token.data, token.len, err);
        gk_buf_clear(&token);
    }
    return st;
}

/* What the model says, as a text. */
static void put_said(const gk_json *said, const char *key, gk_buf *text)
{
    if (strcmp(key, "json") == 0)
        gk_json_print(said, GK_JSON_COMPACT, text);
    else if (strcmp(key, "tokens") == 0)
        for (const gk_json *t = gk_json_first(said); t; t = gk_json_next(t))
            gk_json_bytes(t, text);
    else
        gk_json_bytes(said, text);
}

static gk_status say(struct gk_llm_reply *reply, const gk_json *body,
                     const gk_json *said, const char *key, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_json *message;
    gk_status st;

    put_said(said, key, &text);
    st = gk_buf_check(&text, err);
    if (st == GK_OK && gk_json_true(gk_json_get(body, "stream"))) {
        st = strcmp(key, "tokens") == 0 ? add_tokens(reply, body, said, err)
                                        : add_words(reply, body, &text, err);
        if (st == GK_OK)
            st = add_stream_end(reply, body, err);
    } else if (st == GK_OK) {
        message = gk_json_new_object();
        gk_json_set(message, "content", gk_json_new_bytes(text.data, text.len));
        gk_json_set_string(message, "role", "assistant");
        st = add_json(reply, new_completion(body, "message", message, "stop"),
                      false, err);
    }
    gk_buf_clear(&text);
    return st;
}

static gk_status add_chunk(struct gk_llm_reply *reply, const gk_json *chunk,
                           gk_error *err)
{
    const gk_json *base64 = gk_json_get(chunk, "base64");
    gk_buf bytes = GK_BUF_INIT;
    gk_status st;

    if (base64 != NULL)
        st = gk_base64_decode(gk_json_text(base64), &bytes, err);
    else
        st = gk_json_bytes(chunk, &bytes);
    if (st == GK_OK)
        st = gk_llm_reply_add(reply, bytes.data, bytes.len, err);
    gk_buf_clear(&bytes);
    return st;
}

static gk_status add_chunks(struct gk_llm_reply *reply, const gk_json *chunks,
                            gk_error *err)
{
    gk_status st = GK_OK;

    for (const gk_json *c = gk_json_first(chunks); c != NULL && st == GK_OK;
         c = gk_json_next(c))
        st = add_chunk(reply, c, err);
    return st;
}

static void set_error(struct gk_llm_reply *reply, const char *words)
{
    snprintf(reply->error, sizeof reply->error, "%s",
             strcmp(words, "refused") == 0   ? "connection refused"
             : strcmp(words, "timeout") == 0 ? "operation timed out"
                                             : words);
}

/* Any of the ways in which a fixture gives the body of a response. */
static gk_status add_body(struct gk_llm_reply *reply, const gk_json *body,
                          const gk_json *answer, gk_error *err)
{
    static const char *const said[] = {"text", "json", "tokens"};
    const gk_json *value;

    for (size_t i = 0; i < 3; i++) {
        value = gk_json_get(answer, said[i]);
        if (value != NULL)
            return say(reply, body, value, said[i], err);
    }
    value = gk_json_get(answer, "response");
    if (value != NULL)
        return add_json(reply, gk_json_copy(value), false, err);
    value = gk_json_get(answer, "body");
    return value != NULL
               ? add_chunk(reply, value, err)
               : add_chunks(reply, gk_json_get(answer, "chunks"), err);
}

gk_status gk_llm_reply_make(const gk_json *answer, const gk_json *body,
                            struct gk_llm_reply *reply, gk_error *err)
{
    const char *error = gk_json_text(gk_json_get(answer, "error"));
    const char *broken = gk_json_text(gk_json_get(answer, "broken"));
    const gk_json *status = gk_json_get(answer, "status");

    reply->ms = gk_fixture_delay(answer);
    if (error != NULL) {
        set_error(reply, error);
        return GK_OK;
    }
    reply->status = status != NULL ? (unsigned)gk_json_number(status) : 200;
    if (broken != NULL)
        set_error(reply, broken);
    return gk_json_is(answer, GK_JSON_STRING)
               ? say(reply, body, answer, "text", err)
               : add_body(reply, body, answer, err);
}
