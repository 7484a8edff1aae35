/*
 * url_host: the host of a URL, as the WHATWG URL standard reads it: a name, an
 * IPv4 address however it is written, an IPv6 address in brackets.
 */
#ifndef GK_CORE_BASE_URL_HOST_H
#define GK_CORE_BASE_URL_HOST_H

#include "core/base/ip.h"

typedef enum gk_url_host {
    GK_URL_NO_HOST,
    GK_URL_NAME,
    GK_URL_IP /* IPv4, or IPv6 in brackets */
} gk_url_host;

/*
 * Appends the host to `out` as it is written in a URL: lower-case, addresses in
 * their usual form. *ip is set for GK_URL_IP.
 * Fails: GK_E_SYNTAX in the words of Rust's url crate.
 */
GK_NODISCARD gk_status gk_url_host_parse(const char *text, size_t len,
                                         gk_buf *out, gk_url_host *kind,
                                         gk_ip *ip, gk_error *err);

#endif
