#include "deployed.h"

#include <guestkit/cortex.h>

int64_t cortex_time_ms(void)
{
    switch (gk_cortex_host) {
    case GK_CORTEX_DOCUMENTED:
        return host_get_time_ms();
    case GK_CORTEX_DEPLOYED:
        return (int64_t)host_get_time_ms_f64();
    default:
        return -1;
    }
}
