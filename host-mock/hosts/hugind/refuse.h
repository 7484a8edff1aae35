/*
 * refuse: a call that the manifest does not permit. The guest traps with the
 * host's words; whoever runs it is told which key decided.
 */
#ifndef GK_HOST_MOCK_HOSTS_HUGIND_REFUSE_H
#define GK_HOST_MOCK_HOSTS_HUGIND_REFUSE_H

#include "core/manifest/permit.h"
#include "host-mock/session.h"

/* GK_OK when it is allowed. `function` is the import's name.
 * Fails: GK_E_TRAP with the permit's words. */
GK_NODISCARD gk_status hugind_permitted(struct gk_hostcall *call,
                                        const char *function,
                                        const gk_permit *permit, gk_error *err);

#endif
