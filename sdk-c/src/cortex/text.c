#include "text.h"

#include <guestkit/memory.h>

#include <string.h>

bool gk_text_prepare(struct cortex_text *text, uint32_t want)
{
    text->len = 0;
    text->truncated = false;
    if (text->at == NULL) {
        text->at = gk_alloc(want + 1); /* and a NUL */
        text->cap = text->at == NULL ? 0 : want;
    }
    text->len = text->cap;
    return text->cap > 0;
}

void gk_text_finish(struct cortex_text *text, bool from_arena)
{
    if (text->len > text->cap) /* a host that does not keep its word */
        text->len = text->cap;
    text->truncated = text->len == text->cap;
    if (!from_arena)
        return;
    text->at[text->len] = '\0';
    text->cap = text->len;
    gk_alloc_shrink(text->at, (size_t)text->len + 1);
}

bool gk_text_passes(const char *text, size_t len)
{
    return len <= CORTEX_MAX_TEXT && memchr(text, '\0', len) == NULL;
}
