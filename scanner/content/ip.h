/*
 * ip: addresses as they are written, and how much each matters in a module.
 */
#ifndef GK_SCANNER_CONTENT_IP_H
#define GK_SCANNER_CONTENT_IP_H

#include "scanner/content/text.h"
#include "scanner/severity.h"

/* What an address is for; the severity is that of one that stands alone. */
struct gk_ip_use {
    const char *words; /* after the address, "" for an ordinary one */
    bool told;         /* false: it leads nowhere outside, say nothing */
    gk_severity severity;
};

/* Four numbers at `i`. Returns how many characters, 0 when they are none. */
size_t gk_ip4_read(const struct gk_text *t, size_t i, uint32_t *out);
struct gk_ip_use gk_ip4_use(uint32_t address);

/* The text from `i` on as an IPv6 address; all `len` characters of it. */
bool gk_ip6_read(const struct gk_text *t, size_t i, size_t len,
                 uint16_t out[8]);
struct gk_ip_use gk_ip6_use(const uint16_t address[8]);

#endif
