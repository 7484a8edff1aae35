/*
 * llm_answer: what llm_chat makes of a response: the model's text, wherever it
 * finds one, else the response itself.
 */
#ifndef GK_HOST_MOCK_HOSTS_HUGIND_LLM_ANSWER_H
#define GK_HOST_MOCK_HOSTS_HUGIND_LLM_ANSWER_H

#include "core/base/buf.h"

/* Appends the answer in a response's body, which may be any bytes. */
GK_NODISCARD gk_status hugind_llm_answer(const gk_buf *body, gk_buf *out,
                                         gk_error *err);

#endif
