/*
 * What the C library's replacement for WASI needs of this host: standard output
 * and error. It has no clock and no random numbers but WASI's, so those are not
 * there.
 */
#include <guestkit/hugind.h>
#include <guestkit/nowasi.h>

void gk_nowasi_log(const char *text, size_t len)
{
    host_print(text, (uint32_t)len);
}

void gk_nowasi_log_error(const char *text, size_t len)
{
    host_eprint(text, (uint32_t)len);
}

int64_t gk_nowasi_time_ms(void)
{
    return -1;
}
