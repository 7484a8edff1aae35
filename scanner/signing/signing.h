/*
 * signing: what a file's embedded signature says, as facts for the rules.
 *
 * The format is the one of the WebAssembly tool conventions: a first custom
 * section "signature" holds hashes over the sections behind it and Ed25519
 * signatures of those hashes; custom sections "signature_delimiter" end the
 * parts that are hashed. The eight bytes before the first section are not
 * signed.
 *
 * A value; owns nothing and borrows nothing.
 */
#ifndef GK_SCANNER_SIGNING_SIGNING_H
#define GK_SCANNER_SIGNING_SIGNING_H

#include "core/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gk_key;

struct gk_signature_facts {
    bool present;        /* there is a section called "signature" */
    bool sound;          /* it could be read, and stands first */
    bool checked;        /* a key was given to check it with */
    bool valid;          /* checked, and that key signed this file */
    bool partial;        /* what is signed ends before the file does; without a
                            key: as the delimiters say */
    uint32_t offset;     /* of the section's id byte */
    uint32_t signatures; /* how many, by any key */
    uint32_t covered;    /* valid: offset behind the last signed byte */
    uint32_t total;      /* offset behind the last section */
    char key_id[96];     /* of the signature that is valid, or of the first:
                            printable, "" when it has none */
    char why[160];       /* not sound, or checked and not valid: why; else "" */
};

/*
 * Looks at any bytes: a core module, a component, or neither (then nothing is
 * present). `key` may be NULL. Linear in `len`; hashes only when there is a
 * signature and a key. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_signature_look(const void *bytes, size_t len,
                                         const struct gk_key *key,
                                         struct gk_signature_facts *out,
                                         gk_error *err);

#endif
