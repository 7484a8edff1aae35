/*
 * toolbox: the tools that a model is offered, by the names it knows them by.
 * Private to the hugind library.
 */
#ifndef GUESTKIT_SRC_HUGIND_TOOLBOX_H
#define GUESTKIT_SRC_HUGIND_TOOLBOX_H

#include "list.h"

#include <guestkit/agent.h>

struct gk_toolbox {
    struct gk_offer *offers; /* owned */
    size_t count;
    struct gk_list request; /* "tools" of a request */
};

/* The agent's own tools first; then, with `mcp`, those of the host. */
void gk_toolbox_open(struct gk_toolbox *box, const hugind_tool *tools,
                     size_t count, bool mcp);
void gk_toolbox_close(struct gk_toolbox *box);

/* Does what the model asks for: an element of "tool_calls". The answer, or a
 * text "Error: …" that says what is wrong with the call; owned. */
hugind_text gk_toolbox_call(const struct gk_toolbox *box, gk_json call);

#endif
