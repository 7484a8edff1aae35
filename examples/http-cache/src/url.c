#include "url.h"

#include <string.h>

static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789-._~";

void url_put(gk_writer *url, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        const char escape[] = {'%', digits[byte >> 4], digits[byte & 15]};

        if (strchr(unreserved, *text) != NULL)
            gk_put_bytes(url, text, 1);
        else
            gk_put_bytes(url, escape, sizeof escape);
    }
}
