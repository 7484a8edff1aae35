/*
 * cortex_deployed: what the scanner of a deployed CortexPrism host makes of a
 * file.
 *
 * That scanner reads the binary as text, takes an import section's entry count
 * for the length of a name, follows section sizes out of the file, and can
 * loop for ever. This is its algorithm step by step, so that we can tell a
 * plugin's author beforehand. Here every loop is bounded: one that would never
 * end is noticed, one at the end of the data is computed, and a walk longer
 * than any sensible file's is given up.
 */
#ifndef GK_SCANNER_CORTEX_DEPLOYED_H
#define GK_SCANNER_CORTEX_DEPLOYED_H

#include "core/base/buf.h"

#include <stdbool.h>

struct gk_cortex_seen {
    bool wasm;     /* it begins with the magic; else only `size` is known */
    bool hangs;    /* the scanner never returns */
    bool given_up; /* it does much more work than the file has bytes; what
                      follows is what was seen until then */
    uint64_t size; /* bytes after the decoding */
    uint32_t version;
    uint64_t imports;  /* its count, mostly nonsense */
    gk_buf suspicious; /* names joined by ", " */
    gk_buf unknown;    /* likewise; long lists are cut */
    uint64_t suspicious_count;
    uint64_t unknown_count;
    bool has_memory;
    uint32_t pages; /* as it reads them, of the last memory section it meets */
};

/* Linear in `len`. Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_cortex_see(const void *bytes, size_t len,
                                     struct gk_cortex_seen *out, gk_error *err);
void gk_cortex_seen_clear(struct gk_cortex_seen *seen);

#endif
