/*
 * data: the contents of a "signature" section: sets of hashes, and signatures
 * of each set.
 *
 * A value without memory of its own; what it points at is borrowed from the
 * section's bytes.
 *
 * Source: WebAssembly tool conventions, Signatures.md. Its tables have records
 * one after the other; the tool wasmsign2 puts each record's length before it.
 * Both are read; ours are written as the document has them.
 */
#ifndef GK_SCANNER_SIGNING_DATA_H
#define GK_SCANNER_SIGNING_DATA_H

#include "core/base/buf.h"
#include "core/base/sha256.h"
#include "core/wasm/module.h"

#define GK_SIGNATURE_SECTION   "signature"
#define GK_SIGNATURE_DELIMITER "signature_delimiter"

/* Identifiers of the conventions; there are no others yet. */
#define GK_SIGNATURE_VERSION 0x01u
#define GK_SIGNATURE_CONTENT 0x01u /* a module or component */
#define GK_SIGNATURE_SHA256  0x01u
#define GK_SIGNATURE_ED25519 0x01u

/* More parts, or parties, than anybody has; every signature costs a check. */
#define GK_MAX_SIGNED_SETS   16u
#define GK_MAX_SIGNED_HASHES 64u /* in one set */
#define GK_MAX_SIGNATURES    64u /* in all sets */

struct gk_signature_entry {
    uint32_t set; /* of which hashes */
    struct gk_name key_id;
    uint8_t algorithm;
    const uint8_t *at; /* the signature's bytes */
    uint32_t len;
};

struct gk_signature_set {
    const uint8_t *hashes; /* GK_SHA256_BYTES each */
    uint32_t hash_count;
};

struct gk_signature_data {
    struct gk_signature_set sets[GK_MAX_SIGNED_SETS];
    uint32_t set_count;
    struct gk_signature_entry entries[GK_MAX_SIGNATURES]; /* by set */
    uint32_t entry_count;
};

/* Fails: GK_E_EOF, GK_E_MALFORMED, GK_E_LIMIT, GK_E_UNSUPPORTED, with what was
 * found. Bounded by the ceilings above. */
GK_NODISCARD gk_status gk_signature_parse(const uint8_t *bytes, size_t len,
                                          struct gk_signature_data *out,
                                          gk_error *err);

/* Appends the section's contents. */
gk_status gk_signature_write(const struct gk_signature_data *data, gk_buf *out);

/* Appends what is signed for a set of hashes. */
gk_status gk_signature_message(const struct gk_signature_set *set, gk_buf *out);

#endif
