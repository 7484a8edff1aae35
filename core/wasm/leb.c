#include "core/wasm/leb.h"

/*
 * The bits that a last byte has left over must repeat the sign (signed) or be
 * zero (unsigned); `left` of its seven bits belong to the integer.
 */
static bool last_byte_fits(uint8_t byte, unsigned left, bool is_signed)
{
    unsigned top;

    if (byte & 0x80)
        return false;
    if (!is_signed)
        return byte >> left == 0;
    top = byte >> (left - 1);
    return top == 0 || top == 0x7fu >> (left - 1);
}

static bool read_leb(const uint8_t *bytes, size_t end, size_t *at,
                     unsigned bits, bool is_signed, uint64_t *out)
{
    uint64_t value = 0;
    size_t p = *at;

    for (unsigned shift = 0; shift < bits && p < end; shift += 7) {
        uint8_t byte = bytes[p++];

        value |= (uint64_t)(byte & 0x7f) << shift;
        if (bits - shift < 7 && !last_byte_fits(byte, bits - shift, is_signed))
            return false;
        if (byte & 0x80)
            continue;
        if (is_signed && byte & 0x40 && shift + 7 < 64)
            value |= UINT64_MAX << (shift + 7);
        *at = p;
        *out = value;
        return true;
    }
    return false;
}

bool gk_leb_u32(const uint8_t *bytes, size_t end, size_t *at, uint32_t *out)
{
    uint64_t value;

    /* Nearly all integers of a module are one or two bytes long. */
    if (*at < end && bytes[*at] < 0x80) {
        *out = bytes[(*at)++];
        return true;
    }
    if (*at + 1 < end && bytes[*at + 1] < 0x80) {
        *out = (bytes[*at] & 0x7fu) | (uint32_t)bytes[*at + 1] << 7;
        *at += 2;
        return true;
    }
    if (!read_leb(bytes, end, at, 32, false, &value))
        return false;
    *out = (uint32_t)value;
    return true;
}

bool gk_leb_u64(const uint8_t *bytes, size_t end, size_t *at, uint64_t *out)
{
    return read_leb(bytes, end, at, 64, false, out);
}

bool gk_leb_s32(const uint8_t *bytes, size_t end, size_t *at, int32_t *out)
{
    uint64_t value;

    if (!read_leb(bytes, end, at, 32, true, &value))
        return false;
    *out = (int32_t)(uint32_t)value;
    return true;
}

bool gk_leb_s33(const uint8_t *bytes, size_t end, size_t *at, int64_t *out)
{
    uint64_t value;

    if (!read_leb(bytes, end, at, 33, true, &value))
        return false;
    *out = (int64_t)value;
    return true;
}

bool gk_leb_s64(const uint8_t *bytes, size_t end, size_t *at, int64_t *out)
{
    uint64_t value;

    if (!read_leb(bytes, end, at, 64, true, &value))
        return false;
    *out = (int64_t)value;
    return true;
}

gk_status gk_leb_put_u64(gk_buf *out, uint64_t value)
{
    uint8_t bytes[10];
    size_t n = 0;

    do {
        uint8_t low = value & 0x7f;

        value >>= 7;
        bytes[n++] = value != 0 ? low | 0x80 : low;
    } while (value != 0);
    return gk_buf_put(out, bytes, n);
}

gk_status gk_leb_put_s64(gk_buf *out, int64_t value)
{
    uint64_t rest = (uint64_t)value;
    uint64_t sign = value < 0 ? UINT64_MAX : 0;
    uint8_t bytes[10];
    size_t n = 0;

    for (;;) {
        uint8_t low = rest & 0x7f;

        /* An arithmetic shift, without asking the compiler for one. */
        rest = rest >> 7 | (sign & ~(UINT64_MAX >> 7));
        if (rest == sign && (low & 0x40) == (sign & 0x40)) {
            bytes[n++] = low;
            return gk_buf_put(out, bytes, n);
        }
        bytes[n++] = low | 0x80;
    }
}
