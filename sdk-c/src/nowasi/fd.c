/* Standard input, output and error, but for writing (write.c). */
#include "preview1.h"

#include <stddef.h>

/* What fd_fdstat_get writes. Source: WASI preview 1, $fdstat. */
struct fdstat {
    uint8_t filetype;
    uint16_t flags;
    uint64_t rights_base;
    uint64_t rights_inheriting;
};
_Static_assert(sizeof(struct fdstat) == 24, "as preview 1 lays it out");
_Static_assert(offsetof(struct fdstat, rights_base) == 8, "likewise");

#define FILETYPE_CHARACTER_DEVICE 2
#define RIGHT_FD_READ             (1u << 1)
#define RIGHT_FD_WRITE            (1u << 6)

static int is_stream(int32_t fd)
{
    return (uint32_t)fd < GK_WASI_STREAMS;
}

/* A terminal, for the C library: a character device that cannot seek. It then
 * writes stdout line by line. */
int32_t GK_PREVIEW1(fd_fdstat_get)(int32_t fd, int32_t out)
{
    if (!is_stream(fd))
        return GK_WASI_EBADF;
    *GK_AT(struct fdstat, out) = (struct fdstat){
        .filetype = FILETYPE_CHARACTER_DEVICE,
        .rights_base = fd == 0 ? RIGHT_FD_READ : RIGHT_FD_WRITE};
    return GK_WASI_OK;
}

/* EBADF ends the C library's search for folders it was given; any other error
 * would make it exit at start. */
int32_t GK_PREVIEW1(fd_prestat_get)(int32_t fd, int32_t out)
{
    (void)fd, (void)out;
    return GK_WASI_EBADF;
}

int32_t GK_PREVIEW1(fd_close)(int32_t fd)
{
    return is_stream(fd) ? GK_WASI_OK : GK_WASI_EBADF;
}

int32_t GK_PREVIEW1(fd_seek)(int32_t fd, int64_t offset, int32_t whence,
                             int32_t out)
{
    (void)offset, (void)whence, (void)out;
    return is_stream(fd) ? GK_WASI_ESPIPE : GK_WASI_EBADF;
}

int32_t GK_PREVIEW1(fd_read)(int32_t fd, int32_t iovs, int32_t count,
                             int32_t out)
{
    (void)iovs, (void)count;
    if (fd != 0)
        return GK_WASI_EBADF;
    *GK_AT(uint32_t, out) = 0; /* end of file */
    return GK_WASI_OK;
}
