/*
 * parts: where a file's signature stands, and the parts that delimiters end.
 *
 * A value without memory of its own. Sections are walked by their headers
 * only, so that modules and components, sound or not, are alike.
 */
#ifndef GK_SCANNER_SIGNING_PARTS_H
#define GK_SCANNER_SIGNING_PARTS_H

#include "core/base/sha256.h"
#include "core/wasm/module.h"

/* Files with more delimiters are not signed by anybody. */
#define GK_MAX_PARTS 64u

struct gk_parts {
    const uint8_t *bytes; /* borrowed */
    size_t len;
    bool wasm;         /* there are sections to speak of */
    bool present;      /* a section is called "signature" */
    bool first;        /* it is the first one */
    uint32_t header;   /* offset of its id */
    uint32_t data;     /* offset of what it holds … */
    uint32_t data_len; /* … and how many bytes */
    uint32_t begin;    /* where the first part begins: behind it, or behind
                          the preamble */
    uint32_t ends[GK_MAX_PARTS]; /* behind each delimiter */
    uint32_t count;              /* delimiters, the first GK_MAX_PARTS */
    bool tail;                   /* sections follow the last one */
    bool many;                   /* there are more delimiters than ends[] */
};

void gk_parts_find(const void *bytes, size_t len, struct gk_parts *out);

/* How many hashes cover the file: one for each delimiter, one for a tail. */
uint32_t gk_parts_hashes(const struct gk_parts *parts);

/* The rolling hash at each of them; linear in the file's length. */
void gk_parts_hash(const struct gk_parts *parts,
                   uint8_t out[GK_MAX_PARTS + 1][GK_SHA256_BYTES]);

#endif
