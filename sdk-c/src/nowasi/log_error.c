/* Where a host has one log for both. A host's library that has two defines its
 * own. */
#include <guestkit/nowasi.h>

__attribute__((weak)) void gk_nowasi_log_error(const char *text, size_t len)
{
    gk_nowasi_log(text, len);
}
