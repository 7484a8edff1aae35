/* scratch: one block of the host's memory, and when it may be used. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <guestkit/plugin.h>

/*
 * `size` bytes that nothing else uses until this call of the tool ends: what is
 * in them is lost then. NULL: there are none. The block is kept for the next
 * call, as the deployed host takes none back.
 */
char *scratch_get(gk_call *call, uint32_t size);

/* Gives the block back. */
void scratch_free(void);

#endif
