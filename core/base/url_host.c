#include "core/base/url_host.h"

#include <ctype.h>
#include <string.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c | 32) >= 'a' && (c | 32) <= 'f')
        return (c | 32) - 'a' + 10;
    return -1;
}

/* Percent-decoded and lower-case. */
static void decode(const char *at, size_t len, gk_buf *out)
{
    for (size_t i = 0; i < len; i++) {
        char c = at[i];

        if (c == '%' && len - i > 2 && hex_value(at[i + 1]) >= 0 &&
            hex_value(at[i + 2]) >= 0) {
            c = (char)(hex_value(at[i + 1]) << 4 | hex_value(at[i + 2]));
            i += 2;
        }
        gk_buf_byte(out, (uint8_t)(c >= 'A' && c <= 'Z' ? c | 32 : c));
    }
}

/* Letters beyond ASCII need a mapping; these can be in no name. */
static gk_status check_name(const gk_buf *name, gk_error *err)
{
    for (size_t i = 0; i < name->len; i++) {
        uint8_t c = name->data[i];

        if (c >= 0x80)
            return gk_fail(err, GK_E_SYNTAX,
                           "invalid international domain name");
        if (c <= ' ' || c == 0x7f || strchr("#%/:<>?@[\\]^|", c) != NULL)
            return gk_fail(err, GK_E_SYNTAX, "invalid domain character");
    }
    return name->len > 0 ? GK_OK : gk_fail(err, GK_E_SYNTAX, "empty host");
}

/* Decimal, "0x…" or "0…", as C's strtoul takes it; nothing is 0 behind "0x".
 */
static bool read_part(const char *at, const char *end, uint64_t *out)
{
    unsigned base = 10;
    uint64_t value = 0;

    if (at == end)
        return false;
    if (end - at >= 2 && at[0] == '0' && at[1] == 'x') {
        base = 16;
        at += 2;
    } else if (end - at >= 2 && at[0] == '0') {
        base = 8;
        at++;
    }
    for (; at < end; at++) {
        int digit = hex_value(*at);

        if (digit < 0 || (unsigned)digit >= base)
            return false;
        value = value > UINT32_MAX ? value : value * base + (unsigned)digit;
    }
    *out = value;
    return true;
}

/* Where the last label begins; a dot at the very end does not count. */
static const char *last_label(const char *at, const char **end)
{
    const char *from;

    if (*end > at && (*end)[-1] == '.')
        --*end;
    from = *end;
    while (from > at && from[-1] != '.')
        from--;
    return from;
}

/* A last label that is a number makes the whole an address, or nothing. */
static bool ends_in_number(const char *at, const char *end)
{
    const char *from = last_label(at, &end);
    uint64_t value;
    bool digits = from < end;

    for (const char *p = from; p < end; p++)
        digits = digits && isdigit((unsigned char)*p);
    return digits || (end - from >= 2 && from[0] == '0' && from[1] == 'x' &&
                      read_part(from, end, &value));
}

static bool read_v4(const char *at, const char *end, gk_ip *out)
{
    uint64_t parts[4], address = 0;
    unsigned count = 0;

    if (end > at && end[-1] == '.')
        end--;
    for (const char *from = at;; from = at + 1) {
        at = from;
        while (at < end && *at != '.')
            at++;
        if (count == 4 || !read_part(from, at, &parts[count++]))
            return false;
        if (at == end)
            break;
    }
    for (unsigned i = 0; i + 1 < count; i++) {
        if (parts[i] > 255)
            return false;
        address |= parts[i] << (24 - 8 * i);
    }
    if (parts[count - 1] >= UINT64_C(1) << (8 * (5 - count)))
        return false;
    address |= parts[count - 1];
    *out = (gk_ip){.v6 = false};
    for (unsigned i = 0; i < 4; i++)
        out->bytes[i] = (uint8_t)(address >> (24 - 8 * i));
    return true;
}

static void put_ip(const gk_ip *ip, gk_buf *out)
{
    char text[GK_IP_TEXT_BYTES];

    gk_ip_print(ip, false, text);
    gk_buf_printf(out, ip->v6 ? "[%s]" : "%s", text);
}

static gk_status parse_v6(const char *text, size_t len, gk_buf *out, gk_ip *ip,
                          gk_error *err)
{
    if (len < 2 || text[len - 1] != ']' || memchr(text, ':', len) == NULL ||
        !gk_ip_parse(text + 1, len - 2, ip))
        return gk_fail(err, GK_E_SYNTAX, "invalid IPv6 address");
    put_ip(ip, out);
    return gk_buf_check(out, err);
}

gk_status gk_url_host_parse(const char *text, size_t len, gk_buf *out,
                            gk_url_host *kind, gk_ip *ip, gk_error *err)
{
    gk_buf name = GK_BUF_INIT;
    const char *at, *end;
    gk_status st;

    *kind = GK_URL_IP;
    if (len > 0 && *text == '[')
        return parse_v6(text, len, out, ip, err);
    decode(text, len, &name);
    st = gk_buf_check(&name, err);
    if (st == GK_OK)
        st = check_name(&name, err);
    at = gk_buf_text(&name);
    end = at + name.len;
    if (st != GK_OK)
        goto done;
    if (!ends_in_number(at, end)) {
        *kind = GK_URL_NAME;
        gk_buf_put(out, name.data, name.len);
    } else if (read_v4(at, end, ip)) {
        put_ip(ip, out);
    } else {
        st = gk_fail(err, GK_E_SYNTAX, "invalid IPv4 address");
    }
done:
    gk_buf_clear(&name);
    return st == GK_OK ? gk_buf_check(out, err) : st;
}
