/*
 * trace: what a guest has asked and said, kept in memory that the child and
 * its parent share, so that nothing is lost when the child dies.
 *
 * The child appends; the parent reads when the child has ended, and believes
 * no length in it. Records are JSON texts:
 *   {"kind":"call","part":N,…}  {"kind":"log","part":N,"text":…}
 *   {"kind":"host-log","part":N,"text":…}
 */
#ifndef GK_HOST_MOCK_TRACE_H
#define GK_HOST_MOCK_TRACE_H

#include "core/base/json.h"

struct gk_trace_shared;

struct gk_trace {
    struct gk_trace_shared *shared; /* owned mapping */
    int fd; /* owned: of that memory, to be handed to another process */
};

/* Before the fork. Costs address space; memory only as it is written. */
GK_NODISCARD gk_status gk_trace_open(struct gk_trace *trace, gk_error *err);
/* The trace whose memory `fd` is; takes `fd` over. For the other process. */
GK_NODISCARD gk_status gk_trace_adopt(struct gk_trace *trace, int fd,
                                      gk_error *err);
void gk_trace_close(struct gk_trace *trace);

/* Appends one record; past GK_MAX_TRACE_BYTES or GK_MAX_TRACE_CALLS it is
 * dropped and the trace says "truncated". */
void gk_trace_put(struct gk_trace *trace, const gk_buf *record);

/* In the parent: each record, parsed, in order; the callback owns `record`. A
 * record that is no JSON ends the reading. */
GK_NODISCARD gk_status gk_trace_read(const struct gk_trace *trace,
                                     gk_status (*each)(void *context,
                                                       gk_json *record),
                                     void *context, bool *truncated,
                                     gk_error *err);

#endif
