/*
 * deployed: which host this is, as far as the guest has noticed. Private to
 * the cortex library.
 */
#ifndef GUESTKIT_SRC_CORTEX_DEPLOYED_H
#define GUESTKIT_SRC_CORTEX_DEPLOYED_H

#include <stdbool.h>

/* Set when the host asks for capabilities as only the deployed one does, which
 * it does at each load before any tool runs. */
extern bool gk_cortex_deployed;

#endif
