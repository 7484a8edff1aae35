/*
 * llm: what answers a guest's requests to a language model: fixtures, or a live
 * door to an endpoint that speaks OpenAI's chat completions.
 *
 * A fixture: {
 *   "prompt": glob with *, or a pattern (pattern.h)   what the user says last
 *   "request": {…}        the request's body contains this
 *   "request_is": {…}     the request's body is just this
 *   "session": "id"       the session the host names
 *   "times", "required"   see fixtures.h
 *   "reply": "text" or {
 *     one of
 *       "text": "…"       the model says so
 *       "json": value     it says this value, as compact JSON
 *       "tokens": ["…"]   it says these, one after the other
 *       "response": value the body of the response, JSON
 *       "body": "…"       the body of the response
 *       "chunks": ["…" or {"base64": "…"}]   the body, as it comes in
 *     "status": 200
 *     "broken": "words"   after all that, the connection breaks
 *     "delay": what it takes on the world's clock, see gk_world_duration
 *   } or {"error": "timeout" | "refused" | any text}
 * }
 * What the model says comes as one JSON response, or, when the request asks for
 * "stream": true, as server-sent events, each a chunk of its own; "text" and
 * "json" are cut into words for that.
 */
#ifndef GK_HOST_MOCK_WORLD_LLM_H
#define GK_HOST_MOCK_WORLD_LLM_H

#include "host-mock/world/llm_reply.h"

struct gk_llm_request {
    const char *url;     /* of the endpoint; borrowed, like the rest */
    const char *session; /* NULL: none */
    const gk_json *body; /* an object; NULL for a door: the endpoint is to
                            forget the session, which `url` names */
};

/* A live door: asks the parent process. */
typedef gk_status gk_llm_door(void *context,
                              const struct gk_llm_request *request,
                              struct gk_llm_reply *reply, gk_error *err);

struct gk_llm {
    struct gk_fixtures fixtures;
    gk_llm_door *door; /* NULL: closed */
    void *door_context;
    bool has_asked; /* the door, with a session, since the last _forget */
};

GK_NODISCARD gk_status gk_llm_check(const gk_json *fixtures, const char *where,
                                    gk_error *err);
GK_NODISCARD gk_status gk_llm_init(struct gk_llm *llm, const gk_json *fixtures,
                                   gk_error *err);
void gk_llm_clear(struct gk_llm *llm);

/* What the user says last: the text of the last message of role "user", else
 * of the last message. Appends; false when there is no text. */
bool gk_llm_prompt(const gk_json *body, gk_buf *out);

/*
 * Fails: GK_E_NOFIXTURE when nothing fits and the door is closed: the words
 * name the prompt, fixtures.missing is the fixture to paste.
 */
GK_NODISCARD gk_status gk_llm_ask(struct gk_llm *llm,
                                  const struct gk_llm_request *request,
                                  struct gk_llm_reply *reply, gk_error *err);

/* request->body is NULL. Nothing is sent, and the status is 404, when the door
 * was not asked for anything in a session. Fails: as the door. */
GK_NODISCARD gk_status gk_llm_forget(struct gk_llm *llm,
                                     const struct gk_llm_request *request,
                                     struct gk_llm_reply *reply, gk_error *err);

#endif
