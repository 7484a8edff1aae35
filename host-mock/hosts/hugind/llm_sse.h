/*
 * llm_sse: the lines of a stream of server-sent events, and the text in them.
 *
 * As the host reads them: bytes may be split anywhere between chunks, but each
 * chunk is made text on its own, so that a character cut in two is lost. Each
 * line is told; the delta of a "data: " line is told after it. No field other
 * than data is understood, and no event is put together from several lines.
 */
#ifndef GK_HOST_MOCK_HOSTS_HUGIND_LLM_SSE_H
#define GK_HOST_MOCK_HOSTS_HUGIND_LLM_SSE_H

#include "core/base/json.h"

/* A line without its end, or a delta; borrowed. Non-OK ends the reading. */
typedef gk_status hugind_sse_fn(void *context, const uint8_t *text, size_t len,
                                gk_error *err);

struct hugind_sse {
    hugind_sse_fn *on_line;  /* NULL: not wanted */
    hugind_sse_fn *on_token; /* likewise */
    void *context;
    gk_buf pending; /* a line that has not ended yet */
    gk_buf answer;  /* all deltas so far */
};

void hugind_sse_init(struct hugind_sse *sse);
void hugind_sse_clear(struct hugind_sse *sse);
/* Takes one chunk. Fails: as the callbacks do; GK_E_LIMIT, GK_E_NOMEM. */
GK_NODISCARD gk_status hugind_sse_take(struct hugind_sse *sse,
                                       const void *chunk, size_t len,
                                       gk_error *err);
/* The stream has ended: what is left is a line, too. */
GK_NODISCARD gk_status hugind_sse_end(struct hugind_sse *sse, gk_error *err);

/*
 * Appends the delta of one line to `out`. False: the line has none ("data: "
 * missing, [DONE], no JSON, no text at choices[0].delta.content).
 */
bool hugind_sse_delta(const uint8_t *line, size_t len, gk_buf *out);

#endif
