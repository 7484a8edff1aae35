#include "scanner/content/entropy.h"

/* Less says nothing: 256 counters want some bytes each. */
#define SMALLEST 4096u
/* A large area is looked at piece by piece. */
#define WINDOW 65536u
/* Of a window a sample is counted first, one line in eight; what it has less
 * than this of makes the rest not worth the time. */
#define LINE    64u
#define LINES   8u
#define PROMISE (GK_ENTROPY_BIT * 29 / 4)
/* 7.5 bits: machine code has about 6, text 5, packed data 7.9. */
#define RANDOM (GK_ENTROPY_BIT * 15 / 2)

/* Four counters for each byte, so that equal neighbours do not wait for each
 * other. */
typedef uint32_t counters[4][256];

static void count_bytes(const uint8_t *bytes, size_t len, counters out)
{
    size_t i = 0;

    for (; i + 4 <= len; i += 4) {
        out[0][bytes[i]]++;
        out[1][bytes[i + 1]]++;
        out[2][bytes[i + 2]]++;
        out[3][bytes[i + 3]]++;
    }
    for (; i < len; i++)
        out[0][bytes[i]]++;
}

/* The binary logarithm of n > 0, n < 2^32, with 16 fraction bits. */
static uint32_t log2_of(uint32_t n)
{
    uint32_t whole = 31 - (uint32_t)__builtin_clz(n);
    uint64_t x = ((uint64_t)n << 32) >> whole; /* 1 to 2, 32 fraction bits */
    uint32_t result = whole;

    for (unsigned bit = 0; bit < 16; bit++) {
        /* Squaring doubles the logarithm; its next bit is whether 2 is
         * passed. */
        x = (x >> 1) * (x >> 1) >> 30;
        result <<= 1;
        if (x >> 33 != 0) {
            result |= 1;
            x >>= 1;
        }
    }
    return result;
}

static uint32_t entropy_of(counters counts, size_t len)
{
    uint64_t sum = 0;

    for (size_t c = 0; c < 256; c++) {
        uint32_t n = counts[0][c] + counts[1][c] + counts[2][c] + counts[3][c];

        if (n > 0)
            sum += (uint64_t)n * log2_of(n);
    }
    return log2_of((uint32_t)len) - (uint32_t)(sum / len);
}

uint32_t gk_entropy(const uint8_t *bytes, size_t len)
{
    counters counts = {{0}};

    count_bytes(bytes, len, counts);
    return entropy_of(counts, len);
}

/* Whether a whole window may look random. */
static bool is_promising(const uint8_t *bytes)
{
    counters counts = {{0}};

    for (size_t i = 0; i < WINDOW; i += LINE * LINES)
        count_bytes(bytes + i, LINE, counts);
    return entropy_of(counts, WINDOW / LINES) > PROMISE;
}

/* 0 when it is too short to say, or clearly not random. */
static uint32_t look(const uint8_t *bytes, size_t len)
{
    if (len < SMALLEST || (len == WINDOW && !is_promising(bytes)))
        return 0;
    return gk_entropy(bytes, len);
}

static void add(const struct gk_area *a, size_t from, size_t end, uint64_t bits,
                struct gk_random *out)
{
    out->count++;
    out->bytes += end - from;
    if (end - from <= out->len)
        return;
    out->spot = a->spot;
    out->spot.within = (uint32_t)from;
    out->len = end - from;
    out->entropy = (uint32_t)(bits / out->len);
}

void gk_entropy_seek(const struct gk_area *a, struct gk_random *out)
{
    size_t from = 0;   /* of the stretch that looks random so far */
    uint64_t bits = 0; /* times bytes in it */

    for (size_t i = 0; i < a->len; i += WINDOW) {
        size_t len = a->len - i < WINDOW ? a->len - i : WINDOW;
        uint32_t here = look(a->at + i, len);

        if (here > RANDOM) {
            from = bits == 0 ? i : from;
            bits += (uint64_t)here * len;
            continue;
        }
        if (bits > 0)
            add(a, from, i, bits, out);
        bits = 0;
    }
    if (bits > 0)
        add(a, from, a->len, bits, out);
}
