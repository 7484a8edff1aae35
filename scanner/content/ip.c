#include "scanner/content/ip.h"

#include <string.h>

static size_t read_octet(const struct gk_text *t, size_t i, uint32_t *out)
{
    size_t n = gk_text_run(t, i, GK_DIGIT, 4);

    *out = 0;
    if (n == 0 || n > 3 || (n > 1 && gk_text_get(t, i) == '0'))
        return 0;
    for (size_t d = 0; d < n; d++)
        *out = *out * 10 + (uint32_t)(gk_text_get(t, i + d) - '0');
    return *out <= 255 ? n : 0;
}

size_t gk_ip4_read(const struct gk_text *t, size_t i, uint32_t *out)
{
    uint32_t address = 0, octet;
    size_t from = i;

    for (unsigned part = 0; part < 4; part++) {
        size_t n = read_octet(t, i, &octet);

        if (n == 0 || (part < 3 && gk_text_get(t, i + n) != '.'))
            return 0;
        address = address << 8 | octet;
        i += n + (part < 3);
    }
    *out = address;
    return i - from;
}

struct gk_ip_use gk_ip4_use(uint32_t address)
{
    /* IANA's registry of special addresses; the first row that fits. */
    static const struct {
        uint32_t net;
        unsigned bits;
        struct gk_ip_use use;
    } rows[] = {
        {0x00000000, 8, {"", false, GK_SEVERITY_NOTE}},
        {0x7f000000, 8, {"", false, GK_SEVERITY_NOTE}},
        {0xa9fea9fe,
         32,
         {"where clouds keep a machine's credentials", true,
          GK_SEVERITY_WARNING}},
        {0xa9fe0000, 16, {"of a local link", true, GK_SEVERITY_NOTE}},
        {0x0a000000, 8, {"of a private network", true, GK_SEVERITY_NOTE}},
        {0xac100000, 12, {"of a private network", true, GK_SEVERITY_NOTE}},
        {0xc0a80000, 16, {"of a private network", true, GK_SEVERITY_NOTE}},
        {0x64400000, 10, {"of a provider's network", true, GK_SEVERITY_NOTE}},
        {0xe0000000, 4, {"of a group", true, GK_SEVERITY_NOTE}},
        {0xf0000000, 4, {"", false, GK_SEVERITY_NOTE}},
        {0, 0, {"", true, GK_SEVERITY_WARNING}},
    };
    size_t n = 0;

    while (rows[n].bits > 0 && (address ^ rows[n].net) >> (32 - rows[n].bits))
        n++;
    return rows[n].use;
}

/* A group of up to four hex digits. */
static size_t read_group(const struct gk_text *t, size_t i, size_t end,
                         uint16_t *out)
{
    size_t n = gk_text_run(t, i, GK_HEX, 5);
    uint32_t v = 0;

    if (n == 0 || n > 4 || n > end - i)
        return 0;
    for (size_t d = 0; d < n; d++) {
        int c = gk_lower(gk_text_get(t, i + d));

        v = v << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    *out = (uint16_t)v;
    return n;
}

bool gk_ip6_read(const struct gk_text *t, size_t i, size_t len, uint16_t out[8])
{
    uint16_t groups[8] = {0};
    size_t end = i + len, count = 0, gap = SIZE_MAX;

    if (len >= 2 && gk_text_get(t, i) == ':') {
        if (gk_text_get(t, i + 1) != ':')
            return false;
        gap = 0;
        i += 2;
    }
    while (i < end) {
        size_t n = count < 8 ? read_group(t, i, end, &groups[count]) : 0;

        if (n == 0)
            return false;
        count++;
        i += n;
        if (i == end)
            break;
        if (gk_text_get(t, i++) != ':' || i == end)
            return false;
        if (gk_text_get(t, i) != ':')
            continue;
        if (gap != SIZE_MAX)
            return false;
        gap = count;
        i++;
    }
    if (gap == SIZE_MAX ? count != 8 : count > 7)
        return false;
    if (gap == SIZE_MAX)
        gap = count;
    memset(out, 0, 8 * sizeof *out);
    memcpy(out, groups, gap * sizeof *out);
    memcpy(out + 8 - (count - gap), groups + gap, (count - gap) * sizeof *out);
    return true;
}

struct gk_ip_use gk_ip6_use(const uint16_t a[8])
{
    static const struct gk_ip_use nothing = {"", false, GK_SEVERITY_NOTE};
    static const struct gk_ip_use private = {"of a private network", true,
                                             GK_SEVERITY_NOTE};
    static const struct gk_ip_use link = {"of a local link", true,
                                          GK_SEVERITY_NOTE};
    static const struct gk_ip_use metadata = {
        "where clouds keep a machine's credentials", true, GK_SEVERITY_WARNING};
    static const struct gk_ip_use outside = {"", true, GK_SEVERITY_WARNING};
    static const uint16_t ec2[8] = {0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254};

    if (memcmp(a, ec2, sizeof ec2) == 0)
        return metadata;
    if ((a[0] & 0xe000) == 0x2000)
        return a[7] == 0 && a[6] == 0 ? nothing : outside;
    if ((a[0] & 0xfe00) == 0xfc00)
        return private;
    return (a[0] & 0xffc0) == 0xfe80 ? link : nothing;
}
