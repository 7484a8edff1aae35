/*
 * ip: an IPv4 or IPv6 address, and ranges of them. Pure functions.
 */
#ifndef GK_CORE_BASE_IP_H
#define GK_CORE_BASE_IP_H

#include "core/base/buf.h"

#include <stdbool.h>

/* The longest text of one, with its NUL. */
#define GK_IP_TEXT_BYTES 48

typedef struct gk_ip {
    bool v6;
    uint8_t bytes[16]; /* network order; IPv4: the first four */
} gk_ip;

/*
 * Four decimal numbers, or what RFC 4291, 2.2 has, without brackets and zone.
 * Nothing else: no "010.1", no "127.1".
 */
bool gk_ip_parse(const char *text, size_t len, gk_ip *out);

/* "10.0.0.1", or RFC 5952; `out` takes GK_IP_TEXT_BYTES. Addresses that hold
 * an IPv4 one are written "::ffff:10.0.0.1" when `mixed`, as Rust's printer
 * does; "::ffff:a00:1" when not, as a URL has them. */
void gk_ip_print(const gk_ip *ip, bool mixed, char *out);

bool gk_ip_equal(const gk_ip *a, const gk_ip *b);

/* ::ffff:10.0.0.1 as 10.0.0.1; any other as it is. */
gk_ip gk_ip_unmapped(const gk_ip *ip);

/* Whether the first `bits` bits are the same, and the family. */
bool gk_ip_within(const gk_ip *ip, const gk_ip *network, unsigned bits);

/* "10.0.0.0/8", "fd00::/8", or one address, which is a range of itself. */
bool gk_ip_parse_range(const char *text, size_t len, gk_ip *network,
                       unsigned *bits);

#endif
