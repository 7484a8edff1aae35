/* What the C library's replacement for WASI needs of this host. */
#include <guestkit/cortex.h>
#include <guestkit/nowasi.h>

void gk_nowasi_log(const char *text, size_t len)
{
    host_log(text, (uint32_t)len);
}

int64_t gk_nowasi_time_ms(void)
{
    return cortex_time_ms();
}

void gk_nowasi_random(void *out, size_t len)
{
    cortex_random(out, len);
}
