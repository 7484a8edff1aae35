#include "deployed.h"

#include <guestkit/cortex.h>

#ifdef GUESTKIT_CORTEX_TIME_F64
#error "the library is built with the documented clock; see cortex.h"
#endif

int64_t cortex_time_ms(void)
{
    return gk_cortex_deployed ? -1 : host_get_time_ms();
}
