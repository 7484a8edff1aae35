/*
 * llm_reply: what an endpoint sends back, and how a fixture's "reply" becomes
 * it.
 */
#ifndef GK_HOST_MOCK_WORLD_LLM_REPLY_H
#define GK_HOST_MOCK_WORLD_LLM_REPLY_H

#include "host-mock/world/fixtures.h"

struct gk_llm_reply {
    unsigned status; /* 0 when there is no response */
    gk_buf body;     /* owned, like ends: gk_llm_reply_clear */
    size_t *ends;    /* where each chunk ends in the body, ascending */
    size_t chunk_count;
    int64_t ms;      /* of the world's clock: for the asker to let pass */
    char error[256]; /* why there is no response, or why its body ends; "" */
};

#define GK_LLM_REPLY_INIT                                                      \
    {                                                                          \
        0, GK_BUF_INIT, NULL, 0, 0,                                            \
        {                                                                      \
            0                                                                  \
        }                                                                      \
    }

void gk_llm_reply_clear(struct gk_llm_reply *reply);
/* Appends a chunk; an empty one is dropped. */
GK_NODISCARD gk_status gk_llm_reply_add(struct gk_llm_reply *reply,
                                        const void *bytes, size_t len,
                                        gk_error *err);
/* Fills an empty reply from a fixture's (checked) "reply", for a request with
 * this body. */
GK_NODISCARD gk_status gk_llm_reply_make(const gk_json *answer,
                                         const gk_json *body,
                                         struct gk_llm_reply *reply,
                                         gk_error *err);

#endif
