#include "core/base/utf8.h"

#include <string.h>

/* The range the second byte must be in, by the first (Unicode 15, table 3-7);
 * `need` is 0 for a byte that starts nothing. */
struct lead {
    uint8_t need, low, high;
};

static struct lead lead_of(uint8_t byte)
{
    if (byte < 0xc2)
        return (struct lead){0, 0, 0};
    if (byte < 0xe0)
        return (struct lead){1, 0x80, 0xbf};
    if (byte < 0xf0)
        return (struct lead){2, byte == 0xe0 ? 0xa0 : 0x80,
                             byte == 0xed ? 0x9f : 0xbf};
    if (byte < 0xf5)
        return (struct lead){3, byte == 0xf0 ? 0x90 : 0x80,
                             byte == 0xf4 ? 0x8f : 0xbf};
    return (struct lead){0, 0, 0};
}

int gk_utf8_next(const uint8_t *bytes, size_t len, uint32_t *out)
{
    struct lead lead;
    uint32_t cp;

    if (bytes[0] < 0x80) {
        *out = bytes[0];
        return 1;
    }
    lead = lead_of(bytes[0]);
    *out = 0xfffd;
    if (lead.need == 0)
        return -1;
    cp = bytes[0] & (0x3fu >> lead.need);
    for (uint8_t i = 1; i <= lead.need; i++) {
        if (i >= len || bytes[i] < lead.low || bytes[i] > lead.high)
            return -(int)i;
        lead.low = 0x80;
        lead.high = 0xbf;
        cp = cp << 6 | (bytes[i] & 0x3fu);
    }
    *out = cp;
    return lead.need + 1;
}

