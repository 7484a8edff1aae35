#include "core/base/base64.h"

#include <string.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

gk_status gk_base64_decode(const char *text, gk_buf *out, gk_error *err)
{
    size_t len = strlen(text), pad = 0;

    while (pad < 2 && pad < len && text[len - 1 - pad] == '=')
        pad++;
    if (len % 4 != 0)
        return gk_fail(err, GK_E_SYNTAX,
                       "base64 of %zu characters is no multiple of 4", len);
    for (size_t at = 0; at < len; at += 4) {
        uint32_t bits = 0;
        size_t bytes = at + 4 == len ? 3 - pad : 3;

        for (size_t i = at; i < at + 4; i++) {
            const char *c = text[i] == '=' && i >= len - pad
                                ? alphabet
                                : strchr(alphabet, text[i]);

            if (c == NULL)
                return gk_fail(err, GK_E_SYNTAX, "'%c' is not base64", text[i]);
            bits = bits << 6 | (uint32_t)(c - alphabet);
        }
        for (size_t i = 0; i < bytes; i++)
            gk_buf_byte(out, (uint8_t)(bits >> (16 - 8 * i)));
    }
    return gk_buf_check(out, err);
}

gk_status gk_base64_encode(const void *bytes, size_t len, gk_buf *out)
{
    const uint8_t *b = bytes;

    for (size_t at = 0; at < len; at += 3) {
        size_t n = len - at < 3 ? len - at : 3;
        uint32_t bits = (uint32_t)b[at] << 16;

        if (n > 1)
            bits |= (uint32_t)b[at + 1] << 8;
        if (n > 2)
            bits |= b[at + 2];
        for (size_t i = 0; i < 4; i++)
            gk_buf_byte(out, i <= n
                                 ? (uint8_t)alphabet[bits >> (18 - 6 * i) & 63]
                                 : '=');
    }
    return out->status;
}
