/*
 * digests: SHA-256 of a file and of its sections.
 *
 * A value; owns its memory. On a large file they cost several times what all
 * else does, so each is made once for all formats, and large files are done by
 * two threads.
 */
#ifndef GK_SCANNER_REPORT_DIGESTS_H
#define GK_SCANNER_REPORT_DIGESTS_H

#include "scanner/facts.h"

/* What to make. */
enum {
    GK_DIGEST_FILE = 1 << 0,
    GK_DIGEST_SECTIONS = 1 << 1,
    GK_DIGEST_INTEGRITY = 1 << 2 /* the file read as text, as a host does */
};

/* Sections beyond this many have none; hostile files have 100,000. */
#define GK_MAX_SECTION_DIGESTS 1000u
/* Up to this size a second thread costs more than it brings, and a digest costs
 * no time that anybody would notice. */
#define GK_DIGEST_SMALL_BYTES ((size_t)8 << 20)

struct gk_digests {
    unsigned made; /* GK_DIGEST_… */
    char file[GK_SHA256_HEX_BYTES];
    char integrity[GK_SHA256_HEX_BYTES];
    char (*sections)[GK_SHA256_HEX_BYTES]; /* owned; by section number */
    uint32_t section_count;
};

/* Whole sections: a custom one's name counts, id and size do not.
 * Fails: GK_E_NOMEM. */
GK_NODISCARD gk_status gk_digests_make(const struct gk_facts *facts,
                                       unsigned what, struct gk_digests *out,
                                       gk_error *err);
void gk_digests_clear(struct gk_digests *digests);

#endif
