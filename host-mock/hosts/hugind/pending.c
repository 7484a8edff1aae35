/*
 * pending: host functions that still have no room of their own. Each traps and
 * says so.
 */
#include "host-mock/hosts/hugind/hugind.h"

#define PENDING(name)                                                          \
    gk_status hugind_##name(struct gk_hostcall *call, gk_error *err)           \
    {                                                                          \
        (void)call;                                                            \
        return gk_fail(err, GK_E_TRAP, "the mock has no " #name " yet");       \
    }

PENDING(tools_list)
PENDING(tools_call)
