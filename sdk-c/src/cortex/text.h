/*
 * text: buffers the host fills. Private to the cortex library.
 */
#ifndef GUESTKIT_SRC_CORTEX_TEXT_H
#define GUESTKIT_SRC_CORTEX_TEXT_H

#include <guestkit/cortex.h>

/*
 * Before the call: finds `want` bytes in the arena when the caller gave no
 * buffer, and sets len to the capacity, as the host expects. False when there
 * is no room; the text is then empty and the host must not be called, since it
 * takes capacity 0 for 65536.
 */
bool gk_text_prepare(struct cortex_text *text, uint32_t want);

/* After the call: len is what the host wrote. */
void gk_text_finish(struct cortex_text *text, bool from_arena);

/* Whether the host takes it whole. */
bool gk_text_passes(const char *text, size_t len);

#endif
