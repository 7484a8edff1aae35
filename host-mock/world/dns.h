/*
 * dns: what addresses names have in a world:
 *
 *   dns   {"host": ["192.0.2.7", "2001:db8::7"]}   these
 *         {"host": "words"}                        none: it fails with these
 *
 * Names are compared without regard to case. What is not named has one public
 * address, always the same (GK_DNS_ADDRESS), but "localhost" and what ends in
 * ".localhost" is at home. With a live door such a name is looked up for real,
 * unless a fixture answers the request that it is needed for.
 */
#ifndef GK_HOST_MOCK_WORLD_DNS_H
#define GK_HOST_MOCK_WORLD_DNS_H

#include "core/base/ip.h"
#include "core/base/json.h"

/* RFC 5737: for documentation, and nobody's. */
#define GK_DNS_ADDRESS "203.0.113.1"
/* More than any name needs. */
#define GK_DNS_MOST 64

struct gk_dns_answer {
    gk_ip at[GK_DNS_MOST];
    size_t count;
    char error[256]; /* why there is none; "" when there is one */
};

/* Asks the parent process: {"addresses": […]} or {"error"}, owned. */
typedef gk_status gk_dns_door(void *context, const char *host, gk_json **out,
                              gk_error *err);

struct gk_dns {
    const gk_json *names; /* borrowed; NULL: none */
    gk_dns_door *door;    /* NULL: closed */
    void *door_context;
};

GK_NODISCARD gk_status gk_dns_check(const gk_json *names, const char *where,
                                    gk_error *err);
/* `real`: what the world does not say may be asked of the door. */
GK_NODISCARD gk_status gk_dns_ask(const struct gk_dns *dns, const char *host,
                                  bool real, struct gk_dns_answer *answer,
                                  gk_error *err);

#endif
