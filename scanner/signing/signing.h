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

#include "core/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gk_keyring;

struct gk_signature_facts {
    bool present;    /* there is a section called "signature" */
    bool sound;      /* it could be read, and stands first */
    bool checked;    /* keys were given, whether or not it is present */
    bool valid;      /* checked, and one of the keys signed this file */
    bool partial;    /* what is signed ends before the file does; without a
                        key: as the delimiters say */
    bool cut;        /* valid, and what is there is signed, but sections that
                        were signed behind it are not there any more */
    uint32_t offset; /* of the section's id byte */
    uint32_t signatures; /* how many, by any key */
    uint32_t covered;    /* valid: offset behind the last signed byte */
    uint32_t total;      /* offset behind the last section */
    char key_id[96];     /* valid: of the key that was given (gk_key_id); else
                            what the first signature says, which anybody can
                            write: printable, "" when it says nothing */
    char why[160];       /* not sound, or checked and not valid: why; else "" */
};

/*
 * Looks at any bytes: a core module, a component, or neither (then nothing is
 * present). `keys` may be NULL or empty. Linear in `len`; hashes only when one
 * of the keys made a signature in it. Fails: GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_signature_look(const void *bytes, size_t len,
                                         const struct gk_keyring *keys,
                                         struct gk_signature_facts *out,
                                         gk_error *err);

/* Appends the text report's line: "signed:  all of it, with key 97…"; nothing
 * when there is no signature, or a finding tells what is wrong with it. */
gk_status gk_signature_put_text(const struct gk_signature_facts *facts,
                                gk_buf *out);

#endif
