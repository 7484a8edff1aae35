#include "utf8.h"

/* How many bytes follow a leading byte, and the range of the first of them. */
static int follow(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 1;
    if (lead >= 0xe0 && lead <= 0xef) {
        if (lead == 0xe0)
            *low = 0xa0; /* shorter forms exist below */
        if (lead == 0xed)
            *high = 0x9f; /* surrogates above */
        return 2;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        if (lead == 0xf0)
            *low = 0x90;
        if (lead == 0xf4)
            *high = 0x8f; /* beyond U+10FFFF */
        return 3;
    }
    return 0;
}

int gk_utf8_length(const char *bytes, size_t len)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (b[0] < 0x80)
        return 1;
    unsigned char low, high;
    int n = follow(b[0], &low, &high);
    if (n == 0)
        return -1;
    for (int i = 1; i <= n; i++) {
        if ((size_t)i >= len || b[i] < low || b[i] > high)
            return -i;
        low = 0x80;
        high = 0xbf;
    }
    return n + 1;
}

int gk_utf8_encode(uint32_t code_point, char out[4])
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    int n = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (int i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    /* n leading ones and a zero */
    out[0] = (char)((0xf00 >> n) | code_point);
    return n;
}

size_t gk_json_plain(const char *text, size_t len)
{
    size_t run = 0;
    /* Signed: what is not ASCII is below the space, like controls. */
    while (run < len && (signed char)text[run] >= ' ' && text[run] != '"' &&
           text[run] != '\\')
        run++;
    return run;
}
