#include "core/base/ip.h"

#include <stdio.h>
#include <string.h>

/* A decimal number up to `most`, without leading zeros; moves past it. */
static bool take_number(const char **at, const char *end, unsigned most,
                        unsigned *out)
{
    const char *from = *at;
    unsigned value = 0;

    while (*at < end && **at >= '0' && **at <= '9' && *at - from < 4)
        value = value * 10 + (unsigned)(*(*at)++ - '0');
    *out = value;
    return *at > from && value <= most && (*from != '0' || *at == from + 1);
}

static bool parse_v4(const char *at, const char *end, uint8_t *out)
{
    for (int i = 0; i < 4; i++) {
        unsigned value;

        if (i > 0 && (at == end || *at++ != '.'))
            return false;
        if (!take_number(&at, end, 255, &value))
            return false;
        out[i] = (uint8_t)value;
    }
    return at == end;
}

/* Up to four hexadecimal digits; moves past them. */
static bool take_piece(const char **at, const char *end, unsigned *out)
{
    const char *from = *at;
    unsigned value = 0;

    for (; *at < end && *at - from < 4; ++*at) {
        char c = **at;

        if (c >= '0' && c <= '9')
            value = value * 16 + (unsigned)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            value = value * 16 + (unsigned)((c | 32) - 'a' + 10);
        else
            break;
    }
    *out = value;
    return *at > from;
}

/* The bytes before "::" are at the front, those after it are moved to the
 * end when all have been read. */
static bool parse_v6(const char *at, const char *end, uint8_t *out)
{
    size_t count = 0, gap = 0;
    bool has_gap = false;

    memset(out, 0, 16);
    if (end - at >= 2 && at[0] == ':' && at[1] == ':') {
        has_gap = true;
        at += 2;
    }
    while (at < end && count < 16) {
        const char *piece = at;
        unsigned value;

        if (!take_piece(&at, end, &value))
            return false;
        if (at < end && *at == '.') {
            if (count > 12 || !parse_v4(piece, end, out + count))
                return false;
            count += 4;
            at = end;
            break;
        }
        out[count++] = (uint8_t)(value >> 8);
        out[count++] = (uint8_t)value;
        if (at == end)
            break;
        if (*at++ != ':' || at == end)
            return false;
        if (*at == ':') {
            if (has_gap)
                return false;
            has_gap = true;
            gap = count;
            at++;
        }
    }
    if (at != end || (has_gap ? count > 14 : count != 16))
        return false;
    memmove(out + 16 - (count - gap), out + gap, count - gap);
    memset(out + gap, 0, 16 - count);
    return true;
}

bool gk_ip_parse(const char *text, size_t len, gk_ip *out)
{
    gk_ip ip = {.v6 = memchr(text, ':', len) != NULL};

    if (ip.v6 ? !parse_v6(text, text + len, ip.bytes)
              : !parse_v4(text, text + len, ip.bytes))
        return false;
    *out = ip;
    return true;
}

static unsigned piece_of(const gk_ip *ip, int index)
{
    return (unsigned)ip->bytes[2 * index] << 8 | ip->bytes[2 * index + 1];
}

/* The longest run of two or more zero pieces, the first of equal ones. */
static int find_gap(const gk_ip *ip, int *len)
{
    int best = -1;

    *len = 1;
    for (int i = 0; i < 8; i++) {
        int run = 0;

        while (i + run < 8 && piece_of(ip, i + run) == 0)
            run++;
        if (run > *len) {
            best = i;
            *len = run;
        }
        i += run;
    }
    return best;
}

static bool is_mapped(const gk_ip *ip)
{
    static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};

    return ip->v6 && memcmp(ip->bytes, prefix, sizeof prefix) == 0;
}

void gk_ip_print(const gk_ip *ip, bool mixed, char *out)
{
    int gap_len, gap = find_gap(ip, &gap_len);
    const uint8_t *v4 = ip->v6 ? ip->bytes + 12 : ip->bytes;
    size_t used = 0;

    if (!ip->v6 || (mixed && is_mapped(ip))) {
        snprintf(out, GK_IP_TEXT_BYTES, "%s%u.%u.%u.%u",
                 ip->v6 ? "::ffff:" : "", v4[0], v4[1], v4[2], v4[3]);
        return;
    }
    for (int i = 0; i < 8; i++) {
        if (i == gap) {
            used += (size_t)snprintf(out + used, GK_IP_TEXT_BYTES - used, "::");
            i += gap_len - 1;
            continue;
        }
        used += (size_t)snprintf(
            out + used, GK_IP_TEXT_BYTES - used, "%s%x",
            i == 0 || (gap >= 0 && i == gap + gap_len) ? "" : ":",
            piece_of(ip, i));
    }
}

bool gk_ip_equal(const gk_ip *a, const gk_ip *b)
{
    return gk_ip_within(a, b, b->v6 ? 128 : 32);
}

gk_ip gk_ip_unmapped(const gk_ip *ip)
{
    gk_ip v4 = {.v6 = false};

    if (!is_mapped(ip))
        return *ip;
    memcpy(v4.bytes, ip->bytes + 12, 4);
    return v4;
}

bool gk_ip_within(const gk_ip *ip, const gk_ip *network, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;

    if (ip->v6 != network->v6 || memcmp(ip->bytes, network->bytes, whole) != 0)
        return false;
    return rest == 0 ||
           (ip->bytes[whole] ^ network->bytes[whole]) >> (8 - rest) == 0;
}

bool gk_ip_parse_range(const char *text, size_t len, gk_ip *network,
                       unsigned *bits)
{
    const char *slash = memchr(text, '/', len);
    const char *at = slash == NULL ? NULL : slash + 1;
    const char *end = text + len;
    gk_ip ip;
    unsigned count;

    if (!gk_ip_parse(text, slash == NULL ? len : (size_t)(slash - text), &ip))
        return false;
    count = ip.v6 ? 128 : 32;
    if (at != NULL && (!take_number(&at, end, count, &count) || at != end))
        return false;
    *network = ip;
    *bits = count;
    return true;
}
