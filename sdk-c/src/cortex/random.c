#include <guestkit/cortex.h>

/* The host fills no more in one call. */
#define RANDOM_BYTES 65536u

void cortex_random(void *out, size_t len)
{
    char *at = out;
    while (len > 0) {
        uint32_t n = len < RANDOM_BYTES ? (uint32_t)len : RANDOM_BYTES;
        host_random(at, n);
        at += n;
        len -= n;
    }
}
