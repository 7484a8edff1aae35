#include "preview1.h"

#include <guestkit/nowasi.h>

int32_t GK_PREVIEW1(random_get)(int32_t out, int32_t len)
{
    gk_nowasi_random(GK_AT(char, out), (uint32_t)len);
    return GK_WASI_OK;
}
