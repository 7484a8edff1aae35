#include "base64.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool base64_decode(char *text, size_t *len)
{
    size_t digits = 0, padding = 0, out = 0;
    uint32_t bits = 0;

    for (size_t i = 0; i < *len; i++) {
        const char *digit = memchr(alphabet, text[i], 64);

        if (text[i] == ' ' || text[i] == '\r' || text[i] == '\n')
            continue;
        if (text[i] == '=') {
            padding++;
            continue;
        }
        if (digit == NULL || padding > 0)
            return false;
        bits = bits << 6 | (uint32_t)(digit - alphabet);
        if (++digits % 4 != 1) /* of four digits the first makes no byte */
            text[out++] = (char)(bits >> (6 - (digits - 1) % 4 * 2));
    }
    *len = out;
    return digits % 4 != 1 && padding <= 2 && (digits + padding) % 4 == 0;
}
