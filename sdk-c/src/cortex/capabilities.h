/*
 * capabilities: the table of tools as the JSON a host asks for. Private to the
 * cortex library.
 */
#ifndef GUESTKIT_SRC_CORTEX_CAPABILITIES_H
#define GUESTKIT_SRC_CORTEX_CAPABILITIES_H

#include <stdint.h>

/* What plugin_get_capabilities does; out may be address 0. */
int32_t gk_capabilities_get(char *out, uint32_t *out_len);

#endif
