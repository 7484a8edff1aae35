/*
 * llm: llm_chat and llm_chat_stream. No permission gates them.
 */
#include "host-mock/hosts/hugind/hugind.h"
#include "host-mock/hosts/hugind/llm_answer.h"
#include "host-mock/hosts/hugind/llm_body.h"
#include "host-mock/hosts/hugind/llm_sse.h"
#include "host-mock/hosts/hugind/text.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_BASE_URL "http://127.0.0.1:8080/v1"

/* --- asking ----------------------------------------------------------------
 */

static const char *model_of(const struct hugind *hugind)
{
    const char *config = hugind->manifest.backend_config;

    return config != NULL ? config : "default";
}

void hugind_put_base_url(const struct hugind *hugind, gk_buf *url)
{
    const char *base = hugind->manifest.backend_url;
    size_t len;

    if (base == NULL)
        base = DEFAULT_BASE_URL;
    len = strlen(base);
    while (len > 0 && base[len - 1] == '/')
        len--;
    gk_buf_put(url, base, len);
}

/* A response that is no success, or none at all. */
static gk_status fail_reply(const struct gk_llm_reply *reply, gk_error *err)
{
    char words[64];
    gk_buf body = GK_BUF_INIT;
    gk_status st;

    if (reply->status == 0)
        return gk_fail(err, GK_E_TRAP, "LLM Request Failed: %s", reply->error);
    if (reply->status >= 200 && reply->status <= 299)
        return GK_OK;
    hugind_put_lossy(&body, reply->body.data, reply->body.len);
    st = gk_fail(err, GK_E_TRAP, "LLM Error: %s: %s",
                 hugind_status_words(reply->status, words), gk_buf_text(&body));
    gk_buf_clear(&body);
    return st;
}

/* The connection broke after all that has come. */
static gk_status fail_broken(const struct gk_llm_reply *reply, gk_error *err)
{
    return reply->error[0] == '\0'
               ? GK_OK
               : gk_fail(err, GK_E_TRAP, "LLM Chunk error: %s", reply->error);
}

static gk_status send_body(struct hugind *hugind, const gk_json *body,
                           struct gk_llm_reply *reply, gk_error *err)
{
    gk_buf url = GK_BUF_INIT;
    struct gk_llm_request request = {.body = body};
    gk_status st;

    hugind_put_base_url(hugind, &url);
    gk_buf_puts(&url, "/chat/completions");
    request.url = gk_buf_text(&url);
    if (hugind->session_id[0] != '\0')
        request.session = hugind->session_id;
    st = gk_buf_check(&url, err);
    if (st == GK_OK)
        st = gk_llm_ask(gk_world_llm(hugind->session->world), &request, reply,
                        err);
    gk_buf_clear(&url);
    if (st == GK_OK)
        st = hugind_wait(hugind, reply->ms, err);
    return st == GK_OK ? fail_reply(reply, err) : st;
}

/* From the text that the guest gives to a successful response. */
static gk_status ask(struct gk_hostcall *call, const struct hugind_llm_api *api,
                     struct gk_llm_reply *reply, gk_error *err)
{
    struct hugind *hugind = call->host;
    gk_buf input = GK_BUF_INIT;
    hugind_llm_input kind = HUGIND_LLM_TEXT;
    gk_json *body = NULL;
    gk_status st = hugind_text_arg(call, 0, &input, err);

    if (st == GK_OK)
        st = hugind_llm_body(api, model_of(hugind), &input, &kind, &body, err);
    if (kind == HUGIND_LLM_STRAY_OBJECT)
        gk_session_hint(call->session,
                        "llm_chat was given a JSON object without a key that "
                        "the host knows (messages, prompt, …): it goes out as "
                        "a user's text");
    if (st == GK_OK)
        st = send_body(hugind, body, reply, err);
    gk_json_free(body);
    gk_buf_clear(&input);
    return st;
}

gk_status hugind_llm_chat(struct gk_hostcall *call, gk_error *err)
{
    static const struct hugind_llm_api api = {"llm_chat", false};
    struct gk_llm_reply reply = GK_LLM_REPLY_INIT;
    gk_buf answer = GK_BUF_INIT;
    gk_status st = ask(call, &api, &reply, err);

    if (st == GK_OK)
        st = fail_broken(&reply, err);
    if (st == GK_OK)
        st = hugind_llm_answer(&reply.body, &answer, err);
    if (st == GK_OK)
        st = hugind_give(call, answer.data, answer.len, err);
    gk_buf_clear(&answer);
    gk_llm_reply_clear(&reply);
    return st;
}

/* --- streaming -------------------------------------------------------------
 */

/* A callback that the guest may export, (i32, i32) -> (). */
struct callback {
    const char *name;
    bool trapped; /* and that has been told */
};

struct stream {
    struct hugind *hugind;
    struct callback line, token;
};

