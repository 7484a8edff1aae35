/*
 * deployed: which host this is, as far as the guest has noticed. Private to
 * the cortex library.
 */
#ifndef GUESTKIT_SRC_CORTEX_DEPLOYED_H
#define GUESTKIT_SRC_CORTEX_DEPLOYED_H

/* Told by how the host asks for capabilities, which it does after each load
 * before any tool runs. */
extern enum gk_cortex_host {
    GK_CORTEX_UNKNOWN,
    GK_CORTEX_DOCUMENTED,
    GK_CORTEX_DEPLOYED
} gk_cortex_host;

#endif
