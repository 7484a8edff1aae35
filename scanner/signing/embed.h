/*
 * embed: puts a signature into a file.
 *
 * What is signed stays as it is, byte for byte; a delimiter is added at its end
 * where there is none, so that others can add sections of their own behind it.
 */
#ifndef GK_SCANNER_SIGNING_EMBED_H
#define GK_SCANNER_SIGNING_EMBED_H

#include "core/base/buf.h"
#include "scanner/signing/key.h"

#include <stdbool.h>

/*
 * Appends to `out` the module or component with a signature over all of it.
 * Signatures that are there already are dropped, or, with `add`, kept beside
 * it, except one by the same key of the same bytes. The caller knows that the
 * bytes are well-formed.
 * Fails: GK_E_MALFORMED (no sections, or with `add` a signature that cannot be
 * read), GK_E_LIMIT, GK_E_IO (no random numbers), GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_signature_embed(const void *bytes, size_t len,
                                          const gk_key *key, bool add,
                                          gk_buf *out, gk_error *err);

#endif
