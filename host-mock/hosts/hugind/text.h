/*
 * text: what Rust's strings do where C's and JavaScript's do something else.
 */
#ifndef GK_HOST_MOCK_HOSTS_HUGIND_TEXT_H
#define GK_HOST_MOCK_HOSTS_HUGIND_TEXT_H

#include "core/base/buf.h"

/* Appends bytes, each maximal ill-formed subpart replaced by U+FFFD; a byte
 * order mark stays (String::from_utf8_lossy). */
gk_status hugind_put_lossy(gk_buf *out, const uint8_t *bytes, size_t len);

/* "404 Not Found": a status as the host's HTTP library prints it; borrowed
 * from `buf`, which must hold 64 bytes. */
const char *hugind_status_words(unsigned status, char *buf);

#endif
