#include "preview1.h"

#include <guestkit/nowasi.h>

enum { REALTIME, MONOTONIC };
#define NS_PER_MS 1000000

int32_t GK_PREVIEW1(clock_res_get)(int32_t clock, int32_t out)
{
    if (clock != REALTIME && clock != MONOTONIC)
        return GK_WASI_EINVAL;
    *GK_AT(uint64_t, out) = NS_PER_MS;
    return GK_WASI_OK;
}

int32_t GK_PREVIEW1(clock_time_get)(int32_t clock, int64_t precision,
                                    int32_t out)
{
    (void)precision; /* the host has one */
    if (clock != REALTIME && clock != MONOTONIC)
        return GK_WASI_EINVAL;
    int64_t ms = gk_nowasi_time_ms();
    if (ms < 0)
        return GK_WASI_ENOSYS;
    *GK_AT(uint64_t, out) = (uint64_t)ms * NS_PER_MS;
    return GK_WASI_OK;
}
