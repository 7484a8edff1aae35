/*
 * url: a URL taken apart as the WHATWG URL standard does it, for http, https,
 * ws, wss and ftp. What other schemes have behind their colon is kept in
 * `path`, as it is.
 *
 * A host may be a name, an IPv4 address in any of the standard's forms
 * ("0x7f.1", "2130706433", "%31.0.0.1" are addresses, and are written as such)
 * or an IPv6 address in brackets. Names beyond ASCII are refused: their
 * mapping needs Unicode's tables.
 *
 * A value the caller stores: zeroed at first, ended by gk_url_clear.
 */
#ifndef GK_CORE_BASE_URL_H
#define GK_CORE_BASE_URL_H

#include "core/base/url_host.h"

/* Owned texts, never NULL in a URL that was parsed. */
typedef struct gk_url {
    char *href;     /* the whole, normalised; without user name and fragment it
                       is what is sent */
    char *scheme;   /* lower-case, no colon */
    char *userinfo; /* "user:password", or "" */
    char *host;     /* lower-case; an IPv6 address has its brackets */
    char *path;     /* "/…" */
    char *query;    /* without '?'; "" also when there is none */
    gk_url_host host_kind;
    gk_ip ip; /* of GK_URL_IP */
    int port; /* -1: the scheme's own */
} gk_url;

/*
 * `base` (may be NULL) is what a relative text starts from: a Location header
 * is resolved against the URL it came for.
 * Fails: GK_E_SYNTAX in the words of Rust's url crate ("relative URL without a
 * base", "empty host", "invalid port number", "invalid IPv4 address", …),
 * GK_E_LIMIT, GK_E_NOMEM.
 */
GK_NODISCARD gk_status gk_url_parse(const char *text, size_t len,
                                    const gk_url *base, gk_url *out,
                                    gk_error *err);
void gk_url_clear(gk_url *url);

/* "http" and "https"; 80 and 443, or the URL's own. */
bool gk_url_is_http(const gk_url *url);
unsigned gk_url_port(const gk_url *url);

#endif
