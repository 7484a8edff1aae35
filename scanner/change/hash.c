#include "scanner/change/hash.h"

#include <endian.h>
#include <string.h>

struct sip {
    uint64_t a, b, c, d;
};

static inline uint64_t turn(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static inline void mix(struct sip *s)
{
    s->a += s->b;
    s->b = turn(s->b, 13) ^ s->a;
    s->a = turn(s->a, 32);
    s->c += s->d;
    s->d = turn(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = turn(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = turn(s->b, 17) ^ s->c;
    s->c = turn(s->c, 32);
}

static inline void take(struct sip *s, uint64_t word)
{
    s->d ^= word;
    mix(s);
    mix(s);
    s->a ^= word;
}

uint64_t gk_siphash(uint64_t k0, uint64_t k1, const void *bytes, size_t len)
{
    struct sip s = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du,
                    k0 ^ 0x6c7967656e657261u, k1 ^ 0x7465646279746573u};
    const uint8_t *at = bytes;
    uint64_t last = (uint64_t)len << 56;
    size_t left = len;

    for (; left >= 8; at += 8, left -= 8) {
        uint64_t word;

        memcpy(&word, at, sizeof word);
        take(&s, le64toh(word));
    }
    for (size_t i = 0; i < left; i++)
        last |= (uint64_t)at[i] << (8 * i);
    take(&s, last);
    s.c ^= 0xff;
    for (int i = 0; i < 4; i++)
        mix(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

/* "guestkit", and the number of this use of it. */
uint64_t gk_hash64(const void *bytes, size_t len)
{
    return gk_siphash(0x67756573746b6974u, 1, bytes, len);
}
