#include "host-mock/hosts/hugind/refuse.h"

gk_status hugind_permitted(struct gk_hostcall *call, const char *function,
                           const gk_permit *permit, gk_error *err)
{
    gk_buf hint = GK_BUF_INIT;

    if (permit->allowed)
        return GK_OK;
    gk_buf_printf(&hint, "%s was refused: %s", function, permit->fact);
    gk_session_hint(call->session, gk_buf_text(&hint));
    gk_buf_clear(&hint);
    return gk_fail(err, GK_E_TRAP, "%s", permit->words);
}
