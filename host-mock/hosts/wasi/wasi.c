#include "host-mock/hosts/wasi/wasi.h"

#define ERRNO_NOSYS 52u

static gk_status not_there(struct gk_hostcall *call, gk_error *err)
{
    (void)err;
    if (call->result_count > 0)
        call->results[0].u.i32 = ERRNO_NOSYS;
    return GK_OK;
}

gk_host_fn *gk_wasi_handler(const char *name)
{
    (void)name;
    return not_there;
}
