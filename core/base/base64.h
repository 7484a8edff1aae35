/*
 * base64: RFC 4648, section 4.
 */
#ifndef GK_CORE_BASE_BASE64_H
#define GK_CORE_BASE_BASE64_H

#include "core/base/buf.h"

/* Appends. Fails: GK_E_SYNTAX for a character or padding that is not base64. */
GK_NODISCARD gk_status gk_base64_decode(const char *text, gk_buf *out,
                                        gk_error *err);
gk_status gk_base64_encode(const void *bytes, size_t len, gk_buf *out);

#endif
