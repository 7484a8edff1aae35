#include "host-mock/trace.h"

#include "core/base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct gk_trace_shared {
    uint64_t used; /* bytes of `bytes` */
    uint32_t count;
    uint32_t truncated;
    uint8_t bytes[]; /* records: u32 length, then that many bytes */
};

#define MAPPING_BYTES (sizeof(struct gk_trace_shared) + GK_MAX_TRACE_BYTES)

gk_status gk_trace_adopt(struct gk_trace *trace, int fd, gk_error *err)
{
    void *mapping = mmap(NULL, MAPPING_BYTES, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_NORESERVE, fd, 0);

    if (mapping == MAP_FAILED) {
        gk_fail(err, GK_E_NOMEM, "cannot map %zu bytes for the trace: %s",
                MAPPING_BYTES, strerror(errno));
        close(fd);
        return GK_E_NOMEM;
    }
    trace->shared = mapping;
    trace->fd = fd;
    return GK_OK;
}

gk_status gk_trace_open(struct gk_trace *trace, gk_error *err)
{
    int fd = memfd_create("trace", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    /* Sealed: a child that cuts it short would kill its reader. */
    if (fd < 0 || ftruncate(fd, (off_t)MAPPING_BYTES) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) != 0) {
        gk_fail(err, GK_E_NOMEM, "cannot make memory for the trace: %s",
                strerror(errno));
        if (fd >= 0)
            close(fd);
        return GK_E_NOMEM;
    }
    return gk_trace_adopt(trace, fd, err);
}

void gk_trace_close(struct gk_trace *trace)
{
    if (trace->shared == NULL)
        return;
    munmap(trace->shared, MAPPING_BYTES);
    close(trace->fd);
    trace->shared = NULL;
}

void gk_trace_put(struct gk_trace *trace, const gk_buf *record)
{
    struct gk_trace_shared *shared = trace->shared;
    uint32_t len = (uint32_t)record->len;

    if (shared == NULL)
        return;
    if (record->status != GK_OK || shared->count >= GK_MAX_TRACE_CALLS ||
        record->len + sizeof len > GK_MAX_TRACE_BYTES - shared->used) {
        shared->truncated = 1;
        return;
    }
    memcpy(shared->bytes + shared->used, &len, sizeof len);
    memcpy(shared->bytes + shared->used + sizeof len, record->data,
           record->len);
    shared->used += sizeof len + record->len;
    shared->count++;
}

gk_status gk_trace_read(const struct gk_trace *trace,
                        gk_status (*each)(void *context, gk_json *record),
                        void *context, bool *truncated, gk_error *err)
{
    const struct gk_trace_shared *shared = trace->shared;
    /* The child wrote these: one copy, then checked. */
    uint64_t used = shared->used;
    uint64_t at = 0;
    gk_status st = GK_OK;

    if (used > GK_MAX_TRACE_BYTES)
        used = GK_MAX_TRACE_BYTES;
    *truncated = shared->truncated != 0;
    while (st == GK_OK && used - at >= sizeof(uint32_t)) {
        gk_json *record = NULL;
        uint32_t len;

        memcpy(&len, shared->bytes + at, sizeof len);
        at += sizeof len;
        if (len > used - at || gk_json_parse_own(shared->bytes + at, len,
                                                 &record, NULL) != GK_OK) {
            *truncated = true;
            break;
        }
        at += len;
        st = each(context, record);
    }
    return st == GK_OK ? GK_OK : gk_fail(err, st, "cannot read the trace");
}
