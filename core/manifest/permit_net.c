/*
 * permit_net: permissions.network.
 */
#include "core/manifest/permit_deny.h"

#include <string.h>

#define NET "permissions.network."

/* --- the lists -------------------------------------------------------------
 */

/* The host itself, or what it ends in behind a dot. */
static bool is_domain(const char *host, const char *entry)
{
    size_t len = strlen(host), tail = strlen(entry);

    if (len == tail)
        return memcmp(host, entry, len) == 0;
    return len > tail && host[len - tail - 1] == '.' &&
           memcmp(host + len - tail, entry, tail) == 0;
}

/* The deployed host compares texts, and an IPv6 host with its brackets is no
 * address to it. */
static bool is_address(const gk_url *url, const char *entry, bool deployed)
{
    gk_ip network;
    unsigned bits;

    if (url->host_kind != GK_URL_IP)
        return false;
    if (deployed)
        return !url->ip.v6 && strcmp(url->host, entry) == 0;
    return gk_ip_parse_range(entry, strlen(entry), &network, &bits) &&
           gk_ip_within(&url->ip, &network, bits);
}

static const char *find_domain(const gk_json *list, const char *host)
{
    for (const gk_json *v = gk_json_first(list); v != NULL; v = gk_json_next(v))
        if (gk_json_text(v) != NULL && is_domain(host, gk_json_text(v)))
            return gk_json_text(v);
    return NULL;
}

static const char *find_address(const gk_json *list, const gk_url *url,
                                bool deployed)
{
    for (const gk_json *v = gk_json_first(list); v != NULL; v = gk_json_next(v))
        if (gk_json_text(v) != NULL &&
            is_address(url, gk_json_text(v), deployed))
            return gk_json_text(v);
    return NULL;
}

static void refuse_host(const struct gk_hugind_network *rules, const char *host,
                        const char *other, gk_permit *out)
{
    bool domains = gk_json_count(rules->allowed_domains) > 0;
    bool ips = gk_json_count(rules->allowed_ips) > 0;

    gk_permit_deny(out, "Domain/IP '%s' is not in the allowed list.", host);
    if (other != NULL)
        gk_permit_because(out, NET "allowed_ips", other,
                          NET "allowed_ips has \"%s\", which the deployed host "
                              "does not compare with '%s'",
                          other, host);
    else if (domains && ips)
        gk_permit_because(out, NET "allowed_domains", NULL,
                          "'%s' is neither in " NET
                          "allowed_domains nor in " NET "allowed_ips",
                          host);
    else
        gk_permit_because(out,
                          domains ? NET "allowed_domains" : NET "allowed_ips",
                          NULL, "'%s' is not in %s", host,
                          domains ? NET "allowed_domains" : NET "allowed_ips");
}

static void check_lists(const struct gk_hugind_network *rules,
                        const gk_url *url, bool deployed, gk_permit *out)
{
    const char *domain = find_domain(rules->allowed_domains, url->host);
    const char *ip = find_address(rules->allowed_ips, url, deployed);
    const char *other = find_address(rules->allowed_ips, url, !deployed);

    if (gk_json_count(rules->allowed_domains) == 0 &&
        gk_json_count(rules->allowed_ips) == 0)
        return; /* any host */
    if (domain == NULL && ip == NULL)
        refuse_host(rules, url->host, other, out);
    else
        gk_permit_because(
            out, domain != NULL ? NET "allowed_domains" : NET "allowed_ips",
            domain != NULL ? domain : ip, "%s", "");
    if (domain == NULL && (ip == NULL) != (other == NULL))
        out->differs = GK_PERMIT_IP_RANGES;
}

void gk_permit_url(const struct gk_hugind_network *rules, const gk_url *url,
                   bool deployed, gk_permit *out)
{
    gk_permit_begin(out);
    if (!rules->allow) {
        gk_permit_off(out, NET "allow",
                      "Network access is disabled for this agent.");
    } else if (!gk_url_is_http(url)) {
        gk_permit_deny(out, "URL scheme '%s' is not allowed.", url->scheme);
        gk_permit_because(out, NULL, NULL,
                          "the scheme '%s' is neither http nor https",
                          url->scheme);
    } else {
        check_lists(rules, url, deployed, out);
    }
}

/* --- private networks -------------------------------------------------------
 */

/* What the host blocks. */
static const struct {
    const char *range;
    bool documented; /* the documents' promise alone */
} private_ranges[] = {
    {"10.0.0.0/8", false},     {"172.16.0.0/12", false},
    {"192.168.0.0/16", false}, {"127.0.0.0/8", false},
    {"169.254.0.0/16", false}, {"100.64.0.0/10", false},
    {"0.0.0.0/8", false},      {"::1", false},
    {"fc00::/7", false},       {"fe80::/10", false},
    {"ff00::/8", false},       {"::", true},
};

static const char *find_private(const gk_ip *ip, bool deployed)
{
    const gk_ip plain = deployed ? *ip : gk_ip_unmapped(ip);

    for (size_t i = 0; i < sizeof private_ranges / sizeof *private_ranges;
         i++) {
        const char *range = private_ranges[i].range;
        gk_ip network;
        unsigned bits;

        if ((!deployed || !private_ranges[i].documented) &&
            gk_ip_parse_range(range, strlen(range), &network, &bits) &&
            gk_ip_within(&plain, &network, bits))
            return range;
    }
    return NULL;
}

void gk_permit_address(const struct gk_hugind_network *rules, const gk_ip *ip,
                       bool deployed, gk_permit *out)
{
    const char *range, *other;
    char text[GK_IP_TEXT_BYTES];

    gk_permit_begin(out);
    if (!rules->block_private_networks)
        return;
    range = find_private(ip, deployed);
    other = find_private(ip, !deployed);
    if ((range == NULL) != (other == NULL))
        out->differs = GK_PERMIT_PRIVATE_IPV6;
    if (range == NULL)
        return;
    gk_ip_print(ip, true, text);
    gk_permit_deny(out, "Access to private network blocked (IP: %s)", text);
    gk_permit_because(out, NET "block_private_networks", NULL,
                      NET "block_private_networks is true and %s is in %s",
                      text, range);
}
