/*
 * call: what a tool's gk_call holds. Private to the cortex library.
 */
#ifndef GUESTKIT_SRC_CORTEX_CALL_H
#define GUESTKIT_SRC_CORTEX_CALL_H

#include <guestkit/plugin.h>

struct gk_call {
    gk_json args;  /* an object, in the host's buffer */
    gk_writer out; /* straight into the host's buffer */
};

/*
 * Whether the arguments satisfy the tool's parameters; when not, the call's
 * result says what is wrong with which.
 */
bool gk_call_check(gk_call *call, const gk_tool *tool);

#endif
