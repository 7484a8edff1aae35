#include "core/base/uuid.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>

bool gk_uuid_draw(char out[GK_UUID_TEXT_BYTES])
{
    uint8_t b[16];

    if (getrandom(b, sizeof b, GRND_NONBLOCK) != sizeof b)
        return false;
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    for (size_t i = 0; i < sizeof b; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        snprintf(out, 3, "%02x", b[i]);
        out += 2;
    }
    return true;
}