static bool is_callback(const struct hugind *hugind, const char *name)
{
    const struct gk_functype *type =
        hugind->guest != NULL ? gk_guest_func(hugind->guest, name) : NULL;

    return type != NULL && type->param_count == 2 &&
           type->params[0] == GK_I32 && type->params[1] == GK_I32 &&
           type->result_count == 0;
}

/* The host swallows it; a person who tests wants to know, once. */
static void tell_trap(struct gk_session *session, struct callback *callback,
                      const struct gk_trap *trap)
{
    const struct gk_trap_frame *frame = trap->frames;
    gk_buf line = GK_BUF_INIT;

    if (callback->trapped)
        return;
    callback->trapped = true;
    gk_buf_printf(&line, "%s trapped, which the host swallows: %s",
                  callback->name, hugind_trap_words(trap));
    if (trap->frame_count > 0 && frame->name.len > 0)
        gk_buf_printf(&line, " in %.*s", (int)frame->name.len,
                      (const char *)frame->name.at);
    gk_session_host_log(session, gk_buf_text(&line));
    gk_session_hint(session,
                    "a trap in llm_on_token or llm_on_sse ends that callback "
                    "only: the host streams on and says nothing");
    gk_buf_clear(&line);
}

/* Copies a text into the guest and calls it. Only a failing `alloc` ends the
 * stream, the run's timeout, and a fixture that is missing. */
static gk_status deliver(struct hugind *hugind, struct callback *callback,
                         const uint8_t *text, size_t len, gk_error *err)
{
    struct gk_session *session = hugind->session;
    struct gk_value args[2] = {{.type = GK_I32}, {.type = GK_I32}};
    gk_error words = GK_ERROR_INIT;
    struct gk_trap trap;
    gk_status st;

    st = hugind_place(hugind, text, len, &args[0].u.i32, err);
    if (st != GK_OK)
        return st;
    args[1].u.i32 = (uint32_t)len;
    st = gk_guest_call(hugind->guest, callback->name, args, 2, NULL, 0, &trap,
                       &words);
    if (session->no_fixture.status != GK_OK)
        return gk_fail(err, GK_E_NOFIXTURE, "%s", session->no_fixture.text);
    if (st == GK_E_TRAP && !hugind->timed_out) {
        tell_trap(session, callback, &trap);
        return GK_OK;
    }
    if (st == GK_E_TRAP)
        return gk_fail(err, GK_E_TRAP, "%s", hugind_trap_words(&trap));
    return st == GK_OK ? GK_OK : gk_fail(err, st, "%s", words.text);
}

static gk_status on_line(void *context, const uint8_t *text, size_t len,
                         gk_error *err)
{
    struct stream *stream = context;

    return deliver(stream->hugind, &stream->line, text, len, err);
}

static gk_status on_token(void *context, const uint8_t *text, size_t len,
                          gk_error *err)
{
    struct stream *stream = context;

    return deliver(stream->hugind, &stream->token, text, len, err);
}

static gk_status read_stream(struct hugind_sse *sse,
                             const struct gk_llm_reply *reply, gk_error *err)
{
    size_t from = 0;
    gk_status st = GK_OK;

    for (size_t i = 0; i < reply->chunk_count && st == GK_OK; i++) {
        st = hugind_sse_take(sse, reply->body.data + from,
                             reply->ends[i] - from, err);
        from = reply->ends[i];
    }
    if (st == GK_OK)
        st = fail_broken(reply, err);
    return st == GK_OK ? hugind_sse_end(sse, err) : st;
}

gk_status hugind_llm_chat_stream(struct gk_hostcall *call, gk_error *err)
{
    static const struct hugind_llm_api api = {"llm_chat_stream", true};
    struct hugind *hugind = call->host;
    struct gk_llm_reply reply = GK_LLM_REPLY_INIT;
    struct stream stream = {
        hugind, {"llm_on_sse", false}, {"llm_on_token", false}};
    struct hugind_sse sse;
    gk_status st = ask(call, &api, &reply, err);

    hugind_sse_init(&sse);
    sse.context = &stream;
    if (is_callback(hugind, "llm_on_sse"))
        sse.on_line = on_line;
    if (is_callback(hugind, "llm_on_token"))
        sse.on_token = on_token;
    if (st == GK_OK)
        st = read_stream(&sse, &reply, err);
    if (st == GK_OK && sse.answer.len == 0 && reply.body.len > 0)
        gk_session_hint(call->session,
                        "llm_chat_stream gave an empty text: no event of the "
                        "response has one; with \"stream\": false in the "
                        "request there are no events");
    if (st == GK_OK)
        st = hugind_give(call, sse.answer.data, sse.answer.len, err);
    hugind_sse_clear(&sse);
    gk_llm_reply_clear(&reply);
    return st;
}