static bool is_ascii_word(const uint8_t *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

/* How many bytes at the beginning are ASCII, in steps of a word; it is most of
 * most texts. What remains of them is looked at with some bytes before it. */
static size_t ascii_prefix(const uint8_t *bytes, size_t len)
{
    const size_t step = sizeof(uint64_t);
    size_t at = 0;

    while (len - at >= step && is_ascii_word(bytes + at))
        at += step;
    if (len >= step && len - at < step && is_ascii_word(bytes + len - step))
        return len;
    return at;
}

size_t gk_utf8_prefix(const uint8_t *bytes, size_t len)
{
    size_t at = ascii_prefix(bytes, len);

    while (at < len) {
        uint32_t cp;
        int n = gk_utf8_next(bytes + at, len - at, &cp);

        if (n < 0)
            break;
        at += (size_t)n;
        if (n > 1)
            at += ascii_prefix(bytes + at, len - at);
    }
    return at;
}

/* Eight characters: none below ' ', none over '~'. */
static bool is_printable_word(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t low = (word - ones * ' ') & ~word;
    uint64_t high = (word + ones * (0x7f - '~')) | word;

    return ((low | high) & ones * 0x80) == 0;
}

bool gk_utf8_printable_ascii(const uint8_t *bytes, size_t len)
{
    size_t at = 0;
    uint64_t word;

    for (; len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        if (!is_printable_word(word))
            return false;
    }
    while (at < len && bytes[at] >= ' ' && bytes[at] <= '~')
        at++;
    return at == len;
}

bool gk_utf8_valid(const uint8_t *bytes, size_t len)
{
    return gk_utf8_prefix(bytes, len) == len;
}

gk_status gk_utf8_put(gk_buf *out, uint32_t cp)
{
    uint8_t b[4];

    if (cp < 0x80) {
        b[0] = (uint8_t)cp;
        return gk_buf_put(out, b, 1);
    }
    if (cp < 0x800) {
        b[0] = (uint8_t)(0xc0 | cp >> 6);
        b[1] = (uint8_t)(0x80 | (cp & 0x3f));
        return gk_buf_put(out, b, 2);
    }
    if (cp < 0x10000) {
        b[0] = (uint8_t)(0xe0 | cp >> 12);
        b[1] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
        b[2] = (uint8_t)(0x80 | (cp & 0x3f));
        return gk_buf_put(out, b, 3);
    }
    b[0] = (uint8_t)(0xf0 | (cp >> 18 & 7));
    b[1] = (uint8_t)(0x80 | (cp >> 12 & 0x3f));
    b[2] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
    b[3] = (uint8_t)(0x80 | (cp & 0x3f));
    return gk_buf_put(out, b, 4);
}

gk_status gk_utf8_put_lossy(gk_buf *out, const uint8_t *bytes, size_t len)
{
    size_t at = 0;
    gk_status st = GK_OK;

    if (len >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf)
        at = 3;
    while (at < len && st == GK_OK) {
        uint32_t cp;
        int n = gk_utf8_next(bytes + at, len - at, &cp);

        if (n > 0) {
            st = gk_buf_put(out, bytes + at, (size_t)n);
            at += (size_t)n;
        } else {
            st = gk_buf_put(out, "\xef\xbf\xbd", 3);
            at += (size_t)-n;
        }
    }
    return st;
}

size_t gk_utf8_floor(const uint8_t *bytes, size_t len)
{
    size_t back = 0;

    while (back < 3 && back < len) {
        uint8_t byte = bytes[len - 1 - back];

        back++;
        if ((byte & 0xc0) == 0x80)
            continue;
        return lead_of(byte).need >= back ? len - back : len;
    }
    return len;
}

/* Characters that show nothing or turn the text around them. */
static bool misleads(uint32_t cp)
{
    return cp == 0xad || cp == 0x61c || (cp >= 0x200b && cp <= 0x200f) ||
           (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) ||
           cp == 0xfeff || (cp >= 0xfff9 && cp <= 0xfffb) ||
           (cp >= 0xe0000 && cp <= 0xe007f);
}

static gk_status put_control(gk_buf *out, uint8_t byte)
{
    switch (byte) {
    case '\n':
        return gk_buf_puts(out, "\\n");
    case '\r':
        return gk_buf_puts(out, "\\r");
    case '\t':
        return gk_buf_puts(out, "\\t");
    case 0:
        return gk_buf_puts(out, "\\0");
    default:
        return gk_buf_printf(out, "\\x%02x", byte);
    }
}

/* What stays as it is: printable ASCII but the backslash. */
static size_t plain_prefix(const uint8_t *bytes, size_t len)
{
    size_t at = 0;

    while (at < len && bytes[at] >= 0x20 && bytes[at] < 0x7f &&
           bytes[at] != '\\')
        at++;
    return at;
}

gk_status gk_utf8_put_printable(gk_buf *out, const uint8_t *bytes, size_t len,
                                bool escape_backslash)
{
    size_t at = 0;

    while (at < len) {
        size_t plain = plain_prefix(bytes + at, len - at);
        uint32_t cp;
        size_t used;
        int n;

        gk_buf_put(out, bytes + at, plain);
        at += plain;
        if (at == len)
            break;
        n = gk_utf8_next(bytes + at, len - at, &cp);
        used = (size_t)(n < 0 ? -n : n);
        if (n < 0) {
            for (size_t i = 0; i < used; i++)
                gk_buf_printf(out, "\\x%02x", bytes[at + i]);
        } else if (cp < 0x20 || cp == 0x7f) {
            put_control(out, (uint8_t)cp);
        } else if ((cp >= 0x80 && cp < 0xa0) || misleads(cp)) {
            gk_buf_printf(out, "\\u{%x}", cp);
        } else {
            if (cp == '\\' && escape_backslash)
                gk_buf_byte(out, '\\');
            gk_buf_put(out, bytes + at, used);
        }
        at += used;
    }
    return out->status;
}

/* Unicode 15, White_Space. */
static bool is_space(uint32_t cp)
{
    return (cp >= 0x09 && cp <= 0x0d) || cp == 0x20 || cp == 0x85 ||
           cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
           cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f ||
           cp == 0x3000;
}

const uint8_t *gk_utf8_trim(const uint8_t *bytes, size_t len, size_t *left)
{
    size_t from = 0, end = 0, at = 0;
    bool any = false;

    while (at < len) {
        uint32_t cp;
        int n = gk_utf8_next(bytes + at, len - at, &cp);
        size_t step = (size_t)(n < 0 ? -n : n);

        if (n < 0 || !is_space(cp)) {
            if (!any)
                from = at;
            any = true;
            end = at + step;
        }
        at += step;
    }
    *left = end - from;
    return from == 0 ? bytes : bytes + from;
}
