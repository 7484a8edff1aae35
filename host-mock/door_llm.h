/*
 * door_llm: the way to a real language model (`--live llm`): an endpoint that
 * speaks OpenAI's chat completions.
 *
 * The request goes where the host would send it; GUESTKIT_LLM_URL in the
 * environment of guestkit names another base URL ("https://host/v1"), and
 * GUESTKIT_LLM_KEY the key for that one, sent as a bearer token. A manifest's
 * own URL never gets the key.
 *
 * A session that is done with is deleted there, too.
 */
#ifndef GK_HOST_MOCK_DOOR_LLM_H
#define GK_HOST_MOCK_DOOR_LLM_H

#include "host-mock/job.h"
#include "host-mock/world/llm.h"

/* Models think long; the host itself waits for ever. */
#define GK_LIVE_LLM_TIMEOUT_MS 120000
/* Forgetting is quick, and nobody waits for it. */
#define GK_LIVE_FORGET_TIMEOUT_MS 5000
#define GK_LIVE_LLM_BYTES         ((size_t)4 << 20)

/* In the child: sends the request, waits for all of the reply. */
GK_NODISCARD gk_status gk_door_ask_llm(int fd,
                                       const struct gk_llm_request *request,
                                       struct gk_llm_reply *reply,
                                       gk_error *err);
/* In the parent: answers that frame. */
GK_NODISCARD gk_status gk_door_answer_llm(const struct gk_job *job, int fd,
                                          const gk_json *head, gk_error *err);

#endif
