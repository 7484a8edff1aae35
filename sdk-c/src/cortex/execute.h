/*
 * execute: one tool call, from the host's bytes to its result. Private to the
 * cortex library.
 */
#ifndef GUESTKIT_SRC_CORTEX_EXECUTE_H
#define GUESTKIT_SRC_CORTEX_EXECUTE_H

#include <stdint.h>

/* What plugin_execute_tool does. Always sets *out_len, to at most its
 * capacity. */
int32_t gk_execute(const char *name, uint32_t name_len, const char *args,
                   uint32_t args_len, char *out, uint32_t *out_len);

#endif
