/*
 * llm_body: the request that llm_chat and llm_chat_stream make of the text
 * they are given.
 *
 * A JSON object with a key that the host knows is the request itself;
 * everything else is what a user says. What is missing is filled in: messages
 * from `prompt`, `model`, `stream`, and for what a user says the wish for an
 * answer in JSON.
 */
#ifndef GK_HOST_MOCK_HOSTS_HUGIND_LLM_BODY_H
#define GK_HOST_MOCK_HOSTS_HUGIND_LLM_BODY_H

#include "core/base/json.h"

struct hugind_llm_api {
    const char *name; /* "llm_chat": for the words of refusals */
    bool stream;      /* what "stream" is when not given */
};

/* What the host took the input for. */
typedef enum hugind_llm_input {
    HUGIND_LLM_TEXT,
    HUGIND_LLM_STRAY_OBJECT, /* a text, but an object without a known key */
    HUGIND_LLM_REQUEST
} hugind_llm_input;

/*
 * *kind  what the input was
 * *out   owned
 * Fails: GK_E_TRAP in the host's words, GK_E_NOMEM.
 */
GK_NODISCARD gk_status hugind_llm_body(const struct hugind_llm_api *api,
                                       const char *model, const gk_buf *input,
                                       hugind_llm_input *kind, gk_json **out,
                                       gk_error *err);

#endif
