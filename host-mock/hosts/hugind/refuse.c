#include "host-mock/hosts/hugind/refuse.h"

#include "host-mock/hosts/hugind/hugind.h"

/* The other fidelity decides otherwise. */
static void meet(struct hugind *hugind, gk_permit_difference differs)
{
    switch (differs) {
    case GK_PERMIT_IP_RANGES:
        hugind_meet(hugind, HUGIND_IP_RANGES);
        break;
    case GK_PERMIT_PRIVATE_IPV6:
        hugind_meet(hugind, HUGIND_PRIVATE_IPV6);
        break;
    case GK_PERMIT_PATHS_OUTSIDE:
        hugind_meet(hugind, HUGIND_PATHS_OUTSIDE);
        break;
    default:
        break;
    }
}

gk_status hugind_permitted(struct gk_hostcall *call, const char *function,
                           const gk_permit *permit, gk_error *err)
{
    gk_buf hint = GK_BUF_INIT;

    meet(call->host, permit->differs);
    if (permit->allowed)
        return GK_OK;
    gk_buf_printf(&hint, "%s was refused: %s", function, permit->fact);
    gk_session_hint(call->session, gk_buf_text(&hint));
    gk_buf_clear(&hint);
    return gk_fail(err, GK_E_TRAP, "%s", permit->words);
}
