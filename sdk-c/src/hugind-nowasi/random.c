/* Before libguestkit-nowasi's, which would ask the host. */
#include <stdint.h>

#define ENOSYS_OF_WASI 52

int32_t __imported_wasi_snapshot_preview1_random_get(int32_t out, int32_t len);

int32_t __imported_wasi_snapshot_preview1_random_get(int32_t out, int32_t len)
{
    (void)out, (void)len;
    return ENOSYS_OF_WASI;
}
