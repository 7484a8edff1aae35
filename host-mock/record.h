/*
 * record: one host call, written down as strace would: from the row's letters,
 * so that a new host function needs no code here.
 */
#ifndef GK_HOST_MOCK_RECORD_H
#define GK_HOST_MOCK_RECORD_H

#include "abi/abi.h"
#include "host-mock/vm/engine.h"

/* A value the caller stores, zeroed; it can be used for one call after the
 * other, and keeps its memory. gk_record_clear ends it. */
struct gk_record {
    const struct gk_abi_import *row;
    struct gk_sig sig;
    gk_buf head; /* host_log("Ready") */
    gk_buf args; /* JSON array of the values */
    gk_buf tail; /* 0  200  48 B */
    gk_buf note; /* what the function itself adds to that */
    gk_buf text; /* scratch: one argument, the line */
};

/* Before the call: what goes in. `memory` may be NULL. */
void gk_record_begin(struct gk_record *r, const struct gk_abi_import *row,
                     gk_vm_memory *memory, const struct gk_value *args,
                     size_t arg_count);
/* After it: what has come out; `trap` says why there is nothing, or is NULL. */
void gk_record_end(struct gk_record *r, gk_vm_memory *memory,
                   const struct gk_value *args, size_t arg_count,
                   const struct gk_value *results, size_t result_count,
                   const char *trap);
/* Appends {"kind":"call","part":…}; `us` is how long it took. */
void gk_record_print(struct gk_record *r, unsigned part, uint64_t us,
                     gk_buf *out);
void gk_record_clear(struct gk_record *r);
/* Appends guest bytes as the lines show a text: between quotes, masked, cut
 * when they are long or `more` would follow. */
void gk_record_text(gk_buf *out, const uint8_t *bytes, size_t len, bool more);

#endif
